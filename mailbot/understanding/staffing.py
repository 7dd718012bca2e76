"""What a mail says about a temp whose cost it asks for; what is written now goes before what was written earlier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailbot.understanding.amounts import Wage, Working, find_wage, find_working, without_other_numbers
from mailbot.understanding.contracts import find_contract
from mailbot.understanding.days import find_start
from mailbot.understanding.directory import SupplierDirectory, SupplierMention
from mailbot.understanding.meant import suppliers_in
from mailbot.understanding.spoken import plain, with_digits
from mailbot.understanding.spots import Spot, find_spot
from mailbot.understanding.strange import signs_of_kinds
from mailbot.understanding.trades import Trade, find_trades
from mailbot.understanding.words import any_of
from models.folding import fold
from models.mail_kinds import MailKind

MAX_CHARACTERS = 20_000

_OF_TEMPS = signs_of_kinds({MailKind.STAFFING_COST: 1.0})
_SET_ASIDE = any_of(
    "pas (?:par|chez|avec|de)|et non|non pas|sauf|hormis|surtout pas|ni|plutot que|au lieu de|contrairement a"
)


@dataclass(frozen=True)
class StaffingUnderstanding:
    """What was understood; whatever isn't said is None or empty."""

    trades: tuple[Trade, ...] = ()
    wage: Wage | None = None
    working: Working = field(default_factory=Working)
    contract: str | None = None
    contract_is_guessed: bool = False  # told by who finds the temp, not by its name
    mentions: tuple[SupplierMention, ...] = ()
    start: dt.date | None = None
    spot: Spot | None = None
    unknown: tuple[str, ...] = ()  # names behind "chez" that the directory doesn't know


def read_staffing(
    now: str, earlier: str, names: Sequence[str], directory: SupplierDirectory, today: dt.date, home: str | None = None
) -> StaffingUnderstanding:
    """`now`: what was written now; `earlier`: what we had asked about; `names`: qualifications that there are."""
    latest = _read(now, names, directory, today, home)
    if not earlier.strip():
        return latest
    first = _read(earlier, names, directory, today, home)
    return StaffingUnderstanding(
        trades=latest.trades or first.trades,
        wage=latest.wage or first.wage,
        working=_joined(latest.working, first.working),
        contract=latest.contract or first.contract,
        contract_is_guessed=latest.contract_is_guessed if latest.contract else first.contract_is_guessed,
        mentions=latest.mentions or first.mentions,
        start=latest.start or first.start,
        spot=latest.spot or first.spot,
        # The name that we didn't know may be answered by one that we do.
        unknown=latest.unknown or (() if latest.mentions else first.unknown),
    )


def _joined(latest: Working, first: Working) -> Working:
    return Working(
        latest.weekly or first.weekly,
        latest.weeks or first.weeks,
        latest.total or first.total,
        latest.lasting or first.lasting,
    )


def _read(
    text: str, names: Sequence[str], directory: SupplierDirectory, today: dt.date, home: str | None
) -> StaffingUnderstanding:
    text = text[:MAX_CHARACTERS]
    digits = with_digits(plain(text))
    numbers = without_other_numbers(digits)
    working = find_working(numbers)
    named = directory.find(text)
    mentions = [one for one in named if not _set_aside(text, one)]
    contract, guessed = find_contract(text)
    return StaffingUnderstanding(
        trades=tuple(find_trades(digits, names)),
        wage=find_wage(numbers, working.weekly),
        working=working,
        contract=contract,
        contract_is_guessed=guessed,
        mentions=tuple(mentions),
        start=find_start(digits, today),
        spot=find_spot(text, [(one.position, one.end) for one in named], home),
        unknown=suppliers_in(text, directory, _OF_TEMPS)[1],
    )


def _set_aside(text: str, mention: SupplierMention) -> bool:
    """ "Pas par X", "et non X"."""
    before = fold(text[max(0, mention.position - 25) : mention.position])
    return any(match.end() >= len(before) - 4 for match in _SET_ASIDE.finditer(before))
