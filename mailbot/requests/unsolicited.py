"""What nobody of ours wrote: newsletters, advertising, phishing, and what programs send. Filed, never answered."""

from __future__ import annotations

from mailbot.incoming import Handled, Incoming
from models.mail import InboundStatus
from models.mail_kinds import MailKind
from schema.client import LocalClient

_FILED = {
    MailKind.AUTO_REPLY: "Réponse automatique : classée.",
    MailKind.BOUNCE: "Avis de non-remise : classé.",
    MailKind.NEWSLETTER: "Lettre d’information : classée.",
    MailKind.SPAM: "Publicité : classée.",
}
_SUSPICIOUS = "Hameçonnage probable : n’ouvrez ni lien ni pièce jointe, ne payez rien sur la foi de ce courrier."


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """File it by what it is; None when a member proved to have sent it: then a human looks, whatever it seems to be."""
    if mail.companies:
        return None
    (kind,) = mail.reading.kinds
    if kind is MailKind.PHISHING:
        return Handled(InboundStatus.QUARANTINED, _SUSPICIOUS, settled=True)
    return Handled(InboundStatus.IGNORED, _FILED[kind], settled=True)
