"""Migrations keep what is there: a database of an older version, filled, brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

import models
from models.database import client, database, dialect, tortoise_config
from models.france import today
from models.migrating import Migrator
from models.versions import CATALOGUE
from tests.private_servers.postgres import PrivatePostgres


@asynccontextmanager
async def at_version(url: str, name: str) -> AsyncIterator[Migrator]:
    """An open database whose tables are those of that migration."""
    config = tortoise_config(url)
    EXECUTOR_CACHE.clear()
    await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        executor = Migrator(get_connection("default"), config["apps"])
        await executor.migrate([MigrationTarget("models", name)])
        yield executor
    finally:
        await Tortoise.close_connections()


async def run(*statements: str) -> None:
    for statement in statements:
        await get_connection("default").execute_query(statement)


async def version() -> int:
    return int((await models.DataVersion.get(name=CATALOGUE)).version)


OLD_SUPPLIER = """INSERT INTO supplier (code, name, aliases, summary, terms, special_terms, email_domains, car_rental,
    temp_agency, reply_domains, sort_name, search_text)
    VALUES ('a', 'A', '[]', '', 'Remise', 'Citer le code', '[]', {no}, {yes}, '[]', 'a', 'a')"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite3'}"
    server: PrivatePostgres = request.getfixturevalue("postgres_server")
    return server.create_database()


@pytest.fixture
async def old(empty_db: str) -> Any:
    """A database of the version before coefficients of agencies, with a supplier, two agencies and a coefficient."""
    async with at_version(empty_db, "0006_schedule") as executor:
        yes, no = ("TRUE", "FALSE") if dialect() == "postgres" else ("1", "0")
        await run(
            OLD_SUPPLIER.format(yes=yes, no=no),
            "INSERT INTO agency (supplier_id, name, postcode) VALUES (1, 'Ajaccio', '20000'), (1, 'Nulle part', NULL)",
            """INSERT INTO coefficient (supplier_id, contract_type, qualification, value, valid_from)
               VALUES (1, 'GESTION', 'Cariste', '1.9500', '2026-01-01')""",
        )
        yield executor


async def test_an_old_database_is_brought_up_to_date(old: Migrator) -> None:
    """In one, for it takes seconds."""
    yes, no = ("TRUE", "FALSE") if dialect() == "postgres" else ("1", "0")
    for code, general, special in (("b", "NULL", "'Seules'"), ("c", "NULL", "''"), ("d", "'Générales'", "NULL")):
        row = OLD_SUPPLIER.format(yes=yes, no=no).replace("('a', 'A'", f"('{code}', 'A'")
        await run(row.replace("'Remise', 'Citer le code'", f"{general}, {special}"))
    await old.migrate(None)
    await _old_rows_got_the_new_columns()
    await _old_terms_are_the_first_period()
    await _triggers_and_keys_are_still_there()


async def _old_rows_got_the_new_columns() -> None:
    found = await models.Agency.all().order_by("id").values_list("department", "region")
    assert found == [("2A", models.Region.CORSE), (None, None)]
    coefficient = await models.Coefficient.get()
    assert (str(coefficient.value), coefficient.agency_id, coefficient.ifm_iccp) == (
        "1.9500", None, models.IfmIccp.UNKNOWN
    )  # fmt: skip


async def _old_terms_are_the_first_period() -> None:
    found = await models.SupplierTerms.all().order_by("id").values_list("supplier__code", "general", "special")
    assert found == [("a", "Remise", "Citer le code"), ("b", None, "Seules"), ("d", "Générales", None)]
    days = await models.SupplierTerms.all().values_list("valid_from", "valid_to")
    assert set(days) == {(today(), None)}
    columns = await get_connection("default").execute_query_dict("SELECT * FROM supplier LIMIT 1")
    assert not {"terms", "special_terms"} & set(columns[0])
    before = await version()
    await models.SupplierTerms.filter(general="Remise").update(general="Autre")
    await models.Supplier.filter(code="a").update(name="B")
    assert await version() == before + 2
    with pytest.raises(Exception, match=r"(?i)unique"):
        await run(
            "INSERT INTO supplier_terms (supplier_id, valid_from) SELECT supplier_id, valid_from FROM supplier_terms"
        )


async def _triggers_and_keys_are_still_there() -> None:
    before = await version()
    await models.Coefficient.all().update(value=2)
    await models.MinimumWage.create(valid_from="2026-01-01", hourly_gross="12.02")
    assert await version() == before + 2
    insert = """INSERT INTO coefficient (supplier_id, agency_id, contract_type, qualification, value, valid_from)
        VALUES (1, {agency}, 'GESTION', 'Cariste', '2', '2026-01-01')"""
    await run(insert.format(agency=1))
    for agency in ("NULL", "1"):
        with pytest.raises(Exception, match=r"(?i)unique"):
            await run(insert.format(agency=agency))
    await models.Supplier.all().delete()
    assert await models.Coefficient.all().count() == 0
    assert await models.SupplierTerms.all().count() == 0


async def test_the_tables_are_those_that_tortoise_would_make(migrated_sqlite: Path, tmp_path: Path) -> None:
    async with database(f"sqlite:///{tmp_path / 'tortoise.sqlite3'}", migrate=False):
        await MigrationExecutor(get_connection("default"), tortoise_config("sqlite:///:memory:")["apps"]).migrate(None)
    tables = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    made = []
    for path in (migrated_sqlite, tmp_path / "tortoise.sqlite3"):
        with closing(sqlite3.connect(path)) as connection:
            made.append(connection.execute(tables).fetchall())
    assert made[0] == made[1]


def test_no_migration_has_tortoise_make_a_table_anew() -> None:
    """On SQLite it would drop the old one: with its triggers and indexes, and the rows of tables that refer to it."""
    folder = Path(models.__file__).parent / "migrations"
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("0*.py")}
    assert len(texts) > 10
    bad = ("ops.RemoveField", "ops.AlterField", "ops.RemoveConstraint", "CheckConstraint")
    assert [name for name, text in texts.items() if any(word in text for word in bad)] == []


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.usefixtures("db")
async def test_letters_and_mails_are_compressed_quickly_where_postgresql_can() -> None:
    known = "SELECT 'lz4' = ANY(enumvals) AS lz4 FROM pg_settings WHERE name = 'default_toast_compression'"
    (server,) = await client().execute_query_dict(known)
    columns = "(('outbound_mail', 'content'), ('inbound_source', 'content'), ('conversation_message', 'text'))"
    found = await client().execute_query_dict(
        "SELECT attcompression AS by FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"  # noqa: S608 - ours
        f" WHERE (relname, attname) IN {columns}"
    )
    assert [row["by"] for row in found] == [b"l" if server["lz4"] else b""] * 3
