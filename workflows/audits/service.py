"""The workers of audits: files are read, several at a time; then the lines of an audit are matched.

Any number of processes on PostgreSQL share the files of one audit: each file, and each audit, is a leased row.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from jobs.events import Events
from jobs.leases import worker_name
from jobs.runner import Runner
from jobs.tasks import beside
from models import Audit, AuditFile, AuditFileStatus, AuditStatus
from settings import Settings
from workflows.audits import matching, reading
from workflows.audits.catalogue import Judges
from workflows.audits.reading import Reader

# Readers are processes of their own; more than there are processors would only wait for each other.
_AT_ONCE = 2


class AuditService:
    """Reads and matches, for as long as the block lasts."""

    def __init__(self, settings: Settings, events: Events, read: Reader, judges: Judges) -> None:
        self._settings, self._read, self._judges = settings, read, judges
        self.files = Runner(
            AuditFile, (AuditFileStatus.WAITING,), self._file, events.signal(AuditFile),
            worker=worker_name(), concurrency=_AT_ONCE,
        )  # fmt: skip

        self.audits = Runner(
            Audit, (AuditStatus.MATCHING,), self._audit, events.signal(Audit), worker=worker_name(), concurrency=1
        )

    async def _file(self, file: AuditFile, worker: str) -> None:
        await reading.carry_out(self._settings, self._read, file.id, worker)

    async def _audit(self, audit: Audit, worker: str) -> None:
        await matching.carry_out(self._settings, self._judges, audit.id, worker)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends; what was claimed is given back then."""
        async with beside(self.files.run(), self.audits.run()):
            yield
