"""An audit from the file to the sums, with the real readers, the real matcher and the service of the product."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from audit.engine import Engine
from audit.invoice import Invoice, Line, Method, Party, Provenance, Totals
from audit.reading.apart import InvoiceReaders
from jobs.events import Events
from models import (
    Audit,
    AuditFile,
    AuditReport,
    AuditSavings,
    AuditStatus,
    Category,
    FrameworkAgreement,
    LineMatch,
    PriceLine,
    Supplier,
)
from settings import Settings
from tests.group import Group, viewer_of
from workflows.audits import catalogue, files, requesting
from workflows.audits.catalogue import Prices
from workflows.audits.service import AuditService

SHEET = """Facture;Date;Fournisseur;Référence;Désignation;Quantité;Unité;Prix unitaire HT;Montant HT
F-1;02/03/2026;Bureau Clair;BC-100;Ramette papier A4 80 g 500 feuilles blanc;10;u;5,00;50,00
F-1;02/03/2026;Bureau Clair;ZZ-9;Statuette de marbre de Carrare;1;u;99,00;99,00
"""


async def test_a_spreadsheet_becomes_savings(group: Group, settings: Settings) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await PriceLine.create(
        agreement=agreement, category=group.stationery, reference="BC-100", unit="feuille", pack_size=Decimal(500),
        label="Ramette papier A4 80 g blanc, 500 feuilles", price=Decimal(4), valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip
    viewer = await viewer_of(group.owner)
    opened = await requesting.request(settings, viewer, siret=None, category_ids=[group.stationery.id])
    assert isinstance(opened, requesting.Opened)
    sent = [files.SentFile("factures.csv", SHEET.encode()), files.SentFile("vide.pdf", b"")]
    await files.add(settings, viewer, opened.audit.id, sent)
    await requesting.close_files(viewer, opened.audit.id)
    async with InvoiceReaders(1) as readers, AuditService(settings, Events(), readers.read, Prices()).running():
        for _ in range(400):
            await asyncio.sleep(0.1)
            if (await Audit.get()).status == AuditStatus.REVIEW:
                break
    outcomes = {row.name: (row.status.value, row.refusal_code) for row in await AuditFile.all()}
    assert outcomes == {"factures.csv": ("READ", None), "vide.pdf": ("REFUSED", "EMPTY")}
    assert (await Audit.get()).status == AuditStatus.REVIEW
    paper = await LineMatch.get(line__place=0)
    assert (paper.reason, paper.kind, paper.unit) == ("SUPPLIER_REFERENCE", "IDENTICAL", "SHEET")
    assert (paper.paid_price, paper.negotiated_price, paper.saving) == (Decimal("0.01"), Decimal("0.008"), Decimal(10))
    total = await AuditSavings.get(kind="IDENTICAL", total=True)
    assert (total.paid, total.negotiated, total.saving) == (Decimal(50), Decimal(40), Decimal(10))
    report = await AuditReport.get()
    assert (report.files, report.files_read, report.lines) == (2, 1, 2)


async def many(agreement: FrameworkAgreement, count: int) -> None:
    rows = [
        PriceLine(
            agreement=agreement, reference=f"R-{n}", label=f"Classeur n° {n} dos {n % 90} mm", unit="pièce",
            price=Decimal(n + 1), valid_from=dt.date(2026, 1, 1),
        )
        for n in range(count)
    ]  # fmt: skip
    await PriceLine.bulk_create(rows, batch_size=200)


def asked(reference: str) -> Invoice:
    line = Line(
        position=1, name="Fourniture", seller_reference=reference, quantity=Decimal(1), net_amount=Decimal(50),
        provenance=Provenance(Method.CII, "/line"),
    )  # fmt: skip
    return Invoice(
        number="F-1", issued_on=dt.date(2026, 3, 2), seller=Party(name="BUREAU CLAIR SAS"), lines=(line,),
        method=Method.CII, totals=Totals(),
    )  # fmt: skip


def found(engine: Engine, reference: str) -> tuple[str, Decimal] | None:
    """Label and price that a line of that reference meets."""
    chosen = engine.judge([asked(reference)])[0][0].match.chosen
    return (chosen.price.label, chosen.price.price) if chosen else None


async def test_an_import_is_seen_without_building_anew(group: Group) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await many(agreement, 40)
    prices = Prices()
    first = await prices()
    version = first.catalogue.version
    assert await prices() is first
    assert found(first, "R-7") == ("Classeur n° 7 dos 7 mm", Decimal(8))
    assert found(first, "NEW-1") is None
    await PriceLine.filter(reference="R-7").update(label="Classeur n° 7 dos 9 mm")
    await PriceLine.filter(reference="R-8").delete()
    await PriceLine.create(
        agreement=agreement,
        reference="NEW-1",
        label="Stylo",
        unit="u",
        price=Decimal(3),
        valid_from=dt.date(2026, 1, 1),
    )
    second = await prices()
    assert second.catalogue.version != version
    assert second.judged([asked("R-7")]).catalogue is second.catalogue
    assert found(second, "R-7") == ("Classeur n° 7 dos 9 mm", Decimal(8)), "as long as before, and yet another"
    assert found(second, "R-8") is None
    assert found(second, "NEW-1") == ("Stylo", Decimal(3))
    assert (prices.built, prices.updated) == (1, 1)


async def test_a_supplier_of_another_name_is_known_by_it(group: Group) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await many(agreement, 5)
    await Supplier.filter(id=group.office.id).update(name="Papier Foncé")
    prices = Prices()
    assert found(await prices(), "R-1") is None
    await Supplier.filter(id=group.office.id).update(aliases=["Bureau Clair"])
    assert found(await prices(), "R-1") == ("Classeur n° 1 dos 1 mm", Decimal(2))


async def test_much_that_changed_is_built_anew(group: Group) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await many(agreement, 40)
    prices = Prices()
    await prices()
    await PriceLine.filter(reference__startswith="R-1").update(price=Decimal(99))
    assert found(await prices(), "R-11") == ("Classeur n° 11 dos 11 mm", Decimal(99))
    await PriceLine.filter(reference__startswith="R-2").delete()
    assert found(await prices(), "R-22") is None
    assert (prices.built, prices.updated) == (3, 0)
    await Category.filter(id=group.stationery.id).update(description="Papier, classeurs")
    await prices()
    assert (prices.built, prices.updated) == (4, 0), "a category's words are others"


async def test_an_import_while_prices_are_read_is_not_half_seen(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await many(agreement, 40)
    imported: list[int] = []
    whole = catalogue._read

    async def read() -> AsyncIterator[list[tuple[Any, ...]]]:
        async for rows in whole():
            yield rows
        if not imported:
            imported.append(await PriceLine.filter(reference="R-7").update(price=Decimal(99)))

    monkeypatch.setattr(catalogue, "_read", read)
    prices = Prices()
    assert found(await prices(), "R-7") == ("Classeur n° 7 dos 7 mm", Decimal(99))
    assert (prices.built, prices.updated) == (1, 1)


async def test_what_failed_half_way_is_not_kept(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = await FrameworkAgreement.create(supplier=group.office)
    await many(agreement, 40)
    prices = Prices()
    await prices()
    await PriceLine.filter(reference="R-7").update(price=Decimal(99))
    with monkeypatch.context() as broken:
        broken.setattr(Engine, "update", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await prices()
    assert found(await prices(), "R-7") == ("Classeur n° 7 dos 7 mm", Decimal(99))
