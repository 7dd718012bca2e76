"""From an operation to a plan: each declared source becomes its piece of one SQL statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from tortoise.models import Model

from access.conditions import EVERY_ROW, Condition, Eq, Literal, OfViewer, both
from access.policy import Role
from access.scope import scope_of
from graph import sources as src
from graph.compiler import json_sql as js
from graph.compiler.arguments import (
    Constant,
    FieldArguments,
    Variable,
    binder_of,
    variable_binder,
    viewer_binder,
)
from graph.compiler.pages import PageWriter
from graph.compiler.plan import At, Binder, Item, Plan, Row, Unsupported, Variables
from graph.compiler.selections import Selections
from graph.fields import GraphField
from graph.gates import AccessRestricted, refusal
from graph.node import NODE_MODELS
from graph.relay import parse_global_id
from graph.rows import Order
from graph.sql import Slot, SqlWriter
from graph.tables import ManyToMany, ToOne, column_of, relation_of, table_of
from models.database import Dialect
from settings import Settings


class Compiler:
    """Compiles one operation for viewers with the same roles, under one shape of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        *,
        dialect: Dialect,
        roles: Sequence[Role],
        variables: Variables,
        settings: Settings,
    ) -> None:
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.schema, self.dialect, self.roles, self.variables, self.settings = (
            schema, dialect, tuple(roles), variables, settings,
        )  # fmt: skip
        self.selections = Selections(schema, fragments, variables)
        self.writer = SqlWriter(dialect)
        self.binders: list[Binder] = []
        self.personal = False
        self.tables: set[str] = set()

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """The plan. Raises `Unsupported`."""
        root = self.schema.query_type
        if root is None:
            raise Unsupported("a schema without queries")
        data = self.object(root, self.selections.of(root, [operation.selection_set]), None)
        sql = "SELECT " + js.joined(['{"data":', *data, "}"])
        return Plan(sql, tuple(self.binders), self.personal, frozenset(self.tables))

    # Values that are bound, each in the order in which its placeholder is written.

    def bound(self, binder: Binder, type_: str, *, many: bool = False) -> str:
        """The placeholder of a value that `binder` makes."""
        self.binders.append(binder)
        return self.writer.bind(Slot(Literal(None), many=many), type_)

    def condition(self, row: Row, condition: Condition, arguments: FieldArguments | None = None) -> str:
        """A condition on the row as SQL, its values bound from the arguments or the viewer."""
        before = len(self.writer.slots)
        text = self.writer.where(row.model, row.alias, condition)
        self.take_slots(before, arguments)
        return text

    def take_slots(self, before: int, arguments: FieldArguments | None, kinds: list[type] | None = None) -> None:
        """Make the binders of the slots that were written since `before`."""
        for slot in self.writer.slots[before:]:
            self.binders.append(binder_of(slot, self.dialect, arguments, kinds))
            self.personal |= isinstance(slot.value, OfViewer)

    def scoped(self, row: Row, condition: Condition, arguments: FieldArguments | None = None) -> str:
        """What a row must meet: it exists for the viewer, and the condition."""
        self.tables.add(table_of(row.model))
        return self.condition(row, both(scope_of(row.model, self.roles), condition), arguments)

    # Objects and their fields.

    def object(self, type_: GraphQLObjectType, fields: Mapping[str, list[FieldNode]], at: At) -> js.Pieces:
        """An object's JSON."""
        return js.obj((key, self.field(type_, nodes, at)) for key, nodes in fields.items())

    def field(self, type_: GraphQLObjectType, nodes: list[FieldNode], at: At) -> js.Pieces:
        """A field's JSON."""
        name = nodes[0].name.value
        if name == "__typename":
            return [js.constant(type_.name)]
        if name.startswith("__"):
            raise Unsupported(name)
        definition = type_.fields[name]
        field = definition.extensions.get("strawberry-definition")
        if not isinstance(field, GraphField):
            raise Unsupported(f"{type_.name}.{name} has a resolver of its own")
        if field.requires is not None and field.requires not in self.roles:
            raise Unsupported(f"{type_.name}.{name} is denied: the error is the stock executor's")
        if field.gate is not None and field.gate not in self.roles:
            return self.refused(field.gate, definition.type, nodes)
        arguments = FieldArguments(field, definition, nodes[0], self.variables)
        return self.value(field, definition.type, nodes, at, arguments)

    def refused(self, role: Role, type_: Any, nodes: list[FieldNode]) -> js.Pieces:
        """A closed gate: nothing of what is behind it gets into the statement."""
        restricted = self.schema.get_type("AccessRestricted")
        assert isinstance(restricted, GraphQLObjectType)  # noqa: S101 - declared in graph.gates
        values = refusal(role, signed_in=Role.SIGNED_IN in self.roles, settings=self.settings)
        members: list[tuple[str, js.Pieces]] = []
        for key, field_nodes in self.selections.on(restricted, nodes).items():
            name = field_nodes[0].name.value
            value = restricted.name if name == "__typename" else values[name]
            members.append((key, [js.constant(value)]))
        return js.obj(members)

    def value(
        self, field: GraphField, type_: Any, nodes: list[FieldNode], at: At, arguments: FieldArguments
    ) -> js.Pieces:
        """The JSON of a field that the viewer may read, by where it comes from."""
        source = field.source
        match source:
            case src.FromColumn():
                return self.column(field, source, type_, nodes, at)
            case src.GlobalId(type_name):
                row = _row(at)
                return [f'"{type_name}:', js.Sql(self.text(f"{row.alias}.id")), '"']
            case src.FromKey(key):
                return [js.Sql(self.key(at, key))]
            case src.Labels():
                return [js.Sql(self.labels(source, _row(at)))]
            case src.FromViewer(read):
                return [js.Sql(self.of_viewer(read, type_))]
            case src.Constant() | src.SameRow():
                target = self.content_type(type_)
                return self.object(target, self.selections.on(target, nodes), at)
            case src.RelatedRow():
                return self.related_row(field, source, type_, nodes, _row(at))
            case src.Tally(name, where):
                return [js.Sql(self.tally(_row(at), name, where))]
            case src.RelatedRows():
                return [js.Sql(self.related_rows(field, source, type_, nodes, _row(at)))]
            case src.RowsOfTable(model, order, where):
                row = Row(model, self.writer.alias())
                return [js.Sql(self.list_of(row, f'"{table_of(model)}"', where, order, type_, nodes, None))]
            case src.OneRow():
                return [js.Sql(self.one_row(source, type_, nodes, arguments))]
            case src.PageOfTable() | src.PageOfRelation():
                return PageWriter(self, source, arguments, at).write(self.content_type(type_), nodes)
            case src.NodeById():
                return [js.Sql(self.node(nodes, arguments))]
            case _:
                raise Unsupported(f"{type(source).__name__} is not compiled")

    def content_type(self, type_: Any) -> GraphQLObjectType:
        """The object type of a field: of a union with `AccessRestricted`, the other one."""
        named = get_named_type(type_)
        if isinstance(named, GraphQLUnionType):
            others = [member for member in named.types if member.name != AccessRestricted.__name__]
            named = others[0] if len(others) == 1 else named
        if not isinstance(named, GraphQLObjectType):
            raise Unsupported(f"{named} is not one object type")
        return named

    # Leaves.

    def text(self, expression: str) -> str:
        """An expression cast to text."""
        return f"{expression}::text" if self.dialect == "postgres" else f"CAST({expression} AS TEXT)"

    def column(
        self, field: GraphField, source: src.FromColumn, type_: Any, nodes: list[FieldNode], at: At
    ) -> js.Pieces:
        """A column, or a list of objects in a JSON column."""
        row = _row(at)
        column = column_of(row.model, source.name or field.python_name)
        name = f'{row.alias}."{column.name}"'
        if is_leaf_type(get_named_type(type_)):
            return [js.scalar(column, name, self.dialect)]
        item = Item(self.writer.alias())
        target = self.content_type(type_)
        body = js.joined(self.object(target, self.selections.on(target, nodes), item))
        each = f"jsonb_array_elements({name}) WITH ORDINALITY AS {item.alias}(value, number)"
        if self.dialect == "sqlite":
            each = f"json_each({name}) {item.alias}"
        return ["[", js.Sql(f"coalesce((SELECT {self.gathered(body)} FROM {each}), '')"), "]"]

    def key(self, at: At, key: str) -> str:
        """A text under a key of a JSON object."""
        if not isinstance(at, Item):
            raise Unsupported("a JSON key outside a JSON list")
        if self.dialect == "postgres":
            return js.string(f"({at.alias}.value ->> {js.literal(key)})", self.dialect)
        return js.string(f"json_extract({at.alias}.value, {js.literal('$.' + key)})", self.dialect)

    def labels(self, source: src.Labels, row: Row) -> str:
        """A text for each value of a column."""
        name = f'{row.alias}."{column_of(row.model, source.column).name}"'
        cases = " ".join(
            f"WHEN {js.literal(str(value))} THEN {js.literal(js.constant(text))}" for value, text in source.texts
        )
        return f"CASE {name} {cases} END"

    def of_viewer(self, read: Any, type_: Any) -> str:
        """A value of the viewer, written as JSON when it is bound."""
        self.personal = True
        leaf, many = get_named_type(type_), is_list_type(type_.of_type if is_non_null_type(type_) else type_)
        if not is_leaf_type(leaf):
            raise Unsupported("an object made from the viewer")

        def write(viewer: Any) -> str:
            value = read(viewer)
            if value is None:
                return "null"
            return js.constant([leaf.serialize(item) for item in value] if many else leaf.serialize(value))

        return self.bound(viewer_binder(write), "text")

    # Rows.

    def gathered(self, body: str, *, only: str = "") -> str:
        """Rows' JSON in their order, comma-separated."""
        function = "string_agg" if self.dialect == "postgres" else "group_concat"
        return f"{function}({body}, ','){only}"

    def list_of(
        self, row: Row, source: str, condition: Condition, order: Order, type_: Any, nodes: list[FieldNode],
        joined: str | None,
    ) -> str:  # fmt: skip
        """A JSON list of all rows of `source` that meet the condition."""
        target = self.content_type(type_)
        inner = Row(row.model, self.writer.alias())
        body = js.joined(self.object(target, self.selections.on(target, nodes), row))
        where = self.scoped(inner, condition)
        where = f"{joined.format(alias=inner.alias)} AND ({where})" if joined else where
        rows = f"SELECT {inner.alias}.* FROM {source} {inner.alias} WHERE {where} ORDER BY {order.sql(row.model, inner.alias)}"
        # An aggregate takes the rows of an ordered subquery in their order; ordering in it again would cost a sort.
        return f"'[' || coalesce((SELECT {self.gathered(body)} FROM ({rows}) {row.alias}), '') || ']'"

    def related_rows(
        self, field: GraphField, source: src.RelatedRows, type_: Any, nodes: list[FieldNode], parent: Row
    ) -> str:
        """All rows of a relation."""
        relation = relation_of(parent.model, source.name or field.python_name)
        if isinstance(relation, ToOne):
            raise Unsupported("a list over a foreign key")
        table, joined = self.joined_to(relation, parent)
        row = Row(relation.target, self.writer.alias())
        return self.list_of(row, table, source.where, source.order, type_, nodes, joined)

    def joined_to(self, relation: Any, parent: Row) -> tuple[str, str]:
        """A relation's table, and the condition on `{alias}` that makes it the parent's rows."""
        table = f'"{table_of(relation.target)}"'
        if isinstance(relation, ManyToMany):
            self.tables.add(relation.through)
            pairs = f'SELECT p."{relation.target_key}" FROM "{relation.through}" p WHERE p."{relation.own_key}" = {parent.alias}.id'
            return table, f"{{alias}}.id IN ({pairs})"
        return table, f'{{alias}}."{relation.column}" = {parent.alias}.id'

    def related_row(
        self, field: GraphField, source: src.RelatedRow, type_: Any, nodes: list[FieldNode], parent: Row
    ) -> js.Pieces:
        """The row behind a foreign key, null when there is none for the viewer."""
        relation = relation_of(parent.model, source.name or field.python_name)
        if not isinstance(relation, ToOne):
            raise Unsupported("a row that is not behind a foreign key")
        row = Row(relation.target, self.writer.alias())
        target = self.content_type(type_)
        body = js.joined(self.object(target, self.selections.on(target, nodes), row))
        where = self.scoped(row, EVERY_ROW)
        inner = f'SELECT {body} FROM "{table_of(relation.target)}" {row.alias} WHERE {row.alias}.id = {parent.alias}."{relation.column}"'
        inner += "" if where == "TRUE" else f" AND ({where})"
        return [js.Sql(f"coalesce(({inner}), 'null')")]

    def tally(self, parent: Row, name: str, where: Condition) -> str:
        """How many rows a relation has, whoever asks."""
        relation = relation_of(parent.model, name)
        table, joined = self.joined_to(relation, parent)
        row = Row(relation.target, self.writer.alias())
        self.tables.add(table_of(relation.target))
        condition = self.condition(row, where)
        counted = f"SELECT count(*) FROM {table} {row.alias} WHERE {joined.format(alias=row.alias)} AND ({condition})"
        return self.text(f"({counted})")

    def one_row(self, source: src.OneRow, type_: Any, nodes: list[FieldNode], arguments: FieldArguments) -> str:
        """One row or null."""
        given = [a for a in source.arguments if src.is_given(arguments.current(a.name))]
        if source.arguments and len(given) != 1:
            raise Unsupported("not exactly one argument is given: the error is the stock executor's")
        return self.first_row(
            source.model, both(source.where, *(a.matches for a in given if a.matches)), type_, nodes, arguments
        )

    def first_row(
        self, model: type[Model], condition: Condition, type_: Any, nodes: list[FieldNode],
        arguments: FieldArguments | None,
    ) -> str:  # fmt: skip
        """The first row that meets the condition, or null."""
        row = Row(model, self.writer.alias())
        target = type_ if isinstance(type_, GraphQLObjectType) else self.content_type(type_)
        body = js.joined(self.object(target, self.selections.on(target, nodes), row))
        where = self.scoped(row, condition, arguments)
        rows = f'SELECT {body} FROM "{table_of(model)}" {row.alias} WHERE {where} ORDER BY {row.alias}.id LIMIT 1'
        return f"coalesce(({rows}), 'null')"

    def node(self, nodes: list[FieldNode], arguments: FieldArguments) -> str:
        """Any object by its global id; the plan is made for the type that the id names."""
        type_name, key = parse_global_id(arguments.current("id"))
        target = self.schema.get_type(type_name)
        if type_name not in NODE_MODELS or not isinstance(target, GraphQLObjectType):
            raise Unsupported("an id of an unknown type: the error is the stock executor's")
        source = arguments.source("id")
        if isinstance(source, Constant):
            return self.first_row(NODE_MODELS[type_name], Eq("id", Literal(key)), target, nodes, None)
        assert isinstance(source, Variable)  # noqa: S101 - `id` is required
        row = Row(NODE_MODELS[type_name], self.writer.alias())
        body = js.joined(self.object(target, self.selections.on(target, nodes), row))
        where = self.scoped(row, EVERY_ROW)
        wanted = self.bound(variable_binder(source.name, lambda text: parse_global_id(text)[1]), "int")
        rows = f'SELECT {body} FROM "{table_of(row.model)}" {row.alias} WHERE ({where}) AND {row.alias}.id = {wanted}'
        return f"coalesce(({rows}), 'null')"


def _row(at: At) -> Row:
    if not isinstance(at, Row):
        raise Unsupported("a field that needs a row where there is none")
    return at
