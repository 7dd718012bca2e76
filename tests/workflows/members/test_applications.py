"""Applications: anybody may send one and learns nothing by it; the advisor makes a company and an access of it."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from typing import Any

import pytest

import models
from access import limits
from access.throttling import Throttled
from access.viewer import ANONYMOUS
from models import AffiliationRole, ApplicationStatus, MemberStatus
from models.database import dialect
from models.france import today
from settings import Settings
from tests.group import Group, siret, viewer_of
from tests.workflows.requests import letters, message
from workflows import applications, passwords
from workflows.applications import ApplicationForm, Decided, Received
from workflows.company_data import CompanyData
from workflows.outcomes import Invalid

ADDRESS = "nina@atelier-neuf.test"


def form(**given: Any) -> ApplicationForm:
    """A form that is right, but for what is given."""
    company = {name: given.pop(name) for name in ("legal_name", "street", "postcode", "city") if name in given}
    plain: dict[str, Any] = {
        "siret": siret(90), "first_name": "Nina", "last_name": "Neuf", "email": ADDRESS, "phone": "04 78 00 00 00",
        "message": "Trois sites.\nMerci", "consent": True,
    }  # fmt: skip
    data = {"legal_name": "Atelier Neuf", "street": "1 rue Neuve", "postcode": "69003", "city": "Lyon"} | company
    return ApplicationForm(company=CompanyData(**data), **(plain | given))


async def apply(settings: Settings, client: str = "192.0.2.1", **given: Any) -> Any:
    return await applications.apply(settings, ANONYMOUS, client, form(**given))


async def received(settings: Settings, **given: Any) -> models.MembershipApplication:
    assert isinstance(await apply(settings, **given), Received)
    found = await models.MembershipApplication.all().order_by("-id").first()
    assert found is not None
    return found


async def accept(settings: Settings, group: Group, application: models.MembershipApplication, **given: Any) -> Any:
    return await applications.accept(settings, await viewer_of(group.advisor), application.id, **given)


def problems(outcome: object) -> set[tuple[str, str]]:
    assert isinstance(outcome, Invalid), outcome
    return {(found.field, str(found.code)) for found in outcome.problems}


async def test_an_application_waits_for_the_advisor_whose_turn_it_is(settings: Settings, group: Group) -> None:
    written = siret(90)
    application = await received(settings, siret=f"{written[:9]} {written[9:]}", email=" Nina@Atelier-NEUF.test ")
    assert (application.siret, application.email, application.status) == (written, ADDRESS, ApplicationStatus.PENDING)
    assert application.message == "Trois sites.\nMerci"
    assert application.advisor_id == group.other_advisor.id
    (letter,) = await letters()
    assert (letter.letter, letter.to_address, letter.unproven) == ("ApplicationReceived", ADDRESS, True)
    assert not await models.Person.exists(email=ADDRESS)
    entry = await models.JournalEntry.get()
    assert (entry.kind, entry.note) == (models.JournalKind.APPLICATION_RECEIVED, f"SIRET {written}")


async def test_the_department_s_advisor_or_who_follows_the_company(settings: Settings, group: Group) -> None:
    await models.AdvisorDepartment.create(advisor=group.advisor, department="69")
    assert (await received(settings)).advisor_id == group.advisor.id
    assert (await received(settings, siret=group.other.siret)).advisor_id == group.other_advisor.id
    again = await received(settings, postcode="75001", email="autre@atelier-neuf.test")
    assert again.advisor_id == group.advisor.id, "who has the first application of the company"


async def test_a_day_s_applications_are_shared_out(settings: Settings, group: Group) -> None:
    """Marc has one company and Sophie two; what waits counts too."""
    advisors = [(await received(settings, siret=siret(100 + n), client=f"192.0.2.{n}")).advisor_id for n in range(5)]
    assert advisors == [
        group.other_advisor.id, group.advisor.id, group.other_advisor.id, group.advisor.id, group.other_advisor.id,
    ]  # fmt: skip


async def test_nobody_learns_whom_we_know(settings: Settings, group: Group) -> None:
    """Known company or not, known address or not: the same answer, the same letter."""
    shown = []
    known = (group.member, group.prospect, group.former)
    for number, number_of in enumerate((siret(90), *(member.siret for member in known))):
        for email in (ADDRESS, group.owner.email, group.advisor.email):
            outcome = await apply(settings, client=f"192.0.2.{number}", siret=number_of, email=email)
            shown.append(repr(outcome))
    assert set(shown) == {"Received()"}
    texts = {letter.body_text.replace("\u00a0", "").replace(" ", "") for letter in await letters()}
    for number_of in (siret(90), *(member.siret for member in known)):
        texts = {text.replace(number_of, "SIRET") for text in texts}
    assert len(texts) == 1
    assert await models.Person.all().count() == 10
    assert await models.Member.all().count() == 4


async def test_what_is_typed_is_not_mailed(settings: Settings, group: Group) -> None:
    """A form must not make us write a stranger's words to anybody."""
    words = {name: f"Cliquez-ici-{name} https://piege.test" for name in ("first_name", "last_name", "message", "city")}
    assert isinstance(await apply(settings, legal_name="Gagnez https://piege.test", **words), Received)
    (letter,) = await letters()
    assert "piege" not in letter.content.decode()
    assert "Cliquez" not in letter.content.decode()


async def test_everything_wrong_at_once(settings: Settings, group: Group) -> None:
    wrong = await apply(
        settings, siret="123", legal_name=" ", postcode="1", city="", first_name="", last_name="x" * 101,
        email="personne", phone="?", message="x" * 2_001, consent=False,
    )  # fmt: skip
    assert problems(wrong) == {
        ("siret", "INVALID"), ("legalName", "REQUIRED"), ("postcode", "INVALID"), ("city", "REQUIRED"),
        ("firstName", "REQUIRED"), ("lastName", "INVALID"), ("email", "INVALID"), ("phone", "INVALID"),
        ("message", "INVALID"), ("consent", "REQUIRED"),
    }  # fmt: skip
    assert not await models.MembershipApplication.exists()
    assert not await letters()


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "‮txet", "<b>x</b>", "'; DROP TABLE member; --"])
async def test_texts_that_nobody_would_write(settings: Settings, group: Group, text: str) -> None:
    outcome = await apply(settings, first_name=f"N{text}", message=f"M{text}", legal_name=f"L{text}")
    assert isinstance(outcome, Received)
    application = await models.MembershipApplication.get()
    assert application.message.startswith("M")
    for value in (application.first_name, application.message, application.legal_name):
        assert "\0" not in value
        assert "\ud800" not in value


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.test", "a@b.test, c@d.test", "a@b.test\nBcc: c@d.test", "é@b.test", "@"]
)
async def test_addresses_that_no_letter_goes_to(settings: Settings, group: Group, email: str) -> None:
    assert problems(await apply(settings, email=email)) == {("email", "INVALID")}


async def test_the_same_form_twice_is_one_and_another_text_is_another(settings: Settings, group: Group) -> None:
    for client in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        assert isinstance(await apply(settings, client=client), Received)
    assert await models.MembershipApplication.all().count() == 1
    assert len(await letters()) == 1
    await received(settings, phone="06 00 00 00 01")
    assert await models.MembershipApplication.all().count() == 2, "nothing that somebody writes is lost"
    await asyncio.gather(*(apply(settings, client=f"198.51.100.{n}", message="vite") for n in range(8)))
    assert await models.MembershipApplication.all().count() == 3


async def test_a_flood_is_slowed_down_and_fills_nobody_s_mailbox(settings: Settings, group: Group) -> None:
    burst = limits.APPLICATION.burst
    outcomes = [await apply(settings, siret=siret(200 + n)) for n in range(burst + 2)]
    assert [type(one) for one in outcomes] == [Received] * burst + [Throttled] * 2
    assert isinstance(await apply(settings, client="192.0.2.9", siret=siret(300)), Received)
    written = await letters("ApplicationReceived")
    assert len(written) == limits.APPLICATION_RECEIPT.burst
    assert await models.MembershipApplication.all().count() == burst + 1, "without a receipt, but kept"


# Deciding.


async def test_accepting_makes_the_company_and_the_access(settings: Settings, group: Group) -> None:
    application = await received(settings)
    outcome = await accept(settings, group, application, message="À bientôt !\nSophie")
    assert isinstance(outcome, Decided)
    member = await models.Member.get(siret=siret(90))
    assert (member.legal_name, member.street, member.city, member.status) == (
        "Atelier Neuf", "1 rue Neuve", "Lyon", MemberStatus.MEMBER,
    )  # fmt: skip
    assert (member.joined_on, member.advisor_id) == (today(), application.advisor_id)
    person = await models.Person.get(email=ADDRESS)
    assert (person.display_name, person.phone, person.password_hash) == ("Nina Neuf", "04 78 00 00 00", None)
    affiliation = await models.Affiliation.get(person=person)
    assert (affiliation.member_id, affiliation.role) == (member.id, AffiliationRole.OWNER)
    assert (await viewer_of(person)).is_active_member
    row = await models.MembershipApplication.get()
    assert (row.status, row.member_id, row.decided_by_id, row.answer) == (
        ApplicationStatus.ACCEPTED, member.id, group.advisor.id, "À bientôt !\nSophie",
    )  # fmt: skip
    (letter,) = await letters("ApplicationAccepted")
    assert letter.to_address == ADDRESS
    assert "À bientôt !\nSophie" in letter.body_text
    link = re.search(r"/acces/mot-de-passe/(\S+)", message(letter).get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link is not None
    assert (await passwords.look(link[1])).activates
    assert link[1] not in letter.body_text, "the group's people can't read it in the mail room"
    assert not await letters("MembershipChanged"), "one letter is enough"
    events = await models.MembershipEvent.filter(member=member).order_by("id")
    assert [event.status for event in events] == [MemberStatus.PROSPECT, MemberStatus.MEMBER]
    kinds = [entry.kind for entry in await models.JournalEntry.all().order_by("id")]
    kind = models.JournalKind
    assert kinds == [
        kind.APPLICATION_RECEIVED, kind.COMPANY_REGISTERED, kind.MEMBERSHIP_BEGAN, kind.ACCESS_CREATED,
        kind.APPLICATION_ACCEPTED,
    ]  # fmt: skip


async def test_accepting_for_now_as_a_prospect(settings: Settings, group: Group) -> None:
    outcome = await accept(settings, group, await received(settings), status=MemberStatus.PROSPECT)
    assert isinstance(outcome, Decided)
    assert (await models.Member.get(siret=siret(90))).status == MemberStatus.PROSPECT
    (letter,) = await letters("ApplicationAccepted")
    assert letter.subject == "Votre accès à HA+PME est ouvert"
    refused = await accept(settings, group, await received(settings, siret=siret(91)), status=MemberStatus.FORMER)
    assert problems(refused) == {("status", "INVALID")}


@pytest.mark.parametrize("who", ["prospect", "former"])
async def test_a_company_that_we_know_becomes_a_member(settings: Settings, group: Group, who: str) -> None:
    known: models.Member = getattr(group, who)
    outcome = await accept(settings, group, await received(settings, siret=known.siret))
    assert isinstance(outcome, Decided)
    row = await models.Member.get(id=known.id)
    assert (row.status, row.legal_name, row.street) == (MemberStatus.MEMBER, known.legal_name, known.street)
    affiliation = await models.Affiliation.get(person__email=ADDRESS)
    assert affiliation.role == AffiliationRole.STAFF, "it has an owner, who is told"
    (told,) = await letters("MembershipChanged")
    assert told.to_address == getattr(group, f"{who}_owner").email


async def test_somebody_more_for_a_member(settings: Settings, group: Group) -> None:
    application = await received(settings, siret=group.member.siret)
    assert isinstance(await accept(settings, group, application, role=AffiliationRole.OWNER), Decided)
    assert (await models.Affiliation.get(person__email=ADDRESS)).role == AffiliationRole.OWNER
    assert not await letters("MembershipChanged")


async def test_somebody_whom_we_know(settings: Settings, group: Group) -> None:
    """The owner of another company: the same account acts for both; a role that they have stays."""
    application = await received(settings, email=group.other_owner.email)
    await models.Person.filter(id=group.other_owner.id).update(password_hash="a hash")
    assert isinstance(await accept(settings, group, application), Decided)
    (letter,) = await letters("ApplicationAccepted")
    assert "Connectez-vous avec l’adresse" in letter.body_text
    assert "mot-de-passe" not in letter.body_text
    person = await models.Person.get(id=group.other_owner.id)
    assert person.display_name == "Gérard Lac", "what is typed in a form changes nobody's name"
    viewer = await viewer_of(person)
    assert len(viewer.owned_ids) == 2
    application = await received(settings, siret=group.other.siret, email=group.other_owner.email)
    assert isinstance(await accept(settings, group, application, role=AffiliationRole.STAFF), Decided)
    assert len((await viewer_of(person)).owned_ids) == 2


async def test_a_closed_account_is_not_opened_by_the_way(settings: Settings, group: Group) -> None:
    await models.Person.filter(id=group.lonely.id).update(active=False)
    application = await received(settings, email=group.lonely.email)
    assert problems(await accept(settings, group, application)) == {("id", "CONFLICT")}
    assert not await models.Member.exists(siret=siret(90)), "nothing half done"
    assert not await models.MembershipEvent.exists()
    assert (await models.MembershipApplication.get()).status == ApplicationStatus.PENDING
    assert [letter.letter for letter in await letters()] == ["ApplicationReceived"]


async def test_a_day_that_cannot_be_undoes_everything(settings: Settings, group: Group) -> None:
    application = await received(settings)
    refused = await accept(settings, group, application, on=today().replace(year=today().year + 1, day=1))
    assert problems(refused) == {("on", "INVALID")}
    assert not await models.Member.exists(siret=siret(90))


async def test_declining(settings: Settings, group: Group) -> None:
    application = await received(settings)
    viewer = await viewer_of(group.advisor)
    for _ in range(2):
        outcome = await applications.decline(settings, viewer, application.id, message="Hors de notre périmètre.")
        assert isinstance(outcome, Decided)
    (letter,) = await letters("ApplicationDeclined")
    assert (letter.to_address, "Hors de notre périmètre." in letter.body_text) == (ADDRESS, True)
    assert not await models.Person.exists(email=ADDRESS)
    assert problems(await accept(settings, group, application)) == {("id", "CONFLICT")}
    assert problems(await applications.decline(settings, viewer, 999, message=None)) == {("id", "NOT_FOUND")}


async def test_all_of_one_person_for_one_company_is_decided_together(settings: Settings, group: Group) -> None:
    first = await received(settings)
    await received(settings, message="J’oubliais : nous ouvrons un site.")
    other_person = await received(settings, email="autre@atelier-neuf.test")
    other_company = await received(settings, siret=siret(92))
    assert isinstance(await accept(settings, group, first), Decided)
    statuses = [row.status for row in await models.MembershipApplication.all().order_by("id")]
    status = ApplicationStatus
    assert statuses == [status.ACCEPTED, status.ACCEPTED, status.PENDING, status.PENDING]
    assert len(await letters("ApplicationAccepted")) == 1
    assert {other_person.id, other_company.id} == {
        row.id for row in await models.MembershipApplication.filter(status=status.PENDING)
    }
    # The same may be asked again once it is decided.
    assert isinstance(await apply(settings, client="192.0.2.50"), Received)
    assert await models.MembershipApplication.all().count() == 5


async def test_accepting_many_times_at_once_is_once(settings: Settings, group: Group) -> None:
    application = await received(settings)
    outcomes = await asyncio.gather(*(accept(settings, group, application) for _ in range(6)))
    assert all(isinstance(one, Decided) for one in outcomes)
    assert await models.Member.filter(siret=siret(90)).count() == 1
    assert len(await letters("ApplicationAccepted")) == 1


async def test_two_people_of_one_new_company_accepted_at_once(settings: Settings, group: Group) -> None:
    first = await received(settings)
    second = await received(settings, email="autre@atelier-neuf.test")
    await asyncio.gather(accept(settings, group, first), accept(settings, group, second))
    while waiting := await models.MembershipApplication.filter(status=ApplicationStatus.PENDING):
        await accept(settings, group, waiting[0])  # of two that make the same company one is told to try again
    member = await models.Member.get(siret=siret(90))
    assert await models.Affiliation.filter(member=member).count() == 2


async def test_old_applications_are_forgotten(settings: Settings, group: Group) -> None:
    from workflows.privacy.retention import end_what_is_over

    application = await received(settings)
    await end_what_is_over(settings)
    assert await models.MembershipApplication.all().count() == 1
    settings = dataclasses.replace(settings, keep_prospect_days=10)
    long_ago = application.created_at.replace(year=application.created_at.year - 1)
    await models.MembershipApplication.all().update(created_at=long_ago)
    await end_what_is_over(settings)
    assert not await models.MembershipApplication.exists()


async def test_one_person_accepted_for_two_companies_at_once(
    settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find nobody with the address: who makes the person second takes the one that is there."""
    waiting = [await received(settings, siret=company.siret) for company in (group.member, group.prospect)]
    create, both, count = models.Person.create, asyncio.Event(), 0

    async def together(**given: Any) -> models.Person:
        nonlocal count
        count += 1
        if count == len(waiting):
            both.set()
        if dialect() == "postgres":  # the other database lets one in at a time
            await both.wait()
        return await create(**given)

    monkeypatch.setattr(models.Person, "create", together)
    async with asyncio.timeout(10):
        prospect = MemberStatus.PROSPECT
        outcomes = await asyncio.gather(*(accept(settings, group, one, status=prospect) for one in waiting))
    assert all(isinstance(outcome, Decided) for outcome in outcomes), outcomes
    assert await models.Affiliation.filter(person=await models.Person.get(email=ADDRESS)).count() == 2
