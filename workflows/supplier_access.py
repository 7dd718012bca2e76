"""Suppliers' keys, and what they are good for: asking whether a company is a member, one SIRET at a time.

The answer is yes with the name, or no. A prospect, a former member and a company that we have never heard of are the
same no, and a supplier's questions are counted, so that nobody reads our members out by trying numbers.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access import limits
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from models import JournalKind, Member, MemberStatus, Supplier, SupplierAccess
from settings import Settings
from workflows import company_data
from workflows.accounts import hash_token
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid

# What tells a key from a session's token, which holds no dot.
PREFIX = "cle."
MOST_KEYS = 10


@dataclass(frozen=True)
class Issued:
    """The new key, told this once."""

    access: SupplierAccess
    key: str


@dataclass(frozen=True)
class Revoked:
    """It works no more."""

    access: SupplierAccess


@dataclass(frozen=True)
class Checked:
    """Whether a company is a member now; its name if it is."""

    siret: str
    legal_name: str | None

    @property
    def is_member(self) -> bool:
        """A name is told of members only."""
        return self.legal_name is not None


async def issue(viewer: Viewer, supplier_id: int, label: str | None) -> Issued | Invalid:
    """A new key for a supplier's program."""
    problems, name = Problems(), ""
    with problems:
        name = company_data.line("label", label, most=100, required=True) or ""
    async with in_transaction():
        supplier = await Supplier.select_for_update().get_or_none(id=supplier_id)
        if supplier is None:
            problems.add("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
        elif await SupplierAccess.filter(supplier_id=supplier_id, revoked_at=None).count() >= MOST_KEYS:
            message = f"Ce fournisseur a déjà {MOST_KEYS} clés : révoquez d’abord celles qui ne servent plus."
            problems.add("supplierId", InputCode.TOO_MANY, message)
        if problems.found:
            return Invalid(problems.found)
        key = PREFIX + secrets.token_urlsafe(32)
        access = await SupplierAccess.create(
            supplier_id=supplier_id,
            label=name,
            key_hash=hash_token(key),
            key_hint=key[-4:],
            created_by_id=viewer.person_id,
        )
        await record(JournalKind.SUPPLIER_ACCESS_ISSUED, viewer, supplier_id=supplier_id, note=name)
        return Issued(access, key)


async def revoke(viewer: Viewer, access_id: int) -> Revoked | Invalid:
    """The key works no more, from now on and in every process; saying so twice is fine."""
    async with in_transaction():
        access = await SupplierAccess.select_for_update().get_or_none(id=access_id)
        if access is None:
            return Invalid.one("id", InputCode.NOT_FOUND, "Cette clé n’existe pas.")
        if access.revoked_at is None:
            access.revoked_at, access.revoked_by_id = timezone.now(), viewer.person_id
            await access.save(update_fields=["revoked_at", "revoked_by_id"])
            note = access.label
            await record(JournalKind.SUPPLIER_ACCESS_REVOKED, viewer, supplier_id=access.supplier_id, note=note)
        return Revoked(access)


async def viewer_of_key(key: str) -> Viewer | None:
    """The supplier that holds this key; None when it is unknown or revoked."""
    access = await SupplierAccess.get_or_none(key_hash=hash_token(key), revoked_at=None).select_related("supplier")
    if access is None:
        return None
    return Viewer(supplier_id=access.supplier_id, supplier_access_id=access.id, display_name=access.supplier.name)


async def check_membership(settings: Settings, viewer: Viewer, siret: str) -> Checked | Invalid | Throttled:
    """Whether the company with this SIRET is a member now; noted in the journal, and counted."""
    problems, number = Problems(), ""
    with problems:
        number = company_data.siret("siret", siret)
    if problems.found:
        return Invalid(problems.found)
    who = f"supplier {viewer.supplier_id}" if viewer.supplier_id else f"person {viewer.person_id}"
    throttled = await throttle(settings, limits.MEMBERSHIP_CHECK.of(who))
    if throttled is not None:
        return throttled
    async with in_transaction():
        member = await Member.get_or_none(siret=number)
        yes = member is not None and member.status == MemberStatus.MEMBER
        await SupplierAccess.filter(id=viewer.supplier_access_id or 0).update(last_used_at=timezone.now())
        await record(
            JournalKind.MEMBERSHIP_CHECKED,
            viewer,
            supplier_id=viewer.supplier_id,
            member_id=member.id if member else None,
            note=f"SIRET {number} : {'oui' if yes else 'non'}",
        )
    return Checked(number, member.legal_name if member and yes else None)
