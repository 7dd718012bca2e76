"""Company numbers: checks, formats, and finding them in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import BadInput
from models.siret import (
    CompanyNumberKind,
    find_company_numbers,
    format_siret,
    is_valid_siret,
    parse_siret,
)

SIRET = "12345678200010"
WRITTEN = "123 456 782 00010"
VAT = "FR11123456782"


@pytest.mark.parametrize(
    "written",
    [
        SIRET,
        WRITTEN,
        "  123.456.782.00010\n",
        "123\u00a0456\u202f782\u00a000010",
        "123-456-782-00010",
        "123456782 00010",
        "１２３４５６７８２０００１０",
    ],
)
def test_parse_accepts_usual_writings(written: str) -> None:
    assert parse_siret(written) == SIRET


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "14 digits and nothing else"),
        ("abc", "14 digits and nothing else"),
        ("1234567820001", "has 13"),
        ("123456782", "has 9"),
        ("12345678200011", "check digits"),
        ("12345678300010", "check digits"),
        ("٠" * 14, "nothing else"),
    ],
)
def test_parse_says_what_was_expected(written: str, expected: str) -> None:
    with pytest.raises(BadInput, match=expected):
        parse_siret(written)


@pytest.mark.parametrize("siret", ["35600000009075", "35600000000048", "35600000050006", "73282932000074"])
def test_valid_sirets_and_the_rule_of_la_poste(siret: str) -> None:
    assert is_valid_siret(siret)
    assert parse_siret(format_siret(siret)) == siret


@pytest.mark.parametrize("siret", ["35600000009076", "73282932000079", "7328293200007", "", WRITTEN, "١" * 14])
def test_invalid_sirets(siret: str) -> None:
    assert not is_valid_siret(siret)


@given(st.integers(0, 10**14 - 1).map(lambda n: f"{n:014d}").filter(lambda s: not s.startswith("356000000")))
def test_one_wrong_digit_is_always_seen(siret: str) -> None:
    other = siret[:-1] + str((int(siret[-1]) + 1) % 10)
    assert not (is_valid_siret(siret) and is_valid_siret(other))


def test_format() -> None:
    assert format_siret(SIRET) == WRITTEN


@pytest.mark.parametrize(
    ("text", "kind", "value", "valid"),
    [
        (f"notre siret: {WRITTEN} merci", "SIRET", SIRET, True),
        (f"SIRET n° {SIRET}.", "SIRET", SIRET, True),
        (f"N° SIRET :\n{SIRET}", "SIRET", SIRET, True),
        ("Siret 123 456\r\n782 00010", "SIRET", SIRET, True),
        (f"SIRET{SIRET}", "SIRET", SIRET, True),
        ("SIRET １２３４５６７８２０００１０", "SIRET", SIRET, True),
        (f"{WRITTEN} (siret)", "SIRET", SIRET, True),
        ("Siret:123.456.782.00010", "SIRET", SIRET, True),
        (f"Nous sommes la société X, {WRITTEN}, à Lyon", "SIRET", SIRET, True),
        (f"SIRET {WRITTEN} 01 30 57 36 65", "SIRET", SIRET, True),
        ("SIRET 12345678200011", "SIRET", "12345678200011", False),
        ("SIRET : 1234567820001", "SIRET", "1234567820001", False),
        (f"mon numéro d'adhérent est le {SIRET}", "SIRET", SIRET, True),
        ("356 000 000 09075", "SIRET", "35600000009075", True),
        ("le siret 123 456 782 et puis 00010 voilà", "SIRET", SIRET, True),
        ("immatriculée depuis mardi : 123456782 / 00010", "SIRET", SIRET, True),
        ("siret 1234567820 0010", "SIRET", SIRET, True),
        ("siren 123 456 782 et 00011 articles", "SIREN", "123456782", True),
        ("SIREN 123456782", "SIREN", "123456782", True),
        ("siren 123456789", "SIREN", "123456789", False),
        ("mon SIRET est 123 456 782", "SIREN", "123456782", True),
        ("Le SIRET que vous nous donnez est bien celui de la filiale (123 456 782)", "SIREN", "123456782", True),
        ("RCS Paris 123 456 782", "SIREN", "123456782", True),
        ("SIRET 123 456 782 01 30 57 36 65", "SIREN", "123456782", True),
        (f"TVA {VAT}", "VAT", VAT, True),
        ("FR 11 123456782", "VAT", VAT, True),
        ("fr 11 123 456 782", "VAT", VAT, True),
        ("TVA intracommunautaire : 11123456782", "VAT", VAT, True),
        ("TVA FR12123456782", "VAT", "FR12123456782", False),
    ],
)
def test_finds_one_number(text: str, kind: str, value: str, valid: bool) -> None:
    [number] = find_company_numbers(text)
    assert (number.kind, number.value, number.valid) == (CompanyNumberKind(kind), value, valid)
    assert text[number.position :].startswith(number.as_written)
    if valid:
        assert number.siren == value.removeprefix("FR11")[:9]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tél. 01 30 57 36 65 / 06 12 34 56 78",
        "siret 01 30 57 36 65",
        "01 30 57 36 65 06 12",
        "+33 1 30 57 36 65",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "iban FR7630006000011234567890189",
        "RIB 30006 00001 12345678901 89",
        f"notre numéro de compte {SIRET}",
        f"commande n° {SIRET}",
        f"réf. client : {SIRET}",
        "facture 20261123000123 du 23/11/2026",
        "123456782",
        "12 345 678 200 010",
        f"12,{SIRET}",
        f"{SIRET}@mail.test",
        "EAN 3014260000014",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_company_numbers(text) == []


def test_several_numbers_in_their_order_each_once() -> None:
    text = f"TVA {VAT}, SIRET : {WRITTEN} (soit {SIRET}) et SIRET 73282932000074"
    assert [number.value for number in find_company_numbers(text)] == [VAT, SIRET, "73282932000074"]


def test_a_vat_number_and_a_siret_side_by_side() -> None:
    assert [n.value for n in find_company_numbers(f"FR 11 123456782 {WRITTEN}")] == [VAT, SIRET]


@given(st.text(alphabet="SIRETFRsiretfr0123456789 .-:\n", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for number in find_company_numbers(text):
        assert number.as_written in text
        assert number.value.removeprefix("FR").isalnum()
