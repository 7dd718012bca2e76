"""Several establishments under one SIREN: each is a company of its own, and seen only by who acts for it."""

from __future__ import annotations

import models
from tests.group import Ask, Group

DOCUMENT = "query ($siret: String) { member(siret: $siret) { siret establishments { siret legalName } } }"


async def establishments(group: Group) -> list[str]:
    """Three of the member's SIREN, the last two made here; SIRETs in order."""
    siren = group.member.siret[:9]
    made = [siren + number for number in ("00022", "00034")]
    for number in made:
        await models.Member.create(siret=number, legal_name=f"Annexe {number[9:]}", status=models.MemberStatus.MEMBER)
    return sorted([group.member.siret, *made])


async def seen(ask: Ask, siret: str, person: models.Person) -> list[str] | None:
    member = (await ask.data(DOCUMENT, siret=siret, as_=person))["member"]
    return member and [one["siret"] for one in member["establishments"]]


async def test_the_group_sees_all_of_them(ask: Ask, group: Group) -> None:
    first, second, third = await establishments(group)
    assert await seen(ask, first, group.advisor) == [second, third]
    assert await seen(ask, third, group.other_advisor) == [first, second]
    assert await seen(ask, group.other.siret, group.advisor) == []


async def test_a_person_sees_those_that_they_act_for(ask: Ask, group: Group) -> None:
    """An owner of one is no owner of the next: the people of each are named one by one."""
    first, second, third = await establishments(group)
    own = group.member.siret
    others = [siret for siret in (first, second, third) if siret != own]
    assert await seen(ask, own, group.owner) == []
    assert [await seen(ask, siret, group.owner) for siret in others] == [None, None]
    await models.Affiliation.create(person=group.owner, member=await models.Member.get(siret=others[0]))
    assert await seen(ask, own, group.owner) == [others[0]]
    assert await seen(ask, others[0], group.owner) == [own]
    assert await seen(ask, others[1], group.owner) is None
    assert await seen(ask, own, group.staff) == []


async def test_a_list_of_companies_asks_once(ask: Ask, group: Group) -> None:
    await establishments(group)
    data = await ask.data("{ members { nodes { siret establishments { siret } } } }", as_=group.admin)
    counts = [len(node["establishments"]) for node in data["members"]["nodes"]]
    assert sorted(counts) == [0, 0, 0, 2, 2, 2]
