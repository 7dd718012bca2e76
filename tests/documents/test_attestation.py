"""The attestation as PDF: it says what it must, keeps for years, and whatever a name holds stays a name."""

from __future__ import annotations

import asyncio
import ctypes
import dataclasses
import datetime as dt
import re
from typing import Any

import pypdfium2
import pytest
import typst
import zxingcpp

from documents.attestation import Attestation, render
from documents.characters import RANGES, shown
from documents.typesetting import TEMPLATES, typeset

SAMPLE = Attestation(
    group_name="HA+PME",
    group_phone="01 30 57 36 65",
    contact_address="contact@centrale.test",
    legal_name="Menuiserie Le Goff",
    siret="73282932000074",
    street="3 quai de la Fosse",
    postcode="44000",
    city="Nantes",
    member_since=dt.date(2019, 5, 1),
    supplier="Loc’Azur",
    issued_on=dt.date(2026, 11, 23),
    valid_until=dt.date(2027, 2, 21),
    verification_url="https://www.centrale.test/attestation/12-abcdefghijklmnopqrstuvwxyz",
    reference="AT-12",
)


async def pages_of(attestation: Attestation) -> list[str]:
    """The text of each page, spaces as people see them."""
    document = pypdfium2.PdfDocument(await render(attestation))
    texts = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"[\s\u00a0\u202f]+", " ", text) for text in texts]


async def test_it_says_what_a_supplier_must_know() -> None:
    (text,) = await pages_of(SAMPLE)
    for fact in (
        "Attestation d’adhésion", "HA+PME atteste", "Menuiserie Le Goff", "732 829 320 00074",
        "3 quai de la Fosse, 44000 Nantes", "le 1er mai 2019", "Loc’Azur", "le 23 novembre 2026", "21 février 2027",
        "AT-12", "01 30 57 36 65", "elle seule fait foi",
    ):  # fmt: skip
        assert fact in text, fact
    assert SAMPLE.verification_url in text.replace(" ", "")


async def test_what_is_not_known_leaves_no_gap() -> None:
    bare = dataclasses.replace(SAMPLE, street=None, postcode=None, city=None, member_since=None, supplier=None)
    (text,) = await pages_of(bare)
    for label in ("Adresse", "Adhérente depuis", "À l’attention de", "None"):
        assert label not in text


async def test_the_same_value_gives_the_same_bytes() -> None:
    first, *others = await asyncio.gather(*(render(SAMPLE) for _ in range(5)))
    assert all(other == first for other in others)
    assert await render(dataclasses.replace(SAMPLE, supplier="Un autre")) != first


async def test_it_is_made_to_be_kept_and_to_be_read_aloud() -> None:
    """What a reader or an archive looks for: PDF/A-2a, PDF/UA-1, its language, its structure."""
    content = await render(SAMPLE)
    for sign in (
        b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>", b"<rdf:li>fr-FR</rdf:li>", b"/Lang(fr-FR)", b"/StructTreeRoot",
    ):  # fmt: skip
        assert sign in content, sign


async def test_its_day_is_the_day_it_was_issued() -> None:
    content = await render(SAMPLE)
    assert b"<xmp:CreateDate>2026-11-23T00:00:00Z</xmp:CreateDate>" in content


async def test_fonts_are_inside_and_are_the_program_s_own() -> None:
    """The same on every machine, and in ten years."""
    document = pypdfium2.PdfDocument(await render(SAMPLE))
    text = document[0].get_textpage()
    fonts = {font_of(text, index) for index in range(text.count_chars())} - {""}
    assert {font.partition("-")[0] for font in fonts} == {"LibertinusSerif", "DejaVuSansMono"}


def font_of(text: Any, index: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pypdfium2.raw.FPDFText_GetFontInfo(text.raw, index, name, len(name), flags)
    return name.value.decode().rpartition("+")[2]


NAMES = [
    '#import "page.typ": *', "#sys.inputs.data", "$x^2$", "*gras* _italique_ `code`", "<b>Société</b>", "\\ { } [ ] @a",
    "= Titre", "‮egnahcé", "Ḽong " * 38, "张伟股份有限公司", "Société 🏢 Émoji", "a\x00b", "- x", "// commentaire",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_names_are_text(name: str) -> None:
    (text,) = await pages_of(dataclasses.replace(SAMPLE, legal_name=name, street=name, supplier=name))
    assert "Valable jusqu’au" in text
    assert "\0" not in text
    for word in re.findall(r"[A-Za-z]{4,}", name):
        assert word in text


def test_every_character_that_we_let_through_has_a_shape() -> None:
    every = "".join(chr(code) for first, last in RANGES for code in range(first, last + 1))
    assert len(every) > 1200
    content = typeset("attestation", FACTS | {"lines": [["Tous", shown(every)]]})
    assert content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Éclair", "Éclair"), ("E\u0301clair", "Éclair"), ("ﬁn", "fin"), ("張", "?"), ("①②", "12"), ("a\u202eb", "ab"),
        ("a\nb", "a b"), ("\0", ""), ("🏢", "?"), ("½ œ ß €", "½ œ ß €"), ("Ω Ж", "Ω Ж"), ("\u00a0", "\u00a0"),
    ],
)  # fmt: skip
def test_what_has_none_is_replaced(text: str, seen: str) -> None:
    assert shown([text, {"name": text}, 1]) == [seen, {"name": seen}, 1]


FACTS = {
    "group": "HA+PME", "phone": "01", "contact": "c@d.test", "issued": [2026, 1, 2], "url": "https://a.test",
    "qr": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'></svg>", "reference": "AT-1",
}  # fmt: skip


def test_a_template_that_is_wrong_is_told() -> None:
    with pytest.raises(typst.TypstError):
        typeset("attestation", {"lines": []})


def test_templates_ask_for_nothing_from_outside() -> None:
    for path in TEMPLATES.glob("*.typ"):
        text = path.read_text("utf-8")
        assert "@preview" not in text
        assert "datetime.today" not in text, "the day is the value's"


async def test_the_code_on_the_page_leads_to_the_page_that_checks_it() -> None:
    """Photographed, so to say: the page as an image, at the resolution of a poor copier."""
    for scale in (1.2, 2, 4):
        bitmap = pypdfium2.PdfDocument(await render(SAMPLE))[0].render(scale=scale, grayscale=True)
        image = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [SAMPLE.verification_url]
