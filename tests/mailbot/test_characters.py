"""Text that a program took for another charset, and wrote down so, is put right."""

from __future__ import annotations

import pytest

from mailbot.message.characters import clean, decode_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un compte dÃ©jÃ\u00a0 ouvert chez PapÃ©tÃ©o (nÂ° 12)", "un compte déjà ouvert chez Papétéo (n° 12)"),
        ("câ€™est lâ€™Å“uvre", "c’est l’œuvre"),
        ("CAFÉ” et ENTRÉE’", "CAFÉ” et ENTRÉE’"),
        ("Â bientôt, São Paulo, VÃ", "Â bientôt, São Paulo, VÃ"),
    ],
)
def test_what_was_taken_for_another_charset(text: str, expected: str) -> None:
    assert " ".join(clean(text).split()) == expected


def test_utf8_that_says_to_be_latin1() -> None:
    assert clean(decode_text("déjà adhérent".encode(), "iso-8859-1")) == "déjà adhérent"


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        ("镕基".encode("gbk"), "gb2312", "镕基"),
        ("①髙橋".encode("cp932"), "Shift_JIS", "①髙橋"),
        ("똠방".encode("cp949"), "ks_c_5601-1987", "똠방"),
        ("שלום".encode("iso8859-8"), "iso-8859-8-i", "שלום"),
        ("“Şişli”".encode("cp1254"), "iso-8859-9", "“Şişli”"),
        ("Здравствуйте, это заказ".encode() + b"\xd0", "utf-8", "Здравствуйте, это заказ\ufffd"),
        ("déjà ".encode() + "adhérent".encode("cp1252"), "utf-8", "dÃ©jÃ\xa0 adhérent"),
    ],
)
def test_what_is_written_in_more_than_it_says(content: bytes, declared: str, expected: str) -> None:
    assert decode_text(content, declared) == expected
