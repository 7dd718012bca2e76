"""The part of an answer that the FAQ gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FaqAnswered:
    """An article of the FAQ: its question, the page that shows it, and its answer as plain text in its own lines."""

    question: str
    slug: str
    article: str
