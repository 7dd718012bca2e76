"""Signing in and out, ending sessions."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from access.throttling import Throttled
from access.viewer import ANONYMOUS
from graph.actions import HASHING, action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_of
from schema.outcomes import TooManyAttempts
from schema.viewer import Viewer
from workflows import accounts

PUBLIC = [Requires(role=Role.ANYONE)]
REFUSED = "Adresse ou mot de passe incorrect. Mot de passe oublié ? Demandez-en un nouveau."


@strawberry.input(description="Who signs in.")
class SignInInput:
    """Address and password."""

    email: str = strawberry.field(description="The e-mail address: the login.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="Which session.")
class RevokeSessionInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of one of the viewer's sessions.")


@strawberry.type(description="The session is open; browsers got it as a cookie.", directives=PUBLIC)
class SignedIn:
    """From here on this very request is the signed-in person's."""

    viewer: Viewer = strawberry.field(description="Who is signed in.")
    token: str = strawberry.field(description="For programs: `Authorization: Bearer …`. Told this once.")

    @classmethod
    def of(cls, signed_in: accounts.SignedIn, context: Context) -> "SignedIn":
        """The answer, with the session handed over to the request."""
        context.become(signed_in.viewer)
        context.session_token, context.device_token = signed_in.token, signed_in.device
        return cls(viewer=cast(Viewer, signed_in.viewer), token=signed_in.token)


@strawberry.type(description="Address and password don't fit.", directives=PUBLIC)
class SignInRefused:
    """The same for an unknown address and for a wrong password."""

    message: str = strawberry.field(description="For people, in French.")


@strawberry.type(description="The session is ended.", directives=PUBLIC)
class SignedOut:
    """From here on this very request is the public's."""

    viewer: Viewer = strawberry.field(description="The public.")


@strawberry.type(description="The sessions are ended, in every process and at once.", directives=PUBLIC)
class SessionsRevoked:
    """Ending the same session twice is fine."""

    count: int = strawberry.field(description="How many.")
    viewer: Viewer = strawberry.field(description="With the sessions that are left.")


SignInResult = Annotated[
    SignedIn | SignInRefused | TooManyAttempts,
    strawberry.union("SignInResult", description="A session, or a refusal."),
]
RevokeSessionsResult = Annotated[
    SessionsRevoked | AccessRestricted,
    strawberry.union("RevokeSessionsResult", description="What became of the sessions."),
]


@strawberry.type
class SessionMutations:
    """Part of the root of mutations."""

    @action(description="Sign in. A session that the same browser had until now ends.", cost=HASHING)
    async def sign_in(
        self, info: Info, input: Annotated[SignInInput, strawberry.argument(description="Who signs in.")]
    ) -> SignInResult:
        """Open a session."""
        context: Context = info.context
        outcome = await accounts.sign_in(
            context.settings, context.visit, input.email, input.password, viewer=context.viewer
        )
        match outcome:
            case Throttled():
                return TooManyAttempts.of(outcome)
            case accounts.SignInRefused():
                return SignInRefused(message=REFUSED)
            case accounts.SignedIn():
                return SignedIn.of(outcome, context)

    @action(description="Sign out.")
    async def sign_out(self, info: Info) -> SignedOut:
        """End this session."""
        context: Context = info.context
        await accounts.sign_out(context.viewer)
        context.become(ANONYMOUS)
        context.session_token = ""
        return SignedOut(viewer=cast(Viewer, ANONYMOUS))

    @action(requires=Role.SIGNED_IN, description="End one of the viewer's sessions, e.g. on a lost phone.")
    async def revoke_session(
        self, info: Info, input: Annotated[RevokeSessionInput, strawberry.argument(description="Which session.")]
    ) -> RevokeSessionsResult:
        """NOT_FOUND for anybody else's."""
        context: Context = info.context
        await accounts.revoke_session(context.viewer, key_of("Session")(input.id))
        return SessionsRevoked(count=1, viewer=cast(Viewer, context.viewer))

    @action(requires=Role.SIGNED_IN, description="End all sessions of the viewer but this one.")
    async def revoke_other_sessions(self, info: Info) -> RevokeSessionsResult:
        """This very session stays."""
        context: Context = info.context
        count = await accounts.revoke_other_sessions(context.viewer)
        return SessionsRevoked(count=count, viewer=cast(Viewer, context.viewer))
