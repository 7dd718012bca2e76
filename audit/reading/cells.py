"""Cells of spreadsheets as people and programs write them: numbers, rates and dates, French or English."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from math import isfinite

from audit.reading.currencies import SIGN

# What calamine gives, and CSV as text.
Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta

_SIGNS = re.compile(r"%|\bht\b", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+")
_NOTHING = {"", "-", "–", "—", "/", "n/a", "na", "nc", "s.o.", "so", "néant", "neant", "none", "null"}
_FOR_FREE = {"offert", "gratuit", "inclus", "compris", "free", "included"}
_MONTHS = {
    **{name: number for number, name in enumerate(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(), 1
    )},
    **{name: number for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )},
    **{"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12},
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9},
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d\d)(?: .*)?")
_WITH_MONTH = re.compile(r"(\d{1,2})(?:er)? ?-?([a-z]+)\.? ?-?(\d{4})")
_EXCEL_DAYS = range(30_000, 70_000)
_MOST_LETTERS = 60
_ERROR = re.compile(r"#(?:[^\W\d_/]{1,12}(?:/0)?[!?]?|N/A|DIV/0[!?]?)|Err:\d{3}")


def is_error(cell: Cell | None) -> bool:
    """Whether a cell holds what programs write for a formula that failed: `#REF!`, `#N/A`, `#VALEUR!`."""
    return isinstance(cell, str) and _ERROR.fullmatch(cell.strip()[:_MOST_LETTERS]) is not None


def written(cell: Cell | None) -> str:
    """A cell as text, spaces made one; a number without the noise that binary fractions leave behind."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case float():  # damaged files hold what is no number
            return format(_of_float(cell), "f") if isfinite(cell) else ""
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case _:
            return " ".join(str(cell).split())


def folded(text: str) -> str:
    """Lower case without accents; all that is neither letter nor digit is a space."""
    plain = unicodedata.normalize("NFKD", text.replace("°", " ").replace("º", " ")).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def number(cell: Cell | None) -> Decimal | None:
    """None for an empty cell and what people write for nothing. Raises `ValueError` for what is no number.

    `1 234,56`, `1.234,56`, `1,234.56`, `(12,50)` and `12,50-` (negative), `12,50 €`, `5,5 %`. A single separator is
    that of decimals.
    """
    if isinstance(cell, bool):
        raise ValueError(f"no number: {cell!r}")
    if isinstance(cell, int | float):
        return _of_float(cell)
    if not isinstance(cell, str | None):
        raise ValueError(f"no number: {cell!r}")
    text = _SPACES.sub("", _SIGNS.sub("", SIGN.sub("", cell or ""))).replace("−", "-")
    if text.lower() in _NOTHING:
        return None
    if text.lower() in _FOR_FREE:
        return Decimal(0)
    is_negative = (text.startswith("(") and text.endswith(")")) or text.endswith("-")
    text = text.strip("()").removesuffix("-")
    if len(text) > _MOST_LETTERS or not _NUMBER.fullmatch(text):
        raise ValueError(f"no number: {cell!r}")
    value = Decimal(_with_point(text))
    return -value if is_negative else value


def _with_point(text: str) -> str:
    """The last of two kinds of separators is that of decimals; one that repeats is that of thousands."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "." if comma > point else ","
    else:
        thousands = "," if text.count(",") > 1 else "." if text.count(".") > 1 else ""
    if thousands:
        whole, decimals = (text[: max(comma, point)], text[max(comma, point) :]) if comma >= 0 <= point else (text, "")
        if not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole):
            raise ValueError(f"no number: {text!r}")
        text = whole.replace(thousands, "") + decimals
    return text.replace(",", ".")


def _of_float(value: float) -> Decimal:
    """Excel calculates with 15 significant digits, more is noise. Raises `ValueError` when it is infinite."""
    found = Decimal(format(value, ".15g"))
    if not found.is_finite():
        raise ValueError(f"no number: {value!r}")
    return found


def percentage(cell: Cell | None) -> Decimal | None:
    """A rate in per cent; a number below 1 is a part of one, as spreadsheets keep `20 %`. As `number` else."""
    value = number(cell)
    is_part = isinstance(cell, int | float) and value is not None and 0 < abs(value) < 1
    return value * 100 if is_part and value is not None else value


def day(cell: Cell | None) -> dt.date | None:
    """A date; days come before months. None for an empty cell. Raises `ValueError` for what is no date."""
    match cell:
        case dt.datetime():
            return cell.date()
        case dt.date():
            return cell
        case int() | float() if int(cell) in _EXCEL_DAYS and not isinstance(cell, bool):
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(cell))
    text = folded_date(written(cell))
    if text in _NOTHING:
        return None
    if match := _ISO.fullmatch(text):
        year, month, number_of_day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        number_of_day, month, year = map(int, match.groups())
    elif (match := _WITH_MONTH.fullmatch(text)) and match[2] in _MONTHS:
        number_of_day, month, year = int(match[1]), _MONTHS[match[2]], int(match[3])
    else:
        raise ValueError(f"no date: {cell!r}")
    try:
        return dt.date(year + 2000 if year < 100 else year, month, number_of_day)
    except ValueError:
        raise ValueError(f"no date: {cell!r}") from None


def folded_date(text: str) -> str:
    """A date's text in lower case without accents, its separators kept."""
    plain = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))
