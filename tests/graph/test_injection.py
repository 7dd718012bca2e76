"""Hostile texts in every argument of every field: refused or taken literally, the same both ways, nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLField, get_named_type, is_composite_type

import models
from access.conditions import Contains, Literal
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.rows import Order, select
from settings import Settings
from tests.graph.comparing import Comparer
from tests.graph.payloads import PAYLOADS
from tests.graph.queries import Query
from tests.group import Group, engine, viewer_of

# How the fields of a type are reached.
_WAYS = {
    "Query": "{}",
    "Viewer": "viewer {{ {} }}",
    "Supplier": 'supplier(code: "interim-soleil") {{ {} }}',
    "Member": "members(first: 2) {{ nodes {{ {} }} }}",
    "Audit": "audits(first: 2) {{ nodes {{ {} }} }}",
    "Conversation": "conversations(first: 2) {{ nodes {{ {} }} }}",
}


def with_arguments() -> Iterator[tuple[str, str, GraphQLField]]:
    """Type and field of everything that a query can give arguments to."""
    for type_ in engine().schema.type_map.values():
        fields: dict[str, Any] = getattr(type_, "fields", {})
        for name, field in fields.items():
            if (
                getattr(field, "args", None)
                and type_.name not in ("Mutation", "Subscription")
                and not type_.name.startswith("__")
            ):
                yield type_.name, name, field


EVERY_ARGUMENT = [
    pytest.param(type_name, name, field, argument, id=f"{type_name}.{name}.{argument}")
    for type_name, name, field in with_arguments()
    for argument in field.args
]


def queries(type_name: str, name: str, field: GraphQLField, argument: str) -> Iterator[Query]:
    """Each payload as a variable, and each third one written in the document."""
    type_ = str(field.args[argument].type)
    is_text = any(kind in type_ for kind in ("String", "ID"))
    for number, payload in enumerate(PAYLOADS if is_text else PAYLOADS[::8]):
        value: Any = [payload] if type_.startswith("[") else payload
        yield _query(type_name, f"{name}({argument}: $v){_selected(field)}", f"($v: {type_})", {"v": value})
        if number % 3 == len(name + argument) % 3 and len(payload) < 1_000:
            yield _query(type_name, f"{name}({argument}: {json.dumps(value)}){_selected(field)}", "", {})


def _query(type_name: str, asked: str, declared: str, variables: dict[str, Any]) -> Query:
    return Query(f"query{declared} {{ {_WAYS[type_name].format(asked)} }}", variables, None)


def _selected(field: GraphQLField) -> str:
    type_: Any = get_named_type(field.type)
    if type_.name.endswith("Connection"):
        return " { totalCount nodes { __typename } }"
    if type_.name.endswith("sResult"):
        return f" {{ ... on {type_.types[0].name} {{ totalCount nodes {{ __typename }} }} }}"
    return " { __typename }" if is_composite_type(type_) else ""


async def counts() -> dict[str, int]:
    return {model.__name__: await model.all().count() for model in (models.Supplier, models.Member, models.Person)}


@pytest.mark.parametrize(("type_name", "name", "field", "argument"), EVERY_ARGUMENT)
async def test_an_argument_is_a_value_and_nothing_else(
    comparer: Comparer, group: Group, type_name: str, name: str, field: GraphQLField, argument: str
) -> None:
    before, failed = await counts(), engine().counts["failed plans"]
    viewer = await viewer_of(group.admin)
    for query in queries(type_name, name, field, argument):
        both = await comparer.both(query, viewer)
        assert both.same, query
        assert both.codes <= {"BAD_USER_INPUT"}, (query, both.answer)
    assert engine().counts["failed plans"] == failed
    assert await counts() == before


async def test_a_search_takes_patterns_literally(db: str, settings: Settings) -> None:
    await models.Supplier.create(code="pct", name="100 %_\\ pur")
    await models.Supplier.create(code="other", name="100 fois pur")
    found = {}
    for text in ("%", "_", "\\", "%_\\", "100 %", "100 f_", "%%", "\\%", "'", "' OR '1'='1"):
        rows = await select(models.Supplier, Context(ANONYMOUS, settings), Contains("name", Literal(text)), Order())
        found[text] = [row.pk for row in rows]
    (only,) = await models.Supplier.filter(code="pct").values_list("id", flat=True)
    assert found == {text: [only] if text in "100 %_\\ pur" else [] for text in found}
