"""French as it is typeset: spaces that don't break, dates, telephone and company numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from models.siret import SIRET_DIGITS
from models.siret import format_siret as grouped
from models.typography import NBSP, typeset

__all__ = ["NBSP", "format_day", "format_phone", "format_siret", "listed", "typeset"]

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_FRENCH_PHONE = re.compile(r"(?P<prefix>0|\+33(?:\(0\)|0)?|0033)(?P<rest>[1-9][0-9]{8})")
_PHONE_PUNCTUATION = re.compile(r"[\s.\-/]+")


def format_day(day: datetime.date) -> str:
    """`23 novembre 2026`, `1er mai 2026`; never broken over two lines."""
    return NBSP.join(("1er" if day.day == 1 else str(day.day), _MONTHS[day.month - 1], str(day.year)))


def format_weekday(day: datetime.date) -> str:
    """`mardi 24 novembre`: a day that is near; never broken over two lines."""
    return NBSP.join((_WEEKDAYS[day.weekday()], *format_day(day).split(NBSP)[:2]))


def format_time(moment: datetime.datetime) -> str:
    """`14 h 05`, `9 h`: as the clock of its time zone shows it, unbroken."""
    return NBSP.join((str(moment.hour), "h", *([f"{moment.minute:02d}"] if moment.minute else [])))


def format_siret(siret: str) -> str:
    """`123 456 789 00012`, unbroken; what isn't 14 digits stays as it is."""
    return grouped(siret).replace(" ", NBSP) if len(siret) == SIRET_DIGITS and siret.isdecimal() else siret


def format_phone(phone: str) -> str:
    """`01 30 57 36 65` or `+33 1 30 57 36 65`, unbroken; another country's number keeps its own grouping."""
    match = _FRENCH_PHONE.fullmatch(_PHONE_PUNCTUATION.sub("", phone))
    if match is None:
        return NBSP.join(phone.split())
    first, rest = match["rest"][0], match["rest"][1:]
    start = [f"0{first}"] if match["prefix"] == "0" else ["+33", first]
    return NBSP.join(start + [rest[i : i + 2] for i in range(0, 8, 2)])


def format_number(value: Decimal, *, least: int = 2) -> str:
    """`1,95`, `1 250`: at least `least` decimals, without needless zeros, thousands apart; unbroken."""
    decimals = max(least, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def format_euros(amount: Decimal) -> str:
    """`1 250,00 €`, unbroken."""
    return f"{format_number(amount)}{NBSP}€"


def format_distance(kilometres: Decimal) -> str:
    """`99 km`, whole; empty for what is nearer than one: the name of the town says it."""
    whole = kilometres.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{format_number(whole, least=0)}{NBSP}km" if whole else ""


def listed(names: Sequence[str]) -> str:
    """`A`, `A et B`, `A, B et C`; empty for none."""
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def format_hours(hours: Decimal) -> str:
    """`35 h`, `151,67 h`, unbroken."""
    return f"{format_number(hours, least=0)}{NBSP}h"
