"""Account numbers as people write them, and the numbers that are none."""

from __future__ import annotations

import pytest

from mailbot.understanding.account import find_accounts, supplier_of
from tests.mailbot.understanding.suppliers import DIRECTORY


def numbers(text: str) -> list[str]:
    return [account.value for account in find_accounts(text, DIRECTORY.find(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n° de compte 12345", "12345"),
        ("n° de compte 4471 AB", "4471AB"),
        ("n° de compte 44.71.00", "44.71.00"),
        ("n° de compte 12345 OK", "12345"),
        ("numéro client : AB-123", "AB-123"),
        ("compte client no 778812", "778812"),
        ("compte client no. 778812.", "778812"),
        ("sous la référence client 0012/45", "0012/45"),
        ("code client=M0045", "M0045"),
        ("Compte : 12 345 678", "12345678"),
        ("numéro de compte\u00a0:\n445566", "445566"),
        ("notre compte Lyreva (n° LY.88)", ""),
        ("notre compte Lyreva (n° LY.881)", "LY.881"),
        ("nous sommes clients, numéro 7788", "7788"),
        ("N°CLIENT 4412", "4412"),
        ("customer number: X-991", "X-991"),
        ("compte n° 2024", "2024"),
        ("nos comptes :\nLyreva : 5512", "5512"),
        ("notre compte Lyreva (5512)", "5512"),
        ("Rexol R-2088, à mettre aux conditions du groupe", "R-2088"),
        ("chez Brunelle, le 20-118", "20-118"),
        ("Rexol 12345, c’est notre compte", "12345"),
        ("notre compte Rexol : n° 69003 Lyon", "69003"),
        ("le numéro de compte est 44556 Rexol", "44556"),
        ("Rexol 44556 Merci de le mettre, c’est notre compte", "44556"),
        ("le numéro chez Rexol, c’est RX 7781", "RX7781"),
        ("notre compte Rexol : GN-20 771", "GN-20771"),
        ("client Rexol depuis longtemps, 10-4407", "10-4407"),
        ("nous avons la carte Rexol, contrat KT-90077", "KT-90077"),
        ("chez Rexol, j’y suis déjà au 12 04 88", "120488"),
        ("je suis B-15-330 chez Rexol", "B-15-330"),
        ("moi aussi je suis chez Rexol et je paye plein pot (EP-2207)", "EP-2207"),
        ("notre compte Rexol, No 74'118", "74118"),
        ("client de Rexol, numéro 51 B 2260", "51B2260"),
        ("Rexol, c’est le PT-3318 là-bas", "PT-3318"),
        ("j’ai un compte chez Rexol, le numéro c’est le 19 tiret 30 26", "19-3026"),
        ("notre compte Rexol, le numéro 7 7 0 4 1 9", "770419"),
        ("Rattachement Rexol - Réf. GPL/26-311\n\nNotre compte Rexol : F 44 60 128", "F4460128"),
    ],
)
def test_accounts(text: str, value: str) -> None:
    assert numbers(text) == ([value] if value else [])


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "commande n° 12345",
        "sur notre compte, facture n° 12345",
        "notre compte, tél. 01 30 57 36 65",
        "notre compte : 01 30 57 36 65",
        "client depuis 2019",
        "compte ouvert le 12/03/2026",
        "notre compte présente un solde de 1200 €",
        "notre compte a 12 500,50 euros de crédit",
        "compte bancaire 30006 00001 12345678901",
        "client, 12 rue des Lilas 69003 Lyon",
        "Lyreva : 5512",
        "facture Lyreva 5512",
        "chez Lyreva 2025 fut une bonne année",
        "nous voulons rattacher à Rexol 69003 Lyon",
        "notre compte à rattacher à Rexol 69003 Lyon",
        "Rexol 150 agences en France",
        "Rexol 12345",
        "Fact. Rexol 20-118 à 120 euros, notre compte est débité",
        "notre compte Rexol ouvert 24/7",
        "notre compte Rexol sera fermé du 24/12 au 02/01",
        "N/Réf. 26-0417, notre compte Rexol",
        "Réf. INT/2026/142\n\nRexol : un compte à ouvrir",
        "notre compte Rexol 2025-2026",
    ],
)
def test_other_numbers(text: str) -> None:
    assert numbers(text) == []


def test_numbers_taken_by_others_are_left_alone() -> None:
    text = "compte 12345678200010"
    assert find_accounts(text, [], [(7, 21)]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("compte Lyreva 123 et compte Rexol 456", {"123": "LYREVA", "456": "REXOL"}),
        ("compte 123 chez Lyreva et compte 456 chez Rexol", {"123": "LYREVA", "456": "REXOL"}),
        ("compte 123 (Lyreva), compte 456 (Rexol)", {"123": "LYREVA", "456": "REXOL"}),
        ("Lyreva - n° client 123\nRexol - n° client 456", {"123": "LYREVA", "456": "REXOL"}),
        ("Fournisseur : Lyreva\nCompte : 123\nFournisseur : Rexol\nCompte : 456", {"123": "LYREVA", "456": "REXOL"}),
        ("numéro de compte : 123, merci, pour Lyreva", {"123": "LYREVA"}),
        ("compte 123", {"123": None}),
    ],
)
def test_each_account_has_its_supplier(text: str, expected: dict[str, str | None]) -> None:
    mentions = DIRECTORY.find(text)
    found = {}
    for account in find_accounts(text, mentions):
        mention = supplier_of(account, mentions, text)
        found[account.value] = mention.candidates[0].id if mention else None
    assert found == expected
