"""pymap as a library: an IMAP server in our event loop whose mailboxes live in memory and appear when needed."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import UTC, datetime
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        # pymap's own looks up this host's name in the DNS, for each connection.
        return b"Embedded demo server ready"


class _Inbox(MailboxData):
    """pymap's IDLE waits for the next change, even when one came just before it; this one tells of that first."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        known = selected.mod_sequence
        if known is not None and known < self._mod_sequences.highest:
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)


class _Folders(MailboxSet):
    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Inbox(self._content_cache, self._thread_cache)


class _Login(Login):
    """Everyone who knows the password may open any mailbox; it is created when it is first asked for."""

    def __init__(self, config: Config, password: str) -> None:
        super().__init__(config)
        self._password = password
        self._folders: dict[str, tuple[MailboxSet, FilterSet]] = {}

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        self.add(credentials.authcid)
        return await super().authenticate(credentials)

    def add(self, name: str) -> MailboxSet:
        """The folders of `name`, made if there are none yet; in capitals or not, it is the same mailbox."""
        if name not in self.config.set_cache:
            self.users_dict[name] = UserMetadata(self.config, name, password=self._password)
            folders = self._folders.setdefault(name.lower(), (_Folders(), FilterSet()))
            self.config.set_cache[name] = folders
        return self.config.set_cache[name][0]


class EmbeddedImap:
    """The server. `deliver` puts a mail into someone's INBOX; everything is gone when the process ends."""

    def __init__(self, password: str) -> None:
        # One event loop for all: no thread pool for password hashes, which nobody stores anyway.
        arguments = Namespace(passlib_cfg=None, proxy_protocol=None)
        self._config = _Config(
            arguments,
            host=None,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            tls_enabled=False,
            reject_dnsbl=False,
            invalid_user_sleep=0.0,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        self._login = _Login(self._config, password)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listens; the port in use (a free one when `port` is 0)."""
        serve = IMAPServer(self._login, self._config)

        # Not pymap's own start: it leaves connections running that nobody can stop.
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            client = SocketInfo.get(writer, None, unique_id=uuid4().bytes)
            task = asyncio.ensure_future(serve(reader, writer, client))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        self._server = await asyncio.start_server(connected, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Says BYE to everyone and stops listening. The mails stay until the object goes."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def deliver(self, user: str, source: bytes) -> None:
        """Puts `source` into `user`'s INBOX and wakes who is waiting there."""
        inbox = await self._login.add(user).get_mailbox("INBOX")
        await inbox.append(AppendMessage(source, datetime.now(UTC)), recent=True)
