"""Suppliers are found by name, alias, typo and domain; ordinary French is not taken for names."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.understanding import SupplierDirectory, SupplierEntry
from tests.mailbot.understanding.suppliers import DIRECTORY, ENTRIES


def found(text: str) -> list[str]:
    return ["|".join(entry.id for entry in mention.candidates) for mention in DIRECTORY.find(text)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_name_is_found(entry: SupplierEntry) -> None:
    for text in (
        f"notre compte chez {entry.name}, merci",
        f"CHEZ {entry.name.upper()} !",
        f"chez {entry.name.lower()}",
    ):
        assert found(text) == [entry.id]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notre loueur HERZOG FRANCE S.A.S.", ["HERZOG"]),
        ("herzog location", ["HERZOG"]),
        ("chez erzog", ["HERZOG"]),
        ("chez Elisyo ou chez recsol", ["ELYSIO", "REXOL"]),
        ("man parteneur c'est à côté", ["MANPARTNER"]),
        ("global confor au bureau", ["GLOBAL"]),
        ("Point b n° 660 274", ["POINT_B"]),
        ("1° Elysio : rien\n2° Italique : compte 30 118", ["ELYSIO", "ITALIQUE"]),
        ("global confort, client gc-4471", ["GLOBAL"]),
        ("c'est mandarine qu'on a au bureau", ["MANDARINE"]),
        ("un opérateur à 12,70 par cohésion", ["COHESION"]),
        ("on a choisi mandarine", ["MANDARINE"]),
        ("italique fait le recyclé ?", ["ITALIQUE"]),
        ("titres en italique : italique, la papeterie, c'est chez vous ?", ["ITALIQUE"]),
        ("avril ils ont des 20 m3 ?", ["AVRIL"]),
        ("mandarine\n\nla fibre, svp", ["MANDARINE"]),
        ("avril\n\nj'ai un compte là-bas", ["AVRIL"]),
        ("avril\n\nvoilà les factures", []),
        ("avril loc !!!", ["AVRIL"]),
        ("le monsieur de mandarine est passé", ["MANDARINE"]),
        ("les ramettes italique, c'est combien", ["ITALIQUE"]),
        ("une facture global", []),
        ("la facture avril", []),
        ("on a mandarine pour la fibre", ["MANDARINE"]),
        ("passer à mandarine pour la fibre", []),
        ("aurais-tu les grilles d'Italique ?", ["ITALIQUE"]),
        ("Mandarine's engineer failed to turn up", ["MANDARINE"]),
        ("le gars dintermed", ["INTERMED"]),
        ("le code pour les herzogs", ["HERZOG"]),
        ("le camion de rent alice", ["RENTALIS"]),
        ("avec initiaux textile et bernardais", ["INITIO", "BERNARDET"]),
        ("pour point b là le matériaux", ["POINT_B"]),
        ("Valmont nous a livrés", ["BUREAU_VALMONT"]),
        ("notre marbrier, Monsieur Bernardet, et Mme Bouvier", []),
        ("le monsieur de chez Bernardet", ["BERNARDET"]),
        ("TR : papier\n\nvu ?\n\n-----Message transféré-----\nDe : Italique Facturation (italique)", ["ITALIQUE"]),
        ("l'oeuvre au bureau", ["OEUVRE"]),
        ("Man Partner et manpartner", ["MANPARTNER", "MANPARTNER"]),
        ("chez Chrono Vite", ["CHRONOVITE"]),
        ("chez bureauvalmont", ["BUREAU_VALMONT"]),
        ("notre compte Herzgo", ["HERZOG"]),
        ("notre compte herzogg", ["HERZOG"]),
        ("fournisseur Temporallis", ["TEMPORALIS"]),
        ("chez Bureau Valmon", ["BUREAU_VALMONT"]),
        ("notre compte Initio", ["INITIO"]),
        ("notre compte Géodys", ["GEODYS_NORD|GEODYS_SUD"]),
        ("notre compte Géodys Sud", ["GEODYS_SUD"]),
        ("notre compte Intermed", ["INTERMED"]),
        ("notre compte Intermède", ["INTERMEDE"]),
        ("notre compte Intermedd", ["INTERMED|INTERMEDE"]),
        ("chez Avril, Cohésion et Global", ["AVRIL", "COHESION", "GLOBAL"]),
        ("- Global : compte 12\n- Italique : compte 13", ["GLOBAL", "ITALIQUE"]),
        ("écrivez à paris@herzog.example", ["HERZOG"]),
        ("contact@europauto.example.autre.test", []),
        ("www.herzog.example", []),
        ("", []),
    ],
)
def test_writings(text: str, expected: list[str]) -> None:
    assert found(text) == expected


ORDINARY = """
Bonjour Madame Leroy,

Je reviens vers vous suite à notre entretien du 3 avril. Au global, nous avons dépensé 12 000 euros de papier en un an,
et j'aimerais avoir votre avis. Les italiques du document sont à corriger ; le point B du contrat aussi.
Nous travaillons en cohésion avec nos partenaires. Le bureau sera fermé lundi. La mandarine n'est pas de saison, mais la
promo de mars l'était. Mon interlocuteur actuel est absent, un intermédiaire le remplace.
Merci de me rappeler au plus tôt.
Nous avons aussi l'initiale de la facture. L'énergie coûte cher, le temporaire devient durable, l'intérim se fait rare.
Notre roman d'entreprise sera publié en avril ; il fait le point sur notre activité. Le crédit est accordé.
Pouvez-vous libérer le véhicule pour vendredi ? L'élan est là. Coût global : 450 euros. Avril sera calme.
Vous trouverez ci-joint nos conditions générales. Notre adresse : jean.dupont@mandarine.test, tél. 01 30 57 36 65.

TOUT EST À PAYER, AU GLOBAL, EN AVRIL. VOTRE AVIS NOUS INTÉRESSE. EN COHESION AVEC VOUS.

Cordialement,
Bernard Brunel
Gérant de la société Lyres et Fournitures
"""


def test_ordinary_mails_name_no_supplier() -> None:
    assert [mention.as_written for mention in DIRECTORY.find(ORDINARY)] == []


def test_a_mention_knows_its_place_and_its_score() -> None:
    text = "Voir « Bureau  Valmont », chez Herzgo"
    exact, typo = DIRECTORY.find(text)
    assert (exact.as_written, exact.score, exact.ambiguous) == ("Bureau  Valmont", 1.0, False)
    assert text[exact.position : exact.end] == exact.as_written
    assert (typo.as_written, typo.score < 1) == ("Herzgo", True)


def test_a_public_mail_domain_names_nobody() -> None:
    directory = SupplierDirectory([SupplierEntry("O", "Opérateur", email_domains=("orange.fr",))])
    assert directory.find("jean@orange.fr") == []


def test_an_empty_directory_finds_nothing() -> None:
    assert SupplierDirectory([]).find("chez Herzog") == []


def test_a_long_text_is_read_soon() -> None:
    start = time.monotonic()
    DIRECTORY.find("chez Herzgo et Compte Inconnu, " * 6_000)
    assert time.monotonic() - start < 10


@given(st.text(alphabet="chez HerzogAvril,.-\n@étot al", max_size=200))
def test_any_text_is_read(text: str) -> None:
    mentions = DIRECTORY.find(text)
    assert all(text[one.position : one.end] == one.as_written and one.candidates for one in mentions)
    assert all(first.end <= second.position for first, second in pairwise(mentions))
