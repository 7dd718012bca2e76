"""Filling a database with the bench's rows, straight into the tables: through the ORM it would take minutes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum
from itertools import chain
from typing import Any

from tortoise import fields
from tortoise.connection import get_connection
from tortoise.models import Model

import models
from bench import audits, dataset, desk, establishments
from bench.dataset import STARTED, Table, stored
from models.database import database, dialect

_MODELS = {one._meta.db_table: one for one in vars(models).values() if isinstance(one, type) and issubclass(one, Model)}


async def fill(url: str) -> None:
    """Make the tables and fill them; minutes would be too long, so past the ORM."""
    async with database(url):
        async with get_connection("default").acquire_connection() as raw:
            for table in chain(dataset.tables(), desk.tables(), establishments.tables(), audits.tables()):
                await (_copy if dialect() == "postgres" else _insert)(raw, *_completed(table))
            await raw.execute("VACUUM ANALYZE" if dialect() == "postgres" else "ANALYZE")


def _completed(table: Table) -> Table:
    """The rows with the defaults of those columns that must hold something and that they don't name."""
    name, columns, rows = table
    model = _MODELS.get(name)  # none: a table of pairs
    if model is None:
        return table
    known = {field.source_field or key: field for key, field in model._meta.fields_map.items() if field.has_db_field}
    missing = {key: _default(field) for key, field in known.items() if key not in columns and not field.null}
    values = tuple(missing.values())
    return name, (*columns, *missing), ((*row, *values) for row in rows)


def _default(field: Any) -> Any:
    """As the driver takes it."""
    if isinstance(field, fields.DatetimeField):
        return stored(STARTED)
    value = field.default() if callable(field.default) else field.default
    if isinstance(field, fields.JSONField):
        return json.dumps(value)
    return value.value if isinstance(value, Enum) else value


async def _copy(raw: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    await raw.copy_records_to_table(table, columns=columns, records=rows)


async def _insert(raw: Any, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    await raw.execute("BEGIN")
    marks = ", ".join("?" * len(columns))
    await raw.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})', list(rows))
    await raw.execute("COMMIT")
