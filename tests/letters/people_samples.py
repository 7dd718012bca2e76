"""Samples of the parts about people: `letters/people_parts.py`."""

from __future__ import annotations

import datetime

from letters.people_parts import (
    AddressAlreadyYours,
    AlreadyMember,
    ApplicationDataMissing,
    ApplicationMade,
    AuditExplained,
    AuditFile,
    AuditFilesMissing,
    AuditFilesReceived,
    AuditOpened,
    AuditRightUsed,
    CallBackPlanned,
    CallBackTaken,
    CodeNotYet,
    ColleagueReplaced,
    DiscountCodeExplained,
    DiscountCodesTold,
    EmailChangeExplained,
    EmailChangeStarted,
    MembershipExplained,
    NewAddressMissing,
    PasswordLinkAsked,
    PhoneMissing,
    RejoinAsked,
    SupplierCode,
    WhichCarRental,
)

SIRET = "73282932000074"
CDP = SupplierCode("Loc’Azur", "code CDP", "8412077")
AWD = SupplierCode("Véhi’Plus", "numéro AWD", "K482193", own=True)

AT = datetime.datetime(2026, 11, 24, 14, 5, tzinfo=datetime.UTC)
OPEN = "Nous répondons jusqu’à 12\u00a0h."
CLOSED = "Nous répondons de nouveau demain à partir de 9\u00a0h."

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
    AuditFilesReceived("MEMBER", (AuditFile("septembre.pdf"),)),
    AuditFilesReceived(
        "OTHER",
        (
            AuditFile("Facture n° 12 (copie).pdf"),
            AuditFile("vide.pdf", "EMPTY"),
            AuditFile("secret.pdf", "PASSWORD"),
            AuditFile("casse.xlsx", "DAMAGED"),
            AuditFile("winmail.dat", "TYPE"),
            AuditFile("enorme.pdf", "SIZE"),
            AuditFile("cinq-cent-et-unieme.pdf", "COUNT"),
            AuditFile("pas-ajoute.pdf", "NOT_ADDED"),
        ),
        more="12",
    ),
    AuditFilesMissing("MEMBER"),
    AuditFilesMissing("OTHER", ("Papeterie", "Téléphonie")),
    AuditFilesReceived("STRANGER", (AuditFile("facture.pdf"),)),
    AuditOpened(("Papeterie",)),
    AuditOpened(("Papeterie", "Téléphonie"), again=True),
    AuditOpened((), choices=("Papeterie", "Location de véhicules", "Téléphonie")),
    AuditOpened(("Papeterie",), again=True, reading=False),
    AuditOpened((), choices=("Papeterie",), reading=False),
    AuditRightUsed(),
    AuditExplained(),
    MembershipExplained(),
    ApplicationDataMissing(("SIRET", "LEGAL_NAME", "PLACE", "NAME", "PHONE"), "732 829 320 00075"),
    ApplicationDataMissing(("LEGAL_NAME",)),
    ApplicationDataMissing(()),
    ApplicationMade("Ateliers Tessier", SIRET, "02 61 91 44 08"),
    AlreadyMember("Menuiserie Le Goff", SIRET),
    RejoinAsked("Menuiserie Le Goff", SIRET),
    CallBackPlanned("06 12 34 56 78", OPEN, AT, AT.replace(hour=18)),
    CallBackPlanned("+33612345678", CLOSED, AT, AT.replace(day=25, hour=12), as_wished=False),
    CallBackPlanned("06 12 34 56 78", CLOSED),
    CallBackTaken(OPEN),
    PhoneMissing(CLOSED),
)
