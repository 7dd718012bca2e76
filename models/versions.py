"""Versions of data that answers are kept by: each write moves its version on, in the same transaction, by a trigger.

So whoever writes (a mutation, an import, somebody in psql) can't forget it, and a version that is visible has its
data visible too. `access` covers what decides who a viewer is, `catalogue` what is the same for everybody,
`prices` what lines of invoices are matched with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tortoise import fields
from tortoise.migrations.operations import RunSQL
from tortoise.models import Model

ACCESS = "access"
CATALOGUE = "catalogue"
PRICES = "prices"

_EVENTS = ("INSERT", "UPDATE", "DELETE")
# A new session changes nothing of what is known about others, nor that one was seen again; one that is ended does.
ACCESS_EVENTS = {
    "person": _EVENTS,
    "affiliation": _EVENTS,
    "member": _EVENTS,
    "session": ("UPDATE OF revoked_at, expires_at", "DELETE"),
    "supplier_access": ("UPDATE OF revoked_at", "DELETE"),
}
CATALOGUE_EVENTS = {
    "category": _EVENTS,
    "supplier": _EVENTS,
    "supplier_category": _EVENTS,
    "agency": _EVENTS,
    "coefficient": _EVENTS,
    "supplier_terms": _EVENTS,
    "minimum_wage": _EVENTS,
    "faq_entry": _EVENTS,
    "article": _EVENTS,
    "regulatory_check": _EVENTS,
    "service_closure": _EVENTS,
}
PRICE_EVENTS = {
    "price_line": _EVENTS,
    "framework_agreement": ("UPDATE OF supplier_id",),
    "supplier": ("INSERT", "UPDATE OF code, name, aliases", "DELETE"),
    "category": ("INSERT", "UPDATE OF code, name, description", "DELETE"),
}


def version_sql(name: str) -> str:
    """The expression of a version; read together with data, it is of the same snapshot."""
    return f"(SELECT version FROM data_version WHERE name = '{name}')"  # noqa: S608 - our own name


class DataVersion(Model):
    """A version, moved on by triggers only."""

    name = fields.CharField(max_length=32, primary_key=True)
    version = fields.BigIntField(default=1)

    class Meta:
        table = "data_version"


class VersionTriggers(RunSQL):
    """The migration step that installs the triggers of tables, in the dialect of the database.

    The first of a version makes its row too. A migration names its tables itself: those above may be later ones'.
    """

    def __init__(self, name: str, events: dict[str, tuple[str, ...]], *, first: bool = True) -> None:
        super().__init__(sql="")
        self.name, self.events, self.first = name, events, first

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        client = state_editor.client
        postgres = client.capabilities.dialect != "sqlite"
        if self.first:
            await client.execute_query(f"INSERT INTO data_version (name, version) VALUES ('{self.name}', 1)")  # noqa: S608
        for statement in self._postgres() if postgres else self._sqlite():
            await client.execute_query(statement)

    def _postgres(self) -> Iterator[str]:
        if self.first:
            yield (
                f"CREATE FUNCTION move_{self.name}_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
                f"UPDATE data_version SET version = version + 1 WHERE name = '{self.name}'; RETURN NULL; END $$"
            )
        for table, events in self.events.items():
            yield _postgres_trigger(self.name, table, events)

    def _sqlite(self) -> Iterator[str]:
        for table, events in self.events.items():
            yield from _sqlite_triggers(self.name, table, events)


class ReplaceTriggers(RunSQL):
    """The migration step that has a table move a version on at other events than until now."""

    def __init__(self, name: str, table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        super().__init__(sql="")
        self.name, self.table, self.before, self.after = name, table, before, after

    async def _run_sql(self, state_editor: Any, sql: Any) -> None:
        client = state_editor.client
        postgres = client.capabilities.dialect != "sqlite"
        for statement in self._postgres() if postgres else self._sqlite():
            await client.execute_query(statement)

    def _postgres(self) -> Iterator[str]:
        yield f'DROP TRIGGER move_{self.name}_version ON "{self.table}"'
        yield _postgres_trigger(self.name, self.table, self.after)

    def _sqlite(self) -> Iterator[str]:
        for event in self.before:
            yield f'DROP TRIGGER "{_sqlite_name(self.name, self.table, event)}"'
        yield from _sqlite_triggers(self.name, self.table, self.after)


def _postgres_trigger(name: str, table: str, events: tuple[str, ...]) -> str:
    happens, function = " OR ".join((*events, "TRUNCATE")), f"move_{name}_version"
    return f'CREATE TRIGGER {function} AFTER {happens} ON "{table}" EXECUTE FUNCTION {function}()'


def _sqlite_triggers(name: str, table: str, events: tuple[str, ...]) -> Iterator[str]:
    for event in events:
        yield (
            f'CREATE TRIGGER "{_sqlite_name(name, table, event)}" AFTER {event} ON "{table}" BEGIN '  # noqa: S608
            f"UPDATE data_version SET version = version + 1 WHERE name = '{name}'; END"
        )


def _sqlite_name(name: str, table: str, event: str) -> str:
    return f"{table}_{event.split()[0].lower()}_{name}"
