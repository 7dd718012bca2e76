"""Steps of migrations that Tortoise can't do on SQLite without losing the triggers and indexes of a table."""

from __future__ import annotations

import re
from typing import Any

from tortoise.migrations.operations import AlterField, RemoveConstraint, RemoveField, RunSQL


class DropUnique(RemoveConstraint):
    """Remove a UNIQUE that was made together with its table: on SQLite the table is made anew without it.

    Only for tables that no other table refers to: SQLite empties those that do when the old table goes.
    """

    def __init__(self, model_name: str, fields: list[str], *, constraint: str) -> None:
        super().__init__(model_name, None, fields)
        self.constraint = constraint

    async def database_forward(self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None) -> None:
        """In the dialect of the database."""
        if state_editor is None:
            return
        table = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
        if state_editor.client.capabilities.dialect != "sqlite":
            await state_editor.client.execute_query(f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.constraint}"')
            return
        await self._make_anew(state_editor.client, table)

    async def _make_anew(self, client: Any, table: str) -> None:
        kept = await client.execute_query_dict(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC",
            [table],
        )
        definition = re.sub(rf',\s*CONSTRAINT "{self.constraint}" UNIQUE \([^)]*\)', "", kept[0]["sql"])
        if definition == kept[0]["sql"]:
            raise LookupError(f"{table} has no constraint {self.constraint}")
        await client.execute_query(definition.replace(f'"{table}"', f'"new_{table}"', 1))
        await client.execute_query(f'INSERT INTO "new_{table}" SELECT * FROM "{table}"')  # noqa: S608 - our own names
        await client.execute_query(f'DROP TABLE "{table}"')
        await client.execute_query(f'ALTER TABLE "new_{table}" RENAME TO "{table}"')
        for other in kept[1:]:
            await client.execute_query(other["sql"])


class PlaceAgencies(RunSQL):
    """Fill department and region of the agencies that are there."""

    def __init__(self) -> None:
        super().__init__(sql="")

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        from models.geography import department_at, region_at

        client = state_editor.client
        marks = ("?", "?", "?") if client.capabilities.dialect == "sqlite" else ("$1", "$2", "$3")
        update = "UPDATE agency SET department = {}, region = {} WHERE postcode = {}".format(*marks)  # noqa: S608
        for row in await client.execute_query_dict("SELECT DISTINCT postcode FROM agency"):
            code = row["postcode"]
            await client.execute_query(update, [department_at(code), region_at(code), code])


class DropColumn(RemoveField):
    """`RemoveField` by the database's own DROP COLUMN; remove the column's indexes in steps before it.

    Tortoise makes the table anew on SQLite, without its unique constraints and its other indexes.
    """

    async def database_forward(self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None) -> None:
        """Drop it."""
        if state_editor is None:
            return
        model = old_state.apps.get_model(f"{app_label}.{self.model_name}")
        column = model._meta.fields_map[self.name].source_field or self.name
        await state_editor.client.execute_query(f'ALTER TABLE "{model._meta.db_table}" DROP COLUMN "{column}"')


class KnowKinds(AlterField):
    """Tells the models' history of new members of an enum, or of an index elsewhere; the column stays as it is.

    Tortoise makes no index for a column that it adds with `db_index`: write it into `Meta.indexes` instead.
    """

    async def database_forward(self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None) -> None:
        """Nothing to do."""

    async def database_backward(self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None) -> None:
        """Nothing to do."""


class PlaceMembers(RunSQL):
    """Fill the department of the companies that are there."""

    def __init__(self) -> None:
        super().__init__(sql="")

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        from models.france import department_of

        client = state_editor.client
        marks = ("?", "?") if client.capabilities.dialect == "sqlite" else ("$1", "$2")
        update = "UPDATE member SET department = {} WHERE postcode = {}".format(*marks)  # noqa: S608
        for row in await client.execute_query_dict("SELECT DISTINCT postcode FROM member"):
            if row["postcode"] is not None:
                await client.execute_query(update, [department_of(row["postcode"]), row["postcode"]])


class TypeDiscountCodes(RunSQL):
    """Give the discount codes that are there the type that they look like."""

    def __init__(self) -> None:
        super().__init__(sql="")

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        from models.discount_codes import type_of

        client = state_editor.client
        marks = ("?", "?") if client.capabilities.dialect == "sqlite" else ("$1", "$2")
        update = "UPDATE supplier SET code_type = {} WHERE cdp_code = {}".format(*marks)  # noqa: S608
        for row in await client.execute_query_dict("SELECT DISTINCT cdp_code FROM supplier WHERE cdp_code IS NOT NULL"):
            await client.execute_query(update, [type_of(row["cdp_code"]), row["cdp_code"]])


class CarryTerms(RunSQL):
    """Make the terms that stand on suppliers their first period. It begins today: of before nothing is known."""

    def __init__(self) -> None:
        super().__init__(sql="")

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        from models.france import today

        client = state_editor.client
        sqlite = client.capabilities.dialect == "sqlite"
        insert = """INSERT INTO supplier_terms (supplier_id, general, special, valid_from)
            SELECT id, NULLIF(terms, ''), NULLIF(special_terms, ''), {} FROM supplier
            WHERE COALESCE(NULLIF(terms, ''), NULLIF(special_terms, '')) IS NOT NULL ORDER BY id"""
        mark, day = ("?", str(today())) if sqlite else ("$1::date", today())
        await client.execute_query(insert.format(mark), [day])


class CompressQuickly(RunSQL):
    """Have PostgreSQL compress what is written into these columns from now on by lz4, in a quarter of the time of its
    own method and better; where it was built without, all stays as it is."""

    def __init__(self, *columns: tuple[str, str]) -> None:
        super().__init__(sql="")
        self._columns = columns

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        client = state_editor.client
        if client.capabilities.dialect == "sqlite":
            return
        for table, column in self._columns:
            await client.execute_script(
                f"""DO $$ BEGIN EXECUTE 'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET COMPRESSION lz4';
                EXCEPTION WHEN feature_not_supported OR syntax_error THEN NULL; END $$"""
            )
