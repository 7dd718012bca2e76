"""What a server imports: it starts quickly, and opens strangers' files in no process that has secrets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.end_to_end.server_process import ROOT

# Readers of PDFs, pictures, HTML and workbooks; the demo's mail servers and console.
APART = ("PIL", "pikepdf", "pypdfium2", "lxml", "inscriptis", "python_calamine", "rapidocr", "audit.reading.route")
DEMO = ("embedded", "pymap", "aiosmtpd", "rich")
TABLES = ("tortoise", "models", "settings", "graphql", "access")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("server", (*APART, *DEMO)),
        ("mailbot.message.worker", TABLES),
        ("audit.reading.worker", TABLES),
        ("documents.audit_report.worker", TABLES),
    ],
)
def test_what_belongs_elsewhere_is_not_imported(module: str, unwanted: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*(name for name in {unwanted} if name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
