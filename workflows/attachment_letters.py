"""The letters of a supplier attachment: to the supplier, and to the member once it is decided."""

from __future__ import annotations

import datetime as dt

from tortoise import timezone

from access.tokens import Purpose, sign
from access.viewer import Viewer
from letters.members import AttachmentEndedLetter
from letters.outbox import Envelope, group_card, post, tagged_address
from letters.values import AdvisorCard, AttachmentCancelledLetter, AttachmentDecided, SupplierAttachmentLetter
from models import Affiliation, AttachmentStatus, Person, SupplierAttachment, SupplierAttachmentEvent
from settings import Settings
from workflows.discount_codes import tell_by_letter
from workflows.responsibility import responsible_advisor


def decision_url(settings: Settings, attachment_id: int) -> str:
    """The page where the supplier accepts or refuses."""
    return f"{settings.public_url}/rattachement/{sign(settings.secret_key, Purpose.ATTACHMENT_DECISION, attachment_id)}"


def reply_address(settings: Settings, attachment_id: int) -> str:
    """Where the supplier's reply goes; its tag says which attachment it is about, and opens no page."""
    return tagged_address(settings, "r" + sign(settings.secret_key, Purpose.ATTACHMENT_REPLY, attachment_id))


async def to_supplier(settings: Settings, viewer: Viewer, attachment: SupplierAttachment) -> None:
    """Ask the supplier to put the account under the group's terms."""
    member, supplier = attachment.member, attachment.supplier
    letter = SupplierAttachmentLetter(
        supplier=supplier.name,
        member_name=member.legal_name,
        siret=member.siret,
        postcode=member.postcode,
        city=member.city,
        account_number=attachment.account_number or "",
        requested_by=await _requester(viewer, attachment) or member.legal_name,
        decision_url=decision_url(settings, attachment.id),
        advisor=advisor_card(await responsible_advisor(member)),
        group=group_card(settings),
    )
    await post(settings, letter, _to_supplier(settings, viewer, attachment, "request"))


async def _requester(viewer: Viewer, attachment: SupplierAttachment) -> str:
    """Who asked, by name; mostly whoever acts now."""
    if attachment.requested_by_id == viewer.person_id:
        return viewer.display_name
    person = await Person.get_or_none(id=attachment.requested_by_id)
    return person.display_name if person else ""


async def cancelled(settings: Settings, viewer: Viewer, attachment: SupplierAttachment) -> None:
    """Tell the supplier that the request is withdrawn."""
    event = await SupplierAttachmentEvent.filter(attachment_id=attachment.id, status=AttachmentStatus.SENT).first()
    letter = AttachmentCancelledLetter(
        supplier=attachment.supplier.name,
        member_name=attachment.member.legal_name,
        siret=attachment.member.siret,
        account_number=attachment.account_number or "",
        sent_on=(event.at if event else timezone.now()).date(),
        advisor=advisor_card(await responsible_advisor(attachment.member)),
        group=group_card(settings),
    )
    await post(settings, letter, _to_supplier(settings, viewer, attachment, "cancelled"))


async def ended(settings: Settings, viewer: Viewer, attachment: SupplierAttachment, on: dt.date) -> None:
    """Tell the supplier that the member has left, so its account is not under the terms any more."""
    letter = AttachmentEndedLetter(
        supplier=attachment.supplier.name,
        member_name=attachment.member.legal_name,
        siret=attachment.member.siret,
        account_number=attachment.account_number or "",
        ended_on=on,
        advisor=advisor_card(await responsible_advisor(attachment.member)),
        group=group_card(settings),
    )
    await post(settings, letter, _to_supplier(settings, viewer, attachment, "ended"))


def _to_supplier(settings: Settings, viewer: Viewer, attachment: SupplierAttachment, what: str) -> Envelope:
    return Envelope(
        to=attachment.supplier.attachment_email or "",
        dedupe_key=f"attachment:{attachment.id}:{what}",
        reply_to=reply_address(settings, attachment.id),
        attachment_id=attachment.id,
        cause_id=viewer.mail_id,
        automatic=False,
    )


async def decided(settings: Settings, viewer: Viewer, attachment: SupplierAttachment) -> None:
    """Tell the person who asked, or else the company's people, what the supplier decided."""
    advisor, accepted = await responsible_advisor(attachment.member), attachment.status == AttachmentStatus.ACCEPTED
    for person in await _readers(attachment):
        letter = AttachmentDecided(
            greeting_name=person.display_name,
            supplier=attachment.supplier.name,
            accepted=accepted,
            member_name=attachment.member.legal_name,
            siret=attachment.member.siret,
            account_number=attachment.account_number or "",
            reason=attachment.refusal_reason,
            discount_code=await tell_by_letter(viewer, attachment, person) if accepted else None,
            advisor=advisor_card(advisor),
            group=group_card(settings),
        )
        key = f"attachment:{attachment.id}:decided:{person.id}"
        envelope = Envelope(
            to=person.email, dedupe_key=key, attachment_id=attachment.id, cause_id=viewer.mail_id, automatic=False
        )
        await post(settings, letter, envelope)


async def _readers(attachment: SupplierAttachment) -> list[Person]:
    affiliations = await Affiliation.filter(member_id=attachment.member_id, person__active=True).select_related(
        "person"
    )
    people = [affiliation.person for affiliation in affiliations]
    asked = [person for person in people if person.id == attachment.requested_by_id]
    return asked or people


def advisor_card(advisor: Person | None) -> AdvisorCard | None:
    """The advisor as letters show them."""
    if advisor is None:
        return None
    return AdvisorCard(advisor.display_name, advisor.phone, advisor.email)
