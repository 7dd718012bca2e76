"""Sources of what is the same whoever asks, and of values that not everybody sees on every row.

Values written in our own code, and those that related rows have, are public knowledge: no row scope is looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.models import Model

from access.conditions import met
from access.permissions import Permission
from graph.context import Context
from graph.rows import values_of_children
from graph.sources import Arguments, FromColumn, Labels, RelatedRow, identity, owner

if TYPE_CHECKING:
    from graph.fields import GraphField


@dataclass(frozen=True)
class Values:
    """The values that a column has in the rows of a relation, each once and in order, whoever asks."""

    name: str
    column: str

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Awaitable[list[Any]]:
        """The values, loaded with those of its siblings."""

        async def load(parents: list[int]) -> list[list[Any]]:
            return await values_of_children(owner(field), self.name, self.column, parents)

        return context.loader(identity(field), load).load(row.pk)


@dataclass(frozen=True)
class Fixed:
    """A value written in our own code."""

    value: Any

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """The value."""
        return self.value


@dataclass(frozen=True)
class Seen:
    """A value of the row, or the row behind it, where the viewer may see it; null on other rows."""

    of: FromColumn | Labels | RelatedRow
    permission: Permission

    def resolve(self, field: GraphField, row: Model, context: Context, arguments: Arguments) -> Any:
        """The value, or None."""
        seen = met(self.permission(context.roles), row, context.viewer)
        return self.of.resolve(field, row, context, arguments) if seen else None
