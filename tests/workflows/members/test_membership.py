"""A membership begins, ends and begins again; what hangs on it follows, and people are told once."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

import models
from access.viewer import Viewer
from models import AttachmentStatus, MemberStatus
from models.france import today
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import ask_for, letters, sent, status_of, supplier_of
from workflows import members, supplier_attachments
from workflows.company_data import CompanyData
from workflows.outcomes import Invalid

DAY = dt.timedelta(days=1)


async def now(member: models.Member) -> tuple[MemberStatus, dt.date | None, dt.date | None]:
    row = await models.Member.get(id=member.id)
    return row.status, row.joined_on, row.left_on


async def lines(member: models.Member) -> list[tuple[str, dt.date, bool, str, str]]:
    events = await models.MembershipEvent.filter(member_id=member.id).order_by("id")
    return [(str(one.status), one.day, one.announced, one.reason, one.actor_label) for one in events]


async def kinds() -> list[str]:
    return [str(entry.kind) for entry in await models.JournalEntry.all().order_by("id")]


def problem(outcome: members.Outcome) -> tuple[str, str]:
    assert isinstance(outcome, Invalid), outcome
    (found,) = outcome.problems
    return found.field, str(found.code)


async def admit(settings: Settings, group: Group, member: models.Member, **given: object) -> members.Outcome:
    return await members.admit(settings, await viewer_of(group.advisor), member.id, **given)  # type: ignore[arg-type]


async def end(settings: Settings, group: Group, member: models.Member, **given: object) -> members.Outcome:
    return await members.end(settings, await viewer_of(group.advisor), member.id, **given)  # type: ignore[arg-type]


async def test_a_prospect_joins(settings: Settings, group: Group) -> None:
    outcome = await admit(settings, group, group.prospect, reason="  contrat\nsigné ")
    assert isinstance(outcome, members.Done)
    assert await now(group.prospect) == (MemberStatus.MEMBER, today(), None)
    assert await lines(group.prospect) == [("MEMBER", today(), False, "contrat signé", "Sophie Conseil")]
    assert await kinds() == ["MEMBERSHIP_BEGAN"]
    (letter,) = await letters()
    assert (letter.letter, letter.to_address) == ("MembershipChanged", group.prospect_owner.email)
    assert letter.subject == "Bienvenue chez HA+PME : votre adhésion est active".replace(" :", "\u00a0:")
    assert "Sophie Conseil" in letter.body_text
    assert (await viewer_of(group.prospect_owner)).is_active_member


async def test_saying_it_twice_is_once(settings: Settings, group: Group) -> None:
    for _ in range(2):
        await admit(settings, group, group.prospect)
    for _ in range(2):
        await end(settings, group, group.member)
    assert len(await lines(group.prospect)) == len(await lines(group.member)) == 1
    told = [(letter.letter, letter.to_address) for letter in await letters()]
    assert len(told) == len(set(told)), told


async def test_a_membership_ends_with_all_that_hangs_on_it(settings: Settings, group: Group) -> None:
    asked = await ask_for(settings, group.owner, group.office, None)
    assert isinstance(asked, supplier_attachments.AccountNeeded)
    waiting = await ask_for(settings, group.owner, group.cars)
    assert isinstance(waiting, supplier_attachments.Sent)
    group.temps.attachment_email = "comptes@interim-soleil.test"
    await group.temps.save()
    accepted = await ask_for(settings, group.staff, group.temps)
    assert isinstance(accepted, supplier_attachments.Sent)
    await supplier_attachments.decide(settings, supplier_of(accepted.attachment), accepted.attachment.id, accepted=True)
    other = await ask_for(settings, group.other_owner, group.cars)
    assert isinstance(other, supplier_attachments.Sent)
    before = {letter.id for letter in await letters()}

    await end(settings, group, group.member, reason="impayés")

    assert await now(group.member) == (MemberStatus.FORMER, dt.date(2020, 1, 1), today())
    assert [await status_of(one.attachment) for one in (asked, waiting, accepted, other)] == [
        AttachmentStatus.CANCELLED, AttachmentStatus.CANCELLED, AttachmentStatus.ENDED, AttachmentStatus.SENT,
    ]  # fmt: skip
    written = {(one.letter, one.to_address) for one in await letters() if one.id not in before}
    assert written == {
        ("AttachmentCancelledLetter", "pro@roulevite.test"),
        ("AttachmentEndedLetter", "comptes@interim-soleil.test"),
        # Those who run it, not those who work there.
        *(("MembershipChanged", person.email) for person in (group.owner, group.staff, group.double)),
    }
    for letter in await letters():
        assert "impayés" not in letter.body_text, "the reason is the group's own"
    assert not (await viewer_of(group.owner)).is_active_member
    (after,) = await models.SupplierAttachmentEvent.filter(status=AttachmentStatus.ENDED)
    assert (after.note, after.actor_label) == ("fin d’adhésion", "Sophie Conseil")


async def test_only_owners_are_told_where_there_are_some(settings: Settings, group: Group) -> None:
    await models.Affiliation.filter(person_id__in=[group.staff.id, group.double.id]).update(
        role=models.AffiliationRole.STAFF
    )
    await end(settings, group, group.member)
    assert [letter.to_address for letter in await letters()] == [group.owner.email]
    await models.Person.filter(id=group.owner.id).update(active=False)
    await admit(settings, group, group.member)
    told = {letter.to_address for letter in await letters()} - {group.owner.email}
    assert told == {group.staff.email, group.double.email}, "nobody runs it: all who are there"


async def test_coming_back(settings: Settings, group: Group) -> None:
    await sent(settings, group)
    await end(settings, group, group.member, on=today() - 3 * DAY)
    await admit(settings, group, group.member, on=today() - DAY)
    assert await now(group.member) == (MemberStatus.MEMBER, today() - DAY, None)
    assert [line[:2] for line in await lines(group.member)] == [
        ("FORMER", today() - 3 * DAY), ("MEMBER", today() - DAY),
    ]  # fmt: skip
    again = await ask_for(settings, group.owner, group.office)
    assert isinstance(again, supplier_attachments.Sent), "what ended before does not stand in the way"


async def test_an_end_that_is_announced(settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = await sent(settings, group)
    last_day = today() + 30 * DAY
    await end(settings, group, group.member, on=last_day, reason="préavis")
    await end(settings, group, group.member, on=last_day)
    assert await now(group.member) == (MemberStatus.MEMBER, dt.date(2020, 1, 1), last_day)
    assert await lines(group.member) == [("FORMER", last_day, True, "préavis", "Sophie Conseil")]
    assert await status_of(attachment) == AttachmentStatus.SENT
    told = await letters("MembershipChanged")
    assert len(told) == 3
    assert "prendra fin le" in told[0].subject

    for days, ended in ((29, 0), (30, 0), (31, 1), (31, 0)):
        monkeypatch.setattr(members, "today", lambda days=days: dt.date.today() + days * DAY)  # noqa: DTZ011
        assert await members.end_memberships(settings) == ended
    assert await now(group.member) == (MemberStatus.FORMER, dt.date(2020, 1, 1), last_day)
    assert (await lines(group.member))[-1] == ("FORMER", last_day, False, "dernier jour annoncé", "automatique")
    assert await status_of(attachment) == AttachmentStatus.CANCELLED
    assert len(await letters("MembershipChanged")) == 6


async def test_an_announced_end_is_called_off(settings: Settings, group: Group) -> None:
    await end(settings, group, group.member, on=today() + DAY)
    await admit(settings, group, group.member)
    assert await now(group.member) == (MemberStatus.MEMBER, dt.date(2020, 1, 1), None)
    assert (await letters())[-1].subject == "Votre adhésion à HA+PME continue"
    assert await kinds() == ["MEMBERSHIP_END_PLANNED", "MEMBERSHIP_GOES_ON"]
    assert await members.end_memberships(settings) == 0


async def test_days_that_cannot_be(settings: Settings, group: Group) -> None:
    assert problem(await admit(settings, group, group.prospect, on=today() + DAY)) == ("on", "INVALID")
    assert problem(await end(settings, group, group.member, on=dt.date(2019, 12, 31))) == ("on", "INVALID")
    assert problem(await end(settings, group, group.prospect)) == ("memberId", "CONFLICT")
    await end(settings, group, group.member, on=today() - DAY)
    assert problem(await admit(settings, group, group.member, on=today() - 2 * DAY)) == ("on", "INVALID")
    assert problem(await admit(settings, group, group.prospect, reason="x" * 501)) == ("reason", "INVALID")
    unknown = await members.end(settings, await viewer_of(group.advisor), 999_999)
    assert problem(unknown) == ("memberId", "NOT_FOUND")
    assert (await now(group.prospect))[0] == MemberStatus.PROSPECT


async def test_many_at_once_are_one(settings: Settings, group: Group) -> None:
    await asyncio.gather(*(end(settings, group, group.member) for _ in range(10)))
    assert len(await lines(group.member)) == 1
    assert len(await letters()) == 3
    await asyncio.gather(*(admit(settings, group, group.member) for _ in range(10)))
    assert len(await lines(group.member)) == 2


async def test_nothing_is_asked_for_behind_the_end(settings: Settings, group: Group) -> None:
    """Whoever asks at the very moment either finds the gate closed, or sees the request cancelled."""
    asks = [ask_for(settings, group.owner, supplier) for supplier in (group.office, group.cars) for _ in range(4)]
    await asyncio.gather(*asks[:4], end(settings, group, group.member), *asks[4:])
    statuses = {one.status for one in await models.SupplierAttachment.all()}
    assert statuses <= {AttachmentStatus.CANCELLED}


async def test_deciding_and_ending_at_once(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    deciding = supplier_attachments.decide(settings, supplier_of(attachment), attachment.id, accepted=True)
    await asyncio.gather(deciding, end(settings, group, group.member), return_exceptions=True)
    assert (await now(group.member))[0] == MemberStatus.FORMER
    assert await status_of(attachment) in {AttachmentStatus.CANCELLED, AttachmentStatus.ENDED}


async def test_nothing_is_half_done(settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = await sent(settings, group)

    async def fails(*args: object) -> None:
        raise OSError("the outbox is full")

    monkeypatch.setattr("workflows.member_letters.membership_changed", fails)
    with pytest.raises(OSError, match="full"):
        await end(settings, group, group.member)
    assert (await now(group.member))[0] == MemberStatus.MEMBER
    assert await status_of(attachment) == AttachmentStatus.SENT
    assert not await lines(group.member)
    assert [letter.letter for letter in await letters()] == ["SupplierAttachmentLetter"]


# What an import changed.


async def test_an_import_is_settled(settings: Settings, group: Group) -> None:
    assert await members.settle_import(settings) == 4, "the first time all have a line to come"
    assert await members.settle_import(settings) == 0
    attachment = await sent(settings, group)
    await models.Member.filter(id=group.member.id).update(status=MemberStatus.FORMER, left_on=dt.date(2026, 3, 31))
    await models.Member.filter(id=group.prospect.id).update(status=MemberStatus.MEMBER)
    assert await members.settle_import(settings) == 2
    assert (await lines(group.member))[-1] == ("FORMER", dt.date(2026, 3, 31), False, "", "import")
    assert await status_of(attachment) == AttachmentStatus.CANCELLED
    (event, *_) = await models.SupplierAttachmentEvent.filter(status=AttachmentStatus.CANCELLED)
    assert (event.channel, event.actor_label) == (models.Channel.IMPORT, "import")
    assert [letter.letter for letter in await letters()] == ["SupplierAttachmentLetter", "AttachmentCancelledLetter"]


async def test_an_import_that_was_interrupted_is_settled_later(
    settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    await members.settle_import(settings)
    attachment = await sent(settings, group)
    await models.Member.filter(id=group.member.id).update(status=MemberStatus.FORMER)

    async def dies(*args: object, **more: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(models.MembershipEvent, "bulk_create", dies)
        with pytest.raises(OSError, match="killed"):
            await members.settle_import(settings)
    assert await members.settle_import(settings) == 1
    assert await status_of(attachment) == AttachmentStatus.CANCELLED
    assert len(await letters("AttachmentCancelledLetter")) == 1


async def test_an_announced_end_is_no_change_for_an_import(settings: Settings, group: Group) -> None:
    await members.settle_import(settings)
    await end(settings, group, group.member, on=today() + DAY)
    assert await members.settle_import(settings) == 0


# Registering and correcting.


async def test_registering_a_company(settings: Settings, group: Group) -> None:
    from tests.group import siret

    viewer = await viewer_of(group.admin)
    number = siret(77)
    given = CompanyData("  Les  Ruches ", "3 rue\tHaute", "69 003", "Lyon", "04 72 00 00 00")
    written = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    outcome = await members.register(viewer, written, given)
    assert isinstance(outcome, members.Done)
    row = await models.Member.get(siret=number)
    assert (row.legal_name, row.street, row.postcode, row.city) == ("Les Ruches", "3 rue Haute", "69003", "Lyon")
    assert (row.status, row.department, row.phone) == (MemberStatus.PROSPECT, "69", "04 72 00 00 00")
    assert row.advisor_id == group.other_advisor.id, "who has the fewest"
    assert [line[0] for line in await lines(row)] == ["PROSPECT"]
    assert problem(await members.register(viewer, number, given)) == ("siret", "CONFLICT")
    outcome = await members.register(viewer, "123", CompanyData(postcode="9", phone="x"))
    assert isinstance(outcome, Invalid)
    assert {(one.field, str(one.code)) for one in outcome.problems} == {
        ("siret", "INVALID"), ("legalName", "REQUIRED"), ("postcode", "INVALID"), ("city", "REQUIRED"),
        ("phone", "INVALID"),
    }  # fmt: skip


async def update(who: models.Person | Viewer | None, member: models.Member, **given: str) -> members.Outcome:
    return await members.update(await viewer_of(who), member.id, CompanyData(**given))


async def test_owners_and_the_group_correct_a_company(group: Group) -> None:
    assert isinstance(await update(group.owner, group.member, street="9 quai Neuf", postcode="20137"), members.Done)
    row = await models.Member.get(id=group.member.id)
    assert (row.street, row.postcode, row.city, row.department) == ("9 quai Neuf", "20137", "Lyon", "2A")
    assert isinstance(await update(group.other_advisor, group.member, legal_name="Éclair & Fils"), members.Done)
    row = await models.Member.get(id=group.member.id)
    assert (row.legal_name, row.sort_name) == ("Éclair & Fils", "eclair fils")
    assert "eclair fils" in row.search_text
    assert isinstance(await update(group.owner, group.member, street="", phone="+33 4 72 00 00 00"), members.Done)
    row = await models.Member.get(id=group.member.id)
    assert (row.street, row.phone, row.city) == (None, "+33 4 72 00 00 00", "Lyon")
    entries = await models.JournalEntry.all().order_by("id")
    assert [(entry.note, entry.actor_id) for entry in entries] == [
        ("postcode, street", group.owner.id), ("legal_name", group.other_advisor.id), ("phone, street", group.owner.id),
    ]  # fmt: skip


async def test_who_may_not_correct_it(group: Group) -> None:
    await models.Affiliation.filter(person=group.staff).update(role=models.AffiliationRole.STAFF)
    for who in (group.staff, group.other_owner, group.former_owner, group.lonely, None):
        assert problem(await update(who, group.member, street="ailleurs")) == ("memberId", "NOT_FOUND")
    assert problem(await update(group.owner, group.member, legal_name="Autre nom")) == ("legalName", "NOT_YOURS")
    assert isinstance(await update(group.owner, group.member, legal_name="Boulangerie Éclair"), members.Done)
    for field, given in (("postcode", "6900"), ("postcode", ""), ("city", " "), ("phone", "abc"), ("phone", "12")):
        code = "REQUIRED" if not given.strip() else "INVALID"
        assert problem(await update(group.owner, group.member, **{field: given})) == (field, code)
    row = await models.Member.get(id=group.member.id)
    assert (row.street, row.legal_name, row.city) == ("2 place du Four", "Boulangerie Éclair", "Lyon")
    assert not await models.JournalEntry.exists()
