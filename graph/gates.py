"""Gated content: the `@requires` directive that declares a policy, and the value that stands for closed content."""

import strawberry
from strawberry.schema_directive import Location

from access.policy import DENIAL_MESSAGES, Denial, Role
from errors import ErrorCode
from graph.context import Context
from settings import Settings

strawberry.enum(Role, description="What a field or a type asks of the viewer. Each role includes what the public sees.")
strawberry.enum(ErrorCode, description="What went wrong, for a program to act on; also `errors[].extensions.code`.")


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.FIELD_DEFINITION],
    description="The policy of a field; on a type, of every field that has none of its own.",
)
class Requires:
    """`@requires(role: MEMBER)` in the schema."""

    role: Role = strawberry.directive_field(name="role")


@strawberry.type(
    description="Stands where content exists but is closed to the viewer.", directives=[Requires(role=Role.ANYONE)]
)
class AccessRestricted:
    """What a gate answers instead of its content: typed, no error, no sibling lost."""

    code: ErrorCode = strawberry.field(description="`UNAUTHENTICATED` when signing in could help, else `FORBIDDEN`.")
    message: str = strawberry.field(description="Why, in French, to be shown as it is.")
    required_role: Role = strawberry.field(description="What would open it.")
    join_url: str = strawberry.field(description="Where a company joins the group.")

    @classmethod
    def of(cls, refused: Denial, context: Context) -> "AccessRestricted":
        """The closed gate for a denial."""
        return cls(
            code=refused.code,
            message=refused.message,
            required_role=refused.required,
            join_url=context.settings.join_url,
        )


def refusal(role: Role, *, signed_in: bool, settings: Settings) -> dict[str, str]:
    """The fields of a closed gate by their GraphQL names, for a viewer of whom only this much is known."""
    code = ErrorCode.FORBIDDEN if signed_in else ErrorCode.UNAUTHENTICATED
    return {
        "code": str(code),
        "message": DENIAL_MESSAGES[role],
        "requiredRole": str(role),
        "joinUrl": settings.join_url,
    }
