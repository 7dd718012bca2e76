"""The group keeps the terms of suppliers."""

import datetime as dt
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
from schema.terms import GENERAL, SPECIAL, SupplierTermsPeriod
from workflows import terms
from workflows.outcomes import Invalid


@strawberry.input(description="New terms of a supplier: general ones, special ones, or both.")
class AddSupplierTermsInput:
    """Their validity must not overlap that of others of the supplier."""

    supplier_id: strawberry.ID = strawberry.field(description="Id of the supplier.")
    general: str | None = strawberry.field(default=None, description=GENERAL)
    special: str | None = strawberry.field(default=None, description=SPECIAL)
    valid_from: dt.date = strawberry.field(description="First day.")
    valid_to: dt.date | None = strawberry.field(default=None, description="Last day; null: until further notice.")
    end_previous: bool = strawberry.field(
        default=False, description="End the terms without an end on the day before `validFrom`."
    )


@strawberry.input(description="Which terms end, and when.")
class EndSupplierTermsInput:
    """What held until then stays known."""

    id: strawberry.ID = strawberry.field(description="Id of the period.")
    last_day: dt.date = strawberry.field(description="Its last day.")


@strawberry.input(description="What was wrong in terms from the start; what is left out stays as it is.")
class CorrectSupplierTermsInput:
    """Terms that change are ended instead, and new ones added."""

    id: strawberry.ID = strawberry.field(description="Id of the period.")
    general: str | None = strawberry.field(default=None, description=f"{GENERAL} An empty text: there are none.")
    special: str | None = strawberry.field(default=None, description=f"{SPECIAL} An empty text: there are none.")
    valid_from: dt.date | None = strawberry.field(default=None, description="The right first day.")
    valid_to: dt.date | None = strawberry.field(default=None, description="The right last day.")
    open_end: bool = strawberry.field(default=False, description="They have no last day.")


@strawberry.type(description="The terms as they are now.", directives=[Requires(role=Role.ADVISOR)])
class SupplierTermsPeriodPayload:
    """Members see them from now on."""

    period: SupplierTermsPeriod = strawberry.field(description="The terms and their period.")


SupplierTermsPeriodResult = Annotated[
    SupplierTermsPeriodPayload | AccessRestricted | InvalidInput,
    strawberry.union("SupplierTermsPeriodResult", description="The terms, a closed gate, or what is wrong."),
]


@strawberry.type
class TermsMutations:
    """Part of the root of mutations. Whoever was told of a change gets no answer from before it."""

    @action(requires=Role.ADVISOR, description="Add terms of a supplier (modalités), for a period.")
    async def add_supplier_terms(
        self, info: Info, input: Annotated[AddSupplierTermsInput, strawberry.argument(description="The terms.")]
    ) -> SupplierTermsPeriodResult:
        """Overlaps are refused."""
        context: Context = info.context
        new = terms.NewTerms(
            supplier_id=key_or_zero("Supplier", input.supplier_id),
            general=input.general,
            special=input.special,
            valid_from=input.valid_from,
            valid_to=input.valid_to,
            end_previous=input.end_previous,
        )
        return await _told(await terms.add_terms(context.viewer, new))

    @action(requires=Role.ADVISOR, description="Give terms of a supplier their last day.")
    async def end_supplier_terms(
        self, info: Info, input: Annotated[EndSupplierTermsInput, strawberry.argument(description="Which, and when.")]
    ) -> SupplierTermsPeriodResult:
        """They stay known for the time before."""
        context: Context = info.context
        key = key_or_zero("SupplierTermsPeriod", input.id)
        return await _told(await terms.end_terms(context.viewer, key, input.last_day))

    @action(requires=Role.ADVISOR, description="Correct what was wrong in terms of a supplier.")
    async def correct_supplier_terms(
        self,
        info: Info,
        input: Annotated[CorrectSupplierTermsInput, strawberry.argument(description="What was wrong.")],
    ) -> SupplierTermsPeriodResult:
        """Overlaps are refused."""
        context: Context = info.context
        correction = terms.Correction(
            general=input.general,
            special=input.special,
            valid_from=input.valid_from,
            valid_to=input.valid_to,
            open_end=input.open_end,
        )
        key = key_or_zero("SupplierTermsPeriod", input.id)
        return await _told(await terms.correct_terms(context.viewer, key, correction))


async def _told(found: models.SupplierTerms | Invalid) -> SupplierTermsPeriodPayload | InvalidInput:
    if isinstance(found, Invalid):
        return InvalidInput.of(found.problems)
    await commit_wait()
    return SupplierTermsPeriodPayload(period=cast(SupplierTermsPeriod, found))
