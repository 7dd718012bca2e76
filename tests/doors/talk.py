"""Talking to the group through each door: the contact form of the web, and mail."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

import httpx

import models
from settings import Settings
from tests.mailbot.bot import Bot, mail, read
from web.viewers import PREFLIGHT_HEADER, cookie_name
from workflows.accounts import open_session

STRANGER = "rose@lambert.test"
_CONTACT_US = "mutation ($input: ContactUsInput!) { contactUs(input: $input) { __typename } }"
_SEND = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }"


class Talk(Protocol):
    """A way to write to the group. None is somebody whom nobody knows."""

    channel: models.MessageChannel

    async def write(self, who: models.Person | None, text: str) -> None:
        """About something new."""

    async def go_on(self, who: models.Person, conversation: models.Conversation, text: str) -> None:
        """Where it was answered."""


class HttpTalk:
    """The contact form; what was answered goes on in the chat."""

    channel = models.MessageChannel.FORM

    def __init__(self, http: httpx.AsyncClient, settings: Settings) -> None:
        self._http, self._settings, self._count = http, settings, 0

    async def _run(self, who: models.Person | None, document: str, given: dict[str, str]) -> None:
        headers = {PREFLIGHT_HEADER: "tests"}
        if who is not None:
            session = await open_session(self._settings, who.id)
            assert session is not None
            headers["cookie"] = f"{cookie_name(self._settings)}={session.token}"
        body = {"query": document, "variables": {"input": given}}
        answer = (await self._http.post("/graphql", json=body, headers=headers)).json()
        assert [*answer["data"].values()] == [{"__typename": "MessageReceived"}]

    async def write(self, who: models.Person | None, text: str) -> None:
        """Strangers give an address."""
        stranger = {"name": "Rose Lambert", "email": STRANGER} if who is None else {}
        await self._run(who, _CONTACT_US, {"subject": "Une question", "text": text, **stranger})

    async def go_on(self, who: models.Person, conversation: models.Conversation, text: str) -> None:
        """In the web space."""
        self._count += 1
        given = {"conversationId": f"Conversation:{conversation.id}", "text": text, "key": f"http-{self._count:06}"}
        await self._run(who, _SEND, given)


class MailTalk:
    """A mail; what was answered goes on by replying to it."""

    channel = models.MessageChannel.MAIL

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def write(self, who: models.Person | None, text: str) -> None:
        """From the address that they are known by, or not."""
        await self._bot.receive(mail(who or STRANGER, text, subject="Une question"))

    async def go_on(self, who: models.Person, conversation: models.Conversation, text: str) -> None:
        """To the address that the last answer names."""
        answer = await _last_answer(conversation)
        await self._bot.receive(mail(who, text, reply_to=answer, to=str(answer["Reply-To"])))


async def _last_answer(conversation: models.Conversation) -> EmailMessage:
    row = await models.OutboundMail.filter(
        letter="AdvisorReply", conversation_message__conversation_id=conversation.id
    ).order_by("-id").first()  # fmt: skip
    assert row is not None
    return read(row)
