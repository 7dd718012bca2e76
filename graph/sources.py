"""Where a field comes from: frozen values that say it, each with the way to read it one by one.

`resolve` is the stock executor's way: batched by loaders, one statement for all the parents of a level.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tortoise.models import Model

from access.conditions import Condition, In, Literal, both, met
from access.permissions import Permission
from access.policy import Role
from access.viewer import Viewer
from errors import BadInput
from graph.context import Context
from graph.node import load_nodes
from graph.relay import Page, decode_cursor, global_id, page_size
from graph.rows import Order, Rows, by_id, children, count, count_children, meeting, select
from graph.tables import ToOne, relation_of

if TYPE_CHECKING:
    from graph.fields import GraphField

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field. Given (not null), `matches` narrows the rows."""

    name: str
    type: Any
    description: str
    matches: Condition | None
    default: Any


class Source(Protocol):
    """Where a field comes from."""

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The field's value for one row."""


def given(arguments: Sequence[Argument], values: Arguments) -> Condition:
    """What the arguments that were given ask of the rows."""
    conditions = [a.matches for a in arguments if a.matches is not None and is_given(values.get(a.name))]
    return both(*conditions)


def is_given(value: Any) -> bool:
    """Null and false leave the rows as they are."""
    return value is not None and value is not False


def identity(field: GraphField) -> tuple[Any, ...]:
    """What tells a field from every other: the key of its loader."""
    return field.origin, field.python_name


def owner(field: GraphField) -> type[Model]:
    """The model of the type that the field stands on."""
    if field.model is None:
        raise LookupError(f"{field.origin}.{field.name} needs a type declared with @over")
    return field.model


@dataclass(frozen=True)
class FromColumn:
    """A column."""

    name: str | None

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The value as Tortoise read it."""
        return getattr(row, self.name or field.python_name)


@dataclass(frozen=True)
class GlobalId:
    """The id of the row under the name of the type that it is read as."""

    type_name: str

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> str:
        """E.g. `Supplier:12`."""
        return global_id(self.type_name, row.pk)


@dataclass(frozen=True)
class NodeById:
    """Any object, by its global id."""

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Model | None:
        """The object, or None when none exists for the viewer."""
        return (await load_nodes(context, [arguments["id"]]))[0]


@dataclass(frozen=True)
class NodesById:
    """Any objects, by their global ids."""

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> list[Model | None]:
        """The objects, None where none exists for the viewer."""
        return await load_nodes(context, arguments["ids"])


@dataclass(frozen=True)
class FromKey:
    """A text under a key of a JSON object; the objects come from a JSON column that holds a list of them."""

    key: str

    def resolve(self, field: GraphField, row: Mapping[str, str], context: Context, arguments: Arguments) -> str:
        """The text."""
        return row[self.key]


@dataclass(frozen=True)
class Labels:
    """A text for each value of a column."""

    column: str
    texts: tuple[tuple[Any, str], ...]

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> str | None:
        """The text of the row's value; null has none."""
        value = getattr(row, self.column)
        return None if value is None else next(text for key, text in self.texts if key == value)


@dataclass(frozen=True)
class Permitted:
    """Whether the viewer may do something with the row."""

    permission: Permission

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> bool:
        """By the rule that the mutation asks too."""
        return met(self.permission(context.roles), row, context.viewer)


@dataclass(frozen=True)
class FromViewer:
    """A value of the viewer alone."""

    read: Callable[[Viewer], Any]

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The value for this request."""
        return self.read(context.viewer)


@dataclass(frozen=True)
class Constant:
    """An object that is always there, e.g. the viewer; its own fields say where they come from."""

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The viewer: anything but None."""
        return context.viewer


@dataclass(frozen=True)
class SameRow:
    """An object over the same row."""

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The row itself."""
        return row


@dataclass(frozen=True)
class RelatedRow:
    """The row behind a foreign key."""

    name: str | None

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Awaitable[Any] | None:
        """The row, loaded with those of its siblings."""
        relation = relation_of(owner(field), self.name or field.python_name)
        if not isinstance(relation, ToOne):
            raise LookupError(f"{field.name} is not a foreign key")
        key = getattr(row, relation.column)

        async def load(keys: list[int]) -> list[Model | None]:
            return await by_id(relation.target, context, keys)

        return None if key is None else context.loader(("row", relation.target), load).load(key)


@dataclass(frozen=True)
class RelatedRows:
    """All rows of a relation."""

    name: str | None
    order: Order
    where: Condition

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Awaitable[Rows]:
        """The rows, loaded with those of its siblings."""

        async def load(parents: list[int]) -> list[Rows]:
            name = self.name or field.python_name
            return await children(owner(field), name, context, self.where, self.order, parents)

        return context.loader(identity(field), load).load(row.pk)


@dataclass(frozen=True)
class FirstRow:
    """The first row of a relation or table. `blank`: where there is none, a row of the relation with nothing in it.
    `sole`: whatever writes them sees to it that there is one at most, so nothing need be sorted."""

    of: str | type[Model]
    order: Order
    where: Condition
    arguments: tuple[Argument, ...] = ()
    blank: bool = False
    sole: bool = False

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Model | None:
        """The row, loaded with those of its siblings; None, or a blank one, when there is none for the viewer."""
        of, condition = self.of, both(self.where, given(self.arguments, arguments))
        if not isinstance(of, str):
            found = await select(of, context, condition, self.order, arguments=arguments, limit=1)
            return found[0] if found else None

        async def load(parents: list[int]) -> list[Rows]:
            return await children(
                owner(field), of, context, condition, self.order, parents, arguments=arguments, limit=1
            )

        found = await context.loader((*identity(field), tuple(sorted(arguments.items()))), load).load(row.pk)
        nothing = relation_of(owner(field), of).target() if self.blank else None
        return found[0] if found else nothing


@dataclass(frozen=True)
class RowsAlike:
    """Rows of a table with the same value in a column as this row; of its own table the others. `one`: the first."""

    column: str
    order: Order
    model: type[Model] | None
    one: bool

    async def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Any:
        """The rows, loaded with those of its siblings."""
        model = self.model or owner(field)

        async def load(values: list[Any]) -> list[Rows]:
            found = await select(model, context, In(self.column, Literal(tuple(values))), self.order)
            return [[one for one in found if getattr(one, self.column) == value] for value in values]

        alike = await context.loader(identity(field), load).load(getattr(row, self.column))
        others = [one for one in alike if self.model is not None or one.pk != row.pk]
        return next(iter(others), None) if self.one else others


@dataclass(frozen=True)
class Tally:
    """How many rows a relation has, whoever asks."""

    name: str
    where: Condition

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Awaitable[int]:
        """The count, loaded with those of its siblings."""

        async def load(parents: list[int]) -> list[int]:
            return await count_children(owner(field), self.name, self.where, parents)

        return context.loader(identity(field), load).load(row.pk)


@dataclass(frozen=True)
class Holds:
    """Whether the row meets a condition, which may depend on the viewer and on their roles."""

    condition: Callable[[Collection[Role]], Condition]

    async def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> bool:
        """Asked together with the rows of its siblings."""

        async def load(keys: list[int]) -> list[bool]:
            met = await meeting(owner(field), context, self.condition(context.roles), keys)
            return [key in met for key in keys]

        return bool(await context.loader(identity(field), load).load(row.pk))


@dataclass(frozen=True)
class TallyOfTable:
    """How many rows of a table exist for the viewer."""

    model: type[Model]
    where: Condition

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> int:
        """The count."""
        return await count(self.model, context, self.where, {})


@dataclass(frozen=True)
class RowsOfTable:
    """All rows of a table."""

    model: type[Model]
    order: Order
    where: Condition

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Rows:
        """The rows."""
        return await select(self.model, context, self.where, self.order)


@dataclass(frozen=True)
class OneRow:
    """One row of a table."""

    model: type[Model]
    where: Condition
    arguments: tuple[Argument, ...]

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Model | None:
        """The first row that matches, or None."""
        check_one_given(self.arguments, arguments)
        condition = both(self.where, given(self.arguments, arguments))
        found = await select(self.model, context, condition, Order(), arguments=arguments, limit=1)
        return found[0] if found else None


def check_one_given(arguments: Sequence[Argument], values: Arguments) -> None:
    """Raise `BadInput` unless exactly one of the arguments that name a row is given."""
    names = [argument.name for argument in arguments]
    if names and sum(values.get(name) is not None for name in names) != 1:
        raise BadInput(f"exactly one of {', '.join(f'`{name}`' for name in names)} must be given")


def paging(model: type[Model], order: Order, arguments: Arguments) -> tuple[int, Arguments]:
    """`first`, and the arguments with `after` decoded. Raises `BadInput`."""
    first = page_size(arguments["first"])
    after = arguments.get("after")
    if after is None:
        return first, arguments
    return first, {**arguments, "after": decode_cursor(after, order.kinds(model))}


@dataclass(frozen=True)
class PageOfTable:
    """A connection over a table."""

    model: type[Model]
    order: Order
    where: Condition
    arguments: tuple[Argument, ...]

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Page:
        """The page; counted only when somebody asks."""
        condition = both(self.where, given(self.arguments, arguments))
        first, arguments = paging(self.model, self.order, arguments)
        after = None if arguments.get("after") is None else "after"
        found = await select(
            self.model, context, condition, self.order, arguments=arguments, limit=first + 1, after=after
        )
        return Page(found, self.order, first, after, lambda: count(self.model, context, condition, arguments))


@dataclass(frozen=True)
class PageOfRelation:
    """A connection over a relation."""

    name: str
    order: Order
    where: Condition
    arguments: tuple[Argument, ...]

    async def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Page:
        """The page, loaded with those of its siblings; counted only when somebody asks."""
        model = owner(field)
        condition = both(self.where, given(self.arguments, arguments))
        first, bound = paging(relation_of(model, self.name).target, self.order, arguments)
        after = None if bound.get("after") is None else "after"

        async def load(parents: list[int]) -> list[Rows]:
            return await children(
                model, self.name, context, condition, self.order, parents,
                arguments=bound, limit=first + 1, after=after,
            )  # fmt: skip

        async def tally(parents: list[int]) -> list[int]:
            return await count_children(model, self.name, condition, parents, context=context, arguments=bound)

        key = (*identity(field), tuple(sorted(arguments.items())))
        found = await context.loader(key, load).load(row.pk)
        return Page(found, self.order, first, after, lambda: context.loader(("count", key), tally).load(row.pk))
