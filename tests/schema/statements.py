"""Counting the statements that reach a database, at its very door: no way of running one goes around it."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tortoise.connection import get_connection

from models.database import dialect, readers

_DOORS = ("fetch", "fetchrow", "fetchval", "execute", "prepare")


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """The statements that are run meanwhile, by whatever connection."""
    found: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        if dialect() == "postgres":
            for name in _DOORS:
                patch.setattr(asyncpg.Connection, name, _listening(getattr(asyncpg.Connection, name), found))
            yield found
            return
    client: Any = get_connection("default")
    kept: Any = readers()

    async def listen(listener: Any) -> None:
        await client._connection.set_trace_callback(listener)
        for connection in kept.connections if kept is not None else ():
            connection.set_trace_callback(listener)

    await listen(found.append)
    if kept is not None:
        # A long statement is begun where it is asked and run in a thread, which would be counted twice.
        kept._long = _Always()
    try:
        yield found
    finally:
        await listen(None)
        if kept is not None:
            kept._long = {}


class _Always(dict[str, float]):
    def get(self, key: str, default: float | None = None) -> float:  # type: ignore[override]
        return math.inf


def _listening(door: Any, found: list[str]) -> Any:
    def listening(self: Any, query: str, *args: Any, **more: Any) -> Any:
        found.append(query)
        return door(self, query, *args, **more)

    return listening
