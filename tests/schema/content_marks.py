"""Rows to be marked of what the group publishes: one of each kind that is for members."""

from __future__ import annotations

import datetime as dt

from tortoise.models import Model

import models
from tests.texts import reserved_texts

TABLES: frozenset[type[Model]] = frozenset(
    {models.FaqEntry, models.Article, models.RegulatoryCheck, models.ServiceClosure}
)


async def rows() -> list[Model]:
    """One of each table."""
    closure = await models.ServiceClosure.create(first_day=dt.date(2026, 1, 2), last_day=dt.date(2026, 1, 2), reason="")
    return [*await reserved_texts(), closure]
