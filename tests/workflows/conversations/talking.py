"""Conversations of the tests: writing, answering and acting through the API, as somebody."""

from __future__ import annotations

import itertools
from typing import Any

import models
from tests.group import Ask

_KEYS = (f"key-{number:06}" for number in itertools.count())
ERRORS = "... on InvalidInput { userErrors { field code message } }"
CONTACT_US = f"""mutation ($input: ContactUsInput!) {{ contactUs(input: $input) {{
  __typename ... on MessageReceived {{ openNow note conversation {{ id }} conversationMessage {{ id text }} }}
  {ERRORS} ... on TooManyAttempts {{ message retryAfterSeconds }}
}} }}"""
SEND = f"""mutation ($input: SendMessageInput!) {{ sendMessage(input: $input) {{
  __typename ... on MessageReceived {{ openNow note conversation {{ id subject }} conversationMessage {{ id text }} }}
  {ERRORS} ... on AccessRestricted {{ code }} ... on TooManyAttempts {{ message }}
}} }}"""
_CHANGED = f"""
  __typename
  ... on ConversationChanged {{
    conversation {{ id version status waitingFor advisor {{ id }} }} conversationMessage {{ id text channel }}
  }}
  ... on ConversationConflict {{ message conversation {{ version }} }}
  {ERRORS} ... on AccessRestricted {{ code }}
"""
READ = f"""mutation ($input: MarkConversationReadInput!) {{ markConversationRead(input: $input) {{
  __typename ... on ConversationRead {{ conversation {{ unreadByContact }} }} {ERRORS}
}} }}"""
FORM = {"subject": "Une question", "text": "Bonjour, qui livre à Lyon ?"}
STRANGER = {**FORM, "name": "Rose Lambert", "email": "rose@lambert.test", "phone": "02 41 00 00 00"}


def new_key() -> str:
    """A key that nobody has used."""
    return next(_KEYS)


async def contact_us(ask: Ask, who: models.Person | None, **form: Any) -> dict[str, Any]:
    """The contact form; strangers give a name and an address."""
    given = {**(STRANGER if who is None else FORM), **form}
    result: dict[str, Any] = (await ask.data(CONTACT_US, as_=who, input=given))["contactUs"]
    return result


async def chat(ask: Ask, who: models.Person, text: str = "Bonjour !", **more: Any) -> dict[str, Any]:
    """A message in the chat."""
    given = {"text": text, "key": new_key(), **more}
    result: dict[str, Any] = (await ask.data(SEND, as_=who, input=given))["sendMessage"]
    return result


async def act(ask: Ask, who: models.Person, verb: str, **given: Any) -> dict[str, Any]:
    """One of the group's mutations; its input is of the same name, but for three that share one."""
    name = verb[0].upper() + verb[1:] + "Input"
    if verb in ("closeConversation", "reopenConversation"):
        name = "ConversationVersionInput"
    document = f"mutation ($input: {name}!) {{ {verb}(input: $input) {{ {_CHANGED} }} }}"
    result: dict[str, Any] = (await ask.data(document, as_=who, input=given))[verb]
    return result


async def reply(
    ask: Ask, who: models.Person, conversation: models.Conversation, text: str | None = "Voici.", **more: Any
) -> dict[str, Any]:
    """An answer of the group on the conversation as it is now, unless another version is named."""
    fresh = await models.Conversation.get(id=conversation.id)
    given = {"conversationId": key(fresh), "version": fresh.version, "key": new_key(), "text": text, **more}
    return await act(ask, who, "sendReply", **given)


def key(conversation: models.Conversation) -> str:
    """Its id in the API."""
    return f"Conversation:{conversation.id}"


async def the_conversation() -> models.Conversation:
    """The only one."""
    return await models.Conversation.get()


async def messages(**only: Any) -> list[models.ConversationMessage]:
    """What was written, oldest first."""
    return await models.ConversationMessage.filter(**only).order_by("id")


async def state() -> tuple[str, str, int | None]:
    """Status, whose turn it is, and in whose queue: of the only conversation."""
    conversation = await the_conversation()
    return conversation.status.value, conversation.waiting_for.value, conversation.advisor_id


def problems(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong."""
    assert result["__typename"] == "InvalidInput", result
    return [(error["field"], error["code"]) for error in result["userErrors"]]
