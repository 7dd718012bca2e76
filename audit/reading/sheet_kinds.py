"""Whether rows of a spreadsheet are of an invoice or of a credit note.

Said by a column of kinds, by the numbers and their title, and by what stands over the table. What is said in two ways,
or in words that nobody knows, leaves a doubt.
"""

from __future__ import annotations

import re
from functools import lru_cache

from audit.invoice import InvoiceKind
from audit.reading.cells import folded, written
from audit.reading.columns import Role, Titles
from audit.reading.printed.kinds import CREDIT_NAMES
from audit.reading.tables import Table

_NAMES = rf"(?:{CREDIT_NAMES}|credit ?(?:note|memo)s|notes? (?:de )?credit)"
_CREDIT = re.compile(rf"\b{_NAMES}\b")
# "Facture d'avoir", "Avoir sur facture": of one kind, though both are named.
_CREDIT_ALONE = re.compile(r"(?:(?:n|no|num|numero|ref|reference|de) )*(?:facture (?:d avoir|de retour)|avoir sur)\b")
_GIVEN_BACK = re.compile(r"\b(?:retours?|remboursements?|refunds?|returns?)\b")
_INVOICE = re.compile(r"\b(?:factures?|invoices?)\b")
# Also what UNTDID 1001 has.
_CODES = {
    **dict.fromkeys("av avo avr cn crn crm cred ret rmb 381 396".split(), InvoiceKind.CREDIT_NOTE),
    **dict.fromkeys("f fa fac fact fc fv ft inv 380 384 386 389".split(), InvoiceKind.INVOICE),
}
_TITLE = re.compile(
    rf"(?:(?:note|bon|facture) (?:d )?)?{_NAMES}"
    r"(?: (?:n|no|num|numero|du|de|d|client|fournisseur|total|partiel|original|duplicata|\S*\d\S*))*$"
)
_OF_PAPERS = re.compile(r"\b(?:document|piece|facture|invoice)\b")
# Kinds are short; so are the codes that stand for them.
_LONGEST, _LONGEST_CODE = 100, 3


class Kinds:
    """Tells the kinds of a table's rows; `label` is that of the number over it, `file` the name of its file."""

    def __init__(self, table: Table, titles: Titles, label: str | None, file: str) -> None:
        column = titles.columns.get(Role.KIND)
        cells = [
            written(row[column]) for row in table.rows[titles.row + 1 :] if column is not None and len(row) > column
        ]
        title = "" if column is None else folded(titles.names[column])
        self._has_papers = bool(_OF_PAPERS.search(title)) or any(_said(cell, cell=True)[0] for cell in set(cells))
        number = titles.columns.get(Role.NUMBER)
        self._number = _said("" if number is None else titles.names[number])
        above = [folded(written(cell)[:_LONGEST]) for row in table.rows[: titles.row] for cell in row]
        self._title = InvoiceKind.CREDIT_NOTE if any(map(_TITLE.match, filter(None, above))) else None
        self._label = _said(label or "")
        names = (table.name or "", file.rpartition("/")[2].rpartition(".")[0] or file)
        self._is_named_credit = any(_CREDIT.search(folded(name)) for name in names)

    def of(self, cell: str | None, number: str | None) -> tuple[InvoiceKind, bool]:
        """The kind of a row with this cell in the column of kinds and this number, and whether that is sure."""
        by_cell, is_sure = _said(cell or "", cell=True)
        numbered = [_said(number or ""), self._number, self._label]
        credit = InvoiceKind.CREDIT_NOTE in {self._title, *(kind for kind, _ in numbered)}
        if by_cell is not None:
            return by_cell, not (credit and by_cell is InvoiceKind.INVOICE)
        # "N° facture" over a column is what many call all their numbers.
        is_sure = (
            is_sure and all(sure for _, sure in numbered) and not (credit and self._label[0] is InvoiceKind.INVOICE)
        )
        is_code = self._has_papers or len(folded(cell or "")) <= _LONGEST_CODE
        if (cell and is_code) or (self._is_named_credit and not credit and self._label[0] is None):
            is_sure = False
        return InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE, is_sure


def _said(text: str, *, cell: bool = False) -> tuple[InvoiceKind | None, bool]:
    """What a text says of the kind, if anything; and False when it names both, or speaks of what is given back."""
    return _said_of(text[:_LONGEST], cell)


@lru_cache(maxsize=1024)
def _said_of(text: str, cell: bool) -> tuple[InvoiceKind | None, bool]:
    plain = folded(text)
    if cell and plain in _CODES:
        return _CODES[plain], True
    is_credit = _CREDIT.search(plain) or (cell and _GIVEN_BACK.match(plain))
    is_invoice = _INVOICE.search(plain)
    if is_credit and is_invoice and not _CREDIT_ALONE.match(plain):
        return None, False
    if is_credit:
        return InvoiceKind.CREDIT_NOTE, True
    return (InvoiceKind.INVOICE if is_invoice else None), not (cell and _GIVEN_BACK.search(plain))
