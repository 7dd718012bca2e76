"""Addresses that a mail speaks of, in the writings of real life."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.addresses import login_named, new_address

ME = "claire@eclair.test"
OWN = {ME, "contact@centrale.test"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J'ai oublié mon mot de passe.", None),
        ("mot de passe oublié pour compta@eclair.test svp", "compta@eclair.test"),
        ("Mon identifiant est Claire.Martin@Eclair.test.", "claire.martin@eclair.test"),
        ("impossible de me connecter avec <compta@eclair.test>", "compta@eclair.test"),
        ("login : compta@eclair.test", "compta@eclair.test"),
        ("LOGIN COMPTA@ECLAIR.TEST MDP PERDU", "compta@eclair.test"),
        ("L'espace client de notre compta (compta@eclair.test) est bloqué", "compta@eclair.test"),
        ("compta@eclair.test ne peut plus se connecter", "compta@eclair.test"),
        ("mon identifiant claire@eclair.test ne marche pas", None),
        ("Mot de passe perdu.\n\nCordialement,\nClaire\nMail : accueil@eclair.test", None),
        ("Mot de passe perdu.\nMerci\nClaire - accueil@eclair.test", None),
        ("Je n'arrive plus à entrer. Écrivez aussi à paul@eclair.test", None),
        ("mot de passe perdu, écrivez à contact@centrale.test", None),
    ],
)
def test_the_login_that_is_named(text: str, expected: str | None) -> None:
    assert login_named((text,), OWN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Merci de changer mon adresse : claire@nouvelle.test", "claire@nouvelle.test"),
        ("Ma nouvelle adresse mail est Claire@Nouvelle.test.", "claire@nouvelle.test"),
        ("Merci de remplacer claire@eclair.test par claire@nouvelle.test", "claire@nouvelle.test"),
        ("remplacer vieux@eclair.test par claire@nouvelle.test svp", "claire@nouvelle.test"),
        ("claire@nouvelle.test remplace vieux@eclair.test", "claire@nouvelle.test"),
        ("Ancienne adresse : vieux@eclair.test\nNouvelle adresse : claire@nouvelle.test", "claire@nouvelle.test"),
        ("Nouvelle : claire@nouvelle.test\nAncienne : vieux@eclair.test", "claire@nouvelle.test"),
        ("vieux@eclair.test devient claire@nouvelle.test", "claire@nouvelle.test"),
        ("vieux@eclair.test n'existe plus, écrivez-moi sur claire@nouvelle.test", "claire@nouvelle.test"),
        ("désormais claire@nouvelle.test au lieu de vieux@eclair.test", "claire@nouvelle.test"),
        ("my new email is claire@nouvelle.test", "claire@nouvelle.test"),
        ("c'est claire@nouvelle.test", "claire@nouvelle.test"),
        ("claire@nouvelle.test", "claire@nouvelle.test"),
        ("je change d'adresse mail", None),
        ("je change d'adresse mail\n\nCordialement\nClaire\naccueil@eclair.test", None),
        ("Nos adresses : a@eclair.test et b@eclair.test", None),
        ("nouvelles adresses : a@eclair.test, nouvelle aussi b@eclair.test", None),
        ("Mon adresse claire@eclair.test change", None),
    ],
)
def test_the_new_address(text: str, expected: str | None) -> None:
    assert new_address((text,), OWN) == expected


def test_what_is_written_now_goes_before_what_was_written_earlier() -> None:
    assert new_address(("non, b@nouvelle.test", "ma nouvelle adresse : a@nouvelle.test"), OWN) == "b@nouvelle.test"
    assert new_address(("Oui merci", "ma nouvelle adresse : a@nouvelle.test"), OWN) == "a@nouvelle.test"


@pytest.mark.parametrize(
    "piece", ["a", "a@", "a@a.", "a@a.a ", "login ", "nouvelle adresse x ", "@", ".", "a@a-", "\n", "remplace par "]
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    login_named((text,), OWN)
    new_address((text,), OWN)
    assert time.process_time() - started < 2
