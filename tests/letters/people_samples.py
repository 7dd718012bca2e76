"""Samples of the parts about people: `letters/people_parts.py`."""

from __future__ import annotations

from letters.people_parts import (
    AddressAlreadyYours,
    CodeNotYet,
    ColleagueReplaced,
    DiscountCodeExplained,
    DiscountCodesTold,
    EmailChangeExplained,
    EmailChangeStarted,
    NewAddressMissing,
    PasswordLinkAsked,
    SupplierCode,
    WhichCarRental,
)

SIRET = "73282932000074"
CDP = SupplierCode("Loc’Azur", "code CDP", "8412077")
AWD = SupplierCode("Véhi’Plus", "numéro AWD", "K482193", own=True)

PEOPLE_PARTS = (
    PasswordLinkAsked(),
    PasswordLinkAsked(another=True),
    PasswordLinkAsked(throttled=True),
    EmailChangeStarted("yann@menuiserie.test"),
    NewAddressMissing(),
    AddressAlreadyYours(),
    EmailChangeExplained(),
    ColleagueReplaced(),
    DiscountCodesTold((CDP,), SIRET),
    DiscountCodesTold((CDP, AWD), SIRET),
    WhichCarRental(("Loc’Azur", "Véhi’Plus")),
    WhichCarRental(("Loc’Azur", "Véhi’Plus"), "Papeterie du Port"),
    CodeNotYet("Véhi’Plus"),
    DiscountCodeExplained(),
)
