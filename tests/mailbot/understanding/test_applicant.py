"""Who asks to join, taken out of what people write."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.applicant import Applicant, applicant_in, person_name, refuses, wants_to_join
from mailbot.understanding.phones import asks_for_call, find_phones, phone_to_call
from tests.group import siret

SIRET = siret(90)
GROUPED = f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}"
NINA = Applicant(
    siret=SIRET, legal_name="Atelier Neuf", postcode="69003", city="Lyon", first_name="Nina", last_name="Neuf",
    phone="04 78 00 11 22",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"Raison sociale : Atelier Neuf\nSIRET : {GROUPED}\n3 rue du Lac, 69003 Lyon\nTél : 04 78 00 11 22",
        f"Nous sommes la société Atelier Neuf, SIRET {SIRET}, 69003 Lyon, tél. 04 78 00 11 22.",
        f"- société = Atelier Neuf\n- siret = {GROUPED}\n- 69003 Lyon\n- rappelez-moi au 04 78 00 11 22",
        f"Bonjour,\n\nNina Neuf\nEntreprise : Atelier Neuf - SIRET {GROUPED}\nCP 69003\nFax 04 78 00 11 99\n"
        "04 78 00 11 22",
    ],
)
def test_all_that_it_takes(text: str) -> None:
    assert applicant_in((text, ""), "Nina Neuf") == NINA


def test_what_is_missing_in_the_reply_stands_in_the_mail_before() -> None:
    before = f"Nous voulons adhérer. SIRET {SIRET}. 69003 Lyon"
    assert applicant_in(("Atelier Neuf\n04 78 00 11 22", before), "NEUF Nina") == NINA
    assert applicant_in(("Bonjour,\nc'est l'entreprise Atelier Neuf, 04 78 00 11 22", before), "Neuf, Nina") == NINA


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("la SARL Tessier et Fils", "SARL Tessier et Fils"),
        ("Margaux Tessier\nTessier Bois SAS\n", "Tessier Bois SAS"),
        ("notre entreprise Bois de l'Ouest, à Nantes", "Bois"),
        ("Dénomination sociale : L’Île & Co (restaurant)", "L’Île & Co"),
        ("notre société est à Lyon", ""),
        ("société : SIRET 123", ""),
        ("ENTREPRISE : GARAGE DU LAC, 69003 LYON", "GARAGE DU LAC"),
    ],
)
def test_the_name_of_a_company(text: str, name: str) -> None:
    assert applicant_in((text, ""), "").legal_name.startswith(name)
    assert bool(applicant_in((text, ""), "").legal_name) is bool(name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("12 rue des Forges, 44000 Nantes", ("44000", "Nantes")),
        ("44 000 NANTES CEDEX 2", ("44000", "NANTES CEDEX")),
        ("code postal 44000", ("44000", "Nantes")),
        ("44000, merci", ("44000", "Nantes")),
        ("facture 12345 du mois", ("", "")),
        ("99999 Nulle-Part", ("", "")),
        (f"SIRET {GROUPED}", ("", "")),
        ("01 44 00 05 00", ("", "")),
        ("67000 Strasbourg - France", ("67000", "Strasbourg")),
        ("13100 Aix-en-Provence tel 04 42 00 00 00", ("13100", "Aix-en-Provence")),
    ],
)
def test_a_place(text: str, place: tuple[str, str]) -> None:
    found = applicant_in((text, ""), "")
    assert (found.postcode, found.city) == place


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Margaux Tessier", ("Margaux", "Tessier")),
        ("TESSIER Margaux", ("Margaux", "Tessier")),
        ("Tessier, Margaux", ("Margaux", "Tessier")),
        ("Jean-Pierre de la Tour", ("Jean-Pierre", "de la Tour")),
        ("contact", ("", "")),
        ("Ateliers Tessier 44", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_person_s_name(shown: str, expected: tuple[str, str]) -> None:
    assert person_name(shown) == expected


def test_a_person_says_their_name() -> None:
    found = applicant_in(("Bonjour, je suis Margaux Tessier, gérante.", ""), "contact")
    assert (found.first_name, found.last_name) == ("Margaux", "Tessier")
    found = applicant_in(("Nom : Tessier\nPrénom : Margaux", ""), "contact")
    assert (found.first_name, found.last_name) == ("Margaux", "Tessier")


def test_a_wrong_siret_is_told_apart() -> None:
    wrong = SIRET[:-1] + str((int(SIRET[-1]) + 1) % 10)
    found = applicant_in((f"SIRET : {wrong}", ""), "")
    assert (found.siret, found.wrong_siret) == ("", wrong)


@pytest.mark.parametrize(
    "text",
    ["Nous souhaitons adhérer", "je voudrais devenir adhérent", "DEMANDE D'ADHESION", "inscrivez-nous svp",
     "J'aimerais rejoindre votre centrale", "we would like to join", "nous adhérons"],
)  # fmt: skip
def test_a_wish(text: str) -> None:
    assert wants_to_join(text)


@pytest.mark.parametrize("text", ["Comment adhérer ?", "C'est quoi les conditions d'adhésion ?", "combien ça coûte"])
def test_a_question(text: str) -> None:
    assert not wants_to_join(text)


def test_no() -> None:
    assert refuses("Non merci, pas pour le moment")
    assert not refuses("Oui, nous sommes d'accord")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0612345678", ["0612345678"]),
        ("06.12.34.56.78 ou 06-12-34-56-78", ["06.12.34.56.78", "06-12-34-56-78"]),
        ("+33 6 12 34 56 78 / +33 (0)1 44 55 66 77", ["+33 6 12 34 56 78", "+33 (0)1 44 55 66 77"]),
        ("0033612345678", ["0033612345678"]),
        ("+41 22 345 67 89", ["+41 22 345 67 89"]),
        ("Fax : 01 44 55 66 77", []),
        (f"SIRET {GROUPED} compte 0612345678912", []),
        ("compte A0612345678", []),
        ("IBAN FR76 3000 4000 0312 3456 7890 143", []),
        ("le 06/12/2026 à 14:30", []),
        ("facture 06123456", []),
    ],
)
def test_phones(text: str, numbers: list[str]) -> None:
    assert [phone.as_written for phone in find_phones(text)] == numbers


def test_a_name_is_no_call() -> None:
    assert asks_for_call("Rappelez-moi svp")
    assert asks_for_call("vous pouvez m'appeler ?")
    assert not asks_for_call("Je m'appelle Nina Neuf, 04 78 00 11 22")


def test_the_number_to_call_is_called_so() -> None:
    text = "Notre agence est au centre : 01 44 55 66 77.\n\nRappelez-moi plutôt sur mon portable 06 12 34 56 78"
    assert phone_to_call([text]) == "06 12 34 56 78"
    assert phone_to_call(["Claire\n01 44 55 66 77"]) == "01 44 55 66 77"
    assert phone_to_call(["le 06 12 34 56 78", "01 44 55 66 77"]) == "06 12 34 56 78"
    assert phone_to_call(["rien"]) is None
    assert phone_to_call(["Ne m'appelez plus au 06 12 34 56 78 mais au 06 98 76 54 32"]) == "06 98 76 54 32"
    assert phone_to_call(["ne pas appeler le 06 12 34 56 78 ; bureau 04 72 00 00 00"]) == "04 72 00 00 00"


@pytest.mark.parametrize(
    "piece",
    [
        "A ",
        "société A ",
        "0",
        "06 ",
        "+1 ",
        "69003 ",
        "69003 Aa ",
        "SA ",
        "nom : ",
        "a",
        "A",
        "je suis A ",
        "société : ",
    ],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    applicant_in((text, text), text[:300])
    wants_to_join(text)
    assert time.process_time() - started < 4
