"""What an import did: per file the counts, and every bad row with what was expected there."""

from __future__ import annotations

from dataclasses import dataclass, field

from errors import BadInput

LISTED_ERRORS = 200


@dataclass(frozen=True, order=True)
class RowError:
    """One cell that can't be used: where it is, what stands there and what was expected. Lines count from 1."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        shown = self.value if len(self.value) <= 80 else self.value[:79] + "…"
        return f"{where}: {shown!r}, expected {self.expected}" if shown else f"{where}: expected {self.expected}"


@dataclass
class Problems:
    """Collects the errors of one file in bounded memory: the first `LISTED_ERRORS`, and how many there are."""

    file: str
    total: int = 0
    rows: int = 0
    listed: list[RowError] = field(default_factory=list)

    def add_row(self, line: int, problems: list[tuple[str, str, str]]) -> None:
        """Every (column, value, expected) that is wrong in one row."""
        self.rows += 1
        self.total += len(problems)
        if len(self.listed) < LISTED_ERRORS:
            self.listed += [RowError(self.file, line, *problem) for problem in problems]

    def add_counted(self, total: int, errors: list[RowError]) -> None:
        """Errors that the database found: how many rows, and the first of them."""
        self.rows += total
        self.total += total
        self.listed += errors

    def first(self) -> tuple[RowError, ...]:
        """What is listed, in the order of the file."""
        return tuple(sorted(self.listed)[:LISTED_ERRORS])


@dataclass(frozen=True)
class FileReport:
    """What became of one file. A file with a bad row changed nothing; `rejected` counts its bad rows."""

    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    seconds: float = 0.0
    error_count: int = 0
    errors: tuple[RowError, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file's rows are in the database now."""
        return self.error_count == 0

    def error_text(self) -> str:
        """Its errors, a line each, the listing cut at `LISTED_ERRORS`."""
        lines = [f"  {error}" for error in self.errors]
        hidden = self.error_count - len(self.errors)
        return "\n".join([*lines, f"  … and {hidden:,} more."] if hidden else lines)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, file by file in the order of loading."""

    files: tuple[FileReport, ...]

    @property
    def rejected(self) -> tuple[FileReport, ...]:
        """The files that changed nothing because a row was bad."""
        return tuple(report for report in self.files if not report.accepted)


class ImportRejected(BadInput):
    """Files had bad rows: those changed nothing, the others are loaded. `report` has both."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        parts = [f"{bad.file}: {bad.error_count:,} errors, nothing of it was changed.\n{bad.error_text()}"
                 for bad in report.rejected]  # fmt: skip
        super().__init__("\n".join(parts))
