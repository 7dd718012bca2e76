"""A mail to `contact+u…`, the address in a digest's List-Unsubscribe: its token says whose digest ends.

Mail programs write such mails by themselves, so one that looks automatic counts as well; it is never answered.
"""

from __future__ import annotations

from access.viewer import Viewer
from mailbot.incoming import Handled
from mailbot.operations import operation
from models.mail import InboundStatus
from schema.client import LocalClient


async def handle(token: str, viewer: Viewer, client: LocalClient) -> Handled | None:
    """End the digest; None for a token that is not ours. Whoever sends it: the token is for its reader alone."""
    data = await client.run(operation("unsubscribe"), {"token": token}, viewer)
    if not data["unsubscribeFromDigest"]:
        return None
    return Handled(InboundStatus.ANSWERED, "Désabonné de la lettre d’information.", changed=True, settled=True)
