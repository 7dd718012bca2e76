"""What compiling makes: the statement, where its values come from, and what it may be used for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from access.viewer import Viewer


class Unsupported(Exception):
    """The operation has something that only the stock executor does; the message names it."""


Variables = Mapping[str, Any]
# Makes one bound value. Raises `BadInput` for what the stock path refuses too: it then tells the client.
Binder = Callable[[Viewer, Variables], Any]
Ready = Callable[[], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row in the statement: its model and its alias."""

    model: type[Model]
    alias: str


@dataclass(frozen=True, slots=True)
class Item:
    """An object of a JSON list in the statement."""

    alias: str


# Where an object's fields are read from; None at the root.
At = Row | Item | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    """One SQL statement that answers an operation for viewers with the same roles."""

    sql: str
    binders: tuple[Binder, ...]

    # The same statement with the version of the access data beside the answer.
    guarded_sql: str
    # Everybody with the same roles gets the same answer, from the catalogue alone.
    shared: bool
    # Awaited before values are bound; each tells the version of the catalogue that what binders know is true under.
    ready: tuple[Ready, ...] = ()
    # The day that it is in Paris is among the values: what is answered holds until midnight.
    daily: bool = False

    def bind(self, viewer: Viewer, variables: Variables) -> list[Any]:
        """The driver's values, in order."""
        return [binder(viewer, variables) for binder in self.binders]

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return 500 + 2 * len(self.sql) + 200 * len(self.binders)
