"""Reading rows for resolvers that run one by one: each function is one statement, whatever the number of rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

from access.conditions import EVERY_ROW, Arg, Condition, In, Literal, both
from access.scope import scope_of
from graph.context import Context
from graph.sql import SqlWriter, bind_values, postgres_type
from graph.tables import Column, ManyToMany, ToMany, column_of, relation_of, table_of
from models.database import dialect

Rows = list[Model]
_KINDS: dict[str, type] = {"int": int, "bigint": int, "date": dt.date}


class Order:
    """A total order of rows: declared columns, then the id; all ascending or all descending."""

    def __init__(self, columns: Sequence[str] = (), *, descending: bool = False) -> None:
        self.names = (*columns, "id")
        self.descending = descending

    def columns(self, model: type[Model], alias: str) -> list[tuple[str, Column]]:
        """The ordering columns as SQL names."""
        found = [column_of(model, name) for name in self.names]
        return [(f'{alias}."{column.name}"', column) for column in found]

    def kinds(self, model: type[Model]) -> list[type]:
        """The Python types of a cursor's values."""
        columns = (column_of(model, name) for name in self.names)
        return [_KINDS.get(postgres_type(column), str) for column in columns]

    def sql(self, model: type[Model], alias: str) -> str:
        """The ORDER BY list."""
        direction = " DESC" if self.descending else ""
        return ", ".join(name + direction for name, _ in self.columns(model, alias))


async def _fetch(model: type[Model], sql: str, values: list[Any]) -> list[tuple[dict[str, Any], Model]]:
    rows = await get_connection("default").execute_query_dict(sql, values)
    return [(row, model._init_from_db(**row)) for row in rows]


async def _values(writer: SqlWriter, context: Context | None, arguments: Mapping[str, Any] | None = None) -> list[Any]:
    for slot in writer.slots:
        if isinstance(slot.value, Arg) and slot.value.ready is not None:
            await slot.value.ready()
    return bind_values(writer.slots, writer.dialect, context and context.viewer, arguments or {})


async def select(
    model: type[Model],
    context: Context,
    condition: Condition,
    order: Order,
    *,
    arguments: Mapping[str, Any] | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> Rows:
    """The rows that exist for the viewer and meet the condition, in order."""
    writer = SqlWriter(dialect())
    where = writer.where(model, "t", both(scope_of(model, context.roles), condition))
    if after is not None:
        where = f"({where}) AND {writer.after(order.columns(model, 't'), after, descending=order.descending)}"
    sql = f'SELECT t.* FROM "{table_of(model)}" t WHERE {where} ORDER BY {order.sql(model, "t")}'
    if limit is not None:
        sql += f" LIMIT {limit:d}"
    values = await _values(writer, context, arguments)
    return [row for _, row in await _fetch(model, sql, values)]


async def count(model: type[Model], context: Context, condition: Condition, arguments: Mapping[str, Any]) -> int:
    """How many rows exist for the viewer and meet the condition."""
    writer = SqlWriter(dialect())
    where = writer.where(model, "t", both(scope_of(model, context.roles), condition))
    sql = f'SELECT count(*) AS n FROM "{table_of(model)}" t WHERE {where}'
    values = await _values(writer, context, arguments)
    return int((await get_connection("default").execute_query_dict(sql, values))[0]["n"])


async def by_id(
    model: type[Model], context: Context, ids: list[int], condition: Condition = EVERY_ROW
) -> list[Model | None]:
    """The rows with these ids that meet the condition, None for those that don't exist for the viewer."""
    rows = await select(model, context, both(In("id", Literal(tuple(ids))), condition), Order())
    found = {row.pk: row for row in rows}
    return [found.get(id_) for id_ in ids]


async def meeting(model: type[Model], context: Context, condition: Condition, ids: list[int]) -> set[int]:
    """Which of the rows with these ids meet the condition, whether the viewer may see them or not."""
    writer = SqlWriter(dialect())
    where = writer.where(model, "t", both(condition, In("id", Literal(tuple(ids)))))
    sql = f'SELECT t.id FROM "{table_of(model)}" t WHERE {where}'
    values = await _values(writer, context)
    return {int(row["id"]) for row in await get_connection("default").execute_query_dict(sql, values)}


async def children(
    model: type[Model],
    relation: str,
    context: Context,
    condition: Condition,
    order: Order,
    parents: list[int],
    *,
    arguments: Mapping[str, Any] | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> list[Rows]:
    """The related rows of each parent, in order, at most `limit` for each."""
    writer = SqlWriter(dialect())
    target, source, parent = _children_source(model, relation)
    where = writer.where(target, "t", both(scope_of(target, context.roles), condition))
    parent_in = writer.in_list(parent, parents, "int")
    where = f"({where}) AND {parent_in}"
    if after is not None:
        where += f" AND {writer.after(order.columns(target, 't'), after, descending=order.descending)}"
    ranked = f"row_number() OVER (PARTITION BY {parent} ORDER BY {order.sql(target, 't')})"
    sql = f"SELECT t.*, {parent} AS _parent, {ranked} AS _rank FROM {source} WHERE {where}"
    bound = "" if limit is None else f" WHERE _rank <= {limit:d}"
    sql = f"SELECT * FROM ({sql}) ranked{bound} ORDER BY _parent, _rank"
    values = await _values(writer, context, arguments)
    grouped: dict[int, Rows] = defaultdict(list)
    for raw, row in await _fetch(target, sql, values):
        grouped[raw["_parent"]].append(row)
    return [grouped[id_] for id_ in parents]


async def count_children(
    model: type[Model],
    relation: str,
    condition: Condition,
    parents: list[int],
    *,
    context: Context | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> list[int]:
    """How many related rows each parent has: all of them, or with a context those that exist for its viewer."""
    writer = SqlWriter(dialect())
    target, source, parent = _children_source(model, relation)
    scope = EVERY_ROW if context is None else scope_of(target, context.roles)
    where = writer.where(target, "t", both(scope, condition))
    where = f"({where}) AND {writer.in_list(parent, parents, 'int')}"
    sql = f"SELECT {parent} AS _parent, count(*) AS n FROM {source} WHERE {where} GROUP BY {parent}"
    values = await _values(writer, context, arguments)
    found = {row["_parent"]: int(row["n"]) for row in await get_connection("default").execute_query_dict(sql, values)}
    return [found.get(id_, 0) for id_ in parents]


async def values_of_children(model: type[Model], relation: str, column: str, parents: list[int]) -> list[list[Any]]:
    """The values of a column in all related rows of each parent, each once, in order; never NULL."""
    writer = SqlWriter(dialect())
    target, source, parent = _children_source(model, relation)
    found = column_of(target, column)
    name = f't."{found.name}"'
    where = f"{writer.in_list(parent, parents, 'int')} AND {name} IS NOT NULL"
    sql = f"SELECT DISTINCT {parent} AS _parent, {name} AS value FROM {source} WHERE {where} ORDER BY 1, 2"
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in await get_connection("default").execute_query_dict(sql, bind_values(writer.slots, dialect(), None, {})):
        grouped[row["_parent"]].append(found.field.to_python_value(row["value"]))
    return [grouped[id_] for id_ in parents]


def _children_source(model: type[Model], name: str) -> tuple[type[Model], str, str]:
    """Target model, FROM clause with the target as `t`, and the expression of the parent's id."""
    relation = relation_of(model, name)
    match relation:
        case ToMany(target, column):
            return target, f'"{table_of(target)}" t', f't."{column}"'
        case ManyToMany(target, through, own_key, target_key):
            source = f'"{through}" p JOIN "{table_of(target)}" t ON t.id = p."{target_key}"'
            return target, source, f'p."{own_key}"'
        case _:
            raise LookupError(f"{model.__name__}.{name} is not a list")
