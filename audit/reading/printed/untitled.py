"""The column of texts where no title says which it is: that with the most letters beside the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.reading.printed.header import Column
from audit.reading.printed.labels import TEXTS, Role, is_of_papers, role_of
from audit.reading.printed.numbers import number
from audit.reading.printed.words import Row, Word

# Capitals and digits, both or with a hyphen between: no number and no date.
_CODE = re.compile(r"(?=.*[A-Z])(?=.*[\d-])[A-Z0-9][A-Z0-9./_-]{3,20}")
_NUMBERED = re.compile(r"\d{5,14}")


def with_references(columns: list[Column], rows: Sequence[Row], mark: str) -> None:
    """Where no title says which column has references: that of unknown title with codes alone ("Modèle")."""
    if any(column.role is Role.REFERENCE for column in columns):
        return
    unknown = [one for one in columns if one.role is Role.OTHER and one.title and role_of(one.title) is None]
    unknown = [one for one in unknown if not is_of_papers(one.title)]
    if not unknown:
        return
    numeric = [column for column in columns if column.role not in TEXTS]
    beside = [row for row in rows if sum(_under(row, column, mark) for column in numeric) > 1]
    for column in unknown:
        end = min((other.left for other in columns if other.left > column.left), default=9999.0)
        cells = [[word.text for word in row.words if column.left - 4 <= word.left < end - 2] for row in beside]
        codes = [cell[0] for cell in cells if len(cell) == 1 and _CODE.fullmatch(cell[0])]
        filled = sum(map(bool, cells))
        if not codes:
            codes = [cell[0] for cell in cells if len(cell) == 1 and _NUMBERED.fullmatch(cell[0])]
        if len(set(codes)) > 1 and len(codes) >= max(0.7 * filled, len(beside) / 3):
            column.role = Role.REFERENCE
            return


def with_text(columns: list[Column], rows: Sequence[Row], mark: str) -> list[Column]:
    """The columns, one of them of texts: one whose title we don't know, or what stands left of all titles."""
    if not columns or any(column.role is Role.TEXT for column in columns):
        return columns
    numeric = [column for column in columns if column.role not in TEXTS]
    beside = [row for row in rows if sum(_under(row, column, mark) for column in numeric) > 1]
    if not beside:
        return columns
    first = min(column.left for column in columns)
    left = [word for row in beside for word in row.words if word.right < first - 2]
    best, most = None, _letters(left)
    for column in columns:
        if column.role is Role.OTHER and role_of(column.title) is None:
            end = min((other.left for other in columns if other.left > column.left), default=9999.0)
            here = [word for row in beside for word in row.words if column.left - 2 <= word.left < end - 2]
            if _letters(here) > most:
                best, most = column, _letters(here)
    if most < 4 * len(beside):
        return columns
    if best is not None:
        best.role = Role.TEXT
        return columns
    return [Column(Role.TEXT, min(word.left for word in left), max(word.right for word in left), ""), *columns]


def _under(row: Row, column: Column, mark: str) -> bool:
    return any(
        min(word.right, column.right) - max(word.left, column.left) > 0 and number(word.text, mark) is not None
        for word in row.words
    )


def _letters(words: Sequence[Word]) -> int:
    return sum(map(str.isalpha, "".join(word.text for word in words)))
