"""When somebody wishes to be called, as French mails write it: "demain après 14h", "lundi matin", "entre 9h et 11h"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.understanding.phones import find_phones
from mailbot.understanding.spoken import plain

_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
# A shorter text speaks of the call as a whole.
_SHORT = 200
_LONGEST_WISH = 80

_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+")
_CALL = re.compile(
    r"\b(?:rap+el|ap+el|joi(?:nd|gn)|dispo|telephon|contact|call|phone|libre|coup de fil|preferen|plutot)"
)
_T = r"(?:(?P<{0}h>[01]?\d|2[0-4])\s?(?:h(?:eures?)?\b|h(?=\d)|:)\s?(?P<{0}m>[0-5]\d)?|(?P<{0}n>midi)\b)"
_FIRST, _LAST = _T.format("a"), _T.format("b")
_BARE = r"(?P<ab>[01]?\d|2[0-4])"
_RANGE = re.compile(rf"(?:\bentre|\bde|\bdes)?\s?(?:{_FIRST}|\b{_BARE})\s?(?:et|a|-|–|jusqu'?\s?a)\s?{_LAST}")
_AFTER = re.compile(rf"\b(?:apres|pas (?:du tout )?avant|a partir de|des|au[- ]dela de|after|from)\s{{1,2}}{_FIRST}")
_BEFORE = re.compile(rf"\b(?:avant|jusqu'?\s?a|before)\s{{1,2}}{_FIRST}")
_AT = re.compile(rf"\b(?:a|vers|at|around|pour)\s{{1,2}}{_FIRST}")
# "Lundi prochain 9h00": where nothing else tells the time, beside a day.
_ALONE = re.compile(rf"(?<![\w:,.-]){_FIRST}(?! ?(?:/|par|hebdo|de travail))")
_SOON = re.compile(r"\bdans\s(?P<count>\d{1,2}|une?)\s?(?P<unit>h\b|heures?|min(?:utes?)?)")
_PARTS: tuple[tuple[str, dt.time, dt.time], ...] = (
    (r"fin (?:de |d'|de la )?matinee", dt.time(11), dt.time(12, 30)),
    (r"debut d'?\s?(?:apres[- ]?midi|aprem)", dt.time(13, 30), dt.time(15, 30)),
    (r"fin (?:d'?\s?(?:apres[- ]?midi|aprem)|de journee)", dt.time(16), dt.time(18, 30)),
    (r"(?:apres[- ]?midi|aprem|afternoon)", dt.time(13, 30), dt.time(18, 30)),
    (r"(?:matin(?:ee)?|morning)", dt.time(8), dt.time(12, 30)),
    (r"soir(?:ee)?|evening", dt.time(17), dt.time(20)),
    (r"(?:entre midi et deux|heure du dejeuner)", dt.time(12), dt.time(14)),
)
_PART = tuple((re.compile(rf"\b(?:{words})\b"), start, end) for words, start, end in _PARTS)
_RELATIVE = re.compile(
    r"\b(?:(?P<after>apres[- ]demain)|(?P<tomorrow>demain|tomorrow)|(?P<today>aujourd'?\s?hui|ce jour|today"
    r"|ce(?:t)? (?:matin|apres[- ]?midi|aprem|soir))"
    r"|(?P<week>(?:la )?semaine prochaine|next week))\b"
)
_WEEKDAY = re.compile(rf"\b(?P<name>{'|'.join(_DAYS)})s?\b")
_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<day>\d{{1,2}})(?:er)? (?P<month>{'|'.join(_MONTHS)})\b"
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})(?:/(?:20)?\d{2})?(?![\w/]))"
)
# In front of a day: it is where the time ends, or begins.
_BOUND = re.compile(
    r"\b(?:(?P<before>avant)|(?P<until>d'ici|jusqu'?\s?au?)|(?P<behind>apres)|a partir d[eu]|des)\s(?:(?:le|a) )?$"
)
_NOT = re.compile(r"\b(?:pas|sauf|jamais|hors|excepte|ni|not|except)(?: (?:disponible|dispo|libre|la|joignable))?"
                  r"(?: (?:le|l'|les|en|avant|apres|de|du|d'|a|demain|au))*\s*$")  # fmt: skip


@dataclass(frozen=True)
class CallWish:
    """The moments between which the call is wished, aware; None is no bound. `as_written`: the words for it."""

    as_written: str
    earliest: dt.datetime | None = None
    latest: dt.datetime | None = None


def call_wish(texts: Sequence[str], now: dt.datetime) -> CallWish | None:
    """The wish in what was written now, else in what was written earlier. `now` is aware, in the clocks' time zone."""
    for text in texts:
        found = _wish(_about_the_call(text), now)
        if found is not None:
            return found
    return None


def _about_the_call(text: str) -> str:
    """The sentences that speak of the call, without telephone numbers."""
    for phone in reversed(find_phones(text)):
        end = phone.position + len(phone.as_written)
        text = f"{text[: phone.position]}{' ' * len(phone.as_written)}{text[end:]}"
    text = text.replace("’", "'")
    if len(text) <= _SHORT:
        return text
    return "\n".join(one for one in _SENTENCE.findall(text) if _CALL.search(plain(one)))[: 20 * _SHORT]


def _wish(written: str, now: dt.datetime) -> CallWish | None:
    written = re.sub(r"[ \t\u00a0\u202f]+", " ", written)
    text = plain(written)
    spans: list[tuple[int, int]] = []
    soon = next(_said(_SOON, text), None)
    if soon is not None:
        return CallWish(soon.group(), now + _length(soon), now + _length(soon) + dt.timedelta(hours=1))
    first_day, last_day = _day(text, now, spans)
    bound = _BOUND.search(text[: spans[0][0]]) if spans else None
    start, end = _times(text, spans)
    spans += [bound.span()] if bound else []
    if first_day is None and start is None and end is None:
        return None
    # Ligatures and the like make the plain text longer: then its words must do.
    words = _words(written if len(written) == len(text) else text, spans)
    if first_day is None:
        return _without_day(words, start, end, now)
    earliest, latest = _within(first_day, last_day or first_day, (start, end), bound, now)
    if latest is None:
        return CallWish(words, max(earliest, now))
    return CallWish(words, max(earliest, now) if latest > now else now, latest if latest > now else None)


def _within(
    first_day: dt.date,
    last_day: dt.date,
    times: tuple[dt.time | None, dt.time | None],
    bound: re.Match[str] | None,
    now: dt.datetime,
) -> tuple[dt.datetime, dt.datetime | None]:
    """From when and until when, of the days and times that are named."""
    start, end = times
    if bound and (bound["before"] or bound["until"]):
        last = dt.datetime.combine(last_day, start or end or dt.time(23, 59), now.tzinfo)
        return now, last - dt.timedelta(days=1 if bound["before"] and not (start or end) else 0)
    if bound and not (start or end):
        first_day += dt.timedelta(days=1 if bound["behind"] else 0)
        return dt.datetime.combine(first_day, dt.time(), now.tzinfo), None
    earliest = dt.datetime.combine(first_day, start or dt.time(), now.tzinfo)
    return earliest, dt.datetime.combine(last_day, end or dt.time(23, 59), now.tzinfo)


def _without_day(words: str, start: dt.time | None, end: dt.time | None, now: dt.datetime) -> CallWish:
    """A time alone is today's, or tomorrow's when it is over."""
    until = end or (dt.time(23, 59) if start else None)
    over = (until is not None and until <= now.time()) or (start is not None and end is None and start < now.time())
    day = now.date() + dt.timedelta(days=1 if over else 0)
    earliest = dt.datetime.combine(day, start or dt.time(), now.tzinfo)
    latest = dt.datetime.combine(day, end, now.tzinfo) if end else None
    return CallWish(words, max(earliest, now), latest)


def _length(match: re.Match[str]) -> dt.timedelta:
    count = 1 if match["count"].startswith("un") else int(match["count"])
    return dt.timedelta(hours=count) if match["unit"].startswith("h") else dt.timedelta(minutes=count)


def _day(text: str, now: dt.datetime, spans: list[tuple[int, int]]) -> tuple[dt.date | None, dt.date | None]:
    """The day, and the last one of several."""
    today = now.date()
    for match in _said(_RELATIVE, text):
        spans.append(match.span())
        if match["week"]:
            monday = today + dt.timedelta(days=7 - today.weekday())
            weekday = next(_said(_WEEKDAY, text), None)
            if weekday is None:
                return monday, monday + dt.timedelta(days=4)
            spans.append(weekday.span())
            return monday + dt.timedelta(days=_DAYS.index(weekday["name"])), None
        return today + dt.timedelta(days=2 if match["after"] else 1 if match["tomorrow"] else 0), None
    for match in _said(_DATE, text):
        day = _date(match, today)
        if day is not None:
            spans.append(match.span())
            return day, None
    for match in _said(_WEEKDAY, text):
        spans.append(match.span())
        ahead = (_DAYS.index(match["name"]) - today.weekday()) % 7
        return today + dt.timedelta(days=ahead or 7), None
    return None, None


def _date(match: re.Match[str], today: dt.date) -> dt.date | None:
    """The next such day; None for one that there isn't, or that is months ahead."""
    month = _MONTHS.index(match["month"]) + 1 if match["month"] else int(match["month2"])
    for year in (today.year, today.year + 1):
        try:
            day = dt.date(year, month, int(match["day"] or match["day2"]))
        except ValueError:
            return None
        if dt.timedelta() <= day - today <= dt.timedelta(days=90):
            return day
    return None


def _times(text: str, spans: list[tuple[int, int]]) -> tuple[dt.time | None, dt.time | None]:
    """From when and until when; None is no bound."""
    between = next(_said(_RANGE, text), None)
    if between is not None:
        start = dt.time(int(between["ab"]) % 24) if between["ab"] else _time(between, "a")
        if start < _time(between, "b"):
            spans.append(between.span())
            return start, _time(between, "b")
    after, before = next(_said(_AFTER, text), None), next(_said(_BEFORE, text), None)
    if after or before:
        spans += [match.span() for match in (after, before) if match]
        return _time(after, "a") if after else None, _time(before, "a") if before else None
    at = next(_said(_AT, text), None)
    if at is not None:
        spans.append(at.span())
        start = _time(at, "a")
        return start, dt.time(min(start.hour + 1, 23), start.minute)
    for pattern, start, end in _PART:
        for match in _said(pattern, text):
            spans.append(match.span())
            return start, end
    alone = next(_said(_ALONE, text), None) if spans else None
    if alone is not None and 7 <= _time(alone, "a").hour <= 20:
        spans.append(alone.span())
        start = _time(alone, "a")
        return start, dt.time(start.hour + 1, start.minute)
    return None, None


def _time(match: re.Match[str], side: str) -> dt.time:
    if match[f"{side}n"]:
        return dt.time(12)
    return dt.time(int(match[f"{side}h"]) % 24, int(match[f"{side}m"] or 0))


def _said(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches in front of which there is no "pas", "sauf" …"""
    return (
        match for match in pattern.finditer(text) if not _NOT.search(text[max(0, match.start() - 40) : match.start()])
    )


def _words(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words that tell the moment: one stretch of the text where they stand together."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    if last - first <= _LONGEST_WISH and "\n" not in text[first:last]:
        return text[first:last].strip()
    return ", ".join(text[start:end].strip() for start, end in sorted(set(spans)))
