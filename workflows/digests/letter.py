"""The letter made of what a reader gets, and the envelope that ends the digest with one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from access.viewer import Viewer
from letters.digest import DigestLetter
from letters.outbox import Envelope, group_card
from models import DigestFrequency, DigestPreference, Member, Person
from models.france import PARIS
from settings import Settings
from workflows.attachment_letters import advisor_card
from workflows.digests.announcements import LONGEST
from workflows.digests.contents import MOST, Contents
from workflows.digests.preferences import list_headers, token_of, unsubscribe_url
from workflows.responsibility import responsible_advisors

# What somebody is told who never had a digest.
_FIRST = {DigestFrequency.WEEKLY: dt.timedelta(days=7), DigestFrequency.MONTHLY: dt.timedelta(days=31)}


def since_when(row: DigestPreference | None, frequency: DigestFrequency, moment: dt.datetime) -> dt.datetime:
    """From which moment on things are new to a reader; the beginning of a day where they were told up to none."""
    morning = dt.datetime.combine(moment.astimezone(PARIS).date(), dt.time(), PARIS)
    if row is None or row.told_until is None:
        return morning - _FIRST.get(frequency, _FIRST[DigestFrequency.MONTHLY])
    return max(row.told_until, morning - LONGEST)


def digest_letter(
    settings: Settings, viewer: Viewer, contents: Contents, frequency: DigestFrequency, advisor: Person | None
) -> DigestLetter:
    """The letter; what is beyond the first of each kind is only counted."""
    assert viewer.person_id is not None  # noqa: S101 - only people get it
    parts = (contents.news, contents.tips, contents.suppliers, contents.terms)
    more = sum(max(0, len(part) - MOST) for part in parts)
    rhythm: Literal["WEEKLY", "MONTHLY"] = "WEEKLY" if frequency is DigestFrequency.WEEKLY else "MONTHLY"
    return DigestLetter(
        greeting_name=viewer.display_name,
        frequency=rhythm,
        news=tuple(contents.news[:MOST]),
        tips=tuple(contents.tips[:MOST]),
        suppliers=tuple(contents.suppliers[:MOST]),
        terms=tuple(contents.terms[:MOST]),
        checks=tuple(contents.checks[:MOST]),
        more=f"{more} nouveauté{'s' if more > 1 else ''}" if more else "",
        unsubscribe_url=unsubscribe_url(settings, token_of(settings, viewer.person_id)),
        advisor=advisor_card(advisor),
        group=group_card(settings),
    )


def envelope_for(settings: Settings, viewer: Viewer, period: str) -> Envelope:
    """To the reader, once for each period; the link's token is for their eyes alone."""
    assert viewer.person_id is not None  # noqa: S101 - only people get it
    token = token_of(settings, viewer.person_id)
    return Envelope(
        to=viewer.email,
        dedupe_key=dedupe_key(viewer.person_id, period),
        headers=list_headers(settings, token),
        secret=token,
    )


def dedupe_key(person_id: int, period: str) -> str:
    """What makes a second letter of a period impossible."""
    return f"digest:{person_id}:{period}"


async def advisors_of(viewers: Iterable[Viewer]) -> Mapping[int, Person | None]:
    """For each reader, by their id, who answers for the first of their companies today; three statements for all."""
    first = {one.person_id: one.memberships[0].member_id for one in viewers if one.memberships and one.person_id}
    companies = await Member.filter(id__in=set(first.values()), advisor_id__isnull=False)
    responsible = await responsible_advisors(one.advisor_id for one in companies if one.advisor_id)
    of_company = {one.id: responsible[one.advisor_id] for one in companies if one.advisor_id}
    return {key: of_company.get(company) for key, company in first.items()}
