"""Waking workers: an event inside the process, carried to the other processes by PostgreSQL's NOTIFY."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections import defaultdict
from typing import Any

from tortoise.connection import get_connection

from models.database import dialect

logger = logging.getLogger(__name__)

INBOUND = "inbound_mail"
OUTBOUND = "outbound_mail"
_CHANNEL = "centrale"


class Signal:
    """Something to do; `wait` returns when it is set or after `seconds`."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake who waits."""
        self._event.set()

    def clear(self) -> None:
        """From here on only news wakes."""
        self._event.clear()

    async def wait(self, seconds: float) -> None:
        """Until set, at most `seconds`."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


# The signals of this process, for SQLite, where nobody else needs to hear.
_HERE: weakref.WeakSet[Signals] = weakref.WeakSet()


class Signals:
    """The signals of this process by name, and the bridge to the others."""

    def __init__(self) -> None:
        self._signals: dict[str, Signal] = defaultdict(Signal)
        _HERE.add(self)

    def __getitem__(self, name: str) -> Signal:
        return self._signals[name]

    def wake(self, name: str) -> None:
        """Wake this process's workers."""
        self._signals[name].set()

    async def listen(self) -> None:
        """Pass on what other processes notify, until cancelled. On SQLite there are no others."""
        if dialect() == "sqlite":
            return
        while True:
            try:
                await self._listen_once()
            except (OSError, Exception) as error:
                logger.warning("LISTEN was interrupted (%s); polling goes on meanwhile", type(error).__name__)
                await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        client: Any = get_connection("default")
        async with client.acquire_connection() as connection:
            lost = asyncio.Event()

            def heard(*args: object) -> None:
                self.wake(str(args[3]))

            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(_CHANNEL, heard)
            try:
                await lost.wait()
            finally:
                if not connection.is_closed():
                    await connection.remove_listener(_CHANNEL, heard)


async def notify(name: str) -> None:
    """Tell every process, when the current transaction commits; on SQLite this one, which waits for the commit."""
    if dialect() == "postgres":
        await get_connection("default").execute_query("SELECT pg_notify($1, $2)", [_CHANNEL, name])
        return
    for signals in _HERE:
        signals.wake(name)
