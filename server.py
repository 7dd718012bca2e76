"""The product: the only place that wires settings, database, schema, web and mailbot together."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gc
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager

import asyncpg
import uvicorn
from tortoise.exceptions import BaseORMException

from audit.reading.apart import InvoiceReaders
from errors import AppError, Unavailable
from graph.engine import Engine
from jobs.events import Events
from jobs.logs import log_to_stderr
from jobs.schedule import Scheduler
from mailbot.service import MailService
from models.database import database
from schema.build import build_schema
from schema.client import LocalClient
from settings import Settings
from web.heads import BoundedHeads
from web.site import Site
from web.slow_clients import SlowClients
from workflows.audits.catalogue import Prices
from workflows.audits.service import AuditService
from workflows.conversations.clock import Clock
from workflows.periodic import periodic_jobs
from workflows.reset_requests import ResetService

logger = logging.getLogger(__name__)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Site]:
    """The whole product at work while the block lasts: database and mailbot, and the web as an ASGI application."""
    events = Events()
    engine = Engine(build_schema(), events)
    client = LocalClient(engine, settings)
    mail = MailService(client, settings, events)
    async with AsyncExitStack() as stack:
        await _open_database(stack, settings)
        if settings.demo:
            from embedded import demo  # here and below: what only the demo needs is nothing that operators wait for

            await demo.import_demo(settings)
        await stack.enter_async_context(events.listening())
        await stack.enter_async_context(mail.running())
        await stack.enter_async_context(Clock(settings, events).running())
        await stack.enter_async_context(ResetService(settings, events).running())
        readers = await stack.enter_async_context(InvoiceReaders())
        await stack.enter_async_context(AuditService(settings, events, readers.read, Prices()).running())
        jobs = (*periodic_jobs(settings), *mail.periodic_jobs())
        await stack.enter_async_context(Scheduler(jobs).running())
        if settings.demo:
            await stack.enter_async_context(demo.show(client, settings))
        yield Site(settings, engine, client, lambda: mail.status, smtp_away=lambda: mail.smtp_away)


def _database_of(settings: Settings) -> AbstractAsyncContextManager[None]:
    return database(settings.database_url, pool_size=settings.database_pool, query_seconds=settings.query_seconds)


async def _open_database(stack: AsyncExitStack, settings: Settings) -> None:
    try:
        await stack.enter_async_context(_database_of(settings))
    except (OSError, asyncpg.PostgresError, sqlite3.Error, BaseORMException) as error:
        raise Unavailable(f"The database of CENTRALE_DATABASE_URL can't be opened: {error}") from error


def listen(settings: Settings) -> tuple[socket.socket, Settings]:
    """The socket to serve on, and the settings with its port; links follow it unless PUBLIC_URL was set."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: a peer that takes nothing for so long, in ms, is gone
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        where = f"{settings.host} port {settings.port}"
        raise Unavailable(f"Can't listen on {where}: {error.strerror}. Set CENTRALE_PORT to a free one.") from None
    port = listener.getsockname()[1]
    is_default = settings.public_url == Settings.public_url
    public_url = f"http://127.0.0.1:{port}" if is_default else settings.public_url
    return listener, dataclasses.replace(settings, port=port, public_url=public_url)


class Server(uvicorn.Server):
    """A signal ends it, and no more: uvicorn would raise the signal again, while other parts are still to be ended."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._slow_clients = SlowClients(settings.request_seconds)

    async def on_tick(self, counter: int) -> bool:
        """Called by uvicorn ten times a second."""
        if counter % 10 == 0:
            self._slow_clients.look(self.server_state.connections)
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Called by uvicorn around its work."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        yield
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until a signal ends it. Raises `Unavailable` when a part can't be started."""
    async with running(settings) as site:
        # What start-up made stays for good: the collector needn't walk over it, which would hold up every request then.
        gc.collect()
        gc.freeze()
        logger.info("serving on %s port %s", settings.host, settings.port)
        await Server(server_config(site, settings), settings).serve(sockets=[listener])


def server_config(site: Site, settings: Settings) -> uvicorn.Config:
    """How the site is served. Who a request comes from is told by its connection, or by our own proxies."""
    return uvicorn.Config(
        site,
        http=BoundedHeads,
        lifespan="off",
        server_header=False,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        ws_max_size=settings.max_request_bytes,
        ws_per_message_deflate=False,  # our messages are small; compressing costs memory for each socket
        timeout_graceful_shutdown=10,
    )


async def serve_configured(env: dict[str, str]) -> None:
    """Serve with the settings of the environment."""
    listener, settings = listen(Settings.from_env(env))
    with listener:
        await serve(settings, listener)


async def serve_demo(env: dict[str, str]) -> None:
    """Serve the demo on embedded parts."""
    from embedded import demo

    listener, plain_settings = listen(demo.demo_settings(env))
    with listener:
        async with demo.embedded_mail(plain_settings) as settings:
            demo.greet(settings)
            await serve(settings, listener)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop where there is one; uvicorn would only choose it if it made the loop itself."""
    try:
        import uvloop
    except ModuleNotFoundError:  # Windows
        return None
    return uvloop.new_event_loop


def main() -> int:
    """`server.py` serves with the settings of the environment, `server.py --demo` the demo."""
    parser = argparse.ArgumentParser(description="Serve the API, the pages and the mailbot.")
    parser.add_argument("--demo", action="store_true", help="embedded mail servers, SQLite, the invented group")
    parser.add_argument("--keep", action="store_true", help="with --demo: keep what the last demo wrote")
    options = parser.parse_args()
    log_to_stderr()
    logging.getLogger().setLevel(logging.WARNING if options.demo else logging.INFO)
    try:
        if options.demo and not options.keep:
            from embedded import demo

            demo.fresh_start()
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run((serve_demo if options.demo else serve_configured)(dict(os.environ)))
    except AppError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - before any console exists
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
