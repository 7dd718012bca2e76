"""Metrics in the text format of Prometheus, for whoever has the token; numbers only, nothing of anybody."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from models import ScheduledJob
from settings import Settings
from workflows.audits.figures import audit_figures
from workflows.mail_figures import mail_figures

logger = logging.getLogger(__name__)

# Text format 0.0.4 of https://prometheus.io/docs/instrumenting/exposition_formats/
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Samples = Iterable[tuple[str, float]]


class Metrics:
    """`GET /metrics` with `Authorization: Bearer <CENTRALE_METRICS_TOKEN>`; without that setting there is no such page.

    Mails, letters and jobs are counted in the database, so every process says the same; what is watched and sent is
    this process's own.
    """

    def __init__(self, settings: Settings, mail_status: Callable[[], Any], smtp_away: Callable[[], bool]) -> None:
        self._token, self._mail_status, self._smtp_away = settings.metrics_token, mail_status, smtp_away

    async def report(self, request: Request) -> Response:
        """All metrics, or 404 for whoever may not see them."""
        given = request.headers.get("authorization", "").encode()
        if not self._token or not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return PlainTextResponse("Not Found", 404)
        lines = [*self._of_this_process(), *await self._of_the_database()]
        return Response("\n".join(lines) + "\n", 200, {"cache-control": "no-store", "content-type": CONTENT_TYPE})

    def _of_this_process(self) -> Iterator[str]:
        status = self._mail_status()
        yield from _gauge("imap_leader", "Whether this process watches the mailbox.", [("", status is not None)])
        yield from _gauge("smtp_up", "Whether the last letter reached the mail server.", [("", not self._smtp_away())])
        if status is None:
            return
        yield from _gauge("imap_connected", "Whether the mailbox is connected.", [("", status.connected)])
        if status.last_sweep_at is not None:
            silent = (datetime.now(UTC) - status.last_sweep_at).total_seconds()
            yield from _gauge("imap_silent_seconds", "Since the mailbox was last read.", [("", silent)])
        yield from _gauge("imap_left", "Mails that could not be stored and stay in the mailbox.", [("", status.left)])
        yield from _counter("imap_reconnects", "Connections to the mailbox after the first.", status.reconnects)
        yield from _counter("imap_stored", "Mails stored by this process.", status.stored)

    async def _of_the_database(self) -> list[str]:
        try:
            figures, audits = await mail_figures(), await audit_figures()
            jobs = await ScheduledJob.all().order_by("name")
        except Exception:
            logger.warning("metrics without the database's", exc_info=True)
            return list(_gauge("database_up", "Whether the database answers.", [("", False)]))
        failing: Samples = [(f'{{job="{job.name}"}}', job.last_error is not None) for job in jobs]
        return [
            *_gauge("database_up", "Whether the database answers.", [("", True)]),
            *_gauge("inbound_mails", "Incoming mails by where they stand.", _by_status(figures.inbound)),
            *_gauge("inbound_oldest_seconds", "Age of the oldest that waits.", [("", figures.oldest_inbound or 0)]),
            *_gauge("outbound_mails", "Outgoing mails by where they stand.", _by_status(figures.outbound)),
            *_gauge("outbound_oldest_seconds", "Age of the oldest that waits.", [("", figures.oldest_outbound or 0)]),
            *_gauge("audits", "Audits by where they stand.", _by_status(audits.audits)),
            *_gauge("audit_files", "Files of audits by what became of them.", _by_status(audits.files)),
            *_gauge("job_failing", "Whether the last run of a periodic job failed.", failing),
        ]


def _by_status(numbers: dict[str, int]) -> Samples:
    return [(f'{{status="{status.lower()}"}}', number) for status, number in numbers.items()]


def _gauge(name: str, help_: str, samples: Samples) -> Iterator[str]:
    yield f"# HELP centrale_{name} {help_}"
    yield f"# TYPE centrale_{name} gauge"
    yield from (f"centrale_{name}{labels} {float(value):.15g}" for labels, value in samples)


def _counter(name: str, help_: str, value: int) -> Iterator[str]:
    yield f"# HELP centrale_{name}_total {help_}"
    yield f"# TYPE centrale_{name}_total counter"
    yield f"centrale_{name}_total {value}"
