"""The mailboxes that the transport tests run against (Dovecot, the demo's own server), and the bot on a database."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable

import pytest

from embedded.mail_server import EmbeddedMail
from mailbot.imap import ImapAccount
from mailbot.incoming import Incoming
from models.mail_kinds import MailKind
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot
from tests.mailbot.mail_hosts import MailHost, new_address
from tests.private_servers.dovecot import PrivateDovecot


@pytest.fixture
def dovecot_host(dovecot_server: PrivateDovecot) -> MailHost:
    """A mailbox on the private Dovecot."""
    user = new_address()

    async def deliver(*mails: bytes) -> None:
        await asyncio.to_thread(dovecot_server.deliver, user, *mails)

    account = ImapAccount("127.0.0.1", dovecot_server.imap_port, user, dovecot_server.password, tls=False)
    return MailHost(account, deliver)


@pytest.fixture
async def embedded_mail() -> AsyncIterator[EmbeddedMail]:
    """The demo's servers, running."""
    server = EmbeddedMail(password="demo", trusted_domains={"pme.test"})
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def embedded_host(embedded_mail: EmbeddedMail) -> MailHost:
    """A mailbox on the embedded server."""
    user = new_address()

    async def deliver(*mails: bytes) -> None:
        for source in mails:
            await embedded_mail.deliver(sender="luc@pme.test", recipient=user, source=source)

    account = ImapAccount("127.0.0.1", embedded_mail.imap_port, user, "demo", tls=False)
    return MailHost(account, deliver)


@pytest.fixture(params=[pytest.param("dovecot_host", marks=pytest.mark.dovecot), "embedded_host"])
def host(request: pytest.FixtureRequest) -> MailHost:
    """Each kind of mailbox in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, MailHost)
    return found


@pytest.fixture
async def bot(group: Group, settings: Settings) -> Bot:
    """The bot, on the group's data."""
    return await Bot.start(settings)


@pytest.fixture
def asks_for(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes every mail ask for these kinds, whatever its words are: for what comes behind their recognition."""

    honest = Incoming.read

    def given(*kinds: MailKind) -> None:
        scores = dict.fromkeys(kinds, 1.0)
        monkeypatch.setattr(
            Incoming, "read", lambda mail: dataclasses.replace(honest(mail), kinds=kinds, scores=scores, doubtful=())
        )

    return given
