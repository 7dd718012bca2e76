"""Variables are coerced as graphql-core does, and their shape tells apart what needs plans of its own."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from graph.variables import VariableTypes
from tests.group import engine

TYPES = {
    "Int": ["3", "-2147483648"],
    "String": ['"é\\n"', '""'],
    "ID": ['"Supplier:1"', "7"],
    "Boolean": ["true", "false"],
    "MemberStatus": ["MEMBER"],
    "ContractType": ["GESTION"],
    "[ID!]": ['["a"]', '"a"', "[]"],
    "ConfirmSupplierAttachmentInput": ['{id: "a"}'],
    "Date": ['"2026-01-01"'],
    "Decimal": ['"1.5"'],
}
VALUES = (
    st.none() | st.booleans() | st.integers() | st.integers(-3, 3) | st.floats() | st.text(max_size=5)
    | st.sampled_from(["MEMBER", "GESTION", "Supplier:1", "2026-01-01", "1.5", 3.0, 2**31])
    | st.sampled_from([{"id": "a"}, {"ids": 1}, ["a"], [None], [], [1]])
)  # fmt: skip


@st.composite
def declarations(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Variables with their types; defaults now and then."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        type_ = draw(st.sampled_from(sorted(TYPES)))
        default = draw(st.sampled_from(["", *(f" = {text}" for text in TYPES[type_]), " = null"]))
        required = "" if "null" in default else draw(st.sampled_from(["", "!"]))
        found.append((f"v{number}", f"{type_}{required}{default}"))
    return found


def operation(declared: list[tuple[str, str]]) -> OperationDefinitionNode:
    variables = ", ".join(f"${name}: {type_}" for name, type_ in declared)
    (node,) = parse(f"query{f'({variables})' if variables else ''} {{ __typename }}").definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


@given(declarations(), st.dictionaries(st.sampled_from(["v0", "v1", "v2", "v3", "other"]), VALUES))
def test_coerced_as_graphql_core_does(declared: list[tuple[str, str]], given_values: dict[str, Any]) -> None:
    node = operation(declared)
    expected = get_variable_values(engine().schema, node.variable_definitions or (), dict(given_values))
    found = VariableTypes(engine().schema, node).coerce(given_values)
    if isinstance(expected, list):
        assert found is None
    else:
        assert found == dict(expected.coerced)
        assert [type(value) for value in found.values()] == [type(value) for value in expected.coerced.values()]


def shape(type_: str, values: dict[str, Any]) -> Any:
    types = VariableTypes(engine().schema, operation([("v", type_)]))
    coerced = types.coerce(values)
    assert coerced is not None
    return types.shape(coerced)


@pytest.mark.parametrize("type_", ["Boolean", "Int", "String", "ID", "MemberStatus"])
def test_missing_null_and_given_have_shapes_of_their_own(type_: str) -> None:
    given_value = {"Boolean": True, "Int": 1, "String": "a", "ID": "a", "MemberStatus": "MEMBER"}[type_]
    shapes = {shape(type_, {}), shape(type_, {"v": None}), shape(type_, {"v": given_value})}
    assert len(shapes) == 3


def test_flags_and_the_type_that_an_id_names_choose_the_plan() -> None:
    flags = [shape("Boolean", values) for values in ({}, {"v": None}, {"v": False}, {"v": True})]
    assert len(set(flags)) == 4
    ids = [shape("ID", {"v": text}) for text in ("Supplier:1", "Supplier:2", "Member:1", "Nobody:1", "Supplier:x")]
    assert ids[0] == ids[1] != ids[2]
    assert ids[3] == ids[4] not in ids[:3]


def test_values_that_the_plan_does_not_depend_on_share_it() -> None:
    assert shape("String", {"v": "a"}) == shape("String", {"v": "b"})
    assert shape("Int", {"v": 1}) == shape("Int", {"v": 2})
    assert shape("[ID!]", {"v": ["Supplier:1"]}) == shape("[ID!]", {"v": ["Supplier:2", "Supplier:3"]})
    assert shape("[ID!]", {"v": ["Supplier:1"]}) != shape("[ID!]", {"v": ["Supplier:1", "Member:1"]})
    assert shape("[String!]", {"v": ["a"]}) is None
