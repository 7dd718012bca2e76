"""Queries that everything asks for: the ORM makes their SQL once, afterwards only the values are filled in.

    _BY_EMAIL = Prepared(lambda email: Person.filter(email=email, active=True))

    people = await _BY_EMAIL(address)

Making the SQL of a query takes the ORM more time than all else that is done in this process to run it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.database import Dialect, client, dialect, transaction

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

    What `model.filter(**where).update(**changes)` does for plain values; a list of values means any of them.
    """
    changed, _ = await client().execute_query(*update_statement(model, where, changes))
    return changed > 0


def update_statement(model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The UPDATE that `update` runs, and its values."""
    if None in where.values():
        raise TypeError("NULL is no value that a row can be found by")
    fields = model._meta.fields_map
    values = [fields[name].to_db_value(value, model) for name, value in changes.items()]
    several = frozenset(name for name, value in where.items() if isinstance(value, list))
    for name, value in where.items():
        if name in several:
            found = [fields[name].to_db_value(one, model) for one in value]
            values.append(found if dialect() == "postgres" else json.dumps(found))
        else:
            values.append(fields[name].to_db_value(value, model))
    return _update_sql(model, tuple(changes), tuple(where), several, dialect()), values


def new(model: type[Row], **values: Any) -> Row:
    """A row to be inserted, as `model(**values)` makes it, in a twentieth of its time: nothing is converted.

    Rows that it refers to are given by their ids, and None where the database knows better. Raises `TypeError` for
    what is no column.
    """
    defaults, calls = _defaults(model)
    if not values.keys() <= defaults.keys():
        raise TypeError(f"no columns of {model.__name__}: {', '.join(sorted(values.keys() - defaults.keys()))}")
    row = model.__new__(model)
    row.__dict__ |= defaults | {name: call() for name, call in calls.items()} | values
    row.__dict__ |= {"_partial": False, "_saved_in_db": False, "_custom_generated_pk": False, "_await_when_save": {}}
    return row


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What each column is without a value: one for all rows, or made for each."""
    fields = {name: model._meta.fields_map[name].default for name in model._meta.fields_db_projection}
    calls = {name: default for name, default in fields.items() if callable(default)}
    return {name: None if name in calls else default for name, default in fields.items()}, calls


async def insert(*rows: Model, once: str | None = None) -> bool:
    """Insert rows of one model in one statement and give them their ids; what `row.save()` does without listeners.

    `once` names a unique field: the only row is left out when it is there already, and False is the answer. Rows that
    have been numbered keep their numbers; all of them must have, or none.
    """
    model = type(rows[0])
    sql = _insert_sql(model, len(rows), dialect(), once=once, numbered=rows[0].pk is not None)
    made = await client().execute_query_dict(sql, _values_of(rows))
    if len(made) < len(rows):
        return False
    _given(rows, [one[model._meta.db_pk_column] for one in made])
    return True


async def insert_with(row: Model, link: str, parts: Sequence[Model]) -> None:
    """Insert a row and those of another model that belong to it by their field `link`: both or neither.

    On PostgreSQL they take one statement.
    """
    if dialect() == "sqlite":
        async with transaction():
            await insert(row)
            for part in parts:
                setattr(part, link, row.pk)
            await insert(*parts)
        return
    values = _values_of([row])
    sql = _insert_with_sql(
        type(row), type(parts[0]), len(parts), link, len(values), numbered=(row.pk is not None, parts[0].pk is not None)
    )
    made = await client().execute_query_dict(sql, values + _values_of(parts, but=link))
    _given([row], [one["key"] for one in made if not one["part"]])
    _given(parts, [one["key"] for one in made if one["part"]])
    for part in parts:
        setattr(part, link, row.pk)


def numbers_sql(model: type[Model], *names: str) -> str:
    """A SELECT of one row: the next ids of the model's table, by these names, in their order.

    Rows that are inserted in the transaction that asks may be given them: then all that refers to a row can be written
    with it. On SQLite nothing else may be inserted there in between.
    """
    table, column = model._meta.db_table, model._meta.db_pk_column
    if dialect() == "postgres":
        numbers = [f"nextval(pg_get_serial_sequence('{table}', '{column}')) AS {name}" for name in names]
    else:
        last = f"COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)"  # noqa: S608 - our own name
        numbers = [f"{last} + {place} AS {name}" for place, name in enumerate(names, 1)]
    return f"SELECT {', '.join(numbers)}"


def _given(rows: Sequence[Model], keys: Sequence[int]) -> None:
    """Both databases give the rows of VALUES their numbers in their order."""
    for row, key in zip(rows, sorted(keys), strict=True):
        row.pk, row._saved_in_db = key, True


def _values_of(rows: Sequence[Model], but: str | None = None) -> list[Any]:
    model = type(rows[0])
    fields = model._meta.fields_map
    names = _inserted(model, numbered=rows[0].pk is not None)
    return [fields[name].to_db_value(getattr(row, name), row) for row in rows for name in names if name != but]


@cache
def _inserted(model: type[Model], *, numbered: bool) -> tuple[str, ...]:
    fields = model._meta.fields_map
    return tuple(name for name in model._meta.fields_db_projection if numbered or not fields[name].generated)


@cache
def _insert_sql(model: type[Model], rows: int, dialect: Dialect, *, once: str | None, numbered: bool) -> str:
    names = _inserted(model, numbered=numbered)
    sign, width = "$" if dialect == "postgres" else "?", len(names)
    given = [[f"{sign}{row * width + place}" for place in range(1, width + 1)] for row in range(rows)]
    skip = f' ON CONFLICT ("{model._meta.fields_db_projection[once]}") DO NOTHING' if once else ""
    return f'{_into(model, names, given)}{skip} RETURNING "{model._meta.db_pk_column}"'


@cache
def _insert_with_sql(
    model: type[Model], of_parts: type[Model], parts: int, link: str, before: int, *, numbered: tuple[bool, bool]
) -> str:
    """`before`: how many values the row itself has."""
    names, theirs = _inserted(model, numbered=numbered[0]), _inserted(of_parts, numbered=numbered[1])
    places = iter(range(before + 1, before + 1 + parts * len(theirs)))
    given = [
        ["(SELECT key FROM made)" if name == link else f"${next(places)}" for name in theirs] for _ in range(parts)
    ]
    row = _into(model, names, [[f"${place}" for place in range(1, before + 1)]])
    return f"""
        WITH made AS ({row} RETURNING "{model._meta.db_pk_column}" AS key),
        parts AS ({_into(of_parts, theirs, given)} RETURNING "{of_parts._meta.db_pk_column}" AS key)
        SELECT key, FALSE AS part FROM made UNION ALL SELECT key, TRUE FROM parts
    """  # noqa: S608 - our own names


def _into(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = ", ".join(f'"{model._meta.fields_db_projection[name]}"' for name in names)
    given = ", ".join(f"({', '.join(row)})" for row in rows)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {given}'  # noqa: S608 - our own names


@cache
def _update_sql(
    model: type[Model], changed: tuple[str, ...], known: tuple[str, ...], several: frozenset[str], dialect: Dialect
) -> str:
    postgres, terms = dialect == "postgres", []
    for place, name in enumerate((*changed, *known), 1):
        value = f"${place}" if postgres else "?"
        if place > len(changed) and name in several:
            value = f"ANY({value})" if postgres else f"(SELECT value FROM json_each({value}))"  # noqa: S608
            sign = " = " if postgres else " IN "
        else:
            sign = "="
        terms.append(f'"{model._meta.fields_db_projection[name]}"{sign}{value}')
    sets, conditions = ", ".join(terms[: len(changed)]), " AND ".join(terms[len(changed) :])
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {conditions}'  # noqa: S608 - our own names


def _probe(value: Any, index: int, turn: int) -> Any:
    """A value of the same kind that nobody uses."""
    number = 1_000_000_000 * turn + index
    if isinstance(value, str):
        return chr(0xF000 + 100 * turn + index)  # a private character: no field is too short for it
    return dt.date(turn, 1, 1 + index) if isinstance(value, dt.date) else number
