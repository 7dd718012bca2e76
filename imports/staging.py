"""The staging tables of one file, and the little in which SQLite and PostgreSQL differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from tortoise.backends.base.client import BaseDBAsyncClient

from imports.spec import Column, FileSpec
from models.database import Dialect
from models.locks import lock_table

Rows = list[Any]  # of tuples; the signatures of the two drivers differ

_DROP = (
    "DROP VIEW import_rows",
    "DROP TABLE import_stage",
    "DROP TABLE import_links",
    "DROP TABLE import_plan",
    "DROP TABLE import_defaults",
)


class Staging:
    """One file's rows in temporary tables of the current transaction.

    `import_stage` holds the good rows by their line, `import_links` the ids of their list column, `import_rows` is
    the stage with its intermediate row joined, `import_plan` tells what becomes of each line, and `import_defaults`
    is one row with the values of columns that a new row isn't given.
    """

    dialect: ClassVar[Dialect]
    differs: ClassVar[str]  # the operator that compares with NULL as a value
    encoders: ClassVar[dict[type, Callable[[Any], Any]]] = {}

    def __init__(self, spec: FileSpec, connection: BaseDBAsyncClient, columns: Sequence[Column]) -> None:
        self.spec = spec
        self.connection = connection
        self.columns = columns
        self.names = [column.target for column in columns]

    @classmethod
    def encode(cls, value: Any) -> Any:
        """A Python value as this database's bulk loading takes it."""
        encoder = cls.encoders.get(type(value))
        return encoder(value) if encoder else value

    async def run(self, *statements: str) -> None:
        """Execute statements without parameters, one after the other."""
        for statement in statements:
            await self.connection.execute_query(statement)

    async def fetch(self, statement: str) -> list[dict[str, Any]]:
        """The rows of a query without parameters."""
        return list(await self.connection.execute_query_dict(statement))

    async def prepare(self) -> None:
        """Create the empty staging tables. Reads and writes nothing of the database itself, see `lock`.

        (Even `DROP TABLE IF EXISTS` would read it. A transaction that failed has taken its tables with it.)
        """
        columns = ", ".join(f'"{column.target}" {self._sql_type(column)}' for column in self.columns)
        await self.run(
            f"CREATE TEMP TABLE import_stage (line INT NOT NULL, {columns})",
            "CREATE TEMP TABLE import_links (line INT NOT NULL, other INT NOT NULL)",
            "CREATE TEMP TABLE import_plan (line INT NOT NULL PRIMARY KEY, target_id INT, outcome VARCHAR(9) NOT NULL)",
        )

    async def load_rows(self, rows: Rows, links: list[tuple[int, int]]) -> None:
        """Add rows to the stage."""
        await self.load("import_stage", ["line", *self.names], rows)
        if links:
            await self.load("import_links", ["line", "other"], links)

    async def drop(self) -> None:
        """Remove the staging tables."""
        await self.run(*_DROP)

    def _sql_type(self, column: Column) -> str:
        if column.sql_type:
            return column.sql_type
        field = self.spec.model._meta.fields_map[column.target]
        return str(field.get_for_dialect(self.dialect, "SQL_TYPE"))

    async def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Add rows to a temporary table, the fastest way that the database has."""
        raise NotImplementedError

    async def lock(self) -> None:
        """From here on nobody else writes to the file's tables until the transaction ends; reading goes on."""
        for table in (self.spec.table, *self.spec.locked):
            await lock_table(self.connection, table)

    async def loaded(self) -> None:
        """Called once when all rows are in the stage."""
        await self.run("CREATE UNIQUE INDEX import_stage_line ON import_stage (line)")


class SqliteStaging(Staging):
    """Decimals and dates are texts; the only lock there is covers the database."""

    dialect = "sqlite"
    differs = "IS NOT"
    encoders: ClassVar[dict[type, Callable[[Any], Any]]] = {Decimal: str, date: date.isoformat}

    async def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Add rows by one prepared statement."""
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        await self.connection.execute_many(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


class PostgresStaging(Staging):
    """COPY takes typed values; temporary tables have no statistics of their own making."""

    dialect = "postgres"
    differs = "IS DISTINCT FROM"

    async def prepare(self) -> None:
        """Create the tables with room to sort a million rows."""
        await self.run("SET LOCAL work_mem = '64MB'")
        await super().prepare()

    async def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Add rows by COPY."""
        async with self.connection.acquire_connection() as raw:
            await raw.copy_records_to_table(table, columns=columns, records=rows)

    async def loaded(self) -> None:
        """Let the planner know what it deals with."""
        await super().loaded()
        await self.run("ANALYZE import_stage", "ANALYZE import_links")


STAGINGS: dict[Dialect, type[Staging]] = {"sqlite": SqliteStaging, "postgres": PostgresStaging}
