"""`python manage.py audit FILES… --catalogue FOLDER`: the engine on a laptop, without server, mail and database."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from audit.engine import Engine
from audit.files import read_files
from audit.results import AuditResult
from audit.savings import Catalogue
from documents.audit_report.console import print_result
from documents.audit_report.context import ReportContext
from documents.audit_report.document import pdf
from documents.audit_report.drawing import Drawers
from documents.audit_report.workbook import xlsx
from errors import BadInput
from imports.catalogue import CatalogueFolder, read_catalogue

# Exit status when there is a result, but some files are not in it.
SOME_REFUSED = 3


def audit(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILES…", help="Invoices: XML, PDF, CSV, XLSX, scans, zip, .eml.", exists=True,
                       dir_okay=False),
    ],
    catalogue: Annotated[
        Path, typer.Option(help="Folder with the import files prices, categories, suppliers.", exists=True,
                           file_okay=False),
    ],
    category: Annotated[list[str] | None, typer.Option(help="Only this spend category; again for more.")] = None,
    out: Annotated[Path, typer.Option(help="Where audit.pdf and audit.xlsx go.", file_okay=False)] = Path(),
    company: Annotated[str, typer.Option(help="Whose invoices they are, for the report.")] = "",
) -> None:  # fmt: skip
    """Audit invoices: prints coverage and savings, writes the report as PDF and XLSX.

    Exit status: 0 every file was read, 3 some were refused, 1 none could be read or the catalogue is wrong, 2 usage.
    """
    prices = read_catalogue(catalogue)
    names = {each.code for each in prices.categories}
    if wrong := [code for code in category or () if code not in names]:
        raise BadInput(f"{', '.join(wrong)}: no category of {catalogue}; known are {', '.join(sorted(names))}.")
    result, report, workbook = asyncio.run(_audited(paths, prices, category, company))
    out.mkdir(parents=True, exist_ok=True)
    (out / "audit.pdf").write_bytes(report)
    (out / "audit.xlsx").write_bytes(workbook)
    print_result(result)
    typer.echo(f"Written: {out / 'audit.pdf'}, {out / 'audit.xlsx'}")
    if result.refused:
        raise typer.Exit(SOME_REFUSED)


async def _audited(
    paths: list[Path], prices: CatalogueFolder, scope: list[str] | None, company: str
) -> tuple[AuditResult, bytes, bytes]:
    reading, contents = await read_files(paths)
    if not reading.invoices:
        why = "\n".join(f"  {each.file.name}: {each.message} ({each.code})" for each in reading.refused)
        raise BadInput(f"No invoice could be read.\n{why}")
    names = {each.code: each.name for each in prices.categories}
    state = Catalogue(version=prices.version, date=prices.date, category_names=names)
    engine = Engine(prices.prices, prices.categories, state, prices.names)
    result = engine.audit(reading, scope=scope)
    async with Drawers() as drawers:
        crops = await drawers.crops(result, contents)
    today = dt.datetime.now(dt.UTC).astimezone().date()
    context = ReportContext(group_name="Centrale", issued_on=today, legal_name=company, crops=crops)
    return result, await pdf(result, context), xlsx(result, context)
