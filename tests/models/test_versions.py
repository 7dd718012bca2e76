"""Every table that moves a version on has its triggers, after all migrations: SQLite loses them with a remade table."""

from __future__ import annotations

from tortoise.connection import get_connection

from models.database import dialect
from models.versions import ACCESS, ACCESS_EVENTS, CATALOGUE, CATALOGUE_EVENTS

EXPECTED = {
    (table, version) for version, events in ((ACCESS, ACCESS_EVENTS), (CATALOGUE, CATALOGUE_EVENTS)) for table in events
}


_EVENTS_OF = {"session": 2, "supplier_access": 2}


async def triggers() -> dict[tuple[str, str], int]:
    """How many events move which version on, by table."""
    if dialect() == "postgres":
        triggers_of = "pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
        sql = f"SELECT relname AS name, tgname AS what FROM {triggers_of}"  # noqa: S608 - our own text
    else:
        sql = "SELECT tbl_name AS name, name AS what FROM sqlite_master WHERE type = 'trigger'"
    found: dict[tuple[str, str], int] = {}
    for row in await get_connection("default").execute_query_dict(sql):
        version = next(each for each in (ACCESS, CATALOGUE) if each in row["what"].replace(row["name"], ""))
        found[row["name"], version] = found.get((row["name"], version), 0) + 1
    return found


async def test_all_triggers_are_there(db: str) -> None:
    found = await triggers()
    assert set(found) == EXPECTED
    if dialect() == "sqlite":
        short = {pair: number for pair, number in found.items() if number != _EVENTS_OF.get(pair[0], 3)}
        assert short == {}
