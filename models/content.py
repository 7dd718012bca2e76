"""What the group publishes: FAQ, news and tips, regulatory checks of a site. Bodies are Markdown."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from models.france import today
from models.markdown import to_html


class Visibility(StrEnum):
    """Who may read a text."""

    PUBLIC = "PUBLIC"
    MEMBER = "MEMBER"


class ContentStatus(StrEnum):
    """Where a text stands. Only what is published exists for others than the group."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class ArticleKind(StrEnum):
    """News (actualité) or a tip (trucs et astuces)."""

    NEWS = "NEWS"
    TIP = "TIP"


class SitePhase(StrEnum):
    """The stage of a site's life: ouverture, exploitation, cession."""

    OPENING = "OPENING"
    OPERATION = "OPERATION"
    SALE = "SALE"


class Publication(Model):
    """What all published texts share. The columns for HTML are derived on save."""

    slug = fields.CharField(max_length=120, unique=True)
    visibility = fields.CharEnumField(Visibility, max_length=8, default=Visibility.PUBLIC)
    status = fields.CharEnumField(
        ContentStatus, max_length=16, default=ContentStatus.PUBLISHED, db_default=ContentStatus.PUBLISHED
    )

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Recompute the derived columns; `save` does it, bulk writers call it themselves."""
        raise NotImplementedError

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the derived columns recomputed."""
        self.derive()
        await super().save(*args, **kwargs)


class FaqEntry(Publication):
    """A question of the FAQ and its answer. Readers find it by its question, a public answer and the keywords."""

    id = fields.IntField(primary_key=True)
    topic = fields.CharField(max_length=80, default="", db_default="")
    position = fields.IntField(default=0, db_default=0)
    question = fields.TextField()
    answer = fields.TextField()
    answer_html = fields.TextField(default="", db_default="")
    # Words that people use and the text does not, e.g. "mdp login".
    keywords = fields.TextField(default="", db_default="")

    class Meta:
        table = "faq_entry"
        indexes = (("position", "id"),)

    def derive(self) -> None:
        """Recompute the derived column."""
        self.answer_html = to_html(self.answer)


class Article(Publication):
    """A piece of news or a tip. The summary is public whoever may read the body."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharEnumField(ArticleKind, max_length=8)
    title = fields.TextField()
    summary = fields.TextField(default="", db_default="")
    body = fields.TextField()
    body_html = fields.TextField(default="", db_default="")
    published_on = fields.DateField()

    class Meta:
        table = "article"
        indexes = (("published_on", "id"),)

    def derive(self) -> None:
        """Recompute the derived column. What is published on a day to come is scheduled for it."""
        self.body_html = to_html(self.body)
        if self.status in (ContentStatus.PUBLISHED, ContentStatus.SCHEDULED):
            self.status = ContentStatus.SCHEDULED if self.published_on > today() else ContentStatus.PUBLISHED


class RegulatoryCheck(Publication):
    """A check that a site must have made at a stage of its life. Without `every_months`: once."""

    id = fields.IntField(primary_key=True)
    phase = fields.CharEnumField(SitePhase, max_length=16)
    title = fields.TextField()
    body = fields.TextField()
    body_html = fields.TextField(default="", db_default="")
    every_months = fields.IntField(null=True)
    legal_source = fields.TextField(default="")

    class Meta:
        table = "regulatory_check"

    def derive(self) -> None:
        """Recompute the derived column."""
        self.body_html = to_html(self.body)
