"""The matrix: every field for every kind of viewer. What the schema says of a field is what happens, for everybody.

Queries come from `Everything`, with the arguments of `tests.schema.test_leaks`; mutations and calculated queries get
generated input. A new field is in the matrix by itself; one that no row reaches fails a test here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from graphql import GraphQLObjectType

from access.policy import Role, has_role
from graph.actions import role_of_action
from graph.limits import Bound
from tests.group import Ask, Group, engine
from tests.schema.dump import dump
from tests.schema.everything import Everything, required
from tests.schema.marks import plant
from tests.schema.matrix import call, objects, seen, selection
from tests.schema.test_leaks import WHO, arguments, viewer_named


def schema_field(name: str) -> Any:
    type_name, _, field = name.partition(".")
    type_ = engine().schema.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    return type_.fields[field]


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """These queries ask for everything, on purpose."""
    monkeypatch.setattr("graph.limits.COST", Bound("cost", 10**9, "values"))


async def everything_seen(ask: Ask, group: Group, who: str) -> dict[str, set[bool]]:
    """For each field that stood in an answer to this viewer: whether it was refused."""
    viewer = await viewer_named(who, group)
    found: dict[str, set[bool]] = defaultdict(set)
    for document in Everything(engine().schema).documents(arguments()):
        for one in seen(engine().schema, await ask(document, as_=viewer)):
            found[one.name].add(one.refused)
    return found


@pytest.mark.parametrize("who", WHO)
async def test_a_field_is_refused_to_those_who_lack_its_role_and_to_nobody_else(
    ask: Ask, group: Group, who: str
) -> None:
    await plant(group)
    viewer = await viewer_named(who, group)
    wrong = []
    for name, refusals in (await everything_seen(ask, group, who)).items():
        role = required(schema_field(name))
        expected = {role is not None and not has_role(viewer, role)}
        if expected == {True} and getattr(declared(name), "open_for", None) is not None:
            expected = {True, False}  # a gate that is open on some rows
        if refusals != expected:
            wrong.append(f"{name}: {role} for {who}: refused {refusals}")
    assert wrong == []


async def test_every_field_that_can_be_read_is_in_the_matrix(ask: Ask, group: Group) -> None:
    """An administrator and a member together see a value of every field; what they can't is named here, and why."""
    await plant(group)
    met: set[str] = set()
    for who in ("admin", "member", "anonymous", "supplier"):
        met |= set(await everything_seen(ask, group, who))
    all_fields = {f"{type_.name}.{name}" for type_ in objects(engine().schema) for name in type_.fields}
    actions = {name for name in all_fields if role_of_action(declared(name)) is not None}
    only_of_actions = {name for name in all_fields if name.partition(".")[0] in answers_of_actions()}
    assert all_fields - met - actions - only_of_actions == set()
    assert len(met) > 150


def declared(name: str) -> Any:
    return schema_field(name).extensions.get("strawberry-definition")


def answers_of_actions() -> set[str]:
    """Types that only calculated queries answer with: their own tests look at them."""
    through_rows: set[str] = set()
    stack: list[Any] = [engine().schema.query_type]
    while stack:
        type_ = stack.pop()
        if type_.name in through_rows:
            continue
        through_rows.add(type_.name)
        for name, field in type_.fields.items():
            if role_of_action(declared(f"{type_.name}.{name}")) is None:
                stack += possible(field.type)
    return {type_.name for type_ in objects(engine().schema)} - through_rows


def possible(type_: Any) -> list[Any]:
    from graphql import get_named_type, is_abstract_type, is_object_type

    named = get_named_type(type_)
    if is_abstract_type(named):
        return list(engine().schema.get_possible_types(named))
    return [named] if is_object_type(named) else []


def actions() -> list[tuple[str, str, Role]]:
    """Kind of operation, text of the call, and the role that it asks for."""
    schema = engine().schema
    found = []
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root is not None
        for name, field in root.fields.items():
            role = role_of_action(field.extensions.get("strawberry-definition"))
            if role is not None:
                found.append((kind, call(name, field) + selection(field), role))
    return found


@pytest.mark.parametrize("who", WHO)
async def test_nobody_does_what_they_lack_the_role_for(ask: Ask, group: Group, who: str) -> None:
    await plant(group)
    viewer = await viewer_named(who, group)
    before = await dump()
    for kind, text, role in actions():
        if has_role(viewer, role):
            continue
        answer = await ask(f"{kind} {{ done: {text} }}", as_=viewer)
        done = (answer.get("data") or {}).get("done")
        refused = isinstance(done, dict) and done["__typename"] == "AccessRestricted"
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert refused or (codes and codes <= {"UNAUTHENTICATED", "FORBIDDEN"}), (text, answer)
    assert await dump() == before, "something was changed"


@pytest.mark.parametrize("who", ["anonymous", "member", "advisor", "admin"])
async def test_plausible_nonsense_is_never_an_internal_error(ask: Ask, group: Group, who: str) -> None:
    """Whoever may call it gets an outcome, or an error that says what was wrong."""
    await plant(group)
    person = group.people()[who]
    for kind, text, role in actions():
        answer = await ask(f"{kind} {{ done: {text} }}", as_=person)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert "INTERNAL_ERROR" not in codes, (text, role)
