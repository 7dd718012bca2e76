"""Another person in a company, or another address of the same person."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.colleagues import names_successor


@pytest.mark.parametrize(
    "text",
    [
        "Mme Leroy remplace M. Petit à la comptabilité, son adresse est leroy@eclair.test",
        "Madame Leroy remplacera désormais Monsieur Petit",
        "notre nouvelle comptable est Julie, julie@eclair.test",
        "Je vous informe que notre nouvel interlocuteur sera Paul.",
        "Paul remplace Julie depuis lundi",
        "J'ai quitté l'entreprise, écrivez à paul@eclair.test",
        "Julie ne travaille plus chez nous",
        "Mon successeur est Paul Fournil",
        "M PETIT EST PARTI A LA RETRAITE",
        "Je prends la suite de Julie",
    ],
)
def test_another_person(text: str) -> None:
    assert names_successor(text)


@pytest.mark.parametrize(
    "text",
    [
        "Merci de remplacer claire@eclair.test par claire@nouvelle.test",
        "claire@nouvelle.test remplace claire@eclair.test",
        "Ma nouvelle adresse est claire@nouvelle.test",
        "Remplacez mon adresse mail svp, l'ancienne ne marche plus",
        "Nous changeons de messagerie, notre nouveau domaine est eclair.test",
        "veuillez noter mon nouveau mail",
        "je quitte Orange pour Free, nouveau mail claire@nouvelle.test",
    ],
)
def test_the_same_person(text: str) -> None:
    assert not names_successor(text)


@pytest.mark.parametrize("piece", ["remplace ", "remplace m ", "mme x ", "nouvelle a ", "Remplace A", "a"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    started = time.process_time()
    names_successor(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 2
