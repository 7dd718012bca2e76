"""The letters of an application for membership: received, accepted, declined."""

from __future__ import annotations

import datetime as dt

from access.viewer import Viewer
from letters.members import ApplicationAccepted, ApplicationDeclined, ApplicationReceived
from letters.outbox import Envelope, group_card, post
from models import LinkKind, Member, MembershipApplication, MemberStatus, Person
from settings import Settings
from workflows.access_links import issue, password_key
from workflows.account_letters import password_url
from workflows.attachment_letters import advisor_card
from workflows.responsibility import responsible_advisor, responsible_advisors


async def received(settings: Settings, application: MembershipApplication) -> None:
    """We have it. Anybody may have typed the address, so nothing that was typed is quoted but the SIRET."""
    letter = ApplicationReceived(siret=application.siret, group=group_card(settings))
    key = f"application:{application.id}:received"
    await post(settings, letter, Envelope(to=application.email, dedupe_key=key, unproven=True))


async def accepted(
    settings: Settings, viewer: Viewer, application: MembershipApplication, member: Member, person: Person
) -> None:
    """Welcome, and the way in: the link to a first password for somebody who has none."""
    life = dt.timedelta(days=settings.activation_days)
    link = (
        None
        if person.password_hash
        else await issue(LinkKind.PASSWORD, password_key(person.id), life, person_id=person.id)
    )
    letter = ApplicationAccepted(
        greeting_name=person.display_name,
        member_name=member.legal_name,
        siret=member.siret,
        is_member=member.status == MemberStatus.MEMBER,
        message=application.answer,
        access_url=password_url(settings, link.token) if link else None,
        access_days=str(settings.activation_days),
        advisor=advisor_card(await responsible_advisor(member)),
        group=group_card(settings),
    )
    await post(settings, letter, _envelope(application, "accepted", viewer, secret=link.token if link else ""))


async def declined(settings: Settings, viewer: Viewer, application: MembershipApplication) -> None:
    """Not this time."""
    standing_in = await responsible_advisors([application.advisor_id] if application.advisor_id else [])
    letter = ApplicationDeclined(
        greeting_name=f"{application.first_name} {application.last_name}",
        siret=application.siret,
        message=application.answer,
        advisor=advisor_card(next(iter(standing_in.values()), None)),
        group=group_card(settings),
    )
    await post(settings, letter, _envelope(application, "declined", viewer))


def _envelope(application: MembershipApplication, what: str, viewer: Viewer, *, secret: str = "") -> Envelope:
    key = f"application:{application.id}:{what}"
    return Envelope(to=application.email, dedupe_key=key, cause_id=viewer.mail_id, automatic=False, secret=secret)
