"""Bounds on what one document may ask; whatever is sent, the refusal takes next to nothing."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from typing import Any

import graphql
import pytest

from access.viewer import ANONYMOUS
from graph.context import Context
from graph.cost import Cost
from graph.documents import Documents
from graph.engine import Request
from graph.limits import MOST_CHARACTERS
from scripts.limits_page import INTROSPECTION, Largest, largest
from settings import Settings
from tests.group import Ask, engine
from tests.schema.attacks import ATTACKS, REFUSED_VALUES, doubling, nested, numbered

# Seconds of a processor that refusing a document may take, whatever is in it, where reading an honest one of 2,000
# tokens takes `USUAL_SECONDS`. A processor that others use too is slower for both (`slowness`).
MOST_SECONDS = 0.1
USUAL_SECONDS = 0.02
HONEST = "{ viewer { " + "roles " * 1_990 + "} }"


async def least_seconds(work: Callable[[int], Awaitable[Any]]) -> float:
    """The seconds of a processor that it takes: the least of five, as on a processor that nobody else uses.

    Nothing of what other tests left behind is looked for meanwhile.
    """
    taken = []
    gc.disable()
    try:
        for number in range(5):
            slow = slowness()
            began = time.process_time()
            await work(number)
            taken.append((time.process_time() - began) / slow)
    finally:
        gc.enable()
    return min(taken)


def slowness() -> float:
    """How many times slower the processor is than usual, right now: 1 or more."""
    began = time.process_time()
    graphql.parse(HONEST)
    return max(1.0, (time.process_time() - began) / USUAL_SECONDS)


async def refusal(document: str) -> tuple[list[str], float]:
    """Why a document is refused, and the seconds that it takes to say so."""
    messages: list[str] = []

    async def read(number: int) -> None:
        errors = Documents(engine().schema).get(document)
        assert isinstance(errors, list), "it was accepted"
        messages[:] = [error.message for error in errors]

    return messages, await least_seconds(read)


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_is_refused_at_once(name: str) -> None:
    document = ATTACKS[name]
    assert len(document) <= MOST_CHARACTERS
    messages, seconds = await refusal(document)
    assert seconds < MOST_SECONDS
    assert len(messages) <= 11


async def test_a_document_that_is_too_long_is_not_even_read() -> None:
    messages, seconds = await refusal("#" * 1_000_000)
    assert messages == ["the document has 1000000 characters; at most 50000 are allowed"]
    assert seconds < MOST_SECONDS / 10


@pytest.mark.parametrize("name", REFUSED_VALUES)
async def test_hostile_values_are_refused_at_once(db: str, settings: Settings, name: str) -> None:
    async def run(number: int) -> None:
        document = REFUSED_VALUES[name] + " " * number  # another document each time
        response = await engine().run(Request(document), Context(ANONYMOUS, settings))
        assert [error["extensions"]["code"] for error in response.errors] == ["BAD_USER_INPUT"]
        assert len(response.as_json()) < 3_000, "what was sent isn't sent back"

    assert await least_seconds(run) < MOST_SECONDS


def deep_list(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


VARIABLES: dict[str, tuple[str, Any]] = {
    "ids": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", ["Supplier:1"] * 60_000),
    "ids that are none": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", [{}] * 200_000),
    "a huge text": ("query($v: String) { suppliers(search: $v) { totalCount } }", "é" * 900_000),
    "a huge number": ("query($v: Int) { suppliers(first: $v) { totalCount } }", 10**4_000),
    "a deep list": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", deep_list(500)),
    "an object of strangers": (
        "mutation($v: SignInInput!) { signIn(input: $v) { __typename } }", {f"v{n}": n for n in range(60_000)}
    ),
    "a cursor": ("query($v: String) { suppliers(after: $v) { totalCount nodes { id } } }", "[" * 900_000),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIABLES)
async def test_hostile_variables_are_refused_at_once(db: str, settings: Settings, name: str) -> None:
    document, value = VARIABLES[name]

    async def run(number: int) -> None:
        response = await engine().run(Request(document, {"v": value}), Context(ANONYMOUS, settings))
        assert {error["extensions"]["code"] for error in response.errors} == {"BAD_USER_INPUT"}
        assert len(response.as_json()) < 3_000

    assert await least_seconds(run) < MOST_SECONDS


BOUNDS = {
    "depth": (nested(17), "the operation has 17 levels; at most 16 are allowed"),
    "introspection depth": (ATTACKS["types of types"], "levels of introspection; at most 30 are allowed"),
    "selections": (
        "{ viewer { " + "...F " * 101 + "} } fragment F on Viewer { " + "roles " * 10 + "}",
        "fields and fragments; at most 1000 are allowed",
    ),
    "root fields": ("{ " + numbered(21, "a#: viewer { roles }") + " }", "21 root fields; at most 20"),
    "root fields of fragments": ("{ ...F } fragment F on Query { " + "viewer { roles } " * 21 + "}", "21 root fields"),
    "aliases": ("{ viewer { " + numbered(21, "a#: displayName") + " } }", "21 names for the same field; at most 20"),
    "directives": ("{ viewer { roles " + "@skip(if: false) " * 51 + "} }", "51 directives; at most 50"),
    "tokens": ("{ viewer { " + "roles " * 2_000 + "} }", "Document contains more than 2000 tokens"),
    "operations": (numbered(21, "query Q# { viewer { roles } }"), "the document has 21 operations; at most 20"),
    "fragments": (
        "{ viewer { roles } } " + numbered(51, "fragment F# on Viewer { roles }"),
        "the document has 51 fragments; at most 50",
    ),
    "comparisons": (ATTACKS["one object again and again"], "the same fields are asked for too often"),
    "cost": (ATTACKS["pages of pages"], "values if all its lists are full; at most 100000 are allowed"),
}


@pytest.mark.parametrize("name", BOUNDS)
async def test_what_passes_a_bound_is_told_which(settings: Settings, name: str) -> None:
    document, message = BOUNDS[name]
    response = await engine().run(Request(document), Context(ANONYMOUS, settings))
    assert not response.executed
    assert {error["extensions"]["code"] for error in response.errors} == {"BAD_USER_INPUT"}
    assert message in "\n".join(error["message"] for error in response.errors)


@pytest.mark.parametrize(
    "document",
    [
        nested(16),
        "{ viewer { " + numbered(20, "a#: displayName") + " } }",
        "{ " + numbered(20, "a#: viewer { roles }") + " }",
        numbered(20, "query Q# { viewer { roles } }"),
        doubling(4, "viewer { roles }"),
        INTROSPECTION,
    ],
)
def test_what_stays_within_is_served(document: str) -> None:
    assert not isinstance(engine().document(document), list)


@pytest.mark.parametrize("one", largest(), ids=lambda one: one.bound)
def test_our_own_operations_stay_far_from_every_bound(one: Largest) -> None:
    assert one.found <= 0.5 * one.most, f"{one.name} takes {one.found} of {one.most} {one.bound}: docs/limits.md"


COSTS: dict[str, tuple[int, dict[str, Any]]] = {
    "{ viewer { roles displayName } }": (3, {}),
    "{ viewer { a: roles ... on Viewer { roles } } }": (3, {}),
    # One for the field, then each row: five of a page, twenty where no size is written.
    "{ suppliers(first: 5) { nodes { id name } } }": (1 + 1 + 5 * 2, {}),
    "{ suppliers { nodes { id } totalCount pageInfo { endCursor } } }": (1 + 1 + 20 + 1 + 2, {}),
    "{ categories { id } }": (1 + 10, {}),
    '{ nodes(ids: ["Supplier:1", "Supplier:2"]) { id } }': (1 + 2, {}),
    "query($n: Int!) { suppliers(first: $n) { nodes { id } } }": (1 + 1 + 7, {"n": 7}),
    "query($n: Int) { suppliers(first: $n) { nodes { id } } viewer { roles } }": (1 + 1 + 20 + 2, {}),
    "query($ids: [ID!]!) { nodes(ids: $ids) { id } }": (1 + 3, {"ids": ["a", "b", "c"]}),
    "query($n: Int!, $m: Int!) { suppliers(first: $n) { nodes { agencies(first: $m) { ... on AgencyConnection {"
    " nodes { id } } } } } }": (1 + 1 + 3 * (1 + 1 + 4), {"n": 3, "m": 4}),
    # Something is changed, a password is hashed, another is judged, an index is looked through.
    "mutation { signOut { viewer { roles } } }": (1_000 + 2, {}),
    'mutation { changePassword(input: {currentPassword: "a", newPassword: "b"}) { __typename } }': (10_000 + 1, {}),
    'mutation { passwordStrength(input: {password: "a"}) { __typename } }': (2_000 + 1, {}),
    'query { searchFaq(text: "code") { score } }': (501 + 5, {}),
    'query { suppliers(first: 5, search: "code") { nodes { id name } } }': (501 + 1 + 5 * 2, {}),
}


@pytest.mark.parametrize("document", COSTS)
def test_the_cost_is_rows_times_fields(document: str) -> None:
    found = engine().document(document)
    assert not isinstance(found, list)
    operation = found.operation(None)
    assert operation is not None
    expected, variables = COSTS[document]
    assert operation.cost.of(variables) == expected


def test_a_size_that_is_a_variable_counts_as_full_until_it_is_known() -> None:
    cost = Cost(10, ((("n",), 2), (("n", "m"), 3)))
    assert cost.most == 10 + 2 * 100 + 3 * 100 * 100
    assert cost.of({"n": 5, "m": 2}) == 10 + 2 * 5 + 3 * 5 * 2
    assert cost.of({"n": 10_000, "m": -1}) == 10 + 2 * 100
    assert cost.of({}) == 10 + 2 * 20 + 3 * 20 * 20


def test_introspection_costs_about_what_it_answers() -> None:
    schema = engine().schema
    answer = graphql.graphql_sync(schema, INTROSPECTION)
    found = engine().document(INTROSPECTION)
    assert not isinstance(found, list)
    operation = found.operation(None)
    assert operation is not None
    assert values(answer.data) <= operation.cost.fixed <= 10 * values(answer.data)


def values(data: object) -> int:
    if isinstance(data, dict):
        return len(data) + sum(map(values, data.values()))
    return sum(map(values, data)) if isinstance(data, list) else 0


async def test_what_the_front_end_asks_for_fits(ask: Ask) -> None:
    document = (
        "query($n: Int!) { suppliers(first: $n) { nodes { name agencies(first: $n) { __typename ... on AgencyConnection"
        " { nodes { id name phone email } } } coefficients(first: 12) { __typename } } } }"
    )
    assert "errors" not in await ask(document, n=50)
