"""A reader and a catalogue of the tests: a name tells what a file holds, references which price a line meets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import models
from audit.invoice import Flag, Invoice, Line, Method, Party, Provenance, Totals
from audit.judging import Asked, judged
from audit.matching import Decision
from audit.matching.decided import Decided
from audit.matching.values import Query
from audit.prices import Price
from audit.reading import Reading
from audit.reading.values import Progress
from audit.results import (
    AuditedInvoice,
    Band,
    Candidate,
    Match,
    MatchKind,
    Reason,
    RefusedFile,
    SourceFile,
)
from audit.savings import Catalogue, Judged
from tests.group import Group
from workflows.audits.catalogue import price_by

DAY = dt.date(2026, 3, 2)


def line(place: int, reference: str, name: str, quantity: str, amount: str, **changes: object) -> Line:
    values = {
        "position": place, "name": name, "seller_reference": reference, "quantity": Decimal(quantity), "unit": "u",
        "net_amount": Decimal(amount), "provenance": Provenance(Method.CII, f"/line[{place}]"), **changes,
    }  # fmt: skip
    return Line(**values)  # type: ignore[arg-type]


PEN = line(1, "EXACT", "Stylo bille bleu", "10", "15.00")
REAM = line(2, "ALIKE", "Classeur à levier dos 80 mm", "4", "20.00")
ODD = line(3, "NONE", "Statuette de marbre", "1", "99.00")
UNSURE = line(4, "EXACT", "Stylo bille bleu", "7", "10.50", flags=frozenset({Flag.UNCERTAIN}))


def invoice(number: str, *lines: Line, method: Method = Method.CII) -> Invoice:
    total = sum((one.net_amount or Decimal(0) for one in lines), Decimal(0))
    return Invoice(
        number=number, issued_on=DAY, seller=Party(name="Vieux Bureau", siren="732829320"), lines=lines, method=method,
        totals=Totals(net=total, gross=total),
    )  # fmt: skip


async def read(name: str, content: bytes, progress: Progress | None, scanned: int = 0) -> Reading:
    """`two.xml` holds two products, `same.pdf` the same invoice; `bad` is refused, `crash` raises, `zip` is both."""
    source = SourceFile(name, content.hex() or "00")
    if progress is not None:
        progress(1, 2)
    refused = RefusedFile(file=source, code="BROKEN_PDF", message="Ce PDF est abîmé : renvoyez-le.")
    if name.startswith("crash"):
        raise RuntimeError("the reader broke")
    if name.startswith("bad"):
        return Reading(refused=(refused,))
    lines = (PEN, REAM, ODD, UNSURE) if name.startswith("four") else (PEN, REAM)
    method = Method.PDF_TEXT if name.startswith("same") else Method.CII
    number = "F-1" if name.startswith(("two", "same")) else f"F-{name}"
    read_ = AuditedInvoice(invoice=invoice(number, *lines, method=method), files=(source,))
    return Reading(invoices=(read_,), refused=(refused,) if name.startswith("zip") else ())


async def prices(group: Group) -> list[models.PriceLine]:
    agreement = await models.FrameworkAgreement.create(supplier=group.office)
    return [
        await models.PriceLine.create(
            agreement=agreement, category=group.stationery, reference=reference, label=label, unit="pièce",
            price=Decimal(price), valid_from=dt.date(2026, 1, 1),
        )
        for reference, label, price in (
            ("BC-PEN", "Stylo bille bleu", "1.00"), ("BC-CLA", "Classeur levier 80 mm", "3.50"),
            ("BC-DOS", "Dossier suspendu", "0.80"),
        )
    ]  # fmt: skip


class ByReference:
    """Judges by what was decided, then by the reference of a line."""

    catalogue = Catalogue(version="7", date=DAY, category_names={})

    def __init__(self, prices: Sequence[Price]) -> None:
        self._prices = prices

    def judged(self, invoices: Sequence[Invoice], decisions: Sequence[Decision]) -> Judged:
        decided = Decided(decisions)

        def match(wanted: Sequence[Asked]) -> list[Match]:
            return [self._decided(decided, one) or self._guessed(one) for one in wanted]

        return Judged(verdicts=judged(invoices, match, lambda text: None), catalogue=self.catalogue)

    def _decided(self, decided: Decided, asked: Asked) -> Match | None:
        line, seller = asked.line, asked.invoice.seller
        found = decided.of(Query(text=line.name, day=asked.day, reference=line.seller_reference, seller=seller.siren))
        if found is None:
            return None
        price = next(one for one in self._prices if (one.supplier, one.reference) == found.chosen)
        return _match(found.band, Candidate(price=price, probability=1.0, kind=found.kind, reason=found.reason))

    def _guessed(self, asked: Asked) -> Match:
        if asked.line.seller_reference == "EXACT":
            chosen = Candidate(price=self._prices[0], probability=1.0, kind=MatchKind.IDENTICAL,
                               reason=Reason.SUPPLIER_REFERENCE)  # fmt: skip
            return _match(Band.AUTOMATIC, chosen)
        if asked.line.seller_reference == "ALIKE":
            chosen = Candidate(price=self._prices[1], probability=0.7, kind=MatchKind.EQUIVALENT,
                               reason=Reason.LIKENESS)  # fmt: skip
            return _match(Band.REVIEW, chosen)
        return Match(band=Band.UNMATCHED)


async def judges() -> ByReference:
    rows = await models.PriceLine.all().order_by("id")
    return ByReference([price for row in rows if (price := await price_by(row.id))])


def _match(band: Band, chosen: Candidate) -> Match:
    return Match(band=band, chosen=chosen, candidates=(chosen,))
