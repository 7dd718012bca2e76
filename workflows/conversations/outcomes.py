"""How what is done with a conversation may end, and the transaction around it."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec

from tortoise.transactions import in_transaction

from models import Conversation, ConversationMessage
from workflows.conversations import state
from workflows.inputs import InputCode, InputError, InputProblem
from workflows.outcomes import Invalid

NO_CONVERSATION = InputProblem("conversationId", InputCode.NOT_FOUND, "Cette conversation n’existe pas.")


@dataclass(frozen=True)
class Done:
    """It is done; `message` is what was written, if anything was."""

    conversation: Conversation
    message: ConversationMessage | None = None


@dataclass(frozen=True)
class Conflict:
    """Something happened since the conversation was read; nothing was done."""

    conversation: Conversation
    what: str


Outcome = Done | Conflict | Invalid
P = ParamSpec("P")


class Refused(Exception):
    """Ends an act with this outcome; what it had done is rolled back."""

    def __init__(self, outcome: Conflict | Invalid) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def act(verb: Callable[P, Awaitable[Done]]) -> Callable[P, Awaitable[Outcome]]:
    """The verb in one transaction; an `InputError` or `Refused` in it is an outcome, and nothing was done."""

    @functools.wraps(verb)
    async def acting(*args: P.args, **kwargs: P.kwargs) -> Outcome:
        try:
            async with in_transaction():
                return await verb(*args, **kwargs)
        except Refused as refused:
            return refused.outcome
        except InputError as error:
            return Invalid((error.problem,))

    return acting


async def held(conversation_id: int, version: int | None = None) -> Conversation:
    """The conversation, locked, if it is still as it was read. Raises `Refused`."""
    conversation = await state.locked(conversation_id)
    if conversation is None:
        raise Refused(Invalid((NO_CONVERSATION,)))
    if version is not None and conversation.version != version:
        raise Refused(Conflict(conversation, await state.happened(conversation)))
    return conversation
