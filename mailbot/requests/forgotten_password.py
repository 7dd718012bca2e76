"""Somebody can't sign in: a link goes to the registered address, and to nobody is told whether there is one."""

from __future__ import annotations

from access.viewer import Viewer
from letters.people_parts import PasswordLinkAsked
from mailbot.incoming import Handled, Incoming
from mailbot.operations import operation
from mailbot.understanding.addresses import login_named
from models.mail import InboundStatus
from schema.client import LocalClient


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Ask for the link as anybody could on the web; the sender's address unless another login is named."""
    named = login_named((mail.message.subject, *mail.texts), mail.own_addresses)
    email = named or mail.message.from_addresses[0].address
    public = Viewer(channel=mail.viewer.channel, mail_id=mail.viewer.mail_id)
    data = await client.run(operation("request_password_reset"), {"email": email}, public)
    throttled = data["requestPasswordReset"]["__typename"] == "TooManyAttempts"
    return Handled(
        InboundStatus.ANSWERED,
        "Trop de liens demandés : aucun de plus." if throttled else "Lien vers un nouveau mot de passe demandé.",
        (PasswordLinkAsked(another=named is not None, throttled=throttled),),
        (("Identifiant", email),),
    )
