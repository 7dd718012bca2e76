"""What mails ask for: some plain ones, how soon any text is read, and the file of the weights."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.message import MailFile
from mailbot.understanding import classifier
from mailbot.understanding.features import Written, features_of
from mailbot.understanding.reading import in_order, read_request
from models.mail_kinds import MailKind as Kind
from tests.mailbot.understanding.suppliers import DIRECTORY

PLAIN = {
    Kind.SUPPLIER_ATTACHMENT: "Bonjour, merci de rattacher notre compte Lyreva n° 445210 à vos conditions.",
    Kind.FORGOTTEN_PASSWORD: "Bonjour, j’ai oublié mon mot de passe et je ne peux plus me connecter au site.",
    Kind.DISCOUNT_CODE: "Bonjour, pouvez-vous m’envoyer le code CDP pour louer une voiture chez Europauto ?",
    Kind.STAFFING_COST: "Bonjour, combien me coûte un manutentionnaire au SMIC chez Randall, en délégation, 35 h ?",
    Kind.CALL_BACK: "Bonjour, pouvez-vous me rappeler au 06 39 98 12 34 demain matin ? Merci",
    Kind.EMAIL_CHANGE: "Bonjour, mon adresse e-mail change : merci d’écrire désormais à marie@atelier.test.",
    Kind.MEMBERSHIP_APPLICATION: "Bonjour, comment devenir adhérent ? Nous aimerions rejoindre votre groupement.",
}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_request(kind: Kind) -> None:
    assert read_request("", PLAIN[kind], (), DIRECTORY).kinds == (kind,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nous souhaitons adherer", Kind.MEMBERSHIP_APPLICATION),
        ("cout de 3 interimaires 2 semaines a Rennes", Kind.STAFFING_COST),
        ("mot de passe perdu", Kind.FORGOTTEN_PASSWORD),
        ("code cdp herzog svp", Kind.DISCOUNT_CODE),
        ("rappelez moi au 0639981234", Kind.CALL_BACK),
        ("tarifs lyreva ?", Kind.SUPPLIER_TERMS),
    ],
)
def test_a_few_words_are_enough(text: str, kind: Kind) -> None:
    assert read_request("", text, (), DIRECTORY).kinds == (kind,)
    assert read_request(text, "", (), DIRECTORY).kinds == (kind,)


def test_several_requests_stand_in_the_order_of_being_asked() -> None:
    call, password = PLAIN[Kind.CALL_BACK], PLAIN[Kind.FORGOTTEN_PASSWORD]
    found = read_request("", f"{call}\n\nEt puis : {password}", (), DIRECTORY)
    assert found.kinds == (Kind.CALL_BACK, Kind.FORGOTTEN_PASSWORD)
    turned = read_request("", f"{password}\n\nEt puis : {call}", (), DIRECTORY)
    assert turned.kinds == (Kind.FORGOTTEN_PASSWORD, Kind.CALL_BACK)


def test_the_order_of_requests_in_one_sentence_depends_on_nothing_else() -> None:
    """A set of words has another order in each process."""
    scores = {Kind.CALL_BACK: 0.9, Kind.EMAIL_CHANGE: 0.97, Kind.AUDIT: 0.97}
    for kinds in itertools.permutations(scores):
        assert in_order(kinds, [scores], scores) == (Kind.AUDIT, Kind.EMAIL_CHANGE, Kind.CALL_BACK)
        assert in_order(kinds, [], scores) == (Kind.AUDIT, Kind.EMAIL_CHANGE, Kind.CALL_BACK)


def test_a_mail_that_says_nothing_goes_to_a_human() -> None:
    assert read_request("", "Bonjour,\n\nCordialement", (), DIRECTORY).kinds == ()


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "0 " * 50_000, "FR76 " * 20_000, "@" * 100_000, "a.b-" * 25_000, "1.2.3.4" * 15_000, "\n-" * 50_000,
     "rappelez " * 11_000, "chez Herzgo et " * 7_000, "ce message " * 9_000, "n'imprimez" * 10_000, "é" * 100_000],
)  # fmt: skip
def test_hostile_texts_are_read_soon(text: str) -> None:
    start = time.perf_counter()
    features_of(Written(text, text, (MailFile(text[:5_000], "", b"", inline=False),)))
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    ["Lyreva" + "\n," * 9_900 + "x Papeteo", "Lyreva" + "\n " * 9_900 + "x Papeteo", "!" * 20_000 + "x", "n. " * 6_600,
     ("Lyreva" + "\n," * 70 + "x Papeteo ") * 110, "- Lyreva,\n- Papeteo,\n" + "- Aa\n" * 3_500],
)  # fmt: skip
def test_whatever_stands_between_two_suppliers_it_is_read_soon(text: str) -> None:
    """The first of them once took a minute, in which nothing else of the server ran."""
    start = time.perf_counter()
    read_request("Rattachement", text, (), DIRECTORY)
    assert time.perf_counter() - start < 2


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = read_request(text[:50], text, (), DIRECTORY)
    assert all(0 <= score <= 1 for score in found.scores.values())
    assert found.guess is not None


def test_the_weights_are_written_as_they_were_read() -> None:
    text = classifier.FILE.read_text("utf-8")
    assert len(text.encode()) < 1_500_000
    assert classifier.write(classifier.read(text)) == text
