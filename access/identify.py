"""From a proven address, or a letter's token, to a viewer. Only `mailbot.sender` proves addresses."""

from __future__ import annotations

import dataclasses

from access.tokens import Purpose, verify
from access.viewer import ANONYMOUS, Viewer, load_viewer
from errors import NotFound
from models import Channel, Person


async def viewer_of_address(address: str, *, mail_id: int | None = None) -> Viewer | None:
    """Who has this address as their login, acting by mail; None when nobody has."""
    if len(address) > 254:  # longer than an address can be (RFC 5321, 4.5.3.1.3)
        return None
    person = await Person.get_or_none(email=address.lower(), active=True)
    viewer = await load_viewer(person.id, channel=Channel.MAIL) if person else None
    return dataclasses.replace(viewer, mail_id=mail_id) if viewer else None


def supplier_viewer(secret: str, token: str, asker: Viewer = ANONYMOUS) -> Viewer:
    """The supplier that holds the letter with this token; it comes by mail if `asker` does. Raises `NotFound`."""
    attachment_id = verify(secret, Purpose.ATTACHMENT_DECISION, token)
    if attachment_id is None:
        raise NotFound("this link is not one of ours, or it was cut in half; open it again from the letter")
    channel = Channel.MAIL if asker.channel is Channel.MAIL else Channel.LINK
    # The session that came along stays known, so that signing out in the same request still ends it.
    return Viewer(attachment_id=attachment_id, channel=channel, mail_id=asker.mail_id, session_id=asker.session_id)
