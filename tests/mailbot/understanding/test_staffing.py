"""What a mail says about a temp: wages, hours, contracts, days, places and trades in the writings of real life."""

from __future__ import annotations

import csv
import datetime as dt
import time
from decimal import Decimal

import pytest

from mailbot.understanding.amounts import WageProblem, find_wage, find_working, without_other_numbers
from mailbot.understanding.contracts import find_contract
from mailbot.understanding.days import find_start
from mailbot.understanding.spoken import plain, with_digits
from mailbot.understanding.spots import find_spot
from mailbot.understanding.staffing import StaffingUnderstanding, read_staffing
from mailbot.understanding.trades import find_trades, nearly_named
from tests.mailbot.understanding.suppliers import DIRECTORY
from tests.mailbot.understanding.test_demo_mails import DEMO, directory, text_of

TODAY = dt.date(2026, 11, 23)
TRADES = (
    "Cariste", "Préparateur de commandes", "Manutentionnaire", "Agent d’entretien", "Soudeur", "Maçon", "Comptable",
    "Hôte d’accueil", "Électricien du bâtiment", "Technicien de maintenance", "Technicien informatique", "Serveur",
    "Conducteur de ligne", "Chauffeur-livreur",
)  # fmt: skip


def numbers(text: str) -> str:
    return without_other_numbers(with_digits(plain(text)))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("quatorze euros vingt de l'heure", "14 euros 20 de l'heure"),
        ("quatorze euros nonante-cinq, trente-huit heures", "14 euros 95, 38 heures"),
        ("quatre-vingt-dix-sept, vingt et un, soixante et onze, quatre-vingts", "97, 21, 71, 80"),
        ("septante-deux et dix-neuf", "72 19"),
        ("un cariste, une semaine", "un cariste, une semaine"),
        ("zéro six trente neuf", "0 6 39"),
        ("dixième, centrale, treizaine", "dixieme, centrale, treizaine"),
    ],
)
def test_numbers_in_words(text: str, digits: str) -> None:
    assert with_digits(plain(text)) == digits


@pytest.mark.parametrize(
    ("text", "wage"),
    [
        ("un cariste à 13,20 brut, 35 h", "13.20"),
        ("taux 12,60, base 35 h", "12.60"),
        ("je la paye 13e de lh 24h par sem", "13"),
        ("un gars a 13e20 de lheure", "13.20"),
        ("il toucherai 12e60, 39h", "12.60"),
        ("12 EUR 40 BRUT", "12.40"),
        ("€12.50 gross an hour", "12.50"),
        ("à quatorze euros de l'heure", "14"),
        ("payé 14 euros 20 de l'heure", "14.20"),
        ("17 € et quelques, disons 17,40 brut", "17.40"),
        ("l'avocate facture 240/h ; 17 €/h brut, 28h/sem", "17"),
        ("elles me demande 38e de l'heure ; un gars que je donne 14e50", "14.50"),
        ("Ils annoncent un coefficient de 2,05 (12,85 € brut, 28 h)", "12.85"),
        ("taux horaire brut : 12,85 €\nMon calcul donne 26,34 €", "12.85"),
        ("2 350 € brut mensuels, soit 15,49 € / h sur 151,67 h", "15.49"),
        ("salaire de 1 123.45 € ... non, 14 brut", "14"),
        ("on le paie 12,31 brut, le SMIC plus 2 %", "12.31"),
        ("15,80 brut, les dindes 11,90 le kilo", "15.80"),
        ("coef 2,05 chez eux, et vous pour un soudeur à 16 ?", "16"),
        ("cariste au taux de 12 euros et 80 centimes", "12.80"),
        ("16€50 brut + panier 10,50 + prime 150 € par mois, 35h", "16.50"),
        ("on nous facture 28,50 € de l'heure un cariste payé 13,20", "13.20"),
        ("budget max 25 € de l'heure, payé 13 brut", "13"),
        ("préparateur niveau 2 coefficient 140 : 12,31 brut", "12.31"),
    ],
)
def test_wages(text: str, wage: str) -> None:
    found = find_wage(numbers(text))
    assert found is not None
    assert (found.hourly, found.problem) == (Decimal(wage), None)


@pytest.mark.parametrize("text", ["au SMIC", "payé au smic (12,02)", "minimum wage", "tous au SMIC, 35h", "smic , 39h"])
def test_the_minimum_wage(text: str) -> None:
    found = find_wage(numbers(text))
    assert found is not None
    assert (found.hourly, found.problem) == (None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("il veut 11,50 net de l'heure", WageProblem.NET),
        ("1 900 € net par mois", WageProblem.NET),
        ("SMIC + 10 %", WageProblem.UNCLEAR),
        ("10 % de plus que le smic", WageProblem.UNCLEAR),
        ("cariste 13,20 brut, maçon 15,10 brut", WageProblem.UNCLEAR),
        ("28 000 € brut annuels", WageProblem.UNCLEAR),
        ("110 € brut par jour", WageProblem.UNCLEAR),
        ("25 k€ brut annuel", WageProblem.UNCLEAR),
        ("2k brut", WageProblem.UNCLEAR),
    ],
)
def test_what_must_be_asked(text: str, problem: WageProblem) -> None:
    found = find_wage(numbers(text))
    assert found is not None
    assert found.problem is problem


@pytest.mark.parametrize(
    "text",
    [
        "combien coûte un cariste chez Randall ?",
        "Octobre sort à 2,04. Sur ma fiche j'ai 1,94.",
        "appelez-moi au 06 39 98 47 20 avant 17 h",
        "SIRET 925 649 766 00027, le 07/12/2026",
        "35 h par semaine pendant 3 semaines, 14 personnes",
        "cariste CACES R489 cat. 3, maçon N3",
        "le panier est à 19,90 la ligne",
        "rappelez-moi à 16 h, le bureau est à 12 km, à 3 semaines de Noël",
    ],
)
def test_no_wage(text: str) -> None:
    assert find_wage(numbers(text)) is None


def test_a_month_s_wage_is_made_an_hour_s() -> None:
    for weekly, hourly in ((None, "15.49"), (Decimal(39), "13.91")):
        found = find_wage(numbers("2 350 euros brut par mois"), weekly)
        assert found is not None
        assert (found.hourly, found.monthly) == (Decimal(hourly), Decimal(2350))


@pytest.mark.parametrize(
    ("text", "weekly", "weeks", "hours"),
    [
        ("35 h", "35", None, "35"),
        ("39h hebdo", "39", None, "39"),
        ("37,5 h/sem", "37.5", None, "37.5"),
        ("43H SEMAINE", "43", None, "43"),
        ("trente heures la semaine", "30", None, "30"),
        ("24 heures sur la semaine du 21 décembre", "24", None, "24"),
        ("151,67 h par mois", "35", None, "35"),
        ("7 heures par jour", "35", None, "35"),
        ("2 semaines", None, "2", "70"),
        ("trois sem en dec, 24h par sem", "24", "3", "72"),
        ("pour 120 heures au total", None, None, "120"),
        ("4 jours, 35 h", "35", "0.8", "28"),
        ("Il est 6 h, j'attends. 24 heures par semaine", "24", None, "24"),
        ("de 18h à 3h", None, None, None),
        ("22h-6h", None, None, None),
        ("2 jours, 8 h", None, "0.4", "16"),
        ("8 h", None, None, None),
        ("35 h, 5 jours par semaine", "35", None, "35"),
        ("mardi 14h-16h ou jeudi avant 10h", None, None, None),
        ("il y a 3 semaines, 6 semaines d'arrêt, depuis 8 mois", None, None, None),
        ("combien l'heure", None, None, None),
    ],
)
def test_hours(text: str, weekly: str | None, weeks: str | None, hours: str | None) -> None:
    found = find_working(numbers(text))
    wanted = tuple(None if one is None else Decimal(one) for one in (weekly, weeks, hours))
    assert (found.weekly, found.weeks, found.hours) == wanted


def test_months_last_four_weeks_and_a_third() -> None:
    found = find_working(numbers("six mois à 35 h"))
    assert (found.hours, found.lasting) == (Decimal("910.00"), "6 mois")


GESTION = [
    "en gestion", "contrat de gestion", "coef gestion pour cariste", "c'est donc gestion et pas autre chose",
    "on a déjà trouvé la personne", "ON A DEJA LE GARS", "c moi ki la connai donc juste les papiers",
    "je le connais il a bossé chez mon beauf, l'agence aurait que les papiers a faire",
    "l'agence ne porterait que le contrat, candidate identifiée", "elle n'aurait plus qu'à tenir les écritures",
    "qu'une boîte d'intérim s'occupe de sa paie, donc personne à chercher", "quand c'est moi qui amène le gars",
    "je ne veux pas que l'agence me cherche quelqu'un d'autre, c'est elle ou personne", "un maçon que je connais bien",
]  # fmt: skip
DELEGATION = [
    "en délégation", "(délég)", "il faut nous la trouver", "c'est eux qui le trouvent hein",
    "qu'ils nous la trouvent eux",
    "ils se débrouillent pour le trouver", "je n'ai personne en vue, c'est à eux de la dénicher",
    "l'agence elle doit chercher la personne, moi je connais pas", "recrutement à sa charge", "recruté par leurs soins",
    "On connaît personne donc c'est Temporalis qui source tout", "Aktuel would do the recruiting",
    "une standardiste que l'agence aurait à trouver", "faut que Cohésion m'en trouve un, j'ai plus personne",
]  # fmt: skip


@pytest.mark.parametrize("text", GESTION)
def test_gestion(text: str) -> None:
    assert find_contract(text)[0] == "GESTION"


@pytest.mark.parametrize("text", DELEGATION)
def test_delegation(text: str) -> None:
    assert find_contract(text)[0] == "DELEGATION"


@pytest.mark.parametrize("text", ["combien coûte un cariste ?", "les coefficients en gestion et en délégation", ""])
def test_no_contract_or_both(text: str) -> None:
    assert find_contract(text) == (None, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("à partir du 7 décembre 2026", "2026-12-07"),
        ("à compter du lundi 4 janvier 2027", "2027-01-04"),
        ("démarrage 04/01/2027", "2027-01-04"),
        ("début 1er février, pour le 14 février", "2027-02-01"),
        ("pour le 14 février ... Début 1er février", "2027-02-01"),
        ("du 14 au 31 décembre 2026", "2026-12-14"),
        ("Gardien remplaçant, 14 au 27/12", "2026-12-14"),
        ("du 30/11 au 18/12", "2026-11-30"),
        ("starting 1 December 2026", "2026-12-01"),
        ("donc calcule au 01/01/2027", "2027-01-01"),
        ("en janvier 2027", "2027-01-01"),
        ("un cariste mi-janvier", "2027-01-15"),
        ("depuis janvier, jusqu'en mars", None),
        ("du 31/02", None),
        ("dès lundi", None),
        ("ma lettre du 9", None),
        ("absent jusqu'au 12 janvier", None),
        ("à 12,02 brut", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert find_start(with_digits(plain(text)), TODAY) == (None if day is None else dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "home", "postcode"),
    [
        ("3 intérimaires 2 semaines à Rennes", None, "35000"),
        ("a rennes", None, "35000"),
        ("agence de Niort ou", None, "79000"),
        ("sur Saint Étienne", None, "42000"),
        ("près de St-Étienne", None, "42000"),
        ("notre site (69003)", None, "69003"),
        ("au 35 000", None, "35000"),
        ("à Marseille", None, "13001"),
        ("vers Valence", "26", "26000"),
        ("vers Valence", None, None),
        ("cadre à l'hôpital", None, None),
        ("joint pour la Vienne", None, None),
        ("au Mans", None, "72000"),
        ("l'agence du Havre", None, "76600"),
        ("à La Rochelle", None, "17000"),
        ("à Clermont", None, None),
        ("à Clermont", "63", "63000"),
        ("à Clermont-Ferrand", None, "63000"),
        ("à vous de voir, sur la semaine, de base", None, None),
        ("35000 € par an", None, None),
        ("n° client 44120", None, None),
        ("chez nous", None, None),
    ],
)
def test_places(text: str, home: str | None, postcode: str | None) -> None:
    found = find_spot(text, (), home)
    assert (found and found.postcode) == postcode


def test_a_department_s_number() -> None:
    for text in ("l'affrètement dans le 42", "la Loire (42)"):
        found = find_spot(text)
        assert found is not None
        assert (found.postcode, found.department) == (None, "42")
    assert find_spot("coût (12 au lieu de 14), SMIC (12,02)") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("combien me coûte un manutentionnaire", ["Manutentionnaire"]),
        ("3 CARRISTES", ["Cariste"]),
        ("14 prépa de commandes", ["Préparateur de commandes"]),
        ("une préparatrice de commande", ["Préparateur de commandes"]),
        ("un manut à 12,31", ["Manutentionnaire"]),
        ("hôtesses d'accueil", ["Hôte d’accueil"]),
        ("un electricien à 14 brut", ["Électricien du bâtiment"]),
        ("une serveuse et un maçon N3", ["Serveur", "Maçon"]),
        ("soudeur mig", ["Soudeur"]),
        ("forklift driver", ["Cariste"]),
        ("tecnicien de maintenence", ["Technicien de maintenance"]),
        # Near a known one, but another trade.
        ("une aide comptable", []),
        ("interim compta : une aide comptable", []),
        ("préparatrice en pharmacie", []),
        ("un conducteur SPL", []),
        ("un technicien helpdesk", []),
        ("chauffeur poids lourd", []),
        ("agent de quai", []),
        ("électricien automobile", []),
        ("une fleuriste", []),
    ],
)
def test_trades(text: str, names: list[str]) -> None:
    assert [one.name for one in find_trades(plain(text), TRADES)] == names


def test_how_many_people() -> None:
    found = find_trades(with_digits(plain("six préparateurs de commandes et un cariste")), TRADES)
    assert [(one.name, one.count) for one in found] == [("Préparateur de commandes", 6), ("Cariste", None)]


def test_what_may_be_meant() -> None:
    assert nearly_named("un technicien helpdesk", TRADES) == ["Technicien de maintenance", "Technicien informatique"]
    assert nearly_named("une fleuriste", TRADES) == []


def test_a_whole_mail() -> None:
    text = (
        "une assistante comptable... non, un soudeur que nous avons nous-mêmes choisi, porté par Intermède Conseil"
        " (et non Intermed), 16,20 € bruts, 35 heures hebdomadaires, 2 semaines à compter du 4 janvier 2027, à Rennes"
    )
    found = read_staffing(text, "", TRADES, DIRECTORY, TODAY)
    assert [one.name for one in found.trades] == ["Soudeur"]
    assert [one.candidates[0].id for one in found.mentions] == ["INTERMEDE"]
    assert found.wage is not None
    assert (found.wage.hourly, found.working.hours) == (Decimal("16.20"), Decimal(70))
    assert (found.contract, found.contract_is_guessed) == ("GESTION", True)
    assert found.spot is not None
    assert (found.start, found.spot.postcode) == (dt.date(2027, 1, 4), "35000")


def test_a_reply_goes_before_what_was_written_earlier() -> None:
    earlier = "Coût\nchez Randall en délégation, 11 € net, 39 h"
    found = read_staffing("14,50 brut, un cariste finalement en gestion", earlier, TRADES, DIRECTORY, TODAY)
    assert [one.candidates[0].id for one in found.mentions] == ["RANDALL"]
    assert found.wage is not None
    assert (found.wage.hourly, found.wage.problem) == (Decimal("14.50"), None)
    assert (found.contract, found.working.weekly) == ("GESTION", Decimal(39))


def demo(number: str) -> StaffingUnderstanding:
    """What one of the demo's mails says, with the demo's qualifications and suppliers."""
    with (DEMO / "coefficients.csv").open(encoding="utf-8", newline="") as file:
        names = sorted({row["qualification"] for row in csv.DictReader(file, delimiter=";")})
    return read_staffing("\n".join(text_of(number)), "", names, directory(), TODAY)


def test_the_demo_s_cost() -> None:
    found = demo("20")
    assert [(one.name, one.as_written) for one in found.trades] == [("Cariste", "carriste")]
    assert [one.candidates[0].id for one in found.mentions] == ["tempaline-atlantique"]
    assert found.wage is not None
    assert (found.wage.hourly, found.working.hours) == (Decimal("13.20"), Decimal(70))
    assert found.contract == "GESTION"
    assert found.start == dt.date(2026, 12, 7)


def test_the_demo_s_cost_without_a_qualification() -> None:
    found = demo("21")
    assert found.trades == ()
    assert found.wage is not None
    assert (found.wage.hourly, found.wage.problem) == (None, None)
    assert (found.contract, found.working.weekly) == ("DELEGATION", Decimal(24))
    assert found.spot is not None
    assert found.spot.postcode == "45000"


@pytest.mark.parametrize(
    "text",
    [
        "quatre vingt dix " * 6_000, "1 " * 50_000, "12," * 33_000, "12 345 " * 14_000, "à partir du " * 8_000,
        "un cariste à " * 8_000, "SMIC " * 20_000, "1/1/" * 25_000, "déjà le la les " * 7_000, "h" * 100_000,
        "qu'ils nous me le la les l " * 4_000, "€" * 100_000, "pas chez Randall " * 6_000, "2 semaines de " * 7_000,
    ],
    ids=lambda text: str(text)[:12],
)  # fmt: skip
def test_hostile_texts_take_no_time(text: str) -> None:
    started = time.process_time()
    read_staffing(text[:100_000], text[:100_000], TRADES, DIRECTORY, TODAY)
    assert time.process_time() - started < 4
