"""An advisor's review: deciding lines, mending what was misread, validating. Each decision teaches the next audits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.permissions import Permission, match_audit_again, may, review_audit
from access.policy import Role, has_role
from access.viewer import Viewer
from audit.results import Candidate, Match, MatchKind, Reason
from jobs.events import GROUP_ALONE, publish
from models import (
    Audit,
    AuditReport,
    AuditStatus,
    Invoice,
    InvoiceLine,
    JournalKind,
    LineDecision,
    LineMatch,
    MatchAlias,
    Member,
    MemberStatus,
    PriceLine,
)
from settings import Settings
from workflows import journal
from workflows.audits import letters, results
from workflows.audits.catalogue import price_by
from workflows.audits.learning import alias_name
from workflows.audits.matching import show
from workflows.audits.report import keep_pdf, pdf_of
from workflows.audits.requesting import Changed, no_audit
from workflows.audits.values import CANDIDATE, INVOICE, MATCH
from workflows.inputs import InputCode, InputError
from workflows.outcomes import Invalid

_LONGEST_UNIT = 64
_MOST = Decimal(10) ** 12


class Kept(Enum):
    """Says of a correction that it stays as it is."""

    KEPT = "KEPT"


KEPT: Final = Kept.KEPT


@dataclass(frozen=True)
class Decided:
    """The line as it is now."""

    match: LineMatch


async def decide(
    viewer: Viewer, match_id: int, decision: LineDecision, *, price_id: int | None = None, kind: MatchKind | None = None
) -> Decided | Invalid:
    """Accept what was proposed, choose another price, or say that we have nothing like it.

    What was decided before about the same line is forgotten, here and for the next audits.
    """
    async with in_transaction():
        row = await _held(viewer, match_id)
        if row is None:
            return _no_line()
        try:
            chosen = await _chosen(row, decision, price_id, kind)
        except InputError as error:
            return Invalid((error.problem,))
        if chosen is not None or row.decided_value is not None:
            row.category_id = await _category(row, chosen)
        row.decision, row.decided_by_id, row.decided_at = decision, viewer.person_id, timezone.now()
        row.decided_value = chosen and CANDIDATE.dump(chosen)
        show(row, chosen)
        await row.save()
        await _teach(viewer, row, chosen)
        await journal.record(
            JournalKind.LINE_DECIDED, viewer, member_id=row.audit.member_id, note=f"audit {row.audit_id} : {decision}"
        )
        return await _calculated(row)


async def _category(row: LineMatch, chosen: Candidate | None) -> int | None:
    """That of the decided price. Without one, a price that was chosen before by mistake leaves nothing: the category of
    what was proposed counts, or none, until the line is matched again."""
    if chosen is None:
        proposed = MATCH.load(row.value).chosen
        chosen = proposed if proposed is not None and proposed.reason is not Reason.DECISION else None
    elif chosen.price.category is None:
        return row.category_id
    price = chosen and await PriceLine.get_or_none(id=chosen.price.key)
    return price.category_id if price else None


async def _chosen(
    row: LineMatch, decision: LineDecision, price_id: int | None, kind: MatchKind | None
) -> Candidate | None:
    match: Match = MATCH.load(row.value)
    if decision is LineDecision.NO_EQUIVALENT:
        return None
    if decision is LineDecision.ACCEPTED:
        # Candidates that were vetoed or are unlikely are no proposal.
        proposed = match.chosen
        if proposed is None:
            raise InputError(
                "decision", InputCode.INVALID, "Aucun prix n’est proposé pour cette ligne : choisissez-le."
            )
        return Candidate(price=proposed.price, probability=1.0, kind=kind or proposed.kind, reason=Reason.DECISION)
    price = await price_by(price_id or 0)
    if price is None:
        raise InputError("price", InputCode.NOT_FOUND, "Cette ligne de prix n’existe pas.")
    if kind is None:
        raise InputError("kind", InputCode.REQUIRED, "Dites si ce produit est identique ou équivalent.")
    return Candidate(price=price, probability=1.0, kind=kind, reason=Reason.DECISION)


async def _teach(viewer: Viewer, row: LineMatch, chosen: Candidate | None) -> None:
    """Remember it for the next audits, instead of what the line taught before."""
    now = timezone.now()
    await MatchAlias.filter(line_id=row.line_id, revoked_at=None).update(revoked_at=now, revoked_by_id=viewer.person_id)
    line = await InvoiceLine.get(id=row.line_id)
    invoice = INVOICE.load((await Invoice.get(id=line.invoice_id)).value["invoice"])
    read = invoice.lines[line.place]
    price = None if chosen is None else await PriceLine.get(id=chosen.price.key).select_related("agreement")
    newest = None if chosen is not None else await PriceLine.all().order_by("-id").first()
    await MatchAlias.create(
        seller_siren=invoice.seller.siren,
        seller_reference=read.seller_reference and read.seller_reference[:200],
        name=alias_name(read),
        supplier_id=price and price.agreement.supplier_id,
        reference=price and price.reference,
        newest_price=newest and newest.id,
        kind=chosen and chosen.kind,
        audit_id=row.audit_id,
        line_id=row.line_id,
        decided_by_id=viewer.person_id,
        decided_at=now,
    )


async def correct(
    viewer: Viewer,
    match_id: int,
    *,
    quantity: Decimal | Kept | None = KEPT,
    unit: str | Kept | None = KEPT,
    amount: Decimal | Kept | None = KEPT,
) -> Decided | Invalid:
    """Mend a quantity, a unit or an amount net of VAT that was misread; with None, what was read counts again."""
    async with in_transaction():
        row = await _held(viewer, match_id)
        if row is None:
            return _no_line()
        changed = quantity
        quantity = row.corrected_quantity if quantity is KEPT else quantity
        unit = row.corrected_unit if unit is KEPT else unit
        amount = row.corrected_amount if amount is KEPT else amount
        if quantity is not None and not (quantity.is_finite() and 0 < abs(quantity) < _MOST):
            return Invalid.one("quantity", InputCode.INVALID, "La quantité doit être un nombre autre que zéro.")
        said = " ".join((unit or "").replace("\0", " ").split())
        if len(said) > _LONGEST_UNIT:
            return Invalid.one("unit", InputCode.INVALID, f"L’unité comporte au plus {_LONGEST_UNIT} caractères.")
        if amount is not None and not (amount.is_finite() and abs(amount) < _MOST):
            return Invalid.one("amount", InputCode.INVALID, "Le montant hors TVA doit être un nombre.")
        if _contradict(quantity, amount, await InvoiceLine.get(id=row.line_id)):
            return Invalid.one("amount" if changed is KEPT else "quantity", InputCode.INVALID, _SAME_SIGN)
        row.corrected_quantity, row.corrected_unit, row.corrected_amount = quantity, said or None, amount
        await row.save(update_fields=["corrected_quantity", "corrected_unit", "corrected_amount"])
        await journal.record(
            JournalKind.LINE_DECIDED, viewer, member_id=row.audit.member_id, note=f"audit {row.audit_id} : correction"
        )
        return await _calculated(row)


_SAME_SIGN = (
    "La quantité et le montant d’une ligne ont le même signe : un signe moins mal lu se corrige dans les deux à la "
    "fois, comme ils sont imprimés."
)


def _contradict(quantity: Decimal | None, amount: Decimal | None, read: InvoiceLine) -> bool:
    """Whether one is below zero and the other above by what is mended: nothing is bought for less than nothing."""
    if quantity is None and amount is None:
        return False  # as it was read; it isn't compared then
    counts = read.quantity if quantity is None else quantity
    costs = read.net_amount if amount is None else amount
    return counts is not None and costs is not None and counts * costs < 0


async def _calculated(row: LineMatch) -> Decided:
    await results.calculate(row.audit)
    await publish(Audit, row.audit_id, member_id=GROUP_ALONE)  # the company sees nothing of it before it is validated
    return Decided(await LineMatch.get(id=row.id))


async def _held(viewer: Viewer, match_id: int) -> LineMatch | None:
    """The line, with its audit held until the transaction ends, when the viewer may decide it."""
    row = await LineMatch.get_or_none(id=match_id)
    if row is None:
        return None
    audit = await Audit.select_for_update().get(id=row.audit_id)
    if not may(viewer, review_audit, audit):
        return None
    row = await LineMatch.get(id=match_id)
    row.audit = audit
    return row


def _no_line() -> Invalid:
    message = "Cette ligne n’existe pas, ou son audit n’est pas en cours de vérification."
    return Invalid.one("id", InputCode.NOT_FOUND, message)


async def validate(settings: Settings, viewer: Viewer, audit_id: int) -> Changed | Invalid:
    """Show the results to the company, and write to it. What still waits for a decision is shown without a saving.

    The report is made before the audit is held; when somebody decides a line meanwhile, it is made anew.
    """
    while True:
        audit = await Audit.get_or_none(id=audit_id).select_related("member")
        calculated = await AuditReport.filter(audit_id=audit_id).values_list("calculated_at", flat=True)
        if audit is None or not calculated or not may(viewer, review_audit, audit):
            return await _validated_before(viewer, audit_id)
        pdf = await pdf_of(settings, audit)
        if pdf is None:
            continue
        outcome = await _validate(settings, viewer, audit_id, calculated[0], pdf)
        if outcome is not None:
            return outcome


async def _validated_before(viewer: Viewer, audit_id: int) -> Changed | Invalid:
    again = await Audit.get_or_none(id=audit_id, status=AuditStatus.VALIDATED)
    return Changed(again) if again and has_role(viewer, Role.ADVISOR) else no_audit(_NOT_IN_REVIEW)


async def _validate(
    settings: Settings, viewer: Viewer, audit_id: int, calculated_at: object, pdf: bytes
) -> Changed | Invalid | None:
    """None: the report is no longer that of the PDF."""
    async with in_transaction():
        audit = await _held_audit(viewer, audit_id)
        if audit is None:
            return await _validated_before(viewer, audit_id)
        first = (audit.right_key or "").startswith("first:")
        if not first and (await Member.get(id=audit.member_id)).status == MemberStatus.FORMER:
            return Invalid.one("id", InputCode.CONFLICT, _OF_FORMER_MEMBER)
        if not await AuditReport.exists(audit_id=audit_id, calculated_at=calculated_at):
            return None
        audit.status, audit.validated_at, audit.validated_by_id = (
            AuditStatus.VALIDATED, timezone.now(), viewer.person_id,
        )  # fmt: skip
        if not first:
            audit.right_key = None  # a member may ask for the same category again
        await audit.save(update_fields=["status", "validated_at", "validated_by_id", "right_key"])
        await keep_pdf(audit, pdf)
        await letters.validated(settings, audit, pdf)
        await journal.record(JournalKind.AUDIT_VALIDATED, viewer, member_id=audit.member_id)
        await publish(Audit, audit.id, member_id=audit.member_id)
        return Changed(audit)


async def match_again(viewer: Viewer, audit_id: int) -> Changed | Invalid:
    """Match once more, e.g. after an import of prices; what was decided and mended stays."""
    async with in_transaction():
        audit = await _held_audit(viewer, audit_id, match_audit_again)
        if audit is None:
            return no_audit(_NOT_IN_REVIEW)
        audit.status, audit.next_attempt_at, audit.attempts = AuditStatus.MATCHING, timezone.now(), 0
        await audit.save(update_fields=["status", "next_attempt_at", "attempts"])
        await publish(Audit, audit.id, member_id=audit.member_id)
        return Changed(audit)


_OF_FORMER_MEMBER = (
    "Cette société n’est plus adhérente : un audit demandé en tant qu’adhérent ne peut plus lui être remis. Annulez-le."
)
_NOT_IN_REVIEW = "Il n’est pas en cours de vérification."


async def _held_audit(viewer: Viewer, audit_id: int, permission: Permission = review_audit) -> Audit | None:
    audit = await Audit.select_for_update().get_or_none(id=audit_id)
    return audit if audit is not None and may(viewer, permission, audit) else None


@dataclass(frozen=True)
class Revoked:
    """It counts no more."""

    alias: MatchAlias


async def revoke(viewer: Viewer, alias_id: int) -> Revoked | Invalid:
    """Take back what a decision taught: from the next audit on it counts no more. Saying so twice is fine."""
    async with in_transaction():
        alias = await MatchAlias.select_for_update().get_or_none(id=alias_id)
        if alias is None or not has_role(viewer, Role.ADVISOR):
            return Invalid.one("id", InputCode.NOT_FOUND, "Ce rapprochement n’existe pas.")
        if alias.revoked_at is None:
            alias.revoked_at, alias.revoked_by_id = timezone.now(), viewer.person_id
            await alias.save(update_fields=["revoked_at", "revoked_by_id"])
            await journal.record(JournalKind.ALIAS_REVOKED, viewer, note=alias.name[:200])
        return Revoked(alias)
