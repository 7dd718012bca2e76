"""What people tell us of companies and of themselves, checked field by field; each raises `InputError`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from errors import BadInput
from letters.outbox import can_reach
from models.siret import parse_siret
from workflows.inputs import InputCode, InputError, Problems

_POSTCODE = re.compile(r"[0-9]{5}")
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-\u00a0]{5,28}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True)
class CompanyData:
    """A company's own data; None was not given, an empty text takes away what is known."""

    legal_name: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None

    def given(self) -> dict[str, str | None]:
        """The columns that were given, by name."""
        return {name: value or None for name, value in vars(self).items() if value is not None}


def line(field: str, text: str | None, *, most: int, required: bool = False) -> str | None:
    """One line of text, its spaces collapsed; None when nothing is left of it."""
    cleaned = " ".join(_CONTROL.sub(" ", text or "").split())
    if not cleaned:
        if required:
            raise InputError(field, InputCode.REQUIRED, "Ce champ est nécessaire.")
        return None
    if len(cleaned) > most:
        raise InputError(field, InputCode.INVALID, f"Au plus {most} caractères, pas {len(cleaned)}.")
    return cleaned


def text(given: str) -> str:
    """A text of several lines, without what no database or mail takes."""
    lines = given.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_CONTROL.sub(" ", one).rstrip() for one in lines).strip()


def reason(problems: Problems, text: str | None) -> str:
    """Why something is done, for the group's own history; at most 500 characters, a problem is noted."""
    with problems:
        return line("reason", text, most=500) or ""
    return ""


def siret(field: str, text: str | None) -> str:
    """The 14 digits of a SIRET in any writing."""
    given = line(field, text, most=60, required=True) or ""
    try:
        return parse_siret(given)
    except BadInput:
        message = f"« {given[:40]} » n’est pas un numéro de SIRET valide : 14 chiffres, dont une clé de contrôle."
        raise InputError(field, InputCode.INVALID, message) from None


def postcode(field: str, text: str | None, *, required: bool = False) -> str | None:
    """A French postcode, written with or without a space."""
    given = line(field, text, most=20, required=required)
    if given is None:
        return None
    digits = given.replace(" ", "")
    if not _POSTCODE.fullmatch(digits) or digits.startswith("00"):
        raise InputError(field, InputCode.INVALID, f"« {given} » n’est pas un code postal : cinq chiffres.")
    return digits


def phone(field: str, text: str | None) -> str | None:
    """A telephone number in any usual writing, kept as written."""
    given = line(field, text, most=60)
    if given is None:
        return None
    if not _PHONE.fullmatch(given) or not 8 <= sum(character.isdigit() for character in given) <= 15:
        raise InputError(field, InputCode.INVALID, f"« {given[:40]} » n’est pas un numéro de téléphone.")
    return given


def email(field: str, text: str | None) -> str:
    """An address that a letter can go to, in lower case."""
    given = (line(field, text, most=320, required=True) or "").lower()
    if not can_reach(given) or "." not in given.rpartition("@")[2]:
        raise InputError(field, InputCode.INVALID, f"« {given[:80]} » n’est pas une adresse e-mail valide.")
    return given


def company(problems: Problems, given: CompanyData, *, complete: bool = False) -> CompanyData:
    """The data checked, each problem noted. `complete`: name, postcode and city must be given.

    Only street and telephone may be emptied: a company has a name and a place.
    """

    def checked(text: str | None, check: Callable[[], str | None], *, needed: bool = False) -> str | None:
        if text is None and not (needed and complete):
            return None
        with problems:
            return check() or ""
        return None

    return CompanyData(
        legal_name=checked(
            given.legal_name, lambda: line("legalName", given.legal_name, most=200, required=True), needed=True
        ),
        street=checked(given.street, lambda: line("street", given.street, most=300)),
        postcode=checked(given.postcode, lambda: postcode("postcode", given.postcode, required=True), needed=True),
        city=checked(given.city, lambda: line("city", given.city, most=100, required=True), needed=True),
        phone=checked(given.phone, lambda: phone("phone", given.phone)),
    )
