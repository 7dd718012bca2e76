"""What the group publishes: FAQ, news and tips, regulatory checks of a site."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from models.folding import fold


class Visibility(StrEnum):
    """Who may read a text."""

    PUBLIC = "PUBLIC"
    MEMBER = "MEMBER"


class ArticleKind(StrEnum):
    """News (actualité) or a tip (trucs et astuces)."""

    NEWS = "NEWS"
    TIP = "TIP"


class SitePhase(StrEnum):
    """The stage of a site's life: ouverture, exploitation, cession."""

    OPENING = "OPENING"
    OPERATION = "OPERATION"
    SALE = "SALE"


class FaqEntry(Model):
    """A question of the FAQ and its answer in Markdown."""

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=120, unique=True)
    question = fields.TextField()
    answer = fields.TextField()
    visibility = fields.CharEnumField(Visibility, max_length=8, default=Visibility.PUBLIC)
    search_text = fields.TextField()

    class Meta:
        table = "faq_entry"

    def derive(self) -> None:
        """Recompute the derived column; `save` does it, bulk writers call it themselves.

        A reserved answer stays out of it: what is gated can't be searched by.
        """
        answer = self.answer if self.visibility == Visibility.PUBLIC else ""
        self.search_text = f"{fold(self.question)} {fold(answer)}".strip()

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the derived column recomputed."""
        self.derive()
        await super().save(*args, **kwargs)


class Article(Model):
    """A piece of news or a tip, Markdown."""

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=120, unique=True)
    kind = fields.CharEnumField(ArticleKind, max_length=8)
    title = fields.TextField()
    body = fields.TextField()
    published_on = fields.DateField()
    visibility = fields.CharEnumField(Visibility, max_length=8, default=Visibility.PUBLIC)

    class Meta:
        table = "article"


class RegulatoryCheck(Model):
    """A check that a site must have made at a stage of its life. Without `every_months`: once."""

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=120, unique=True)
    phase = fields.CharEnumField(SitePhase, max_length=16)
    title = fields.TextField()
    body = fields.TextField()
    every_months = fields.IntField(null=True)
    legal_source = fields.TextField(default="")
    visibility = fields.CharEnumField(Visibility, max_length=8, default=Visibility.PUBLIC)

    class Meta:
        table = "regulatory_check"
