"""The pages behind links of invitations, new addresses and unproven mails: looking changes nothing, a button does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letters.french import format_day, format_time
from models.france import PARIS
from web.access_pages import SIGN_IN, AccessDoor

_STATUS = {"VALID": 200, "UNKNOWN": 404}
_OTHERWISE = "Ce n’est pas pour vous ? Fermez simplement cette page : rien ne change."


def _introduced(mail: dict[str, Any]) -> str:
    """When it came and what it is called."""
    came = dt.datetime.fromisoformat(mail["receivedAt"]).astimezone(PARIS)
    subject = f"avec pour objet « {mail['subject']} »" if mail["subject"] else "sans objet"
    return f"Nous avons reçu ce message le {format_day(came.date())} à {format_time(came)}, {subject} :"


class LinkPages:
    """Three of a kind."""

    def __init__(self, door: AccessDoor) -> None:
        self._door = door

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/acces/invitation/{token}", self.invitation, methods=["GET", "POST"]),
            Route("/acces/adresse/{token}", self.address, methods=["GET", "POST"]),
            Route("/acces/courrier/{token}", self.mail, methods=["GET", "POST"]),
        ]

    async def invitation(self, request: Request) -> Response:
        """Will you act for this company?"""
        token = request.path_params["token"]
        if request.method == "POST":
            outcome = await self._pressed(request, "accept_invitation", token)
            if outcome["__typename"] == "InvitationAccepted":
                if outcome["passwordToken"]:
                    return RedirectResponse(f"/acces/mot-de-passe/{outcome['passwordToken']}", 303)
                done = f"Vous agissez désormais pour {outcome['companyName']}. Connectez-vous avec {outcome['email']}."
                return self._page(request, "C’est fait", "", done=done, onward=SIGN_IN)
        link = (await self._door.run(await self._door.context(request), "invitation_link", token=token))[
            "invitationLink"
        ]
        who = link["inviterName"] or "Votre conseiller"
        text = f"{who} vous invite à agir pour {link['companyName']} auprès de {self._door.settings.group_name}."
        return self._page(
            request, "Une invitation", link["state"], text=text, button="Accepter l’invitation", message=link["message"]
        )

    async def address(self, request: Request) -> Response:
        """Is this mailbox yours?"""
        token = request.path_params["token"]
        if request.method == "POST":
            outcome = await self._pressed(request, "confirm_email", token)
            if outcome["__typename"] == "EmailConfirmed":
                done = f"{outcome['newEmail']} est confirmée. Votre conseiller approuve le changement, puis vous écrit."
                return self._page(request, "Adresse confirmée", "", done=done)
        link = (await self._looked(request, "email_link", token))["emailLink"]
        text = f"{link['newEmail']} doit-elle devenir votre identifiant chez {self._door.settings.group_name} ?"
        return self._page(
            request, "Votre nouvelle adresse", link["state"], text=text, button="Oui, c’est mon adresse",
            message=link["message"],
        )  # fmt: skip

    async def mail(self, request: Request) -> Response:
        """Did you write this?"""
        title = "Ce message vient-il de vous ?"
        if request.method == "POST":
            outcome = await self._pressed(request, "confirm_mail", request.path_params["token"])
            if outcome["__typename"] == "MailConfirmed":
                done = "Merci. Nous traitons votre demande maintenant ; la réponse vous parvient par e-mail."
                return self._page(request, "Message confirmé", "", done=done)
        mail = (await self._looked(request, "mail_to_confirm", request.path_params["token"]))["mailToConfirm"]
        return self._page(
            request, title, mail["state"], text=_introduced(mail) if mail["receivedAt"] else "", quote=mail["excerpt"],
            details=mail["understood"], button="Oui, ce message vient de moi", message=mail["message"],
            otherwise="Vous ne l’avez pas écrit ? Fermez simplement cette page : rien n’est fait ni communiqué.",
        )  # fmt: skip

    async def _looked(self, request: Request, document: str, token: str) -> dict[str, Any]:
        return await self._door.run(await self._door.context(request), document, token=token)

    async def _pressed(self, request: Request, document: str, token: str) -> dict[str, Any]:
        _, context = await self._door.form(request)
        outcome: dict[str, Any] = (await self._door.run(context, document, token=token))["outcome"]
        return outcome

    def _page(self, request: Request, title: str, state: str, **values: Any) -> Response:
        values = {"quote": "", "details": (), "otherwise": _OTHERWISE} | values
        status = _STATUS.get(state, 410) if state else 200
        return self._door.page(request, "link.html", status, title=title, state=state, **values)
