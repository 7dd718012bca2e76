"""What the engine found out: matches, compared lines and the whole audit, as values; who stores or shows them says how.

Money is `Decimal`, euros net of VAT, rounded half up to the cent only where it is shown or summed for showing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from audit.invoice import Invoice, Line
from audit.prices import Price

_CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half away from zero, so that what is taken back is what was given."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


class BaseUnit(StrEnum):
    """What contents are counted in; two contents compare only in the same one."""

    PIECE = "PIECE"
    PAIR = "PAIR"
    SHEET = "SHEET"
    LITRE = "LITRE"
    KILOGRAM = "KILOGRAM"
    METRE = "METRE"
    SQUARE_METRE = "SQUARE_METRE"
    CUBIC_METRE = "CUBIC_METRE"
    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"
    KILOMETRE = "KILOMETRE"
    KILOWATT_HOUR = "KILOWATT_HOUR"


@dataclass(frozen=True, slots=True)
class Content:
    """How much one invoiced (or priced) item holds: 500 SHEET for a ream, 12 PIECE for a box of twelve."""

    amount: Decimal
    unit: BaseUnit


class MatchKind(StrEnum):
    """What the negotiated product is to the bought one; their savings are never added up."""

    IDENTICAL = "IDENTICAL"
    EQUIVALENT = "EQUIVALENT"


class Band(StrEnum):
    """Who decides: nobody needs to, an advisor, or there is nothing to decide."""

    AUTOMATIC = "AUTOMATIC"
    REVIEW = "REVIEW"
    UNMATCHED = "UNMATCHED"


class Reason(StrEnum):
    """Why a price was chosen; the order is that of trust."""

    DECISION = "DECISION"
    ALIAS = "ALIAS"
    GTIN = "GTIN"
    SUPPLIER_REFERENCE = "SUPPLIER_REFERENCE"
    MAKER_REFERENCE = "MAKER_REFERENCE"
    LIKENESS = "LIKENESS"


class Veto(StrEnum):
    """What speaks against calling two products equivalent, however alike their names are."""

    PAPER_WEIGHT = "PAPER_WEIGHT"
    FORMAT = "FORMAT"
    COLOUR = "COLOUR"
    CAPACITY = "CAPACITY"
    COMPATIBLE_AGAINST_ORIGINAL = "COMPATIBLE_AGAINST_ORIGINAL"
    MODEL = "MODEL"
    UNIT = "UNIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A price that may be the one: `probability` is calibrated (of those with 0.9, nine of ten are right)."""

    price: Price
    probability: float
    kind: MatchKind
    reason: Reason
    vetoes: frozenset[Veto] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on one line; `candidates` are the best few, best first, also when none was taken."""

    band: Band
    chosen: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()


class NotCompared(StrEnum):
    """Why a line has no saving."""

    NOT_A_PRODUCT = "NOT_A_PRODUCT"
    NO_EQUIVALENT = "NO_EQUIVALENT"
    TO_REVIEW = "TO_REVIEW"
    CONTENT_UNKNOWN = "CONTENT_UNKNOWN"
    UNITS_DIFFER = "UNITS_DIFFER"
    INCOMPLETE = "INCOMPLETE"
    FOREIGN_CURRENCY = "FOREIGN_CURRENCY"
    NO_PRICE_THAT_DAY = "NO_PRICE_THAT_DAY"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    # Of an invoice that a corrective one in the same audit takes the place of.
    REPLACED = "REPLACED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both prices in the same unit. `saving` = (paid − negotiated) × quantity, signed: negative where the group is
    dearer, turned round on a credit note. Unrounded."""

    unit: BaseUnit
    paid_price: Decimal
    negotiated_price: Decimal
    # In `unit`s; negative on a credit note.
    quantity: Decimal
    saving: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedLine:
    """A line with all that became of it; exactly one of `comparison` and `not_compared` is there."""

    invoice: int
    line: Line
    category: str | None
    # Net of VAT in euros, after the document's discounts were spread, signed; what was audited.
    amount: Decimal
    # The part of the document's discounts that was spread on this line; charges never are.
    spread: Decimal = Decimal(0)
    content: Content | None = None
    match: Match
    comparison: Comparison | None = None
    not_compared: NotCompared | None = None

    @property
    def paid(self) -> Decimal:
        """What was paid, to the cent: what sums are made of."""
        return cents(self.amount)

    @property
    def negotiated(self) -> Decimal | None:
        """What the group would have charged for the same quantity, to the cent; None where nothing was compared."""
        return None if self.comparison is None else cents(self.amount - self.comparison.saving)

    @property
    def saving(self) -> Decimal | None:
        """`paid` − `negotiated`, both to the cent, so that rows and sums of a table both add up."""
        return None if self.negotiated is None else self.paid - self.negotiated

    @property
    def kind(self) -> MatchKind | None:
        """Which of the two totals the line counts in; None where nothing was compared."""
        return self.match.chosen.kind if self.comparison is not None and self.match.chosen else None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was sent."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedInvoice:
    """An invoice that counts, with the files that it was read from (XML and PDF of one invoice are one)."""

    invoice: Invoice
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file that could not be read; `code` is stable, `message` French for the person who sent it."""

    file: SourceFile
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """A sum over lines, each rounded half up to the cent: what was paid, what the group would have charged."""

    lines: int
    paid: Decimal
    negotiated: Decimal
    saving: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySavings:
    """The two sums of one category; None: lines whose category nobody knows."""

    category: str | None
    identical: Savings
    equivalent: Savings
    # Of all its product lines, compared or not.
    lines_audited: int = 0
    amount_audited: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what was sent the figures stand on; amounts are net of VAT, of product lines.

    `lines` are all that were read. Audited are the products among them, of the categories that the audit is about:
    amount_audited = amount_compared + amount_to_review + amount_not_comparable.
    """

    files: int
    files_read: int
    invoices: int
    lines: int
    lines_compared: int
    lines_to_review: int
    amount_audited: Decimal
    amount_compared: Decimal
    amount_not_comparable: Decimal
    lines_audited: int = 0
    amount_to_review: Decimal = Decimal(0)
    amount_out_of_scope: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """The audit as it is shown everywhere: API, PDF and XLSX say these numbers and calculate none of their own."""

    coverage: Coverage
    identical: Savings
    equivalent: Savings
    categories: tuple[CategorySavings, ...]
    invoices: tuple[AuditedInvoice, ...]
    lines: tuple[AuditedLine, ...]
    refused: tuple[RefusedFile, ...] = ()
    # The prices' state that everything was compared with.
    catalogue_version: str = ""
    catalogue_date: dt.date | None = None
    # Names of the categories by code, for showing.
    category_names: Mapping[str, str] = field(default_factory=dict)
    # Codes of the categories that the audit is about; None: all.
    scope: frozenset[str] | None = None
