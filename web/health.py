"""Health for operators and load balancers: the database answers, and mail is being watched."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from tortoise.connection import get_connection

from settings import Settings

logger = logging.getLogger(__name__)

# A watcher that has not looked into its folder for so many polls is stuck.
_STUCK_POLLS = 3


class Health:
    """`GET /health`: 200 when everything works, else 503 and a code for each part; the log has the reason."""

    def __init__(self, settings: Settings, mail_status: Callable[[], Any]) -> None:
        self._settings, self._mail_status = settings, mail_status

    async def report(self, request: Request) -> JSONResponse:
        """Check each part."""
        parts = {"database": await self._database(), "mail": self._mail()}
        healthy = all(problem is None for problem in parts.values())
        body = {name: problem or "ok" for name, problem in parts.items()}
        return JSONResponse(body, 200 if healthy else 503, {"cache-control": "no-store"})

    async def _database(self) -> str | None:
        try:
            await get_connection("default").execute_query("SELECT 1")
        except Exception:
            logger.warning("the database does not answer", exc_info=True)
            return "no_answer"
        return None

    def _mail(self) -> str | None:
        status = self._mail_status()
        if status is None:  # no mailbox is configured, or another process leads it
            return None
        oldest = datetime.now(UTC) - timedelta(seconds=_STUCK_POLLS * self._settings.imap_poll_seconds)
        if status.last_sweep_at is None or status.last_sweep_at < oldest:
            logger.warning("the mailbox was not read lately: %s", status.last_error or "no connection yet")
            return "not_read_lately"
        return None
