"""Reading one cell: each parser turns a text into a value, or raises `BadInput` with what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from errors import BadInput
from models.discount_codes import normal_code

Parser = Callable[[str], Any]

LONGEST_LABEL = 1_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DECIMAL = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?:[ \u00a0\u202f.,]|$))")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
_DOMAIN_ONLY = re.compile(_DOMAIN)
_EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_DOMAIN}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_POSTCODE = re.compile(r"[0-9]{5}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().\u00a0\u202f-]{2,30}[0-9]")
_YES_NO = {
    "yes": True,
    "oui": True,
    "true": True,
    "vrai": True,
    "no": False,
    "non": False,
    "false": False,
    "faux": False,
}


def label(text: str) -> str:
    """A text of one line; runs of spaces and line breaks become one space."""
    if not text.isprintable():
        _refuse_control(text)
    line = " ".join(text.split())
    if len(line) > LONGEST_LABEL:
        raise BadInput(f"at most {LONGEST_LABEL} characters")
    return line


def prose(text: str) -> str:
    """A text of any number of lines, with the line breaks of Unix."""
    _refuse_control(text)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _refuse_control(text: str) -> None:
    found = _CONTROL.search(text)
    if found:
        raise BadInput(f"text without the control character U+{ord(found.group()):04X}")


def code(text: str) -> str:
    """A short name without spaces, kept as written."""
    return _matching(_CODE, text.strip(), "a code of letters, digits, dots, dashes and underscores")


def slug(text: str) -> str:
    """The name of a text in an address."""
    return _matching(_SLUG, text.strip(), "a name of lower-case letters, digits and dashes, like mot-de-passe-oublie")


def decimal(*, above: int | None = None, bounds: tuple[int, int] | None = None) -> Parser:
    """A decimal written `2.05` or `2,05`, perhaps `1 234,50`, within bounds."""

    def parse(text: str) -> Decimal:
        bare = text.strip()
        if not _DECIMAL.fullmatch(bare):
            bare = _GROUPED.sub("", bare)
            if not _DECIMAL.fullmatch(bare):
                raise BadInput("a decimal number like 2.05 or 2,05")
        value = Decimal(bare.replace(",", "."))
        if above is not None and value <= above:
            raise BadInput(f"a number above {above}")
        if bounds is not None and not bounds[0] <= value <= bounds[1]:
            raise BadInput(f"a number from {bounds[0]} to {bounds[1]}")
        return value

    return parse


def integer(least: int, most: int) -> Parser:
    """A whole number within bounds."""

    def parse(text: str) -> int:
        bare = text.strip()
        if not re.fullmatch(r"[0-9]{1,9}", bare) or not least <= int(bare) <= most:
            raise BadInput(f"a whole number from {least} to {most}")
        return int(bare)

    return parse


def day(text: str) -> date:
    """A date written `2026-01-31` or `31/01/2026`."""
    bare = text.strip()
    iso, french = _ISO_DATE.fullmatch(bare), _FRENCH_DATE.fullmatch(bare)
    groups = iso.groups() if iso else french.groups()[::-1] if french else ()
    try:
        year, month, number = map(int, groups)
        value = date(year, month, number)
    except ValueError:
        raise BadInput("a date like 2026-01-31 or 31/01/2026") from None
    if not 1900 <= value.year <= 2200:
        raise BadInput("a date between 1900 and 2200")
    return value


def yes_no(text: str) -> bool:
    """`yes` or `no`, as a spreadsheet may also write them."""
    try:
        return _YES_NO[text.strip().lower()]
    except KeyError:
        raise BadInput("yes or no") from None


def one_of(kind: type[StrEnum]) -> Parser:
    """A word of an enumeration, in any case."""

    def parse(text: str) -> StrEnum:
        try:
            return kind(text.strip().upper())
        except ValueError:
            raise BadInput(" or ".join(kind)) from None

    return parse


def email(text: str) -> str:
    """An e-mail address, in lower case because it is a login."""
    return _matching(_EMAIL, text.strip().lower(), "an e-mail address like prenom.nom@entreprise.fr")


def domain(text: str) -> str:
    """A domain of e-mail addresses, in lower case."""
    return _matching(_DOMAIN_ONLY, text.strip().lower(), "a domain like entreprise.fr")


def url(text: str) -> str:
    """A web address with its scheme."""
    bare = text.strip()
    try:
        parts = urlsplit(bare)
        usable = parts.scheme in ("http", "https") and bool(_DOMAIN_ONLY.fullmatch((parts.hostname or "").lower()))
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", bare):
        raise BadInput("a web address like https://www.entreprise.fr")
    return bare


def phone(text: str) -> str:
    """A telephone number in any usual writing, kept as written."""
    return _matching(_PHONE, text.strip(), "a telephone number like 01 23 45 67 89")


def postcode(text: str) -> str:
    """A French postcode. A spreadsheet drops the leading zero of 01000 to 09999: four digits get it back."""
    bare = text.strip()
    return _matching(_POSTCODE, f"0{bare}" if len(bare) == 4 else bare, "a postcode of 5 digits")


def discount_code(text: str) -> str:
    """A car-rental company's discount code of any kind, without spaces, in capitals."""
    return normal_code(text)


def gtin(text: str) -> str:
    """A GTIN-8, -12, -13 or -14 with its check digit. Source: GS1 General Specifications, section 7.9."""
    digits = text.strip()
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        raise BadInput("a GTIN of 8, 12, 13 or 14 digits")
    if (sum(map(int, digits[-1::-2])) + 3 * sum(map(int, digits[-2::-2]))) % 10:
        raise BadInput("a GTIN whose check digit fits")
    return digits


def list_of(parse: Parser) -> Parser:
    """Values separated by `|`, each once, in their order."""

    def parse_list(text: str) -> list[Any]:
        return list(dict.fromkeys(parse(part) for part in text.split("|") if part.strip()))

    return parse_list


def _matching(pattern: re.Pattern[str], text: str, expected: str) -> str:
    if not pattern.fullmatch(text):
        raise BadInput(expected)
    return text
