"""The demo's mail room: an SMTP and an IMAP server on loopback, in this process and its event loop."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from embedded.imap_server import EmbeddedImap
from embedded.smtp_server import EmbeddedSmtp
from embedded.stamps import stamped

_LOOPBACK = "127.0.0.1"
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that the SMTP server took: when (UTC), from whom, for whom, and the octets as they came in."""

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    source: bytes


class EmbeddedMail:
    """Everything that a mail needs, without installing anything. For the demo only, never for real mail.

    Mail to `contact` and to contact+anything@ goes to the mailbox of `contact`; every other recipient gets a mailbox
    of its own when the first mail comes. All mailboxes open with `password`, and live in memory. A mail counts as
    authenticated (`dmarc=pass`) when its envelope and its From agree on one of `trusted_domains`: whoever can
    reach the loopback port can write in their name. Port 0 picks a free one.
    """

    def __init__(
        self,
        *,
        password: str,
        domain: str = "centrale.test",
        contact: str = "contact@centrale.test",
        authserv_id: str = "mx.centrale.test",
        trusted_domains: Collection[str] = (),
        imap_port: int = 0,
        smtp_port: int = 0,
        max_bytes: int = 25 * 1024 * 1024,
    ) -> None:
        self._contact = contact.lower()
        self._authserv_id = authserv_id
        self._trusted_domains = frozenset({domain, *trusted_domains})
        self._imap = EmbeddedImap(password)
        self._smtp = EmbeddedSmtp(self._accept, hostname=authserv_id, max_bytes=max_bytes)
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self.deliveries: deque[Accepted] = deque(maxlen=_REMEMBERED)

    async def start(self) -> None:
        """Listens on `imap_port` and `smtp_port`. Raises `OSError` when one of them is taken."""
        self.imap_port = await self._imap.start(_LOOPBACK, self.imap_port)
        try:
            self.smtp_port = await self._smtp.start(_LOOPBACK, self.smtp_port)
        except OSError:
            await self._imap.stop()
            raise

    async def stop(self) -> None:
        """Ends all connections. After another `start()` the mails are still there."""
        await self._smtp.stop()
        await self._imap.stop()

    async def deliver(self, *, sender: str, recipient: str, source: bytes) -> None:
        """Takes a mail as if it had come over SMTP."""
        await self._accept(sender, [recipient], source)

    async def _accept(self, sender: str, recipients: Sequence[str], source: bytes) -> None:
        now = datetime.now(UTC)
        for recipient in recipients:
            mail = stamped(
                source,
                sender=sender,
                recipient=recipient,
                authserv_id=self._authserv_id,
                trusted_domains=self._trusted_domains,
                received_at=now,
            )
            await self._imap.deliver(self._mailbox_of(recipient), mail)
        self.deliveries.append(Accepted(now, sender, tuple(recipients), source))

    def _mailbox_of(self, recipient: str) -> str:
        address = recipient.lower()
        local, _, domain = address.rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return self._contact if plain == self._contact else address
