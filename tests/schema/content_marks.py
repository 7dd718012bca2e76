"""Rows to be marked of what the group publishes: one of each kind that is for members."""

from __future__ import annotations

from tortoise.models import Model

import models
from tests.texts import reserved_texts

TABLES: frozenset[type[Model]] = frozenset({models.FaqEntry, models.Article, models.RegulatoryCheck})


async def rows() -> list[Model]:
    """One of each table."""
    return list(await reserved_texts())
