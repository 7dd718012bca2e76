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
        "Non, pas de souci, c'est fait.",
        "Nous ne pouvons pas vous répondre actuellement, nos bureaux sont fermés jusqu'au 3 janvier.",
        "Impossible de vous répondre pour le moment, je suis en déplacement jusqu'à jeudi.",
        "Non disponible jusqu'au 3 décembre, merci de patienter.",
        "Nous ne pouvons pas traiter cette demande sans le SIRET.",
        "Nous ne pouvons pas le rattacher avant lundi.",
        "Ce n'est pas possible cette semaine, je suis en congés.",
        "Zoé Accueil",
        "",
    ],
)
def test_what_the_advisor_must_read(text: str) -> None:
    assert decision_in(text) is None


def test_a_refusal_in_the_suppliers_own_words() -> None:
    assert decision_in("REFUSER : compte clôturé en 2024") is False
    assert reason_in("REFUSER : compte clôturé en 2024") == "compte clôturé en 2024"


@pytest.mark.parametrize(
    "text",
    ["Refus : client en litige.", "REFUSER : compte fermé, absent de nos fichiers", "Nous refusons cette demande.",
     "Bonjour Madame,\n\nNon, ce client est déjà sous contrat.\n\nZoé", "Impossible de retrouver ce compte chez nous.",
     "Nous ne pouvons pas donner suite, le compte est en contentieux."],
)  # fmt: skip
def test_a_plain_no(text: str) -> None:
    assert decision_in(text) is False
