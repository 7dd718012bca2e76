"""Periods of validity, of coefficients and of terms: they are in order, and those of one owner never overlap.

Whoever changes them has the table to itself until the end of the transaction (imports do the same), so that what was
checked is still so when it is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from letters.french import format_day
from models import Coefficient, SupplierTerms
from models.locks import lock_table
from workflows.inputs import InputCode, Problems

P = TypeVar("P", Coefficient, SupplierTerms)

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Words:
    """How a refusal names the rows, in French; `{}` stands for days."""

    begins: str
    ends: str
    runs: str
    give_end: str


@asynccontextmanager
async def alone(model: type[Model]) -> AsyncIterator[None]:
    """A transaction in which nobody else, not even an import, writes to the table."""
    async with in_transaction() as connection:
        await lock_table(connection, model._meta.db_table)
        yield


def check_day(field: str, day: dt.date, problems: Problems) -> None:
    """A day that people mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.add(field, InputCode.INVALID, f"La date va de {FIRST_YEAR} à {LAST_YEAR}.")


def check_period(row: Coefficient | SupplierTerms, problems: Problems) -> None:
    """First and last day are days that people mean, in this order."""
    check_day("validFrom", row.valid_from, problems)
    if row.valid_to is not None:
        check_day("validTo", row.valid_to, problems)
        if row.valid_to < row.valid_from:
            problems.add("validTo", InputCode.INVALID, "Le dernier jour précède le premier.")


def check_end(row: Coefficient | SupplierTerms, last_day: dt.date, words: Words, problems: Problems) -> None:
    """A last day may come, or come earlier; one that comes later is a correction."""
    if last_day < row.valid_from:
        problems.add("lastDay", InputCode.INVALID, words.begins.format(format_day(row.valid_from)))
    elif row.valid_to is not None and last_day > row.valid_to:
        problems.add("lastDay", InputCode.CONFLICT, words.ends.format(format_day(row.valid_to)))
    else:
        check_day("lastDay", last_day, problems)


async def check_overlap(
    others: QuerySet[P], row: P, words: Words, problems: Problems, *, without: P | None = None
) -> None:
    """No other period of the same owner has a day in common."""
    found = others.filter(Q(valid_to=None) | Q(valid_to__gte=row.valid_from))
    if row.valid_to is not None:
        found = found.filter(valid_from__lte=row.valid_to)
    other = await found.exclude(id=without.id if without else 0).order_by("valid_from").first()
    if other is None:
        return
    until = f"au {format_day(other.valid_to)}" if other.valid_to else "sans fin"
    how = "" if other.valid_to else f" {words.give_end}"
    runs = words.runs.format(format_day(other.valid_from), until)
    problems.add("validFrom", InputCode.CONFLICT, f"{runs}{how}")


async def endless(others: QuerySet[P], row: P) -> P | None:
    """The one without an end that a new one takes the place of."""
    return await others.filter(valid_to=None, valid_from__lt=row.valid_from).first()


async def end_before(previous: P, row: P) -> None:
    """Give it the day before the new one as its last."""
    previous.valid_to = row.valid_from - dt.timedelta(days=1)
    await previous.save(update_fields=["valid_to"])


def in_french(row: Coefficient | SupplierTerms) -> str:
    """`du 1er janvier 2026 au 30 juin 2026`, for the journal."""
    return f"du {format_day(row.valid_from)}" + (f" au {format_day(row.valid_to)}" if row.valid_to else "")
