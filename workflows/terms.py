"""Terms of suppliers (modalités), kept by the group: added for a period, ended, corrected. Periods never overlap.

A line of the journal tells who did it; the terms don't stand there, for it is read by more people than they are.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from access.viewer import Viewer
from models import JournalKind, Supplier, SupplierTerms
from workflows import journal
from workflows.inputs import InputCode, Problems
from workflows.outcomes import Invalid
from workflows.periods import Words, alone, check_end, check_overlap, check_period, end_before, endless, in_french

LONGEST = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORDS = Words(
    begins="Ces modalités ne commencent que le {}.",
    ends="Ces modalités finissent déjà le {} ; pour les prolonger, corrigez-les.",
    runs="Des modalités de ce fournisseur courent déjà du {}, {}.",
    give_end="Donnez-leur d’abord un dernier jour, ou demandez endPrevious.",
)


@dataclass(frozen=True)
class NewTerms:
    """What is negotiated from a day on: general terms, how this supplier in particular wants it, or both."""

    supplier_id: int
    general: str | None
    special: str | None
    valid_from: dt.date
    valid_to: dt.date | None = None
    # End those without an end that are in force, the day before.
    end_previous: bool = False


@dataclass(frozen=True)
class Correction:
    """What was wrong; None: as it is. A text that is empty is none."""

    general: str | None = None
    special: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    # Without an end again: `valid_to` can't say so.
    open_end: bool = False


async def add_terms(viewer: Viewer, new: NewTerms) -> SupplierTerms | Invalid:
    """Add a period."""
    problems = Problems()
    async with alone(SupplierTerms):
        row = SupplierTerms(supplier_id=new.supplier_id, valid_from=new.valid_from, valid_to=new.valid_to)
        if not await Supplier.exists(id=new.supplier_id):
            problems.add("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
        _set_texts(row, new, problems)
        check_period(row, problems)
        previous = await endless(_others(row), row) if new.end_previous else None
        if not problems.found:
            await check_overlap(_others(row), row, _WORDS, problems, without=previous)
        if problems.found:
            return Invalid(problems.found)
        if previous is not None:
            await end_before(previous, row)
            await _journal(JournalKind.TERMS_ENDED, viewer, previous)
        await row.save()
        await _journal(JournalKind.TERMS_ADDED, viewer, row)
    return row


async def end_terms(viewer: Viewer, terms_id: int, last_day: dt.date) -> SupplierTerms | Invalid:
    """Give a period its last day, or an earlier one."""
    async with alone(SupplierTerms):
        row = await SupplierTerms.get_or_none(id=terms_id)
        if row is None:
            return _no_such()
        problems = Problems()
        check_end(row, last_day, _WORDS, problems)
        if problems.found:
            return Invalid(problems.found)
        row.valid_to = last_day
        await row.save(update_fields=["valid_to"])
        await _journal(JournalKind.TERMS_ENDED, viewer, row)
    return row


async def correct_terms(viewer: Viewer, terms_id: int, correction: Correction) -> SupplierTerms | Invalid:
    """Put right what was wrong from the start; terms that change are ended, and new ones added."""
    async with alone(SupplierTerms):
        row = await SupplierTerms.get_or_none(id=terms_id)
        if row is None:
            return _no_such()
        row.valid_from = correction.valid_from or row.valid_from
        row.valid_to = None if correction.open_end else correction.valid_to or row.valid_to
        problems = Problems()
        _set_texts(row, correction, problems)
        check_period(row, problems)
        if not problems.found:
            await check_overlap(_others(row), row, _WORDS, problems)
        if problems.found:
            return Invalid(problems.found)
        await row.save()
        await _journal(JournalKind.TERMS_CORRECTED, viewer, row)
    return row


def _set_texts(row: SupplierTerms, given: NewTerms | Correction, problems: Problems) -> None:
    for name, text in (("general", given.general), ("special", given.special)):
        if text is None:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > LONGEST:
            problems.add(name, InputCode.INVALID, f"Ce texte a au plus {LONGEST} caractères.")
        elif _CONTROL.search(text):
            problems.add(name, InputCode.INVALID, "Ce texte contient un caractère invisible qui n’est pas accepté.")
        setattr(row, name, text or None)
    if row.general is None and row.special is None:
        problems.add("general", InputCode.REQUIRED, "Indiquez les modalités générales, particulières, ou les deux.")


def _others(row: SupplierTerms) -> QuerySet[SupplierTerms]:
    """The other periods of the same supplier."""
    return SupplierTerms.filter(supplier_id=row.supplier_id).exclude(id=row.id or 0)


def _no_such() -> Invalid:
    return Invalid.one("id", InputCode.NOT_FOUND, "Ces modalités n’existent pas.")


async def _journal(kind: JournalKind, viewer: Viewer, row: SupplierTerms) -> None:
    supplier = await Supplier.get(id=row.supplier_id)
    await journal.record(kind, viewer, supplier_id=supplier.id, note=f"{supplier.name}, {in_french(row)}")
