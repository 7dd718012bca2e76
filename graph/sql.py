"""SQL from conditions: one writer for both dialects, every value bound, never spliced."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tortoise import fields, timezone
from tortoise.models import Model

from access.conditions import (
    All,
    AnyOf,
    Arg,
    AtLeast,
    AtMost,
    Condition,
    Contains,
    Day,
    Eq,
    Exists,
    In,
    IsNull,
    IsTrue,
    Literal,
    Not,
    Now,
    OfViewer,
    Today,
    Value,
)
from errors import BadInput
from graph.tables import Column, ManyToMany, Relation, ToMany, ToOne, column_of, relation_of, table_of
from models.database import Dialect
from models.france import today

# SQLite takes LIKE patterns of up to 50,000 bytes; escaped, a character is up to four.
MOST_CHARACTERS = 10_000

# Constants that are written one by one.
_FEW = 4
_SIGNS: dict[type, str] = {Eq: "=", AtMost: "<=", AtLeast: ">="}
_POSTGRES_TYPES: tuple[tuple[type[fields.Field[Any]], str], ...] = (
    (fields.BooleanField, "boolean"),
    (fields.BigIntField, "bigint"),
    (fields.IntField, "int"),
    (fields.DecimalField, "numeric"),
    (fields.DatetimeField, "timestamptz"),
    (fields.DateField, "date"),
    (fields.relational.ForeignKeyFieldInstance, "int"),
)


def postgres_type(column: Column) -> str:
    """The PostgreSQL type of a column, for casts of bound values."""
    return next((name for kind, name in _POSTGRES_TYPES if isinstance(column.field, kind)), "text")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a bound value comes from and what it must become for the driver."""

    value: Value | CursorPart
    many: bool = False
    pattern: bool = False
    # The only one of a viewer's values.
    single: bool = False


@dataclass(frozen=True, slots=True)
class CursorPart:
    """One component of the decoded cursor in an argument."""

    argument: str
    position: int


@dataclass
class SqlWriter:
    """Writes fragments of one statement; `slots` lists its bound values in order."""

    dialect: Dialect
    # The viewer's lists that hold exactly one value: `=` lets a database read rows in the order of an index.
    single: frozenset[str] = frozenset()
    slots: list[Slot] = field(default_factory=list)
    # Every table that the fragments read.
    tables: set[str] = field(default_factory=set)
    aliases: int = 0

    def alias(self) -> str:
        """A fresh table alias."""
        self.aliases += 1
        return f"t{self.aliases}"

    def table(self, model: type[Model]) -> str:
        """The table of a model, noted as read."""
        return self._table(table_of(model))

    def _table(self, name: str) -> str:
        self.tables.add(name)
        return f'"{name}"'

    def bind(self, slot: Slot, type_: str) -> str:
        """The placeholder of a bound value."""
        self.slots.append(slot)
        if self.dialect == "sqlite":
            return f"?{len(self.slots)}"
        return f"${len(self.slots)}::{type_}{'[]' if slot.many else ''}"

    def where(self, model: type[Model], alias: str, condition: Condition) -> str:
        """The condition over rows of `model` named `alias`, as a boolean expression."""
        match condition:
            case All(conditions):
                return " AND ".join(self._inner(model, alias, part) for part in conditions) or "TRUE"
            case AnyOf(conditions):
                return " OR ".join(self._inner(model, alias, part) for part in conditions) or "FALSE"
            case Not(inner):
                return f"NOT ({self.where(model, alias, inner)})"
            case Eq(name, value) | AtMost(name, value) | AtLeast(name, value):
                column, sign = column_of(model, name), _SIGNS[type(condition)]
                return f'{alias}."{column.name}" {sign} {self.bind(Slot(value), postgres_type(column))}'
            case In(name, value):
                return self._in(alias, column_of(model, name), value)
            case Contains(name, value):
                return self._contains(alias, column_of(model, name), value)
            case IsTrue(name):
                return f'{alias}."{column_of(model, name).name}"' + ("" if self.dialect == "postgres" else " = 1")
            case IsNull(name):
                return f'{alias}."{column_of(model, name).name}" IS NULL'
            case Exists(name, inner):
                return self._exists(model, alias, name, inner)

    def _inner(self, model: type[Model], alias: str, condition: Condition) -> str:
        text = self.where(model, alias, condition)
        return f"({text})" if isinstance(condition, All | AnyOf) else text

    def _in(self, alias: str, column: Column, value: Value) -> str:
        name, type_ = f'{alias}."{column.name}"', postgres_type(column)
        if isinstance(value, OfViewer) and value.attribute in self.single:
            return f"{name} = {self.bind(Slot(value, single=True), type_)}"
        if isinstance(value, Literal) and 0 < len(value.value) <= _FEW:
            return f"{name} IN ({', '.join(self.bind(Slot(Literal(one)), type_) for one in value.value)})"
        placeholder = self.bind(Slot(value, many=True), type_)
        if self.dialect == "sqlite":
            return f"{name} IN (SELECT value FROM json_each({placeholder}))"
        return f"{name} = ANY({placeholder})"

    def _contains(self, alias: str, column: Column, value: Value) -> str:
        placeholder = self.bind(Slot(value, pattern=True), "text")
        return f"{alias}.\"{column.name}\" LIKE {placeholder} ESCAPE '\\'"

    def _exists(self, model: type[Model], alias: str, name: str, condition: Condition) -> str:
        inner, relation = self.alias(), relation_of(model, name)
        source, joined = self.related(relation, alias, inner)
        return f"EXISTS (SELECT 1 FROM {source} WHERE {joined} AND {self._inner(relation.target, inner, condition)})"

    def related(self, relation: Relation, alias: str, inner: str) -> tuple[str, str]:
        """FROM clause and join condition of a relation's rows, named `inner`, for a row named `alias`."""
        target = f"{self.table(relation.target)} {inner}"
        match relation:
            case ToOne(_, column, _):
                return target, f'{inner}.id = {alias}."{column}"'
            case ToMany(_, column):
                return target, f'{inner}."{column}" = {alias}.id'
            case ManyToMany(_, through, own_key, target_key):
                pair = self.alias()
                source = f'{self._table(through)} {pair} JOIN {target} ON {inner}.id = {pair}."{target_key}"'
                return source, f'{pair}."{own_key}" = {alias}.id'

    def after(self, columns: list[tuple[str, Column]], cursor: str, *, descending: bool = False) -> str:
        """Rows behind the cursor in the argument of that name: a row comparison over the ordering columns."""
        bound = [
            self.bind(Slot(CursorPart(cursor, position)), postgres_type(column))
            for position, (_, column) in enumerate(columns)
        ]
        sign = "<" if descending else ">"
        return f"({', '.join(name for name, _ in columns)}) {sign} ({', '.join(bound)})"

    def in_list(self, expression: str, values: list[int], type_: str) -> str:
        """The expression is one of the values."""
        placeholder = self.bind(Slot(Literal(values), many=True), type_)
        if self.dialect == "sqlite":
            return f"{expression} IN (SELECT value FROM json_each({placeholder}))"
        return f"{expression} = ANY({placeholder})"


def bind_values(slots: list[Slot], dialect: Dialect, viewer: Any, arguments: Mapping[str, Any]) -> list[Any]:
    """The driver's values for the slots of a statement, in order."""
    return [driver_value(slot, _resolve(slot.value, viewer, arguments), dialect) for slot in slots]


def _resolve(value: Value | CursorPart, viewer: Any, arguments: Mapping[str, Any]) -> Any:
    match value:
        case Literal(literal):
            return literal
        case Arg(name, via):
            return prepared(arguments[name], via)
        case CursorPart(name, position):
            return arguments[name][position]
        case Today():
            return today()
        case Now():
            return timezone.now()
        case Day(name):
            return arguments.get(name) or today()
        case _:
            return getattr(viewer, value.attribute)


def driver_value(slot: Slot, value: Any, dialect: Dialect) -> Any:
    """The value as the driver wants it. Raises `BadInput` for a text that no database takes."""
    if isinstance(value, str):
        _check_text(value)
    if slot.pattern:
        return "%" + value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    if slot.single:
        return value[0]
    if slot.many:
        return json.dumps(list(value)) if dialect == "sqlite" else tuple(value)
    if dialect == "sqlite" and isinstance(value, Decimal | dt.date | dt.datetime):
        return str(value)
    return value


def prepared(value: Any, via: Callable[[Any], Any] | None) -> Any:
    """An argument's value as its condition wants it. Raises `BadInput`."""
    if isinstance(value, str):
        _check_length(value)  # first: preparing may cost much more than looking
    return value if via is None else via(value)


def _check_length(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"a text must not be longer than {MOST_CHARACTERS} characters, not {len(text)}")


def _check_text(text: str) -> None:
    """Raise `BadInput` for a text that a database refuses: it would be an error of ours."""
    if "\x00" in text:
        raise BadInput("a text must not hold the character NUL")
    _check_length(text)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput("a text must not hold half of a surrogate pair")
