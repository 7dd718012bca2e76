"""Samples of the parts about temps, one for each way that their wording branches."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from letters.staffing_parts import (
    StaffingFormula,
    StaffingLine,
    StaffingNoPrice,
    StaffingPart,
    StaffingQuote,
    WhichQualification,
    WhichWage,
)

SINCE = datetime.date(2026, 1, 1)
LINE = StaffingLine(
    agency="Intérim Soleil",
    contract="délégation",
    coefficient=Decimal("1.9500"),
    valid_from=SINCE,
    factor=Decimal(1),
    hourly=Decimal("25.74"),
    total=Decimal("5405.40"),
    cheapest=True,
)
ADDED = replace(
    LINE,
    agency="Azur Intérim Nantes",
    contract="gestion",
    factor=Decimal("1.21"),
    hourly=Decimal("31.15"),
    total=Decimal("6541.50"),
    cheapest=False,
    distance_km=Decimal("12.3"),
    valid_from=datetime.date(2026, 4, 1),
    valid_to=datetime.date(2026, 12, 31),
)
UNKNOWN = replace(LINE, agency="Port Emploi", cheapest=False, hourly_if_added=Decimal("31.15"))
QUOTE = StaffingQuote(
    qualification="Cariste",
    gross=Decimal("13.20"),
    lines=(LINE, ADDED, UNKNOWN),
    at=datetime.date(2026, 11, 23),
    as_written="carristes",
    monthly=Decimal(2002),
    hours=Decimal(210),
    hours_made_of="210\u00a0h (3\u00a0personnes × 2\u00a0semaines × 35\u00a0h par semaine)",
    contract_guessed="délégation",
    place="Nantes (44000)",
    others=4,
    not_agencies=("Loc’Azur",),
    without_price=("Bureau Emploi",),
)
STAFFING_PARTS: tuple[StaffingPart, ...] = (
    QUOTE,
    StaffingQuote(
        qualification="Cariste",
        gross=Decimal("12.02"),
        lines=(replace(LINE, hourly=Decimal("23.44"), total=None),),
        at=datetime.date(2026, 11, 23),
        minimum_wage_since=SINCE,
        wage_assumed=True,
    ),
    StaffingNoPrice("Plongeur", datetime.date(2026, 11, 23), "Rennes (35000)"),
    StaffingNoPrice("Plongeur", datetime.date(2026, 11, 23)),
    WhichQualification(("Cariste", "Maçon")),
    WhichQualification(),
    WhichWage("NET", "11 € net"),
    WhichWage("TOO_LOW", "9,67\u00a0€", Decimal("12.02")),
    WhichWage("UNCLEAR"),
    StaffingFormula(Decimal("12.02"), SINCE),
)
