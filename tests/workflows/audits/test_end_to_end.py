"""An audit from the file to the sums, with the real readers, the real matcher and the service of the product."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

from audit.reading.apart import InvoiceReaders
from jobs.events import Events
from models import Audit, AuditFile, AuditReport, AuditSavings, AuditStatus, FrameworkAgreement, LineMatch, PriceLine
from settings import Settings
from tests.group import Group, viewer_of
from workflows.audits import files, requesting
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


async def test_the_index_is_built_again_when_prices_change(group: Group) -> None:
    prices = Prices()
    first = await prices()
    assert (await prices()).version == first.version
    agreement = await FrameworkAgreement.create(supplier=group.office)
    row = await PriceLine.create(
        agreement=agreement, reference="A", label="Stylo", unit="u", price=Decimal(1), valid_from=dt.date(2026, 1, 1)
    )
    second = await prices()
    await PriceLine.filter(id=row.id).update(price=Decimal("1.01"))
    third = await prices()
    assert len({first.version, second.version, third.version}) == 3
