"""Importing a folder: find its files, load them in the order of their dependencies, each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from errors import AppError, BadInput, ErrorCode
from imports import upsert
from imports.formats import FORMATS
from imports.lookups import Lookup, load_lookups
from imports.report import FileReport, ImportRejected, ImportReport, Problems
from imports.rows import Row, RowReader, header_columns, nearest
from imports.sheets import SUFFIXES, Sheet, SheetError, open_sheet
from imports.spec import FileSpec
from imports.staging import STAGINGS, Staging
from models.database import dialect

# (file, done, total): bytes of a CSV, rows of a workbook.
Progress = Callable[[str, int, int], None]

_BATCH = 5_000
# What a spreadsheet may also be saved as, and isn't read.
_FOREIGN = (".xls", ".ods", ".tsv", ".txt", ".xlsm", ".xlsb")


class _RefusedError(Exception):
    """Rolls back the transaction of a file with problems."""


def find_files(folder: Path) -> list[tuple[FileSpec, Path]]:
    """The import files of a folder in the order of loading; `BadInput` for a name that isn't one, or given twice."""
    known = {spec.name: spec for spec in FORMATS}
    found: dict[str, Path] = {}
    problems: list[str] = []
    for path in _candidates(folder):
        name = path.stem.lower()
        if name not in known:
            problems.append(f"{path.name} isn't an import file, {nearest(name, known)}")
        elif path.suffix.lower() not in SUFFIXES:
            problems.append(f"{path.name} can't be read; save it as .csv or .xlsx")
        elif name in found:
            problems.append(f"{path.name} and {found[name].name} are the same file; remove one")
        found.setdefault(name, path)
    if problems:
        raise BadInput(f"Nothing was imported from {folder}: {'; '.join(problems)}.")
    if not found:
        raise BadInput(f"{folder} has no import file; known are {', '.join(known)}, each as .csv or .xlsx.")
    return [(spec, found[spec.name]) for spec in FORMATS if spec.name in found]


def _candidates(folder: Path) -> list[Path]:
    """The files that look like sheets; spreadsheets' lock files (`~$…`, `.~lock…`) and other files don't."""
    if not folder.is_dir():
        raise BadInput(f"{folder} isn't a folder.")
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith((".", "~")) and path.suffix.lower() in (*SUFFIXES, *_FOREIGN)
    )


async def import_folder(folder: Path, progress: Progress | None = None) -> ImportReport:
    """Load every import file of a folder into the open database.

    Raises `BadInput` before anything is loaded when the folder itself is wrong, and `ImportRejected` at the end when
    files had bad rows: those changed nothing, the others are loaded.
    """
    refused: set[str] = set()
    reports: list[FileReport] = []
    for spec, path in find_files(folder):
        started = time.monotonic()
        report = await _import_file(spec, path, refused, progress or _silent)
        reports.append(replace(report, seconds=time.monotonic() - started))
        if not report.accepted:
            refused.add(spec.name)
    if refused:
        raise ImportRejected(ImportReport(tuple(reports)))
    return ImportReport(tuple(reports))


def _silent(file: str, done: int, total: int) -> None:
    """No progress is shown."""


async def _import_file(spec: FileSpec, path: Path, refused: set[str], progress: Progress) -> FileReport:
    problems = Problems(path.name)
    counts: dict[str, int] = {}
    try:
        sheet = open_sheet(path, spec.column_names)
        columns = header_columns(spec, sheet.header)
        lookups = await load_lookups(spec, refused)
        staging_class = STAGINGS[dialect()]
        reader = RowReader(spec, columns, staging_class.encode, lookups, problems)
        async with in_transaction() as connection:
            staging = staging_class(spec, connection, reader.staged)
            counts = await _load(staging, sheet, reader, lookups, problems, progress)
    except _RefusedError:
        pass
    except SheetError as error:
        problems.add_row(error.line, error.problems)
    except IntegrityError as error:
        message = f"{path.name}: somebody else changed the database meanwhile, please import again ({error})."
        raise AppError(message, code=ErrorCode.CONFLICT) from error
    return FileReport(
        path.name,
        created=counts.get("created", 0),
        updated=counts.get("updated", 0),
        unchanged=counts.get("unchanged", 0),
        rejected=problems.rows,
        error_count=problems.total,
        errors=problems.first(),
    )


async def _load(
    staging: Staging,
    sheet: Sheet,
    reader: RowReader,
    lookups: dict[str, Lookup],
    problems: Problems,
    progress: Progress,
) -> dict[str, int]:
    """Stage, check, write. Every row is read before the file is refused, so that all errors are told at once."""
    await staging.prepare()
    for batch in _batches(sheet, reader):
        links = [(row.values[0], other) for row in batch for other in row.links]
        await staging.load_rows([row.values for row in batch], links)
        progress(problems.file, sheet.done, sheet.total)
    await staging.loaded()
    await staging.lock()
    await upsert.make_plan(staging)
    await upsert.find_problems(staging, lookups, problems)
    if problems.total:
        raise _RefusedError
    counts = await upsert.write(staging)
    await staging.drop()
    progress(problems.file, sheet.total, sheet.total)
    return counts


def _batches(sheet: Sheet, reader: RowReader) -> Iterator[list[Row]]:
    rows = sheet.rows()
    while lines := list(islice(rows, _BATCH)):
        yield [row for line, cells in lines if (row := reader.read(line, cells))]
