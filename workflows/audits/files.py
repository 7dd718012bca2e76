"""Files that come for an audit: kept at once with a row each, which is the job of reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from tortoise.transactions import in_transaction

from access.limits import AUDIT_FILE
from access.permissions import add_audit_files, may
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from jobs.events import publish
from letters.untrusted import one_line
from models import Audit, AuditFile, AuditFileContent, JournalKind
from settings import Settings
from workflows import journal
from workflows.audits.requesting import CLOSED, locked, no_audit, visible
from workflows.inputs import InputCode
from workflows.outcomes import Invalid

_LONGEST_NAME = 200


class FileTaken(StrEnum):
    """What became of a file that was sent."""

    TAKEN = "TAKEN"
    SENT_BEFORE = "SENT_BEFORE"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY = "TOO_MANY"


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """What tells whether it came before."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Taken:
    """A file by the name that it was sent with; `file` when it is kept, also if it was before."""

    name: str
    outcome: FileTaken
    message: str
    file: AuditFile | None = None


@dataclass(frozen=True)
class FilesAdded:
    """Each file in its order."""

    audit: Audit
    files: tuple[Taken, ...]


def too_large(settings: Settings) -> str:
    """What whoever sends a file beyond the bound reads."""
    return f"Ce fichier dépasse {settings.max_audit_file_bytes // 1_000_000} Mo : envoyez-le en plusieurs parties."


async def takes_files(viewer: Viewer, audit_id: int) -> bool:
    """Whether `add` would look at what the viewer sends: nothing needs to be read before."""
    audit = await visible(viewer, audit_id)
    return audit is not None and may(viewer, add_audit_files, audit)


async def add(
    settings: Settings, viewer: Viewer, audit_id: int, files: Sequence[SentFile]
) -> FilesAdded | Invalid | Throttled:
    """Keep files for an audit. They are read in the background, at once; the same bytes are kept once."""
    if not files:
        return Invalid.one("files", InputCode.REQUIRED, "Joignez au moins un fichier.")
    seen = await visible(viewer, audit_id)
    if seen is None:
        return no_audit(CLOSED)
    before = set(await AuditFile.filter(audit_id=seen.id).values_list("sha256", flat=True))
    new = {file.sha256 for file in files} - before
    throttled = await throttle(settings, AUDIT_FILE.of(seen.member_id), weight=max(1, len(new)))
    if throttled is not None:
        return throttled
    async with in_transaction():
        audit = await locked(viewer, audit_id, add_audit_files)
        if audit is None:
            return no_audit(CLOSED)
        room = settings.max_audit_files - await AuditFile.filter(audit_id=audit.id).count()
        taken: list[Taken] = []
        for file in files:
            one = await _take(settings, viewer, audit, file, room)
            room -= one.outcome is FileTaken.TAKEN
            taken.append(one)
        kept = sum(1 for one in taken if one.outcome is FileTaken.TAKEN)
        if kept:
            note = "1 fichier" if kept == 1 else f"{kept} fichiers"
            await journal.record(JournalKind.AUDIT_FILES_ADDED, viewer, member_id=audit.member_id, note=note)
            await publish(Audit, audit.id, member_id=audit.member_id)
        return FilesAdded(audit, tuple(taken))


async def _take(settings: Settings, viewer: Viewer, audit: Audit, file: SentFile, room: int) -> Taken:
    # A line break would break our lists, a hidden character turn "fdp.exe" into "exe.pdf"; NUL no database takes.
    name = one_line(file.name, max(1, len(file.name)))[-_LONGEST_NAME:] or "fichier sans nom"
    if len(file.content) > settings.max_audit_file_bytes:
        return Taken(name, FileTaken.TOO_LARGE, too_large(settings))
    before = await AuditFile.get_or_none(audit_id=audit.id, sha256=file.sha256)
    if before is not None:
        return Taken(name, FileTaken.SENT_BEFORE, "Ce fichier a déjà été envoyé, il ne compte qu’une fois.", before)
    if room <= 0:
        return Taken(name, FileTaken.TOO_MANY, f"Un audit prend {settings.max_audit_files} fichiers au plus.")
    row = await AuditFile.create(
        audit=audit, name=name, sha256=file.sha256, size=len(file.content), sent_by_id=viewer.person_id,
        channel=viewer.channel,
    )  # fmt: skip
    await AuditFileContent.create(file=row, content=file.content)
    await publish(AuditFile, row.id, member_id=audit.member_id)
    return Taken(name, FileTaken.TAKEN, "Reçu : la lecture commence.", row)
