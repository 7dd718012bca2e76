"""Short mails: a bare account number, the word that tells two names apart, thanks, who follows us."""

from __future__ import annotations

import pytest

from mailbot.understanding.advisor_asked import asks_for_advisor
from mailbot.understanding.bare_account import bare_account
from mailbot.understanding.courtesy import is_courtesy
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry
from mailbot.understanding.question import questions_in
from mailbot.understanding.settled import settled_by
from mailbot.understanding.trades import find_trades

DIRECTORY = SupplierDirectory(
    [SupplierEntry("1", "Tempaline Atlantique", ("Tempaline",)), SupplierEntry("2", "Tempaline Rhône", ("Tempaline",))]
)


@pytest.mark.parametrize(
    ("reply", "account"),
    [
        ("c'est le 7719203", "7719203"),
        ("Voici notre n° de compte : AB-7719/2\nMaud\n12 rue des Lilas 69003 Lyon", "AB-7719/2"),
        ("Bonjour,\n\nn° client 88 123\n\nMerci", "88123"),
        ("06 39 98 11 22", None),
        ("732 829 320 00074", None),
        ("nous sommes 1200 salariés", None),
        ("7719203 et 88122", None),
        ("7719203\n88122", None),
        ("plutôt chez eux le 7719203, l'ancien est fermé", None),
        ("Je ne le trouve pas", None),
    ],
)
def test_a_bare_account_number(reply: str, account: str | None) -> None:
    assert bare_account(reply) == account


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        ("Celui du Rhône.", "Tempaline Rhône"),
        ("atlantique merci", "Tempaline Atlantique"),
        ("Pas Atlantique", None),
        ("Rhône ou Atlantique", None),
        ("Je ne sais pas", None),
    ],
)
def test_a_word_that_only_one_name_has_tells_which_is_meant(reply: str, meant: str | None) -> None:
    offered = [entry.name for entry in DIRECTORY.entries]
    settled = settled_by(reply, "rattacher notre compte Tempaline (client 88123)", offered, DIRECTORY)
    assert [entry.name for entry in settled.confirmed] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("subject", "text", "thanks"),
    [
        ("Merci", "Merci beaucoup, bonne journée !", True),
        ("", "Super merci pour votre réponse rapide. Bonne journée\n\nClaire Martin", True),
        ("", "Merci de me rappeler", False),
        ("", "Merci, le compte est le 7719", False),
        ("", "Merci, c’est possible ?", False),
        ("Rattachement Telvane", "Merci d’avance", False),
        ("", "Bonjour", False),
    ],
)
def test_thanks(subject: str, text: str, thanks: bool) -> None:
    assert is_courtesy(subject, text) is thanks


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bonjour, qui est mon conseiller svp ?", True),
        ("Je n’ai pas le numéro de notre interlocutrice", True),
        ("Qui suit notre dossier chez vous ?", True),
        ("Qui est notre interlocuteur chez Telvane ?", False),
        ("Mon conseiller m’a dit de vous écrire", False),
    ],
)
def test_who_follows_us(text: str, asked: bool) -> None:
    assert asks_for_advisor(text) is asked


def test_two_questions_in_one_sentence() -> None:
    asked = questions_in("", "où est mon numéro d'adhérent ; par ailleurs combien d'audits puis-je demander par an ?")
    assert [question.split()[0] for question in asked] == ["où", "combien"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("un cariste, le coût pour 3 personnes pendant 4 semaines", 3),
        ("2 caristes, nous avons 12 personnes au dépôt", 2),
        ("un cariste, il faudrait 3 intérimaires", 3),
        ("un cariste pour 3 personnes ou pour 4 personnes", None),
        ("un cariste dans une équipe de 12 personnes", None),
        ("un cariste", None),
    ],
)
def test_how_many_people(text: str, count: int | None) -> None:
    (trade,) = find_trades(text, ["Cariste"])
    assert trade.count == count
