"""Gated content: the `@requires` directive that declares a policy, and the value that stands for closed content."""

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.unset import UNSET

from access.policy import DENIAL_MESSAGES, Denial, Role
from errors import ErrorCode
from graph.context import Context
from graph.enums import described_enum
from settings import Settings

described_enum(
    Role,
    "What a field or a type asks of the viewer. Each role includes what the public sees.",
    {
        Role.ANYONE: "Nothing: the public.",
        Role.SUPPLIER: "A supplier that holds the link of one of our letters; the group's people too.",
        Role.SUPPLIER_ACCESS: "A supplier's program that holds a key; the group's people too.",
        Role.SIGNED_IN: "A signed-in person, whatever the status of their companies.",
        Role.MEMBER: "A person of an active member company (adhérent); the group's people too.",
        Role.ADVISOR: "An advisor (conseiller) or an administrator of the group.",
        Role.ADMIN: "An administrator of the group.",
    },
)
described_enum(
    ErrorCode,
    "What went wrong, for a program to act on; also `errors[].extensions.code`.",
    {
        ErrorCode.UNAUTHENTICATED: "Closed to the viewer, and signing in could help.",
        ErrorCode.FORBIDDEN: "Closed to the viewer, who is signed in.",
        ErrorCode.NOT_FOUND: "No such thing, or none that exists for the viewer.",
        ErrorCode.BAD_USER_INPUT: "The request can't be used as it is; the message says what was expected.",
        ErrorCode.CONFLICT: "It doesn't fit what is there now; read again, then decide.",
        ErrorCode.RATE_LIMITED: "Too much in too short a time; `retry-after` says when to go on.",
        ErrorCode.PAYLOAD_TOO_LARGE: "The request is larger than what is accepted.",
        ErrorCode.UNAVAILABLE: "Something that we need does not answer in time; the same request may work later.",
        ErrorCode.INTERNAL_ERROR: "A bug of ours; the `reference` beside it finds it in our log.",
    },
)


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.INTERFACE, Location.FIELD_DEFINITION],
    description="The policy of a field; on a type, of every field that has none of its own. "
    "`unless`: open to everybody where a field of the same object has that value.",
)
class Requires:
    """`@requires(role: MEMBER)` in the schema, or `@requires(role: MEMBER, unless: "visibility: PUBLIC")`."""

    role: Role = strawberry.directive_field(name="role")
    unless: str | None = strawberry.directive_field(name="unless", default=UNSET)


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
