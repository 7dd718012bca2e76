"""Queries that everything asks for: the ORM makes their SQL once, afterwards only the values are filled in.

    _BY_EMAIL = Prepared(lambda email: Person.filter(email=email, active=True))

    people = await _BY_EMAIL(address)

Making the SQL of a query takes the ORM more time than all else that is done in this process to run it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.database import Dialect, client, dialect

Row = TypeVar("Row", bound=Model)
_Made = tuple[str, list[Any], "QuerySet[Any]"]


@dataclass(frozen=True)
class _Statement:
    """The SQL, its values, and which of these (by place) are which of the caller's (by place)."""

    sql: str
    values: list[Any]
    places: list[tuple[int, int]]
    query: QuerySet[Any]


class Prepared(Generic[Row]):
    """A query of values that are text, numbers or days, and never None, which would be another query."""

    def __init__(self, query: Callable[..., QuerySet[Row]]) -> None:
        self._query = query
        self._made: dict[Dialect, _Statement] = {}

    async def __call__(self, *given: str | int | dt.date) -> list[Row]:
        """The rows. Raises `TypeError` for None, and where a value isn't found as it is among those of the SQL."""
        if None in given:
            raise TypeError("a prepared query takes no None: in SQL that is another query")
        statement = self._made.get(dialect())
        if statement is None:
            statement = self._made[dialect()] = self._make(given)
        values = statement.values.copy()
        for place, which in statement.places:
            values[place] = given[which]
        query, db = statement.query, client()
        executor = db.executor_class(query.model, db, select_related_idx=query._select_related_idx)  # type: ignore[arg-type]
        rows: list[Row] = await executor.execute_select(statement.sql, values, list(query._annotations))
        return rows

    async def first(self, *given: str | int | dt.date) -> Row | None:
        """The first row, None without one."""
        rows = await self(*given)
        return rows[0] if rows else None

    def _make(self, given: tuple[Any, ...]) -> _Statement:
        """Asked with two sets of values that stand nowhere else, it shows where each of them goes."""
        ones, others = ([_probe(value, index, turn) for index, value in enumerate(given)] for turn in (1, 2))
        (sql, values, query), (same_sql, other_values, _) = self._asked(ones), self._asked(others)
        if sql != same_sql:
            raise TypeError(f"the SQL of this query depends on its values, it can't be prepared: {sql}")
        pairs = list(zip(ones, others, strict=True))
        places = []
        for place, pair in enumerate(zip(values, other_values, strict=True)):
            if pair[0] != pair[1]:
                if pair not in pairs:
                    raise TypeError(f"this query changes what it is given, it can't be prepared: {sql}")
                places.append((place, pairs.index(pair)))
        if {which for _, which in places} != set(range(len(given))):
            raise TypeError(f"this query doesn't ask for all that it is given: {sql}")
        return _Statement(sql, values, places, query)

    def _asked(self, values: list[Any]) -> _Made:
        query = self._query(*values)
        query._db = client()
        query._make_query()
        sql, found = query.query.get_parameterized_sql()
        return sql, found, query


async def update(model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Change the rows that have these values, none of them None; whether there were any.

    What `model.filter(**where).update(**changes)` does for plain values.
    """
    if None in where.values():
        raise TypeError("NULL is no value that a row can be found by")
    fields = model._meta.fields_map
    values = [fields[name].to_db_value(value, model) for name, value in (*changes.items(), *where.items())]
    changed, _ = await client().execute_query(_update_sql(model, tuple(changes), tuple(where), dialect()), values)
    return changed > 0


@cache
def _update_sql(model: type[Model], changed: tuple[str, ...], known: tuple[str, ...], dialect: Dialect) -> str:
    columns = [model._meta.fields_db_projection[name] for name in (*changed, *known)]
    terms = [f'"{one}"=' + (f"${place}" if dialect == "postgres" else "?") for place, one in enumerate(columns, 1)]
    sets, conditions = ", ".join(terms[: len(changed)]), " AND ".join(terms[len(changed) :])
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {conditions}'  # noqa: S608 - our own names


def _probe(value: Any, index: int, turn: int) -> Any:
    """A value of the same kind that nobody uses."""
    number = 1_000_000_000 * turn + index
    if isinstance(value, str):
        return chr(0xF000 + 100 * turn + index)  # a private character: no field is too short for it
    return dt.date(turn, 1, 1 + index) if isinstance(value, dt.date) else number
