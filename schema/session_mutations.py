"""Signing in and out."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from access.viewer import ANONYMOUS
from graph.actions import action
from graph.context import Context
from graph.gates import Requires
from schema.viewer import Viewer
from workflows import accounts


@strawberry.input(description="Who signs in.")
class SignInInput:
    """Address and password."""

    email: str = strawberry.field(description="The e-mail address: the login.")
    password: str = strawberry.field(description="The password.")


@strawberry.type(
    description="The session is open; browsers got it as a cookie.", directives=[Requires(role=Role.ANYONE)]
)
class SignedIn:
    """From here on this very request is the signed-in person's."""

    viewer: Viewer = strawberry.field(description="Who is signed in.")
    token: str = strawberry.field(description="For programs: `Authorization: Bearer …`. Told this once.")


@strawberry.type(description="Address and password don't fit.", directives=[Requires(role=Role.ANYONE)])
class SignInRefused:
    """The same for an unknown address and for a wrong password."""

    message: str = strawberry.field(description="For people, in French.")


@strawberry.type(description="The session is ended.", directives=[Requires(role=Role.ANYONE)])
class SignedOut:
    """From here on this very request is the public's."""

    viewer: Viewer = strawberry.field(description="The public.")


SignInResult = Annotated[
    SignedIn | SignInRefused, strawberry.union("SignInResult", description="A session, or a refusal.")
]
REFUSED = "Adresse ou mot de passe incorrect. Mot de passe oublié ? Appelez-nous, votre conseiller vous aidera."


@strawberry.type
class SessionMutations:
    """Part of the root of mutations."""

    @action(description="Sign in.")
    async def sign_in(
        self, info: Info, input: Annotated[SignInInput, strawberry.argument(description="Who signs in.")]
    ) -> SignInResult:
        """Open a session."""
        context: Context = info.context
        signed_in = await accounts.sign_in(context.settings, input.email, input.password, user_agent=context.user_agent)
        if signed_in is None:
            return SignInRefused(message=REFUSED)
        context.become(signed_in.viewer)
        context.session_token = signed_in.token
        return SignedIn(viewer=cast(Viewer, signed_in.viewer), token=signed_in.token)

    @action(description="Sign out.")
    async def sign_out(self, info: Info) -> SignedOut:
        """End this session."""
        context: Context = info.context
        await accounts.sign_out(context.viewer)
        context.become(ANONYMOUS)
        context.session_token = ""
        return SignedOut(viewer=cast(Viewer, ANONYMOUS))
