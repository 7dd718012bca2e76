"""Opening an audit, saying its categories, ending the collecting, giving it up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q, Subquery
from tortoise.transactions import in_transaction

from access.limits import AUDIT_REQUEST
from access.permissions import Permission, add_audit_files, cancel_audit, may
from access.policy import Denial, Role, denial
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from errors import ErrorCode
from jobs.events import publish
from models import (
    Audit,
    AuditFile,
    AuditFileContent,
    AuditFileStatus,
    AuditReport,
    AuditSavings,
    AuditStatus,
    Category,
    Invoice,
    InvoiceLine,
    JournalKind,
    LineMatch,
    Member,
    MemberStatus,
)
from settings import Settings
from workflows import journal
from workflows.audits.entitlement import NO_COMPANY, Entitlement, entitlement_of
from workflows.inputs import InputCode, InputError, InputProblem, Problems, chosen_member
from workflows.outcomes import Invalid, Restricted


@dataclass(frozen=True)
class Opened:
    """The new audit, or the one that collects files for the same already."""

    audit: Audit
    created: bool


@dataclass(frozen=True)
class NotEntitled:
    """The company has no right to another audit now."""

    entitlement: Entitlement


@dataclass(frozen=True)
class Changed:
    """The audit as it is now."""

    audit: Audit


async def right_of(viewer: Viewer, siret: str | None) -> Entitlement | Invalid:
    """What may be asked for now, for one of the viewer's companies."""
    if not viewer.member_ids and not viewer.is_staff:
        return NO_COMPANY
    try:
        return entitlement_of(await chosen_member(viewer, siret))
    except InputError as error:
        return Invalid((error.problem,))


async def request(
    settings: Settings, viewer: Viewer, *, siret: str | None, category_ids: Sequence[int]
) -> Opened | NotEntitled | Restricted | Invalid | Throttled:
    """Open an audit for a company; without categories they are told later, before the collecting ends.

    Whoever has no right to one gets none, two at once included: the right is read and used under one lock, and the
    database itself refuses to use it twice.
    """
    refused = denial(viewer, Role.SIGNED_IN)
    if refused is not None:
        return Restricted(refused)
    if not viewer.member_ids and not viewer.is_staff:
        return NotEntitled(NO_COMPANY)
    problems, categories, member = Problems(), list[Category](), None
    with problems:
        member = await chosen_member(viewer, siret)
    with problems:
        categories = await _categories(category_ids)
    if problems.found or member is None:
        return Invalid(problems.found)
    throttled = await throttle(settings, AUDIT_REQUEST.of(member.id))
    if throttled is not None:
        return throttled
    try:
        return await _open(viewer, member.id, categories)
    except IntegrityError:  # somebody was faster, on a database that locks no single rows
        return await _open(viewer, member.id, categories)


async def _open(viewer: Viewer, member_id: int, categories: Sequence[Category]) -> Opened | NotEntitled | Invalid:
    async with in_transaction():
        # Locked: of two requests at once the second one sees the audit of the first.
        member = await Member.select_for_update().get(id=member_id)
        key = _open_key(member, categories)
        existing = await Audit.get_or_none(right_key=key)
        if (
            existing is not None
            and existing.status == AuditStatus.COLLECTING
            and await _same(member, existing, categories)
        ):
            return Opened(existing, created=False)
        right = entitlement_of(member)
        if not right.allowed:
            return NotEntitled(right)
        problem = _too_many(right, categories) or (existing and _OPEN_ALREADY)
        if problem:
            return Invalid((problem,))
        audit = await Audit.create(
            member=member, requested_by_id=viewer.person_id, channel=viewer.channel, right_key=key
        )
        await Member.filter(id=member.id, first_audit_at=None).update(first_audit_at=audit.created_at)
        await audit.categories.add(*categories)
        await journal.record(
            JournalKind.AUDIT_REQUESTED, viewer, member_id=member.id, note=", ".join(one.name for one in categories)
        )
        await publish(Audit, audit.id, member_id=member.id)
        return Opened(audit, created=True)


def _open_key(member: Member, categories: Sequence[Category]) -> str:
    """What the database lets nobody use twice: the first audit, or a category of a member (0: not told yet)."""
    if member.status != MemberStatus.MEMBER:
        return f"first:{member.id}"
    return f"{member.id}:{categories[0].id if categories else 0}"


async def _same(member: Member, existing: Audit, categories: Sequence[Category]) -> bool:
    """Whether asking again asks for the audit that is open: a member's is known by its category, a first one by what
    it is about, as far as that is told."""
    if member.status == MemberStatus.MEMBER:
        return len(categories) <= 1
    about = {category.id for category in await existing.categories.all()}
    return {category.id for category in categories} <= about


_OPEN_ALREADY = InputProblem(
    "categories",
    InputCode.CONFLICT,
    "Un audit de ce poste est déjà en cours d’analyse : attendez ses résultats, ou demandez un autre poste.",
)


def _too_many(right: Entitlement, categories: Sequence[Category]) -> InputProblem | None:
    if len(categories) <= right.most_categories:
        return None
    return InputProblem("categories", InputCode.TOO_MANY, right.message)


async def _categories(ids: Collection[int]) -> list[Category]:
    """The categories of these ids, in that order; each once."""
    found = {category.id: category for category in await Category.filter(id__in=list(ids))}
    if len(found) != len(set(ids)):
        raise InputError("categories", InputCode.NOT_FOUND, "Un de ces postes de dépenses n’existe pas.")
    return [found[id_] for id_ in dict.fromkeys(ids)]


async def choose_categories(viewer: Viewer, audit_id: int, category_ids: Sequence[int]) -> Changed | Invalid:
    """Say which categories an audit is about, or others instead, while it collects."""
    problems, categories = Problems(), list[Category]()
    with problems:
        categories = await _categories(category_ids)
    if not category_ids:
        problems.add("categories", InputCode.REQUIRED, "Indiquez au moins un poste de dépenses.")
    if problems.found:
        return Invalid(problems.found)
    try:
        async with in_transaction():
            audit = await locked(viewer, audit_id, add_audit_files)
            if audit is None:
                return no_audit(CLOSED)
            first = (audit.right_key or "").startswith("first:")
            right = entitlement_of(audit.member)
            most = 3 if first else right.most_categories
            if len(categories) > most:
                return Invalid.one("categories", InputCode.TOO_MANY, right.message)
            if not first:
                audit.right_key = f"{audit.member_id}:{categories[0].id}"
                await audit.save(update_fields=["right_key"])
            await audit.categories.clear()
            await audit.categories.add(*categories)
            await publish(Audit, audit.id, member_id=audit.member_id)
            return Changed(audit)
    except IntegrityError:
        return Invalid((_OPEN_ALREADY,))


async def close_files(viewer: Viewer, audit_id: int) -> Changed | Invalid:
    """No more files: what is unread is still read, then the lines are matched. Saying so twice is fine."""
    async with in_transaction():
        audit = await locked(viewer, audit_id, add_audit_files)
        if audit is None:
            again = await visible(viewer, audit_id)
            if again is not None and again.status in (AuditStatus.READING, AuditStatus.MATCHING):
                return Changed(again)
            return no_audit(CLOSED)
        problems = Problems()
        if not await audit.categories.all().exists():
            problems.add("categories", InputCode.REQUIRED, "Indiquez d’abord les postes de dépenses de cet audit.")
        if not await AuditFile.filter(audit_id=audit.id).exists():
            problems.add("id", InputCode.REQUIRED, "Envoyez d’abord au moins une facture.")
        if problems.found:
            return Invalid(problems.found)
        await begin_analysis(viewer, audit)
        return Changed(audit)


async def begin_analysis(viewer: Viewer, audit: Audit) -> None:
    """It takes no more files. Part of a transaction that holds the audit."""
    audit.status, audit.files_closed_at = AuditStatus.READING, timezone.now()
    await audit.save(update_fields=["status", "files_closed_at"])
    await journal.record(JournalKind.AUDIT_FILES_CLOSED, viewer, member_id=audit.member_id)
    await when_read(audit)


async def when_read(audit: Audit) -> None:
    """On to matching when the files are closed and all were looked at. Part of a transaction that holds the audit."""
    waiting = AuditFile.filter(audit_id=audit.id, status=AuditFileStatus.WAITING)
    if audit.status == AuditStatus.READING and not await waiting.exists():
        audit.status, audit.next_attempt_at, audit.attempts = AuditStatus.MATCHING, timezone.now(), 0
        await audit.save(update_fields=["status", "next_attempt_at", "attempts"])
    await publish(Audit, audit.id, member_id=audit.member_id)


async def cancel(viewer: Viewer, audit_id: int) -> Changed | Invalid:
    """Give it up: the right that it used is there again, what was sent and read is gone. Saying so twice is fine."""
    async with in_transaction():
        audit = await locked(viewer, audit_id, cancel_audit)
        if audit is None:
            again = await visible(viewer, audit_id)
            if again is not None and again.status == AuditStatus.CANCELLED:
                return Changed(again)
            return no_audit("Cet audit ne peut plus être annulé.")
        await call_off(viewer, audit)
        return Changed(audit)


async def call_off(viewer: Viewer, audit: Audit) -> None:
    """It is given up, with the right that it used and what was sent. Part of a transaction that holds the audit."""
    audit.status, audit.right_key, audit.cancelled_at = AuditStatus.CANCELLED, None, timezone.now()
    await audit.save(update_fields=["status", "right_key", "cancelled_at"])
    await take_back_right(audit)
    await _delete_contents(audit)
    await journal.record(JournalKind.AUDIT_CANCELLED, viewer, member_id=audit.member_id)
    await publish(Audit, audit.id, member_id=audit.member_id)


async def take_back_right(audit: Audit) -> None:
    """The company's next audit is its first one then, if it was this. Part of a transaction that holds the audit."""
    member = await Member.select_for_update().get(id=audit.member_id)
    if member.first_audit_at == audit.created_at:
        nothing = Q(status=AuditStatus.CANCELLED) | Q(status=AuditStatus.FAILED, right_key=None)
        first = await Audit.filter(~nothing, member_id=member.id).order_by("created_at", "id").first()
        await Member.filter(id=member.id).update(first_audit_at=first and first.created_at)


async def _delete_contents(audit: Audit) -> None:
    """What stands in its files; their names stay, so that everybody sees what became of them."""
    files = AuditFile.filter(audit_id=audit.id)
    await AuditFileContent.filter(file_id__in=Subquery(files.values("id"))).delete()
    for rows in (LineMatch, InvoiceLine, Invoice, AuditSavings, AuditReport):
        await rows.filter(audit_id=audit.id).delete()


CLOSED = "Un audit dont l’analyse a commencé ne prend plus de fichiers : demandez-en un autre pour la suite."


async def visible(viewer: Viewer, audit_id: int) -> Audit | None:
    """The audit, if it exists for the viewer."""
    audit = await Audit.get_or_none(id=audit_id).select_related("member")
    seen = audit is not None and (viewer.is_staff or audit.member_id in viewer.member_ids)
    return audit if seen else None


async def locked(viewer: Viewer, audit_id: int, permission: Permission) -> Audit | None:
    """The audit, held until the transaction ends, if the viewer may."""
    audit = await Audit.select_for_update().get_or_none(id=audit_id)
    if audit is None or not may(viewer, permission, audit):
        return None
    audit.member = await Member.get(id=audit.member_id)
    return audit


def no_audit(message: str) -> Invalid:
    """The same answer whether it is somebody else's or too late."""
    return Invalid.one("id", InputCode.NOT_FOUND, f"Aucun de vos audits ne répond à cette demande. {message}")


def restricted() -> Restricted:
    """For the group alone."""
    return Restricted(Denial(ErrorCode.FORBIDDEN, "Réservé aux conseillers.", Role.ADVISOR))
