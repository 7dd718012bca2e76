"""How each kind of source writes its JSON: one small function for each, and the table of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, is_leaf_type, is_list_type, is_non_null_type
from graphql.type import get_named_type

from access.conditions import EVERY_ROW, Condition, both
from access.viewer import Viewer
from graph import sources as src
from graph.compiler import json_sql as js
from graph.compiler.arguments import Constant, Variable
from graph.compiler.compile import Compiler, Site, Writer
from graph.compiler.pages import write_page
from graph.compiler.plan import Item, Row, Unsupported, Variables
from graph.node import NODE_CONDITIONS, NODE_MODELS, checked_ids
from graph.relay import parse_global_id
from graph.tables import ManyToMany, ToMany, ToOne, column_of, relation_of

# Leaves.


def _column(compiler: Compiler, source: src.FromColumn, site: Site) -> js.Pieces:
    """A column, or a list of objects in a JSON column."""
    row = site.row
    column = column_of(row.model, source.name or site.field.python_name)
    name = f'{row.alias}."{column.name}"'
    if is_leaf_type(get_named_type(site.type_)):
        return [js.scalar(column, name, compiler.dialect)]
    item = Item(compiler.alias())
    body = compiler.content(site, item)
    if compiler.dialect == "postgres":
        each = f"jsonb_array_elements({name}) AS {item.alias}(value)"
    else:
        each = f"json_each({name}) {item.alias}"
    return ["[", js.Sql(f"(SELECT {compiler.gathered(body)} FROM {each})"), "]"]


def _global_id(compiler: Compiler, source: src.GlobalId, site: Site) -> js.Pieces:
    """Type name and key."""
    return [f'"{source.type_name}:', js.Sql(compiler.text(f"{site.row.alias}.id")), '"']


def _key(compiler: Compiler, source: src.FromKey, site: Site) -> js.Pieces:
    """A text under a key of a JSON object."""
    if not isinstance(site.at, Item):
        raise Unsupported("a JSON key outside a JSON list")
    if compiler.dialect == "postgres":
        value = f"({site.at.alias}.value ->> {js.literal(source.key)})"
    else:
        value = f"json_extract({site.at.alias}.value, {js.literal('$.' + source.key)})"
    return [js.Sql(js.string(value, compiler.dialect))]


def _labels(compiler: Compiler, source: src.Labels, site: Site) -> js.Pieces:
    """A text for each value of a column."""
    row = site.row
    cases = " ".join(f"WHEN {js.literal(str(key))} THEN {js.literal(js.constant(text))}" for key, text in source.texts)
    return [js.Sql(f'CASE {row.alias}."{column_of(row.model, source.column).name}" {cases} END')]


def _of_viewer(compiler: Compiler, source: src.FromViewer, site: Site) -> js.Pieces:
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

    return [js.Sql(compiler.of_viewer(write, "text"))]


def _tally(compiler: Compiler, source: src.Tally, site: Site) -> js.Pieces:
    """How many rows a relation has, whoever asks."""
    relation = _many(site, source.name)
    row = Row(relation.target, compiler.alias())
    rows, joined = compiler.children(relation, site.row, row.alias)
    counted = f"SELECT count(*) FROM {rows} WHERE {joined}"
    return [js.Sql(compiler.text(f"({counted} AND ({compiler.where(row, source.where)}))"))]


# Objects.


def _same_object(compiler: Compiler, source: src.Constant | src.SameRow, site: Site) -> js.Pieces:
    """An object without a row of its own."""
    return compiler.content(site, site.at)


def _related_row(compiler: Compiler, source: src.RelatedRow, site: Site) -> js.Pieces:
    """The row behind a foreign key, null when there is none for the viewer."""
    relation = relation_of(site.row.model, source.name or site.field.python_name)
    if not isinstance(relation, ToOne):
        raise Unsupported(f"{site.field.name} is not behind a foreign key")
    row = Row(relation.target, compiler.alias())
    body = compiler.content(site, row)
    found = f'{row.alias}.id = {site.row.alias}."{relation.column}"'
    return [_row_or_null(compiler, row, body, f"{found} AND ({compiler.visible(row, EVERY_ROW)})")]


def _one_row(compiler: Compiler, source: src.OneRow, site: Site) -> js.Pieces:
    """One row or null."""
    given = [a for a in source.arguments if src.is_given(site.arguments.current(a.name))]
    if source.arguments and len(given) != 1:
        raise Unsupported("not exactly one argument is given: the error is the stock executor's")
    condition = both(source.where, *(a.matches for a in given if a.matches))
    row = Row(source.model, compiler.alias())
    body = compiler.content(site, row)
    where = f"{compiler.visible(row, condition, site.arguments)} ORDER BY {row.alias}.id LIMIT 1"
    return [_row_or_null(compiler, row, body, where)]


def _node(compiler: Compiler, source: src.NodeById, site: Site) -> js.Pieces:
    """Any object by its global id; the plan is made for the type that the id names."""
    row, body, where = _node_of_type(compiler, site, {parse_global_id(site.arguments.current("id"))[0]})
    given = site.arguments.source("id")
    if isinstance(given, Variable):
        variable = given.name
        wanted = compiler.bound(lambda viewer, variables: parse_global_id(variables[variable])[1], "int")
    else:
        wanted = str(parse_global_id(site.arguments.current("id"))[1])
    return [_row_or_null(compiler, row, body, f"{row.alias}.id = {wanted} AND ({compiler.visible(row, where)})")]


def _nodes(compiler: Compiler, source: src.NodesById, site: Site) -> js.Pieces:
    """Objects of one type by their global ids, in the order of the ids."""
    type_names = {parse_global_id(text)[0] for text in site.arguments.current("ids")}
    row, body, where = _node_of_type(compiler, site, type_names)
    given: Any = site.arguments.source("ids")
    constant = given.value if isinstance(given, Constant) else []
    name = given.name if isinstance(given, Variable) else ""

    def keys(viewer: Viewer, variables: Variables) -> Any:
        found = tuple(parse_global_id(text)[1] for text in checked_ids(variables[name] if name else constant))
        return json.dumps(found) if compiler.dialect == "sqlite" else found

    wanted, key = compiler.bound(keys, "int", many=True), compiler.alias()
    if compiler.dialect == "postgres":
        source_rows, in_order = f"unnest({wanted}) WITH ORDINALITY AS {key}(value, number)", f" ORDER BY {key}.number"
    else:
        source_rows, in_order = f"json_each({wanted}) {key}", ""
    visible = compiler.visible(row, where)
    found = f"{compiler.table(row.model)} {row.alias} ON {row.alias}.id = {key}.value AND ({visible})"
    one = js.Sql(f"CASE WHEN {row.alias}.id IS NULL THEN 'null' ELSE {js.joined(body, compiler.dialect)} END")
    gathered = compiler.gathered([one], order=in_order)
    return ["[", js.Sql(f"(SELECT {gathered} FROM {source_rows} LEFT JOIN {found})"), "]"]


def _node_of_type(compiler: Compiler, site: Site, type_names: set[str]) -> tuple[Row, js.Pieces, Condition]:
    """The row and the JSON of an object of the one type that the ids name, and what makes a row of that type."""
    type_name = next(iter(type_names)) if len(type_names) == 1 else ""
    model, target = NODE_MODELS.get(type_name), compiler.schema.get_type(type_name)
    if model is None or not isinstance(target, GraphQLObjectType):
        raise Unsupported("ids of an unknown type, of several or none: the stock executor answers")
    row = Row(model, compiler.alias())
    body = compiler.object(target, compiler.selections.on(target, site.nodes), row)
    return row, body, NODE_CONDITIONS[type_name]


def _row_or_null(compiler: Compiler, row: Row, body: js.Pieces, where: str) -> js.Sql:
    selected = f"SELECT {js.joined(body, compiler.dialect)} FROM {compiler.table(row.model)} {row.alias} WHERE {where}"
    return js.Sql(f"coalesce(({selected}), 'null')")


# Lists.


def _related_rows(compiler: Compiler, source: src.RelatedRows, site: Site) -> js.Pieces:
    """All rows of a relation."""
    relation = _many(site, source.name or site.field.python_name)
    inner = compiler.alias()
    rows, joined = compiler.children(relation, site.row, inner)
    return _list(compiler, site, Row(relation.target, inner), rows, source, f"{joined} AND ")


def _rows_of_table(compiler: Compiler, source: src.RowsOfTable, site: Site) -> js.Pieces:
    """All rows of a table."""
    inner = Row(source.model, compiler.alias())
    return _list(compiler, site, inner, f"{compiler.table(source.model)} {inner.alias}", source, "")


def _list(
    compiler: Compiler, site: Site, inner: Row, of: str, source: src.RelatedRows | src.RowsOfTable, joined: str
) -> js.Pieces:
    row = Row(inner.model, compiler.alias())
    body = compiler.content(site, row)
    met = f"{joined}({compiler.visible(inner, source.where)})"
    order = source.order.sql(inner.model, inner.alias)
    rows = f"SELECT {inner.alias}.* FROM {of} WHERE {met} ORDER BY {order}"
    # An aggregate takes the rows of an ordered subquery in their order; ordering in it again would cost a sort.
    return ["[", js.Sql(f"(SELECT {compiler.gathered(body)} FROM ({rows}) {row.alias})"), "]"]


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
    src.Constant: _same_object,
    src.SameRow: _same_object,
    src.RelatedRow: _related_row,
    src.OneRow: _one_row,
    src.NodeById: _node,
    src.NodesById: _nodes,
    src.RelatedRows: _related_rows,
    src.RowsOfTable: _rows_of_table,
    src.PageOfTable: write_page,
    src.PageOfRelation: write_page,
}
