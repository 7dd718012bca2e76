"""Repeats the failed checks in pytest's summary, so that a run that fails for them says so where one looks first."""

from __future__ import annotations

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """`scripts/test` names them in `FAILED_CHECKS`."""
    for failed in filter(None, os.environ.get("FAILED_CHECKS", "").split(";")):
        terminalreporter.write_line(f"FAILED besides the tests: {failed}", red=True)
