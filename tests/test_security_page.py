"""docs/security.md is true: every line of it names a test, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
# What the list must speak of, each in a line of a table.
LIST = (
    "Argon2id", "12 characters", "__Host-", "preflight header", "WebSockets", "stored hashed, listed and revocable",
    "256 bits", "only the hash stored", "Single use, 60 minutes", "only the latest valid", "never from Host",
    "in words and in time", "ends every session and socket", "a notice is mailed", "never a lock-out",
    "at most so large", "never opened", "bounded before they are opened", "attachments with nosniff",
    "exports and erases", "ends with its time", "is written down", "Exceptions never reach a client", "node",
    "filtered, searched or counted", "subscriptions included", "others' rows", "No text keeps a processor busy",
)  # fmt: skip


def _lines() -> Iterator[str]:
    """The promises: the lines of tables that have three columns, without their heads."""
    for block in re.split(r"\n\n+", PAGE):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        if rows and rows[0].startswith("| promise"):
            yield from rows[2:]


LINES = tuple(_lines())


@cache
def names_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[2:50])
def test_every_promise_has_tests_that_exist_and_a_figure(line: str) -> None:
    _, promise, tests, figure, _ = (cell.strip() for cell in line.split("|"))
    assert promise
    assert figure
    named = _NAMED.findall(tests)
    assert named, "a promise without a test is none"
    assert tests.count("`") == 2 * len(named)
    for path, name in named:
        assert name in names_of(path), f"{path} has no {name}"


@pytest.mark.parametrize("words", LIST)
def test_everything_on_the_list_is_promised(words: str) -> None:
    assert [line for line in LINES if words in line]


def test_there_are_many() -> None:
    assert len(LINES) > 50


# Writes texts as texts: tests/documents/audit_report/test_workbook.py.
WRITERS = ("documents/audit_report/workbook.py",)


def test_one_spreadsheet_is_written() -> None:
    """A cell that begins with `=` is run by whoever opens it; who adds such an export escapes it and says so here."""
    product = [
        path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in ("tests", "scripts", "bench")
    ]
    product = [path for path in product if not {".venv", "build", "node_modules"} & set(path.relative_to(ROOT).parts)]
    assert len(product) > 200
    writers = re.compile(r"csv\.(?:writer|DictWriter)|openpyxl|xlsxwriter")
    found = [path.relative_to(ROOT).as_posix() for path in product if writers.search(path.read_text("utf-8"))]
    assert tuple(found) == WRITERS
