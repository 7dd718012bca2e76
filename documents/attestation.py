"""The attestation of a membership (attestation d’adhésion): one page that a supplier can check by a link or QR code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import segno

from documents.typesetting import pdf
from letters.french import format_day, format_phone, format_siret
from letters.untrusted import one_line


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """All that the page shows."""

    group_name: str
    group_phone: str
    contact_address: str
    legal_name: str
    siret: str
    street: str | None
    postcode: str | None
    city: str | None
    member_since: dt.date | None
    # Whom it is meant for, when it is for one supplier.
    supplier: str | None
    issued_on: dt.date
    valid_until: dt.date
    verification_url: str
    # What the group calls it, e.g. its id: for the telephone.
    reference: str


async def render(attestation: Attestation) -> bytes:
    """The PDF; the same bytes for the same value."""
    it = attestation
    place = " ".join(part for part in (it.postcode, it.city) if part)
    lines = [
        ("Société", one_line(it.legal_name)),
        ("SIRET", format_siret(it.siret)),
        ("Adresse", ", ".join(one_line(part) for part in (it.street, place) if part)),
        ("Adhérente depuis", "le " + format_day(it.member_since) if it.member_since else ""),
        ("À l’attention de", one_line(it.supplier or "")),
        ("Délivrée", "le " + format_day(it.issued_on)),
        ("Valable jusqu’au", format_day(it.valid_until)),
    ]
    return await pdf(
        "attestation",
        {
            "group": it.group_name,
            "phone": format_phone(it.group_phone),
            "contact": it.contact_address,
            "issued": [it.issued_on.year, it.issued_on.month, it.issued_on.day],
            "lines": [[label, value] for label, value in lines if value],
            "url": it.verification_url,
            "qr": qr_code(it.verification_url),
            "reference": it.reference,
        },
    )


def qr_code(text: str) -> str:
    """The text as a QR code that survives a copier (level M: 15 % may be lost), as SVG."""
    return segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)
