"""Hostile texts in every argument of every field: refused or taken literally, the same both ways, and nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLField, get_named_type, is_composite_type

import models
from access.viewer import Viewer
from tests.graph.comparing import Both, Comparer
from tests.graph.payloads import PAYLOADS
from tests.graph.queries import Query
from tests.group import Group, engine, viewer_of

# How a field below the root is reached.
_WAYS = {
    "Viewer": "viewer {{ {} }}",
    "Supplier": "supplier(code: \"interim-soleil\") {{ {} }}",
    "Member": "members(first: 2) {{ nodes {{ {} }} }}",
}


def arguments() -> Iterator[tuple[str, str, GraphQLField]]:
    """Type, argument and field of every argument that a query can have."""
    for type_name in ("Query", *_WAYS):
        type_: Any = engine().schema.get_type(type_name)
        for name, field in type_.fields.items():
            for argument in field.args:
                yield type_name, f"{name}.{argument}", field


def test_there_is_a_way_to_every_argument() -> None:
    types = engine().schema.type_map.items()
    having = {
        name for name, type_ in types if not name.startswith("__") and any(f.args for f in getattr(type_, "fields", {}).values() if isinstance(f, GraphQLField))
    }
    assert having - {"Mutation"} == {"Query", *_WAYS}


def queries_for(type_name: str, argument: str, field: GraphQLField) -> Iterator[Query]:
    """Every payload, as a variable and where it can be written as a literal too."""
    name, _, key = argument.partition(".")
    type_ = str(field.args[key].type)
    composite: Any = get_named_type(field.type)
    selected = " { __typename }" if is_composite_type(composite) else ""
    if composite.name.endswith("Connection"):
        selected = " { totalCount nodes { __typename } }"
    elif composite.name.endswith("sResult"):
        selected = f" {{ ... on {composite.types[0].name} {{ totalCount nodes {{ __typename }} }} }}"
    for payload in PAYLOADS:
        value: Any = [payload] if type_.startswith("[") else payload
        for written, variables in (("$v", {"v": value}), (json.dumps(value), {})):
            asked = f"{name}({key}: {written}){selected}"
            body = _WAYS[type_name].format(asked) if type_name in _WAYS else asked
            yield Query(f"query{f'($v: {type_})' if variables else ''} {{ {body} }}", variables, None)


async def counts() -> dict[str, int]:
    return {model.__name__: await model.all().count() for model in (models.Supplier, models.Member, models.Person)}


@pytest.mark.parametrize("argument", [name for _, name, _ in arguments()])
async def test_it_is_a_value_and_nothing_else(comparer: Comparer, group: Group, argument: str) -> None:
    before = await counts()
    viewer = await viewer_of(group.admin)
    failed = engine().counts["failed plans"]
    for type_name, name, field in arguments():
        if name == argument:
            for query in queries_for(type_name, name, field):
                check(await comparer.both(query, viewer), query)
    assert engine().counts["failed plans"] == failed
    assert await counts() == before


def check(both: Both, query: Query) -> None:
    assert both.compiled == both.stock, query
    assert both.codes <= {"BAD_USER_INPUT"}, (query, both.answer)


async def test_a_search_is_literal(comparer: Comparer, group: Group, db: str) -> None:
    await models.Supplier.create(code="pct", name="100 %_\\ pur")
    found = {}
    for text in ("%", "_", "\\", "%_\\", "100 %", "' OR '1'='1", "x%"):
        query = Query("query($v: String) { suppliers(search: $v) { nodes { code } } }", {"v": text}, None)
        both = await comparer.both(query, Viewer())
        assert both.way in {"compiled", "shared"}
        found[text] = [node["code"] for node in both.answer["data"]["suppliers"]["nodes"]]
    assert found == dict.fromkeys(("%", "_", "\\", "%_\\", "100 %"), ["pct"]) | {"' OR '1'='1": [], "x%": []}
