"""A connection as SQL: its page in the innermost subquery, and only what was asked for around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLObjectType

from access.conditions import both
from access.scope import scope_of
from graph import sources as src
from graph.compiler import json_sql as js
from graph.compiler.arguments import Constant, FieldArguments, Variable, variable_binder
from graph.compiler.plan import At, Row, Unsupported
from graph.relay import page_size
from graph.sql import postgres_type
from graph.tables import ToOne, relation_of, table_of

if TYPE_CHECKING:
    from graph.compiler.compile import Compiler


class PageWriter:
    """Writes one connection field."""

    def __init__(
        self, compiler: Compiler, source: src.PageOfTable | src.PageOfRelation, arguments: FieldArguments, at: At
    ) -> None:
        self.compiler, self.source, self.arguments = compiler, source, arguments
        self.joined = ""
        if isinstance(source, src.PageOfTable):
            model, self.table = source.model, f'"{table_of(source.model)}"'
        else:
            if not isinstance(at, Row):
                raise Unsupported("a page of a relation without a row")
            relation = relation_of(at.model, source.name)
            if isinstance(relation, ToOne):
                raise Unsupported("a page over a foreign key")
            model = relation.target
            self.table, self.joined = compiler.joined_to(relation, at)
        self.model = model
        self.row = Row(model, compiler.writer.alias())
        self.first, self.only = "", ""

    def write(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> js.Pieces:
        """The connection's JSON: one pass over the page's rows gives all its members."""
        fields = self.compiler.selections.on(type_, nodes)
        names = {field_nodes[0].name.value for field_nodes in fields.values()}
        page = self._page(numbered="pageInfo" in names) if names & {"nodes", "edges", "pageInfo"} else ""
        pieces = js.obj((key, self._member(type_, field_nodes)) for key, field_nodes in fields.items())
        return [js.Sql(f"SELECT {js.joined(pieces)} FROM {page}")] if page else pieces

    def _member(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> js.Pieces:
        match nodes[0].name.value:
            case "__typename":
                return [js.constant(type_.name)]
            case "nodes":
                return self._rows(type_.fields["nodes"].type, nodes)
            case "edges":
                return self._edges(type_.fields["edges"].type, nodes)
            case "pageInfo":
                return self._page_info(type_.fields["pageInfo"].type, nodes)
            case "totalCount":
                return [js.Sql(self._total())]
            case other:
                raise Unsupported(f"{type_.name}.{other}")

    def _rows(self, type_: Any, nodes: list[FieldNode]) -> js.Pieces:
        target = self.compiler.content_type(type_)
        body = self.compiler.object(target, self.compiler.selections.on(target, nodes), self.row)
        return self._list(body)

    def _edges(self, type_: Any, nodes: list[FieldNode]) -> js.Pieces:
        edge = self.compiler.content_type(type_)
        members: list[tuple[str, js.Pieces]] = []
        for key, field_nodes in self.compiler.selections.on(edge, nodes).items():
            match field_nodes[0].name.value:
                case "__typename":
                    members.append((key, [js.constant(edge.name)]))
                case "cursor":
                    members.append((key, [js.Sql(js.string(f"({self._cursor()})", self.compiler.dialect))]))
                case _:
                    target = self.compiler.content_type(edge.fields["node"].type)
                    fields = self.compiler.selections.on(target, field_nodes)
                    members.append((key, self.compiler.object(target, fields, self.row)))
        return self._list(js.obj(members))

    def _list(self, body: js.Pieces) -> js.Pieces:
        gathered = self.compiler.gathered(js.joined(body), only=self.only)
        return ["[", js.Sql(f"coalesce({gathered}, '')"), "]"]

    def _page_info(self, type_: Any, nodes: list[FieldNode]) -> js.Pieces:
        info = self.compiler.content_type(type_)
        members: list[tuple[str, js.Pieces]] = []
        for key, field_nodes in self.compiler.selections.on(info, nodes).items():
            members.append((key, self._page_fact(info, field_nodes[0].name.value)))
        return js.obj(members)

    def _page_fact(self, info: GraphQLObjectType, name: str) -> js.Pieces:
        row, first = self.row.alias, self.first
        match name:
            case "__typename":
                return [js.constant(info.name)]
            case "hasNextPage":
                return [js.Sql(f"CASE WHEN count(*) > {first} THEN 'true' ELSE 'false' END")]
            case "hasPreviousPage":
                return [js.constant(self._after() is not None)]
            case "startCursor":
                return [js.Sql(self._cursor_where(f"{row}._number = 1 AND {first} > 0"))]
            case "endCursor":
                last = f"{row}._number = CASE WHEN {row}._rows < {first} THEN {row}._rows ELSE {first} END"
                return [js.Sql(self._cursor_where(last))]
            case _:
                raise Unsupported(f"PageInfo.{name}")

    def _cursor_where(self, which: str) -> str:
        cursor = f"max({self._cursor()}) FILTER (WHERE {which})"
        return f"coalesce({js.string(f'({cursor})', self.compiler.dialect)}, 'null')"

    def _cursor(self) -> str:
        """The row's position as the text that `graph.relay.encode_cursor` makes."""
        parts: js.Pieces = ["["]
        for number, (name, column) in enumerate(self.source.order.columns(self.model, self.row.alias)):
            parts += [","] if number else []
            parts.append(js.scalar(column, name, self.compiler.dialect))
        return js.joined([*parts, "]"])

    def _after(self) -> Constant | Variable | None:
        return self.arguments.source("after") if self.arguments.current("after") is not None else None

    def _where(self, alias: str, *, paged: bool) -> str:
        compiler, source = self.compiler, self.source
        given = [a for a in source.arguments if a.matches and src.is_given(self.arguments.current(a.name))]
        condition = both(scope_of(self.model, compiler.roles), source.where, *(a.matches for a in given if a.matches))
        compiler.tables.add(table_of(self.model))
        where = compiler.condition(Row(self.model, alias), condition, self.arguments)
        if self.joined:
            where = f"{self.joined.format(alias=alias)} AND ({where})"
        if paged and self._after() is not None:
            before = len(compiler.writer.slots)
            columns = source.order.columns(self.model, alias)
            behind = compiler.writer.after(columns, "after", descending=source.order.descending)
            kinds: list[type] = [int if postgres_type(c) in ("int", "bigint") else str for _, c in columns]
            compiler.take_slots(before, self.arguments, kinds)
            where = f"({where}) AND {behind}"
        return where

    def _total(self) -> str:
        alias = self.compiler.writer.alias()
        where = self._where(alias, paged=False)
        return self.compiler.text(f"(SELECT count(*) FROM {self.table} {alias} WHERE {where})")

    def _first(self) -> str:
        source = self.arguments.source("first")
        if isinstance(source, Variable):
            return self.compiler.bound(variable_binder(source.name, page_size), "int")
        return str(page_size(source.value if source else 0))

    def _page(self, *, numbered: bool) -> str:
        """The FROM clause: the page's rows in order; numbered, and one more, when somebody asks what follows."""
        alias = self.compiler.writer.alias()
        self.first = self._first()
        where = self._where(alias, paged=True)
        order = self.source.order.sql(self.model, alias)
        rows = f"SELECT {alias}.* FROM {self.table} {alias} WHERE {where} ORDER BY {order} LIMIT {self.first}"
        if not numbered:
            return f"({rows}) {self.row.alias}"
        self.only = f" FILTER (WHERE {self.row.alias}._number <= {self.first})"
        numbered_rows = f"SELECT p.*, row_number() OVER () AS _number, count(*) OVER () AS _rows FROM ({rows} + 1) p"
        return f"({numbered_rows}) {self.row.alias}"
