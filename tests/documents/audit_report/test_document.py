"""The report as PDF: it says what the audit says, keeps for years, and whatever a text holds stays a text."""

from __future__ import annotations

import dataclasses
import re
import time

import pypdfium2

from audit.results import AuditResult
from documents.audit_report.context import ReportContext
from documents.audit_report.document import pdf
from documents.audit_report.wording import euros
from tests.audit.values import audited, invoice, line
from tests.documents.audit_report.samples import CONTEXT, HOSTILE, hostile, many, sample


async def text_of(result: AuditResult, context: ReportContext = CONTEXT) -> str:
    """The text of all pages, with spaces as people see them."""
    document = pypdfium2.PdfDocument(await pdf(result, context))
    return re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.get_textpage().get_text_range() for page in document))


def plain(amount: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", amount)


async def test_it_says_what_was_audited_and_by_whom() -> None:
    text = await text_of(sample())
    for fact in (
        "Audit de vos achats", "Menuiserie Le Goff", "732 829 320 00074", "Claire Fontaine", "AU-12",
        "Hygiène et entretien, Papeterie et fournitures de bureau", "catalogue 7 du 1er octobre 2026",
        "du 1er septembre 2026 au 5 octobre 2026", "3 / 4", "fichiers lus", "scan.doc", "s’il vous plaît",
        "la TVA ne correspond pas",
    ):  # fmt: skip
        assert fact in text, fact


async def test_its_totals_are_those_of_the_audit() -> None:
    result = sample()
    text = await text_of(result)
    for own in (result.identical, result.equivalent):
        assert f"payé {plain(euros(own.paid))}, au prix négocié {plain(euros(own.negotiated))}" in text
        assert f"{plain(euros(own.saving))} d’économie" in text
    assert plain(euros(result.identical.saving + result.equivalent.saving)) not in text, "they are never added"
    it = result.coverage
    for amount in (it.amount_audited, it.amount_to_review, it.amount_not_comparable):
        assert plain(euros(amount)) in text
    for category in result.categories:
        for amount in (category.amount_audited, category.identical.saving):
            assert plain(euros(amount)) in text or not category.identical.lines
    for each in result.lines:
        if each.saving is not None:
            assert plain(euros(each.saving)) in text


async def test_coverage_comes_first_and_identical_before_equivalent() -> None:
    text = await text_of(sample())
    order = [
        "Ce que nous avons lu", "Ce que les prix négociés auraient changé", "Par poste de dépenses",
        "Produits identiques, ligne par ligne", "Produits équivalents, ligne par ligne",
        "Lignes à confirmer par votre conseiller", "Lignes sans comparaison", "Lignes hors de l’audit",
        "Vos documents", "Comment lire ces chiffres",
    ]  # fmt: skip
    places = [text.index(title) for title in order]
    assert places == sorted(places)


async def test_each_compared_line_shows_both_prices_in_one_unit_where_it_stood_and_why() -> None:
    """10 reams at 30.00, less their part of the discount, against a box of five reams at 12.50."""
    text = await text_of(sample())
    assert re.search(r"Papier A4 80 g → .*ramette de 500 feuilles – Papiralde, réf. PAP-1 – même code-barres", text)
    assert re.search(r"F-2026-001, page 1 05/10/2026 10 × 500 feuilles 2,85 € 2,50 € 28,50 €", text), text
    assert "F-2026-001, page 2" in text
    assert "désignation et caractéristiques proches" in text


async def test_lines_that_were_not_compared_are_listed_with_why() -> None:
    text = await text_of(sample())
    assert re.search(r"Lignes à confirmer par votre conseiller .* Agrafeuse F-2026-002, ligne 1", text)
    assert re.search(r"Pas de produit équivalent dans nos accords .* Plante verte", text)
    assert "autre poste de dépenses 1 36,00 €" in text
    assert "port et transport 1 9,90 €" in text


async def test_where_the_group_is_dearer_it_says_so() -> None:
    text = await text_of(audited(invoice(line(amount="20.00"))))
    assert "−5,00 € de plus qu’aujourd’hui" in text


async def test_an_audit_without_anything_is_a_report_all_the_same() -> None:
    text = await text_of(audited(), ReportContext(group_name="HA+PME", issued_on=CONTEXT.issued_on))
    assert "0 / 0" in text
    assert "HA+PME page 1 sur" in text, "no dashes around what isn't there"
    assert "Par poste" not in text


async def test_it_is_made_to_be_kept_and_to_be_read_aloud_and_the_same_each_time() -> None:
    content = await pdf(sample(), CONTEXT)
    for sign in (
        b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>", b"/Lang(fr-FR)", b"/StructTreeRoot",
    ):  # fmt: skip
        assert sign in content, sign
    assert await pdf(sample(), CONTEXT) == content
    assert await pdf(sample(), dataclasses.replace(CONTEXT, reference="AU-13")) != content


async def test_texts_are_texts() -> None:
    text = await text_of(hostile(), dataclasses.replace(CONTEXT, legal_name=HOSTILE[0]))
    assert "\0" not in text
    assert "\u202e" not in text
    for word in ("HYPERLINK", "<b>gras</b>", "$x^2$", '#import "page.typ": *'):
        assert word in text, word


async def test_six_hundred_lines_take_about_a_second() -> None:
    result = many(600)
    await pdf(many(10), CONTEXT)
    started = time.process_time()
    content = await pdf(result, CONTEXT)
    assert time.process_time() - started < 5, "about one second on an idle machine"
    assert len(pypdfium2.PdfDocument(content)) > 20
