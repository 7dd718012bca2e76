"""Events: "look again", told to every process as soon as the transaction that publishes them has committed.

An event names a table and perhaps a row of it, and carries no data: whoever hears it looks for themselves, with their
own rights. So it doesn't matter when several become one, or when one comes for nothing; and after anything that may
have kept events from arriving (the connection was lost, too many were waiting) all are told to look at everything
again. That way none is ever lost.

    async with in_transaction():
        await SupplierAttachment.filter(id=id_).update(status=…)
        await publish(SupplierAttachment, id_, member_id=attachment.member_id)

    with events.watch(SupplierAttachment) as watch:
        async for key in watch:     # at once None: "look at everything"; then the ids that changed
            …

PostgreSQL carries events between processes by NOTIFY, over one LISTEN connection in each; on SQLite there is one
process. Runners wait for a `Signal`, GraphQL subscriptions (`graph.streams`) for a `Watch`.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.models import Model

from jobs.tasks import beside
from models.database import dialect
from models.prepared import update_statement

logger = logging.getLogger(__name__)

# The ids that one watch keeps for somebody slow; past them it says "look at everything".
MOST_PENDING = 100
# Seconds between two questions to the database whether the LISTEN connection is alive.
HEARTBEAT = 15.0
RECONNECT = 1.0
# No company's people: what only the group sees of a row has changed, and nobody else shall know that anything has.
GROUP_ALONE = 0
_CHANNEL = "centrale"
_DONE = "done"


@dataclass(frozen=True, slots=True)
class Event:
    """Something changed in this table: in the row `key`, or anywhere; for that member's people alone, if it says so.

    `done`: a job has come to its end, or was put back for later: those who look at the row hear of it, runners don't,
    for whom there is nothing new to do.
    """

    table: str
    key: int | None = None
    member_id: int | None = None
    done: bool = False

    def written(self) -> str:
        """As NOTIFY carries it: `supplier_attachment:12:4`, and `inbound_mail:12::done`."""
        parts = (self.table, self.key, self.member_id, _DONE if self.done else None)
        return ":".join("" if part is None else str(part) for part in parts).rstrip(":")

    @classmethod
    def read(cls, text: str) -> Event:
        """The event that was written so; of anything else, that its table changed."""
        table, _, rest = text.partition(":")
        key, _, rest = rest.partition(":")
        member_id, _, done = rest.partition(":")
        return cls(table, _number(key), _number(member_id), done == _DONE)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


class Listener(Protocol):
    """Who hears of the events of a table."""

    def hear(self, event: Event) -> None:
        """Take note, without waiting for anything."""


class Signal:
    """Something to do. Whoever waits says what they had heard before they last looked, so that nobody's looking takes
    the news away from others."""

    def __init__(self) -> None:
        self.heard = 0
        self._news = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Any event is a reason to look, but for the end of a job."""
        if not event.done:
            self.set()

    def set(self) -> None:
        """Wake who waits."""
        self.heard += 1
        self._news.set()
        self._news = asyncio.Event()

    async def wait(self, seconds: float, since: int = 0) -> None:
        """Until it was set more than `since` times, at most `seconds`."""
        if self.heard > since:
            return
        # Not wait_for: it may lose the cancellation of whoever waits.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()


class Watch:
    """The ids of the rows to look at again, as an iterator that never ends; None says "look at everything".

    It begins with None, so that nothing is missed between a first look and the watch. Between its `with` lines it
    hears; outside it is deaf. `member_ids`: only events of these members, and those that are nobody's; None: all.
    """

    def __init__(self, events: Events, table: str, key: int | None, member_ids: Collection[int] | None) -> None:
        self._events, self._table, self._key = events, table, key
        self.member_ids = member_ids
        self._pending: dict[int | None, None] = {None: None}
        self._news = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Remember the row, unless it is not looked at here."""
        if event.key is None:
            self.look()
        elif self._key not in (None, event.key):
            return
        elif self.member_ids is None or event.member_id is None or event.member_id in self.member_ids:
            self._pending[event.key] = None
            if len(self._pending) > MOST_PENDING:
                self.look()
            self._news.set()

    def look(self) -> None:
        """Look at everything again."""
        self._pending = {None: None}
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> int | None:
        while not self._pending:
            self._news.clear()
            await self._news.wait()
        if None in self._pending:
            self._pending.clear()
            return None
        key = next(iter(self._pending))
        del self._pending[key]
        return key

    def __enter__(self) -> Self:
        self._events.add(self._table, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.remove(self._table, self)


# The events of this process, for SQLite, where nobody else needs to hear.
_HERE: weakref.WeakSet[Events] = weakref.WeakSet()


class Events:
    """Everybody in this process who hears of events, and the ear towards the other processes."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, dict[Listener, None]] = defaultdict(dict)
        self._signals: dict[str, Signal] = {}
        _HERE.add(self)

    def watch(self, model: type[Model], key: int | None = None, *, member_ids: Collection[int] | None = None) -> Watch:
        """To look again whenever a row of the table changes, or only the row `key`."""
        return Watch(self, table_of(model), key, member_ids)

    def signal(self, model: type[Model]) -> Signal:
        """The one signal of the table's runner; always the same."""
        table = table_of(model)
        if table not in self._signals:
            self._signals[table] = Signal()
            self.add(table, self._signals[table])
        return self._signals[table]

    def add(self, table: str, listener: Listener) -> None:
        """Tell the listener from now on."""
        self._listeners[table][listener] = None

    def remove(self, table: str, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners[table].pop(listener, None)

    def tell(self, event: Event) -> None:
        """Tell everybody in this process."""
        for listener in tuple(self._listeners[event.table]):
            listener.hear(event)

    def tell_everybody(self) -> None:
        """All look at everything again: nobody knows what was missed."""
        for table in tuple(self._listeners):
            self.tell(Event(table))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hear the other processes while the block lasts."""
        async with beside(self.listen()):
            yield

    async def listen(self) -> None:
        """Pass on what other processes publish, until cancelled. On SQLite there are no others."""
        if dialect() == "sqlite":
            return
        while True:
            try:
                await self._listen_once()
                logger.warning("LISTEN lost its connection; events wait until it is back")
            except Exception as error:
                logger.warning("LISTEN was interrupted (%s); events wait until it is back", type(error).__name__)
            await asyncio.sleep(RECONNECT)

    async def _listen_once(self) -> None:
        client: Any = get_connection("default")
        async with client.acquire_connection() as connection:
            lost = asyncio.Event()

            def heard(*args: object) -> None:
                self.tell(Event.read(str(args[3])))

            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(_CHANNEL, heard)
            self.tell_everybody()
            try:
                await _until_lost(connection, lost)
            finally:
                if not lost.is_set():
                    await connection.remove_listener(_CHANNEL, heard)


async def _until_lost(connection: Any, lost: asyncio.Event) -> None:
    """Wait for the connection's end; a server that went without a word is found by asking it."""
    while not lost.is_set():
        try:
            async with asyncio.timeout(HEARTBEAT):
                await lost.wait()
        except TimeoutError:
            try:
                await connection.execute("SELECT 1", timeout=HEARTBEAT)
            except Exception:
                connection.terminate()
                lost.set()
                raise


async def publish(model: type[Model], key: int | None = None, *, member_id: int | None = None) -> None:
    """Everybody look again at this row, or at the whole table: when the current transaction commits, not if it fails.

    `member_id`: the row's company, when only its people and the group's may see the row; it spares the others. With
    `GROUP_ALONE` it spares all but the group.
    """
    await _publish(Event(table_of(model), key, member_id))


async def update_and_publish(
    model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any], events: Collection[Event]
) -> set[int]:
    """Change rows as `models.prepared.update` does, and tell of it if there were any, both or neither; their ids.

    That takes PostgreSQL one round trip, where UPDATE and NOTIFY take two, and BEGIN and COMMIT two more; what the
    transaction around us has to tell until now goes with it, but for a nested one, which may fail alone.
    """
    client: Any = get_connection("default")
    sql, values = update_statement(model, where, changes)
    sql = f'{sql} RETURNING "{model._meta.db_pk_column}" AS key'
    waiting: dict[Event, None] = {}
    if dialect() == "postgres":
        if not _is_nested(client):
            waiting = getattr(client, "_events", waiting)
        all_told = [event.written() for event in dict.fromkeys((*waiting, *events))]
        told = f"SELECT COUNT(pg_notify(${len(values) + 1}, told)) FROM unnest(${len(values) + 2}::text[]) AS told"  # noqa: S608 - placeholders
        told += " WHERE EXISTS (SELECT FROM changed)"
        sql = f"WITH changed AS ({sql}), told AS ({told}) SELECT key FROM changed, told"  # noqa: S608
        values += [_CHANNEL, all_told]
    keys = {row["key"] for row in await client.execute_query_dict(sql, values)}
    if keys:
        waiting.clear()
    if keys and dialect() == "sqlite":
        for event in events:
            await _publish(event)
    return keys


async def _publish(event: Event) -> None:
    client: Any = get_connection("default")
    if isinstance(client, TransactionalDBClient):
        _with_commit(client, event)
    elif dialect() == "postgres":
        await _notify(client, (event,))
    else:
        _tell_here((event,))


def table_of(model: type[Model]) -> str:
    """What events call the model."""
    return str(model._meta.db_table)


def _tell_here(told: Collection[Event]) -> None:
    for events in tuple(_HERE):
        for event in told:
            events.tell(event)


async def _notify(client: Any, events: Iterable[Event]) -> None:
    sql = "SELECT pg_notify($1, told) FROM unnest($2::text[]) AS told"
    await client.execute_query(sql, [_CHANNEL, [event.written() for event in events]])


def _with_commit(client: Any, event: Event) -> None:
    """All events of a transaction go at its end, each once: on PostgreSQL in one statement before the commit.

    Tortoise has no hook for it, so the transaction's own `commit` is replaced; a rollback forgets its events.
    """
    waiting: dict[Event, None] | None = getattr(client, "_events", None)
    if waiting is not None:
        waiting[event] = None
        return
    commit: Callable[[], Any] = client.commit
    nest: Callable[[], Any] = client._in_transaction
    client._events = waiting = {event: None}
    client._nested = []
    shared = dialect() == "postgres"

    async def committing() -> None:
        if shared and waiting:
            await _notify(client, waiting)
        await commit()
        if not shared:
            _tell_here(waiting)

    def nesting() -> Any:
        nested = nest()
        client._nested.append(nested.client)
        return nested

    client.commit, client._in_transaction = committing, nesting


def _is_nested(client: Any) -> bool:
    """Whether a nested transaction is open in this one, on PostgreSQL, that began after its first event."""
    return not all(nested._finalized for nested in getattr(client, "_nested", ()))
