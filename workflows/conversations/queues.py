"""Whose queue a conversation belongs to: the advisor who follows the company, or the pool."""

from __future__ import annotations

from collections.abc import Iterable

from access.viewer import Viewer
from errors import BadInput
from models import Affiliation, Conversation, Member, Person
from models.siret import parse_siret
from workflows.conversations import state
from workflows.responsibility import advisor_who_is_here, responsible_advisor


async def responsible(member: Member | None) -> int | None:
    """Who answers for a company today: its advisor, or who stands in; null is the pool."""
    advisor = await responsible_advisor(member)
    return advisor.id if advisor else None


async def responsible_for(member_ids: Iterable[int]) -> int | None:
    """Who answers for the first of these companies that somebody answers for."""
    ids = list(member_ids)
    if len(ids) == 1 and (advisor_id := await advisor_who_is_here(ids[0])) is not None:
        return advisor_id
    for member in await Member.filter(id__in=ids, advisor_id__not_isnull=True).order_by("id"):
        advisor_id = await responsible(member)
        if advisor_id is not None:
            return advisor_id
    return None


async def advisor_of_stranger(address: str, siret: str | None = None) -> int | None:
    """Who follows the company that somebody says to be of. Nothing is told them, so nothing needs to be proven."""
    member = None
    if siret:
        try:
            member = await Member.get_or_none(siret=parse_siret(siret))
        except BadInput:
            member = None
    if member is None:
        person = await Person.get_or_none(email=address.lower()[:254], active=True)
        companies = await Affiliation.filter(person=person).select_related("member") if person else []
        member = companies[0].member if len(companies) == 1 else None
    return await responsible(member)


async def give(conversation: Conversation, viewer: Viewer, advisor_id: int | None) -> None:
    """Into somebody's queue, or into the pool."""
    if advisor_id is None:
        text = f"{viewer.display_name} a remis la conversation dans la file commune."
    elif advisor_id == viewer.person_id:
        text = f"{viewer.display_name} a pris la conversation."
    else:
        advisor = await Person.get(id=advisor_id)
        text = f"{viewer.display_name} a confié la conversation à {advisor.display_name}."
    await state.event(conversation, viewer, text, advisor_id=advisor_id)
