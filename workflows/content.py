"""What the group publishes, kept by administrators: FAQ entries, articles, regulatory checks.

DRAFT ──▶ PUBLISHED ──▶ WITHDRAWN ──▶ PUBLISHED …
an article whose day is still to come: SCHEDULED, published by `publish_what_is_due` on its day
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access.viewer import Viewer
from jobs.schedule import bring_forward
from models import Article, ContentStatus, FaqEntry, JournalKind, RegulatoryCheck
from models.content import Publication
from models.folding import fold
from models.france import today
from workflows import journal
from workflows.inputs import InputCode, Problems
from workflows.outcomes import Invalid
from workflows.sites import SITE_CHECKS

P = TypeVar("P", FaqEntry, Article, RegulatoryCheck)

LONGEST_SLUG = 120
MOST_POSITION = 100_000
MOST_MONTHS = 600
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class _Text:
    """A column of text: how long it may be, and whether it may be empty or have several lines."""

    longest: int
    required: bool = True
    lines: bool = False


_TEXTS: dict[type[Publication], dict[str, _Text]] = {
    FaqEntry: {
        "question": _Text(300),
        "answer": _Text(20_000, lines=True),
        "topic": _Text(80, required=False),
        "keywords": _Text(1_000, required=False),
    },
    Article: {
        "title": _Text(300),
        "summary": _Text(500, required=False),
        "body": _Text(50_000, lines=True),
    },
    RegulatoryCheck: {
        "title": _Text(300),
        "body": _Text(20_000, lines=True),
        "legal_source": _Text(500, required=False),
    },
}
_NUMBERS = {"position": (0, MOST_POSITION), "every_months": (1, MOST_MONTHS)}
_TITLES: dict[type[Publication], str] = {FaqEntry: "question", Article: "title", RegulatoryCheck: "title"}
_NAMES: dict[type[Publication], str] = {FaqEntry: "FAQ", Article: "Article", RegulatoryCheck: "Contrôle"}
_STATUS_KINDS = {
    ContentStatus.PUBLISHED: JournalKind.CONTENT_PUBLISHED,
    ContentStatus.SCHEDULED: JournalKind.CONTENT_PUBLISHED,
    ContentStatus.WITHDRAWN: JournalKind.CONTENT_WITHDRAWN,
}
# Columns that may be emptied by an update, where null can't say "as it is".
Given = Mapping[str, Any]


async def create(viewer: Viewer, model: type[P], given: Given) -> P | Invalid:
    """A new text. Without a slug it gets one made from its title."""
    problems = Problems()
    row = model(**{name: value for name, value in given.items() if name != "slug" and value is not None})
    _check(row, given, problems)
    slug = given.get("slug")
    if slug is None:
        row.slug = await _free_slug(model, str(getattr(row, _TITLES[model], "")))
    else:
        row.slug = slug
        _check_slug(slug, problems)
    return await _write(viewer, row, problems, JournalKind.CONTENT_ADDED)


async def update(viewer: Viewer, model: type[P], key: int, given: Given, *, clear: tuple[str, ...] = ()) -> P | Invalid:
    """Change what is given; the columns in `clear` become null."""
    row = await model.get_or_none(id=key)
    if row is None:
        return _no_such()
    problems = Problems()
    changes = {name: value for name, value in given.items() if value is not None} | dict.fromkeys(clear)
    row.update_from_dict(changes)
    _check(row, changes, problems)
    if "slug" in changes:
        _check_slug(row.slug, problems)
    return await _write(viewer, row, problems, JournalKind.CONTENT_CHANGED)


async def set_status(viewer: Viewer, model: type[P], key: int, status: ContentStatus) -> P | Invalid:
    """Publish, withdraw, or take back to being a draft."""
    row = await model.get_or_none(id=key)
    if row is None:
        return _no_such()
    problems = Problems()
    row.status = status
    _check(row, {}, problems)
    return await _write(viewer, row, problems, _STATUS_KINDS.get(status, JournalKind.CONTENT_CHANGED))


async def publish_what_is_due() -> None:
    """Publish the articles whose day has come. To be called on each day, soon after midnight."""
    due = Article.filter(status=ContentStatus.SCHEDULED, published_on__lte=today())
    await due.update(status=ContentStatus.PUBLISHED)


async def _write(viewer: Viewer, row: P, problems: Problems, kind: JournalKind) -> P | Invalid:
    if problems.found:
        return Invalid(problems.found)
    try:
        async with in_transaction():
            await row.save()
            await journal.record(kind, viewer, note=f"{_NAMES[type(row)]} : {row.slug}")
            if isinstance(row, RegulatoryCheck):
                await bring_forward(SITE_CHECKS)
    except IntegrityError:
        return Invalid.one("slug", InputCode.CONFLICT, f"Un autre texte s’appelle déjà « {row.slug} ».")
    return row


def _check(row: Publication, given: Given, problems: Problems) -> None:
    """What is wrong with the texts and numbers that were given, and with the status."""
    for name, rule in _TEXTS[type(row)].items():
        if name in given or (rule.required and not getattr(row, name)):
            _check_text(row, name, rule, problems)
    for name, (least, most) in _NUMBERS.items():
        value = given.get(name)
        if value is not None and not least <= value <= most:
            problems.add(_camel(name), InputCode.INVALID, f"Un nombre de {least} à {most} est attendu.")
    if row.status == ContentStatus.SCHEDULED and not isinstance(row, Article):
        problems.add("status", InputCode.INVALID, "Seul un article peut être programmé.")


def _check_text(row: Publication, name: str, rule: _Text, problems: Problems) -> None:
    text = str(getattr(row, name) or "")
    text = text.replace("\r\n", "\n").strip() if rule.lines else " ".join(text.split())
    setattr(row, name, text)
    if rule.required and not text:
        problems.add(_camel(name), InputCode.REQUIRED, "Ce texte ne peut pas être vide.")
    elif len(text) > rule.longest:
        problems.add(_camel(name), InputCode.INVALID, f"Ce texte a au plus {rule.longest} caractères.")
    elif _CONTROL.search(text):
        problems.add(_camel(name), InputCode.INVALID, "Ce texte contient un caractère invisible qui n’est pas accepté.")


def _check_slug(slug: str, problems: Problems) -> None:
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        problems.add(
            "slug",
            InputCode.INVALID,
            f"Des minuscules, des chiffres et des tirets, par exemple « code-cdp », au plus {LONGEST_SLUG} caractères.",
        )


async def _free_slug(model: type[Publication], title: str) -> str:
    """A slug made from a title that no other text has."""
    base = fold(title[:200]).replace(" ", "-")[: LONGEST_SLUG - 10].strip("-") or "texte"
    taken = {row.slug for row in await model.filter(slug__startswith=base).only("slug")}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _no_such() -> Invalid:
    return Invalid.one("id", InputCode.NOT_FOUND, "Ce texte n’existe pas.")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
