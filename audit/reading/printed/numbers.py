"""Numbers the way invoices print them, exactly: "1 234,56", "1.234,56", "1,234.56", "20Unit(s)", "12,50-", "(3,00)"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_SPACES = " \u00a0\u202f\u2009'’"
_SHAPE = re.compile(
    rf"(?P<open>[(\[]?)(?P<sign>[-+−–]?)\s?(?P<before>€|EUR|\$|£)?\s?(?P<sign2>[-−–]?)"
    rf"(?P<digits>\d+(?:[{_SPACES}.,]\d+)*|[.,]\d+)\s?"
    r"(?P<after>€|EUR|euros?|\$|£|CHF|%)?\s?(?P<close>[)\]]?)(?P<last>[-−–]?)(?P<unit>[^\W\d_](?:[^\W\d]|[²³/.()°])*[23]?)?(?:/(?P<per>[^\W\d_][\w²³.]*|100|1000))?",
    re.IGNORECASE,
)
# "40+10": one discount after the other.
_CHAIN = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?(?:\+\d{1,2}(?:[.,]\d{1,2})?)+ ?%?")
# Of VAT, in per cent: France with its overseas departments, its neighbours.
RATES = frozenset(map(Decimal, ("0", "2.1", "5.5", "8.5", "10", "20", "7", "19", "6", "21", "12")))
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+")


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value, how many decimals were printed, and what was stuck to it."""

    value: Decimal
    places: int
    percent: bool = False
    money: bool = False
    unit: str = ""
    # Whether "1.234" might as well be 1,234 (a weight with three decimals).
    thousands: bool = False


_CENTS_BY_COMMA, _CENTS_BY_DOT = re.compile(r"\d,\d{2}(?!\d)"), re.compile(r"\d\.\d{2}(?![\d.])")


def decimal_mark(texts: Iterable[str]) -> str:
    """What most of a document's amounts have before their cents: a comma (also when nothing tells) or a dot."""
    commas = dots = 0
    for text in texts:
        if "," in text and _CENTS_BY_COMMA.search(text):
            commas += 1
        elif "." in text and _CENTS_BY_DOT.search(text):
            dots += 1
    return "." if dots > commas else ","


@lru_cache(maxsize=16384)
def number(text: str, mark: str = ",") -> Number | None:
    """The number that `text` is, None when it is none (a date, a reference). `mark`: the document's decimal mark."""
    if not text or not any(map(str.isdigit, text)):
        return None
    if _CHAIN.fullmatch(text):
        return _chained(text)
    found = _SHAPE.fullmatch(text.strip())
    if found is None or bool(found["open"]) != bool(found["close"]) or (found["unit"] and found["after"]):
        return None
    value = _value(found["digits"], mark)
    if value is None:
        return None
    signs = [part for name in ("sign", "sign2", "last", "open") if (part := found[name]) and part != "+"]
    if len(signs) > 1:
        return None
    after = found["after"] or ""
    return Number(
        -value if signs else value,
        max(0, -int(value.as_tuple().exponent)),
        after == "%",
        bool(found["before"]) or after not in {"", "%"},
        found["unit"] or found["per"] or "",
        value % 1 == 0 and re.fullmatch(r"\d{1,3}[.,]\d{3}", found["digits"]) is not None,
    )


def _chained(text: str) -> Number:
    left = Decimal(1)
    for part in text.rstrip("% ").split("+"):
        left *= 1 - Decimal(part.replace(",", ".")) / 100
    return Number(100 * (1 - left), 2, percent=True)


def _value(digits: str, mark: str) -> Decimal | None:
    """The value of digits and separators; None when the groups are no thousands."""
    other = "." if mark == "," else ","
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        mark = max(",.", key=digits.rfind)
        other = "." if mark == "," else ","
    elif commas + dots > 1:
        mark, other = ("\0", "," if commas else ".")
    elif dots + commas == 1 and other in digits and len(digits.rpartition(other)[2]) != 3:
        mark, other = other, mark
    elif dots + commas == 1 and other in digits and digits.startswith(("0", other)):
        mark, other = other, mark
    whole, _, part = digits.partition(mark)
    if not part.isdigit() and part:
        return None
    bare = _ungrouped(whole, other)
    if bare is None or (len(bare) > 1 and bare[0] == "0" and not part) or len(bare) > 12:
        return None
    return Decimal(f"{bare or '0'}.{part}" if part else bare)


def _ungrouped(whole: str, separator: str) -> str | None:
    """The digits before the decimal mark without their separators of thousands; None when these stand elsewhere."""
    if whole.isdigit() or not whole:
        return whole
    normal = re.sub(rf"[{_SPACES}]", " ", whole.replace(separator, " "))
    return normal.replace(" ", "") if _GROUPED.fullmatch(normal) else None
