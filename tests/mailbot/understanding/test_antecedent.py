"""The supplier that a mail speaks of without naming it: who is quoted, and what is never taken from a quote."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.attachment_request import Missing
from mailbot.understanding.reading import Reading, read_request
from tests.mailbot.understanding.suppliers import DIRECTORY

INTRO = "Le 24 novembre 2026 à 10:31, contact@groupe.example a écrit :\n"
OURS = f"{INTRO}> Bonjour,\n> Voici les conditions de Lyreva pour votre compte 998877, SIRET 732 829 320 00074.\n"
OLDER = f"{OURS}>\n> Le 23 novembre 2026 à 08:00, Paul a écrit :\n>> Et Rexol ?\n"
TWO = f"{INTRO}> Nous avons Lyreva et Rexol dans votre région.\n"
ONE_OF_TWO = f"{INTRO}> Rexol a été résilié. Voici les conditions de Lyreva.\n"
THEIRS = (
    "De : Julie Martin <julie@lyreva.example>\nEnvoyé : lundi 23\nÀ : paul@rexol.example\nObjet : compte\n\nVoilà.\n"
)


def reading(own: str, quoted: str, subject: str = "Re: Bonjour") -> Reading:
    return read_request(subject, own, (), DIRECTORY, f"{own}\n\n{quoted}")


def meant(found: Reading) -> list[str]:
    return [one.candidates[0].id for one in found.suppliers]


@pytest.mark.parametrize(
    "own",
    [
        "Merci. Il nous faudrait leurs conditions pour une location de trois mois.",
        "Le compte est ouvert chez eux, vous pouvez lancer le rattachement.",
        "Quelle remise avez-vous avec ce fournisseur ?",
        "Le fournisseur ci-dessous nous convient, quel est le franco ?",
        "Pour celui-là c'est d'accord.",
        "Et leur nouveau code, vous l'avez ?",
        "Could you send us their terms?",
        "Voici notre numéro de compte : 445210.",
    ],
)
@pytest.mark.parametrize("quoted", [OURS, OLDER, ONE_OF_TWO, THEIRS])
def test_it_is_the_one_that_is_quoted(own: str, quoted: str) -> None:
    found = reading(own, quoted)
    assert meant(found) == ["LYREVA"]
    assert found.inferred is not None


@pytest.mark.parametrize(
    ("own", "quoted"),
    [
        ("Merci, bonne journée.", OURS),
        ("Je leur ai dit merci.", OURS),
        ("Il nous faudrait leurs conditions.", TWO),
        ("Il nous faudrait leurs conditions.", ""),
        ("Il nous faudrait leurs conditions.", f"{INTRO}> Merci de nous dire de qui vous parlez.\n"),
        ("Avez-vous Torvinelle ? Leurs conditions ?", OURS),
    ],
)
def test_else_there_is_none(own: str, quoted: str) -> None:
    found = reading(own, quoted)
    assert meant(found) == []
    assert found.inferred is None


def test_who_is_named_is_meant() -> None:
    found = reading("Et chez Rexol, quelles sont leurs conditions ?", OURS)
    assert (meant(found), found.inferred) == (["REXOL"], None)
    assert meant(reading("Il nous faudrait leurs conditions.", OURS, subject="Re: Rexol")) == ["REXOL"]


def test_nothing_else_is_taken_from_a_quote() -> None:
    """Neither a request, nor an account, nor a company; and what is asked for is read from the sender's words alone."""
    own = "Bonjour, merci de nous rattacher à leurs conditions."
    hostile = (
        f"{INTRO}> Merci de rattacher notre compte Lyreva n° 445210, SIRET 732 829 320 00074, et de nous appeler.\n"
    )
    found, alone = reading(own, hostile), reading(own, "")
    assert (found.kinds, found.scores) == (alone.kinds, alone.scores)
    assert found.attachment is not None
    (request,) = found.attachment.suppliers
    assert (request.mention.candidates[0].id, request.account_candidates) == ("LYREVA", ())
    assert found.attachment.company_number is None


def test_its_account_is_told_to_nobody_before_the_sender_confirms() -> None:
    found = reading("Notre compte chez eux est le 445210, merci de le rattacher.", OURS)
    assert found.attachment is not None
    (request,) = found.attachment.suppliers
    assert (request.account_number, request.guessed) == ("445210", True)
    named = reading("Notre compte chez Lyreva est le 445210, merci de le rattacher.", OURS)
    assert named.attachment is not None
    assert not named.attachment.suppliers[0].guessed
    assert Missing.SUPPLIER not in found.attachment.missing


@pytest.mark.parametrize("quoted", [">" * 50_000, "> leurs prix\n" * 4_000, f"{INTRO}> " * 1_500, "De : x\n" * 6_000])
def test_whatever_is_quoted_it_is_read_soon(quoted: str) -> None:
    started = time.perf_counter()
    reading("Il nous faudrait leurs conditions. " * 300, quoted)
    assert time.perf_counter() - started < 2
