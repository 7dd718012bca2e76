"""One invoice twice: as XML, and as the PDF that people look at, typeset just now."""

from __future__ import annotations

from decimal import Decimal

import typst

from models.siret import format_siret
from tests.audit.invoices import BUYER, SELLER, Document, Item, cii

PAPER = "Papier A4 75 g blanc, ramette de 500 feuilles"
SOAP = "Nettoyant sols bidon de 5 litres"

ITEMS = (
    Item(PAPER, "10", "C62", "3.10", "31.00", reference="D-4410"),
    Item(SOAP, "2", "C62", "14.00", "28.00", reference="D-4711"),
    Item("Frais de port", "1", "C62", "9.00", "9.00", reference="PORT"),
)
_PAGE = """#set page(width: 595pt, height: 842pt, margin: 50pt)
#set text(10pt)
*Papeterie Duroc SAS* \\ 12 rue des Lices, 44000 Nantes \\ SIRET {seller}
#v(1em)
Atelier Morin \\ 3 quai de la Fosse, 44000 Nantes \\ SIRET {buyer}
#v(1em)
*FACTURE N° {number}* \\ Date : 05/10/2026
#v(1em)
#table(columns: (auto, 1fr, auto, auto, auto, auto), stroke: none, align: (left, left, right, right, right, right),
  [Référence], [Désignation], [Quantité], [PU HT], [TVA], [Montant HT],
  {rows})
#align(right)[Total HT : {net} € \\ TVA 20 % : {vat} € \\ Total TTC : {gross} €]
"""


def printed(number: str = "F-2026-077") -> tuple[bytes, bytes]:
    """(XML, PDF) of the invoice."""
    net = sum((Decimal(item.amount or 0) for item in ITEMS), Decimal(0))
    vat = (net * Decimal("0.2")).quantize(Decimal("0.01"))
    amounts = {"net": net, "vat": vat, "gross": net + vat}
    texts = {name: f"{amount:.2f}" for name, amount in amounts.items()}
    electronic = cii(
        Document(
            items=ITEMS, number=number, date="2026-10-05", lines=texts["net"], due=texts["gross"],
            bases=(("20", texts["net"], texts["vat"]),), net=texts["net"], vat=texts["vat"], gross=texts["gross"],
        )
    )  # fmt: skip
    rows = ", ".join(
        f"[{item.reference}], [{item.name}], [{item.quantity}], [{comma(item.price)}], [20 %], [{comma(item.amount)}]"
        for item in ITEMS
    )
    page = _PAGE.format(
        seller=format_siret(SELLER), buyer=format_siret(BUYER), number=number, rows=rows,
        **{name: comma(text) for name, text in texts.items()},
    )  # fmt: skip
    return electronic, bytes(typst.compile(page.encode()))


def comma(text: str | None) -> str:
    """A number as people write it."""
    return (text or "").replace(".", ",")
