"""Supplier attachments: asking for one, the supplier's decision, cancelling. The only writer of their status.

    (none) ──request without account──▶ REQUESTED ──account number──▶ SENT ──▶ ACCEPTED | REFUSED
    (none) ──request with account─────────────────────────────────────▲
    REQUESTED | SENT ──▶ CANCELLED
    REQUESTED | SENT ──the membership ends──▶ CANCELLED; ACCEPTED ──▶ ENDED
    REQUESTED ──the advisor writes down what was settled without a letter──▶ ACCEPTED | REFUSED

While one is REQUESTED, SENT or ACCEPTED its `open_key` is taken, so the database refuses a second one of the same
member at the same supplier; after REFUSED, CANCELLED or ENDED the member may ask again.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from tortoise import timezone
from tortoise.expressions import Subquery
from tortoise.transactions import in_transaction

from access.policy import (
    Denial,
    Role,
    denial,
    may_cancel_attachment,
    may_decide_attachment,
    may_request_attachment,
)
from access.viewer import Viewer
from errors import ErrorCode, NotFound
from jobs.events import publish
from models import AttachmentStatus, JournalKind, Member, Supplier, SupplierAttachment, SupplierAttachmentEvent
from models.database import transaction
from models.prepared import Prepared, insert, insert_with, new, update
from settings import Settings
from workflows import attachment_letters, journal
from workflows.discount_codes import own_code
from workflows.inputs import InputCode, InputError, Problems, chosen_member
from workflows.outcomes import Invalid, Restricted

_ACCOUNT_NUMBER = re.compile(r"[\w][\w ./_-]{0,62}[\w]|\w")


@dataclass(frozen=True)
class Sent:
    """The supplier has our letter."""

    attachment: SupplierAttachment


@dataclass(frozen=True)
class AccountNeeded:
    """Noted; the member must open an account first, or tell us its number."""

    attachment: SupplierAttachment


@dataclass(frozen=True)
class Noted:
    """The supplier takes no letters from us: the advisor reaches it in another way."""

    attachment: SupplierAttachment


@dataclass(frozen=True)
class Pending:
    """It was asked for before and waits: for the supplier (SENT) or for the advisor (REQUESTED with an account)."""

    attachment: SupplierAttachment


@dataclass(frozen=True)
class Active:
    """The supplier accepted it before."""

    attachment: SupplierAttachment


Outcome = Sent | AccountNeeded | Noted | Pending | Active | Restricted | Invalid


async def request(
    settings: Settings, viewer: Viewer, *, supplier_id: int, siret: str | None, account_number: str | None
) -> Outcome:
    """Ask for a member's attachment to a supplier's terms. Asking twice does not attach twice."""
    refused = denial(viewer, Role.MEMBER)
    if refused is not None:
        return Restricted(refused)
    async with transaction():
        problems, member_id = Problems(), 0
        with problems:
            # Locked: a membership that ends at this moment ends before, or finds this request.
            member = await chosen_member(viewer, siret, lock=True)
            member_id = member.id
        with problems:
            supplier = await _supplier(supplier_id, member_id)
        with problems:
            account = _account_number(account_number)
        if problems.found:
            return Invalid(problems.found)
        if not may_request_attachment(viewer, member.id, member.status):
            return Restricted(Denial(ErrorCode.FORBIDDEN, "Contenu réservé aux adhérents.", Role.MEMBER))
        attachment, created = await _open(viewer, member, supplier, account)
        if created and attachment.status == AttachmentStatus.SENT:
            await attachment_letters.to_supplier(settings, viewer, attachment)
            return Sent(attachment)
        return await _advance(settings, viewer, attachment, account, created)


_OPEN = Prepared(lambda key: SupplierAttachment.filter(open_key=key).select_for_update())
# With the id of the attachment that is open there for a member, by its key.
_SUPPLIER = Prepared(
    lambda id_, key: Supplier.filter(id=id_).annotate(
        open_attachment=Subquery(SupplierAttachment.filter(open_key=key).values("id"))
    )
)


def _open_key(member_id: int, supplier_id: int) -> str:
    return f"{member_id}:{supplier_id}"


async def _open(
    viewer: Viewer, member: Member, supplier: Supplier, account: str | None
) -> tuple[SupplierAttachment, bool]:
    """The open attachment of the pair, made when there is none: SENT where nothing keeps its letter from going.

    Whoever comes second gets the first one's: `request` has locked the member, so they come one after the other.
    """
    key = _open_key(member.id, supplier.id)
    # Locked: while we look, its supplier decides nothing.
    existing = await _OPEN.first(key) if supplier.open_attachment is not None else None  # type: ignore[attr-defined]
    if existing is not None:
        existing.member, existing.supplier = member, supplier
        return existing, False
    sent = account is not None and bool(supplier.attachment_email)
    made = new(
        SupplierAttachment,
        member_id=member.id,
        supplier_id=supplier.id,
        status=AttachmentStatus.SENT if sent else AttachmentStatus.REQUESTED,
        account_number=account,
        open_key=key,
        requested_by_id=viewer.person_id,
        channel=viewer.channel,
    )
    made.member, made.supplier = member, supplier
    note = f"compte {account}" if account else "sans numéro de compte"
    steps = (AttachmentStatus.REQUESTED, AttachmentStatus.SENT) if sent else (AttachmentStatus.REQUESTED,)
    await insert_with(made, "attachment_id", [_event(viewer, step, note) for step in steps])
    await _tell_of(made)
    return made, True


async def _advance(
    settings: Settings, viewer: Viewer, attachment: SupplierAttachment, account: str | None, created: bool
) -> Outcome:
    """What asking means for an attachment that is there: send it, wait, or say that all is done."""
    if attachment.status == AttachmentStatus.ACCEPTED:
        return Active(attachment)
    if attachment.status == AttachmentStatus.SENT:
        return Pending(attachment)
    if account is None:
        return AccountNeeded(attachment) if attachment.account_number is None else Pending(attachment)
    known = not created and attachment.account_number is not None
    if not created:
        await SupplierAttachment.filter(id=attachment.id).update(account_number=account, updated_at=timezone.now())
        attachment.account_number = account
        await _tell_of(attachment)
    if not attachment.supplier.attachment_email:
        return Pending(attachment) if known else Noted(attachment)
    await _move(attachment, AttachmentStatus.SENT, viewer, note=f"compte {account}")
    await attachment_letters.to_supplier(settings, viewer, attachment)
    return Sent(attachment)


async def decide(
    settings: Settings,
    viewer: Viewer,
    attachment_id: int,
    *,
    accepted: bool,
    reason: str | None = None,
    code: str | None = None,
) -> SupplierAttachment:
    """The supplier's answer. Saying the same twice is fine; NotFound for whoever has no say in it.

    `code`: with a yes, the member's own discount code; the group's people may bring it later. Raises `InputError`.
    """
    async with in_transaction():
        attachment = await _load(attachment_id)
        wanted = AttachmentStatus.ACCEPTED if accepted else AttachmentStatus.REFUSED
        if attachment.status == wanted and (viewer.is_staff or viewer.attachment_id == attachment_id):
            if accepted and viewer.is_staff:
                await _set_own_code(viewer, attachment, own_code(attachment.supplier, code))
            return attachment
        # Without an account there is nothing yet that a supplier could have attached.
        unready = attachment.status == AttachmentStatus.REQUESTED and attachment.account_number is None
        if unready or not may_decide_attachment(viewer, attachment.id, attachment.status):
            raise NotFound("no supplier attachment with this id awaits your decision")
        # No database takes the character NUL in a text.
        why = "" if accepted else " ".join((reason or "").replace("\0", " ").split())[:500]
        own = own_code(attachment.supplier, code) if accepted else None
        await _move(attachment, wanted, viewer, note=why, refusal_reason=why or None)
        await _set_own_code(viewer, attachment, own)
        await attachment_letters.decided(settings, viewer, attachment)
        return attachment


async def _set_own_code(viewer: Viewer, attachment: SupplierAttachment, code: str | None) -> None:
    if code is None or code == attachment.own_code:
        return
    await SupplierAttachment.filter(id=attachment.id).update(own_code=code)
    attachment.own_code = code
    await journal.record(
        JournalKind.OWN_CODE_SET, viewer, member_id=attachment.member_id, supplier_id=attachment.supplier_id
    )


async def cancel(settings: Settings, viewer: Viewer, attachment_id: int) -> SupplierAttachment:
    """Withdraw a request that nobody has decided yet; a supplier that has the letter is told."""
    async with in_transaction():
        attachment = await _load(attachment_id)
        if attachment.status == AttachmentStatus.CANCELLED and _visible(viewer, attachment):
            return attachment
        if not may_cancel_attachment(viewer, attachment.member.id, attachment.status):
            raise NotFound("no supplier attachment with this id can be cancelled by you")
        told = attachment.status == AttachmentStatus.SENT and attachment.supplier.attachment_email
        await _move(attachment, AttachmentStatus.CANCELLED, viewer)
        if told:
            await attachment_letters.cancelled(settings, viewer, attachment)
        return attachment


async def end_with_membership(settings: Settings, viewer: Viewer, member_id: int, on: dt.date) -> int:
    """The company has left: requests are cancelled, accepted attachments end, suppliers are told; how many there were.

    Part of the transaction that ends the membership, which keeps new requests out by its lock on the company.
    """
    locked = await SupplierAttachment.select_for_update().filter(member_id=member_id, status__in=_ALIVE).order_by("id")
    for row in locked:
        attachment = await _load(row.id)
        accepted = attachment.status == AttachmentStatus.ACCEPTED
        told = attachment.status != AttachmentStatus.REQUESTED and attachment.supplier.attachment_email
        to = AttachmentStatus.ENDED if accepted else AttachmentStatus.CANCELLED
        await _move(attachment, to, viewer, note="fin d’adhésion")
        if told and accepted:
            await attachment_letters.ended(settings, viewer, attachment, on)
        elif told:
            await attachment_letters.cancelled(settings, viewer, attachment)
    return len(locked)


async def alive(member_id: int) -> bool:
    """Whether the company has requests or attachments that would end with its membership."""
    return await SupplierAttachment.filter(member_id=member_id, status__in=_ALIVE).exists()


_ALIVE = (AttachmentStatus.REQUESTED, AttachmentStatus.SENT, AttachmentStatus.ACCEPTED)


def _visible(viewer: Viewer, attachment: SupplierAttachment) -> bool:
    return viewer.is_staff or attachment.member.id in viewer.member_ids


_MOVES = {
    AttachmentStatus.REQUESTED: {
        AttachmentStatus.SENT,
        AttachmentStatus.ACCEPTED,
        AttachmentStatus.REFUSED,
        AttachmentStatus.CANCELLED,
    },
    AttachmentStatus.SENT: {AttachmentStatus.ACCEPTED, AttachmentStatus.REFUSED, AttachmentStatus.CANCELLED},
    AttachmentStatus.ACCEPTED: {AttachmentStatus.ENDED},
}
_CLOSED = {AttachmentStatus.REFUSED, AttachmentStatus.CANCELLED, AttachmentStatus.ENDED}


async def _move(
    attachment: SupplierAttachment, to: AttachmentStatus, viewer: Viewer, *, note: str = "", **changes: Any
) -> None:
    """One transition and its line of history. Whoever comes second in a race finds nothing to move."""
    if to not in _MOVES.get(attachment.status, set()):
        raise NotFound(f"a supplier attachment that is {attachment.status} can't become {to}")
    changes |= {"status": to, "updated_at": timezone.now()}
    if to in _CLOSED:
        changes["open_key"] = None
    if not await update(SupplierAttachment, {"id": attachment.id, "status": attachment.status}, changes):
        raise NotFound("this supplier attachment was decided in the meantime")
    attachment.update_from_dict(changes)
    await _record(attachment, viewer, to, note=note)


async def _record(attachment: SupplierAttachment, viewer: Viewer, step: AttachmentStatus, *, note: str = "") -> None:
    event = _event(viewer, step, note)
    event.attachment_id = attachment.id
    await insert(event)
    await _tell_of(attachment)


def _event(viewer: Viewer, step: AttachmentStatus, note: str) -> SupplierAttachmentEvent:
    return new(
        SupplierAttachmentEvent,
        status=step,
        actor_id=viewer.person_id,
        actor_label=viewer.display_name or ("fournisseur" if viewer.attachment_id else ""),
        channel=viewer.channel,
        note=note,
    )


async def _tell_of(attachment: SupplierAttachment) -> None:
    await publish(SupplierAttachment, attachment.id, member_id=attachment.member_id)


async def _load(attachment_id: int) -> SupplierAttachment:
    attachment = await SupplierAttachment.get_or_none(id=attachment_id).select_related(
        "member__advisor", "supplier", "requested_by"
    )
    if attachment is None:
        raise NotFound("no supplier attachment with this id")
    return attachment


async def _supplier(supplier_id: int, member_id: int) -> Supplier:
    supplier = await _SUPPLIER.first(supplier_id, _open_key(member_id, supplier_id))
    if supplier is None:
        raise InputError("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
    return supplier


def _account_number(text: str | None) -> str | None:
    cleaned = " ".join((text or "").split())
    if not cleaned:
        return None
    if not _ACCOUNT_NUMBER.fullmatch(cleaned):
        raise InputError(
            "accountNumber",
            InputCode.INVALID,
            "Un numéro de compte comporte au plus 64 lettres, chiffres, espaces, points, tirets ou barres.",
        )
    return cleaned
