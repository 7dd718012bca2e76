"""The open sockets of this process: how many there may be, and whether their viewers are still who they were."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from graph.database import read_version
from models.versions import ACCESS
from settings import Settings
from web.socket_messages import Close, Closed
from web.viewers import PUBLIC, Known, known_by
from workflows.accounts import valid_sessions

logger = logging.getLogger(__name__)

# Seconds between two looks at the access data: so long a session that was ended may go on hearing of nothing.
LOOK_EVERY = 0.5
MOST_OF_PERSON = 20
# Of one network, before anybody has signed in: a company may sit behind one address.
MOST_OF_CLIENT = 100


class Socket(Protocol):
    """What is looked after here."""

    client: str
    known: Known

    def become(self, known: Known) -> None:
        """The same session, but its viewer or what is known of them changed."""

    def end(self, closed: Closed) -> None:
        """Close it, from wherever."""


class Sockets:
    """All sockets of one process."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.max_sockets
        self._open: set[Socket] = set()
        self._counts: Counter[tuple[str, int | str]] = Counter()
        self._looking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def place_for(self, socket: Socket) -> Iterator[None]:
        """A place among the open ones while the block lasts. Raises `Closed` when there is none."""
        if len(self._open) >= self._most:
            raise Closed(Close.TRY_AGAIN_LATER, "too many sockets; try again later")
        with self.counted("client", socket.client, MOST_OF_CLIENT):
            self._open.add(socket)
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            try:
                yield
            finally:
                self._open.discard(socket)
                if not self._open and self._looking is not None:
                    self._looking.cancel()

    @contextmanager
    def counted(self, kind: str, who: int | str, most: int) -> Iterator[None]:
        """One of at most `most` of the same kind. Raises `Closed`."""
        key = (kind, who)
        if self._counts[key] >= most:
            raise Closed(Close.TRY_AGAIN_LATER, f"too many sockets of one {kind}; close some")
        self._counts[key] += 1
        try:
            yield
        finally:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]

    async def _look(self) -> None:
        """Ask again and again, as long as there are sockets. No trigger or message is needed that could be missed."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.look()
            except Exception as error:  # the database is away: nothing is read of it, so nothing is told either
                logger.warning("sockets could not be checked (%s); trying again", type(error).__name__)

    async def look(self) -> None:
        """End the sockets whose session ended; let the others' viewers be what they are now."""
        async with self._turn:  # who comes second finds that all is done
            await self._check()

    async def _check(self) -> None:
        signed_in = [socket for socket in self._open if socket.known is not PUBLIC]
        if not signed_in:
            return
        # The version first: what changes while the sessions are read is found the next time.
        version = await read_version(ACCESS)
        now = time.time()
        again = [one for one in signed_in if one.known.version != version or one.known.expires_at <= now]
        ids = {socket.known.viewer.session_id for socket in again}
        found = await valid_sessions({id_ for id_ in ids if id_ is not None}) if ids else {}
        for socket in again:
            session = found.get(socket.known.viewer.session_id or 0)
            if session is None:
                socket.end(SESSION_ENDED)
            else:
                socket.become(known_by(session, version))


SESSION_ENDED = Closed(Close.FORBIDDEN, "the session has ended; sign in again")
