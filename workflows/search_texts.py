"""The texts that people search: of each kind what may be found, and by whom.

What is gated can't be searched by: nothing of a reserved text but its title gets into what everybody searches.
"""

from __future__ import annotations

import functools

from models import Article, ContentStatus, FaqEntry, RegulatoryCheck, Supplier, Visibility
from models.markdown import passages
from search import Document, Field

# How much a text counts beside a title.
_KEYWORDS, _BODY, _ABOUT = 0.9, 0.5, 0.4


async def suppliers() -> list[Document]:
    """Suppliers by their names, what they say of themselves and their categories."""
    found = await Supplier.all().prefetch_related("categories")
    return [
        Document(
            supplier.id,
            (
                Field(supplier.name, name=True),
                *(Field(alias, _KEYWORDS, name=True) for alias in supplier.aliases),
                Field(supplier.summary, _BODY),
                *(Field(f"{category.name} {category.description}", _ABOUT) for category in supplier.categories),
            ),
        )
        for supplier in found
    ]


async def public_faq() -> list[Document]:
    """Questions, and the answers that everybody may read."""
    return await _faq(Visibility.PUBLIC)


async def members_faq() -> list[Document]:
    """Questions and all answers."""
    return await _faq(*Visibility)


async def _faq(*readable: Visibility) -> list[Document]:
    found = []
    for entry in await FaqEntry.filter(status=ContentStatus.PUBLISHED):
        answer = _passages(entry.answer) if entry.visibility in readable else ()
        fields = (
            Field(entry.question),
            Field(entry.keywords, _KEYWORDS),
            Field(entry.topic, _ABOUT),
            Field("\n".join(answer), _BODY),
        )
        found.append(Document(entry.id, fields, answer))
    return found


async def articles() -> list[Document]:
    """Titles and summaries, and the texts that everybody may read."""
    return [
        Document(one.id, (Field(one.title), Field(one.summary, _KEYWORDS), _public_body(one)))
        for one in await Article.filter(status=ContentStatus.PUBLISHED)
    ]


async def checks() -> list[Document]:
    """Titles and sources, and the texts that everybody may read."""
    return [
        Document(one.id, (Field(one.title), Field(one.legal_source, _ABOUT), _public_body(one)))
        for one in await RegulatoryCheck.filter(status=ContentStatus.PUBLISHED)
    ]


def _public_body(text: Article | RegulatoryCheck) -> Field:
    return Field("\n".join(_passages(text.body)) if text.visibility == Visibility.PUBLIC else "", _BODY)


@functools.lru_cache(maxsize=5_000)
def _passages(markdown: str) -> tuple[str, ...]:
    return tuple(passages(markdown))
