"""Writing the journal, in the transaction of what it tells."""

from __future__ import annotations

from access.viewer import Viewer
from models import JournalEntry, JournalKind


async def record(
    kind: JournalKind,
    viewer: Viewer,
    *,
    person_id: int | None = None,
    member_id: int | None = None,
    supplier_id: int | None = None,
    note: str = "",
) -> JournalEntry:
    """One line: the viewer did this, to whom or about what. `note` is French and holds no secret."""
    return await JournalEntry.create(
        kind=kind,
        channel=viewer.channel,
        actor_id=viewer.person_id,
        person_id=person_id,
        member_id=member_id,
        supplier_id=supplier_id,
        note=note[:1000],
    )
