"""What a temp costs: the formula for everybody, the calculation with the negotiated coefficients for members."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, cast

import strawberry
from strawberry.types import Info

import models
from access.conditions import AtMost, Day
from access.policy import Role
from graph.actions import action
from graph.fields import argument, column, constant, first, fixed, over, rows
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import key_or_zero
from models.geography import Place
from schema.outcomes import InvalidInput
from schema.suppliers import Agency, Coefficient, Supplier
from workflows import qualifications as qualification_search
from workflows import staffing as workflow
from workflows import staffing_cost as formula
from workflows.outcomes import Invalid

PUBLIC = [Requires(role=Role.ANYONE)]
MEMBERS = [Requires(role=Role.MEMBER)]
MOST_QUALIFICATIONS = 100


@over(models.MinimumWage, requires=Role.ANYONE, description="The legal minimum wage (SMIC) from a day on.")
class MinimumWage(Node):
    """Public: it is the law."""

    valid_from: dt.date = column(description="First day; it holds until the next one's.")
    hourly_gross: Decimal = column(description="Euros an hour, gross.")


@strawberry.type(description="How a temp's hour is priced (coût horaire d’un intérimaire).", directives=PUBLIC)
class StaffingFormula:
    """Public; the coefficients themselves are for members."""

    text: str = fixed(formula.FORMULA, description="The formula, in French, where the coefficient covers IFM and ICCP.")
    text_with_added: str = fixed(
        formula.FORMULA_WITH_ADDED, description="The formula, in French, where IFM and ICCP are added to the pay."
    )
    ifm_rate: Decimal = fixed(
        formula.IFM_RATE, description="End-of-mission bonus (indemnité de fin de mission), a share of gross pay."
    )
    iccp_rate: Decimal = fixed(
        formula.ICCP_RATE, description="Paid leave (indemnité compensatrice de congés payés), of gross pay and IFM."
    )
    ifm_iccp_factor: Decimal = fixed(formula.IFM_ICCP_FACTOR, description="Both together: what pay is multiplied with.")
    example: str = fixed(formula.EXAMPLE, description="An example, in French.")
    example_wage: Decimal = fixed(formula.EXAMPLE_WAGE, description="The wage of the example: the SMIC of 2016.")


@strawberry.type(description="A temp's qualification, as the coefficients name it.", directives=MEMBERS)
class Qualification:
    """Members only."""

    name: str = strawberry.field(description="Its name, e.g. `Cariste`.")
    contract_types: list[models.ContractType] = strawberry.field(description="For which there are coefficients.")
    supplier_count: int = strawberry.field(description="How many suppliers have coefficients for it.")


@strawberry.type(description="Qualifications.", directives=MEMBERS)
class QualificationList:
    """Members only."""

    nodes: list[Qualification] = strawberry.field(description="By name; searched for, the likeliest first.")


@strawberry.type(description="Where a postcode is.", directives=PUBLIC)
class PostcodePlace:
    """From open data; right to a few kilometres."""

    postcode: str = strawberry.field(description="The postcode.")
    city: str = strawberry.field(description="Its largest commune.")
    department: str = strawberry.field(description="Its department, e.g. `35`, `2A`, `974`.")

    @classmethod
    def of(cls, place: Place) -> "PostcodePlace":
        """The place as the API tells it."""
        return cls(postcode=place.postcode, city=place.city, department=place.department)


@strawberry.type(description="The numbers of a calculation: the hourly cost is their product.", directives=MEMBERS)
class StaffingFactors:
    """Members only."""

    gross_hourly_wage: Decimal = strawberry.field(description="Euros an hour, gross.")
    ifm_iccp_factor: Decimal = strawberry.field(description="1.21 where IFM and ICCP are added to the pay, else 1.")
    coefficient: Decimal = strawberry.field(description="The billing coefficient.")
    hours: Decimal | None = strawberry.field(description="Hours, where they were given.")


@strawberry.type(
    description="What a temp costs at one supplier or agency, under one contract type.", directives=MEMBERS
)
class StaffingOffer:
    """Members only. Euros net of VAT (HT)."""

    supplier: Supplier = strawberry.field(description="The temp agency.")
    agency: Agency | None = strawberry.field(
        description="The agency; null where the supplier's price holds for all that have none of their own."
    )
    distance_km: float | None = strawberry.field(
        description="Distance from the postcode in kilometres, great circle; null when none was given."
    )
    contract_type: models.ContractType = strawberry.field(description="Gestion or délégation.")
    coefficient: Coefficient = strawberry.field(description="The coefficient that was used, with its validity.")
    hourly_cost: Decimal = strawberry.field(description="One hour, to the cent, rounded half up.")
    total_cost: Decimal | None = strawberry.field(
        description="All hours, to the cent, from the exact hourly cost; null when no hours were given."
    )
    ifm_iccp: models.IfmIccp = strawberry.field(description="Whether IFM and ICCP are inside the coefficient.")
    hourly_cost_if_added: Decimal | None = strawberry.field(
        description="Where that is unknown: what an hour costs if they come on top."
    )
    formula: str = strawberry.field(description="The calculation as French text.")
    factors: StaffingFactors = strawberry.field(description="The calculation as numbers.")
    cheapest: bool = strawberry.field(description="Whether none of the same contract type is cheaper.")

    @classmethod
    def of(cls, offer: workflow.Offer) -> "StaffingOffer":
        """The offer as the API tells it; rows are read by the declared fields of their types."""
        price = offer.price
        return cls(
            supplier=cast(Supplier, offer.supplier),
            agency=cast(Agency | None, offer.agency),
            distance_km=offer.distance_km,
            contract_type=models.ContractType(offer.coefficient.contract_type),
            coefficient=cast(Coefficient, offer.coefficient),
            hourly_cost=price.hourly,
            total_cost=price.total,
            ifm_iccp=price.ifm_iccp,
            hourly_cost_if_added=price.hourly_if_added,
            formula=price.text,
            factors=StaffingFactors(
                gross_hourly_wage=price.gross,
                ifm_iccp_factor=price.ifm_iccp_factor,
                coefficient=price.coefficient,
                hours=price.hours,
            ),
            cheapest=offer.cheapest,
        )


@strawberry.type(description="Gestion beside délégation at one supplier or agency.", directives=MEMBERS)
class ContractComparison:
    """Members only. Euros net of VAT (HT)."""

    gestion: StaffingOffer = strawberry.field(description="The member knows the temp, the agency only administers.")
    delegation: StaffingOffer = strawberry.field(description="The agency recruits too.")
    hourly_difference: Decimal = strawberry.field(description="What an hour costs more in délégation.")
    total_difference: Decimal | None = strawberry.field(description="What all hours cost more in délégation.")
    percent: Decimal = strawberry.field(description="How much more délégation costs, in percent of gestion.")

    @classmethod
    def of(cls, pair: workflow.Comparison) -> "ContractComparison":
        """The pair as the API tells it."""
        return cls(
            gestion=StaffingOffer.of(pair.gestion),
            delegation=StaffingOffer.of(pair.delegation),
            hourly_difference=pair.hourly_difference,
            total_difference=pair.total_difference,
            percent=pair.percent,
        )


@strawberry.type(description="What a temp costs, agency by agency (coût d’un intérimaire).", directives=MEMBERS)
class StaffingCost:
    """Members only. Euros net of VAT (HT)."""

    at: dt.date = strawberry.field(description="The day whose coefficients and minimum wage were used.")
    qualification: Qualification = strawberry.field(description="The qualification that was understood.")
    corrected_from: str | None = strawberry.field(description="What was asked for, where it was written otherwise.")
    gross_hourly_wage: Decimal = strawberry.field(description="Euros an hour, gross.")
    minimum_wage: MinimumWage | None = strawberry.field(description="The SMIC of that day; null where we know none.")
    is_minimum_wage: bool = strawberry.field(description="Whether the wage is the SMIC.")
    hours: Decimal | None = strawberry.field(description="Hours, where they were given.")
    place: PostcodePlace | None = strawberry.field(description="Where the postcode is, where one was given.")
    offers: list[StaffingOffer] = strawberry.field(description="The cheapest first; at most 200.")
    comparisons: list[ContractComparison] = strawberry.field(
        description="Gestion beside délégation, for each that has both."
    )
    notes: list[str] = strawberry.field(description="What was assumed or left out, in French.")

    @classmethod
    def of(cls, costs: workflow.StaffingCosts) -> "StaffingCost":
        """The calculation as the API tells it."""
        wage = costs.minimum_wage
        return cls(
            at=costs.at,
            qualification=_qualification(costs.qualification),
            corrected_from=costs.corrected_from,
            gross_hourly_wage=costs.gross,
            minimum_wage=cast(MinimumWage | None, wage),
            is_minimum_wage=wage is not None and costs.gross == wage.hourly_gross,
            hours=costs.hours,
            place=None if costs.place is None else PostcodePlace.of(costs.place),
            offers=[StaffingOffer.of(offer) for offer in costs.offers],
            comparisons=[ContractComparison.of(pair) for pair in costs.comparisons],
            notes=list(costs.notes),
        )


StaffingCostResult = Annotated[
    StaffingCost | AccessRestricted | InvalidInput,
    strawberry.union("StaffingCostResult", description="The costs, a closed gate, or what is wrong with the question."),
]
QualificationsResult = Annotated[
    QualificationList | AccessRestricted,
    strawberry.union("QualificationsResult", description="Qualifications, or a closed gate."),
]


@strawberry.input(description="What the temp does, how long, for which wage, and whom to ask.")
class StaffingCostInput:
    """Only the qualification is needed."""

    qualification: str = strawberry.field(
        description="What the temp does, e.g. `Cariste`; accents, case and a typing error don't matter."
    )
    at: dt.date | None = strawberry.field(default=None, description="The day; default: today, in France.")
    gross_hourly_wage: Decimal | None = strawberry.field(
        default=None, description="Euros an hour, gross; default: the SMIC of the day, and never less."
    )
    hours: Decimal | None = strawberry.field(default=None, description="How many hours, for the total.")
    contract_types: list[models.ContractType] | None = strawberry.field(
        default=None, description="Which contract types; default: both."
    )
    supplier_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only these suppliers; default: all."
    )
    agency_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These agencies, beside the suppliers that are named; default: all."
    )
    postcode: str | None = strawberry.field(
        default=None, description="Only the agencies nearest to this French postcode."
    )
    near_count: int = strawberry.field(default=10, description="How many of the nearest agencies, up to 20.")


@strawberry.type
class StaffingQueries:
    """Part of the root of queries."""

    staffing_formula: StaffingFormula = constant(description="How a temp's hour is priced, for everybody.")
    minimum_wages: list[MinimumWage] = rows(
        models.MinimumWage, order=("valid_from",), description="The SMIC through the years, the oldest first."
    )
    minimum_wage: MinimumWage | None = first(
        models.MinimumWage,
        order=("valid_from",),
        descending=True,
        where=AtMost("valid_from", Day("at")),
        arguments=(argument("at", dt.date | None, "The day; default: today, in France."),),
        description="The SMIC of a day; null before the first that we know.",
    )

    @action(
        requires=Role.MEMBER,
        changes=False,
        description="The qualifications that there are coefficients for. Members only.",
    )
    async def qualifications(
        self,
        info: Info,
        search: Annotated[
            str | None, strawberry.argument(description="What somebody types; errors and word order don't matter.")
        ] = None,
    ) -> QualificationsResult:
        """All, or the likeliest."""
        found = qualification_search.search(search or "", await qualification_search.all_qualifications())
        return QualificationList(nodes=[_qualification(one) for one in found[:MOST_QUALIFICATIONS]])

    @action(
        requires=Role.MEMBER,
        changes=False,
        description="What a temp costs at each agency, the cheapest first, gestion beside délégation. Members only.",
    )
    async def staffing_cost(
        self,
        info: Info,
        input: Annotated[StaffingCostInput, strawberry.argument(description="What the temp does, and whom to ask.")],
    ) -> StaffingCostResult:
        """Calculated, never stored."""
        costs = await workflow.staffing_costs(
            workflow.StaffingRequest(
                qualification=input.qualification,
                at=input.at,
                gross=input.gross_hourly_wage,
                hours=input.hours,
                contract_types=tuple(models.ContractType if input.contract_types is None else input.contract_types),
                supplier_ids=keys("Supplier", input.supplier_ids),
                agency_ids=keys("Agency", input.agency_ids),
                postcode=input.postcode,
                near_count=input.near_count,
            )
        )
        if isinstance(costs, Invalid):
            return InvalidInput.of(costs.problems)
        return StaffingCost.of(costs)


def keys(type_name: str, ids: list[strawberry.ID] | None) -> tuple[int, ...] | None:
    """The keys of ids; 0, which nothing has, for what is no such id."""
    return None if ids is None else tuple(key_or_zero(type_name, text) for text in ids)


def _qualification(found: Any) -> Qualification:
    return Qualification(
        name=found.name, contract_types=list(found.contract_types), supplier_count=found.supplier_count
    )
