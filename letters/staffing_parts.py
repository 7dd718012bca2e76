"""Parts of an answer about temps: what one costs, what must still be said for it, and what everybody may know."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

WageDoubt: TypeAlias = Literal["NET", "UNCLEAR", "TOO_LOW", "INVALID"]


@dataclass(frozen=True)
class StaffingLine:
    """What an hour costs at one agency under one type of contract; euros net of VAT. For members only."""

    agency: str
    contract: str  # French: "délégation"
    coefficient: Decimal
    valid_from: datetime.date
    # What the pay is multiplied with before: 1.21 where the bonus and paid leave come on top, else 1.
    factor: Decimal
    hourly: Decimal
    total: Decimal | None = None
    # Where nobody knows whether they are inside: what an hour costs if they are not.
    hourly_if_added: Decimal | None = None
    cheapest: bool = False
    distance_km: Decimal | None = None
    valid_to: datetime.date | None = None


@dataclass(frozen=True)
class StaffingQuote:
    """What a temp costs, the cheapest first, and all that was taken for granted. For members only."""

    qualification: str
    gross: Decimal
    lines: tuple[StaffingLine, ...]
    at: datetime.date
    # How the qualification was written, where it was written otherwise.
    as_written: str | None = None
    # Since when the minimum wage is what the calculation took; None: the wage is another one.
    minimum_wage_since: datetime.date | None = None
    # The wage wasn't said at all.
    wage_assumed: bool = False
    monthly: Decimal | None = None
    hours: Decimal | None = None
    # How the hours come about: "3 personnes × 2 semaines × 35 h".
    hours_made_of: str | None = None
    # The type of contract was told by who finds the temp.
    contract_guessed: str | None = None
    place: str | None = None
    # How many more agencies there are.
    others: int = 0
    # Named, but no temp agency of the group's, or one without a price for this qualification.
    not_agencies: tuple[str, ...] = ()
    without_price: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffingNoPrice:
    """No agency has a coefficient for this qualification on this day. For members only."""

    qualification: str
    at: datetime.date
    place: str | None = None


@dataclass(frozen=True)
class WhichQualification:
    """What the temp does is missing or not known; some that are. For members only."""

    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhichWage:
    """The wage as it was written can't be used. `minimum_wage`: of the day, where the wage is below it."""

    doubt: WageDoubt
    as_written: str | None = None
    minimum_wage: Decimal | None = None


@dataclass(frozen=True)
class StaffingFormula:
    """What everybody may know: how a temp's hour is calculated. Nothing of whoever asks."""

    minimum_wage: Decimal
    minimum_wage_since: datetime.date


StaffingPart: TypeAlias = StaffingQuote | StaffingNoPrice | WhichQualification | WhichWage | StaffingFormula
