"""Values that several mutations answer with."""

import strawberry

from access.policy import Role
from graph.gates import Requires
from workflows.inputs import InputProblem


@strawberry.type(description="A problem with one input field.", directives=[Requires(role=Role.ANYONE)])
class UserError:
    """Read from an `InputProblem`."""

    field: str = strawberry.field(description="The input field, e.g. `accountNumber`.")
    code: str = strawberry.field(description="For programs: `INVALID`, `REQUIRED`, `NOT_FOUND`, `NOT_YOURS`.")
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
