"""Another address as login: asked for here, confirmed from its mailbox and approved by the advisor elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letters.parts import AnswerPart, HandedOver
from letters.people_parts import (
    AddressAlreadyYours,
    ColleagueReplaced,
    EmailChangeExplained,
    EmailChangeStarted,
    NewAddressMissing,
)
from mailbot.incoming import Handled, Incoming
from mailbot.operations import operation
from mailbot.understanding.addresses import login_named, new_address
from mailbot.understanding.colleagues import names_successor
from models.mail import InboundStatus
from models.mail_kinds import MailKind
from schema.client import LocalClient

_OUTCOMES: Mapping[type[AnswerPart], str] = {
    EmailChangeStarted: "Nouvelle adresse demandée : elle attend sa confirmation, puis l’accord du conseiller.",
    AddressAlreadyYours: "C’est déjà son adresse.",
    NewAddressMissing: "Question posée en retour.",
    EmailChangeExplained: "Rien n’a été changé ; le conseiller vérifie et met l’adresse à jour.",
    ColleagueReplaced: "Changement de personne : le conseiller crée le nouvel accès et ferme l’ancien.",
    HandedOver: "Transmis au conseiller.",
}
_FOR_HUMANS = (EmailChangeExplained, ColleagueReplaced, HandedOver)


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Ask for the change as the person whose address it is; all others are told how it is done."""
    wanted = new_address(mail.texts, mail.own_addresses)
    if wanted is not None and MailKind.FORGOTTEN_PASSWORD in mail.reading.kinds:
        if wanted == login_named((mail.message.subject, *mail.texts), mail.own_addresses):
            return None  # the login of the password that is lost is no new address
    part = await _part(mail, client, wanted)
    return Handled(
        InboundStatus.HANDED_OVER if isinstance(part, _FOR_HUMANS) else InboundStatus.ANSWERED,
        _OUTCOMES[type(part)],
        (part,),
        findings_of(wanted),
        changed=isinstance(part, EmailChangeStarted),
        asks=isinstance(part, NewAddressMissing),
    )


def findings_of(wanted: str | None) -> tuple[tuple[str, str], ...]:
    """What was understood, as label and value, in French."""
    return (("Nouvelle adresse", wanted),) if wanted else ()


async def _part(mail: Incoming, client: LocalClient, wanted: str | None) -> AnswerPart:
    if names_successor(mail.text):
        return ColleagueReplaced()
    if mail.viewer.person_id is None:
        return EmailChangeExplained()
    if wanted is None:
        return NewAddressMissing()
    data = await client.run(operation("request_email_change"), {"email": wanted}, mail.viewer)
    return _answer(data["requestEmailChange"])


def _answer(result: Mapping[str, Any]) -> AnswerPart:
    match result["__typename"]:
        case "EmailChangePayload":
            return EmailChangeStarted(result["emailChange"]["newEmail"])
        case "InvalidInput":
            codes = {error["code"] for error in result["userErrors"]}
            return AddressAlreadyYours() if "CONFLICT" in codes else NewAddressMissing()
        case _:
            return HandedOver(about=("votre demande de changement d’adresse e-mail",))
