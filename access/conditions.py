"""Which rows: conditions as values, the same for filters, row scopes and both ways of running a query.

A condition never holds SQL text; `graph.sql` writes it, and every value in it is bound.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in our own code."""

    value: Any


@dataclass(frozen=True, slots=True)
class Arg:
    """The value of a field argument, prepared by `via` (which may raise `BadInput`).

    `ready` is awaited before `via` is called, each time: it makes true what `via` knows, and tells the version of the
    catalogue that it is true under.
    """

    name: str
    via: Callable[[Any], Any] | None = None
    ready: Callable[[], Awaitable[int]] | None = None


@dataclass(frozen=True, slots=True)
class OfViewer:
    """An attribute of the viewer; `In` takes the ones that are tuples."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Today:
    """The day that it is in Paris when the statement runs."""


@dataclass(frozen=True, slots=True)
class Now:
    """The moment at which the statement runs, for columns that hold moments."""


@dataclass(frozen=True, slots=True)
class Day:
    """The date in a field argument; where it isn't given, the day that it is in Paris."""

    argument: str


Value = Literal | Arg | OfViewer | Today | Now | Day


@dataclass(frozen=True, slots=True)
class Eq:
    """The column equals the value; never true for NULL."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class In:
    """The column is one of the values."""

    column: str
    values: Value


@dataclass(frozen=True, slots=True)
class AtMost:
    """The column is no more, or no later, than the value; never true for NULL."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The column is no less, or no earlier, than the value; never true for NULL."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class Contains:
    """The text column contains the text, literally."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class IsTrue:
    """The boolean column is true."""

    column: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column holds NULL."""

    column: str


@dataclass(frozen=True, slots=True)
class Exists:
    """A related row meets the condition."""

    relation: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """The condition doesn't hold. Only around what is never unknown: of NULL nothing is true, nor its contrary."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds; `All(())` is always true."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds; `AnyOf(())` is never true."""

    conditions: tuple[Condition, ...]


Condition = Eq | In | AtMost | AtLeast | Contains | IsTrue | IsNull | Exists | Not | All | AnyOf


def met(condition: Condition, row: Any, viewer: Any) -> bool:
    """Whether a row that is at hand meets a condition over its own columns: what SQL would say of it."""
    match condition:
        case All(conditions):
            return all(met(one, row, viewer) for one in conditions)
        case AnyOf(conditions):
            return any(met(one, row, viewer) for one in conditions)
        case Not(inner):
            return not met(inner, row, viewer)
        case Eq(column, value):
            return getattr(row, column) is not None and getattr(row, column) == _known(value, viewer)
        case In(column, values):
            return getattr(row, column) in _known(values, viewer)
        case IsNull(column):
            return getattr(row, column) is None
        case IsTrue(column):
            return bool(getattr(row, column))
        case _:
            raise LookupError(f"only SQL can say whether {condition} is met")


def _known(value: Value, viewer: Any) -> Any:
    match value:
        case Literal(literal):
            return literal
        case OfViewer(attribute):
            return getattr(viewer, attribute)
        case _:
            raise LookupError(f"only a request can say what {value} is")


EVERY_ROW = All(())
NO_ROW = AnyOf(())


def both(*conditions: Condition) -> Condition:
    """All of them, each once, without needless nesting."""
    kept = tuple(dict.fromkeys(condition for condition in conditions if condition != EVERY_ROW))
    if NO_ROW in kept:
        return NO_ROW
    return kept[0] if len(kept) == 1 else All(kept)


def in_force(day: Value) -> Condition:
    """The row's validity, `valid_from` to `valid_to`, includes the day."""
    return All((AtMost("valid_from", day), AnyOf((IsNull("valid_to"), AtLeast("valid_to", day)))))
