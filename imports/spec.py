"""How a file is described: its columns, its key, what its rows refer to and which table they land in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tortoise.models import Model

from imports.cells import Parser
from imports.report import RowError

if TYPE_CHECKING:
    from imports.staging import Staging


@dataclass(frozen=True)
class Reference:
    """A cell names a row of another table by its key; the id of that row is stored."""

    model: type[Model]
    key: str
    file: str  # the import file that such rows come from
    where: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a file. `field` is the database column it lands in, by default of the same name.

    With `sql_type` the value is only staged, for the use of the spec's `through` or `relations`.
    """

    name: str
    parse: Parser
    required: bool = False
    field: str = ""
    reference: Reference | None = None
    sql_type: str = ""

    @property
    def target(self) -> str:
        """Its name in the staging table."""
        return self.field or self.name


@dataclass(frozen=True)
class Through:
    """The rows belong to an intermediate row (`table`, one for each `by`), which is created when missing."""

    table: str
    by: str
    field: str


@dataclass(frozen=True)
class Agreement:
    """Two cells of a row that must fit together; `check` raises `BadInput`, which is told of the second column."""

    first: str
    second: str
    check: Callable[[Any, Any], None]


@dataclass(frozen=True)
class Within:
    """A row may belong to a row of another table too, named by `key` within their common parent `by`.

    `staged` holds the name in the stage; the id goes to `field`, NULL where no name is given.
    """

    table: str
    key: str
    by: str
    staged: str
    field: str


@dataclass(frozen=True)
class Gone:
    """Keys that nobody new may have: the former ones in `column` of `table`, unless a row has one again."""

    table: str
    column: str
    expected: str


class Relation(Protocol):
    """What a row changes beside its own table. The three are called in this order, in the file's transaction."""

    async def refused(self, staging: Staging, file: str) -> tuple[int, list[RowError]]:
        """The rows that can't be applied: how many, and the first of them."""

    async def mark_changed(self, staging: Staging) -> None:
        """Turn `unchanged` in the plan to `updated` where the relation differs."""

    async def write(self, staging: Staging) -> None:
        """Apply the relation; the plan holds the id of every row by now."""


@dataclass(frozen=True)
class FileSpec:
    """One import file; `key`, `period` and `derived` name columns of the database."""

    name: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    through: Through | None = None
    within: Within | None = None
    links: str = ""  # the column whose list goes to the table `import_links`
    relations: tuple[Relation, ...] = ()
    locked: tuple[str, ...] = ()  # tables beside its own that nobody else may write to meanwhile
    period: tuple[str, str] | None = None  # (first, last) day; the first may not come after the last
    agreements: tuple[Agreement, ...] = ()
    exclusive: bool = False  # periods of the same key (without its first day) may not overlap
    derived: tuple[str, ...] = field(default=())  # columns that the model's `derive()` computes
    settles: bool = False  # the model has `settled`: columns that people settled here stay (`models.settled`)
    gone: Gone | None = None

    @property
    def table(self) -> str:
        """The table that the rows land in."""
        return str(self.model._meta.db_table)

    @property
    def key_columns(self) -> list[Column]:
        """The columns that identify a row within the file."""
        staged = {it.field: it.by for it in (self.through,) if it} | {
            it.field: it.staged for it in (self.within,) if it
        }
        names = [staged.get(name, name) for name in self.key]
        return [column for name in names for column in self.columns if column.target == name]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names that the header may hold."""
        return tuple(column.name for column in self.columns)
