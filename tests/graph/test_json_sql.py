"""JSON written by the database is the JSON that Python would write, whatever the text."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from access.viewer import Viewer
from graph.compiler import json_sql as js
from graph.compiler.postgres_json import PostgresJson
from graph.compiler.sqlite_json import SqliteJson, sqlite_parses
from graph.database import Connection
from models.database import dialect
from tests.graph.comparing import Comparer
from tests.graph.hard_data import TEXTS
from tests.graph.queries import Query
from tests.group import Group, viewer_of
from tests.schema import audit_marks

# PostgreSQL takes no NUL, and no database half a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.sampled_from(TEXTS)
with_fixtures = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25, database=None
)


@with_fixtures
@given(st.lists(texts, min_size=1, max_size=30))
async def test_a_bound_text_comes_back(db: str, given_texts: list[str]) -> None:
    placeholder = "${}::text" if dialect() == "postgres" else "?{}"
    bound = (writer().text(placeholder.format(number)) for number in range(1, len(given_texts) + 1))
    assert await read(list(bound), given_texts) == given_texts


@with_fixtures
@given(st.lists(texts, min_size=1, max_size=30))
async def test_a_constant_comes_back(db: str, given_texts: list[str]) -> None:
    assert await read([js.Constant(text) for text in given_texts], []) == given_texts


def writer() -> js.JsonWriter:
    return PostgresJson() if dialect() == "postgres" else SqliteJson()


async def read(values: Sequence[js.Json], bound: list[str]) -> list[Any]:
    """The values of an object that the database wrote, in order."""
    answer = writer().answer({f"k{number}": value for number, value in enumerate(values)})
    return list(json.loads((await Connection().row(f"SELECT {answer}", bound))[0]).values())


async def test_every_control_character_comes_back(db: str) -> None:
    everything = "".join(map(chr, range(1, 0x300))) + "\u2028\u2029\ufeff\uffff\U0001f98a\U0010ffff"
    placeholder = "$1::text" if dialect() == "postgres" else "?1"
    assert await read([writer().text(placeholder)], [everything]) == [everything]


@pytest.mark.parametrize("count", [0, 1, 62, 63, 64, 200, 500])
async def test_objects_of_any_size_and_what_is_in_them(db: str, count: int) -> None:
    values: list[js.Json] = []
    wanted: list[Any] = []
    for number in range(count):
        node, value = _OF_EVERY_KIND[number % len(_OF_EVERY_KIND)](writer())
        values.append(node)
        wanted.append(value)
    assert await read(values, []) == wanted


def _listed(w: js.JsonWriter, values: str) -> js.Sql:
    return w.list({"n": w.number("v.n"), "t": w.text("v.t")}).of(f"({values}) v")


_TWO_ROWS = "SELECT 1 AS n, '[1]' AS t UNION ALL SELECT 2, NULL"
_NO_ROWS = "SELECT 1 AS n, '' AS t WHERE 1 = 0"
_LISTED = [{"n": 1, "t": "[1]"}, {"n": 2, "t": None}]
# A node of each kind and its value: what is JSON stays JSON through sub-selects, CASE and large objects.
_OF_EVERY_KIND: list[Callable[[js.JsonWriter], tuple[js.Json, Any]]] = [
    lambda w: (js.Constant({"a": [1, None, True, "é\"'\\%s"]}), {"a": [1, None, True, "é\"'\\%s"]}),
    lambda w: (js.Constant('{"a": 1} %s %%'), '{"a": 1} %s %%'),
    lambda w: ({}, {}),
    lambda w: ({"a": {"b": js.Constant(None)}, "c": js.Constant(False)}, {"a": {"b": None}, "c": False}),
    lambda w: (_listed(w, _TWO_ROWS), _LISTED),
    lambda w: (_listed(w, _NO_ROWS), []),
    lambda w: (
        {"rows": _listed(w, _TWO_ROWS), "id": w.global_id("Supplier", "7")},
        {"rows": _LISTED, "id": "Supplier:7"},
    ),
    lambda w: (w.row({"t": w.text("v.t")}, f"({_TWO_ROWS}) v WHERE v.n = 1"), {"t": "[1]"}),
    lambda w: (w.row({"t": w.text("v.t")}, f"({_NO_ROWS}) v"), None),
    lambda w: (w.either("1 = 1", {"a": w.number("3")}), {"a": 3}),
    lambda w: (w.either("1 = 0", {"a": w.number("3")}), None),
    lambda w: (w.either("1 = 0", {"a": w.number("3")}, {"b": w.number("4")}), {"b": 4}),
    lambda w: (w.truth("1 = 1"), True),
    lambda w: (w.truth("1 = 0"), False),
    lambda w: (w.ready('\'[1,{"a":"é"}]\''), [1, {"a": "é"}]),
    lambda w: (w.chosen("'b'", (("a", "eins"), ("b", '"zwei"'))), '"zwei"'),
]


def test_what_sqlite_can_parse() -> None:
    assert sqlite_parses('SELECT t.name, (SELECT 1) FROM "no_such_table" t WHERE t.id = ?1')
    # Since 3.46 the parser's stack grows.
    assert sqlite_parses("SELECT " + "(" * 200 + "1" + ")" * 200) is (sqlite3.sqlite_version_info >= (3, 46))
    assert not sqlite_parses("SELECT " + " || ".join(["'x'"] * 1_100))


# Longer than a float of 64 bits is exact, and of either kind of zero.
AMOUNTS = (
    "9999999999999999.9999", "-1234567890123456.7891", "12345678901234", "99999999999.9999", "-99999999999.9999",
    "100000000000", "-0.0000", "0E-4", "0.0001",
)  # fmt: skip


async def test_numbers_dates_and_moments_are_written_as_python_does(comparer: Comparer, group: Group) -> None:
    random = Random(7)  # noqa: S311 - the same each time
    await models.Coefficient.bulk_create(
        models.Coefficient(
            supplier=group.temps, contract_type=models.ContractType.GESTION, qualification=f"q{number}",
            value=Decimal(random.randrange(-999_999, 1_000_000)).scaleb(-4), valid_from=_date(random),
            valid_to=random.choice((None, dt.date(9999, 12, 31), _date(random))),
        )
        for number in range(90)
    )  # fmt: skip
    await models.OutboundMail.bulk_create(
        models.OutboundMail(
            letter="x", dedupe_key=f"k{number}", message_id=f"<{number}>", return_path="", to_address="", subject="",
            body_text="", content=b"", created_at=_moment(random), sent_at=random.choice((None, _moment(random))),
        )
        for number in range(90)
    )  # fmt: skip
    invoice = next(row for row in await audit_marks.rows(group) if isinstance(row, models.Invoice))
    odd: list[dict[str, Any]] = [{"issued_on": dt.date.min}, {"issued_on": dt.date.max}]
    odd += [{"net_total": Decimal(text)} for text in AMOUNTS]
    await models.Invoice.bulk_create(invoice.clone(pk=None).update_from_dict(one) for one in odd)
    admin = await viewer_of(group.admin)
    ids = await models.OutboundMail.all().values_list("id", flat=True)
    mails = " ".join(f'm{key}: node(id: "OutboundMail:{key}") {{ ...M }}' for key in ids[:18])
    for document in (
        '{ supplier(code: "interim-soleil") { coefficients(first: 100) { ... on CoefficientConnection {'
        " edges { cursor node { value validFrom validTo } } } } } }",
        f"{{ {mails} }} fragment M on OutboundMail {{ createdAt sentAt }}",
        f'{{ node(id: "Audit:{invoice.audit_id}") {{ ... on Audit {{ invoices {{ nodes {{ ...I }} }} }} }} }}'
        " fragment I on Invoice { netTotal issuedOn }",
    ):
        both = await comparer.both(Query(document, {}, None), admin)
        assert both.way in {"compiled", "shared"}
        assert both.compiled == both.stock


def _date(random: Random) -> dt.date:
    return dt.date(1000, 1, 1) + dt.timedelta(days=random.randrange(3_287_000))


def _moment(random: Random) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=random.choice((0, 0, 60, 120, -570, 345))))
    return dt.datetime(1970, 1, 2, tzinfo=zone) + dt.timedelta(microseconds=random.randrange(4 * 10**15))


@pytest.mark.parametrize("size", [1, 7, 20, 100])
async def test_pages_put_together_are_the_whole_list(
    comparer: Comparer, viewers: dict[str, Viewer], hard_group: Group, size: int
) -> None:
    document = "query P($first: Int!, $after: String) { suppliers(first: $first, after: $after) { %s } }"
    document %= "nodes { id name } edges { cursor } totalCount pageInfo { hasNextPage endCursor }"
    seen: list[str] = []
    after, following = None, True
    while following:
        query = Query(document, {"first": size, "after": after}, None)
        both = await comparer.both(query, viewers["member"])
        assert both.compiled == both.stock
        page = both.answer["data"]["suppliers"]
        seen += [node["id"] for node in page["nodes"]]
        after, following = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    everything = await models.Supplier.all().order_by("id").values_list("id", flat=True)
    assert len(seen) == len(set(seen)) == page["totalCount"] == len(everything)
