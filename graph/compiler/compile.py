"""From an operation to a plan: each declared source becomes its piece of one SQL statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
)
from tortoise.models import Model

from access.conditions import Arg, Condition, Now, OfViewer, both
from access.policy import Role
from access.scope import scope_of
from access.viewer import Viewer
from graph.compiler import json_sql as js
from graph.compiler.arguments import FieldArguments, binder_of, is_today
from graph.compiler.plan import At, Binder, Plan, Ready, Row, Unsupported, Variables
from graph.compiler.postgres_json import PostgresJson
from graph.compiler.selections import Fields, Selections
from graph.compiler.sqlite_json import SqliteJson, sqlite_parses
from graph.fields import GraphField
from graph.gates import AccessRestricted, refusal
from graph.rows import Order
from graph.sql import Slot, SqlWriter
from graph.tables import Relation
from models.versions import ACCESS, CATALOGUE_EVENTS, version_sql
from settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """One field where it is asked for: its declaration, GraphQL type, nodes and arguments, and the row it is on."""

    field: GraphField
    type_: Any
    nodes: list[FieldNode]
    arguments: FieldArguments
    at: At

    @property
    def row(self) -> Row:
        """The row that it is on. Raises `Unsupported` when there is none."""
        if not isinstance(self.at, Row):
            raise Unsupported(f"{self.field.name} needs a row where there is none")
        return self.at


# Writes the JSON of a field from its source; `graph.compiler.writers` has one for each kind of source.
Writer = Callable[["Compiler", Any, Site], js.Json]


class Compiler:
    """Compiles one operation for viewers with the same roles, under one shape of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        writers: Mapping[type, Writer],
        sql: SqlWriter,
        *,
        roles: Sequence[Role],
        variables: Variables,
        settings: Settings,
    ) -> None:
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.schema, self.dialect, self.roles, self.settings = schema, sql.dialect, tuple(roles), settings
        self._writers, self._variables = writers, variables
        self.selections = Selections(schema, fragments, variables)
        self.json: js.JsonWriter = PostgresJson() if sql.dialect == "postgres" else SqliteJson()
        self._sql = sql
        self._binders: list[Binder] = []
        self._personal = self._daily = False
        self._ready: dict[Ready, None] = {}

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """The plan. Raises `Unsupported`."""
        root = self.schema.query_type
        if root is None:
            raise Unsupported("a schema without queries")
        data = self.object(root, self.selections.of(root, [operation.selection_set]), None)
        sql = f"SELECT {self.json.answer({'data': data})}"
        if self.dialect == "sqlite" and not sqlite_parses(sql):
            raise Unsupported("nested deeper than SQLite's parser goes")
        shared = not self._personal and self._sql.tables <= CATALOGUE_EVENTS.keys()
        guarded = f"{sql}, {version_sql(ACCESS)}"
        return Plan(sql, tuple(self._binders), guarded, shared, tuple(self._ready), self._daily)

    # Objects and their fields.

    def object(self, type_: GraphQLObjectType, fields: Fields, at: At) -> js.Json:
        """An object's JSON."""
        return {key: self.field(type_, nodes, at) for key, nodes in fields.items()}

    def content(self, site: Site, at: At) -> js.Json:
        """The JSON of the object that a field answers, read from `at`."""
        target = self.content_type(site.type_)
        return self.object(target, self.selections.on(target, site.nodes), at)

    def field(self, type_: GraphQLObjectType, nodes: list[FieldNode], at: At) -> js.Json:
        """A field's JSON."""
        name = nodes[0].name.value
        if name == "__typename":
            return js.Constant(type_.name)
        if name.startswith("__"):
            raise Unsupported(name)
        definition = type_.fields[name]
        field = definition.extensions.get("strawberry-definition")
        if not isinstance(field, GraphField):
            raise Unsupported(f"{type_.name}.{name} has a resolver of its own")
        if field.requires is not None and field.requires not in self.roles:
            raise Unsupported(f"{type_.name}.{name} is denied: the error is the stock executor's")
        # Before the gate, as the stock executor does: it refuses arguments before it asks the resolver.
        arguments = FieldArguments(field, definition, nodes[0], self._variables)
        closed = None
        if field.gate is not None and field.gate not in self.roles:
            closed = self._closed(field.gate, nodes)
            if field.open_for is None:
                return closed
        write = self._writers.get(type(field.source))
        if write is None:
            raise Unsupported(f"{type(field.source).__name__} is not compiled")
        site = Site(field, definition.type, nodes, arguments, at)
        return self._gate(site, write(self, field.source, site), closed)

    def _gate(self, site: Site, content: js.Json, closed: js.Json | None) -> js.Json:
        """The content, or for rows whose gate is closed what stands there."""
        if closed is None or site.field.open_for is None:
            return content
        return self.json.either(self.where(site.row, site.field.open_for), content, closed)

    def _closed(self, role: Role, nodes: list[FieldNode]) -> js.Json:
        """A closed gate: nothing of what is behind it gets into the statement."""
        restricted: Any = self.schema.get_type(AccessRestricted.__name__)
        values = refusal(role, signed_in=Role.SIGNED_IN in self.roles, settings=self.settings)
        values["__typename"] = restricted.name
        fields = self.selections.on(restricted, nodes)
        return {key: js.Constant(values[found[0].name.value]) for key, found in fields.items()}

    def content_type(self, type_: Any) -> GraphQLObjectType:
        """The object type of a field: of a union with `AccessRestricted`, the other one."""
        named = get_named_type(type_)
        if isinstance(named, GraphQLUnionType):
            others = [member for member in named.types if member.name != AccessRestricted.__name__]
            named = others[0] if len(others) == 1 else named
        if not isinstance(named, GraphQLObjectType):
            raise Unsupported(f"{named} is not one object type")
        return named

    # Values that are bound: each placeholder is written together with the binder that makes its value.

    def bound(self, binder: Binder, type_: str, *, many: bool = False) -> str:
        """The placeholder of a value that `binder` makes."""
        self._binders.append(binder)
        return self._sql.bind(Slot(OfViewer(""), many=many), type_)

    def of_viewer(self, read: Callable[[Viewer], Any], type_: str) -> str:
        """The placeholder of a value of the viewer."""
        self._personal = True
        return self.bound(lambda viewer, variables: read(viewer), type_)

    def needs(self, ready: Ready) -> None:
        """To be awaited before values are bound."""
        self._ready[ready] = None

    def alias(self) -> str:
        """A fresh table alias."""
        return self._sql.alias()

    def where(self, row: Row, condition: Condition, arguments: FieldArguments | None = None) -> str:
        """A condition on the row as SQL, its values bound from the arguments or the viewer."""
        before = len(self._sql.slots)
        text = self._sql.where(row.model, row.alias, condition)
        self._bind_since(before, arguments)
        return text

    def behind_cursor(self, row: Row, order: Order, arguments: FieldArguments) -> str:
        """Rows behind the cursor in the argument `after`."""
        before = len(self._sql.slots)
        text = self._sql.after(order.columns(row.model, row.alias), "after", descending=order.descending)
        self._bind_since(before, arguments, order.kinds(row.model))
        return text

    def _bind_since(self, before: int, arguments: FieldArguments | None, kinds: list[type] | None = None) -> None:
        for slot in self._sql.slots[before:]:
            self._binders.append(binder_of(slot, self.dialect, arguments, kinds))
            if isinstance(slot.value, Arg) and slot.value.ready is not None:
                self.needs(slot.value.ready)
            # What holds now doesn't hold for as long as the catalogue stays as it is; what holds today, until midnight.
            self._personal |= isinstance(slot.value, OfViewer | Now)
            self._daily |= is_today(slot.value, arguments)

    # Rows.

    def visible(self, row: Row, condition: Condition, arguments: FieldArguments | None = None) -> str:
        """What a row must meet: it exists for the viewer, and the condition."""
        return self.where(row, both(scope_of(row.model, self.roles), condition), arguments)

    def table(self, model: type[Model]) -> str:
        """The table of a model, noted as read."""
        return self._sql.table(model)

    def related(self, relation: Relation, to: Row, alias: str) -> tuple[str, str]:
        """FROM clause and condition of a relation's rows for the row `to`, named `alias`."""
        return self._sql.related(relation, to.alias, alias)
