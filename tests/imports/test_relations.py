"""The company that a person acts for and the categories of a supplier, on both databases."""

from __future__ import annotations

from models import Affiliation, AffiliationRole, Member, Person, StaffRole, Supplier
from tests.imports.conftest import OTHER_SIRET, SIRET, THIRD_SIRET, Folder

HEADER = "email,siret,role\n"


async def companies(email: str) -> dict[str, AffiliationRole]:
    found = await Affiliation.filter(person__email=email).select_related("member")
    return {it.member.siret: it.role for it in found}


async def test_a_person_without_company_gets_one_and_moves(group: Folder) -> None:
    assert await group.counts(people=f"{HEADER}a@x.test,,\n") == (1, 0, 0)
    assert await companies("a@x.test") == {}
    assert await group.counts(people=f"{HEADER}a@x.test,{SIRET},staff\n") == (0, 1, 0)
    assert await companies("a@x.test") == {SIRET: AffiliationRole.STAFF}
    assert await group.counts(people=f"{HEADER}a@x.test,{OTHER_SIRET},\n") == (0, 1, 0)
    assert await companies("a@x.test") == {OTHER_SIRET: AffiliationRole.STAFF}
    assert await group.counts(people=f"{HEADER}a@x.test,,\n") == (0, 0, 1)
    assert await companies("a@x.test") == {OTHER_SIRET: AffiliationRole.STAFF}


async def test_a_new_person_is_an_owner_unless_said_otherwise(group: Folder) -> None:
    assert await group.counts(people=f"{HEADER}a@x.test,{SIRET},\nb@x.test,{SIRET},STAFF\n") == (2, 0, 0)
    assert await companies("a@x.test") == {SIRET: AffiliationRole.OWNER}
    assert await companies("b@x.test") == {SIRET: AffiliationRole.STAFF}
    assert await group.counts(people=f"{HEADER}a@x.test,{SIRET},STAFF\nb@x.test,{SIRET},STAFF\n") == (0, 1, 1)


async def test_the_role_alone_changes(group: Folder) -> None:
    await group.load(people=f"{HEADER}a@x.test,{SIRET},STAFF\n")
    assert await group.counts(people=f"{HEADER}a@x.test,{SIRET},OWNER\n") == (0, 1, 0)
    assert await companies("a@x.test") == {SIRET: AffiliationRole.OWNER}


async def test_who_acts_for_several_companies_is_not_moved(group: Folder) -> None:
    await group.load(people=f"{HEADER}a@x.test,{SIRET},OWNER\n")
    person, other = await Person.get(email="a@x.test"), await Member.get(siret=OTHER_SIRET)
    await Affiliation.create(person=person, member=other, role=AffiliationRole.STAFF)
    assert await group.errors(people=f"{HEADER}b@x.test,{SIRET},\na@x.test,{THIRD_SIRET},\n") == [
        (3, "siret", THIRD_SIRET)
    ]
    assert await group.counts(people=f"{HEADER}a@x.test,{OTHER_SIRET},OWNER\n") == (0, 1, 0)
    assert await companies("a@x.test") == {SIRET: AffiliationRole.OWNER, OTHER_SIRET: AffiliationRole.OWNER}
    assert await group.counts(people=f"{HEADER}a@x.test,{SIRET},\n") == (0, 0, 1)


async def test_people_without_the_company_columns(group: Folder) -> None:
    await group.load(people=f"{HEADER}a@x.test,{SIRET},STAFF\n")
    assert await group.counts(people="email,phone\na@x.test,06 39 98 11 22\n") == (0, 1, 0)
    assert await group.counts(people=f"email,siret\na@x.test,{SIRET}\n") == (0, 0, 1)
    assert await companies("a@x.test") == {SIRET: AffiliationRole.STAFF}


async def test_the_import_of_people_touches_no_account(group: Folder) -> None:
    await Person.filter(email="anne@centrale.test").update(password_hash="kept", active=False)
    assert await group.counts(people="email,last_name\nANNE@centrale.test,Durand\n") == (0, 1, 0)
    anne = await Person.get(email="anne@centrale.test")
    assert (anne.last_name, anne.password_hash, anne.active, anne.staff_role) == (
        "Durand",
        "kept",
        False,
        StaffRole.ADVISOR,
    )


async def test_categories_of_a_supplier_are_replaced(group: Folder) -> None:
    async def codes() -> list[str]:
        supplier = await Supplier.get(code="papeo").prefetch_related("categories")
        return sorted(category.code for category in supplier.categories)

    head = "code,name,categories\n"
    assert await group.counts(suppliers=f"{head}papeo,Papéo,papier|auto\n") == (0, 1, 0)
    assert await codes() == ["auto", "papier"]
    assert await group.counts(suppliers=f"{head}papeo,Papéo,auto|papier|auto\n") == (0, 0, 1)
    assert await group.counts(suppliers=f"{head}papeo,Papéo,auto\n") == (0, 1, 0)
    assert await codes() == ["auto"]
    assert await group.errors(suppliers=f"{head}papeo,Papéo,auto|velo\n") == [(2, "categories", "auto|velo")]
    loca = await Supplier.get(code="loca").prefetch_related("categories")
    assert [category.code for category in loca.categories] == ["auto"]
