"""Rows to be marked of the catalogue's smaller tables, and how its calculations are asked for what is marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.models import Model

import models
from tests.group import Group

TABLES: frozenset[type[Model]] = frozenset({models.MinimumWage, models.JournalEntry, models.SupplierTerms})


async def rows(group: Group) -> list[Model]:
    """One of each table."""
    wage = await models.MinimumWage.first()
    assert wage is not None
    told = await models.JournalEntry.create(
        kind=models.JournalKind.CODE_REVEALED, member=group.member, supplier=group.office, person=group.owner
    )
    terms = await models.SupplierTerms.get(supplier=group.office)
    return [wage, told, terms]


def arguments(marks: Mapping[tuple[type[Model], str], tuple[Any, str]]) -> dict[str, list[str]]:
    """How the root fields are asked: for the qualification, day and place of the marked rows."""
    qualification = marks[models.Coefficient, "qualification"][1]
    day, supplier = marks[models.Coefficient, "valid_from"][1], '"Supplier:3"'
    question = f'qualification: "{qualification}", at: "{day}", grossHourlyWage: "999"'
    return {
        "minimumWage": ["", f'(at: "{marks[models.MinimumWage, "valid_from"][1]}")'],
        "qualifications": ["", f'(search: "{qualification}")'],
        "nearestAgencies": ['(input: { postcode: "69003" })', '(input: { postcode: "x" })'],
        "staffingCost": [
            f"(input: {{ {question} }})",
            f"(input: {{ {question}, supplierIds: [{supplier}], hours: 10 }})",
            f'(input: {{ qualification: "?", at: "{day}" }})',
        ],
    }
