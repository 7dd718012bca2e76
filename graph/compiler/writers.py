"""How each kind of source writes its JSON: one small function for each, and the table of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, is_leaf_type, is_list_type, is_non_null_type
from graphql.type import get_named_type
from tortoise.models import Model

from access.conditions import EVERY_ROW, All, Condition, Eq, both
from access.viewer import Viewer
from graph import facts
from graph import sources as src
from graph.compiler import json_sql as js
from graph.compiler.arguments import Constant, Variable
from graph.compiler.compile import Compiler, Site, Writer
from graph.compiler.pages import write_page
from graph.compiler.plan import Item, Row, Unsupported, Variables
from graph.compiler.searches import write_of_hit, write_ranked
from graph.node import NODE_CONDITIONS, NODE_MODELS, checked_ids
from graph.relay import parse_global_id
from graph.rows import Order
from graph.searching import OfHit, Ranked
from graph.tables import ManyToMany, ToMany, ToOne, column_of, relation_of

# Leaves.


def _column(compiler: Compiler, source: src.FromColumn, site: Site) -> js.Json:
    """A column, or a list of objects in a JSON column."""
    row = site.row
    column = column_of(row.model, source.name or site.field.python_name)
    name = f'{row.alias}."{column.name}"'
    if is_leaf_type(get_named_type(site.type_)):
        return compiler.json.column(column, name)
    item = Item(compiler.alias())
    body = compiler.content(site, item)
    return compiler.json.list(body).of(compiler.json.elements(name, item.alias))


def _global_id(compiler: Compiler, source: src.GlobalId, site: Site) -> js.Json:
    """Type name and key."""
    return compiler.json.global_id(source.type_name, f"{site.row.alias}.id")


def _key(compiler: Compiler, source: src.FromKey, site: Site) -> js.Json:
    """A text under a key of a JSON object."""
    if not isinstance(site.at, Item):
        raise Unsupported("a JSON key outside a JSON list")
    return compiler.json.under_key(f"{site.at.alias}.value", source.key)


def _labels(compiler: Compiler, source: src.Labels, site: Site) -> js.Json:
    """A text for each value of a column."""
    row = site.row
    return compiler.json.chosen(f'{row.alias}."{column_of(row.model, source.column).name}"', source.texts)


def _of_viewer(compiler: Compiler, source: src.FromViewer, site: Site) -> js.Json:
    """A value of the viewer, written as JSON when it is bound."""
    leaf = get_named_type(site.type_)
    nullable = site.type_.of_type if is_non_null_type(site.type_) else site.type_
    if not is_leaf_type(leaf):
        raise Unsupported("an object made from the viewer")
    serialize: Callable[[Any], Any] = leaf.serialize

    def write(viewer: Viewer) -> str:
        value = source.read(viewer)
        if value is None:
            return "null"
        return js.constant([serialize(one) for one in value] if is_list_type(nullable) else serialize(value))

    return compiler.json.ready(compiler.of_viewer(write, "text"))


def _tally(compiler: Compiler, source: src.Tally, site: Site) -> js.Json:
    """How many rows a relation has, whoever asks."""
    relation = _many(site, source.name)
    row = Row(relation.target, compiler.alias())
    rows, joined = compiler.related(relation, site.row, row.alias)
    counted = f"SELECT count(*) FROM {rows} WHERE {joined}"
    return compiler.json.number(f"({counted} AND ({compiler.where(row, source.where)}))")


def _holds(compiler: Compiler, source: src.Holds, site: Site) -> js.Json:
    """Whether the row meets a condition; what is unknown doesn't hold."""
    return compiler.json.truth(f"coalesce(({compiler.where(site.row, source.condition(compiler.roles))}), FALSE)")


def _tally_of_table(compiler: Compiler, source: src.TallyOfTable, site: Site) -> js.Json:
    """How many rows of a table exist for the viewer."""
    row = Row(source.model, compiler.alias())
    met = compiler.visible(row, source.where)
    return compiler.json.number(f"(SELECT count(*) FROM {compiler.table(row.model)} {row.alias} WHERE {met})")


def _permitted(compiler: Compiler, source: src.Permitted, site: Site) -> js.Json:
    """Whether the viewer may do something with the row."""
    condition = compiler.where(site.row, source.permission(compiler.roles))
    return compiler.json.truth(f"({condition}) IS TRUE")


def _seen(compiler: Compiler, source: facts.Seen, site: Site) -> js.Json:
    """A value where the viewer may see it, else null."""
    condition = compiler.where(site.row, source.permission(compiler.roles))
    return compiler.json.either(condition, WRITERS[type(source.of)](compiler, source.of, site))


def _values(compiler: Compiler, source: facts.Values, site: Site) -> js.Json:
    """The values of a column of related rows, each once, whoever asks."""
    relation, inner, outer = _many(site, source.name), compiler.alias(), compiler.alias()
    rows, joined = compiler.related(relation, site.row, inner)
    column = column_of(relation.target, source.column)
    name = f'{inner}."{column.name}"'
    found = f"SELECT DISTINCT {name} FROM {rows} WHERE {joined} AND {name} IS NOT NULL ORDER BY 1"
    return compiler.json.list(compiler.json.column(column, f'{outer}."{column.name}"')).of(f"({found}) {outer}")


def _fixed(compiler: Compiler, source: facts.Fixed, site: Site) -> js.Json:
    """A value of our own code."""
    leaf = get_named_type(site.type_)
    if not is_leaf_type(leaf):
        raise Unsupported("an object written in our own code")
    return js.Constant(leaf.serialize(source.value))


# Objects.


def _same_object(compiler: Compiler, source: src.Constant | src.SameRow, site: Site) -> js.Json:
    """An object without a row of its own."""
    return compiler.content(site, site.at)


def _related_row(compiler: Compiler, source: src.RelatedRow, site: Site) -> js.Json:
    """The row behind a foreign key, null when there is none for the viewer."""
    relation = relation_of(site.row.model, source.name or site.field.python_name)
    if not isinstance(relation, ToOne):
        raise Unsupported(f"{site.field.name} is not behind a foreign key")
    row = Row(relation.target, compiler.alias())
    body = compiler.content(site, row)
    found = f'{row.alias}.id = {site.row.alias}."{relation.column}"'
    return _row_or_null(compiler, row, body, f"{found} AND ({compiler.visible(row, EVERY_ROW)})")


def _one_row(compiler: Compiler, source: src.OneRow, site: Site) -> js.Json:
    """One row or null."""
    given = [a for a in source.arguments if src.is_given(site.arguments.current(a.name))]
    if source.arguments and len(given) != 1:
        raise Unsupported("not exactly one argument is given: the error is the stock executor's")
    condition = both(source.where, *(a.matches for a in given if a.matches))
    inner = Row(source.model, compiler.alias())
    met = compiler.visible(inner, condition, site.arguments)
    if _is_sole(source.model, condition):  # not sorted: that is a tenth of what a small statement takes
        return _row_or_null(compiler, inner, compiler.content(site, inner), met)
    return _first(compiler, site, inner, f"{compiler.table(inner.model)} {inner.alias}", Order(), met)


def _is_sole(model: type[Model], condition: Condition) -> bool:
    """Whether no two rows can meet the condition: it names the value of a unique column."""
    parts = condition.conditions if isinstance(condition, All) else (condition,)
    named = [column_of(model, part.column).field for part in parts if isinstance(part, Eq)]
    return any(field.pk or field.unique for field in named)


def _node(compiler: Compiler, source: src.NodeById, site: Site) -> js.Json:
    """Any object by its global id; the plan is made for the type that the id names."""
    row, body, where = _node_of_type(compiler, site, {parse_global_id(site.arguments.current("id"))[0]})
    given = site.arguments.source("id")
    if isinstance(given, Variable):
        variable = given.name
        wanted = compiler.bound(lambda viewer, variables: parse_global_id(variables[variable])[1], "int")
    else:
        wanted = str(parse_global_id(site.arguments.current("id"))[1])
    return _row_or_null(compiler, row, body, f"{row.alias}.id = {wanted} AND ({compiler.visible(row, where)})")


def _nodes(compiler: Compiler, source: src.NodesById, site: Site) -> js.Json:
    """Objects of one type by their global ids, in the order of the ids."""
    type_names = {parse_global_id(text)[0] for text in site.arguments.current("ids")}
    row, body, where = _node_of_type(compiler, site, type_names)
    given: Any = site.arguments.source("ids")
    constant = given.value if isinstance(given, Constant) else []
    name = given.name if isinstance(given, Variable) else ""
    written: Callable[[Any], Any] = json.dumps if compiler.dialect == "sqlite" else tuple

    def keys(viewer: Viewer, variables: Variables) -> Any:
        return written([parse_global_id(text)[1] for text in checked_ids(variables[name] if name else constant)])

    wanted, key = compiler.bound(keys, "int", many=True), compiler.alias()
    if compiler.dialect == "postgres":
        source_rows, in_order = f"unnest({wanted}) WITH ORDINALITY AS {key}(value, number)", f" ORDER BY {key}.number"
    else:
        source_rows, in_order = f"json_each({wanted}) {key}", ""
    visible = compiler.visible(row, where)
    found = f"{compiler.table(row.model)} {row.alias} ON {row.alias}.id = {key}.value AND ({visible})"
    one = compiler.json.either(f"{row.alias}.id IS NOT NULL", body)
    return compiler.json.list(one, order=in_order).of(f"{source_rows} LEFT JOIN {found}")


def _node_of_type(compiler: Compiler, site: Site, type_names: set[str]) -> tuple[Row, js.Json, Condition]:
    """The row and the JSON of an object of the one type that the ids name, and what makes a row of that type."""
    type_name = next(iter(type_names)) if len(type_names) == 1 else ""
    model, target = NODE_MODELS.get(type_name), compiler.schema.get_type(type_name)
    if model is None or not isinstance(target, GraphQLObjectType):
        raise Unsupported("ids of an unknown type, of several or none: the stock executor answers")
    row = Row(model, compiler.alias())
    body = compiler.object(target, compiler.selections.on(target, site.nodes), row)
    return row, body, NODE_CONDITIONS[type_name]


def _first(
    compiler: Compiler, site: Site, inner: Row, of: str, order: Order, met: str, *, blank: bool = False
) -> js.Json:
    row = Row(inner.model, compiler.alias())
    body = compiler.content(site, row)
    other = _blank(compiler, site) if blank else js.Constant(None)
    return compiler.json.row(body, f"({_ordered(inner, of, met, order)} LIMIT 1) {row.alias}", other)


def _blank(compiler: Compiler, site: Site) -> js.Json:
    """An object of which nothing is known but its type."""
    target = compiler.content_type(site.type_)
    names = {key: nodes[0].name.value for key, nodes in compiler.selections.on(target, site.nodes).items()}
    return {key: js.Constant(target.name if name == "__typename" else None) for key, name in names.items()}


def _row_or_null(compiler: Compiler, row: Row, body: js.Json, where: str) -> js.Json:
    return compiler.json.row(body, f"{compiler.table(row.model)} {row.alias} WHERE {where}")


# Lists.


def _related_rows(compiler: Compiler, source: src.RelatedRows, site: Site) -> js.Json:
    """All rows of a relation."""
    relation = _many(site, source.name or site.field.python_name)
    inner = compiler.alias()
    rows, joined = compiler.related(relation, site.row, inner)
    return _list(compiler, site, Row(relation.target, inner), rows, source.order, source.where, f"{joined} AND ")


def _first_row(compiler: Compiler, source: src.FirstRow, site: Site) -> js.Json:
    """The first row of a relation or table, or null."""
    relation = _many(site, source.of) if isinstance(source.of, str) else None
    model: Any = source.of if relation is None else relation.target
    inner, joined = Row(model, compiler.alias()), ""
    rows = f"{compiler.table(model)} {inner.alias}"
    if relation is not None:
        rows, joined = compiler.related(relation, site.row, inner.alias)
        joined += " AND "
    given = [a.matches for a in source.arguments if a.matches and src.is_given(site.arguments.current(a.name))]
    met = f"{joined}({compiler.visible(inner, both(source.where, *given), site.arguments)})"
    if source.sole:
        other = _blank(compiler, site) if source.blank else js.Constant(None)
        return compiler.json.row(compiler.content(site, inner), f"{rows} WHERE {met} LIMIT 1", other)
    return _first(compiler, site, inner, rows, source.order, met, blank=source.blank)


def _rows_alike(compiler: Compiler, source: src.RowsAlike, site: Site) -> js.Json:
    """Rows that share the value of a column, or the first of them."""
    inner = Row(source.model or site.row.model, compiler.alias())
    own = f'{site.row.alias}."{column_of(site.row.model, source.column).name}"'
    same = f'{inner.alias}."{column_of(inner.model, source.column).name}" = {own} AND '
    if source.model is None:
        same += f"{inner.alias}.id <> {site.row.alias}.id AND "
    rows = f"{compiler.table(inner.model)} {inner.alias}"
    if not source.one:
        return _list(compiler, site, inner, rows, source.order, EVERY_ROW, same)
    body = compiler.content(site, inner)
    met = f"{same}({compiler.visible(inner, EVERY_ROW)})"
    return compiler.json.row(body, f"{rows} WHERE {met} ORDER BY {source.order.sql(inner.model, inner.alias)} LIMIT 1")


def _rows_of_table(compiler: Compiler, source: src.RowsOfTable, site: Site) -> js.Json:
    """All rows of a table."""
    inner = Row(source.model, compiler.alias())
    rows = f"{compiler.table(source.model)} {inner.alias}"
    return _list(compiler, site, inner, rows, source.order, source.where, "")


def _list(compiler: Compiler, site: Site, inner: Row, of: str, order: Order, where: Condition, joined: str) -> js.Json:
    row = Row(inner.model, compiler.alias())
    body = compiler.content(site, row)
    rows = _ordered(inner, of, f"{joined}({compiler.visible(inner, where)})", order)
    # An aggregate takes the rows of an ordered subquery in their order; ordering in it again would cost a sort.
    return compiler.json.list(body).of(f"({rows}) {row.alias}")


def _ordered(row: Row, of: str, met: str, order: Order) -> str:
    """The rows alone, as a sub-select that JSON is made from: sorted with them, it would be plain text to SQLite."""
    return f"SELECT {row.alias}.* FROM {of} WHERE {met} ORDER BY {order.sql(row.model, row.alias)}"


def _many(site: Site, name: str) -> ToMany | ManyToMany:
    relation = relation_of(site.row.model, name)
    if isinstance(relation, ToOne):
        raise Unsupported(f"{name} is not a list")
    return relation


WRITERS: dict[type, Writer] = {
    src.FromColumn: _column,
    src.GlobalId: _global_id,
    src.FromKey: _key,
    src.Labels: _labels,
    src.FromViewer: _of_viewer,
    src.Tally: _tally,
    src.Holds: _holds,
    src.TallyOfTable: _tally_of_table,
    src.Permitted: _permitted,
    facts.Seen: _seen,
    facts.Values: _values,
    facts.Fixed: _fixed,
    src.Constant: _same_object,
    src.SameRow: _same_object,
    src.RelatedRow: _related_row,
    src.OneRow: _one_row,
    src.NodeById: _node,
    src.NodesById: _nodes,
    src.RelatedRows: _related_rows,
    src.FirstRow: _first_row,
    src.RowsAlike: _rows_alike,
    src.RowsOfTable: _rows_of_table,
    src.PageOfTable: write_page,
    src.PageOfRelation: write_page,
    Ranked: write_ranked,
    OfHit: write_of_hit,
}
