"""The two doors of the product, opened the same way: what a person asks, and the kind of answer that they get."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import httpx

import models
from settings import Settings
from tests.mailbot.bot import Bot, mail, request_text, text_of
from web.viewers import PREFLIGHT_HEADER, cookie_name
from workflows.accounts import open_session
from workflows.attachment_letters import decision_url, reply_address


class Kind(StrEnum):
    """What a person is told, whatever the words."""

    SENT = "SENT"
    ACCOUNT_NEEDED = "ACCOUNT_NEEDED"
    NOTED = "NOTED"
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    RESTRICTED = "RESTRICTED"
    NOT_YOURS = "NOT_YOURS"
    SIRET_INVALID = "SIRET_INVALID"
    WHICH_COMPANY = "WHICH_COMPANY"


class Door(Protocol):
    """A way to ask for an attachment, and to decide about one."""

    # What history says of who came through it, and of a supplier that did.
    channel: models.Channel
    supplier_channel: models.Channel

    async def request(
        self, who: models.Person | None, supplier: models.Supplier, *, account: str | None, siret: str | None = None
    ) -> Kind:
        """Ask for an attachment; None is somebody whom nobody knows."""

    async def decide(self, attachment: models.SupplierAttachment, *, accept: bool, reason: str = "") -> None:
        """Say yes or no as the supplier that got the letter."""


_REQUEST = """
mutation ($input: RequestSupplierAttachmentInput!) {
  requestSupplierAttachment(input: $input) { __typename ... on InvalidInput { userErrors { field code } } }
}
"""
_BY_TYPE = {
    "SupplierAttachmentSent": Kind.SENT,
    "SupplierAccountNeeded": Kind.ACCOUNT_NEEDED,
    "SupplierAttachmentNoted": Kind.NOTED,
    "SupplierAttachmentPending": Kind.PENDING,
    "SupplierAttachmentActive": Kind.ACTIVE,
    "AccessRestricted": Kind.RESTRICTED,
}
_BY_CODE = {"NOT_YOURS": Kind.NOT_YOURS, "INVALID": Kind.SIRET_INVALID, "REQUIRED": Kind.WHICH_COMPANY}


class HttpDoor:
    """The web: a signed-in browser sends mutations, the supplier presses a button on its page."""

    channel = models.Channel.WEB
    supplier_channel = models.Channel.LINK

    def __init__(self, http: httpx.AsyncClient, settings: Settings) -> None:
        self._http, self._settings = http, settings

    async def request(
        self, who: models.Person | None, supplier: models.Supplier, *, account: str | None, siret: str | None = None
    ) -> Kind:
        """One mutation."""
        headers = {PREFLIGHT_HEADER: "tests"}
        if who is not None:
            session = await open_session(self._settings, who.id)
            assert session is not None
            headers["cookie"] = f"{cookie_name(self._settings)}={session.token}"
        given = {"supplierId": f"Supplier:{supplier.id}", "accountNumber": account, "siret": siret}
        body = {"query": _REQUEST, "variables": {"input": given}}
        answer = (await self._http.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        result = answer["data"]["requestSupplierAttachment"]
        if result["__typename"] == "InvalidInput":
            assert [error["field"] for error in result["userErrors"]] == ["siret"]
            return _BY_CODE[result["userErrors"][0]["code"]]
        return _BY_TYPE[result["__typename"]]

    async def decide(self, attachment: models.SupplierAttachment, *, accept: bool, reason: str = "") -> None:
        """The form behind the letter's link."""
        form = {"decision": "accept" if accept else "refuse", "reason": reason}
        answer = await self._http.post(decision_url(self._settings, attachment.id), data=form)
        assert answer.status_code == 303


_PHRASES = {
    Kind.SENT: "Votre demande est partie",
    Kind.ACCOUNT_NEEDED: "il vous faut un compte client",
    Kind.NOTED: "prend contact avec",
    Kind.PENDING: "est déjà en cours",
    Kind.ACTIVE: "bénéficie déjà des conditions",
    Kind.RESTRICTED: "est réservé aux adhérents",
    Kind.NOT_YOURS: "n’est pas celui d’une société liée à votre espace client",
    Kind.SIRET_INVALID: "ne peut pas être le bon",
    Kind.WHICH_COMPANY: "Laquelle est concernée",
}


class MailDoor:
    """The mailbox: people and suppliers write in French, our mail server has proven who they are."""

    channel = models.Channel.MAIL
    supplier_channel = models.Channel.MAIL

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def request(
        self, who: models.Person | None, supplier: models.Supplier, *, account: str | None, siret: str | None = None
    ) -> Kind:
        """One mail and its answer."""
        text = request_text(supplier.name, account, siret)
        _, answer = await self._bot.ask(who or "jean@inconnu.test", text)
        told = text_of(answer)
        (kind,) = [kind for kind, phrase in _PHRASES.items() if phrase in told]
        return kind

    async def decide(self, attachment: models.SupplierAttachment, *, accept: bool, reason: str = "") -> None:
        """The reply to the letter."""
        await attachment.fetch_related("supplier")
        text = "ACCEPTER" if accept else f"REFUSER {reason}"
        to = reply_address(self._bot.settings, attachment.id)
        await self._bot.receive(mail(attachment.supplier.attachment_email or "", text, to=to))
