"""A supplier's yes is written down for good: only a plain one counts, everything else is read by the advisor."""

from __future__ import annotations

import pytest

from mailbot.requests.supplier_reply import decision_in, reason_in


@pytest.mark.parametrize(
    "text",
    [
        "ACCEPTER",
        "OK",
        "Oui, accepté.",
        "Bonjour,\n\nC'est fait.\n\nZoé",
        "Bonjour Madame,\nLe compte est bien rattaché.\nCordialement,\nZoé Accueil\nBureau Clair\n04 00 00 00 00",
        "D'accord, merci !",
        "Rattachement effectué ce jour. Bonne journée",
    ],
)
def test_a_plain_yes(text: str) -> None:
    assert decision_in(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "OK, bien reçu, je transmets au service concerné.",
        "D'accord, nous vérifions et revenons vers vous.",
        "Oui, il nous manque le Kbis du client.",
        "Accepte sous réserve du Kbis",
        "Fait suivre au service compta.",
        "Rattache ce compte à quel groupe, je ne trouve pas le client",
        "Ok pour le rattachement dès que le client aura réglé ses factures.",
        "Oui mais pas avant janvier",
        "OK ?",
        "Zoé Accueil",
        "",
    ],
)
def test_what_the_advisor_must_read(text: str) -> None:
    assert decision_in(text) is None


def test_a_refusal_in_the_suppliers_own_words() -> None:
    assert decision_in("REFUSER : compte clôturé en 2024") is False
    assert reason_in("REFUSER : compte clôturé en 2024") == "compte clôturé en 2024"
