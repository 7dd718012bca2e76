"""Every table that moves a version on has its triggers, after all migrations: SQLite loses them with a remade table."""

from __future__ import annotations

from collections.abc import Mapping

from tortoise.connection import get_connection

from models.database import dialect
from models.versions import ACCESS, ACCESS_EVENTS, CATALOGUE, CATALOGUE_EVENTS, PRICE_EVENTS, PRICES

VERSIONS: dict[str, Mapping[str, tuple[str, ...]]] = {
    ACCESS: ACCESS_EVENTS,
    CATALOGUE: CATALOGUE_EVENTS,
    PRICES: PRICE_EVENTS,
}
EXPECTED = {(table, version): len(events[table]) for version, events in VERSIONS.items() for table in events}


async def triggers() -> dict[tuple[str, str], int]:
    """How many events move which version on, by table."""
    if dialect() == "postgres":
        triggers_of = "pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
        sql = f"SELECT relname AS name, tgname AS what FROM {triggers_of}"  # noqa: S608 - our own text
    else:
        sql = "SELECT tbl_name AS name, name AS what FROM sqlite_master WHERE type = 'trigger'"
    found: dict[tuple[str, str], int] = {}
    for row in await get_connection("default").execute_query_dict(sql):
        version = next(each for each in VERSIONS if each in row["what"].replace(row["name"], ""))
        found[row["name"], version] = found.get((row["name"], version), 0) + 1
    return found


async def test_all_triggers_are_there(db: str) -> None:
    found = await triggers()
    assert found.keys() == EXPECTED.keys()
    if dialect() == "sqlite":
        assert found == EXPECTED
