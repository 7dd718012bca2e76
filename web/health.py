"""Health for operators and load balancers: the database answers, mail is watched, sent, and stands still nowhere,
and audits go on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from tortoise.connection import get_connection

from settings import Settings
from workflows.audits.figures import audits_are_stuck
from workflows.mail_figures import stuck_queues

logger = logging.getLogger(__name__)

# A watcher that has not looked into its folder for so many polls is stuck.
_STUCK_POLLS = 3


class Health:
    """`GET /health`: 200 when everything works, else 503 and a code for each part; the log has the reason.

    `mail_status` is the watcher's state, None in a process that watches no mailbox; `smtp_away` whether the last
    letter did not reach the mail server.
    """

    def __init__(self, settings: Settings, mail_status: Callable[[], Any], smtp_away: Callable[[], bool]) -> None:
        self._settings, self._mail_status, self._smtp_away = settings, mail_status, smtp_away

    async def report(self, request: Request) -> JSONResponse:
        """Check each part."""
        database = await self._database()
        queues = {} if database else await self._queues()
        parts = {"database": database, "mail": self._mail(), "incoming": None, "outgoing": None, "audits": None}
        parts |= queues
        if self._smtp_away():
            parts["outgoing"] = "smtp_away"
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

    async def _queues(self) -> dict[str, str]:
        try:
            stuck = await stuck_queues(self._settings) + ["audits"] * await audits_are_stuck()
        except Exception:
            logger.warning("the queues can't be asked", exc_info=True)
            return dict.fromkeys(("incoming", "outgoing", "audits"), "unknown")
        if stuck:
            logger.warning("rows have been due for long and nobody takes them: %s", ", ".join(stuck))
        return dict.fromkeys(stuck, "stuck")

    def _mail(self) -> str | None:
        status = self._mail_status()
        if status is None:  # no mailbox is configured, or another process leads it
            return None
        oldest = datetime.now(UTC) - timedelta(seconds=_STUCK_POLLS * self._settings.imap_poll_seconds)
        if status.last_sweep_at is None or status.last_sweep_at < oldest:
            logger.warning("the mailbox was not read lately: %s", status.last_error or "no connection yet")
            return "not_read_lately" if status.connected else "imap_away"
        if status.left_since is not None and status.left_since < oldest:
            logger.warning("%s mails can't be stored: %s", status.left, status.last_error)
            return "not_stored"
        return None
