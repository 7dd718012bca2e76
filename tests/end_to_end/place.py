"""A group of its own for each test: people and suppliers with mailboxes that no other test uses, and their database."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import httpx

import models
from models.database import database
from settings import Settings
from tests.end_to_end.server_process import until
from tests.group import make_group
from tests.mailbot.bot import mail, text_of
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import AUTHSERV_ID, PrivatePostfix
from tests.private_servers.process import free_port
from workflows.accounts import open_session

_SECRET = "a secret of the tests that is long enough"
_STATE = """
{
  supplierAttachments(first: 50) { nodes {
    status accountNumber member { siret } events { status channel } letters { letter } } }
  inboundMails(first: 50) { nodes {
    status outcome fromAddress subject lastError letters { letter toAddress status messageId } } }
}
"""


@dataclass
class Place:
    """Where a test takes place. `owner`, `other`, `supplier` are addresses with mailboxes."""

    database_url: str
    dovecot: PrivateDovecot
    postfix: PrivatePostfix
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    port: int = field(default_factory=free_port)
    token: str = ""
    admin_token: str = ""

    def __post_init__(self) -> None:
        self.contact = f"contact-{self.name}@centrale.test"
        self.owner, self.other = f"claire@{self.name}.test", f"gerard@autre-{self.name}.test"
        self.supplier = f"comptes@bureau-{self.name}.test"
        asyncio.run(self._settle())

    async def _settle(self) -> None:
        async with database(self.database_url, migrate=False):
            group = await make_group()
            await models.Person.filter(id=group.owner.id).update(email=self.owner)
            await models.Person.filter(id=group.other_owner.id).update(email=self.other)
            group.office.attachment_email = self.supplier
            group.office.email_domains = [self.supplier.partition("@")[2]]
            await group.office.save()
            self.token, self.admin_token = [await _session_of(one) for one in (group.advisor, group.admin)]
            self.siret = group.member.siret

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def env(self, **changes: str) -> dict[str, str]:
        """The settings of the server."""
        values = {
            "PORT": self.port, "SECRET_KEY": _SECRET, "DATABASE_URL": self.database_url, "DATABASE_POOL": 5,
            "CONTACT_ADDRESS": self.contact, "AUTHSERV_ID": AUTHSERV_ID,
            "IMAP_HOST": "127.0.0.1", "IMAP_PORT": self.dovecot.imap_port, "IMAP_USER": self.contact,
            "IMAP_PASSWORD": self.dovecot.password, "IMAP_TLS": "no", "IMAP_POLL_SECONDS": 5,
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": self.postfix.port, "SMTP_TLS": "none",
        } | changes  # fmt: skip
        return {f"CENTRALE_{name}": str(value) for name, value in values.items()}

    def write(self, sender: str, text: str, *, verdict: str | None = "pass", to: str = "", **options: Any) -> bytes:
        """Send a mail to contact@ over Postfix; `verdict` is what the DMARC milter says, None: nothing. The mail."""
        source = mail(sender, text, to=to or self.contact, results=None, **options)
        said = verdict and f"dmarc={verdict} header.from={sender.partition('@')[2]}"
        self.postfix.deliver(to or self.contact, source, sender=sender, verdict=said)
        return source

    def mailbox(self, address: str) -> list[EmailMessage]:
        """The mails that somebody has got."""
        return [message_from_bytes(source, policy=default) for source in self.dovecot.mails(address)]

    def await_mails(self, address: str, count: int) -> list[EmailMessage]:
        """Wait until somebody has so many."""
        return until(lambda: (found := self.mailbox(address)) and len(found) >= count and found) or []

    def query(self, document: str, token: str = "", **variables: Any) -> dict[str, Any]:
        """What the advisor sees, or whoever the token belongs to."""
        headers = {"authorization": f"Bearer {token or self.token}"}
        asked = {"query": document, "variables": variables}
        answer = httpx.post(f"{self.url}/graphql", json=asked, headers=headers).json()
        assert "errors" not in answer, answer
        found: dict[str, Any] = answer["data"]
        return found

    def attachments(self) -> list[dict[str, Any]]:
        """Every attachment, newest first."""
        found: list[dict[str, Any]] = self.query(_STATE)["supplierAttachments"]["nodes"]
        return found

    def mails(self) -> list[dict[str, Any]]:
        """Every incoming mail, newest first."""
        found: list[dict[str, Any]] = self.query(_STATE)["inboundMails"]["nodes"]
        return found

    def await_settled(self, count: int) -> None:
        """Wait until so many mails came to their end, and every letter that they set off is sent."""
        until(lambda: self._outcome(count))

    def _outcome(self, count: int) -> Outcome:
        try:
            return Outcome(count, self.mails())
        except httpx.HTTPError as error:
            return Outcome(count, (), str(error))


@dataclass(frozen=True)
class Outcome:
    """What became of the mails; true when `count` of them, and all that came, are settled."""

    count: int
    mails: Sequence[dict[str, Any]]
    error: str = ""

    def __bool__(self) -> bool:
        letters = [letter for one in self.mails for letter in one["letters"]]
        ended = all(one["status"] != "RECEIVED" for one in self.mails)
        return len(self.mails) >= self.count and ended and all(letter["status"] == "SENT" for letter in letters)

    def __repr__(self) -> str:
        lines = [f"{len(self.mails)} of {self.count} mails {self.error}"]
        for one in self.mails:
            letters = ", ".join(f"{each['letter']} {each['status']}" for each in one["letters"])
            lines.append(f"  {one['fromAddress']}: {one['status']} ({letters}) {one['lastError'] or one['outcome']}")
        return "\n".join(lines)


async def _session_of(person: models.Person) -> str:
    session = await open_session(Settings(secret_key=_SECRET), person.id)
    assert session is not None
    return session.token


def decision_link(letter: EmailMessage) -> str:
    """The link of a letter to a supplier."""
    match = re.search(r"http://\S+/rattachement/[\w-]+", text_of(letter))
    assert match is not None
    return match.group()
