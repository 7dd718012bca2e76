"""The agencies nearest to a postcode, for members."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from models.geography import Place
from schema.outcomes import InvalidInput
from schema.staffing import PostcodePlace, keys
from schema.suppliers import Agency
from workflows.inputs import InputCode, Problems
from workflows.nearest import MOST, NearAgency, Wanted, known_place, nearest_agencies

MEMBERS = [Requires(role=Role.MEMBER)]


@strawberry.type(description="An agency and how far it is.", directives=MEMBERS)
class NearestAgency:
    """Members only."""

    agency: Agency = strawberry.field(description="The agency.")
    distance_km: float = strawberry.field(
        description="Kilometres between the two postcodes, great circle; right to a few kilometres."
    )


@strawberry.type(description="The agencies nearest to a postcode.", directives=MEMBERS)
class NearestAgencies:
    """Members only."""

    place: PostcodePlace = strawberry.field(description="Where the postcode is.")
    nodes: list[NearestAgency] = strawberry.field(
        description="The nearest first. Agencies without a French postcode of their own are left out."
    )


NearestAgenciesResult = Annotated[
    NearestAgencies | AccessRestricted | InvalidInput,
    strawberry.union("NearestAgenciesResult", description="Agencies, a closed gate, or what is wrong with the input."),
]


@strawberry.input(description="Near what, and of whom.")
class NearestAgenciesInput:
    """Only the postcode is needed."""

    postcode: str = strawberry.field(description="A French postcode, five digits; no CEDEX code.")
    first: int = strawberry.field(default=10, description=f"How many, up to {MOST}.")
    supplier_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Only of these suppliers.")
    category: strawberry.ID | None = strawberry.field(default=None, description="Only of suppliers of this category.")
    car_rental_only: bool = strawberry.field(default=False, description="Only of car-rental companies.")
    temp_agency_only: bool = strawberry.field(default=False, description="Only of temp agencies.")


@strawberry.type
class NearestQueries:
    """Part of the root of queries."""

    @action(requires=Role.MEMBER, changes=False, description="The agencies nearest to a French postcode. Members only.")
    async def nearest_agencies(
        self,
        info: Info,
        input: Annotated[NearestAgenciesInput, strawberry.argument(description="Near what, and of whom.")],
    ) -> NearestAgenciesResult:
        """Distances are calculated, nothing is stored."""
        problems, place = Problems(), None
        with problems:
            place = known_place(input.postcode)
        if not 1 <= input.first <= MOST:
            problems.add("first", InputCode.INVALID, f"On peut demander de 1 à {MOST} agences.")
        if place is None or problems.found:
            return InvalidInput.of(problems.found)
        found = await nearest_agencies(place, _wanted(input), first=input.first)
        return _shown(place, found)


def _wanted(input: NearestAgenciesInput) -> Wanted:
    return Wanted(
        supplier_ids=keys("Supplier", input.supplier_ids),
        category_id=None if input.category is None else key_or_zero("Category", input.category),
        car_rental=input.car_rental_only,
        temp_agency=input.temp_agency_only,
    )


def _shown(place: Place, found: list[NearAgency]) -> NearestAgencies:
    return NearestAgencies(
        place=PostcodePlace.of(place),
        nodes=[NearestAgency(agency=cast(Agency, one.agency), distance_km=one.distance_km) for one in found],
    )
