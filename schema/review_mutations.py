"""An advisor's review of an audit: deciding lines, mending them, validating, and taking back what was learned."""

from decimal import Decimal
from typing import Annotated, cast

import strawberry
from strawberry.types import Info
from strawberry.types.unset import UNSET

import models
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.audit_enums import MatchKind
from schema.audit_lines import LineMatch, MatchAlias
from schema.audit_mutations import AuditResult, answer, invalid
from schema.outcomes import InvalidInput
from workflows.audits import review
from workflows.outcomes import Invalid

FOR_GROUP = [Requires(role=Role.ADVISOR)]
InputOf = strawberry.argument


@strawberry.input(description="What is decided about a line of an audit.")
class DecideAuditLineInput:
    """Deciding again forgets what was decided before."""

    id: strawberry.ID = strawberry.field(description="Id of the `LineMatch`.")
    decision: models.LineDecision = strawberry.field(description="What is decided.")
    price: strawberry.ID | None = strawberry.field(default=None, description="Id of the `PriceLine`, for `CHOSEN`.")
    kind: MatchKind | None = strawberry.field(
        default=None,
        description="What our product is to theirs: needed for `CHOSEN`; for `ACCEPTED` null takes what was proposed.",
    )


@strawberry.input(description="What really stands in a line that was misread.")
class CorrectAuditLineInput:
    """What isn't given stays as it is; with null, what was read counts again.

    Signs are as printed, also on credit notes.
    """

    id: strawberry.ID = strawberry.field(description="Id of the `LineMatch`.")
    quantity: Decimal | None = strawberry.field(
        default=UNSET, description="The quantity, with the sign of the amount; null: as it was read."
    )
    unit: str | None = strawberry.field(
        default=UNSET, description="The unit, e.g. `carton de 5`; null: as it was read."
    )
    amount: Decimal | None = strawberry.field(
        default=UNSET,
        description="The line's amount net of VAT, with the sign of the quantity, e.g. where the page has it with VAT; "
        "null: as it was read.",
    )


@strawberry.input(description="Which audit is validated.")
class ValidateAuditInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")


@strawberry.input(description="Which audit is matched once more.")
class MatchAuditAgainInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")


@strawberry.input(description="Which decision teaches no more.")
class RevokeMatchAliasInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the `MatchAlias`.")


@strawberry.type(description="The line as it is now.", directives=FOR_GROUP)
class LineMatchPayload:
    """With its saving calculated again."""

    match: LineMatch | None = strawberry.field(description="The line.")


@strawberry.type(description="What a decision had taught.", directives=FOR_GROUP)
class MatchAliasPayload:
    """Revoking twice is fine."""

    alias: MatchAlias | None = strawberry.field(description="It counts no more.")


LineMatchResult = Annotated[
    LineMatchPayload | InvalidInput | AccessRestricted,
    strawberry.union("LineMatchResult", description="The line as it is now, or what is wrong."),
]
MatchAliasResult = Annotated[
    MatchAliasPayload | InvalidInput | AccessRestricted,
    strawberry.union("MatchAliasResult", description="What had been learned, or what is wrong."),
]


@strawberry.type
class ReviewMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADVISOR, cost=5_000, description="Decide which price a line of an audit meets, or that none.")
    async def decide_audit_line(
        self, info: Info, input: Annotated[DecideAuditLineInput, InputOf(description="Which line, what is decided.")]
    ) -> LineMatchResult:
        """Sums follow at once; the next audits learn from it."""
        price_id = None if input.price is None else key_or_zero("PriceLine", input.price)
        outcome = await review.decide(
            info.context.viewer, key_or_zero("LineMatch", input.id), input.decision, price_id=price_id, kind=input.kind
        )
        return _line(outcome)

    @action(requires=Role.ADVISOR, cost=5_000, description="Mend what was misread of a line.")
    async def correct_audit_line(
        self, info: Info, input: Annotated[CorrectAuditLineInput, InputOf(description="Which line, what stands there.")]
    ) -> LineMatchResult:
        """What was read stays beside it."""
        outcome = await review.correct(
            info.context.viewer,
            key_or_zero("LineMatch", input.id),
            quantity=review.KEPT if input.quantity is UNSET else input.quantity,
            unit=review.KEPT if input.unit is UNSET else input.unit,
            amount=review.KEPT if input.amount is UNSET else input.amount,
        )
        return _line(outcome)

    @action(requires=Role.ADVISOR, description="Show the results of an audit to the company, and write to it.")
    async def validate_audit(
        self, info: Info, input: Annotated[ValidateAuditInput, InputOf(description="Which audit.")]
    ) -> AuditResult:
        """Lines that still wait for a decision are shown without a saving."""
        context: Context = info.context
        return answer(await review.validate(context.settings, context.viewer, key_or_zero("Audit", input.id)))

    @action(requires=Role.ADVISOR, description="Match an audit once more; what was decided and mended stays.")
    async def match_audit_again(
        self, info: Info, input: Annotated[MatchAuditAgainInput, InputOf(description="Which audit.")]
    ) -> AuditResult:
        """E.g. after an import of prices."""
        return answer(await review.match_again(info.context.viewer, key_or_zero("Audit", input.id)))

    @action(requires=Role.ADVISOR, description="Take back what a decision taught: from the next audit on.")
    async def revoke_match_alias(
        self, info: Info, input: Annotated[RevokeMatchAliasInput, InputOf(description="Which.")]
    ) -> MatchAliasResult:
        """The line that it was decided for keeps its decision."""
        outcome = await review.revoke(info.context.viewer, key_or_zero("MatchAlias", input.id))
        if isinstance(outcome, Invalid):
            return invalid(outcome)
        return MatchAliasPayload(alias=cast(MatchAlias, outcome.alias))


def _line(outcome: review.Decided | Invalid) -> LineMatchPayload | InvalidInput:
    if isinstance(outcome, Invalid):
        return invalid(outcome)
    return LineMatchPayload(match=cast(LineMatch, outcome.match))
