"""What a temp earns, works and how long, as members write it: wages, hours, weeks. French writing first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from models.siret import find_company_numbers

# Numbers that are none of these: telephones, days, addresses, web pages, codes of qualifications.
_OTHER_NUMBERS = re.compile(
    r"(?:\+33|\b0)[ .]?[1-9](?:[ .-]?\d{2}){4}\b|\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}/\d{1,2}\b|\S{1,64}@\S{1,200}|\b(?:https?://|www\.)\S{1,300}|\b[rn]\d{1,4}\b"
    r"|\bcaces(?: r?\d{1,4}){1,4}"
)
_AMOUNT = re.compile(
    r"(?<![\w.,/+€-])(?P<sign>€ ?)?(?P<whole>\d{1,3}(?:[ .]\d{3})+(?!\d)|\d{1,6})(?:[.,](?P<cents>\d{1,4}))?"
    r"(?P<unit> ?(?:€|euros?\b|eur\b|e(?![a-z])))?(?: ?(?:et )?(?P<rest>\d{2})(?!\d|[.,]\d| ?(?:h\b|heures?|sem|jour"
    r"|%)))?(?![\w%/.,]*\d)"
)
_HOURLY = re.compile(r"(?: ?(?:bruts?|brute))? ?(?:/ ?h\b|/ ?heure|de l'? ?h(?:eure)?s?\b|de lh\b|(?:par|l'|an"
                     r"|per) ?h(?:eure|our)\b"
                     r"|horaires?)")  # fmt: skip
_MONTHLY = re.compile(r"\b(?:mois|mensuels?|mensuelle|month|monthly)\b")
# "25 k€ brut annuel", "2k brut"
_THOUSANDS = re.compile(r" ?k(?:€|\b ?(?:€|euros?|eur|bruts?))")
_YEARLY_OR_DAILY = re.compile(r"\b(?:an|annuels?|annuelle|annee|year|jour|journee|day|jours?)\b|\bk ?€")
_GROSS = re.compile(r"\b(?:bruts?|brutes?|gross)\b")
_NET = re.compile(r"\bnets?\b(?! (?:de|d'|hors) ?(?:taxes?|tva|toute))|\bin the pocket\b|\bdans la poche\b")
_WAGE_BEFORE = re.compile(
    r"\b(?:bruts?|brute|gross|salaires?|taux(?: horaire)?|remuner\w+|payee?s?|paye|paie|pay|touche\w*|prend"
    r"|demande|veut|donne"
    r"|gagne\w*|sera(?:it)?|a|de|un gars|disons)\W{0,3}(?:(?:de|a|du|est|serait|fixe|actuel|horaire"
    r"|brut)\W{1,2}){0,3}$"
)
_NOT_WAGE_BEFORE = re.compile(
    r"\b(?:me|nous|on) demand\w+\W{0,3}$|\b(?:coefs?|coeff\w*|multiplicateur|calcul|devis|annonc\w+|propos\w+"
    r"|factur\w+|cout\w*"
    r"|reviend\w+|revient|panier|primes?|ticket|plafond|remise|reel|marge|sort|sorti)\b[^.;\n]{0,25}$"
)
_NOT_WAGE_BEHIND = re.compile(
    r" ?(?:h\.? ?t|ttc|%|/ ?kg|le kilo|la ligne|la journee|le litre|km|de coef\w*|de prime|de panier|personnes?"
    r"|salaries?)\b"
)
# "Un soudeur à 16 ?": no other sign of money, but nothing else that it could be.
_BARE_BEFORE = re.compile(r"(?:\b(?:a|paye|payee|at) )$")
_BARE_BEHIND = re.compile(r" ?(?:[?,.;)\n]|$|chez|en (?:gestion|deleg))")
_SMIC = re.compile(r"\b(?:smic|smig|salaire minimum|minimum legal|minimum wage)\b")
_SMIC_CHANGED = re.compile(
    r"\b(?:smic|smig) ?(?:\+|plus|majore|augmente|hotelier|conventionnel)|(?:au[- ]dessus|plus) (?:du|que le) smic"
    r"|\d[,.]\d+ ?(?:x|fois)? ?(?:le )?smic\b|\d ?% (?:de plus|du smic)"
)
_HOURS = re.compile(r"(?<![\w.,/+-])(?<!\d )(?P<value>\d{1,4}(?:[.,]\d{1,2})?) ?(?:h|hs|hrs?|heures?|hours?)\b(?! ?\d)")
_PER_WEEK = re.compile(
    r"\W{0,3}(?:(?:par|sur|de|/|a|la|une|de la|sur la|per|a) ?){0,3}(?:semaines?|sem|hebdo\w*|week\w*|s)\b"
)
_PER_MONTH = re.compile(r"\W{0,3}(?:(?:par|sur|/|le|au) ?){0,2}(?:mois|mensuel\w*|month\w*)\b")
_PER_DAY = re.compile(r" ?(?:par jour|/ ?j(?:our)?|la journee|a la journee|per day)\b")
_IN_ALL = re.compile(r"\W{0,3}(?:au total|en tout|total\w*|in total)\b")
_CLOCK_BEFORE = re.compile(
    r"(?:\b(?:de|a|est|vers|avant|apres|entre|et|jusqu'?a|des|matin|soir|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|from|to|at)"
    r"|[-–])\s*$"
)
_CLOCK_BEHIND = re.compile(r" ?(?:-|–|a|au|to) ?\d{1,2} ?h")
_LASTING = re.compile(r"(?<![\w.,/+-])(?P<count>\d{1,2}) ?(?P<unit>semaines?|sem|s|mois|jours?|weeks?|months?)\b")
_NOT_LASTING_BEFORE = re.compile(
    r"\b(?:depuis|il y a|dans|d'ici|sous|delai de|tous les|toutes les|preavis de"
    r"|ago)\s*$"
)
_NOT_LASTING_BEHIND = re.compile(
    r" ?(?:d'arret|d'essai|d'engagement|de preavis|de retard|d'anciennete)\b"
    r"| ?(?:par|/|sur) ?(?:semaine|sem|mois|sept|7)\b"
)
# Fewer hours than these are not a week's, unless it is said.
_LEAST_WEEKLY = 13
# Legal working time: 35 hours a week, 151.67 a month (Code du travail, L. 3121-27).
LEGAL_WEEK = Decimal(35)
_WEEKS_A_MONTH = Decimal(52) / 12


class WageProblem(StrEnum):
    """Why a wage that was written can't be used."""

    NET = "NET"  # only gross pay is multiplied with a coefficient
    UNCLEAR = "UNCLEAR"  # several amounts, or for a year or a day, or more than the minimum wage by an unnamed amount


@dataclass(frozen=True)
class Wage:
    """Gross euros an hour; None: the minimum wage. `monthly`: what was written, where it was for a month."""

    hourly: Decimal | None = None
    monthly: Decimal | None = None
    problem: WageProblem | None = None
    as_written: str = ""


@dataclass(frozen=True)
class Working:
    """How much is worked: hours a week, how many weeks, or all hours together."""

    weekly: Decimal | None = None
    weeks: Decimal | None = None
    total: Decimal | None = None
    lasting: str = ""  # as written: "2 semaines"

    @property
    def hours(self) -> Decimal | None:
        """One temp's hours: all that are named, or a week's; None: none are named."""
        if self.total is not None or (self.weekly is None and self.weeks is None):
            return self.total
        hours = (self.weekly or LEGAL_WEEK) * (self.weeks or 1)
        return hours.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def without_other_numbers(text: str) -> str:
    """A `plain` text with telephone and company numbers, days and addresses blotted out, of the same length."""
    for number in find_company_numbers(text):
        end = number.position + len(number.as_written)
        text = text[: number.position] + "#" * len(number.as_written) + text[end:]
    return _OTHER_NUMBERS.sub(lambda match: "#" * len(match.group()), text)


def find_wage(text: str, weekly: Decimal | None = None) -> Wage | None:
    """The wage that a `plain` text without other numbers names; None: none at all. `weekly`: hours, for a month's."""
    candidates = sorted(_candidates(text), key=lambda one: -one.score)
    best = [one for one in candidates if one.score >= max(1, candidates[0].score - 1)] if candidates else []
    hourly = [one for one in best if not one.monthly] or best
    if not hourly:
        return _minimum(text)
    if _SMIC.search(text) and hourly[0].score < 4:
        return _minimum(text) if len({one.value for one in hourly}) == 1 else Wage(problem=WageProblem.UNCLEAR)
    if len({one.value for one in hourly}) > 1 or hourly[0].period_unclear:
        return Wage(problem=WageProblem.UNCLEAR, as_written=hourly[0].as_written)
    one = hourly[0]
    if one.net:
        return Wage(problem=WageProblem.NET, as_written=one.as_written)
    if one.monthly:
        return Wage(_hourly_of(one.value, weekly), one.value, as_written=one.as_written)
    return Wage(one.value, as_written=one.as_written)


def _minimum(text: str) -> Wage | None:
    if not _SMIC.search(text):
        return None
    return (
        Wage(problem=WageProblem.UNCLEAR, as_written="SMIC") if _SMIC_CHANGED.search(text) else Wage(as_written="SMIC")
    )


def _hourly_of(monthly: Decimal, weekly: Decimal | None) -> Decimal:
    hours = (weekly or LEGAL_WEEK) * _WEEKS_A_MONTH
    return (monthly / hours).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class _Candidate:
    value: Decimal
    score: int
    net: bool
    monthly: bool
    period_unclear: bool
    as_written: str


def _candidates(text: str) -> Iterator[_Candidate]:
    for match in _AMOUNT.finditer(text):
        before = re.split(r"[;\n]|[.!?] ", text[max(0, match.start() - 60) : match.start()])[-1]
        behind = re.split(r"[;\n,]|[.!?](?: |$)", text[match.end() : match.end() + 40])[0]
        if _is_no_money(match, behind):
            continue
        value = _value(match)
        gross = bool(_GROSS.search(behind[:25]) or _GROSS.search(before[-12:]))
        score = _score(match, before, behind, gross)
        monthly = value >= 900 and not _HOURLY.match(behind)
        yield _Candidate(
            value,
            score,
            net=bool(_NET.search(behind[:25]) or _NET.search(before[-8:])) and not gross,
            monthly=monthly,
            period_unclear=value >= 10_000
            or (60 <= value < 900)
            or _THOUSANDS.match(behind) is not None
            or (monthly and bool(_YEARLY_OR_DAILY.search(behind))),
            as_written=match.group().strip(),
        )


def _is_no_money(match: re.Match[str], behind: str) -> bool:
    if _HOURS.match(match.string, match.start()) or _LASTING.match(match.string, match.start()):
        return True
    if _THOUSANDS.match(behind) and not match["unit"]:
        return False
    return _value(match) < 5 or bool(re.match(r" ?(?:%|eme|er\b|e\b.{0,3}arr)", behind))


def _value(match: re.Match[str]) -> Decimal:
    cents = match["cents"] or (match["rest"] if match["unit"] else None) or "0"
    return Decimal(f"{re.sub(r'[ .]', '', match['whole'])}.{cents}")


def _score(match: re.Match[str], before: str, behind: str, gross: bool) -> int:
    """How surely an amount is what the temp earns."""
    score = 3 if gross else 0
    score += 1 if match["unit"] or match["sign"] else 0
    score += 2 if _HOURLY.match(behind) else 0
    score += 2 if _WAGE_BEFORE.search(before) and (match["cents"] or match["unit"] or match["sign"] or gross) else 0
    score += 1 if _MONTHLY.search(behind[:20]) and _value(match) >= 900 else 0
    score += 1 if match["cents"] and 9 <= _value(match) < 60 else 0
    score += 2 if _NET.search(behind[:12]) else 0
    score += 2 if not score and _BARE_BEFORE.search(before) and _BARE_BEHIND.match(match.string, match.end()) else 0
    if _NOT_WAGE_BEFORE.search(before) and not gross:
        score -= 6
    return score - 6 if _NOT_WAGE_BEHIND.match(behind) and not gross else score


def find_working(text: str) -> Working:
    """Hours and time that a `plain` text without other numbers names."""
    weekly = likely = total = None
    for match in _HOURS.finditer(text):
        value, behind = Decimal(match["value"].replace(",", ".")), text[match.end() : match.end() + 30]
        if _PER_MONTH.match(behind) or (100 <= value <= 200 and not _IN_ALL.match(behind)):
            weekly = weekly or (value / _WEEKS_A_MONTH).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        elif _IN_ALL.match(behind) or value > 60:
            total = total or value
        elif _PER_DAY.match(behind):
            weekly = weekly or (value * 5 if value <= 12 else None)
        elif _PER_WEEK.match(behind):
            weekly = weekly or value
        elif not _is_clock(text, match, value):
            likely = likely or value
    weeks, lasting = _lasting(text)
    if likely is not None and likely < _LEAST_WEEKLY:  # "2 jours, 8 h": of a day; alone it tells nothing
        total = total or (weeks * 5 * likely if weeks is not None and lasting.endswith(("jour", "jours")) else None)
        likely = None
    return Working(weekly or likely, weeks, total, lasting)


def _is_clock(text: str, match: re.Match[str], value: Decimal) -> bool:
    before, behind = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 10]
    return value < 24 and (_CLOCK_BEFORE.search(before) is not None or _CLOCK_BEHIND.match(behind) is not None)


def _lasting(text: str) -> tuple[Decimal | None, str]:
    for match in _LASTING.finditer(text):
        before, behind = text[max(0, match.start() - 20) : match.start()], text[match.end() : match.end() + 20]
        if _NOT_LASTING_BEFORE.search(before) or _NOT_LASTING_BEHIND.match(behind):
            continue
        count, unit = Decimal(match["count"]), match["unit"]
        if unit.startswith(("mo",)):
            return count * _WEEKS_A_MONTH, f"{count} mois"
        if unit.startswith("j"):
            return count / 5, f"{count} jour{'s' if count > 1 else ''}"
        return count, f"{count} semaine{'s' if count > 1 else ''}"
    return None, ""
