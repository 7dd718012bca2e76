"""Audits that come to no result: nothing that was sent could be read, or each attempt at comparing failed.

Both end as `FAILED`, are told to whoever asked, and wait in the advisors' queue. Where nothing could be read there was
no audit: the right that it used is there again. What failed on our side keeps its right, for the group has it compared
again.
"""

from __future__ import annotations

from tortoise.transactions import in_transaction

from access.viewer import Viewer
from jobs.leases import finish, retry_or_bury
from models import Audit, AuditStatus, Invoice, JournalKind
from settings import Settings
from workflows import journal
from workflows.audits import letters
from workflows.audits.requesting import take_back_right

_PRODUCT = Viewer(display_name="automatique")


async def nothing_read(settings: Settings, audit: Audit, worker: str) -> None:
    """End the claimed audit, of whose files none could be read."""
    async with in_transaction():
        held = await Audit.select_for_update().get(id=audit.id)
        if held.status != AuditStatus.MATCHING or await Invoice.exists(audit_id=audit.id):  # in the meantime
            await finish(audit, worker)
            return
        first = (held.right_key or "").startswith("first:")
        await finish(audit, worker, status=AuditStatus.FAILED, right_key=None, last_error=None)
        await take_back_right(held)
        await letters.nothing_read(settings, held, first=first)
        await journal.record(
            JournalKind.AUDIT_FAILED, _PRODUCT, member_id=held.member_id, note="aucun fichier n’a pu être lu"
        )


async def put_back(settings: Settings, audit: Audit, worker: str, error: Exception, *, attempts: int) -> None:
    """Have the claimed audit compared once more, later; after so many attempts it is set aside."""
    async with in_transaction():
        held = await Audit.select_for_update().get(id=audit.id)
        if held.status != AuditStatus.MATCHING:  # cancelled in the meantime
            await finish(audit, worker)
            return
        if not await retry_or_bury(audit, worker, type(error).__name__, attempts=attempts, buried=AuditStatus.FAILED):
            return
        await letters.interrupted(settings, audit)
        await journal.record(
            JournalKind.AUDIT_FAILED, _PRODUCT, member_id=audit.member_id, note="comparaison interrompue"
        )
