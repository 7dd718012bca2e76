"""Bounds on what one document may ask; whatever is sent, the answer comes at once."""

from __future__ import annotations

import time

import graphql
import pytest

from access.viewer import ANONYMOUS
from graph.context import Context
from graph.engine import Request
from settings import Settings
from tests.group import Ask, engine


async def refused_because(settings: Settings, document: str) -> str:
    """Why the document doesn't run. It must be said within a second, and without `data`."""
    started = time.perf_counter()
    response = await engine().run(Request(document), Context(ANONYMOUS, settings))
    assert time.perf_counter() - started < 1
    assert not response.executed
    assert {error["extensions"]["code"] for error in response.errors} == {"BAD_USER_INPUT"}
    return "\n".join(error["message"] for error in response.errors)


def nested(levels: int) -> str:
    """`{ supplierAttachment { member { supplierAttachments { nodes { member … } } } } }`, so many levels deep."""
    names = ["supplierAttachment(id: 1)", *(["member", "supplierAttachments(first: 1)", "nodes"] * levels)][
        : levels - 1
    ]
    return "{ " + " { ".join([*names, "__typename"]) + " }" * levels


def fields(number: int) -> str:
    return "{ viewer { " + " ".join(f"a{n}: displayName" for n in range(number)) + " } }"


BOUNDS = {
    "depth": (nested(17), "the operation has 17 levels deep; at most 16 are allowed"),
    "fields": (
        "{ viewer { " + "...F " * 101 + "} } fragment F on Viewer { " + "roles " * 10 + "}",
        "fields and fragments; at most 1000 are allowed",
    ),
    "root fields": ("{ " + " ".join(f"a{n}: __typename" for n in range(21)) + " }", "21 root fields; at most 20"),
    "directives": ("{ viewer { roles " + "@skip(if: false) " * 51 + "} }", "51 directives; at most 50"),
    "tokens": (fields(700), "Document contains more than 2000 tokens"),
    "deep inline fragments": ("{ viewer " + "{ ... " * 900 + "{ roles }" + " }" * 900 + " }", ""),
    "deep values": ("{ node(id: " + "[" * 1_900 + "]" * 5 + ") { id } }", ""),
}


@pytest.mark.parametrize("name", BOUNDS)
async def test_what_passes_a_bound_is_refused(settings: Settings, name: str) -> None:
    document, message = BOUNDS[name]
    assert message in await refused_because(settings, document)


def test_what_stays_within_is_not() -> None:
    assert not isinstance(engine().document(nested(16)), list)
    assert not isinstance(engine().document(fields(600)), list)


def everyone_spreads_everyone(number: int) -> str:
    """Fragments in cycles, without a single field: as many ways through them as permutations."""
    spreads = " ".join(f"...F{n}" for n in range(number))
    return "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ {spreads} }}" for n in range(number))


def doubling(number: int, leaf: str) -> str:
    """Each fragment spreads the next one twice: 2^number leaves."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(number))
    return f"{{ ...F0 }} {chain} fragment F{number} on Query {{ {leaf} }}"


BOMBS = {
    "cycles": everyone_spreads_everyone(25),
    "doubling fields": doubling(150, "categories { name }"),
    "doubling nothing": doubling(150, "...Nowhere"),
    "one long chain": "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(245)),
    "aliases": "{ " + " ".join(f"suppliers {{ nodes {{ a{n}: name }} }}" for n in range(20)) * 7 + " }",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", BOMBS)
async def test_a_document_made_to_cost_is_refused_at_once(settings: Settings, name: str) -> None:
    await refused_because(settings, BOMBS[name])


def test_tools_may_ask_for_the_schema() -> None:
    document = graphql.get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    assert not isinstance(engine().document(document), list)


@pytest.mark.parametrize(
    "document",
    [
        "{ viewer { members { supplierAttachments(first: 100) { nodes { member {"
        " supplierAttachments(first: 100) { nodes { id } } } } } } } }",
        "query($n: Int!) { members(first: $n) { nodes { supplierAttachments(first: $n) { nodes { supplier {"
        " coefficients(first: $n) { __typename } } } } } } }",
        "{ viewer { members { people { member { people { member { people { member { people { role person { email } }"
        " } } } } } } } } }",
    ],
)
async def test_an_answer_that_could_be_too_large_is_refused(ask: Ask, document: str) -> None:
    answer = await ask(document, n=1)
    assert "values if all its lists are full; at most" in answer["errors"][0]["message"]
    assert "data" not in answer


async def test_what_the_front_end_asks_for_fits(ask: Ask) -> None:
    document = (
        "query($n: Int!) { suppliers(first: $n) { nodes { name agencies(first: $n) { __typename ... on AgencyConnection"
        " { nodes { id name phone email } } } coefficients(first: 12) { __typename } } } }"
    )
    assert "errors" not in await ask(document, n=50)
