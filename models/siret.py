"""Company numbers of France: a SIRET, SIREN or VAT number read from people's writing, checked and formatted.

SIRET: 14 digits, Luhn over all 14 and over the SIREN in front (its first 9). The establishments of La Poste
(SIREN 356000000) obey another rule, which python-stdnum knows: the digit sum is a multiple of 5.
Source: https://fr.wikipedia.org/wiki/Système_d'identification_du_répertoire_des_établissements
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret
from stdnum.fr import tva as stdnum_tva

from errors import BadInput

SIRET_DIGITS = 14
SIREN_DIGITS = 9

_SEPARATOR = r"[ \t\u00a0\u2000-\u200b\u202f.\-\u2010-\u2015_·]"
_SEPARATORS = re.compile(rf"(?:{_SEPARATOR}|\s)+")
_DIGITS = re.compile(r"[0-9]+")


class CompanyNumberKind(StrEnum):
    """Which of the three numbers a company gave."""

    SIRET = "SIRET"
    SIREN = "SIREN"
    VAT = "VAT"


@dataclass(frozen=True)
class CompanyNumber:
    """A company number found in a text. An invalid one was called by its name, but its check digits don't fit."""

    kind: CompanyNumberKind
    value: str  # without separators; a VAT number keeps its FR
    valid: bool
    as_written: str
    position: int = 0  # of the first character, in the text searched

    @property
    def siren(self) -> str:
        """The 9 digits that all three kinds share; only meaningful when `valid`."""
        return self.value[4:] if self.kind is CompanyNumberKind.VAT else self.value[:SIREN_DIGITS]


def is_valid_siret(siret: str) -> bool:
    """Whether this is a SIRET of 14 bare digits that passes its checks."""
    return len(siret) == SIRET_DIGITS and siret.isascii() and bool(stdnum_siret.is_valid(siret))


def parse_siret(text: str) -> str:
    """The 14 digits of a SIRET written with spaces, dots or dashes; `BadInput` says what was expected."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not _DIGITS.fullmatch(digits):
        raise BadInput(f"A SIRET has {SIRET_DIGITS} digits and nothing else but spaces; {text[:40]!r} was given.")
    if len(digits) != SIRET_DIGITS:
        raise BadInput(f"A SIRET has {SIRET_DIGITS} digits; {text[:40]!r} has {len(digits)}.")
    if not is_valid_siret(digits):
        raise BadInput(f"{text[:40]!r} isn't a valid SIRET: its check digits don't fit, one is probably mistyped.")
    return digits


def format_siret(siret: str) -> str:
    """The French grouping, `123 456 789 00012`."""
    return " ".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


# What stands in front of a number decides what it is: 14 digits may also be an order, a bank account or a badge.
_OURS = r"siret|siren|r\.?c\.?s\b|num[ée]ro d['’]adh[ée]rent|n[°ºo] ?d['’]?adh[ée]rent|adh[ée]rent n[°ºo]"
_CALLED_SO = re.compile(rf"(?:{_OURS})(?P<gap>[^0-9]{{0,40}})$", re.IGNORECASE)
_CALLED_SO_AFTER = re.compile(r"\s{0,2}[(\[]?\s?(?:n[°o] )?sire[tn]\b", re.IGNORECASE)
# Further off in the same sentence: enough for 9 digits that are grouped and checked as a SIREN is.
_SPOKEN_OF = re.compile(rf"(?:{_OURS})[^.!?\n]{{0,160}}$", re.IGNORECASE)
_CALLED_OTHERWISE = re.compile(
    r"(?:compte|client|contrat|commande|facture|devis|r[ée]f[ée]rences?|r[ée]f|t[ée]l[ée]phone|t[ée]l|portable|mobile|fax"
    r"|iban|rib|bic|carte|badge|dossier|colis|suivi|gtin|ean|s[ée]rie|imei|pdl|pce|police|identifiant)\b[^0-9\n]{0,25}$",
    re.IGNORECASE,
)
_CALLED_VAT = re.compile(r"(?:tva|vat)[^0-9\n]{0,40}$", re.IGNORECASE)
_IBAN = re.compile(
    rf"\bFR{_SEPARATOR}?[0-9]{{2}}(?:{_SEPARATOR}?[0-9A-Z]){{23}}\b"
    r"|\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
    re.IGNORECASE,
)
_VAT = re.compile(
    rf"(?<!\w)FR{_SEPARATOR}{{0,2}}(?:[0-9A-Z]{_SEPARATOR}?[0-9A-Z])(?:{_SEPARATOR}{{0,2}}[0-9]){{9}}(?!\w)",
    re.IGNORECASE,
)
_RUN = re.compile(
    rf"(?:(?<![\w+,/@])(?<!\+ )|(?<=\bsire[nt]))[0-9]+(?:\u200b*{_SEPARATOR}{{1,2}}[0-9]+)*(?![\w@])", re.IGNORECASE
)
_PHONE = re.compile(rf"0[1-9](?:{_SEPARATOR}?[0-9]{{2}}){{4}}(?![0-9])")
_USUAL_GROUPS = {
    (14,),
    (9, 5),
    (3, 3, 3, 5),
    (3, 3, 3, 2, 3),
    (3, 3, 3, 3, 2),
    (3, 3, 3, 1, 4),
    (3, 3, 3, 4, 1),
    (10, 4),
}


def find_company_numbers(text: str) -> list[CompanyNumber]:
    """Every SIRET, SIREN and VAT number of a free text, in its order, each once.

    A bare number counts as a SIRET only when it is grouped like one, passes its checks and is not called otherwise
    (account, order, telephone…); a SIREN only when it is called so, or its sentence speaks of one. A wrong one is
    reported only when it is called so.
    """
    if not _WORTH_A_LOOK.search(text):
        return []
    spelt = _spelt(text)
    if spelt != text:
        return [
            replace(number, as_written=text[number.position : number.position + len(number.as_written)])
            for number in _find(spelt)
        ]
    return _find(text)


# No number is made of letters alone, but for one that is called so and has an O for every zero.
_WORTH_A_LOOK = re.compile(r"[0-9]|sire[nt]", re.IGNORECASE)
_ZEROS = re.compile(r"(?<=[0-9] )(?P<times>double |triple )?z[ée]ros?(?= ?[0-9])", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?<=[0-9])(?:[ ,/|:]|nic|et|puis|apr[eè]s|ensuite|tiret|slash|virgule|espace|derri[eè]re){1,12}"
    r"(?P<rest>000[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
_SIREN_BEFORE = re.compile(rf"(?<![0-9])[0-9](?:{_SEPARATOR}?[0-9]){{8}}$")
_LETTERS = re.compile(r"(?<=[0-9 .])[OolI]+(?=[0-9 .OolI]{0,3}[0-9OolI])|(?<=[0-9])[OolI]+(?![A-Za-z])")
_NEAR_SIRET = re.compile(r"(?:siret|siren)\b[^0-9OolI\n]{0,15}[0-9OolI .]{9,24}", re.IGNORECASE)


def _spelt(text: str) -> str:
    """The text, as long as it was, with dictated zeros as digits, and letters as the digits that they look like.

    A number called SIRET that goes on in the next line stands in one.

    The letters only where they stand in a number called SIRET or SIREN that is then valid; likewise what is said
    between a SIREN and the rest ("et puis 00015").
    """
    text = _ZEROS.sub(_zeros, text.translate(_FULL_WIDTH))
    text = _WRAPPED.sub(_in_one_line, text)
    for match in reversed(list(_BETWEEN.finditer(text))):
        head = _SIREN_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
        if head and is_valid_siret(_SEPARATORS.sub("", head.group()) + match["rest"]):
            text = text[: match.start()] + _PAD * (match.start("rest") - match.start()) + text[match.start("rest") :]
    for match in _NEAR_SIRET.finditer(text):
        mended = _LETTERS.sub(lambda letters: letters.group().translate(_LOOKS_LIKE), match.group())
        if mended != match.group() and any(number.valid for number in _find(mended)):
            text = text[: match.start()] + mended + text[match.end() :]
    return text


def _zeros(match: re.Match[str]) -> str:
    count = {"": 1, "double": 2, "triple": 3}[(match["times"] or "").strip().lower()]
    return ("0" * count).ljust(len(match.group()), _PAD)


def _in_one_line(match: re.Match[str]) -> str:
    digits = "".join(_DIGITS.findall(match["number"]))
    return re.sub(r"[\r\n]", " ", match.group()) if is_valid_siret(digits) else match.group()


_WRAPPED = re.compile(
    rf"\bsiret\b[^0-9\n]{{0,20}}(?P<number>[0-9](?:{_SEPARATOR}{{0,2}}\r?\n?{_SEPARATOR}{{0,2}}[0-9]){{13}})(?![0-9])",
    re.IGNORECASE,
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_PAD = "\u200b"
_LOOKS_LIKE = str.maketrans("OolI", "0011")


def _find(text: str) -> list[CompanyNumber]:
    found = [_vat(match.group(), match.start()) for match in _VAT.finditer(text)]
    rest = _VAT.sub(lambda match: "#" * len(match.group()), text)
    for run in _RUN.finditer(rest):
        found += _numbers_of_run(rest, run.start(), run.end())
    unique = {(number.kind, number.value): number for number in reversed(found)}
    return sorted(unique.values(), key=lambda number: number.position)


def _numbers_of_run(text: str, start: int, end: int) -> Iterator[CompanyNumber]:
    """A run is digits and separators: a number, perhaps with a telephone or a second number behind it."""
    before, written = text[max(0, start - 80) : start], text[start:end]
    digits = "".join(_DIGITS.findall(written))
    if len(digits) == 11 and _CALLED_VAT.search(before):
        yield _vat(written, start)
    elif _CALLED_SO.search(before) or _CALLED_SO_AFTER.match(text[end : end + 20]):
        yield from _called_so(written, start)
    elif not _CALLED_OTHERWISE.search(before):
        groups = tuple(len(group) for group in _DIGITS.findall(written))
        if groups in _USUAL_GROUPS and is_valid_siret(digits):
            yield CompanyNumber(CompanyNumberKind.SIRET, digits, True, written, start)
        elif (
            groups == (3, 3, 3)
            and stdnum_siren.is_valid(digits)
            and _SPOKEN_OF.search(text[max(0, start - 200) : start])
        ):
            yield CompanyNumber(CompanyNumberKind.SIREN, digits, True, written, start)


def _called_so(written: str, start: int) -> Iterator[CompanyNumber]:
    for length in (SIRET_DIGITS, SIREN_DIGITS):
        head = _head(written, length)
        if head is not None:
            yield _siret_or_siren(head, start)
            return
    digits = "".join(_DIGITS.findall(written))
    if 9 < len(digits) < 19 and not _PHONE.match(written):
        yield CompanyNumber(CompanyNumberKind.SIRET, digits, False, written, start)


def _head(written: str, length: int) -> str | None:
    """The leading groups that hold exactly `length` digits; what follows must then be no part of the number."""
    count = 0
    for group in _DIGITS.finditer(written):
        count += len(group.group())
        if count == length:
            behind = written[group.end() :].lstrip(" \t\u00a0\u202f.-")
            return written[: group.end()] if not behind or _stands_alone(behind, length) else None
    return None


def _stands_alone(behind: str, length: int) -> bool:
    """Digits behind a SIRET are another number; behind 9 digits they may be a SIRET with too few, save a telephone."""
    return length == SIRET_DIGITS or _PHONE.match(behind) is not None


def _siret_or_siren(written: str, start: int) -> CompanyNumber:
    digits = "".join(_DIGITS.findall(written))
    if len(digits) == SIREN_DIGITS:
        valid = bool(stdnum_siren.is_valid(digits))
        return CompanyNumber(CompanyNumberKind.SIREN, digits, valid, written, start)
    return CompanyNumber(CompanyNumberKind.SIRET, digits, is_valid_siret(digits), written, start)


def _vat(written: str, start: int) -> CompanyNumber:
    bare = _SEPARATORS.sub("", written).upper().removeprefix("FR")
    return CompanyNumber(CompanyNumberKind.VAT, f"FR{bare}", bool(stdnum_tva.is_valid(bare)), written, start)
