"""What is asked of the matcher, and what people decided before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from audit.results import Band, MatchKind, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A line of an invoice, as far as matching needs it.

    `supplier` is the code of one of the group's suppliers when the invoice is theirs, `seller` whatever tells sellers
    apart in decisions (their SIREN). `paid_price` is net of VAT for one invoiced item. Prices are those of `day`.
    """

    text: str
    day: dt.date
    reference: str | None = None
    maker_reference: str | None = None
    gtin: str | None = None
    brand: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    quantity: Decimal | None = None
    paid_price: Decimal | None = None
    supplier: str | None = None
    seller: str | None = None
    # Code of the spend category; None searches all.
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An advisor's word: this product of that seller is `chosen` (a supplier's code and its reference), or nothing of
    ours (None). It holds for lines of the same seller with the same reference; without one, with the same text.

    That nothing of ours is like it was said of the prices that there were: `newest` is the highest of their keys, and
    products that came later are proposed. Without it nothing ever is.
    """

    text: str
    seller: str | None = None
    reference: str | None = None
    chosen: tuple[str, str] | None
    kind: MatchKind = MatchKind.EQUIVALENT
    # DECISION for this very audit, ALIAS for one that was remembered.
    reason: Reason = Reason.ALIAS
    newest: int | None = None

    @property
    def band(self) -> Band:
        """What was remembered of an unknown seller only proposes: the next unknown one may be somebody else."""
        return Band.AUTOMATIC if self.seller or self.reason is Reason.DECISION else Band.REVIEW
