"""Parts of an answer about suppliers: terms and agencies for members, what everybody may know for all others."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True)
class NearAgency:
    """An agency to reach, and how far it is where that is known. For members only."""

    name: str
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    city: str | None = None
    distance_km: Decimal | None = None


@dataclass(frozen=True)
class SupplierSheet:
    """A supplier's terms, its agencies nearest to a place, and how to have the terms. For members only."""

    supplier: str
    summary: str
    # The terms as the group wrote them, plain text in its own lines; `shortened`: they go on in the web space.
    article: str | None = None
    shortened: bool = False
    agencies: tuple[NearAgency, ...] = ()
    place: str | None = None
    car_rental: bool = False
    temp_agency: bool = False


@dataclass(frozen=True)
class NearbyAgencies:
    """The agencies of a category's suppliers that are nearest to a place. For members only."""

    category: str
    place: str
    agencies: tuple[NearAgency, ...]


@dataclass(frozen=True)
class SupplierTeaser:
    """That a supplier works with the group, for what and where: what everybody may know."""

    supplier: str
    summary: str
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedSupplier:
    """A supplier and what it offers: what everybody may know."""

    name: str
    summary: str


@dataclass(frozen=True)
class CategorySuppliers:
    """The suppliers of a category: what everybody may know. `others`: how many more there are."""

    category: str
    suppliers: tuple[NamedSupplier, ...]
    others: int = 0
    for_member: bool = False


@dataclass(frozen=True)
class SupplierNotListed:
    """A name that no supplier of the group's has, as it was written, and names like it."""

    as_written: str
    similar: tuple[str, ...] = ()


TermsPart: TypeAlias = SupplierSheet | NearbyAgencies | SupplierTeaser | CategorySuppliers | SupplierNotListed
PUBLIC_TERMS_PARTS = (SupplierTeaser, CategorySuppliers)
