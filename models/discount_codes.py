"""Discount codes of car-rental companies (codes CDP): each kind has its writing and its name.

Hertz calls it CDP (digits), Avis AWD (a letter and six digits), Sixt and Europcar have contract numbers.
"""

from __future__ import annotations

import re
from enum import StrEnum

from errors import BadInput


class DiscountCodeType(StrEnum):
    """What a car-rental company calls its code, and how it is written."""

    CDP = "CDP"
    AWD = "AWD"
    CONTRACT = "CONTRACT"


# What people read: « votre code CDP ».
CODE_NAMES = {
    DiscountCodeType.CDP: "code CDP",
    DiscountCodeType.AWD: "numéro AWD",
    DiscountCodeType.CONTRACT: "numéro de contrat",
}
CODE_FORMS = {
    DiscountCodeType.CDP: "4 à 12 chiffres",
    DiscountCodeType.AWD: "une lettre et 6 chiffres",
    DiscountCodeType.CONTRACT: "3 à 32 lettres, chiffres, points, tirets ou barres",
}
_FORMS = {
    DiscountCodeType.CDP: re.compile(r"[0-9]{4,12}"),
    DiscountCodeType.AWD: re.compile(r"[A-Z][0-9]{6}"),
    DiscountCodeType.CONTRACT: re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{1,30})[A-Z0-9]"),
}


def is_of(code: str, kind: DiscountCodeType) -> bool:
    """Whether a code is written as this type asks."""
    return _FORMS[kind].fullmatch(code) is not None


def type_of(code: str) -> DiscountCodeType | None:
    """The type that a code looks like; digits alone are taken for a CDP. None when it fits none."""
    return next((kind for kind in DiscountCodeType if is_of(code, kind)), None)


def normal_code(text: str, kind: DiscountCodeType | None = None) -> str:
    """The code as it is kept: without spaces, in capitals. Raises `BadInput` when it isn't of the kind, or of any."""
    code = "".join(text.split()).upper()
    if kind is None and type_of(code) is not None:
        return code
    if kind is not None and is_of(code, kind):
        return code
    kinds = [kind] if kind else list(DiscountCodeType)
    raise BadInput("a discount code: " + ", or ".join(f"{one} ({CODE_FORMS[one]})" for one in kinds))
