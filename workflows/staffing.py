"""What a temp costs at each agency: coefficients in force, the minimum wage of the day, gestion beside délégation.

A coefficient of an agency goes before its supplier's. Nothing is written and nothing is rounded before the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tortoise.expressions import Q

from letters.french import format_day, format_euros
from models import Agency, Coefficient, ContractType, IfmIccp, MinimumWage, Supplier
from models.france import today
from models.geography import Place
from workflows.inputs import InputCode, InputError, Problems
from workflows.nearest import Wanted, known_place, nearest_agencies
from workflows.outcomes import Invalid
from workflows.qualifications import MOST_SUGGESTIONS, Qualification, all_qualifications, resolve, search
from workflows.staffing_cost import StaffingPrice, cents

MOST_NEAR = 20
MOST_OFFERS = 200
MOST_HOURS = 10_000
MOST_WAGE = 1_000


@dataclass(frozen=True)
class StaffingRequest:
    """What somebody wants to know. None: today, the minimum wage, all suppliers, anywhere."""

    qualification: str
    at: dt.date | None = None
    gross: Decimal | None = None
    hours: Decimal | None = None
    contract_types: tuple[ContractType, ...] = tuple(ContractType)
    supplier_ids: tuple[int, ...] | None = None
    agency_ids: tuple[int, ...] | None = None
    postcode: str | None = None
    near_count: int = 10


@dataclass(frozen=True)
class Offer:
    """One coefficient of a supplier or agency, and what comes of it."""

    supplier: Supplier
    agency: Agency | None
    distance_km: float | None
    coefficient: Coefficient
    price: StaffingPrice
    cheapest: bool = False


@dataclass(frozen=True)
class Comparison:
    """Gestion beside délégation, at one supplier or agency that has both."""

    gestion: Offer
    delegation: Offer

    @property
    def hourly_difference(self) -> Decimal:
        """What an hour costs more in délégation; of the exact prices, rounded at the end."""
        return cents(self._difference)

    @property
    def total_difference(self) -> Decimal | None:
        """What all hours cost more in délégation."""
        hours = self.gestion.price.hours
        return None if hours is None else cents(self._difference * hours)

    @property
    def percent(self) -> Decimal:
        """How much more délégation costs than gestion, in percent of gestion, to two decimals."""
        return cents(100 * self._difference / self.gestion.price.exact)

    @property
    def _difference(self) -> Decimal:
        return self.delegation.price.exact - self.gestion.price.exact


@dataclass(frozen=True)
class StaffingCosts:
    """Every offer, the cheapest first, and what was assumed."""

    at: dt.date
    qualification: Qualification
    corrected_from: str | None
    gross: Decimal
    minimum_wage: MinimumWage | None
    hours: Decimal | None
    place: Place | None
    offers: tuple[Offer, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]


async def staffing_costs(request: StaffingRequest) -> StaffingCosts | Invalid:
    """Calculate."""
    problems = Problems()
    at = request.at or today()
    known = await all_qualifications()
    qualification = place = None
    with problems:
        qualification = _meant(request.qualification, known)
    with problems:
        place = None if request.postcode is None else known_place(request.postcode, "postcode")
    wage = await MinimumWage.filter(valid_from__lte=at).order_by("-valid_from").first()
    with problems:
        _check_wage(request.gross, wage, at)
    with problems:
        _check_numbers(request)
    for field, code, message in await _missing(request):
        problems.add(field, code, message)
    gross = request.gross if request.gross is not None or wage is None else wage.hourly_gross
    if problems.found or qualification is None or gross is None:
        return Invalid(problems.found)
    rates = _Rates(await _in_force(request, qualification, at))
    offers = [
        Offer(supplier, agency, distance, rate, StaffingPrice(gross, rate.value, rate.ifm_iccp, request.hours))
        for supplier, agency, distance in await _candidates(request, rates, place)
        for contract in request.contract_types
        if (rate := rates.of(supplier, agency, contract)) is not None
    ]
    shown = _ranked(offers)
    asked = request.qualification.strip()
    return StaffingCosts(
        at=at,
        qualification=qualification,
        corrected_from=None if asked in qualification.spellings else asked,
        gross=gross,
        minimum_wage=wage,
        hours=request.hours,
        place=place,
        offers=shown,
        comparisons=tuple(_compared(shown)),
        notes=tuple(_notes(shown, len(offers), qualification, at)),
    )


# What is asked for.


def _meant(text: str, known: list[Qualification]) -> Qualification:
    found = resolve(text, known)
    if found is not None:
        return found
    if not text.strip():
        raise InputError("qualification", InputCode.REQUIRED, "Indiquez la qualification de l’intérimaire.")
    names = [f"« {one.name} »" for one in search(text, known)[:MOST_SUGGESTIONS]]
    hint = f"Vouliez-vous dire {' ou '.join(names)} ?" if names else "La requête qualifications les donne toutes."
    raise InputError(
        "qualification", InputCode.NOT_FOUND, f"La qualification « {text.strip()[:80]} » n’est pas connue. {hint}"
    )


def _check_wage(gross: Decimal | None, wage: MinimumWage | None, at: dt.date) -> None:
    if gross is None:
        if wage is None:
            raise InputError(
                "at", InputCode.NOT_FOUND, f"Nous ne connaissons pas le SMIC du {format_day(at)} : indiquez un salaire."
            )
        return
    if not gross.is_finite() or not 0 < gross <= MOST_WAGE or gross != round(gross, 4):
        raise InputError(
            "grossHourlyWage", InputCode.INVALID, "Le salaire horaire brut s’écrit en euros, par exemple 12.50."
        )
    if wage is not None and gross < wage.hourly_gross:
        raise InputError(
            "grossHourlyWage",
            InputCode.INVALID,
            f"{format_euros(gross)} brut de l’heure est inférieur au SMIC, "
            f"qui est de {format_euros(wage.hourly_gross)} le {format_day(at)}.",
        )


def _check_numbers(request: StaffingRequest) -> None:
    hours = request.hours
    if hours is not None and (not hours.is_finite() or not 0 < hours <= MOST_HOURS or hours != round(hours, 2)):
        raise InputError("hours", InputCode.INVALID, "Le nombre d’heures va de 0,01 à 10 000.")
    if not request.contract_types:
        raise InputError("contractTypes", InputCode.REQUIRED, "Indiquez au moins un type de contrat.")
    if not 1 <= request.near_count <= MOST_NEAR:
        raise InputError("nearCount", InputCode.INVALID, f"On peut demander de 1 à {MOST_NEAR} agences proches.")


async def _missing(request: StaffingRequest) -> list[tuple[str, InputCode, str]]:
    suppliers, agencies = set(request.supplier_ids or ()), set(request.agency_ids or ())
    found = []
    if suppliers and await Supplier.filter(id__in=suppliers).count() < len(suppliers):
        found.append(("supplierIds", InputCode.NOT_FOUND, "Un de ces fournisseurs n’existe pas."))
    if agencies and await Agency.filter(id__in=agencies).count() < len(agencies):
        found.append(("agencyIds", InputCode.NOT_FOUND, "Une de ces agences n’existe pas."))
    return found


# What there is.


def in_force(at: dt.date) -> Q:
    """The rows whose validity includes the day."""
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gte=at))


async def _in_force(request: StaffingRequest, qualification: Qualification, at: dt.date) -> list[Coefficient]:
    rows = Coefficient.filter(
        in_force(at), qualification__in=qualification.spellings, contract_type__in=request.contract_types
    )
    return await rows.select_related("supplier", "agency").order_by("valid_from", "id")


class _Rates:
    """The coefficients in force; the newest goes where two writings of a qualification have one each."""

    def __init__(self, rows: Iterable[Coefficient]) -> None:
        self._rows = {(row.supplier_id, row.agency_id, row.contract_type): row for row in rows}

    def of(self, supplier: Supplier, agency: Agency | None, contract: ContractType) -> Coefficient | None:
        """The agency's own, else its supplier's."""
        own = self._rows.get((supplier.id, agency.id, contract)) if agency else None
        return own or self._rows.get((supplier.id, None, contract))

    def holders(self) -> Iterator[tuple[Supplier, Agency | None]]:
        """The suppliers, and the agencies with one of their own."""
        seen = set()
        for row in self._rows.values():
            if (key := (row.supplier_id, row.agency_id)) not in seen:
                seen.add(key)
                yield row.supplier, row.agency


async def _candidates(
    request: StaffingRequest, rates: _Rates, place: Place | None
) -> list[tuple[Supplier, Agency | None, float | None]]:
    """Whom to ask for a price: the nearest agencies, or the suppliers and agencies that were named, or all."""
    holders = [(supplier, agency) for supplier, agency in rates.holders() if _is_asked(request, supplier, agency)]
    named = await Agency.filter(id__in=request.agency_ids or ()).select_related("supplier")
    if place is None:
        own = {agency.id for _, agency in holders if agency}
        others = [(agency.supplier, agency) for agency in named if agency.id not in own]
        return [(supplier, agency, None) for supplier, agency in (*holders, *others)]
    wanted = Wanted(
        supplier_ids={supplier.id for supplier, agency in holders if agency is None},
        agency_ids={agency.id for _, agency in holders if agency} | {agency.id for agency in named},
    )
    near = await nearest_agencies(place, wanted, first=request.near_count)
    return [(one.agency.supplier, one.agency, one.distance_km) for one in near]


def _is_asked(request: StaffingRequest, supplier: Supplier, agency: Agency | None) -> bool:
    if request.supplier_ids is None and request.agency_ids is None:
        return True
    return supplier.id in (request.supplier_ids or ()) or (
        agency is not None and agency.id in (request.agency_ids or ())
    )


# What comes of it.


def _ranked(offers: Collection[Offer]) -> tuple[Offer, ...]:
    """The cheapest first; of each contract type the cheapest are marked."""
    least = {
        contract: min(offer.price.hourly for offer in offers if offer.coefficient.contract_type == contract)
        for contract in {offer.coefficient.contract_type for offer in offers}
    }
    ordered = sorted(offers, key=_place_in_list)[:MOST_OFFERS]
    return tuple(
        Offer(o.supplier, o.agency, o.distance_km, o.coefficient, o.price,
              cheapest=o.price.hourly == least[o.coefficient.contract_type])
        for o in ordered
    )  # fmt: skip


def _place_in_list(offer: Offer) -> tuple[Decimal, float, str, str, str]:
    agency = offer.agency.name if offer.agency else ""
    contract = offer.coefficient.contract_type
    return offer.price.exact, offer.distance_km or 0, offer.supplier.sort_name, agency, str(contract)


def _compared(offers: Iterable[Offer]) -> Iterator[Comparison]:
    pairs: dict[tuple[int, int | None], dict[ContractType, Offer]] = {}
    for offer in offers:
        key = offer.supplier.id, offer.agency.id if offer.agency else None
        pairs.setdefault(key, {})[ContractType(offer.coefficient.contract_type)] = offer
    for pair in pairs.values():
        if len(pair) == len(ContractType):
            yield Comparison(pair[ContractType.GESTION], pair[ContractType.DELEGATION])


def _notes(offers: Collection[Offer], count: int, qualification: Qualification, at: dt.date) -> Iterator[str]:
    """What was assumed or left out, in French."""
    if not offers:
        yield f"Aucun coefficient n’est en vigueur le {format_day(at)} pour « {qualification.name} » à cet endroit."
    if count > len(offers):
        yield f"Seuls les {len(offers)} prix les plus bas, sur {count}, sont présentés."
    unknown = dict.fromkeys(offer.supplier.name for offer in offers if offer.price.ifm_iccp is IfmIccp.UNKNOWN)
    if unknown:
        yield (
            f"Pour {', '.join(unknown)}, nous ne savons pas si l’indemnité de fin de mission (IFM) et les congés payés "
            "(ICCP) sont compris dans le coefficient : le calcul suppose que oui. Sinon le coût est multiplié par 1,21."
        )
