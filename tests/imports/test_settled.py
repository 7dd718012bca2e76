"""What people settled here is not undone by an old file, on both databases; nobody comes back who was let out."""

from __future__ import annotations

import datetime as dt

import pytest

from access.viewer import Viewer, load_viewer
from models import Affiliation, AffiliationRole, Member, MemberStatus, Person, PersonOldAddress, StaffRole
from settings import Settings
from tests.imports.conftest import OTHER_SIRET, SIRET, Folder
from workflows import closing, members, people, portfolios
from workflows.company_data import CompanyData

MEMBERS = "siret,legal_name,status,street,city,phone,joined_on\n"
OLD = f"{MEMBERS}{SIRET},Thé & Co,MEMBER,1 rue du Port,Lyon,0102030405,2020-01-01\n"
PEOPLE = "email,siret,role\n"


@pytest.fixture
async def boss(group: Folder) -> Viewer:
    """An administrator."""
    person = await Person.create(email="ada@centrale.test", staff_role=StaffRole.ADMIN)
    viewer = await load_viewer(person.id)
    assert viewer is not None
    return viewer


async def company() -> Member:
    return await Member.get(siret=SIRET)


async def test_a_correction_stays_until_the_file_says_the_same(group: Folder, boss: Viewer) -> None:
    await group.load(members=OLD)
    await members.update(boss, (await company()).id, CompanyData(street="2 rue du Four", city="Lyon"))
    # The same old file changes nothing; what was not corrected follows it.
    assert await group.counts(members=OLD) == (0, 0, 1)
    assert (await company()).street == "2 rue du Four"
    assert await group.counts(members=OLD.replace("0102030405", "0600000000").replace("Lyon", "Bron")) == (0, 1, 0)
    assert ((await company()).street, (await company()).phone) == ("2 rue du Four", "0600000000")
    assert (await company()).city == "Bron", "it was given as it was: nothing was corrected"
    # The file has caught up, and counts again from then on.
    new = OLD.replace("1 rue du Port", "2 rue du Four").replace("0102030405", "0600000000").replace("Lyon", "Bron")
    assert await group.counts(members=new) == (0, 0, 1)
    assert (await company()).settled == ""
    assert await group.counts(members=new.replace("2 rue du Four", "3 rue du Pont")) == (0, 1, 0)
    assert (await company()).street == "3 rue du Pont"


async def test_a_membership_that_was_ended_is_not_opened_by_an_old_file(
    group: Folder, boss: Viewer, settings: Settings
) -> None:
    await group.load(members=OLD)
    await members.end(settings, boss, (await company()).id, on=dt.date(2026, 1, 31))
    assert await group.counts(members=OLD) == (0, 0, 1)
    assert ((await company()).status, (await company()).left_on) == (MemberStatus.FORMER, dt.date(2026, 1, 31))
    await group.load(members=OLD.replace("MEMBER", "FORMER"))
    await group.load(members=OLD)
    assert (await company()).status == MemberStatus.MEMBER, "the file has known of the end, and of a new beginning"


async def test_an_advisor_who_was_assigned_stays(group: Folder, boss: Viewer, settings: Settings) -> None:
    header = "siret,legal_name,status,advisor_email\n"
    await group.load(members=f"{header}{SIRET},Thé & Co,MEMBER,anne@centrale.test\n")
    await portfolios.assign(settings, boss, (await company()).id, boss.person_id, reason=None, tell=False)
    assert await group.counts(members=f"{header}{SIRET},Thé & Co,MEMBER,anne@centrale.test\n") == (0, 0, 1)
    assert (await company()).advisor_id == boss.person_id


async def test_who_was_removed_does_not_come_back(group: Folder, boss: Viewer, settings: Settings) -> None:
    await group.load(people=f"{PEOPLE}a@x.test,{SIRET},STAFF\n")
    person, member = await Person.get(email="a@x.test"), await company()
    await people.remove(boss, member.id, person.id)
    assert await group.counts(people=f"{PEOPLE}a@x.test,{SIRET},STAFF\n") == (0, 0, 1)
    assert await Affiliation.filter(person=person).count() == 0
    # Another company is another matter, and an old file doesn't move them back from there.
    await group.load(people=f"{PEOPLE}a@x.test,{OTHER_SIRET},STAFF\n")
    await group.load(people=f"{PEOPLE}a@x.test,{SIRET},STAFF\n")
    (affiliation,) = await Affiliation.filter(person=person).select_related("member")
    assert affiliation.member.siret == OTHER_SIRET
    # Let in again here, the file counts again.
    data = people.PersonData("a@x.test", "Anna", "Aster")
    await people.create_access(settings, boss, member.id, data, AffiliationRole.STAFF)
    await group.load(people=f"{PEOPLE}a@x.test,{SIRET},OWNER\n")
    assert (await Affiliation.get(person=person, member=member)).role == AffiliationRole.OWNER


async def test_a_role_that_was_changed_stays(group: Folder, boss: Viewer) -> None:
    await group.load(people=f"{PEOPLE}a@x.test,{SIRET},OWNER\n")
    person, member = await Person.get(email="a@x.test"), await company()
    await people.set_role(boss, member.id, person.id, AffiliationRole.STAFF)
    assert await group.counts(people=f"{PEOPLE}a@x.test,{SIRET},OWNER\n") == (0, 0, 1)
    assert (await Affiliation.get(person=person)).role == AffiliationRole.STAFF


async def test_who_left_the_group_does_not_come_back(group: Folder, boss: Viewer) -> None:
    anne = await Person.get(email="anne@centrale.test")
    await closing.set_staff(boss, anne.id, None)
    assert await group.counts(advisors="email,role\nanne@centrale.test,ADMIN\n") == (0, 0, 1)
    assert (await Person.get(id=anne.id)).staff_role is None


@pytest.mark.parametrize("file", ["people", "advisors"])
async def test_a_former_address_lets_nobody_in(group: Folder, boss: Viewer, file: str) -> None:
    """The mailbox may be somebody else's by now, who would only have to ask for a password."""
    person = await Person.create(email="new@x.test")
    await PersonOldAddress.create(person=person, address="old@x.test", until=dt.datetime.now(dt.UTC))
    texts = {"people": f"{PEOPLE}old@x.test,{SIRET},OWNER\n", "advisors": "email,role\nold@x.test,ADVISOR\n"}
    assert await group.errors(**{file: texts[file]}) == [(2, "email", "old@x.test")]
    assert not await Person.exists(email="old@x.test")
    await Person.filter(id=person.id).update(email="old@x.test")  # it is theirs again
    await group.load(**{file: texts[file]})
