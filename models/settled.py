"""Columns that were settled here, by people: an import leaves them as they are until its file says the same."""

from __future__ import annotations

from collections.abc import Iterable


def mark(column: str) -> str:
    """How a column stands among the settled ones."""
    return f"|{column}|"


def settled_with(known: str, columns: Iterable[str]) -> str:
    """The settled columns with these too."""
    return known + "".join(mark(column) for column in sorted(columns) if mark(column) not in known)
