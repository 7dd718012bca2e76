"""Values that several mutations answer with."""

from collections.abc import Iterable

import strawberry

from access.policy import Role
from access.throttling import Throttled
from graph.enums import described_enum
from graph.gates import Requires
from workflows.access_links import LinkRefused, LinkState
from workflows.inputs import InputCode, InputProblem

described_enum(
    InputCode,
    "What is wrong with an input field.",
    {
        InputCode.REQUIRED: "It must be given here.",
        InputCode.INVALID: "It can't be read, or is out of bounds.",
        InputCode.NOT_FOUND: "It names nothing that exists for the viewer.",
        InputCode.NOT_YOURS: "It names something that isn't the viewer's.",
        InputCode.CONFLICT: "It doesn't fit what is there already.",
        InputCode.TOO_MANY: "Too many, or too often.",
    },
)
described_enum(
    LinkState,
    "Where a link that was mailed stands.",
    {
        LinkState.VALID: "It works, once.",
        LinkState.USED: "It has been used.",
        LinkState.REPLACED: "A newer mail exists, and its link is the one that works.",
        LinkState.EXPIRED: "It is too old.",
        LinkState.CANCELLED: "What it was for has changed since.",
        LinkState.UNKNOWN: "It is not one of ours, or it was cut in half.",
    },
)


@strawberry.type(description="A problem with one input field.", directives=[Requires(role=Role.ANYONE)])
class UserError:
    """Read from an `InputProblem`."""

    field: str = strawberry.field(description="The input field, e.g. `accountNumber`.")
    code: InputCode = strawberry.field(description="For programs.")
    message: str = strawberry.field(description="For people, in French.")

    @classmethod
    def of(cls, problem: InputProblem) -> "UserError":
        """The problem as the API tells it."""
        return cls(field=problem.field, code=problem.code, message=problem.message)


@strawberry.type(
    description="The input can't be used as it is; nothing was changed.", directives=[Requires(role=Role.ANYONE)]
)
class InvalidInput:
    """Every problem at once."""

    user_errors: list[UserError] = strawberry.field(description="The problems.")

    @classmethod
    def of(cls, problems: Iterable[InputProblem]) -> "InvalidInput":
        """The problems as the API tells them."""
        return cls(user_errors=[UserError.of(problem) for problem in problems])


@strawberry.type(
    description="Too many attempts; nothing was changed, and the next one is possible in a moment.",
    directives=[Requires(role=Role.ANYONE)],
)
class TooManyAttempts:
    """Never for good: strangers' attempts don't count against anybody else."""

    message: str = strawberry.field(description="For people, in French.")
    retry_after_seconds: int = strawberry.field(description="In how many seconds the next attempt is possible.")

    @classmethod
    def of(cls, throttled: Throttled) -> "TooManyAttempts":
        """The refusal as the API tells it."""
        return cls(message=throttled.message, retry_after_seconds=throttled.retry_after)


@strawberry.type(description="The link opens nothing; nothing was changed.", directives=[Requires(role=Role.ANYONE)])
class LinkUnusable:
    """The state says why."""

    state: LinkState = strawberry.field(description="Where it stands.")
    message: str = strawberry.field(description="For people, in French, with the way to go on.")

    @classmethod
    def of(cls, refused: LinkRefused) -> "LinkUnusable":
        """The refusal as the API tells it."""
        return cls(state=refused.state, message=refused.message)
