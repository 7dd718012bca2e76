"""The letters to a company's people about its membership and its advisor."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from access.viewer import Viewer
from letters.members import AdvisorChanged, MembershipChanged
from letters.outbox import Envelope, can_reach, group_card, post
from models import Affiliation, AffiliationRole, Member, MembershipEvent, Person
from settings import Settings
from workflows.attachment_letters import advisor_card
from workflows.responsibility import responsible_advisor

Change = Literal["BEGAN", "ENDS", "ENDED", "GOES_ON"]


async def membership_changed(settings: Settings, viewer: Viewer, member: Member, change: Change, day: dt.date) -> None:
    """Tell the company's owners; the last line of its history is the one that it is about."""
    event = await MembershipEvent.filter(member_id=member.id).order_by("-id").first()
    advisor = advisor_card(await responsible_advisor(member))
    for person in await owners_of(member.id):
        letter = MembershipChanged(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            siret=member.siret,
            change=change,
            day=day,
            advisor=advisor,
            group=group_card(settings),
        )
        key = f"membership:{event.id if event else 0}:{person.id}"
        await post(settings, letter, _to(person, key, viewer))


async def advisor_changed(
    settings: Settings, viewer: Viewer, member: Member, previous: Person | None, advisor: Person, handover_id: int
) -> None:
    """Tell the company's owners who follows them from now on."""
    card = advisor_card(advisor)
    assert card is not None  # noqa: S101 - only None has none
    for person in await owners_of(member.id):
        letter = AdvisorChanged(
            greeting_name=person.display_name,
            member_name=member.legal_name,
            previous=previous.display_name if previous else None,
            advisor=card,
            group=group_card(settings),
        )
        await post(settings, letter, _to(person, f"advisor:{handover_id}:{person.id}", viewer))


async def owners_of(member_id: int) -> list[Person]:
    """The company's owners who can be written to, or all of its people when there is none."""
    affiliations = Affiliation.filter(member_id=member_id, person__active=True).select_related("person").order_by("id")
    reachable = [one for one in await affiliations if can_reach(one.person.email)]
    owners = [one.person for one in reachable if one.role == AffiliationRole.OWNER]
    return owners or [one.person for one in reachable]


def _to(person: Person, key: str, viewer: Viewer) -> Envelope:
    return Envelope(to=person.email, dedupe_key=key, cause_id=viewer.mail_id, automatic=False)
