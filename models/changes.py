"""Migrations from the models: writing the missing one, and telling whether one is missing."""

from __future__ import annotations

from pathlib import Path

from tortoise.apps import Apps
from tortoise.context import get_current_context
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter

from models.database import tortoise_config


async def pending_migrations() -> list[MigrationWriter]:
    """The migrations that the models ask for and that are not on disk. Needs an open database."""
    context = get_current_context()
    apps: Apps | None = context.apps if context else None
    if apps is None:
        raise RuntimeError("the database is not open")
    return await MigrationAutodetector(apps, tortoise_config("sqlite:///:memory:")["apps"]).changes()


async def write_migrations() -> list[Path]:
    """Write what `pending_migrations` found; the files' paths."""
    return [writer.write() for writer in await pending_migrations()]
