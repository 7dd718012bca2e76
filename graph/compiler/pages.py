"""A connection as SQL: its page in the innermost subquery, and only what was asked for around it."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLObjectType

from access.conditions import both
from graph import sources as src
from graph.compiler import json_sql as js
from graph.compiler.arguments import Constant, Variable
from graph.compiler.compile import Compiler, Site
from graph.compiler.plan import Row, Unsupported
from graph.relay import decode_cursor, page_size
from graph.tables import ToOne, relation_of

PageSource = src.PageOfTable | src.PageOfRelation
_FROM_ROWS = {"nodes", "edges"}
_FACTS_FROM_ROWS = {"hasNextPage", "startCursor", "endCursor"}


def write_page(compiler: Compiler, source: PageSource, site: Site) -> js.Json:
    """The connection's JSON: one pass over the page's rows gives all its members."""
    return _Page(compiler, source, site).write()


class _Page:
    """One connection field."""

    def __init__(self, compiler: Compiler, source: PageSource, site: Site) -> None:
        self.compiler, self.source, self.site = compiler, source, site
        self.relation = None
        model = source.model if isinstance(source, src.PageOfTable) else None
        if isinstance(source, src.PageOfRelation):
            relation = relation_of(site.row.model, source.name)
            if isinstance(relation, ToOne):
                raise Unsupported("a page over a foreign key")
            self.relation, model = relation, relation.target
        assert model is not None  # noqa: S101 - one of the two it is
        self.row = Row(model, compiler.alias())
        self.first, self.only = "", ""

    def write(self) -> js.Json:
        """All its members."""
        type_ = self.compiler.content_type(self.site.type_)
        fields = self.compiler.selections.on(type_, self.site.nodes)
        names = {nodes[0].name.value for nodes in fields.values()}
        numbered = any(self._asks_rows(type_, nodes) for nodes in fields.values())
        page = self._page(numbered=numbered) if numbered or names & _FROM_ROWS else self._no_page(names)
        members = {key: self._member(type_, nodes) for key, nodes in fields.items()}
        return self.compiler.json.expression(members).of(page) if page else members

    def _asks_rows(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> bool:
        """Whether the field is a `pageInfo` that only the rows can tell."""
        if nodes[0].name.value != "pageInfo":
            return False
        info = self.compiler.content_type(type_.fields["pageInfo"].type)
        facts = self.compiler.selections.on(info, nodes).values()
        return any(found[0].name.value in _FACTS_FROM_ROWS for found in facts)

    def _no_page(self, names: set[str]) -> str:
        """Without rows nothing binds the page's arguments; they are refused all the same when they don't fit."""
        if "totalCount" not in names:
            raise Unsupported("a list of which nothing is asked")
        for name in ("first", "after"):
            if isinstance(self.site.arguments.source(name), Variable):
                raise Unsupported(f"a list without its rows, but with a variable as `{name}`")
        page_size(self.site.arguments.current("first"))
        after = self.site.arguments.current("after")
        if after is not None:
            decode_cursor(after, self.source.order.kinds(self.row.model))
        return ""

    def _member(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> js.Json:
        name = nodes[0].name.value
        match name:
            case "__typename":
                return js.Constant(type_.name)
            case "nodes":
                return self.compiler.json.list(self._node(type_, nodes), only=self.only)
            case "edges":
                edge = self._edge(self.compiler.content_type(type_.fields[name].type), nodes)
                return self.compiler.json.list(edge, only=self.only)
            case "pageInfo":
                return self._page_info(self.compiler.content_type(type_.fields[name].type), nodes)
            case "totalCount":
                return self.compiler.json.number(self._total())
            case _:
                raise Unsupported(f"{type_.name}.{name}")

    def _node(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> js.Json:
        target = self.compiler.content_type(type_.fields[nodes[0].name.value].type)
        return self.compiler.object(target, self.compiler.selections.on(target, nodes), self.row)

    def _edge(self, edge: GraphQLObjectType, nodes: list[FieldNode]) -> js.Json:
        members: dict[str, js.Json] = {}
        for key, found in self.compiler.selections.on(edge, nodes).items():
            match found[0].name.value:
                case "__typename":
                    members[key] = js.Constant(edge.name)
                case "cursor":
                    members[key] = self.compiler.json.text(self._cursor())
                case _:
                    members[key] = self._node(edge, found)
        return members

    def _page_info(self, info: GraphQLObjectType, nodes: list[FieldNode]) -> js.Json:
        fields = self.compiler.selections.on(info, nodes)
        return {key: self._page_fact(info, found[0].name.value) for key, found in fields.items()}

    def _page_fact(self, info: GraphQLObjectType, name: str) -> js.Json:
        row, first = self.row.alias, self.first
        match name:
            case "__typename":
                return js.Constant(info.name)
            case "hasNextPage":
                return self.compiler.json.truth(f"count(*) > {first}")
            case "hasPreviousPage":
                return js.Constant(self._after() is not None)
            case "startCursor":
                return self._cursor_where(f"{row}._number = 1 AND {first} > 0")
            case "endCursor":
                last = f"CASE WHEN {row}._rows < {first} THEN {row}._rows ELSE {first} END"
                return self._cursor_where(f"{row}._number = {last}")
            case _:
                raise Unsupported(f"PageInfo.{name}")

    def _cursor_where(self, which: str) -> js.Json:
        return self.compiler.json.text(f"max({self._cursor()}) FILTER (WHERE {which})")

    def _cursor(self) -> str:
        """The row's position as the text that `graph.relay.encode_cursor` makes."""
        return self.compiler.json.position(self.source.order.columns(self.row.model, self.row.alias))

    def _after(self) -> Constant | Variable | None:
        arguments = self.site.arguments
        return arguments.source("after") if arguments.current("after") is not None else None

    def _rows(self, row: Row) -> tuple[str, str]:
        """FROM clause and condition of the list's rows."""
        arguments = self.site.arguments
        given = [a.matches for a in self.source.arguments if a.matches and src.is_given(arguments.current(a.name))]
        where = f"({self.compiler.visible(row, both(self.source.where, *given), arguments)})"
        if self.relation is None:
            return f"{self.compiler.table(row.model)} {row.alias}", where
        rows, joined = self.compiler.related(self.relation, self.site.row, row.alias)
        return rows, f"{joined} AND {where}"

    def _total(self) -> str:
        row = Row(self.row.model, self.compiler.alias())
        rows, where = self._rows(row)
        return f"(SELECT count(*) FROM {rows} WHERE {where})"

    def _first(self) -> str:
        source: Any = self.site.arguments.source("first")
        if isinstance(source, Variable):
            name = source.name
            return self.compiler.bound(lambda viewer, variables: page_size(variables[name]), "int")
        return str(page_size(source.value))

    def _page(self, *, numbered: bool) -> str:
        """The FROM clause: the page's rows in order; numbered, and one more, when somebody asks what follows."""
        order = self.source.order
        row = Row(self.row.model, self.compiler.alias())
        self.first = self._first()
        table, where = self._rows(row)
        if self._after() is not None:
            where += f" AND {self.compiler.behind_cursor(row, order, self.site.arguments)}"
        rows = (
            f"SELECT {row.alias}.* FROM {table} WHERE {where}"
            f" ORDER BY {order.sql(row.model, row.alias)} LIMIT {self.first}"
        )
        if not numbered:
            return f"({rows}) {self.row.alias}"
        self.only = f" FILTER (WHERE {self.row.alias}._number <= {self.first})"
        numbered_rows = f"SELECT p.*, row_number() OVER () AS _number, count(*) OVER () AS _rows FROM ({rows} + 1) p"
        return f"({numbered_rows}) {self.row.alias}"
