"""The audit on a console: files with what became of them, coverage, two totals; texts steer no terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from audit.results import AuditResult
from documents.audit_report.console import print_result
from tests.documents.audit_report.samples import hostile, sample


def printed(result: AuditResult) -> str:
    out = StringIO()
    print_result(result, Console(file=out, width=160, force_terminal=False))
    return out.getvalue()


def test_it_tells_files_coverage_and_both_totals() -> None:
    result = sample()
    text = printed(result)
    for fact in ("F-2026-001.xml", "refused: UNKNOWN", "scan.doc", "3 of 4", "NO_EQUIVALENT", "VAT"):
        assert fact in text, fact
    totals = [row.replace("│", " ").split() for row in text.splitlines() if row.startswith("│ all")]
    for row, own in zip(totals, (result.identical, result.equivalent), strict=True):
        assert row[2:] == [str(own.lines), f"{own.paid:,}", f"{own.negotiated:,}", f"{own.saving:,}"]


def test_texts_are_texts() -> None:
    text = printed(hostile())
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "\u202e" not in text
    assert "<b>gras</b>" in text
