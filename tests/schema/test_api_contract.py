"""The promise to clients: changes are found, told, and what is to go says until when."""

from __future__ import annotations

import graphql
import pytest

from scripts.api_contract import changes, deprecated, problem, problems, removal_day, told

OLD = """
type Query { supplier(id: ID!): Supplier  mode: Mode  old: ID @deprecated(reason: "%s") }
type Supplier { name: String!  site: String }
enum Mode { A B }
"""
REASON = "Use `new`. Removed after %s."


def read(text: str) -> graphql.GraphQLSchema:
    return graphql.build_schema(text)


def schema(reason: str = REASON % "2099-01-01") -> str:
    return OLD % reason


CHANGED = {
    "a field is gone": (("name: String!", ""), "FIELD_REMOVED: Field Supplier.name was removed."),
    "a field may be null": (("name: String!", "name: String"), "FIELD_CHANGED_KIND: Field Supplier.name changed type"),
    "a required argument": (("id: ID!", "id: ID!, at: Int!"), "REQUIRED_ARG_ADDED: A required argument at: was added"),
    "an enum value is gone": (("A B", "A"), "VALUE_REMOVED_FROM_ENUM: Enum value Mode.B was removed."),
    "an enum value more": (("A B", "A B C"), "VALUE_ADDED_TO_ENUM: Enum value Mode.C was added."),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_clients_may_stumble_over_is_found(name: str) -> None:
    (before, after), expected = CHANGED[name]
    (found,) = changes(read(schema()), read(schema().replace(before, after)))
    assert f"{found.type.name}: {found.description}".replace(" on Query.supplier", "").startswith(expected[:40])


@pytest.mark.parametrize(
    "change",
    [("id: ID!", "id: ID!, at: Int"), ("site: String", "site: String!"), ("mode: Mode", "mode: Mode  more: ID")],
)
def test_what_nobody_notices_is_not(change: tuple[str, str]) -> None:
    assert changes(read(schema()), read(schema().replace(*change))) == []


def test_each_change_must_be_told_and_nothing_else() -> None:
    old, new = read(schema()), read(schema().replace("site: String", ""))
    text = "Field Supplier.site was removed."
    assert problems(old, new, {}) == [f"- `{text}` … (FIELD_REMOVED: say why, and what clients do)"]
    assert problems(old, new, {text: ""}) != [], "why, and what to do"
    assert problems(old, new, {text: "Ask for `website`."}) == []
    assert problems(old, old, {text: "Ask for `website`."}) == [
        f"schema/CHANGES.md tells of a change that there is not: {text}"
    ]


@pytest.mark.parametrize(("day", "must_be_told"), [("2020-06-30", False), ("2099-06-30", True)])
def test_what_was_announced_may_go_when_its_day_has_come(day: str, must_be_told: bool) -> None:
    old = schema(REASON % day)
    new = read(old.partition("  old:")[0] + " }" + old.partition("}")[2])
    assert bool(problems(read(old), new, {})) == must_be_told


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("Use `new`.", "Query.old: the reason must say what to use and until when"),
        ("Use `new`. Removed after 2026-13-45.", "Query.old: the reason must say"),
        ("Use `new`. Removed after 2020-01-01.", "Query.old: it was to be removed after 2020-01-01"),
    ],
)
def test_a_deprecation_says_until_when(reason: str, problem: str) -> None:
    found = problems(read(schema(reason)), read(schema(reason)), {})
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_deprecations_are_found_wherever_they_stand() -> None:
    text = """
    type Query { a(x: Int @deprecated(reason: "1")): E @deprecated(reason: "2") }
    enum E { A @deprecated(reason: "3") B }
    input I { a: Int @deprecated(reason: "4") }
    """
    assert dict(deprecated(read(text))) == {"Query.a(x:)": "1", "Query.a": "2", "E.A": "3", "I.a": "4"}
    assert removal_day("after 2027-01-31") is not None
    assert removal_day("2027-01-31") is None


def test_ours_is_told() -> None:
    assert problem() == ""
    assert len(told()) >= 5
