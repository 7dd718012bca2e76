"""The agencies nearest to a postcode."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from dataclasses import dataclass

from tortoise.expressions import Q

from models import Agency
from models.geography import Place, department_at, distance_km, place_of
from workflows.inputs import InputCode, InputError

MOST = 50
_EXAMPLE = "par exemple 35000"


@dataclass(frozen=True)
class NearAgency:
    """An agency and its distance in kilometres, to one decimal."""

    agency: Agency
    distance_km: float


@dataclass(frozen=True)
class Wanted:
    """Which agencies count: all, or those of these suppliers, these agencies, this category, this kind of supplier."""

    supplier_ids: Collection[int] | None = None
    agency_ids: Collection[int] | None = None
    category_id: int | None = None
    car_rental: bool = False
    temp_agency: bool = False


def known_place(postcode: str, field: str = "postcode") -> Place:
    """Where a postcode is. Raises `InputError` that says what to give instead."""
    place = place_of(postcode)
    if place is not None:
        return place
    shown = postcode.strip()[:20]
    if department_at(postcode) is None:
        raise InputError(
            field, InputCode.INVALID, f"« {shown} » n’est pas un code postal français : 5 chiffres, {_EXAMPLE}."
        )
    raise InputError(
        field,
        InputCode.NOT_FOUND,
        f"Le code postal « {shown} » n’est pas localisé (un code CEDEX, par exemple) : "
        "indiquez celui de la commune, sans CEDEX.",
    )


async def nearest_agencies(place: Place, wanted: Wanted, *, first: int) -> list[NearAgency]:
    """The `first` nearest agencies whose own postcode is located, with their suppliers; the nearest first."""
    found = _rows(wanted)
    distances: dict[str, float] = {}
    candidates: list[tuple[float, int]] = []
    for agency_id, postcode in await found.values_list("id", "postcode"):
        if postcode not in distances:
            there = place_of(postcode)
            distances[postcode] = float("inf") if there is None else distance_km(place, there)
        if distances[postcode] < float("inf"):
            candidates.append((distances[postcode], agency_id))
    nearest = heapq.nsmallest(first, candidates)
    agencies = await Agency.filter(id__in=[agency_id for _, agency_id in nearest]).select_related("supplier")
    by_id = {agency.id: agency for agency in agencies}
    # One that was deleted meanwhile is left out.
    return [NearAgency(by_id[key], round(distance, 1)) for distance, key in nearest if key in by_id]


def _rows(wanted: Wanted):  # type: ignore[no-untyped-def]
    found = Agency.exclude(postcode=None)
    if wanted.supplier_ids is not None or wanted.agency_ids is not None:
        found = found.filter(Q(supplier_id__in=wanted.supplier_ids or ()) | Q(id__in=wanted.agency_ids or ()))
    if wanted.category_id is not None:
        found = found.filter(supplier__categories=wanted.category_id)
    if wanted.car_rental:
        found = found.filter(supplier__car_rental=True)
    if wanted.temp_agency:
        found = found.filter(supplier__temp_agency=True)
    return found
