"""An account number that its mail corrects is told to nobody before a human looked."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.corrected import corrects_account


@pytest.mark.parametrize(
    "text",
    [
        "Rattachez le compte Papiralde 4471902, je me suis trompée, c'est 4471920.",
        "Le compte Papiralde 4471902 que vous avez rattaché n'est pas le nôtre. Le bon est chez Burolune.",
        "Nos clients Papiralde (compte 4471902 chez nous) nous doivent 300 €. Rattachez-nous à Burolune.",
        "Rattachez le 44 71 902, pardon, le 4471920.",
        "Pour Papiralde c'était l'ancien compte 4471902, désormais 5500123.",
        "Papiralde : 4471902, et non 4471920",
        "L'ancien gérant avait le compte 4471902, fermé depuis.",
        "Le compte 4471902 est à la société Dupont, pas à nous. Rattachez-nous quand même ?",
    ],
)
def test_a_correction(text: str) -> None:
    assert corrects_account(text, ["4471902"])


@pytest.mark.parametrize(
    "text",
    [
        "Merci de rattacher notre compte Papiralde 4471902.",
        "Notre compte Papiralde 4471902 n'est pas encore chez vous, merci de l'ajouter.",
        "Je souhaite que le compte Papiralde 4471902 passe désormais à vos tarifs.",
        "Que le compte 4471902 soit sur le marché du groupement et non plus sur le tarif public.",
        "Je me suis trompée de porte hier. " + "Il pleut toujours ici. " * 9 + "Rattachez notre compte 4471902.",
    ],
)
def test_no_correction(text: str) -> None:
    assert not corrects_account(text, ["4471902"])


@pytest.mark.parametrize("text", ["4471902 " * 12_000, "4 471 902" * 12_000, "euh " * 25_000, "4471 " * 20_000])
def test_a_long_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    corrects_account(text, ["4471902"])
    assert time.perf_counter() - start < 0.5
