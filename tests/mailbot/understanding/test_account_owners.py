"""Numbers that never go to a supplier, and accounts that may be somebody else's: a human looks first."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.account import find_accounts
from mailbot.understanding.attachment_request import AttachmentUnderstanding, understand_attachment_request
from tests.mailbot.understanding.suppliers import DIRECTORY

REQUEST = "Bonjour,\nMerci de rattacher notre compte Lyreva."


def understood(text: str) -> AttachmentUnderstanding:
    return understand_attachment_request("Rattachement", text, DIRECTORY)


def told(text: str) -> dict[str, tuple[str, ...]]:
    """Which accounts would be told to which suppliers."""
    found = understood(text)
    if found.held:
        return {}
    return {
        one.supplier.id: one.account_candidates
        for one in found.suppliers
        if one.supplier and one.account_candidates and not one.guessed
    }


@pytest.mark.parametrize(
    "text",
    [
        "Le mot de passe du compte client est Azerty2024.",
        "Notre identifiant est marc75 et le mot de passe du compte Zk77pm21.",
        "Mon mot de passe du site ne marche plus. Lyreva : Zk77pm21",
        "Lyreva : Zk77pm21 (mot de passe)",
        "Zk77pm21 est le mot de passe du compte Lyreva.",
        "Carte d'achat 4971 2233 4455 6677.",
        "Compte client 4111 1111 1111 1111.",
        "Compte client 4111111111111111.",
        "Mon code client carte bleue est 4971223344556677, code 123.",
        "Sécurité sociale, numéro 1 85 05 78 006 084.",
        "Numéro client 1 85 05 78 006 084 36.",
        "Digicode portail client B4571, demandez Sylvie.",
        "Code client de la porte de l'immeuble : 4471B.",
        "Notre code wifi client : Bienvenue75",
        "Code d'accès Zoom 889 112, le compte suivra.",
        "Notre assurance décennale est le contrat 7712345.",
        "Compte de charges 606400 dans notre plan comptable, pour votre info.",
        "Dans notre compta c'est le compte fournisseur 401PAP.",
        "Notre compte compte 1500 salariés environ.",
        "Le client est au 1250 route de Lyon.",
        "(code postal client 69003).",
        "Le numéro de portable du client : 6 12 34 56 78.",
        "Identifiant Teams 447 190 221.",
        "Mon compte Instagram : papi2024bis",
        "Code APE 4321A, code naf 43.21A.",
        "Notre compte chez vous : 20261, le leur je l'ignore.",
        "Ma référence client chez vous : CA-20261",
        "Référence de mon mail précédent : 7781-B.",
        "Numéro d'ordre de la chambre des métiers 55013.",
        "Le code client précédent, 4471902, n'existe plus ; le nouveau arrive.",
    ],
)
def test_what_is_no_account_is_told_to_nobody(text: str) -> None:
    assert told(f"{REQUEST} {text}\n") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Merci de rattacher notre compte client n° 55231 chez Manutex. Lyreva, eux, c'est déjà ok.",
        "Merci de rattacher notre compte client n° 55231 chez manutex. Lyreva nous l'avait conseillé.",
        "Merci de rattacher notre compte chez Laurico n° 55231 comme vous l'avez fait pour Lyreva.",
        "Merci de rattacher notre compte Laurico n° 55231, à côté de Lyreva qui marche très bien.",
        "Merci de rattacher notre compte laurico n° 55231. Avec lyreva on est contents.",
        "hello merci de rattacher compte 55231 manutex, on est deja chez lyreva depuis 2 ans",
        "Merci de nous rattacher chez Lyreva. Notre conseiller a le compte 99887 chez EGF.",
        "Merci de rattacher notre compte chez le concurrent de Lyreva, n° 55231 (Bureau Valbon).",
        "Merci de rattacher notre compte, numéro client 55231. Je vous écris depuis le parking de Lyreva.",
        "Merci de nous rattacher, compte client 55231.\n\nPaul Lyreva\nService achats",
        "Merci de nous rattacher, compte client 55231.\n\nCordialement\nWandrille Lyreva\nService achats",
        "Merci de rattacher notre compte client 55231, voir avec Claire Lyreva notre comptable.",
        "Merci de rattacher notre compte client 55231. On est au 4 rue Lyreva à Brest.",
        "Rattachez-nous à Rexol.\n\nCordialement\nMarc Boulonade\nLyreva SARL, client 445521",
        "Merci de rattacher notre compte Brunaud, client 55231. Pour Lyreva ce sera plus tard",
    ],
)
def test_an_account_of_somebody_else_is_told_to_nobody(text: str) -> None:
    assert told(f"Bonjour,\n{text}\n") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Merci de rattacher notre compte Lyreva 55231. Notre assurance décennale est le contrat 7712345.",
        "Merci de rattacher notre compte Lyreva 55231. Manutex, vous travaillez avec ?",
        "Merci de rattacher notre compte Lyreva 55231.\n\nPaul Rexol\nDirecteur achats",
        "Merci de rattacher notre compte 55231 chez Lyreva, SIRET 594 112 088 00010",
        "Merci de rattacher notre compte Lyreva n° 55231 (Joliette). J'ai perdu mon mot de passe.",
    ],
)
def test_what_stands_beside_it_keeps_no_account_back(text: str) -> None:
    assert told(f"Bonjour,\n{text}\n") == {"LYREVA": ("55231",)}


def test_a_misspelt_supplier_is_a_guess_unless_it_is_written_right_somewhere() -> None:
    (one,) = understood("Merci de rattacher notre compte client chez Lyrevo n° 55231.").suppliers
    assert one.guessed
    (one,) = understood("Merci de rattacher notre compte client chez Lyrevo n° 55231. Oui, Lyreva.").suppliers
    assert not one.guessed
    (one,) = understood("Merci de nous rattacher chez Lyrevo.").suppliers
    assert not one.guessed


def test_an_account_in_the_subject_or_in_an_answer_to_our_question_is_told() -> None:
    found = understand_attachment_request("Compte Lyreva 55231", "Bonjour. Rattachez notre compte Lyreva.", DIRECTORY)
    assert [one.account_number for one in found.suppliers] == ["55231"]
    assert not found.held
    assert told("Notre numéro de compte est le 55231.\n\nBonjour. Rattachez-nous à Lyreva.") == {"LYREVA": ("55231",)}


@pytest.mark.parametrize(
    "piece", ["compte 4111 1111 1111 1111 ", "mot de passe ", "1 ", "Paul Lyreva ", "compte x 123 chez ", "\n,", "( "]
)
def test_a_hostile_text_is_read_soon(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    start = time.monotonic()
    find_accounts(text, [])
    assert time.monotonic() - start < 5
