"""When somebody wishes to be called; now is Thursday, 19 November 2026, 10:30 in Paris."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from mailbot.understanding.call_times import call_wish
from models.france import PARIS

NOW = dt.datetime(2026, 11, 19, 10, 30, tzinfo=PARIS)
LONG = "Bonjour, nous avons reçu la facture du 12/11 avec 3 lignes, elle date de lundi et je ne la comprends pas. " * 3


def moment(text: str) -> dt.datetime | None:
    """`20 14:00` of this month."""
    day, _, clock = text.partition(" ")
    hour, _, minute = clock.partition(":")
    return dt.datetime(2026, 11, int(day), int(hour), int(minute), tzinfo=PARIS) if text else None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("rappelez-moi demain après 14h au 06 12 34 56 78", "20 14:00", "20 23:59"),
        ("Merci de me rappeler demain matin", "20 8:00", "20 12:30"),
        ("pouvez-vous m'appeler cet après-midi ?", "19 13:30", "19 18:30"),
        ("rappel lundi à 9h30 svp", "23 9:30", "23 10:30"),
        ("RAPPELEZ MOI LUNDI MATIN", "23 8:00", "23 12:30"),
        ("je suis joignable entre 14h et 16h", "19 14:00", "19 16:00"),
        ("dispo de 9 à 11h vendredi", "20 9:00", "20 11:00"),
        ("vendredi 9h-11h", "20 9:00", "20 11:00"),
        ("appelez avant midi", "19 10:30", "19 12:00"),
        ("appelez avant 9h", "20 0:00", "20 9:00"),
        ("rappelez-moi à partir de 15:30", "19 15:30", ""),
        ("un coup de fil après demain en fin de matinée", "21 11:00", "21 12:30"),
        ("rappelez-moi après-demain", "21 0:00", "21 23:59"),
        ("le 25 novembre vers 10h", "25 10:00", "25 11:00"),
        ("le 25/11 après 10h", "25 10:00", "25 23:59"),
        ("la semaine prochaine", "23 0:00", "27 23:59"),
        ("la semaine prochaine, mardi", "24 0:00", "24 23:59"),
        ("dans 2 heures", "19 12:30", "19 13:30"),
        ("call me tomorrow at 9:15 please", "20 9:15", "20 10:15"),
        ("demain mais pas le matin", "20 0:00", "20 23:59"),
        ("pas demain, plutôt lundi", "23 0:00", "23 23:59"),
        ("aujourd’hui à 9h", "19 10:30", ""),
        ("jeudi", "26 0:00", "26 23:59"),
        ("pas avant 15h svp", "19 15:00", ""),
        ("lundi prochain 9h00", "23 9:00", "23 10:00"),
        ("d’ici vendredi", "19 10:30", "20 23:59"),
        ("avant lundi", "19 10:30", "22 23:59"),
        ("avant vendredi midi", "19 10:30", "20 12:00"),
        ("je rentre, donc après le 25 novembre", "26 0:00", ""),
        (LONG + "Rappelez-moi demain après 14h.", "20 14:00", "20 23:59"),
    ],
)
def test_the_wish(text: str, earliest: str, latest: str) -> None:
    found = call_wish((text, ""), NOW)
    assert found is not None
    assert (found.earliest, found.latest) == (moment(earliest), moment(latest))
    assert found.as_written


@pytest.mark.parametrize(
    "text",
    ["rappelez-moi svp", "au 06 12 34 56 78", LONG + "Rappelez-moi.", "facture de 14,50 €", "appelez le 32/13", ""],
)
def test_no_wish(text: str) -> None:
    assert call_wish((text, ""), NOW) is None


def test_the_words_of_the_wish() -> None:
    found = call_wish(("Rappelez-moi demain après 14h au 06 12 34 56 78", ""), NOW)
    assert found is not None
    assert found.as_written == "demain après 14h"


def test_what_is_written_now_goes_before_what_was_written_earlier() -> None:
    found = call_wish(("06 12 34 56 78", "rappelez-moi demain"), NOW)
    assert found is not None
    assert found.earliest == moment("20 0:00")


@pytest.mark.parametrize("piece", ["1", "14h ", "entre 1 ", "appel ", "pas ", "a 9h", "12/12 ", "rappel demain apres "])
def test_hostile_text_takes_no_time(piece: str) -> None:
    started = time.process_time()
    call_wish((piece * (100_000 // len(piece)),), NOW)
    assert time.process_time() - started < 3
