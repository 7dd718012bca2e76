"""Rules that every field of the schema keeps, asked of the schema itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import graphql
import pytest
from graphql import (
    DirectiveNode,
    EnumValueNode,
    FieldDefinitionNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
    is_specified_scalar_type,
)

from access.policy import Role
from schema.build import sdl
from tests.group import engine

COMMITTED = Path(__file__).parents[2] / "schema" / "schema.graphql"
RANK = {role: rank for rank, role in enumerate(Role)}


def schema_read_back() -> graphql.GraphQLSchema:
    """The committed text as a client's tools read it; policies stand in its directives."""
    return graphql.build_schema(COMMITTED.read_text("utf-8"))


SCHEMA = schema_read_back()
OURS = {
    name: type_
    for name, type_ in SCHEMA.type_map.items()
    if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
}


def test_the_committed_text_is_the_schema() -> None:
    assert COMMITTED.read_text("utf-8") == sdl(), "run `make generated`"


def test_the_text_is_valid_sdl() -> None:
    assert graphql.validate_schema(SCHEMA) == []
    assert not graphql.utilities.find_breaking_changes(SCHEMA, graphql.build_schema(sdl()))


def fields() -> Iterator[tuple[str, GraphQLNamedType, GraphQLField]]:
    for type_ in OURS.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", type_, field


def described(thing: Any) -> bool:
    return bool(thing.description and thing.description.strip().endswith((".", "…", "`")))


def test_every_type_field_and_argument_is_described() -> None:
    missing = [name for name, type_ in OURS.items() if not (type_.description or "").strip()]
    for name, _, field in fields():
        missing += [] if described(field) else [name]
        missing += [f"{name}({key})" for key, argument in field.args.items() if not described(argument)]
    for type_ in OURS.values():
        if isinstance(type_, GraphQLInputObjectType):
            missing += [f"{type_.name}.{key}" for key, field in type_.fields.items() if not described(field)]
    assert missing == []
    assert [directive.name for directive in SCHEMA.directives if not directive.description] == []


def test_every_enum_says_what_its_values_mean() -> None:
    """Put into the schema by `graph.enums.described_enum`, which asks for it."""
    enums = [type_ for type_ in OURS.values() if isinstance(type_, GraphQLEnumType)]
    assert len(enums) >= 9
    silent = [f"{one.name}.{name}" for one in enums for name, value in one.values.items() if not described(value)]
    assert silent == []


def policy(node: Any) -> Role | None:
    """The role in the `@requires` of a definition."""
    directives: tuple[DirectiveNode, ...] = (node.directives if node else None) or ()
    for directive in directives:
        if directive.name.value == "requires":
            assert directive.arguments
            value = directive.arguments[0].value
            assert isinstance(value, EnumValueNode)
            return Role(value.value)
    return None


def test_every_field_has_a_policy_that_clients_can_read() -> None:
    silent = [name for name, type_, field in fields() if not (policy(field.ast_node) or policy(type_.ast_node))]
    assert silent == []


def test_the_policy_in_the_text_is_the_one_that_is_enforced() -> None:
    """What a declared field checks is what its directive says."""
    from tests.schema.everything import required

    for name, type_, field in fields():
        real = engine().schema.type_map[type_.name]
        assert isinstance(real, GraphQLObjectType | GraphQLInterfaceType)
        enforced = required(real.fields[name.partition(".")[2]])
        assert isinstance(field.ast_node, FieldDefinitionNode)
        own = policy(field.ast_node)
        assert own == enforced or (own == Role.ANYONE and enforced is None), name


def is_gate(field: GraphQLField) -> bool:
    named = get_named_type(field.type)
    return isinstance(named, GraphQLUnionType) and "AccessRestricted" in {member.name for member in named.types}


def test_a_closed_field_never_takes_its_parent_along() -> None:
    """Asks more than its type: nullable, so that a denial is null and an error; or a union, whose denial is a value."""
    gated = 0
    for name, type_, field in fields():
        own, around = policy(field.ast_node), policy(type_.ast_node)
        if own is None or around is None or RANK[own] <= RANK[around]:
            continue
        gated += 1
        assert is_non_null_type(field.type) == is_gate(field), name
    assert gated >= 15


NO_CONTENT = ("AccessRestricted", "InvalidInput", "TooManyAttempts")


def test_a_gate_holds_one_content_and_the_refusal() -> None:
    gates = [(name, field) for name, _, field in fields() if is_gate(field) and not name.startswith("Mutation.")]
    assert {name for name, _ in gates} >= {
        "Supplier.terms", "Supplier.carRentalCode", "Supplier.agencies", "Supplier.coefficients",
    }  # fmt: skip
    for name, field in gates:
        union = get_named_type(field.type)
        assert isinstance(union, GraphQLUnionType)
        # What is calculated from an input may also say what is wrong with it.
        contents = [member for member in union.types if member.name not in NO_CONTENT]
        assert len(contents) == 1, name
        assert policy(contents[0].ast_node) == policy(field.ast_node), f"{name}: gate and content ask the same"


@pytest.mark.parametrize("who", ["anonymous", "lonely", "former"])
async def test_a_gate_is_never_an_error(ask: Any, group: Any, who: str) -> None:
    """Every gate of the schema at once, closed."""
    parts = []
    for name, type_, _ in ((name, type_, field) for name, type_, field in fields() if is_gate(field)):
        if type_.name == "Supplier":
            parts.append(
                f"{name.partition('.')[2]} {{ ... on AccessRestricted {{ code requiredRole joinUrl message }} }}"
            )
    data = await ask.data(f"{{ suppliers {{ nodes {{ {' '.join(parts)} }} }} }}", as_=group.people()[who])
    code = "UNAUTHENTICATED" if who == "anonymous" else "FORBIDDEN"
    for node in data["suppliers"]["nodes"]:
        assert len(node) == len(parts) >= 4
        for value in node.values():
            assert value == {
                "code": code, "requiredRole": "MEMBER", "message": "Contenu réservé aux adhérents.",
                "joinUrl": "http://127.0.0.1:8000/adherer",
            }  # fmt: skip


def test_connections_keep_relays_conventions() -> None:
    connections = [type_ for name, type_ in OURS.items() if name.endswith("Connection")]
    assert len(connections) >= 5
    for type_ in connections:
        assert isinstance(type_, GraphQLObjectType)
        assert {"edges", "nodes", "pageInfo", "totalCount"} <= set(type_.fields)
        for field in (field for _, _, field in fields() if get_named_type(field.type) is type_):
            assert {"first", "after"} <= set(field.args)


def test_mutations_take_one_input() -> None:
    mutations = SCHEMA.mutation_type
    assert mutations is not None
    for name, field in mutations.fields.items():
        assert set(field.args) <= {"input"}, name
        assert is_non_null_type(field.type), name
