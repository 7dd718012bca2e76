"""What is new, and since when: whoever looks writes down what they see for the first time.

Not the day of publication counts but the first look, so that a draft that is published late, an import of old texts
and a transaction that takes its time are announced once, to everybody, and never overlooked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tortoise import timezone
from tortoise.expressions import Q
from tortoise.models import Model

from models import Announcement, AnnouncementKind, Article, ContentStatus, Supplier, SupplierTerms
from models.digests import ALWAYS
from models.france import today

M = TypeVar("M", bound=Model)

# An article of an older day is no news, whoever sees it for the first time.
FRESH = dt.timedelta(days=35)
# Nobody is told of anything older, however long they got no digest.
LONGEST = dt.timedelta(days=62)
# Of each kind; the newest. Letters show fewer.
MOST = 50


@dataclass
class Seen:
    """What a look found: what nobody had seen, and terms that are others now. Not yet written down."""

    new: list[Announcement] = field(default_factory=list)
    changed: list[Announcement] = field(default_factory=list)


@dataclass(frozen=True)
class Issue:
    """What there is to tell at a moment, with since when; who may read what of it is asked for each reader."""

    moment: dt.datetime
    articles: Sequence[tuple[dt.datetime, Article]]
    suppliers: Sequence[tuple[dt.datetime, Supplier]]
    terms: Sequence[tuple[dt.datetime, SupplierTerms]]


async def issue(*, write: bool) -> Issue:
    """What there is to tell now. A preview doesn't `write` down what it sees."""
    now = timezone.now()
    seen = await _look(now)
    if write:
        await Announcement.bulk_create(seen.new, ignore_conflicts=True)
        if seen.changed:
            await Announcement.bulk_update(seen.changed, ["fingerprint", "at"])
    told = {kind: await _told(kind, now, seen) for kind in AnnouncementKind}
    published = await _rows(Article, told[AnnouncementKind.ARTICLE], status=ContentStatus.PUBLISHED)
    return Issue(
        # Another process may have looked since: what it wrote down is part of this.
        moment=max([now, *(one.at for found in told.values() for one in found)]),
        articles=sorted(published, key=lambda one: (one[1].published_on, one[1].id), reverse=True),
        suppliers=await _rows(Supplier, told[AnnouncementKind.SUPPLIER]),
        terms=await _terms(told[AnnouncementKind.TERMS]),
    )


async def _told(kind: AnnouncementKind, now: dt.datetime, seen: Seen) -> list[Announcement]:
    """What is written down, and what was seen just now, which comes last since it may be another state of the same."""
    known = await Announcement.filter(kind=kind, at__gt=now - LONGEST).order_by("-at", "-key").limit(MOST)
    return known + [one for one in (*seen.new, *seen.changed) if one.kind is kind and one.at > ALWAYS]


async def _look(now: dt.datetime) -> Seen:
    known = {(one.kind, one.key): one for one in await Announcement.all()}
    seen = Seen()
    published = Article.filter(status=ContentStatus.PUBLISHED)
    oldest = today() - FRESH
    for key, day in await published.values_list("id", "published_on"):
        if (AnnouncementKind.ARTICLE, key) not in known:
            at = now if day >= oldest else ALWAYS
            seen.new.append(Announcement(kind=AnnouncementKind.ARTICLE, key=key, at=at))
    # A group that has just begun to send digests has no new suppliers.
    first = not any(kind is AnnouncementKind.SUPPLIER for kind, _ in known)
    terms = {one.supplier_id: one for one in await SupplierTerms.filter(_in_force())}
    for supplier in await Supplier.all().only("id"):
        key = supplier.id
        if (AnnouncementKind.SUPPLIER, key) not in known:
            at = ALWAYS if first else now
            seen.new.append(Announcement(kind=AnnouncementKind.SUPPLIER, key=key, at=at))
        _look_at_terms(key, terms.get(key), known.get((AnnouncementKind.TERMS, key)), now, seen)
    return seen


def _in_force() -> Q:
    day = today()
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def _look_at_terms(
    key: int, terms: SupplierTerms | None, known: Announcement | None, now: dt.datetime, seen: Seen
) -> None:
    print_ = _fingerprint(terms.general, terms.special) if terms else ""
    if known is None:  # a supplier's first terms are part of its being new
        seen.new.append(Announcement(kind=AnnouncementKind.TERMS, key=key, fingerprint=print_, at=ALWAYS))
    elif known.fingerprint != print_:
        known.fingerprint = print_
        known.at = now if print_ else known.at  # terms that are gone are nothing to tell
        seen.changed.append(known)


def _fingerprint(*texts: str | None) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest() if any(texts) else ""


async def _terms(told: Iterable[Announcement]) -> list[tuple[dt.datetime, SupplierTerms]]:
    """The terms of today of the suppliers that are told of, the latest news first."""
    since = {one.key: one.at for one in told}
    rows = await SupplierTerms.filter(_in_force(), supplier_id__in=list(since)).select_related("supplier")
    return _latest_first((since[row.supplier_id], row) for row in rows)


async def _rows(model: type[Any], told: Iterable[Announcement], **conditions: Any) -> list[tuple[dt.datetime, Any]]:
    """The rows that are told of, the latest first."""
    since = {one.key: one.at for one in told}
    rows: list[Model] = await model.filter(id__in=list(since), **conditions)
    return _latest_first((since[row.pk], row) for row in rows)


def _latest_first(found: Iterable[tuple[dt.datetime, M]]) -> list[tuple[dt.datetime, M]]:
    return sorted(found, key=lambda one: (one[0], one[1].pk), reverse=True)[:MOST]
