"""The product: the only place that wires settings, database, schema, web and mailbot together."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import uvicorn
from rich.console import Console
from starlette.applications import Starlette

from embedded import demo
from errors import AppError
from graph.engine import Engine
from mailbot.service import MailService
from models.database import database
from schema.build import build_schema
from schema.client import LocalClient
from settings import Settings
from web.routes import routes


def build_app(settings: Settings) -> Starlette:
    """The ASGI application; its lifespan opens the database and runs the mailbot."""
    engine = Engine(build_schema())
    client = LocalClient(engine, settings)
    mail = MailService(client, settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(database(settings.database_url, pool_size=settings.database_pool))
            if settings.demo:
                await demo.import_demo()
            await stack.enter_async_context(mail.running())
            if settings.demo:
                await stack.enter_async_context(demo.show(client, settings))
            yield

    return Starlette(routes=routes(settings, engine, client, lambda: mail.status), lifespan=lifespan)


async def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    config = uvicorn.Config(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        ws_max_size=settings.max_request_bytes,
        timeout_graceful_shutdown=10,
    )
    await uvicorn.Server(config).serve()


async def serve_demo(env: dict[str, str]) -> None:
    """Serve the demo on embedded parts."""
    async with demo.embedded_mail(demo.demo_settings(env)) as settings:
        Console().print(
            f"\n[bold]Centrale[/] – démonstration\n"
            f"  Salle du courrier  {settings.public_url}/app/mailroom.html\n"
            f"  GraphiQL           {settings.public_url}/app/graphiql.html\n"
            f"  Écrire un mail     .venv/bin/python manage.py mail send demo/mails/….eml\n"
        )
        await serve(settings)


def main() -> int:
    """`server.py` serves with the settings of the environment, `server.py --demo` the demo."""
    parser = argparse.ArgumentParser(description="Serve the API, the pages and the mailbot.")
    parser.add_argument("--demo", action="store_true", help="embedded mail servers, SQLite, the invented group")
    parser.add_argument("--keep", action="store_true", help="with --demo: keep what the last demo wrote")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger().setLevel(logging.WARNING if options.demo else logging.INFO)
    try:
        if options.demo and not options.keep:
            demo.fresh_start()
        asyncio.run(serve_demo(dict(os.environ)) if options.demo else serve(Settings.from_env()))
    except AppError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - before any console exists
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
