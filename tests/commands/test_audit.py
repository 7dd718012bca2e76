"""`manage.py audit`: files in, figures on the console, reports on disk; the exit status says what became of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import typer
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from commands.audit import audit as command
from errors import AppError
from tests.audit.invoices_printed import printed

ROOT = Path(__file__).resolve().parents[2]


def audit(*arguments: str) -> Result:
    """The command, in the folder where we are."""
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160"})


@pytest.fixture
def invoices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An invoice as XML and as PDF, in a folder where we are."""
    monkeypatch.chdir(tmp_path)
    electronic, paper = printed()
    (tmp_path / "facture.xml").write_bytes(electronic)
    (tmp_path / "facture.pdf").write_bytes(paper)
    return tmp_path


CATALOGUE = ("--catalogue", str(ROOT / "demo"))


def test_a_pdf_is_audited_from_end_to_end(invoices: Path) -> None:
    """As people call it, without a setting and without a database: the totals on the console, in the PDF and in the
    workbook are the same, and the lines are seen as they stand in the invoice."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("CENTRALE_")}
    started = [sys.executable, str(ROOT / "manage.py"), "audit", "facture.pdf", *CATALOGUE, "--out", "rapport"]
    done = subprocess.run(
        [*started, "--company", "Atelier Morin"], env=environment | {"COLUMNS": "160"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 of 1" in done.stdout
    totals = {
        kind: [paid, negotiated, saving]
        for kind, paid, negotiated, saving in re.findall(
            r"│ all +│ (\w+) +│ +\d+ │ +([-\d.,]+) │ +([-\d.,]+) │ +([-\d.,]+) │", done.stdout
        )
    }
    assert set(totals) == {"identical", "equivalent"}
    assert any(paid != "0.00" for paid, _, _ in totals.values())
    report = pypdfium2.PdfDocument((invoices / "rapport/audit.pdf").read_bytes())
    text = re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.get_textpage().get_text_range() for page in report))
    assert "Atelier Morin" in text
    assert "Extraits de vos factures" in text
    book = CalamineWorkbook.from_filelike(BytesIO((invoices / "rapport/audit.xlsx").read_bytes()))
    rows = book.get_sheet_by_name("Synthèse").to_python()
    (whole,) = [row for row in rows if row[0] == "Ensemble"]
    for first, kind in ((2, "identical"), (5, "equivalent")):
        assert [f"{cell:.2f}" for cell in whole[first : first + 3]] == totals[kind]
        if totals[kind][0] != "0.00":
            assert "payé " + totals[kind][0].replace(".", ",") in text


def test_a_file_that_can_t_be_read_stops_no_other(invoices: Path) -> None:
    (invoices / "lettre.doc").write_bytes(b"nothing\x00\x01")
    done = audit("lettre.doc", "facture.xml", *CATALOGUE)
    assert done.exit_code == 3, done.output
    assert "refused: UNKNOWN_FORMAT" in done.stdout
    assert (invoices / "audit.pdf").exists()


def test_one_category_leaves_the_others_out(invoices: Path) -> None:
    done = audit("facture.xml", *CATALOGUE, "--category", "hygiene")
    assert done.exit_code == 0, done.output
    assert "OUT_OF_SCOPE" in done.stdout
    assert "Papeterie" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("facture.xml", *CATALOGUE, "--category", "fleurs"), 1, "fleurs: no category of"),
        (("vide.xml", *CATALOGUE), 1, "No invoice could be read."),
        (("facture.xml", "--catalogue", "."), 1, "has no import file"),
        (("facture.xml",), 2, "--catalogue"),
        (("rien.xml", *CATALOGUE), 2, "rien.xml"),
    ],
)
def test_what_can_t_be_done_is_told(invoices: Path, arguments: tuple[str, ...], status: int, told: str) -> None:
    (invoices / "vide.xml").write_bytes(b"")
    done = audit(*arguments)
    assert done.exit_code == status
    # What is expected to fail is told by `manage.main`, for all commands.
    assert told in (str(done.exception) if isinstance(done.exception, AppError) else done.output)
    assert not (invoices / "audit.pdf").exists()
