"""Asking to be forgotten, and forgetting."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_of
from schema.outcomes import InvalidInput
from schema.privacy import ErasureRequest
from workflows.privacy import erasure


@strawberry.type(description="The request as it is now.", directives=[Requires(role=Role.SIGNED_IN)])
class ErasureRequestPayload:
    """Asking twice gives the same request."""

    erasure_request: ErasureRequest | None = strawberry.field(description="The request; null when none is open.")


ErasureRequestResult = Annotated[
    ErasureRequestPayload | AccessRestricted,
    strawberry.union("ErasureRequestResult", description="The request, or a closed gate."),
]


@strawberry.input(description="Whom to forget.")
class ErasePersonInput:
    """The address is asked for so that nobody is forgotten by a slip."""

    person_id: strawberry.ID = strawberry.field(description="Id of the person.")
    email: str = strawberry.field(description="Their address, typed again.")


@strawberry.type(description="What was erased in one table.", directives=[Requires(role=Role.ADMIN)])
class ErasedRows:
    """For the record that the administrator keeps."""

    table: str = strawberry.field(description="The table.")
    rows: int = strawberry.field(description="How many rows were erased or made anonymous.")


@strawberry.type(
    description="Nothing of the person is left outside the legal archive.", directives=[Requires(role=Role.ADMIN)]
)
class PersonErased:
    """They are told by a last letter, which is erased once it is sent."""

    erased: list[ErasedRows] = strawberry.field(description="What was erased, table by table.")


ErasePersonResult = Annotated[
    PersonErased | InvalidInput | AccessRestricted,
    strawberry.union("ErasePersonResult", description="Done, or what must be settled first, or a closed gate."),
]


@strawberry.type
class PrivacyMutations:
    """Part of the root of mutations."""

    @action(requires=Role.SIGNED_IN, description="Ask to be forgotten (droit à l’effacement).")
    async def request_erasure(self, info: Info) -> ErasureRequestResult:
        """An administrator answers within a month."""
        found = await erasure.request_erasure(info.context.viewer)
        return ErasureRequestPayload(erasure_request=cast(ErasureRequest, found))

    @action(requires=Role.SIGNED_IN, description="Stay after all: withdraw the request to be forgotten.")
    async def withdraw_erasure_request(self, info: Info) -> ErasureRequestResult:
        """Nothing happens when none is open."""
        found = await erasure.withdraw_request(info.context.viewer)
        return ErasureRequestPayload(erasure_request=cast(ErasureRequest, found))

    @action(requires=Role.ADMIN, description="Forget a person: erase all that is held of them. It can't be undone.")
    async def erase_person(
        self, info: Info, input: Annotated[ErasePersonInput, strawberry.argument(description="Whom.")]
    ) -> ErasePersonResult:
        """One transaction: all of it, or nothing."""
        context: Context = info.context
        outcome = await erasure.erase_person(
            context.settings, context.viewer, _key(input.person_id), address=input.email.strip().lower()
        )
        match outcome:
            case erasure.Erased(rows):
                return PersonErased(erased=[ErasedRows(table=table, rows=count) for table, count in rows.items()])
            case erasure.Hindered(problems):
                return InvalidInput.of(problems)


def _key(text: str) -> int:
    try:
        return key_of("Person")(text)
    except BadInput:
        return 0  # nobody: the workflow says so
