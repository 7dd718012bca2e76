"""Keeping other writers out of a table while something is checked and then written."""

from __future__ import annotations

from typing import Any

from tortoise.exceptions import OperationalError

from errors import Unavailable


async def lock_name(connection: Any, name: str) -> None:
    """Of those who lock the same name one goes on at a time, until its transaction ends.

    On SQLite there is nothing to do: its transactions take turns in the one process there is.
    """
    if connection.capabilities.dialect != "sqlite":
        await connection.execute_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name])


async def lock_table(connection: Any, table: str) -> None:
    """From here on nobody else writes to the table until the transaction ends; reading goes on.

    To be called before anything of the database is read. On SQLite the only lock there is covers the database, and a
    transaction that has read before it writes can't wait for another writer: so it becomes the writer at once, by a
    write that touches no row. Raises `Unavailable` when another process keeps it waiting.
    """
    if connection.capabilities.dialect != "sqlite":
        await connection.execute_query(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
        return
    try:
        await connection.execute_query(f'UPDATE "{table}" SET "id" = "id" WHERE 0')  # noqa: S608 - our own names
    except OperationalError as error:
        raise Unavailable(f"Another process keeps writing to the database, try again later ({error}).") from error
