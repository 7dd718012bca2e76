"""Works that run beside a block, and end with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

logger = logging.getLogger(__name__)

# Seconds until a work that was cancelled and goes on is cancelled again.
AGAIN = 5.0


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do these works until the block ends; then they are cancelled, and none of them is left.

    More than once, if need be: `asyncio.wait_for` of Python 3.11 loses a cancellation that comes together with what it
    waits for, and libraries use it.
    """
    tasks = [asyncio.create_task(work) for work in works]
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        left = set(tasks)
        while left:
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=AGAIN)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        name = getattr(task.get_coro(), "__qualname__", "a work")
        logger.critical("%s ended", name, exc_info=task.exception())
