"""Declaring a field: where it comes from and which policy guards it, on the field itself and nowhere else.

@over(models.Supplier, requires=Role.ANYONE)
class Supplier(Node):
    name: str = column(description="…")
    categories: list[Category] = relation(order=("name",), description="…")
    terms: SupplierTermsResult = part(gate=Role.MEMBER, description="…")
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET
from tortoise.models import Model

from access.conditions import EVERY_ROW, Condition, Eq, Literal
from access.permissions import Permission
from access.policy import Role
from access.viewer import Viewer
from errors import AccessDenied
from graph.context import Context
from graph.facts import Fixed, Seen, Values
from graph.gates import AccessRestricted, Requires
from graph.node import MOST_NODES, NODE_CONDITIONS, NODE_MODELS, Node
from graph.relay import DEFAULT_PAGE, MAX_PAGE
from graph.rows import Order
from graph.sources import (
    Argument,
    Constant,
    FirstRow,
    FromColumn,
    FromKey,
    FromViewer,
    GlobalId,
    Holds,
    Labels,
    NodeById,
    NodesById,
    OneRow,
    PageOfRelation,
    PageOfTable,
    Permitted,
    RelatedRow,
    RelatedRows,
    RowsAlike,
    RowsOfTable,
    SameRow,
    Source,
    Tally,
    TallyOfTable,
)

C = TypeVar("C", bound=type)


class GraphField(StrawberryField):
    """A Strawberry field with a declared source. `gate`: a denial is a value; `requires`: null and an error.

    The gate stands open for everybody on rows that meet `open_for`.
    """

    source: Source
    requires: Role | None = None
    gate: Role | None = None
    open_for: Eq | None = None

    def __copy__(self) -> GraphField:
        copied = super().__copy__()
        copied.source, copied.requires, copied.gate = self.source, self.requires, self.gate
        copied.open_for = self.open_for
        return copied

    @property
    def is_basic_field(self) -> bool:
        """Never: the source decides."""
        return False

    @property
    def model(self) -> type[Model] | None:
        """The model that the field's type is declared over; None on the root types."""
        return getattr(self.origin, "__graph_model__", None)

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Check the policy, then read the source."""
        context: Context = info.context
        role = self.gate or self.requires
        refused = None if role is None else context.denial(role)
        if refused is not None and not (self.open_for is not None and _meets(source, self.open_for)):
            if self.gate is None:
                raise AccessDenied(refused.message, code=refused.code)
            return AccessRestricted.of(refused, context)
        return self.source.resolve(self, source, context, kwargs)


def _meets(row: Any, condition: Eq) -> bool:
    value: Any = condition.value
    return bool(getattr(row, condition.column) == value.value)


def _policy(role: Role, open_for: Eq | None) -> Requires:
    if open_for is None or not isinstance(open_for.value, Literal):
        return Requires(role=role)
    return Requires(role=role, unless=f"{open_for.column}: {open_for.value.value}")


def field_of(
    source: Source,
    description: str,
    *,
    requires: Role | None = None,
    gate: Role | None = None,
    open_for: Eq | None = None,
    arguments: Sequence[Argument] = (),
) -> Any:
    """A field with this source; what the declarations below are made of."""
    role = gate or requires
    found = GraphField(description=description, directives=[] if role is None else [_policy(role, open_for)])
    found.source, found.requires, found.gate, found.open_for = source, requires, gate, open_for
    found.arguments = [
        StrawberryArgument(
            argument.name,
            None,
            StrawberryAnnotation(argument.type),
            description=argument.description,
            default=UNSET if argument.default is None else argument.default,
        )
        for argument in arguments
    ]
    return found


def argument(name: str, type_: Any, description: str, *, matches: Condition | None = None, default: Any = None) -> Any:
    """An argument. Given, `matches` narrows the rows; its value stands in there as `Arg(name)`."""
    return Argument(name, type_, description, matches, default)


def column(
    name: str | None = None, *, description: str, requires: Role | None = None, seen: Permission | None = None
) -> Any:
    """A column of the model, by default of the field's own name; with `seen`, null on rows on which it isn't."""
    return field_of(_seen(FromColumn(name), seen), description, requires=requires)


def _seen(source: FromColumn | Labels | RelatedRow, seen: Permission | None) -> Source:
    return source if seen is None else Seen(source, seen)


def json_key(key: str, *, description: str) -> Any:
    """A text under a key of the objects of a JSON list; the list itself is a `column`."""
    return field_of(FromKey(key), description)


def labels(
    name: str,
    texts: dict[Any, str],
    *,
    description: str,
    requires: Role | None = None,
    seen: Permission | None = None,
) -> Any:
    """The text for the value of a column, e.g. a status in French. Every value of the column must have one; with
    `seen`, null on rows on which it isn't."""
    return field_of(_seen(Labels(name, tuple(texts.items())), seen), description, requires=requires)


def permitted(permission: Permission, *, description: str) -> Any:
    """Whether the viewer may do something with the row: `access.permissions`."""
    return field_of(Permitted(permission), description)


def of_viewer(read: Callable[[Viewer], Any], *, description: str, requires: Role | None = None) -> Any:
    """A value that depends on the viewer alone."""
    return field_of(FromViewer(read), description, requires=requires)


def constant(*, description: str, requires: Role | None = None) -> Any:
    """An object that is always there and has no row of its own."""
    return field_of(Constant(), description, requires=requires)


def part(*, description: str, gate: Role | None = None, open_for: Eq | None = None) -> Any:
    """An object read from the same row: cohesive content behind one gate, open to all on rows that `open_for` meets."""
    return field_of(SameRow(), description, gate=gate, open_for=open_for)


def related(
    name: str | None = None, *, description: str, requires: Role | None = None, seen: Permission | None = None
) -> Any:
    """The row that a foreign key points to; nullable unless its table is public. With `seen`, null on rows on which it
    isn't."""
    return field_of(_seen(RelatedRow(name), seen), description, requires=requires)


def relation(
    name: str | None = None,
    *,
    description: str,
    order: Sequence[str] = (),
    where: Condition = EVERY_ROW,
    requires: Role | None = None,
) -> Any:
    """All related rows, for short lists only; long ones are a `page`."""
    return field_of(RelatedRows(name, Order(order), where), description, requires=requires)


def first(
    of: str | type[Model],
    *,
    description: str,
    order: Sequence[str] = (),
    descending: bool = False,
    where: Condition = EVERY_ROW,
    arguments: Sequence[Argument] = (),
    requires: Role | None = None,
    gate: Role | None = None,
    blank: bool = False,
    sole: bool = False,
) -> Any:
    """The first row of a relation (by its name) or of a table (by its model) that meets `where`; nullable.

    With `blank` it is never null: where there is no row, an object stands there whose columns are all null. `sole`
    promises that no two rows meet `where` (periods that don't overlap), which spares the sorting.
    """
    source = FirstRow(of, Order(order, descending=descending), where, tuple(arguments), blank, sole)
    return field_of(source, description, requires=requires, gate=gate, arguments=arguments)


def values(name: str, column: str, *, description: str) -> Any:
    """The values that a column of related rows has, each once, whoever asks: only for what is public knowledge."""
    return field_of(Values(name, column), description)


def fixed(value: Any, *, description: str) -> Any:
    """A value written in our own code: a rule, a text."""
    return field_of(Fixed(value), description)


def alike(
    name: str,
    *,
    description: str,
    of: type[Model] | None = None,
    one: bool = False,
    order: Sequence[str] = (),
    requires: Role | None = None,
) -> Any:
    """The rows with the same value in a column: the others of the same table, or those of another model.

    For short lists only; with `one` the first of them, nullable.
    """
    return field_of(RowsAlike(name, Order(order), of, one), description, requires=requires)


def tally(name: str, *, description: str, where: Condition = EVERY_ROW) -> Any:
    """How many related rows there are, whoever asks: only for what is public knowledge."""
    return field_of(Tally(name, where), description)


def holds(
    condition: Condition | Callable[[Collection[Role]], Condition], *, description: str, requires: Role | None = None
) -> Any:
    """Whether the row meets a condition: given as it is, or made for the viewer's roles (`access.policy`)."""
    made = condition if callable(condition) else lambda roles: condition
    return field_of(Holds(made), description, requires=requires)


def tally_of(model: type[Model], *, description: str, where: Condition = EVERY_ROW) -> Any:
    """How many rows of a table exist for the viewer and meet `where`."""
    return field_of(TallyOfTable(model, where), description)


def page(
    of: str | type[Model],
    *,
    description: str,
    order: Sequence[str] = (),
    descending: bool = False,
    where: Condition = EVERY_ROW,
    arguments: Sequence[Argument] = (),
    requires: Role | None = None,
    gate: Role | None = None,
) -> Any:
    """A connection over a relation (by its name) or over a whole table (by its model)."""
    ordering = Order(order, descending=descending)
    paging = (
        Argument("first", int, f"How many rows at most, up to {MAX_PAGE}.", None, DEFAULT_PAGE),
        Argument("after", str | None, "The `endCursor` of the page before.", None, None),
    )
    source: Source
    if isinstance(of, str):
        source = PageOfRelation(of, ordering, where, tuple(arguments))
    else:
        source = PageOfTable(of, ordering, where, tuple(arguments))
    return field_of(source, description, requires=requires, gate=gate, arguments=(*arguments, *paging))


def rows(
    model: type[Model],
    *,
    description: str,
    order: Sequence[str] = (),
    descending: bool = False,
    where: Condition = EVERY_ROW,
    requires: Role | None = None,
) -> Any:
    """All rows of a small table, or of a small part of it."""
    return field_of(RowsOfTable(model, Order(order, descending=descending), where), description, requires=requires)


def row(
    model: type[Model],
    *,
    description: str,
    where: Condition = EVERY_ROW,
    arguments: Sequence[Argument] = (),
    requires: Role | None = None,
) -> Any:
    """One row or null: by the one argument that is given, or by `where` alone. Nullable."""
    source = OneRow(model, where, tuple(arguments))
    return field_of(source, description, requires=requires, arguments=arguments)


def node_by_id() -> Any:
    """The root field `node(id)`."""
    arguments = (Argument("id", strawberry.ID, "The object's id.", None, UNSET),)
    return field_of(NodeById(), "Any object by its id; null when none exists for the viewer.", arguments=arguments)


def nodes_by_id() -> Any:
    """The root field `nodes(ids)`."""
    arguments = (Argument("ids", list[strawberry.ID], f"Up to {MOST_NODES} ids.", None, UNSET),)
    return field_of(NodesById(), "Objects by their ids, null for each that doesn't exist.", arguments=arguments)


def over(
    model: type[Model],
    *,
    requires: Role,
    description: str,
    name: str | None = None,
    where: Condition = EVERY_ROW,
    open_for: Eq | None = None,
) -> Callable[[C], C]:
    """A Strawberry type whose fields are read from rows of `model`; `requires` is the policy of its fields.

    Content behind a gate that is open on some rows repeats the gate's `open_for`.

    `where` tells which rows are of the type when two types stand over one table: an id finds no others.
    """

    def decorate(cls: C) -> C:
        cls.__graph_model__ = model  # type: ignore[attr-defined]
        if issubclass(cls, Node):
            type_name = name or cls.__name__
            NODE_MODELS[type_name], NODE_CONDITIONS[type_name] = model, where
            cls.__annotations__["id"] = strawberry.ID
            cls.id = field_of(GlobalId(type_name), "Id across all types; take it as it is.")
        cls.is_type_of = classmethod(lambda cls, value, info: isinstance(value, model))  # type: ignore[attr-defined]
        return strawberry.type(name=name, description=description, directives=[_policy(requires, open_for)])(cls)

    return decorate
