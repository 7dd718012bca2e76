"""Administrators keep the minimum wage and the billing coefficients."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from graph.shared import commit_wait
from schema.outcomes import InvalidInput
from schema.staffing import MinimumWage
from schema.suppliers import Coefficient
from workflows import rates
from workflows.outcomes import Invalid

ADMINS = [Requires(role=Role.ADMIN)]


@strawberry.input(description="A new billing coefficient, of a supplier or of one of its agencies.")
class AddCoefficientInput:
    """Its validity must not overlap another's of the same kind."""

    supplier_id: strawberry.ID = strawberry.field(description="Id of the temp agency (supplier).")
    agency_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the agency whose own it is; default: wherever an agency has none of its own."
    )
    contract_type: models.ContractType = strawberry.field(description="Gestion or délégation.")
    qualification: str = strawberry.field(
        description="The qualification; a known one keeps the writing that it has in the data."
    )
    value: Decimal = strawberry.field(description="The factor, from 1 to 10, with at most 4 decimals.")
    ifm_iccp: models.IfmIccp = strawberry.field(
        default=models.IfmIccp.UNKNOWN, description="Whether it covers IFM and ICCP."
    )
    valid_from: dt.date = strawberry.field(description="First day.")
    valid_to: dt.date | None = strawberry.field(default=None, description="Last day; null: until further notice.")
    end_previous: bool = strawberry.field(
        default=False, description="End the one without an end on the day before `validFrom`."
    )


@strawberry.input(description="Which coefficient ends, and when.")
class EndCoefficientInput:
    """What was charged until then stays known."""

    id: strawberry.ID = strawberry.field(description="Id of the coefficient.")
    last_day: dt.date = strawberry.field(description="Its last day.")


@strawberry.input(description="What was wrong in a coefficient from the start; what is left out stays as it is.")
class CorrectCoefficientInput:
    """A coefficient that changes is ended instead, and a new one added."""

    id: strawberry.ID = strawberry.field(description="Id of the coefficient.")
    value: Decimal | None = strawberry.field(default=None, description="The right factor.")
    ifm_iccp: models.IfmIccp | None = strawberry.field(default=None, description="Whether it covers IFM and ICCP.")
    valid_from: dt.date | None = strawberry.field(default=None, description="The right first day.")
    valid_to: dt.date | None = strawberry.field(default=None, description="The right last day.")
    open_end: bool = strawberry.field(default=False, description="It has no last day.")


@strawberry.input(description="The minimum wage from a day on.")
class AddMinimumWageInput:
    """The one before ends by itself."""

    valid_from: dt.date = strawberry.field(description="First day.")
    hourly_gross: Decimal = strawberry.field(description="Euros an hour, gross.")


@strawberry.input(description="The right amount of a minimum wage.")
class CorrectMinimumWageInput:
    """For typing errors; a new amount of the law is added instead."""

    id: strawberry.ID = strawberry.field(description="Id of the minimum wage.")
    hourly_gross: Decimal = strawberry.field(description="Euros an hour, gross.")


@strawberry.type(description="The coefficient as it is now.", directives=ADMINS)
class CoefficientPayload:
    """Members see it from now on."""

    coefficient: Coefficient = strawberry.field(description="The coefficient.")


@strawberry.type(description="The minimum wage as it is now.", directives=ADMINS)
class MinimumWagePayload:
    """Everybody sees it from now on."""

    minimum_wage: MinimumWage = strawberry.field(description="The minimum wage.")


CoefficientResult = Annotated[
    CoefficientPayload | AccessRestricted | InvalidInput,
    strawberry.union("CoefficientResult", description="The coefficient, a closed gate, or what is wrong."),
]
MinimumWageResult = Annotated[
    MinimumWagePayload | AccessRestricted | InvalidInput,
    strawberry.union("MinimumWageResult", description="The minimum wage, a closed gate, or what is wrong."),
]


@strawberry.type
class RateMutations:
    """Part of the root of mutations. Whoever was told of a change gets no answer from before it."""

    @action(requires=Role.ADMIN, description="Add a billing coefficient. Administrators only.")
    async def add_coefficient(
        self, info: Info, input: Annotated[AddCoefficientInput, strawberry.argument(description="The coefficient.")]
    ) -> CoefficientResult:
        """Overlaps are refused."""
        context: Context = info.context
        agency = input.agency_id
        new = rates.NewCoefficient(
            supplier_id=key_or_zero("Supplier", input.supplier_id),
            agency_id=None if agency is None else key_or_zero("Agency", agency),
            contract_type=input.contract_type,
            qualification=input.qualification,
            value=input.value,
            ifm_iccp=input.ifm_iccp,
            valid_from=input.valid_from,
            valid_to=input.valid_to,
            end_previous=input.end_previous,
        )
        return await _coefficient(await rates.add_coefficient(context.viewer, new))

    @action(requires=Role.ADMIN, description="Give a billing coefficient its last day. Administrators only.")
    async def end_coefficient(
        self, info: Info, input: Annotated[EndCoefficientInput, strawberry.argument(description="Which, and when.")]
    ) -> CoefficientResult:
        """It stays known for the time before."""
        context: Context = info.context
        key = key_or_zero("Coefficient", input.id)
        return await _coefficient(await rates.end_coefficient(context.viewer, key, input.last_day))

    @action(requires=Role.ADMIN, description="Correct what was wrong in a coefficient. Administrators only.")
    async def correct_coefficient(
        self, info: Info, input: Annotated[CorrectCoefficientInput, strawberry.argument(description="What was wrong.")]
    ) -> CoefficientResult:
        """Overlaps are refused."""
        context: Context = info.context
        correction = rates.Correction(
            value=input.value,
            ifm_iccp=input.ifm_iccp,
            valid_from=input.valid_from,
            valid_to=input.valid_to,
            open_end=input.open_end,
        )
        key = key_or_zero("Coefficient", input.id)
        return await _coefficient(await rates.correct_coefficient(context.viewer, key, correction))

    @action(requires=Role.ADMIN, description="Add a minimum wage (SMIC). Administrators only.")
    async def add_minimum_wage(
        self, info: Info, input: Annotated[AddMinimumWageInput, strawberry.argument(description="From when, how much.")]
    ) -> MinimumWageResult:
        """A second one of the same day is refused."""
        context: Context = info.context
        return await _wage(await rates.add_minimum_wage(context.viewer, input.valid_from, input.hourly_gross))

    @action(requires=Role.ADMIN, description="Correct the amount of a minimum wage. Administrators only.")
    async def correct_minimum_wage(
        self, info: Info, input: Annotated[CorrectMinimumWageInput, strawberry.argument(description="Which, how much.")]
    ) -> MinimumWageResult:
        """For typing errors."""
        context: Context = info.context
        key = key_or_zero("MinimumWage", input.id)
        return await _wage(await rates.correct_minimum_wage(context.viewer, key, input.hourly_gross))


async def _coefficient(found: models.Coefficient | Invalid) -> CoefficientPayload | InvalidInput:
    if isinstance(found, Invalid):
        return InvalidInput.of(found.problems)
    await commit_wait()
    return CoefficientPayload(coefficient=cast(Coefficient, found))


async def _wage(found: models.MinimumWage | Invalid) -> MinimumWagePayload | InvalidInput:
    if isinstance(found, Invalid):
        return InvalidInput.of(found.problems)
    await commit_wait()
    return MinimumWagePayload(minimum_wage=cast(MinimumWage, found))
