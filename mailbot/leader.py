"""One watcher per mailbox: a PostgreSQL advisory lock chooses it, the fence in the mailbox's row enforces it.

The lock alone does not suffice: a process that is frozen while its connection lives keeps the lock or, woken up late,
goes on writing after it lost it. On SQLite the one process is the leader.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg
from tortoise.connection import get_connection

from mailbot.inbox import take_over
from models.database import dialect
from models.mail import Mailbox

logger = logging.getLogger(__name__)

_RETRY = 5.0
_HEARTBEAT = 5.0


async def lead(name: str, work: Callable[[Mailbox], Awaitable[None]]) -> None:
    """Run `work` while this process leads the mailbox; wait while another one does. Until cancelled."""
    if dialect() == "sqlite":
        await work(await take_over(name))
        return
    while True:
        try:
            await _lead_once(name, work)
        except Exception as error:
            logger.warning("leadership of %s was interrupted: %s", name, error)
        await asyncio.sleep(_RETRY)


async def _lead_once(name: str, work: Callable[[Mailbox], Awaitable[None]]) -> None:
    client: Any = get_connection("default")
    async with client.acquire_connection() as connection:
        key = zlib.crc32(f"mailbox:{name}".encode())
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", key):
            return
        logger.info("this process watches %s", name)
        working = asyncio.ensure_future(work(await take_over(name)))
        try:
            while not working.done():
                await asyncio.wait({working}, timeout=_HEARTBEAT)
                await connection.fetchval("SELECT 1")  # raises when the lock went with its connection
            await working
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            # A lost connection took the lock with it. Its error must not stand in for our being cancelled.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await connection.fetchval("SELECT pg_advisory_unlock($1)", key)
