"""Negotiated prices as the engine sees them: one line of a framework agreement, far from any table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price line (ligne de prix): `price` euros net of VAT for one priced item, which holds `pack_size` × `unit`.

    `key` is whatever its owner finds it by again. `supplier` is the supplier's code. Valid from the first to the last
    day, both included.
    """

    key: int
    supplier: str
    supplier_name: str
    reference: str
    label: str
    price: Decimal
    unit: str
    pack_size: Decimal = Decimal(1)
    # Code of the spend category.
    category: str | None = None
    gtin: str | None = None
    brand: str | None = None
    quality: str | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None

    @property
    def name(self) -> str:
        """What it is for people: its label, with the brand and quality that tell it from others of the same label."""
        told = [one for one in (self.brand, self.quality) if one and one.casefold() not in self.label.casefold()]
        return f"{self.label} ({', '.join(told)})" if told else self.label

    def is_valid(self, day: dt.date) -> bool:
        """Whether this is the price of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
