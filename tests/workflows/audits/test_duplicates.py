"""The same invoice in several files: which of its rows counts."""

from __future__ import annotations

from audit.invoice import LineKind, Method
from models import Audit, AuditFile, AuditStatus, Invoice, InvoiceLine
from settings import Settings
from tests.group import Group
from tests.workflows.audits import engine
from tests.workflows.audits.steps import match_all, with_files
from workflows.audits.counting import so_many
from workflows.audits.values import INVOICE


async def test_each_duplicate_is_that_of_its_own_invoice(group: Group, settings: Settings) -> None:
    """A file may hold several invoices, each of which came again."""
    audit = await with_files(settings, group.owner, group.stationery, "all.zip", "again.zip", close=False)
    first, second = await AuditFile.filter(audit_id=audit.id).order_by("id")
    rows = {}
    for file, method in ((first, Method.CII), (second, Method.PDF_TEXT)):
        for number in ("F-1", "F-2"):
            read = engine.invoice(number, engine.PEN, method=method)
            rows[method, number] = await Invoice.create(
                audit_id=audit.id, file=file, kind=read.kind, method=method, number=number, currency="EUR",
                value={"invoice": INVOICE.dump(read), "files": [{"name": file.name, "sha256": file.sha256}]},
            )  # fmt: skip
            await InvoiceLine.create(
                audit_id=audit.id,
                invoice=rows[method, number],
                place=0,
                position=1,
                kind=LineKind.PRODUCT,
                name="Stylo",
            )
    await engine.prices(group)
    assert await so_many(audit.id) == (2, 2), "as it is said of the files before the lines are matched"
    await Audit.filter(id=audit.id).update(status=AuditStatus.MATCHING)
    assert await match_all(settings) == 1
    for number in ("F-1", "F-2"):
        printed, counts = await Invoice.get(id=rows[Method.PDF_TEXT, number].id), rows[Method.CII, number]
        assert printed.duplicate_of_id == counts.id
        assert (await Invoice.get(id=counts.id)).duplicate_of_id is None
