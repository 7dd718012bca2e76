"""Establishments and their checks: a member tells the stage of its site's life and when each check was done.

The rows of `SiteCheck` follow from what was told and from the published checks: `keep_true` writes what is missing and
what changed, and may be called at any time, by anybody, again and again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.policy import Denial, Role
from access.tokens import Purpose, sign
from access.viewer import Viewer
from errors import ErrorCode
from letters.french import format_day
from models import (
    CalendarFeed,
    ContentStatus,
    JournalKind,
    Member,
    MemberStatus,
    RegulatoryCheck,
    Site,
    SiteCheck,
    SitePhase,
)
from models.france import today
from models.sites import NO_DAY
from settings import Settings
from workflows import journal
from workflows.due_days import CheckFacts, SiteFacts, applies, due_day
from workflows.inputs import InputCode, InputError, Problems, chosen_member
from workflows.outcomes import Invalid, Restricted

# The periodic job that keeps the checks of all establishments true.
SITE_CHECKS = "site-checks"
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_FEEDS = 10
# Establishments whose checks are looked at together.
_BATCH = 200
_NOT_A_MEMBER = Denial(ErrorCode.FORBIDDEN, "Contenu réservé aux adhérents.", Role.MEMBER)


@dataclass(frozen=True)
class FeedMade:
    """The new calendar; its address is told once."""

    feed: CalendarFeed
    url: str


async def describe(
    viewer: Viewer, siret: str | None, phase: SitePhase, opened_on: dt.date | None, sale_on: dt.date | None
) -> Member | Invalid | Restricted:
    """Tell the stage of an establishment's life, its opening and its sale; what was told before is replaced."""
    member = await _company(viewer, siret)
    if not isinstance(member, Member):
        return member
    problems = Problems()
    for field, day in (("openedOn", opened_on), ("saleOn", sale_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            problems.add(field, InputCode.INVALID, f"La date va de {FIRST_YEAR} à {LAST_YEAR}.")
    if phase != SitePhase.OPENING and opened_on is not None and opened_on > today():
        problems.add(
            "openedOn", InputCode.INVALID, "Un établissement dont l’ouverture est à venir est à l’étape « ouverture »."
        )
    if opened_on is not None and sale_on is not None and sale_on < opened_on:
        problems.add("saleOn", InputCode.INVALID, "La cession ne peut pas précéder l’ouverture.")
    if problems.found:
        return Invalid(problems.found)
    async with in_transaction():
        told = {"phase": phase, "opened_on": opened_on, "sale_on": sale_on}
        site, created = await Site.get_or_create(told, member_id=member.id)
        if not created:
            await site.update_from_dict(told).save()
        await keep_true([member.id])
        await journal.record(JournalKind.SITE_DESCRIBED, viewer, member_id=member.id)
    return member


async def record_done(viewer: Viewer, check_id: int, done_on: dt.date | None) -> SiteCheck | Invalid | Restricted:
    """Tell when a check was done last; None: it was told by mistake."""
    row = await _own_check(viewer, check_id)
    if row is None:
        return Invalid.one("id", InputCode.NOT_FOUND, "Ce contrôle n’est pas de ceux de votre établissement.")
    if row.member.status != MemberStatus.MEMBER:
        return Restricted(_NOT_A_MEMBER)
    if done_on is not None and done_on > today():
        return Invalid.one("doneOn", InputCode.INVALID, "Cette date est à venir : indiquez le jour où il a été fait.")
    if done_on is not None and done_on.year < FIRST_YEAR:
        return Invalid.one("doneOn", InputCode.INVALID, f"La date va de {FIRST_YEAR} à aujourd’hui.")
    async with in_transaction():
        await Site.select_for_update().get_or_none(member_id=row.member_id)  # first, as `keep_true` does
        await SiteCheck.filter(id=row.id).update(last_done_on=done_on)
        await keep_true([row.member_id])
        when = "date effacée" if done_on is None else f"fait le {format_day(done_on)}"
        await journal.record(
            JournalKind.CHECK_RECORDED, viewer, member_id=row.member_id, note=f"{row.check.title} : {when}"
        )
    found = await SiteCheck.get_or_none(id=row.id)
    # One of another stage goes with its day: nothing is left to be remembered of it.
    return found or row.update_from_dict({"last_done_on": None, "next_due_on": None})


async def create_feed(settings: Settings, viewer: Viewer, siret: str | None) -> FeedMade | Invalid | Restricted:
    """A secret address of the calendar of an establishment, for one more telephone or computer."""
    member = await _company(viewer, siret)
    if not isinstance(member, Member):
        return member
    if viewer.person_id is None:
        return Restricted(_NOT_A_MEMBER)
    async with in_transaction():
        await Member.select_for_update().get(id=member.id)  # the bound holds for two at once
        if await CalendarFeed.filter(member_id=member.id, revoked_at=None).count() >= MOST_FEEDS:
            return Invalid.one(
                "siret", InputCode.TOO_MANY, f"Il y a déjà {MOST_FEEDS} calendriers : révoquez-en un qui ne sert plus."
            )
        feed = await CalendarFeed.create(member_id=member.id, person_id=viewer.person_id)
        await journal.record(JournalKind.CALENDAR_CREATED, viewer, member_id=member.id)
    return FeedMade(feed, feed_url(settings, feed.id))


def feed_url(settings: Settings, feed_id: int) -> str:
    """The address of a calendar; whoever has it reads it."""
    return f"{settings.public_url}/calendrier/{sign(settings.secret_key, Purpose.CALENDAR, feed_id)}.ics"


async def revoke_feed(viewer: Viewer, feed_id: int) -> CalendarFeed | Invalid:
    """The address shows nothing any more. By the company's people, whoever made it, and by the group's."""
    async with in_transaction():
        feed = await CalendarFeed.get_or_none(id=feed_id, revoked_at=None)
        if feed is None or not (viewer.is_staff or feed.member_id in viewer.member_ids):
            return Invalid.one("id", InputCode.NOT_FOUND, "Ce calendrier n’existe pas, ou plus.")
        feed.revoked_at = timezone.now()
        await feed.save(update_fields=["revoked_at"])
        await journal.record(JournalKind.CALENDAR_REVOKED, viewer, member_id=feed.member_id)
    return feed


async def keep_true(member_ids: Iterable[int] | None = None) -> None:
    """Write the checks of these establishments, or of all, as they follow from what is known."""
    checks = {check.id: check for check in await RegulatoryCheck.filter(status=ContentStatus.PUBLISHED)}
    wanted = Site.all() if member_ids is None else Site.filter(member_id__in=list(member_ids))
    last = 0
    while ids := [site.id for site in await wanted.filter(id__gt=last).order_by("id").limit(_BATCH)]:
        last = ids[-1]
        async with in_transaction():
            # Locked, so that what is being told at the same moment comes before or after.
            await _keep_batch(await Site.filter(id__in=ids).select_for_update().order_by("id"), checks)


async def _keep_batch(sites: list[Site], checks: dict[int, RegulatoryCheck]) -> None:
    known: dict[int, dict[int, SiteCheck]] = defaultdict(dict)
    for one in await SiteCheck.filter(member_id__in=[site.member_id for site in sites]):
        known[one.member_id][one.check_id] = one
    new: list[SiteCheck] = []
    changed: list[SiteCheck] = []
    gone: list[int] = []
    for site in sites:
        facts = SiteFacts(site.phase, site.opened_on, site.sale_on)
        rows = known[site.member_id]
        for check in checks.values():
            asked = CheckFacts(check.phase, check.every_months)
            row = rows.get(check.id)
            due = due_day(asked, facts, row.last_done_on if row else None)
            if row is None:
                if applies(asked, facts):
                    new.append(_due(SiteCheck(member_id=site.member_id, check_id=check.id), due))
            elif not applies(asked, facts) and row.last_done_on is None:
                gone.append(row.id)
            elif row.next_due_on != due:
                changed.append(_due(row, due))
        # What is not published any more and was never done leaves nothing to remember.
        gone += [one.id for key, one in rows.items() if key not in checks and one.last_done_on is None]
    await SiteCheck.filter(id__in=gone).delete()
    await SiteCheck.bulk_create(new, ignore_conflicts=True)
    if changed:
        await SiteCheck.bulk_update(changed, ["next_due_on", "due_order", "revision", "updated_at"])


def _due(row: SiteCheck, due: dt.date | None) -> SiteCheck:
    row.next_due_on, row.due_order = due, due or NO_DAY
    row.revision += 1
    row.updated_at = timezone.now()
    return row


async def _company(viewer: Viewer, siret: str | None) -> Member | Invalid | Restricted:
    """The active member that the viewer acts for, or why there is none."""
    try:
        member = await chosen_member(viewer, siret)
    except InputError as error:
        return Invalid((error.problem,))
    return member if member.status == MemberStatus.MEMBER else Restricted(_NOT_A_MEMBER)


async def _own_check(viewer: Viewer, check_id: int) -> SiteCheck | None:
    """The check, if it is of an establishment that the viewer acts for, or the viewer is of the group."""
    row = await SiteCheck.get_or_none(id=check_id).select_related("member", "check")
    if row is None or not (viewer.is_staff or row.member_id in viewer.member_ids):
        return None
    return row
