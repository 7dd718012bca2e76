"""One IMAP connection that never hangs: every aioimaplib call races the clock and the loss of the connection.

aioimaplib 2.0.3 wakes nobody when its connection goes (IDLE, its queue, pending commands all stay stuck), and its
own timeouts can be defeated by its parser. So nothing here awaits it bare, and after any trouble the connection is
given up as a whole: a half-finished command leaves the protocol in a state that nobody knows.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from aioimaplib import aioimaplib

import errors
from mailbot.imap_replies import Line, quoted
from settings import Settings

T = TypeVar("T")

# RFC 5530: a NO to LOGIN with one of these says nothing against the password; trying again later helps.
_TEMPORARY = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]")


class ConnectionLost(errors.Unavailable):
    """The IMAP server is not there, hung up, or did not answer in time. A new connection may work."""


class CommandRefused(errors.Unavailable):
    """The server answered NO or BAD to a command; the connection itself is still good."""


class LoginRefused(errors.ConfigurationError):
    """The server does not accept this user name and password."""


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Whose mailbox to read and where. `tls` means TLS from the first byte (port 993), never STARTTLS."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    mailbox: str = "INBOX"
    processed: str = "Processed"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The watched mailbox."""
        s = settings
        return cls(
            s.imap_host, s.imap_port, s.imap_user, s.imap_password, s.imap_tls, s.imap_mailbox, s.imap_processed
        )  # fmt: skip

    @property
    def name(self) -> str:
        """What the mailbox's row is called."""
        return f"{self.user}@{self.host}/{self.mailbox}"


class ImapConnection:
    """A signed-in connection. One task uses it at a time; `timeout` (seconds) bounds each wait for an answer."""

    def __init__(self, account: ImapAccount, timeout: float = 30.0) -> None:
        self._account = account
        self.timeout = timeout
        self._client: aioimaplib.IMAP4 | None = None
        self._lost: asyncio.Future[str] | None = None
        self._abandoned: set[asyncio.Future[Any]] = set()
        self.new_mail_told = False
        """The server said EXISTS, in an answer to whatever command; whoever looks for new mails sets it back."""

    @property
    def client(self) -> Any:
        """aioimaplib's client; calls on it must go through `call`."""
        if self._client is None:
            raise ConnectionLost(f"Not connected to {self._server}: connect first.")
        return self._client

    @property
    def _server(self) -> str:
        return f"{self._account.host}:{self._account.port}"

    async def open(self) -> None:
        """Connects and signs in. Raises `ConnectionLost` or `LoginRefused`."""
        lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def connection_lost(error: Exception | None) -> None:
            if not lost.done():
                lost.set_result(str(error) if error else "the server hung up")

        self._lost = lost
        kind = aioimaplib.IMAP4_SSL if self._account.tls else aioimaplib.IMAP4
        self._client = kind(self._account.host, self._account.port, timeout=self.timeout)
        # IMAP4_SSL takes no callback, but its protocol does.
        self._client.protocol.conn_lost_cb = connection_lost
        self._listen_for_exists(self._client.protocol)
        await self.call(self._client.wait_hello_from_server())
        await self._sign_in()

    def _listen_for_exists(self, protocol: Any) -> None:
        """Servers tell of a new mail once, with the next answer; aioimaplib drops that unless it is idling."""
        parse = protocol.data_received
        end = b""

        def data_received(data: bytes) -> None:
            nonlocal end
            if b" EXISTS\r\n" in end + data:
                self.new_mail_told = True
            end = (end + data)[-9:]
            parse(data)

        protocol.data_received = data_received

    async def _sign_in(self) -> None:
        # aioimaplib quotes the password but not the user name.
        answer = await self.call(self.client.login(quoted(self._account.user), self._account.password))
        if answer.result != "OK":
            self._refuse_login(answer.lines[-1])
        # What aioimaplib reads out of LOGIN's own answer is mangled ("MOVE]"): ask again.
        await self.call(self.client.protocol.capability())

    def _refuse_login(self, reason: bytes) -> None:
        said = reason.decode("utf-8", "replace")
        if reason.upper().startswith(_TEMPORARY):
            raise ConnectionLost(f"{self._server} can't sign anyone in at the moment: {said}")
        raise LoginRefused(f"{self._server} refuses {self._account.user}'s password: {said}")

    def can(self, capability: str) -> bool:
        """Whether the server offers this capability (a word in capitals)."""
        return bool(self.client.has_capability(capability))

    async def call(self, action: Awaitable[T], seconds: float | None = None) -> T:
        """The result of one aioimaplib call; raises `ConnectionLost` when it is lost or too slow."""
        limit = self.timeout if seconds is None else seconds
        with self.guarded():
            async with self._racing(action, limit) as task:
                if task.done():
                    return task.result()
        raise ConnectionLost(f"{self._server} did not answer within {limit:g} s.")

    async def command(self, action: Awaitable[Any], seconds: float | None = None) -> list[Line]:
        """The answer's lines; raises `CommandRefused` unless the server said OK."""
        answer = await self.call(action, seconds)
        if answer.result != "OK":
            said = bytes(answer.lines[-1]).decode("utf-8", "replace") if answer.lines else ""
            raise CommandRefused(f"{self._server} answered {answer.result}: {said}")
        return list(answer.lines)

    async def wait_for_push(self, seconds: float) -> bool:
        """Waits for anything the server pushes by itself; False when `seconds` went by in silence.

        Raises `ConnectionLost` when that is its goodbye (RFC 3501, 7.1.5): the end of the connection comes later.
        """
        async with self._racing(self.client.protocol.idle_queue.get(), seconds) as push:
            if push.done() and any(bytes(line).upper().startswith(b"BYE") for line in push.result()):
                raise ConnectionLost(f"{self._server} says goodbye.")
            return push.done()

    @contextlib.asynccontextmanager
    async def _racing(self, action: Awaitable[T], seconds: float) -> AsyncIterator[asyncio.Future[T]]:
        """Runs `action` until it ends, the time is up or the connection is gone; then it is stopped for good."""
        if self._lost is None:
            raise ConnectionLost(f"Not connected to {self._server}: connect first.")
        task = asyncio.ensure_future(action)
        try:
            both: set[asyncio.Future[Any]] = {task, self._lost}
            await asyncio.wait(both, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if self._lost.done() and not task.done():
                raise ConnectionLost(f"Connection to {self._server} lost: {self._lost.result()}")
            yield task
        finally:
            # Not all end at once: whoever waits for aioimaplib's state lock must first get it, to end.
            self._abandoned |= await _stop({task}, seconds=0.05)

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Whatever the socket or aioimaplib may throw means the same: this connection is of no more use."""
        try:
            yield
        except (OSError, RuntimeError, aioimaplib.AioImapException) as error:
            # RuntimeError: uvloop's word for writing to a closed connection.
            raise ConnectionLost(f"{self._server}: {error or type(error).__name__}") from error

    async def close(self) -> None:
        """Says goodbye if that is possible at once, then cuts the connection. Never raises `ConnectionLost`."""
        client, lost = self._client, self._lost
        if client is None or lost is None:
            return
        if not lost.done() and not client.has_pending_idle():
            with contextlib.suppress(ConnectionLost):
                await self.call(client.logout(), 1.0)
        abandoned, self._abandoned = self._abandoned, set()
        self._client = self._lost = None
        await _stop({client._client_task, *client.tasks, *client.protocol.tasks, *abandoned}, seconds=1.0)
        if client.protocol.transport is not None:
            client.protocol.transport.abort()
            await asyncio.wait({lost}, timeout=1.0)


async def _stop(tasks: set[asyncio.Future[Any]], seconds: float) -> set[asyncio.Future[Any]]:
    """Cancels tasks and sees them end, so that nothing is left when the loop closes; those that did not end yet."""
    for task in tasks:
        task.cancel()
    ended, running = await asyncio.wait(tasks, timeout=seconds)
    for task in ended:
        # Looked at, so that asyncio does not complain that nobody did.
        _ = task.cancelled() or task.exception()
    return running
