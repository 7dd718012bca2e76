"""Repeats the failed checks in pytest's summary, so that a run that fails for them says so where one looks first."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None]:
    """`scripts/test` names them in `FAILED_CHECKS`; they stand below the failed tests, above the closing line."""
    yield
    for failed in filter(None, os.environ.get("FAILED_CHECKS", "").split(";")):
        terminalreporter.write_line(f"FAILED besides the tests: {failed}", red=True)
