"""Every index that a model declares is there, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection

pytestmark = pytest.mark.usefixtures("db")


def declared() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each table with the columns of an index that its model asks for."""
    for model in Tortoise.apps["models"].values():
        meta = model._meta
        columns = meta.fields_db_projection
        for name, field in meta.fields_map.items():
            if name in columns and (field.index or field.unique) and not field.pk:
                yield meta.db_table, (columns[name],)
        for names in (*meta.indexes, *meta.unique_together):
            yield meta.db_table, tuple(columns.get(name, columns.get(f"{name}_id", name)) for name in names)


async def present() -> set[tuple[str, tuple[str, ...]]]:
    """Each table with the columns of an index that the database has."""
    client = get_connection("default")
    if client.capabilities.dialect == "sqlite":
        rows = await client.execute_query_dict(
            "SELECT m.name AS place, l.name AS called, i.name AS col FROM sqlite_master m, pragma_index_list(m.name) l,"
            " pragma_index_info(l.name) i WHERE m.type = 'table' ORDER BY l.name, i.seqno"
        )
    else:
        rows = await client.execute_query_dict(
            "SELECT t.relname AS place, c.relname AS called, a.attname AS col FROM pg_index x"
            " JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class c ON c.oid = x.indexrelid"
            " CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY k(number, place)"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY c.relname, k.place"
        )
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        key = row["place"], row["called"]
        found[key] = (*found.get(key, ()), row["col"])
    return {(table, columns) for (table, _), columns in found.items()}


async def test_every_declared_index_is_there() -> None:
    there = await present()
    wanted = set(declared())
    assert len(wanted) > 50
    missing = {
        (table, columns)
        for table, columns in wanted
        if not any(one == table and known[: len(columns)] == columns for one, known in there)
    }
    assert missing == set()
