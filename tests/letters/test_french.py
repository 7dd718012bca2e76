"""Typesetting and subject lines."""

from __future__ import annotations

import datetime

import pytest

from letters.french import format_day, format_phone, format_siret, typeset
from letters.subjects import bare_subject

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Une question ?", "Une question_?"),
        ("« mot » : oui !", "«_mot_»_: oui_!"),
        ("«mot»", "«_mot_»"),
        ("de 9 h à 12 h 30", "de 9_h à 12_h_30"),
        ("12 % de 5 €", "12_% de 5_€"),
        ("https://a.test", "https://a.test"),
        ("3 heures", "3 heures"),
    ],
)
def test_typeset(plain: str, set_: str) -> None:
    assert typeset(plain) == set_.replace("_", NBSP)
    assert typeset(typeset(plain)) == typeset(plain)


def test_days() -> None:
    assert format_day(datetime.date(2026, 11, 23)) == f"23{NBSP}novembre{NBSP}2026"
    assert format_day(datetime.date(2027, 5, 1)) == f"1er{NBSP}mai{NBSP}2027"
    assert format_day(datetime.date(2026, 8, 2)).split(NBSP)[1] == "août"


def test_siret() -> None:
    assert format_siret("73282932000074") == f"732{NBSP}829{NBSP}320{NBSP}00074"
    assert format_siret("7328") == "7328"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("0130573665", "01_30_57_36_65"),
        ("01.30.57.36.65", "01_30_57_36_65"),
        ("01 30 57 36 65", "01_30_57_36_65"),
        ("+33 1 30 57 36 65", "+33_1_30_57_36_65"),
        ("+33(0)130573665", "+33_1_30_57_36_65"),
        ("0033130573665", "+33_1_30_57_36_65"),
        ("+32 2 123 45 67", "+32_2_123_45_67"),
        ("3949", "3949"),
    ],
)
def test_phones(given: str, shown: str) -> None:
    assert format_phone(given) == shown.replace("_", NBSP)


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("Compte", "Compte"),
        ("Re: Compte", "Compte"),
        ("RE : Re: Compte", "Compte"),
        (f"Ré{NBSP}: Compte", "Compte"),
        ("Rép. : Compte", "Compte"),
        ("Réf. : Compte", "Compte"),
        ("Re[2]: AW: Compte", "Compte"),
        ("re:re:re:", ""),
        ("TR : Compte", "TR : Compte"),
        ("Recherche : compte", "Recherche : compte"),
        ("Référence : compte", "Référence : compte"),
        ("  \r\n Compte\r\nBcc: x ", "Compte Bcc: x"),
        ("Tarifs sur exemple.fr ?", "Tarifs sur exemple.fr ?"),
    ],
)
def test_subjects_lose_their_reply_prefixes(given: str, bare: str) -> None:
    assert bare_subject(given) == bare


def test_subjects_are_bounded() -> None:
    assert len(bare_subject("é" * 9_000)) == 146
