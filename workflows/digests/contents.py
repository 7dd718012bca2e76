"""What of an issue one reader gets: what is new since their last letter, and theirs to read at this moment.

The rules are those of the API: row scopes of `access.scope`, roles of `access.policy`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from access.conditions import met
from access.policy import Role, has_role, roles_of
from access.scope import scope_of
from access.viewer import Viewer
from letters.digest import DigestArticle, DigestCheck, DigestSupplier
from models import Article, ArticleKind, ContentStatus, MemberStatus, SiteCheck, SupplierTerms, Visibility
from models.france import PARIS
from models.markdown import to_text
from models.typography import typeset
from workflows.digests.announcements import Issue

T = TypeVar("T")

# How many of each a letter shows.
MOST = 8
# A check is told when it comes this near, and again once its day is over.
NEAR = dt.timedelta(days=60)
LONGEST_EXCERPT = 280


@dataclass(frozen=True)
class Contents:
    """What a reader's letter would hold. `new`: something of it is worth a letter; checks known before are not."""

    news: Sequence[DigestArticle]
    tips: Sequence[DigestArticle]
    suppliers: Sequence[DigestSupplier]
    terms: Sequence[DigestSupplier]
    checks: Sequence[DigestCheck]
    new: bool


def contents_for(viewer: Viewer, issue: Issue, since: dt.datetime, checks: Iterable[SiteCheck]) -> Contents:
    """The reader's part of the issue. `checks`: those of their companies that are near, the most urgent first."""
    articles = _since(issue.articles, since)
    visible = [one for one in articles if met(scope_of(Article, roles_of(viewer)), one, viewer)]
    news, tips = (
        [_article(viewer, one) for one in visible if one.kind is kind] for kind in (ArticleKind.NEWS, ArticleKind.TIP)
    )
    suppliers = _since(issue.suppliers, since)
    terms = [one for one in _since(issue.terms, since) if met(scope_of(SupplierTerms, roles_of(viewer)), one, viewer)]
    new = {supplier.id for supplier in suppliers}
    near = [check for check in checks if check.next_due_on is not None]
    return Contents(
        news=news,
        tips=tips,
        suppliers=[DigestSupplier(typeset(one.name), _begin(one.summary)) for one in suppliers],
        terms=[DigestSupplier(typeset(one.supplier.name), _terms(one)) for one in terms if one.supplier_id not in new],
        checks=[_check(viewer, one, issue.moment) for one in near],
        new=bool(visible or suppliers or terms or any(_came_near(one, since, issue.moment) for one in near)),
    )


async def checks_near(viewers: Iterable[Viewer], moment: dt.datetime) -> Mapping[int, list[SiteCheck]]:
    """For each company of these readers that is a member: its checks that are near or overdue; one statement."""
    companies = {one.member_id for viewer in viewers for one in viewer.memberships if one.status is MemberStatus.MEMBER}
    found: defaultdict[int, list[SiteCheck]] = defaultdict(list)
    rows = SiteCheck.filter(
        member_id__in=companies,
        check__status=ContentStatus.PUBLISHED,
        next_due_on__isnull=False,
        due_order__lte=_day(moment) + NEAR,
    )
    for row in await rows.select_related("check").order_by("due_order", "id"):
        found[row.member_id].append(row)
    return found


def checks_of(viewer: Viewer, near: Mapping[int, list[SiteCheck]]) -> list[SiteCheck]:
    """Those of the reader's companies while these are members, the most urgent first."""
    own = [one.member_id for one in viewer.memberships if one.status is MemberStatus.MEMBER]
    return sorted((row for key in own for row in near.get(key, ())), key=lambda row: (row.due_order, row.id))


def _since(found: Iterable[tuple[dt.datetime, T]], since: dt.datetime) -> list[T]:
    return [row for at, row in found if at > since]


def _article(viewer: Viewer, article: Article) -> DigestArticle:
    readable = article.visibility is Visibility.PUBLIC or has_role(viewer, Role.MEMBER)
    text = article.summary or (_begin(to_text(article.body)) if readable else "")
    return DigestArticle(typeset(article.title), typeset(text), reserved=not readable)


def _terms(terms: SupplierTerms) -> str:
    return _begin(to_text("\n\n".join(filter(None, (terms.general, terms.special)))))


def _check(viewer: Viewer, row: SiteCheck, moment: dt.datetime) -> DigestCheck:
    names = {one.member_id: one.legal_name for one in viewer.memberships}
    assert row.next_due_on is not None  # noqa: S101 - what has no day was left out
    return DigestCheck(
        title=typeset(row.check.title),
        due_on=row.next_due_on,
        overdue=row.next_due_on < _day(moment),
        member_name=names[row.member_id] if len(names) > 1 else None,
    )


def _came_near(row: SiteCheck, since: dt.datetime, moment: dt.datetime) -> bool:
    """Whether its day came near, or went by, since the last letter."""
    before, now, due = _day(since), _day(moment), row.next_due_on
    return due is not None and (before + NEAR < due <= now + NEAR or before <= due < now)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(PARIS).date()


def _begin(text: str) -> str:
    """The beginning of a text, on one line, ending with a word."""
    line = " ".join(filter(None, text.split("\n")))
    if len(line) <= LONGEST_EXCERPT:
        return typeset(line)
    return typeset(line[:LONGEST_EXCERPT].rpartition(" ")[0].rstrip(" ,;:.–") + "…")
