"""Queries that once told the compiled way from the stock one, or broke both: each the smallest of its kind."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import models
from access.viewer import Viewer
from tests.graph.comparing import Comparer
from tests.graph.queries import Query
from tests.group import engine

CAR = "query($on: Boolean) { suppliers(carRentalOnly: $on) { totalCount } }"
FLAG = "query($on: Boolean = true) { categories { id @include(if: $on) } }"
AFTER = "query($after: String) { suppliers(after: $after) { nodes { id } } }"
DEEP = "{ members(first: 2) { nodes { " + "people { member { " * 6 + "id" + " } }" * 6 + " } } }"

FOUND: dict[str, list[Query]] = {
    "null and false are not the plans of true and missing": [
        Query(CAR, variables, None) for variables in ({"on": True}, {"on": None}, {"on": False}, {})
    ],
    "the condition of a directive is null": [
        Query(FLAG, variables, None) for variables in ({"on": True}, {"on": None}, {"on": False}, {})
    ],
    "a condition is null where another has decided": [
        Query("query($on: Boolean = true) { viewer { roles @include(if: false) @skip(if: $on) } }", {"on": None}, None)
    ],
    "arguments of a list without its rows": [
        Query("{ suppliers(first: -1) { totalCount } }", {}, None),
        Query('{ suppliers(after: "[2147483648]") { totalCount } }', {}, None),
        Query('{ suppliers(category: "Supplier:1") { __typename } }', {}, None),
        Query("query($n: Int!) { suppliers(first: $n) { totalCount } }", {"n": 101}, None),
    ],
    "page information that needs no rows": [
        Query("{ suppliers { pageInfo { hasPreviousPage __typename } } }", {}, None),
        Query('{ suppliers(search: "nobody") { pageInfo { hasPreviousPage } totalCount } }', {}, None),
    ],
    "arguments behind a closed gate": [
        Query('query($n: Int) { supplier(code: "dur-1") { agencies(first: $n) { __typename } } }', {"n": None}, None)
    ],
    "an operation is called by the empty name": [Query("query Q { __typename }", {}, "")],
    "cursors that no parser takes": [
        Query(AFTER, {"after": text}, None) for text in ("[" * 100_000, '["\\ud800",1]', '["\\u0000",1]')
    ],
    "a wrong id leaves right ones their plan": [
        Query("query($id: ID!) { node(id: $id) { id } }", {"id": text}, None) for text in ("Supplier:x", "Supplier:1")
    ],
    "a search longer than SQLite's patterns": [
        Query("query($text: String) { suppliers(search: $text) { totalCount } }", {"text": "é" * 60_000}, None)
    ],
    "nested deeper than SQLite's parser": [
        Query(DEEP, {}, None),
        Query("{ viewer { members { people { member { people { member { people { person { id }}}}}}}}}", {}, None),
    ],
    "the last day of all": [
        Query("{ suppliers { nodes { coefficients { ... on CoefficientConnection { nodes { validTo }}}}}}", {}, None)
    ],
    "moments written with another offset": [Query("{ inboundMails { nodes { receivedAt } } }", {}, None)],
}  # fmt: skip


async def test_both_ways_answer_the_same(
    comparer: Comparer, viewers: dict[str, Viewer], subtests: pytest.Subtests
) -> None:
    for (name, queries), who in product(FOUND.items(), ("anonymous", "member", "admin")):
        failed = engine().counts["failed plans"]
        with subtests.test(name, viewer=who):
            for query in queries:
                both = await comparer.both(query, viewers[who])
                assert both.compiled == both.stock, query
                assert both.codes <= {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN"}
            assert engine().counts["failed plans"] == failed


async def test_a_wrong_id_leaves_right_ones_compiled(comparer: Comparer, viewers: dict[str, Viewer]) -> None:
    document = "query($id: ID!) { node(id: $id) { id  } }"
    for text, way in (("Supplier:x", "stock"), ("Supplier:1", "shared")):
        assert (await comparer.both(Query(document, {"id": text}, None), viewers["admin"])).way == way


async def test_a_field_that_fails_takes_no_others_rows_with_it(comparer: Comparer, viewers: dict[str, Viewer]) -> None:
    """Both branches wait for the same supplier; the first gives up, and must not cancel what the second waits for."""
    (key,) = await models.SupplierAttachment.all().order_by("id").limit(1).values_list("id", flat=True)
    document = f"""{{
      a: supplierAttachment(id: "SupplierAttachment:{key}") {{
        supplier {{ categories {{ name }} coefficients(first: -1) {{ __typename }} }}
      }}
      b: supplierAttachment(id: "SupplierAttachment:{key}") {{ supplier {{ categories {{ name }} agencyCount }} }}
    }}"""
    for _ in range(5):
        both = await comparer.both(Query(document, {}, None), viewers["admin"])
        answer: dict[str, Any] = both.answer
        assert both.codes == {"BAD_USER_INPUT"}
        assert answer["data"]["a"] is None
        assert answer["data"]["b"]["supplier"] is not None
