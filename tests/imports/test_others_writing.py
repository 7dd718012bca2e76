"""Imports beside other writers of the database."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from pathlib import Path

from imports import import_folder
from models import Category
from models.database import database
from tests.imports.conftest import GROUP, Folder


async def test_sqlite_waits_for_another_writer(tmp_path: Path, migrated_sqlite: Path) -> None:
    """The staging has begun the transaction by then: had it read the database, waiting would be impossible."""
    (tmp_path / "folder").mkdir()
    folder = Folder(tmp_path / "folder")
    folder.write({"categories.csv": GROUP["categories.csv"]})
    shutil.copyfile(migrated_sqlite, tmp_path / "w.sqlite3")
    async with database(f"sqlite:///{tmp_path}/w.sqlite3", migrate=False):
        other = sqlite3.connect(tmp_path / "w.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO category (code, name, description) VALUES ('papier', 'x', '')")
        running = asyncio.create_task(import_folder(folder.path))
        await asyncio.sleep(0.3)
        assert not running.done()
        other.execute("COMMIT")
        other.close()
        (report,) = (await running).files
        assert (report.created, report.updated) == (1, 1)
        assert await Category.all().count() == 2


async def test_two_imports_at_once_load_everything_once(group: Folder) -> None:
    group.write({"categories.csv": "code,name\n" + "".join(f"c{n},C\n" for n in range(3_000))})
    reports = await asyncio.gather(*(import_folder(group.path) for _ in range(3)))
    assert sorted(report.files[0].created for report in reports) == [0, 0, 3_000]
    assert await Category.all().count() == 3_002
