"""From a proven address to a viewer. Only `mailbot.sender` proves addresses; nothing here believes a mail."""

from __future__ import annotations

import dataclasses

from access.viewer import Viewer, load_viewer
from models import Channel, Person


async def viewer_of_address(address: str, *, mail_id: int | None = None) -> Viewer | None:
    """Who has this address as their login, acting by mail; None when nobody has."""
    person = await Person.get_or_none(email=address.lower(), active=True)
    viewer = await load_viewer(person.id, channel=Channel.MAIL) if person else None
    return dataclasses.replace(viewer, mail_id=mail_id) if viewer else None
