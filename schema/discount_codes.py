"""Discount codes of car-rental companies (codes CDP): revealed by a deliberate act that the journal keeps."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.members import Member
from schema.outcomes import InvalidInput
from schema.suppliers import Supplier
from workflows import discount_codes as workflow


@strawberry.input(description="Whose code, for which company.")
class RevealCarRentalCodeInput:
    """The journal keeps who asked."""

    supplier_id: strawberry.ID = strawberry.field(description="Id of the car-rental company.")
    siret: str | None = strawberry.field(
        default=None,
        description="SIRET of the company, in any writing; needed by people of several. Advisors without one get the "
        "group's code.",
    )


@strawberry.type(description="A discount code, to be quoted to the supplier.", directives=[Requires(role=Role.MEMBER)])
class CarRentalCodeRevealed:
    """Members only; told once for each question."""

    supplier: Supplier = strawberry.field(description="The car-rental company.")
    member: Member | None = strawberry.field(description="For which company; null: for the group's people.")
    value: str = strawberry.field(description="The code.")
    type: models.DiscountCodeType = strawberry.field(description="What the supplier calls it, and its form.")
    label: str = strawberry.field(description="What the supplier calls it, in French: `numéro AWD`.")
    own: bool = strawberry.field(description="Whether it is the company's own code; else it is the group's.")


RevealCarRentalCodeResult = Annotated[
    CarRentalCodeRevealed | AccessRestricted | InvalidInput,
    strawberry.union("RevealCarRentalCodeResult", description="The code, a closed gate, or what is wrong."),
]


@strawberry.type
class DiscountCodeMutations:
    """Part of the root of mutations."""

    @action(
        requires=Role.MEMBER,
        changes=False,
        description="Show the discount code of a car-rental company; the journal keeps to whom. Members only.",
    )
    async def reveal_car_rental_code(
        self,
        info: Info,
        input: Annotated[RevealCarRentalCodeInput, strawberry.argument(description="Whose code, for which company.")],
    ) -> RevealCarRentalCodeResult:
        """The company's own code where it has one, else the group's."""
        context: Context = info.context
        supplier_id = key_or_zero("Supplier", input.supplier_id)
        match await workflow.reveal(context.viewer, supplier_id=supplier_id, siret=input.siret):
            case workflow.Closed(refused):
                return AccessRestricted.of(refused, context)
            case workflow.Unusable(problems):
                return InvalidInput.of(problems)
            case found:
                return CarRentalCodeRevealed(
                    supplier=cast(Supplier, found.supplier),
                    member=cast(Member | None, found.member),
                    value=found.code,
                    type=found.type,
                    label=found.name,
                    own=found.own,
                )
