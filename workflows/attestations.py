"""Attestations of membership: issued by a member, checked by whoever holds the link, ended by three things.

    VALID ──its last day is over──▶ EXPIRED
          ──somebody of the company, or the group, revokes it──▶ REVOKED
          ──the membership ends──▶ ENDED, whatever happens later

The link is signed (`access.tokens`), so nobody finds others by counting. What it shows stands on the paper too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tortoise import timezone
from tortoise.transactions import in_transaction

from access import limits
from access.permissions import issue_attestation, may, revoke_attestation
from access.policy import Denial, Role
from access.throttling import Throttled, throttle
from access.tokens import Purpose, sign, verify
from access.viewer import Viewer
from documents.attestation import Attestation
from errors import ErrorCode
from letters.outbox import group_card
from models import JournalKind, Member, MembershipAttestation, MemberStatus, Supplier
from models.france import today
from settings import Settings
from workflows.inputs import InputCode, Problems, chosen_member
from workflows.journal import record
from workflows.outcomes import Invalid, Restricted


class AttestationStatus(StrEnum):
    """Whether an attestation holds today."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    ENDED = "ENDED"


@dataclass(frozen=True)
class Issued:
    """The new attestation."""

    attestation: MembershipAttestation


@dataclass(frozen=True)
class Revoked:
    """It is valid no more."""

    attestation: MembershipAttestation


async def issue(
    settings: Settings, viewer: Viewer, *, siret: str | None, supplier_id: int | None
) -> Issued | Restricted | Invalid | Throttled:
    """A new attestation of a company, for one supplier or for any; it says what is true now."""
    problems, member = Problems(), None
    with problems:
        member = await chosen_member(viewer, siret)
    supplier = await Supplier.get_or_none(id=supplier_id) if supplier_id is not None else None
    if supplier_id is not None and supplier is None:
        problems.add("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
    if problems.found or member is None:
        return Invalid(problems.found)
    if not may(viewer, issue_attestation, member):
        return Restricted(Denial(ErrorCode.FORBIDDEN, "Contenu réservé aux adhérents.", Role.MEMBER))
    throttled = await throttle(settings, limits.ATTESTATION.of(member.id))
    if throttled is not None:
        return throttled
    async with in_transaction():
        # Locked: a membership that ends at this moment ends before, or ends this attestation too.
        member = await Member.select_for_update().get(id=member.id)
        if not may(viewer, issue_attestation, member):
            return Restricted(Denial(ErrorCode.FORBIDDEN, "Contenu réservé aux adhérents.", Role.MEMBER))
        attestation = await _write(settings, viewer, member, supplier)
        await record(
            JournalKind.ATTESTATION_ISSUED, viewer, member_id=member.id, supplier_id=supplier_id,
            note=f"jusqu’au {attestation.valid_until:%d/%m/%Y}",
        )  # fmt: skip
        return Issued(attestation)


async def _write(
    settings: Settings, viewer: Viewer, member: Member, supplier: Supplier | None
) -> MembershipAttestation:
    day = today()
    return await MembershipAttestation.create(
        member_id=member.id,
        siret=member.siret,
        legal_name=member.legal_name,
        street=member.street,
        postcode=member.postcode,
        city=member.city,
        member_since=member.joined_on,
        supplier=supplier,
        issued_by_id=viewer.person_id,
        issued_on=day,
        valid_until=min(day + dt.timedelta(days=settings.attestation_days), member.left_on or dt.date.max),
    )


async def revoke(viewer: Viewer, attestation_id: int) -> Revoked | Invalid:
    """It is valid no more; saying so twice is fine. Somebody else's attestation doesn't exist."""
    async with in_transaction():
        attestation = await MembershipAttestation.select_for_update().get_or_none(id=attestation_id)
        if attestation is None or not may(viewer, revoke_attestation, attestation):
            return Invalid.one("id", InputCode.NOT_FOUND, "Cette attestation n’existe pas.")
        if attestation.revoked_at is None:
            attestation.revoked_at, attestation.revoked_by_id = timezone.now(), viewer.person_id
            await attestation.save(update_fields=["revoked_at", "revoked_by_id"])
            await record(JournalKind.ATTESTATION_REVOKED, viewer, member_id=attestation.member_id)
        return Revoked(attestation)


async def end_with_membership(member_id: int) -> None:
    """Part of the transaction that ends the membership."""
    await MembershipAttestation.filter(member_id=member_id, ended_at=None).update(ended_at=timezone.now())


def status_of(attestation: MembershipAttestation, member_status: MemberStatus) -> AttestationStatus:
    """Whether it holds today, and if not, why."""
    if attestation.revoked_at is not None:
        return AttestationStatus.REVOKED
    if attestation.ended_at is not None or member_status != MemberStatus.MEMBER:
        return AttestationStatus.ENDED
    return AttestationStatus.EXPIRED if attestation.valid_until < today() else AttestationStatus.VALID


async def statuses_of(attestations: list[MembershipAttestation]) -> list[AttestationStatus]:
    """The same for several, in their order."""
    members = await Member.filter(id__in={one.member_id for one in attestations})
    known = {member.id: member.status for member in members}
    return [status_of(one, known[one.member_id]) for one in attestations]


def token_of(settings: Settings, attestation_id: int) -> str:
    """What the link of the attestation ends with."""
    return sign(settings.secret_key, Purpose.ATTESTATION, attestation_id)


def verification_url(settings: Settings, attestation_id: int) -> str:
    """The page where anybody who holds the attestation checks it."""
    return f"{settings.public_url}/attestation/{token_of(settings, attestation_id)}"


def pdf_url(settings: Settings, attestation_id: int) -> str:
    """Where the company's people download it."""
    return f"{settings.public_url}/attestations/{attestation_id}.pdf"


async def of_token(settings: Settings, token: str) -> tuple[MembershipAttestation, AttestationStatus] | None:
    """The attestation of a link and whether it holds today; None for a link that is not ours."""
    attestation_id = verify(settings.secret_key, Purpose.ATTESTATION, token)
    found = await MembershipAttestation.get_or_none(id=attestation_id or 0).select_related("supplier", "member")
    return None if found is None else (found, status_of(found, found.member.status))


async def document_of(
    settings: Settings, viewer: Viewer, attestation_id: int
) -> tuple[Attestation, AttestationStatus] | None:
    """What its document says, for the company's people and the group; None when there is none for the viewer."""
    found = await MembershipAttestation.get_or_none(id=attestation_id).select_related("supplier", "member")
    if found is None or not (viewer.is_staff or found.member_id in viewer.member_ids):
        return None
    group = group_card(settings)
    document = Attestation(
        group_name=group.name,
        group_phone=group.phone,
        contact_address=group.contact_address,
        legal_name=found.legal_name,
        siret=found.siret,
        street=found.street,
        postcode=found.postcode,
        city=found.city,
        member_since=found.member_since,
        supplier=found.supplier.name if found.supplier else None,
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        verification_url=verification_url(settings, found.id),
        reference=f"AT-{found.id}",
    )
    return document, status_of(found, found.member.status)
