"""The day from which something is wanted, as French mails write it: "à compter du 4 janvier 2027", "début 04/01"."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_SHORT = {"janv": 1, "jan": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_ENGLISH = "january february march april may june july august september october november december".split()
_NUMBERS = {name: number for names in (_MONTHS, _ENGLISH) for number, name in enumerate(names, 1)} | _SHORT
_NAME = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DAY = re.compile(
    rf"(?<![\w/.-])(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd"
    rf"|th)? ?(?P<range>au \d{{1,2}} )?(?P<month>{_NAME})\b\.?,?(?: (?P<year>\d{{4}}))?"
    r"|(?P<day2>\d{1,2})(?P<range2> au \d{1,2})?[/.](?P<month2>\d{1,2})(?:[/.](?P<year2>\d{4}|\d{2}))?"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))(?![\w/]|[.,]\d)"
)
# What stands in front of the day that counts; else of one that may.
_WEEKDAYS = r"\b\W{0,4}(?:(?:le|du|au|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\W{1,2}){0,2}$"
_SURELY = re.compile(
    r"\b(?:a partir d[ue]|a compter d[ue]|des(?: le)?|debut\w*|demarr\w*|commenc\w*|start\w*|from|depart"
    r"|prise de poste|calcul\w* au)" + _WEEKDAYS
)
_MAYBE = re.compile(r"\b(?:du|pour|au|semaine du|le)" + _WEEKDAYS)
_NOT_FROM = re.compile(r"\b(?:jusqu'?au|ne le|avant le|facture du|lettre du|mail du|courrier du|echeance)\W{0,3}$")
# "Début janvier", "mi-mars", "en janvier 2027": the first day that may be meant.
_MONTH = re.compile(
    r"\b(?:(?P<late>mi|fin)|debut|courant|en|des|pour|a partir de|a compter de|au mois de)[ -]"
    r"(?:(?:le )?mois (?:de |d'))?"
    rf"(?P<month>{'|'.join(_MONTHS)})\b(?: (?P<year>20\d\d)\b)?"
)
_UNTIL = re.compile(r"\b(?:jusqu'?\s?(?:a|en|au)?|avant|depuis|factures?|(?:d'ici|d'ici a))\s*$")
_MID, _LATE = 15, 25
# A day that was written without its year and is longer ago is that of next year.
_LONG_AGO = dt.timedelta(days=60)


def find_start(text: str, today: dt.date) -> dt.date | None:
    """The first day of a `plain` text that something begins on; without a year the next one that comes."""
    maybe = None
    for match in _DAY.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        day = None if _NOT_FROM.search(before) else _day(match, today)
        if day is not None and _SURELY.search(before):
            return day
        if day is not None and (match["range"] or match["range2"] or _MAYBE.search(before)):
            maybe = maybe or day
    return maybe or _month(text, today)


def _month(text: str, today: dt.date) -> dt.date | None:
    """The beginning of a month that is named without a day; today, where that is over."""
    for match in _MONTH.finditer(text):
        if _UNTIL.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        month = _NUMBERS[match["month"]]
        year = int(match["year"] or today.year + (month < today.month))
        first = dt.date(year, month, {"mi": _MID, "fin": _LATE}.get(match["late"], 1))
        return max(first, today) if (year, month) >= (today.year, today.month) else None
    return None


def _day(match: re.Match[str], today: dt.date) -> dt.date | None:
    day = int(match["day"] or match["day2"] or match["day3"])
    month = _NUMBERS[match["month"]] if match["month"] else int(match["month2"] or match["month3"])
    written = match["year"] or match["year2"] or match["year3"]
    try:
        if written:
            return dt.date(int(written) + (2000 if len(written) == 2 else 0), month, day)
        found = dt.date(today.year, month, day)
        return found if found >= today - _LONG_AGO else dt.date(today.year + 1, month, day)
    except ValueError:  # 31/02
        return None
