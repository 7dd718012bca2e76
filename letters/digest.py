"""The digest: what is new for one reader since their last one. What they may not read is not in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from letters.values import AdvisorCard, GroupCard


@dataclass(frozen=True)
class DigestArticle:
    """A piece of news or a tip; `text` is its beginning, or what everybody may read of it, and may be empty.

    `reserved`: the reader would have to be a member to read on.
    """

    title: str
    text: str
    reserved: bool


@dataclass(frozen=True)
class DigestSupplier:
    """A supplier that is new, or whose terms are: then `text` is how they begin."""

    name: str
    text: str


@dataclass(frozen=True)
class DigestCheck:
    """A regulatory check of an establishment of the reader's; `member_name` where they have several."""

    title: str
    due_on: datetime.date
    overdue: bool
    member_name: str | None


@dataclass(frozen=True, kw_only=True)
class DigestLetter:
    """To somebody who gets the digest. `more`: how much else is new, if anything."""

    greeting_name: str | None
    frequency: Literal["WEEKLY", "MONTHLY"]
    news: tuple[DigestArticle, ...]
    tips: tuple[DigestArticle, ...]
    suppliers: tuple[DigestSupplier, ...]
    terms: tuple[DigestSupplier, ...]
    checks: tuple[DigestCheck, ...]
    more: str
    unsubscribe_url: str
    advisor: AdvisorCard | None
    group: GroupCard

    @property
    def headline(self) -> str:
        """What the subject names: the first thing that is new."""
        if self.news or self.tips:
            return (self.news or self.tips)[0].title
        if self.suppliers or self.terms:
            return f"du nouveau chez {(self.suppliers or self.terms)[0].name}"
        return f"contrôle à prévoir\u00a0: {self.checks[0].title}"
