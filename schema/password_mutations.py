"""Forgotten passwords, new ones, and how strong one is."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.passwords.proposal import propose_password
from access.policy import Role
from access.throttling import Throttled
from graph.actions import HASHING, JUDGING, action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from schema.outcomes import InvalidInput, LinkUnusable, TooManyAttempts
from schema.session_mutations import SignedIn
from schema.viewer import Viewer
from workflows import access_links, passwords, reset_requests
from workflows.access_links import LinkState

PUBLIC = [Requires(role=Role.ANYONE)]
ASKED = (
    "Si cette adresse est celle d’un accès, un courrier vient de lui être envoyé. Il arrive en quelques minutes ; "
    "regardez aussi dans les indésirables. Seul le lien du dernier courrier fonctionne."
)


@strawberry.type(description="A link to a password, looked at without using it.", directives=PUBLIC)
class PasswordLink:
    """Whoever holds a link has it from the mailbox of the person."""

    state: LinkState = strawberry.field(description="Where it stands.")
    message: str = strawberry.field(description="The same for people, in French, with the way to go on.")
    first_password: bool = strawberry.field(description="Whether it opens a new access, which has no password yet.")
    email: str | None = strawberry.field(description="The login that it is for, while it works.")
    display_name: str | None = strawberry.field(description="The name to greet, while it works.")
    proposal: str | None = strawberry.field(description="A strong password to propose, another each time.")


@strawberry.type(description="How easily a password is guessed.", directives=PUBLIC)
class PasswordStrength:
    """The same judgement that choosing it would meet."""

    score: int = strawberry.field(description="0 (guessed at once) to 4 (never).")
    label: str = strawberry.field(description="The score in French.")
    acceptable: bool = strawberry.field(description="Whether it may be chosen.")
    advice: list[str] = strawberry.field(description="How to make it better, in French.")


@strawberry.type(description="A letter is on its way, if the address is somebody's.", directives=PUBLIC)
class PasswordResetRequested:
    """The same for known and unknown addresses."""

    message: str = strawberry.field(description="For people, in French.")


@strawberry.type(description="The password is another one; all other sessions have ended.", directives=PUBLIC)
class PasswordChanged:
    """This session goes on."""

    viewer: Viewer = strawberry.field(description="Who is signed in.")


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    """By the login."""

    email: str = strawberry.field(description="The e-mail address: the login.")


@strawberry.input(description="A new password through a link.")
class ResetPasswordInput:
    """The link is used up only when the password is taken."""

    token: str = strawberry.field(description="The last part of the link.")
    password: str = strawberry.field(description="The new password, 12 characters at least.")


@strawberry.input(description="A new password instead of the present one.")
class ChangePasswordInput:
    """For signed-in people."""

    current_password: str = strawberry.field(description="The present password.")
    new_password: str = strawberry.field(description="The new one, 12 characters at least.")


@strawberry.input(description="A password that somebody thinks of.")
class PasswordStrengthInput:
    """Send it as a variable, never inside the document."""

    password: str = strawberry.field(description="The password. It is neither stored nor logged.")
    token: str | None = strawberry.field(
        default=None, description="The last part of a mailed link, when it is about that person's password."
    )


RequestPasswordResetResult = Annotated[
    PasswordResetRequested | TooManyAttempts,
    strawberry.union("RequestPasswordResetResult", description="What became of the request."),
]
ResetPasswordResult = Annotated[
    SignedIn | LinkUnusable | InvalidInput,
    strawberry.union("ResetPasswordResult", description="Signed in with the new password, or why not."),
]
ChangePasswordResult = Annotated[
    PasswordChanged | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("ChangePasswordResult", description="What became of the password."),
]
PasswordStrengthResult = Annotated[
    PasswordStrength | TooManyAttempts,
    strawberry.union("PasswordStrengthResult", description="The judgement."),
]


@strawberry.type
class PasswordQueries:
    """Part of the root of queries."""

    @action(changes=False, description="Look at the link to a password without using it.")
    async def password_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The last part of the link.")]
    ) -> PasswordLink:
        """A wrong one is an answer too."""
        seen = await passwords.look(token)
        person = seen.person
        return PasswordLink(
            state=seen.state,
            message=access_links.LINK_MESSAGES[seen.state],
            first_password=seen.activates,
            email=person.email if person else None,
            display_name=person.display_name if person else None,
            proposal=propose_password() if person else None,
        )


@strawberry.type
class PasswordMutations:
    """Part of the root of mutations."""

    @action(
        description="Ask for a link to a new password (mot de passe oublié). Each call mails one more, and only the "
        "link of the last mail works."
    )
    async def request_password_reset(
        self,
        info: Info,
        input: Annotated[RequestPasswordResetInput, strawberry.argument(description="Whose password.")],
    ) -> RequestPasswordResetResult:
        """The same answer after the same time, whether the address is known or not."""
        context: Context = info.context
        throttled = await reset_requests.ask(context.settings, context.viewer, context.visit, input.email)
        return TooManyAttempts.of(throttled) if throttled else PasswordResetRequested(message=ASKED)

    @action(
        description="Choose a new password through a mailed link. It ends all sessions and opens one here.",
        cost=HASHING,
    )
    async def reset_password(
        self,
        info: Info,
        input: Annotated[ResetPasswordInput, strawberry.argument(description="The link and the new password.")],
    ) -> ResetPasswordResult:
        """A password that is refused doesn't use up the link."""
        context: Context = info.context
        outcome = await passwords.reset(context.settings, context.visit, input.token, input.password)
        match outcome:
            case access_links.LinkRefused():
                return LinkUnusable.of(outcome)
            case passwords.Unfit(problems):
                return InvalidInput.of(problems)
            case _:
                return SignedIn.of(outcome, context)

    @action(
        requires=Role.SIGNED_IN,
        description="Change the viewer's password. All other sessions end.",
        cost=HASHING,
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, strawberry.argument(description="The present and the new one.")],
    ) -> ChangePasswordResult:
        """Whoever has forgotten the present one asks for a link."""
        context: Context = info.context
        outcome = await passwords.change(
            context.settings, context.viewer, context.visit, input.current_password, input.new_password
        )
        match outcome:
            case Throttled():
                return TooManyAttempts.of(outcome)
            case passwords.Unfit(problems):
                return InvalidInput.of(problems)
            case passwords.Changed():
                return PasswordChanged(viewer=cast(Viewer, context.viewer))

    @action(
        changes=False,
        cost=JUDGING,
        description="Judge a password as choosing it would. It changes nothing, but is a mutation, so that no password "
        "can come to stand in a URL.",
    )
    async def password_strength(
        self,
        info: Info,
        input: Annotated[PasswordStrengthInput, strawberry.argument(description="The password.")],
    ) -> PasswordStrengthResult:
        """The page's meter asks this too."""
        context: Context = info.context
        found = await passwords.strength(context.settings, context.viewer, context.visit, input.password, input.token)
        if isinstance(found, Throttled):
            return TooManyAttempts.of(found)
        return PasswordStrength(
            score=found.score, label=found.label, acceptable=found.acceptable, advice=list(found.advice)
        )
