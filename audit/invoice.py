"""What was read of an invoice, whichever way: the values that all stages of the audit hand on.

Names and numbers of business terms (BT) are those of EN 16931-1. Amounts are euros unless `currency` says otherwise,
net of VAT, never rounded by us. What a file doesn't say is None or empty, never guessed without a flag.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    """How something was read; the order is that of trust."""

    CII = "CII"
    UBL = "UBL"
    SHEET = "SHEET"
    PDF_TEXT = "PDF_TEXT"
    OCR = "OCR"


class InvoiceKind(StrEnum):
    """What the document is (BT-3, UNTDID 1001)."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    CORRECTIVE = "CORRECTIVE"
    PREPAYMENT = "PREPAYMENT"


class LineKind(StrEnum):
    """What a line charges; only products are compared."""

    PRODUCT = "PRODUCT"
    FREIGHT = "FREIGHT"
    DEPOSIT = "DEPOSIT"
    DISCOUNT = "DISCOUNT"
    TAX = "TAX"
    DOWN_PAYMENT = "DOWN_PAYMENT"
    FEE = "FEE"
    TEXT = "TEXT"


class Flag(StrEnum):
    """Why a human should look: something doesn't add up or isn't certain. A flag never rejects."""

    LINE_EQUATION = "LINE_EQUATION"
    SUM_OF_LINES = "SUM_OF_LINES"
    VAT = "VAT"
    TOTALS = "TOTALS"
    NO_LINES = "NO_LINES"
    LINES_MISSING = "LINES_MISSING"
    FOREIGN_CURRENCY = "FOREIGN_CURRENCY"
    NO_DATE = "NO_DATE"
    UNCERTAIN = "UNCERTAIN"
    MAYBE_WITH_VAT = "MAYBE_WITH_VAT"
    OTHER_PAPER = "OTHER_PAPER"
    TOO_MANY_LINES = "TOO_MANY_LINES"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"


# What keeps a line, or all lines of an invoice, from being compared before a human looked.
DOUBTS_OF_LINE = frozenset({Flag.UNCERTAIN, Flag.LINE_EQUATION})
DOUBTS_OF_INVOICE = frozenset({Flag.UNCERTAIN, Flag.SUM_OF_LINES})


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page: points (1/72 inch) from the top left corner, page 1 first.

    `turned`, of scans that lie on their side, on their head, askew: the place is on the page as it is after it was
    turned counter-clockwise by the nearest quarters of these degrees, and then levelled about its top left corner by
    the rest, the angle at which its lines fall to the right.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    turned: float = 0.0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where something stands: an XPath, `Feuille 1!12` of a spreadsheet, or the boxes of a page (several, when a line
    goes over a page break)."""

    method: Method
    path: str | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or buyer; numbers without spaces, and only those whose check digits are right."""

    name: str | None = None
    siren: str | None = None
    siret: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an invoice (BG-25).

    Signs are as printed: a credit note's lines are positive (`Invoice.sign` turns them round), a line that is taken off
    an invoice is negative. `confidence` says for each field, by its name, how sure a reader is (0 to 1); a field that
    isn't named was read from a format that can't be misread.
    """

    position: int
    # BT-153, the whole text of a printed line otherwise; its rows are joined by line feeds.
    name: str
    # BT-154
    description: str | None = None
    # BT-129 and, as written, its unit; `unit_code` is that of UN/ECE Recommendation 20 or 21 (BT-130), when given.
    quantity: Decimal | None = None
    unit: str | None = None
    unit_code: str | None = None
    # BT-146 for `base_quantity` (BT-149) units; BT-148 before BT-147 was taken off.
    net_price: Decimal | None = None
    base_quantity: Decimal | None = None
    gross_price: Decimal | None = None
    # As printed in a column of its own, in per cent.
    discount_percent: Decimal | None = None
    # Sums of BG-27 and BG-28.
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    # BT-131
    net_amount: Decimal | None = None
    # BT-152, per cent.
    vat_rate: Decimal | None = None
    # BT-155, BT-156, and BT-157 when it is a GTIN with the right check digit.
    seller_reference: str | None = None
    buyer_reference: str | None = None
    gtin: str | None = None
    maker_reference: str | None = None
    kind: LineKind = LineKind.PRODUCT
    provenance: Provenance
    confidence: Mapping[str, float] = field(default_factory=dict)
    # What stood there, by the name of the field, where reading changed it.
    raw: Mapping[str, str] = field(default_factory=dict)
    # What had been read, by the name of the field, before a human or arithmetic put it right.
    mended: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[Flag] = frozenset()
    # A human compared it with the paper, or it was sure before others were mended: whatever its flags say since.
    is_confirmed: bool = False

    @property
    def paid_price(self) -> Decimal | None:
        """What one unit was really paid (BT-131 ÷ BT-129); None when either is missing or the quantity is zero."""
        if self.net_amount is None or not self.quantity:
            return None
        return self.net_amount / self.quantity


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount (negative) or charge (positive) on the whole document (BG-20, BG-21), net of VAT."""

    amount: Decimal
    reason: str | None = None
    vat_rate: Decimal | None = None
    kind: LineKind = LineKind.DISCOUNT


@dataclass(frozen=True, slots=True)
class VatPart:
    """The VAT of one rate (BG-23): rate in per cent, base and tax."""

    rate: Decimal | None
    base: Decimal | None
    tax: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """BT-106, BT-109, BT-110, BT-112, BT-113, BT-114 and BT-115, as the document says them."""

    lines: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    due: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A document as it was read; `flags` are those of the whole, each line has its own."""

    kind: InvoiceKind = InvoiceKind.INVOICE
    number: str | None = None
    issued_on: dt.date | None = None
    currency: str = "EUR"
    seller: Party = Party()
    buyer: Party = Party()
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    vat: tuple[VatPart, ...] = ()
    totals: Totals = Totals()
    method: Method
    # 0 for what has no pages.
    pages: int = 0
    # The number of the document that this one corrects (BT-25).
    corrects: str | None = None
    # Whether its amounts were below zero as they were read; None: what its totals or lines say.
    was_negative: bool | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def sign(self) -> int:
        """-1 for a credit note, whose amounts are positive but are given back (UNTDID 381); else 1.

        A credit note that was written with negative amounts, as printed ones often are, already has its signs.
        """
        return -1 if self.kind is InvoiceKind.CREDIT_NOTE and not self.is_negative else 1

    @property
    def is_negative(self) -> bool:
        """Whether its lines are below zero, together; without any amount, its totals."""
        if self.was_negative is not None:
            return self.was_negative
        together = sum((line.net_amount or Decimal(0) for line in self.lines), Decimal(0))
        told = (together, self.totals.lines, self.totals.net, self.totals.gross)
        return next((total for total in told if total), Decimal(0)) < 0
