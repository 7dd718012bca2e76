"""`Node`: an object with an id of its own, found again by that id (Relay's global object identification)."""

from typing import Any

import strawberry
from graphql import GraphQLAbstractType, GraphQLResolveInfo
from tortoise.models import Model

from access.conditions import Condition
from access.policy import Role
from errors import BadInput
from graph.context import Context
from graph.gates import Requires
from graph.relay import parse_global_id
from graph.rows import by_id

# Type name → model, filled by `over` for each type that is a Node.
NODE_MODELS: dict[str, type[Model]] = {}
# Which of the model's rows are of the type, where two types stand over one table.
NODE_CONDITIONS: dict[str, Condition] = {}
MOST_NODES = 100


@strawberry.interface(description="An object with an id of its own.", directives=[Requires(role=Role.ANYONE)])
class Node:
    """Implemented by every noun that can be asked for by its id."""

    id: strawberry.ID = strawberry.field(description="Id across all types; take it as it is.")

    @classmethod
    def resolve_type(cls, value: Any, info: GraphQLResolveInfo[Any], abstract_type: GraphQLAbstractType) -> str:
        """The type that the id named: two types may stand over one table."""
        return str(value._graphql_type)


def as_node(row: Model, type_name: str) -> Any:
    """A row that a field answers as `Node`: two types may stand over one table, so it is told which."""
    row._graphql_type = type_name
    return row


def checked_ids(ids: list[str]) -> list[str]:
    """The ids, if they aren't too many. Raises `BadInput`."""
    if len(ids) > MOST_NODES:
        raise BadInput(f"at most {MOST_NODES} ids at once, not {len(ids)}")
    return ids


async def load_nodes(context: Context, ids: list[str]) -> list[Model | None]:
    """The objects with these ids, None where none exists for the viewer. Raises `BadInput` for what is no id."""
    parsed = [parse_global_id(text) for text in checked_ids(ids)]
    unknown = sorted({name for name, _ in parsed} - NODE_MODELS.keys())
    if unknown:
        raise BadInput(f"{unknown[0]!r} is not a type of this API")
    found: dict[tuple[str, int], Model | None] = {}
    for type_name in {name for name, _ in parsed}:
        keys = sorted({key for name, key in parsed if name == type_name})
        rows = await by_id(NODE_MODELS[type_name], context, keys, NODE_CONDITIONS[type_name])
        for key, row in zip(keys, rows, strict=True):
            found[type_name, key] = as_node(row, type_name) if row is not None else None
    return [found[name, key] for name, key in parsed]
