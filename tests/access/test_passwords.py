"""Judging passwords as those who guess them do, in French; and the ones that we propose."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import matching

from access.passwords.french import dictionaries, walks, words
from access.passwords.hashing import LONGEST_PASSWORD
from access.passwords.proposal import WORDS, propose_password, vocabulary
from access.passwords.strength import LABELS, SHORTEST_PASSWORD, judge

KNOWN = (
    "Claire", "Éclair", "claire@boulangerie-eclair.test", "Boulangerie Éclair", "06 00 00 00 00", "HA+PME", "Lyon",
    "[HA + PME]", "73282932000074", "732829320",
)  # fmt: skip

WEAK = """
P@r;3xEmp!e P@r;3xEmp!e2026 Motdepasse2026! M0td3p@sse!2026 m.o.t.d.e.p.a.s.s.e ESSAPEDTOM2026 Motdepassemotdepasse
Boulangerie2026! BoulangerieEclair B0ul@ngerie-Ecl@ir ClaireEclair1985 €cl@irCl@ire69 claireeclair@lyon HA+PME2026!!
HaPme732829320 0600000000ab Azertyuiop123 Qsdfghjklm1234 1A2Z3E4R5T6Y aqwzsxedcrfv wxcvbnwxcvbn Janvier2026!!
Novembre2026* soleilsoleil Soleil-Soleil-2 Marseille13000 jetaimemaman Bonjour123456 Loulou@2025!! Entreprise!2026
P@ssw0rd2026! Nicolas.Martin75 Camille&Lucas2019 jeanpierre1962! Olympique2Marseille aaaaaaaaaaaaaaa abcdefghijklmnop
123456789012 Administrateur1 Bienvenue2026! changezmoi2026 Allezlesbleus98 12071998Lyon Doudou*Doudou1
""".split()
STRONG = (
    "tulipe-corsaire-nougat-voilier", "Le chat de ma voisine ronfle", "xK9#mQ2$vL7p", "girafe violette 47 tambour",
    "une tout autre phrase", "vertu!ronce?cobalt", "Mon vélo n’aime pas les pavés", "kdjfhwqpzmvbntr",
)  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_what_people_choose_first_is_weak(password: str) -> None:
    found = judge(password, KNOWN)
    assert found.score <= 2
    assert not found.acceptable
    assert 1 <= len(found.advice) <= 3


@pytest.mark.parametrize("password", STRONG)
def test_what_nobody_guesses_is_accepted(password: str) -> None:
    found = judge(password, KNOWN)
    assert found.acceptable
    assert found.score >= 3
    assert found.advice == ()


@pytest.mark.parametrize("plain", ["exemple de motdepasse", "boulangerie lyon", "soleil marseille", "azerty bonjour"])
def test_look_alikes_are_worth_nothing(plain: str) -> None:
    """Nor capitals, accents, nor separators."""
    before = judge(plain)
    for change in (("a", "@"), ("e", "3"), ("i", "!"), ("l", "!"), ("o", "0"), ("s", "$"), ("e", "é"), (" ", ";")):
        changed = judge(plain.replace(*change).title())
        assert changed.score == before.score, change
        assert not changed.acceptable


@pytest.mark.parametrize("length", range(SHORTEST_PASSWORD))
def test_short_passwords_are_refused_however_random(length: int) -> None:
    found = judge("x9#Qm$2vL!pZ"[:length])
    assert not found.acceptable
    assert found.score <= 2
    if length:
        missing = SHORTEST_PASSWORD - length
        assert f"Il manque {missing} caractère" in found.advice[0]


def test_the_longest() -> None:
    assert judge("girafe violette 47 tambour " * 20).acceptable is False, "too long"
    assert "trop long" in judge("x" * (LONGEST_PASSWORD + 1)).advice[0]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("P@r;3xEmp!e2026", "Remplacer des lettres par des signes qui leur ressemblent"),
        ("ClaireEclair1985", "Évitez votre nom"),
        ("Motdepasse2026!", "Il ressemble à l’un des mots de passe les plus utilisés"),
        ("Janvier2026!!", "Une année"),
        ("qsdfghjklmwxcvbn", "touches voisines"),
        ("zuzuzuzuzuzuzu", "Répéter"),
        ("abcdefghijklmnop", "Les suites"),
    ],
)
def test_the_advice_says_why(password: str, said: str) -> None:
    assert any(said in each for each in judge(password, KNOWN).advice)


def test_one_persons_words_are_not_anothers() -> None:
    """zxcvbn keeps the words of the last one in a global."""
    assert not judge("Xylochimie Durablon", ["Xylochimie Durablon"]).acceptable
    assert judge("Xylochimie Durablon").acceptable
    assert "personal" not in matching.RANKED_DICTIONARIES
    assert not matching.RANKED_DICTIONARIES.get("user_inputs")


def nasty() -> Iterator[str]:
    yield from ("x" * 5_000, "4@1!7+5$0|" * 50, "aB3$" * 100, "motdepasse" * 50, "1" * 500, "é" * 500, "\0" * 100)
    yield from ("ﬁ" * 400, "🦊" * 100, "\ud800" * 20, " " * 100, "!!!!!!!!!!!!!!")


@pytest.mark.parametrize("password", tuple(nasty()), ids=lambda text: ascii(text[:6]))
def test_judging_takes_no_longer_than_hashing(password: str) -> None:
    judge("warm up")
    started = time.process_time()
    judge(password, KNOWN)
    assert time.process_time() - started < 1, "a tenth of it on a quiet machine"


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_judged(password: str, personal: list[str]) -> None:
    found = judge(password, personal)
    assert found.label == LABELS[found.score]
    assert found.acceptable == (not found.advice)


@given(st.text(min_size=12, max_size=24), st.text(min_size=3, max_size=24))
def test_knowing_more_never_makes_it_harder(password: str, known: str) -> None:
    assert judge(password, [known]).score <= judge(password).score


# What we propose.


def test_proposals_are_strong_and_readable() -> None:
    found = {propose_password() for _ in range(50)}
    assert len(found) == 50
    for password in found:
        assert re.fullmatch(r"[a-z]{4,6}(-[a-z]{4,6}){4}", password)
        assert judge(password, KNOWN).score == 4
    assert WORDS * math.log2(len(vocabulary())) > 45


def test_the_lists() -> None:
    for name in ("passwords", "common", "names", "proposals"):
        found = words(name)
        assert len(found) > 200, name
        assert all(word == word.lower() and word.isascii() for word in found), name
    assert len(set(words("proposals"))) == len(words("proposals"))
    for name, ranks in dictionaries().items():
        assert sorted(ranks.values())[0] == 1, name
    assert {"azertyuiop", "qsdfgh", "wxcvbn", "aqwzsx", "1a2z3e", '&é"'} <= set(walks())
