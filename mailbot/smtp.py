"""Hands one mail to one recipient over SMTP, and says precisely how sure it is that the server has it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Literal, Self

import aiosmtplib

from mailbot.smtp_together import Together

_ADDRESS = re.compile(r"[^\s<>,;:()\"\\@\x00-\x1f\x7f]+@[^\s<>,;:()\"\\@\x00-\x1f\x7f]+")
# RFC 4954: these speak of our sign-in, not of the mail: someone must mend the settings, then it can go.
_OUR_SIGN_IN = {530, 534, 535, 538}
_LONGEST_DETAIL = 500


class Outcome(StrEnum):
    """What became of a mail."""

    SENT = "SENT"
    DEFERRED = "DEFERRED"
    """The server does not have it; later it may work (4xx, no connection, trouble at the greeting or sign-in)."""
    REFUSED = "REFUSED"
    """The server will never take it (5xx), or it can't be expressed in SMTP."""
    UNKNOWN = "UNKNOWN"
    """The connection went while the mail was being handed over: the server may or may not have it."""


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """The server that takes our mails. Times are in seconds.

    `data_timeout` is for the answer to the mail itself: RFC 5321 (4.5.3.2.6) asks for 10 minutes, because giving up
    too early means sending the mail twice. `helo` is the name we introduce ourselves by (default: this host's).
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["none", "starttls", "tls"] = "starttls"
    timeout: float = 30.0
    data_timeout: float = 600.0
    helo: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome, the server's reply code (None: it gave none) and what it said, on one line."""

    outcome: Outcome
    code: int | None = None
    detail: str = ""

    @property
    def server_away(self) -> bool:
        """Whether it says that no mail can be sent at all: nobody answered, or we were not let in."""
        nobody = self.code is None or self.code == 421 or self.code in _OUR_SIGN_IN
        return nobody and self.outcome in (Outcome.DEFERRED, Outcome.UNKNOWN)


async def send(account: SmtpAccount, *, sender: str, recipient: str, content: bytes) -> Delivery:
    """Sends one mail over a connection of its own. See `SmtpSession.send`."""
    async with SmtpSession(account) as session:
        return await session.send(sender=sender, recipient=recipient, content=content)


class SmtpSession:
    """A connection kept open for many mails, used by one task at a time; it reconnects when the server hung up."""

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self._client: aiosmtplib.SMTP | None = None
        # Where the server takes several commands at once.
        self._together: Together | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def send(self, *, sender: str, recipient: str, content: bytes) -> Delivery:
        """Hands over `content` as it is. `sender` is the return path, "" for none. Never raises for SMTP's sake."""
        try:
            _check_addresses(sender, recipient)
        except ValueError as error:
            return Delivery(Outcome.REFUSED, None, str(error))
        reused = self._is_connected()
        delivery = await self._attempt(sender, recipient, content)
        if reused and delivery.outcome is Outcome.DEFERRED and not self._is_connected():
            # The server was tired of waiting; that says nothing about this mail.
            delivery = await self._attempt(sender, recipient, content)
        return delivery

    async def _attempt(self, sender: str, recipient: str, content: bytes) -> Delivery:
        try:
            client = await self._connected()
            options = _mail_options(client, sender, recipient, content)
            if "SMTPUTF8" in options and not client.supports_extension("smtputf8"):
                return Delivery(Outcome.REFUSED, None, "The mail needs SMTPUTF8, which the server does not offer.")
            if self._together is None:
                refusal = await self._envelope(client, sender, recipient, options)
            else:
                refusal = await self._envelope_together(client, self._together, sender, recipient, options)
        except _TROUBLE as error:
            self._drop()
            return Delivery(Outcome.DEFERRED, _code(error), _detail(error))
        except BaseException:
            self._drop()
            raise
        return refusal or await self._hand_over(client, content)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        account = self._account
        self._client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            username=account.user or None,
            password=account.password if account.user else None,
            use_tls=account.tls == "tls",
            start_tls=account.tls == "starttls",
            timeout=account.timeout,
            local_hostname=account.helo,
        )
        await self._client.connect()
        if self._client.is_ehlo_or_helo_needed:
            await self._client.ehlo()
        self._together = Together(self._client) if self._client.supports_extension("pipelining") else None
        return self._client

    async def _envelope(
        self, client: aiosmtplib.SMTP, sender: str, recipient: str, options: list[str]
    ) -> Delivery | None:
        """Says from whom and to whom; a Delivery when that already decides the mail's fate."""
        encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        try:
            await client.mail(sender, options=options, encoding=encoding)
            await client.rcpt(recipient, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            await self._forget_mail(client)
            return _answered(error, _REFUSED, Outcome.DEFERRED)
        return None

    async def _envelope_together(
        self, client: aiosmtplib.SMTP, together: Together, sender: str, recipient: str, options: list[str]
    ) -> Delivery | None:
        """The same, and that the mail follows, in one go: the server waits for it when there is no Delivery."""
        said = (" ".join((f"MAIL FROM:<{sender}>", *options)), f"RCPT TO:<{recipient}>", "DATA")
        replies = await together.ask([one.encode() for one in said], self._account.timeout)
        refusal = next((reply for reply, fine in zip(replies, _FINE, strict=False) if reply.code not in fine), None)
        if refusal is None and len(replies) < len(said):
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        if refusal is None:
            return None
        if len(replies) < len(said) or replies[-1].code // 100 == 3:
            self._drop()  # it would take a mail for nobody: it gets none
        else:
            await self._forget_mail(client)
        return _answered(aiosmtplib.SMTPResponseException(*refusal), _REFUSED, Outcome.DEFERRED)

    async def _hand_over(self, client: aiosmtplib.SMTP, content: bytes) -> Delivery:
        try:
            if self._together is None:
                response = await client.data(content, timeout=self._account.data_timeout)
            else:
                response = await self._together.hand_over(content, self._account.data_timeout)
        except aiosmtplib.SMTPDataError as error:
            await self._forget_mail(client)
            return _answered(error, _TAKEN | _REFUSED, Outcome.UNKNOWN)
        except _TROUBLE as error:
            self._drop()
            return Delivery(Outcome.UNKNOWN, None, _detail(error))
        except BaseException:
            # Cancelled half-way through: the next mail must not go into this one's data.
            self._drop()
            raise
        return Delivery(Outcome.SENT, response.code, _one_line(response.message))

    async def _forget_mail(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.rset()
        except _TROUBLE:
            self._drop()

    def _is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    async def close(self) -> None:
        """Takes leave of the server, if it is still there."""
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(*_TROUBLE):
                await self._client.quit(timeout=2.0)
        self._drop()


# What a server says to MAIL, RCPT and DATA when all is well.
_FINE = ((250,), (250, 251), (354,))
_REFUSED = {5: Outcome.REFUSED}
# Any 2yz reply means yes (RFC 5321, 4.2.1), though aiosmtplib only takes 250 for it.
_TAKEN = {2: Outcome.SENT, 4: Outcome.DEFERRED}
# What connecting and talking may raise; OSError has TLS and name resolution in it.
_TROUBLE = (aiosmtplib.SMTPException, OSError)


def _check_addresses(sender: str, recipient: str) -> None:
    for address in filter(None, (sender, recipient)):
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"Not an address that SMTP can carry: {address!r}")
    if not recipient:
        raise ValueError("A mail without a recipient can't be sent.")


def _mail_options(client: aiosmtplib.SMTP, sender: str, recipient: str, content: bytes) -> list[str]:
    """MAIL FROM's parameters: the size (RFC 1870), 8BITMIME (RFC 6152) and SMTPUTF8 (RFC 6531) where needed."""
    options = [f"SIZE={len(content)}"] if client.supports_extension("size") else []
    if not content.isascii() and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")
    header = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0]
    if not (sender + recipient).isascii() or not header.isascii():
        options.append("SMTPUTF8")
    return options


def _answered(error: aiosmtplib.SMTPResponseException, outcomes: dict[int, Outcome], otherwise: Outcome) -> Delivery:
    """The outcome by the reply code's first digit (RFC 5321, 4.2.1)."""
    outcome = Outcome.DEFERRED if error.code in _OUR_SIGN_IN else outcomes.get(error.code // 100, otherwise)
    return Delivery(outcome, _code(error), _detail(error))


def _code(error: Exception) -> int | None:
    code = getattr(error, "code", None)
    return code if isinstance(code, int) and code > 0 else None


def _detail(error: Exception) -> str:
    message = getattr(error, "message", None) or str(error) or type(error).__name__
    return _one_line(str(message))


def _one_line(text: str) -> str:
    """Fit for a log and a database: no line breaks, no NUL, no half characters, not endless."""
    printable = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")
    return " ".join(printable.split())[:_LONGEST_DETAIL]
