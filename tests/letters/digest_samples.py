"""Samples of the digest."""

from __future__ import annotations

import datetime
from dataclasses import replace

from letters.digest import DigestArticle, DigestCheck, DigestLetter, DigestSupplier
from letters.values import AdvisorCard, GroupCard, Letter


def digest_letters(group: GroupCard, advisor: AdvisorCard) -> dict[str, Letter]:
    """Full, and down to each single kind of thing that may be new."""
    full = DigestLetter(
        greeting_name="Yann Le Goff",
        frequency="MONTHLY",
        news=(
            DigestArticle(
                "Factures électroniques\u00a0: êtes-vous prêt\u00a0?", "Depuis le 1er septembre 2026…", reserved=False
            ),
            DigestArticle("Le SMIC augmente", "", reserved=False),
        ),
        tips=(DigestArticle("Bien choisir son papier", "", reserved=True),),
        suppliers=(DigestSupplier("Loc’Azur", "Location de véhicules."), DigestSupplier("Bureau Clair", "")),
        terms=(DigestSupplier("Intérim Soleil", "Coefficients revus à la baisse."),),
        checks=(
            DigestCheck("Installations électriques", datetime.date(2026, 12, 1), overdue=False, member_name=None),
            DigestCheck("Extincteurs", datetime.date(2026, 11, 1), overdue=True, member_name="Menuiserie Le Goff"),
        ),
        more="3 nouveautés",
        unsubscribe_url="https://www.centrale.test/lettre/desabonnement/42-abcdefghijklmnopqrstuvwxyz",
        advisor=advisor,
        group=group,
    )
    bare = replace(
        full, greeting_name=None, frequency="WEEKLY", news=(), tips=(), suppliers=(), terms=(), checks=(), more="",
        advisor=None,
    )  # fmt: skip
    return {
        "digest": full,
        "digest-tip": replace(bare, tips=full.tips),
        "digest-supplier": replace(bare, suppliers=full.suppliers[:1]),
        "digest-terms": replace(bare, terms=full.terms),
        "digest-check": replace(bare, checks=full.checks[:1]),
    }
