"""An import as the console shows it: a bar for each long file, and the closing table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table

from imports.folder import Progress
from imports.report import ImportReport


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars on standard error while an import runs; nothing where that isn't a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(file: str, done: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(file, total=total)
            bars.update(tasks[file], completed=done, total=total)

        yield show


def print_report(report: ImportReport, console: Console | None = None) -> None:
    """The closing table: created, updated, unchanged and rejected rows of each file."""
    table = Table()
    table.add_column("file")
    for name in ("created", "updated", "unchanged", "rejected", "seconds"):
        table.add_column(name, justify="right")
    for it in report.files:
        counts = (f"{number:,}" for number in (it.created, it.updated, it.unchanged, it.rejected))
        table.add_row(it.file, *counts, f"{it.seconds:.1f}", style=None if it.accepted else "red")
    (console or Console()).print(table)
