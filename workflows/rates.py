"""Wages and billing coefficients, kept by administrators: added, ended, corrected. Their periods never overlap.

A line of the journal tells who did it; values don't stand there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tortoise.queryset import QuerySet

from access.viewer import Viewer
from letters.french import format_day, format_euros
from models import Agency, Coefficient, ContractType, IfmIccp, JournalKind, MinimumWage, Supplier
from models.folding import fold
from workflows import journal
from workflows.inputs import InputCode, Problems
from workflows.outcomes import Invalid
from workflows.periods import (
    Words,
    alone,
    check_day,
    check_end,
    check_overlap,
    check_period,
    end_before,
    endless,
    in_french,
)
from workflows.qualifications import all_qualifications

# Usual coefficients run from 1.7 to 2.5: 205 is a lost comma, 0.05 a percentage. As in imports.
LEAST_VALUE, MOST_VALUE = 1, 10
LEAST_WAGE, MOST_WAGE = 1, 1_000
# What the columns hold.
_VALUE, _AMOUNT, _LONGEST = Decimal("0.0001"), Decimal("0.01"), 120
_CONTRACTS = {ContractType.GESTION: "gestion", ContractType.DELEGATION: "délégation"}
_WORDS = Words(
    begins="Ce coefficient ne commence que le {}.",
    ends="Ce coefficient finit déjà le {} ; pour le prolonger, corrigez-le.",
    runs="Un coefficient de cette qualification court déjà du {}, {}.",
    give_end="Donnez-lui d’abord un dernier jour, ou demandez endPrevious.",
)


@dataclass(frozen=True)
class NewCoefficient:
    """A coefficient to be added: of the supplier, or of one of its agencies."""

    supplier_id: int
    agency_id: int | None
    contract_type: ContractType
    qualification: str
    value: Decimal
    ifm_iccp: IfmIccp
    valid_from: dt.date
    valid_to: dt.date | None = None
    # End the one without an end that is in force, the day before.
    end_previous: bool = False


@dataclass(frozen=True)
class Correction:
    """What was wrong in a coefficient; None: as it is."""

    value: Decimal | None = None
    ifm_iccp: IfmIccp | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    # Without an end again: `valid_to` can't say so.
    open_end: bool = False


async def add_coefficient(viewer: Viewer, new: NewCoefficient) -> Coefficient | Invalid:
    """Add a coefficient."""
    problems = Problems()
    async with alone(Coefficient):
        row = Coefficient(
            supplier_id=new.supplier_id,
            agency_id=new.agency_id,
            contract_type=new.contract_type,
            qualification=await _spelling(new.qualification),
            value=Decimal(LEAST_VALUE),  # until it is checked: not every number that there is can be a row's
            ifm_iccp=new.ifm_iccp,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
        )
        await _check_owner(row, problems)
        _check_coefficient(row, new.value, problems)
        previous = await endless(_of_same_kind(row), row) if new.end_previous else None
        if not problems.found:
            await check_overlap(_of_same_kind(row), row, _WORDS, problems, without=previous)
        if problems.found:
            return Invalid(problems.found)
        row.value = new.value.quantize(_VALUE)
        if previous is not None:
            await end_before(previous, row)
            await _journal(JournalKind.COEFFICIENT_ENDED, viewer, previous)
        await row.save()
        await _journal(JournalKind.COEFFICIENT_ADDED, viewer, row)
    return row


async def end_coefficient(viewer: Viewer, coefficient_id: int, last_day: dt.date) -> Coefficient | Invalid:
    """Give a coefficient its last day, or an earlier one."""
    async with alone(Coefficient):
        row = await Coefficient.get_or_none(id=coefficient_id)
        if row is None:
            return _no_such("Ce coefficient n’existe pas.")
        problems = Problems()
        check_end(row, last_day, _WORDS, problems)
        if problems.found:
            return Invalid(problems.found)
        row.valid_to = last_day
        await row.save(update_fields=["valid_to"])
        await _journal(JournalKind.COEFFICIENT_ENDED, viewer, row)
    return row


async def correct_coefficient(viewer: Viewer, coefficient_id: int, correction: Correction) -> Coefficient | Invalid:
    """Put right what was wrong from the start; a coefficient that changes is ended, and a new one added."""
    async with alone(Coefficient):
        row = await Coefficient.get_or_none(id=coefficient_id)
        if row is None:
            return _no_such("Ce coefficient n’existe pas.")
        for name in ("ifm_iccp", "valid_from", "valid_to"):
            if (given := getattr(correction, name)) is not None:
                setattr(row, name, given)
        if correction.open_end:
            row.valid_to = None
        value = row.value if correction.value is None else correction.value
        problems = Problems()
        _check_coefficient(row, value, problems)
        if not problems.found:
            await check_overlap(_of_same_kind(row), row, _WORDS, problems)
        if problems.found:
            return Invalid(problems.found)
        row.value = value.quantize(_VALUE)
        await row.save()
        await _journal(JournalKind.COEFFICIENT_CORRECTED, viewer, row)
    return row


async def add_minimum_wage(viewer: Viewer, valid_from: dt.date, hourly_gross: Decimal) -> MinimumWage | Invalid:
    """Add the SMIC from a day on: it ends the one before by itself."""
    async with alone(MinimumWage):
        problems = Problems()
        _check_wage(hourly_gross, problems)
        check_day("validFrom", valid_from, problems)
        same = await MinimumWage.get_or_none(valid_from=valid_from)
        if same is not None:
            problems.add(
                "validFrom",
                InputCode.CONFLICT,
                f"Le SMIC du {format_day(valid_from)} est déjà connu : {format_euros(same.hourly_gross)}. "
                "S’il est faux, corrigez-le.",
            )
        if problems.found:
            return Invalid(problems.found)
        row = await MinimumWage.create(valid_from=valid_from, hourly_gross=hourly_gross)
        note = f"SMIC du {format_day(valid_from)} : {format_euros(hourly_gross)}"
        await journal.record(JournalKind.WAGE_ADDED, viewer, note=note)
    return row


async def correct_minimum_wage(viewer: Viewer, wage_id: int, hourly_gross: Decimal) -> MinimumWage | Invalid:
    """Put a wrong amount right."""
    async with alone(MinimumWage):
        row = await MinimumWage.get_or_none(id=wage_id)
        if row is None:
            return _no_such("Ce SMIC n’existe pas.")
        problems = Problems()
        _check_wage(hourly_gross, problems)
        if problems.found:
            return Invalid(problems.found)
        before, row.hourly_gross = row.hourly_gross, hourly_gross.quantize(_AMOUNT)
        await row.save(update_fields=["hourly_gross"])
        note = f"SMIC du {format_day(row.valid_from)} : {format_euros(hourly_gross)} au lieu de {format_euros(before)}"
        await journal.record(JournalKind.WAGE_CORRECTED, viewer, note=note)
    return row


# Checks.


async def _check_owner(row: Coefficient, problems: Problems) -> None:
    supplier = await Supplier.get_or_none(id=row.supplier_id)
    if supplier is None:
        problems.add("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
    elif not supplier.temp_agency:
        problems.add("supplierId", InputCode.INVALID, f"{supplier.name} n’est pas une société d’intérim.")
    if row.agency_id is not None and not await Agency.exists(id=row.agency_id, supplier_id=row.supplier_id):
        problems.add("agencyId", InputCode.NOT_FOUND, "Cette agence n’est pas de ce fournisseur.")


def _check_coefficient(row: Coefficient, value: Decimal, problems: Problems) -> None:
    if not row.qualification:
        problems.add("qualification", InputCode.REQUIRED, "Indiquez la qualification.")
    elif len(row.qualification) > _LONGEST or not row.qualification.isprintable():
        problems.add("qualification", InputCode.INVALID, f"Une qualification compte au plus {_LONGEST} caractères.")
    if not _is_number(value, LEAST_VALUE, MOST_VALUE, _VALUE):
        problems.add(
            "value", InputCode.INVALID, f"Un coefficient va de {LEAST_VALUE} à {MOST_VALUE}, avec au plus 4 décimales."
        )
    check_period(row, problems)


def _check_wage(amount: Decimal, problems: Problems) -> None:
    if not _is_number(amount, LEAST_WAGE, MOST_WAGE, _AMOUNT):
        problems.add("hourlyGross", InputCode.INVALID, "Le SMIC horaire brut s’écrit en euros, par exemple 12.02.")


def _is_number(value: Decimal, least: int, most: int, unit: Decimal) -> bool:
    return value.is_finite() and least <= value <= most and value % unit == 0


def _of_same_kind(row: Coefficient) -> QuerySet[Coefficient]:
    """The others of the same supplier, agency, contract type and qualification."""
    return Coefficient.filter(
        supplier_id=row.supplier_id,
        agency_id=row.agency_id,
        contract_type=row.contract_type,
        qualification=row.qualification,
    ).exclude(id=row.id or 0)


async def _spelling(text: str) -> str:
    """The qualification as the data write it already, so that one is not kept under two writings."""
    written = " ".join(text.split())
    known = (one.name for one in await all_qualifications() if written not in one.spellings)
    return next((name for name in known if fold(name) == fold(written)), written)


def _no_such(message: str) -> Invalid:
    return Invalid.one("id", InputCode.NOT_FOUND, message)


async def _journal(kind: JournalKind, viewer: Viewer, row: Coefficient) -> None:
    agency = "" if row.agency_id is None else f", {(await Agency.get(id=row.agency_id)).name}"
    note = f"{row.qualification}, {_CONTRACTS[row.contract_type]}{agency}, {in_french(row)}"
    await journal.record(kind, viewer, supplier_id=row.supplier_id, note=note)
