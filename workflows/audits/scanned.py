"""How many pages of an audit's files are looked at as pictures: promised to a file before it is read.

Several workers read files of one audit at once, and how many pages of a file are scans is known only then. So each file
is promised the most that it may need, in the audit's turn, and holds it until it is read; what it didn't need is there
again for the others. A file for which too little was left meanwhile waits for what they give back.
"""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from audit.reading.apart import most_scanned
from audit.reading.values import MOST_SCANNED_IN_ALL, Reading, RefusalCode
from models import Audit, AuditFile, AuditFileStatus


@dataclass(frozen=True, slots=True)
class Promise:
    """So many pages, of as many as the file may need."""

    pages: int
    most: int

    @property
    def had_before(self) -> int:
        """Pages that are had, or others', as the reader takes it."""
        return MOST_SCANNED_IN_ALL - self.pages


async def promise(file: AuditFile, worker: str, content: bytes) -> Promise:
    """What the claimed file may have, which nobody else has from now on."""
    most = most_scanned(content)
    async with in_transaction():
        await Audit.select_for_update().get(id=file.audit_id)
        pages = await _left(file, most)
        await AuditFile.filter(id=file.id, lease_owner=worker).update(scanned_pages=pages)
    return Promise(pages, most)


async def may_have_more(file: AuditFile, promised: Promise, found: Reading) -> bool:
    """Whether it was too little, and others have given some back meanwhile or, still being read, may do so."""
    if promised.pages == promised.most or all(one.code != RefusalCode.TOO_MANY_SCANS for one in found.refused):
        return False
    async with in_transaction():
        await Audit.select_for_update().get(id=file.audit_id)
        others = AuditFile.filter(audit_id=file.audit_id, status=AuditFileStatus.WAITING, scanned_pages__gt=0)
        return await _left(file, promised.most) > promised.pages or await others.exclude(id=file.id).exists()


async def _left(file: AuditFile, most: int) -> int:
    """Of `most` pages those that no other file has. Ask it in the audit's turn."""
    others = AuditFile.filter(audit_id=file.audit_id).exclude(id=file.id)
    held = sum(await others.values_list("scanned_pages", flat=True))  # type: ignore[arg-type]
    return max(0, min(most, MOST_SCANNED_IN_ALL - held))
