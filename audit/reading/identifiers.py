"""Numbers of companies and articles: kept only when their check digits are right."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum import ean
from stdnum.eu import vat
from stdnum.fr import siren, siret

from audit.invoice import Party

_NOT_OF_A_NUMBER = re.compile(r"[^0-9A-Za-z]")
GTIN_SCHEME = "0160"
# ISO/IEC 6523: SIREN, SIRET, the electronic address of the French platforms (SIREN, perhaps with a routing code).
_FRENCH_SCHEMES = {"0002", "0009", "0225"}


def party_of(name: str | None, vat_number: str | None, numbers: Iterable[tuple[str | None, str]]) -> Party:
    """A company from what a file says of it: `numbers` are (scheme, number), the most trusted first.

    A SIREN is also taken from a right SIRET, or from the key of a right French VAT number.
    """
    given = [
        (scheme, number)
        for scheme, raw in numbers
        for number in [_NOT_OF_A_NUMBER.sub("", raw.split("_")[0] if scheme == "0225" else raw)]
        if scheme in _FRENCH_SCHEMES or scheme is None
    ]
    checked_vat = checked_vat_number(vat_number)
    of_vat = _siren_of(checked_vat)
    is_french = of_vat is not None or not checked_vat
    found_siret = next((n for _, n in given if len(n) == 14 and siret.is_valid(n)), None) if is_french else None
    found_siren = next((n for _, n in given if len(n) == 9 and siren.is_valid(n)), None) if is_french else None
    return Party(
        name=name,
        siren=found_siret[:9] if found_siret else found_siren or of_vat,
        siret=found_siret,
        vat_number=checked_vat,
    )


def checked_vat_number(written: str | None) -> str | None:
    """A VAT number of the European Union without spaces and in capitals; None when it can't be one."""
    number = _NOT_OF_A_NUMBER.sub("", written or "").upper()
    return number if 4 <= len(number) <= 16 and vat.is_valid(number) else None


def gtin(scheme: str | None, written: str | None) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits (scheme 0160); None for other schemes and wrong check digits."""
    return checked_gtin(written) if scheme == GTIN_SCHEME else None


def checked_gtin(written: str | None) -> str | None:
    """As `gtin`, where the place already says that it is one (a column named EAN)."""
    number = re.sub(r"[\s-]", "", written or "")
    return number if number.isascii() and number.isdigit() and ean.is_valid(number) and int(number) else None


def _siren_of(vat_number: str | None) -> str | None:
    """The SIREN that a right French VAT number ends with."""
    if vat_number and vat_number.startswith("FR") and siren.is_valid(vat_number[4:]):
        return vat_number[4:]
    return None
