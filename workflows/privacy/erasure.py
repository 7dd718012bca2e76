"""Forgetting a person (GDPR article 17): asking for it, and doing it everywhere at once, in one transaction.

What the law makes the group keep goes into the legal archive, out of the API's reach. A letter that waits to be sent is
still sent, then erased (`retention`). The mailbox's own copies are deleted by the watcher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.transactions import in_transaction

from access.viewer import Viewer
from letters.outbox import Envelope, group_card, post
from letters.values import DataErased
from models import (
    Affiliation,
    AffiliationRole,
    ErasureRequest,
    ErasureStatus,
    InboundMail,
    InboundSource,
    JournalKind,
    LegalArchive,
    Member,
    MemberStatus,
    OutboundMail,
    Person,
    PersonOldAddress,
)
from settings import Settings
from workflows.inputs import InputCode, InputProblem
from workflows.journal import record
from workflows.privacy.holdings import HOLDINGS, Archive, Blank, Delete, Erasure, Holding, Keep, Subject

_AT_ONCE = 500
_DAYS_IN_TIME = 30


@dataclass(frozen=True)
class Erased:
    """Nothing of the person is left outside the legal archive; how many rows of each table were erased or blanked."""

    rows: dict[str, int]


@dataclass(frozen=True)
class Hindered:
    """Something must be settled first; every reason at once."""

    problems: tuple[InputProblem, ...]


async def request_erasure(viewer: Viewer) -> ErasureRequest:
    """The viewer asks to be forgotten; asking twice gives the same request."""
    assert viewer.person_id is not None  # noqa: S101 - the policy of the mutation
    key = str(viewer.person_id)
    async with in_transaction():
        found = await ErasureRequest.get_or_none(open_key=key)
        if found is not None:
            return found
        due = timezone.now().date() + dt.timedelta(days=_DAYS_IN_TIME)
        try:
            async with in_transaction():
                made = await ErasureRequest.create(person_id=viewer.person_id, open_key=key, due_on=due)
        except IntegrityError:
            return await ErasureRequest.get(open_key=key)
        await record(JournalKind.ERASURE_REQUESTED, viewer, person_id=viewer.person_id)
        return made


async def withdraw_request(viewer: Viewer) -> ErasureRequest | None:
    """The viewer wants to stay after all; None when nothing was open."""
    found = await ErasureRequest.get_or_none(open_key=str(viewer.person_id))
    if found is not None:
        found.status, found.open_key, found.done_at = ErasureStatus.WITHDRAWN, None, timezone.now()
        await found.save()
    return found


async def erase_person(settings: Settings, viewer: Viewer, person_id: int, *, address: str) -> Erased | Hindered:
    """Erase the person with this id and address now. `viewer` is the administrator who answers for it."""
    async with in_transaction():
        person = await Person.select_for_update().get_or_none(id=person_id, email=address)
        if person is None:
            problem = InputProblem(
                "email", InputCode.NOT_FOUND, "Aucune personne n’a cet identifiant et cette adresse."
            )
            return Hindered((problem,))
        problems = [problem async for problem in _hindrances(person)]
        if problems:
            return Hindered(tuple(problems))
        rows = await forget(person)
        await _farewell(settings, person)
        await record(JournalKind.PERSON_ERASED, viewer)
        return Erased(rows)


async def forget(person: Person) -> dict[str, int]:
    """Erase all that is held of the person; inside the caller's transaction. Rows by table."""
    subject = await subject_of(person)
    await _read_what_nobody_could(subject)
    now = timezone.now()
    await ErasureRequest.filter(open_key=str(person.id)).update(status=ErasureStatus.DONE, open_key=None, done_at=now)
    return {holding.name: await _erase(holding, subject) for holding in HOLDINGS}


async def _write_down(person_id: int) -> None:
    """What was asked is done; what nobody asked (retention) is written down as well."""
    today = timezone.now().date()
    request, _ = await ErasureRequest.get_or_create(open_key=str(person_id), defaults={"due_on": today})
    request.status, request.open_key, request.done_at = ErasureStatus.DONE, None, timezone.now()
    request.forgotten_id = person_id
    await request.save()


async def forget_again(ids: Iterable[int]) -> int:
    """Forget people once more who came back with a backup; how many there were."""
    people = await Person.filter(id__in=list(ids))
    for person in people:
        async with in_transaction():
            await forget(person)
    return len(people)


async def subject_of(person: Person) -> Subject:
    """The person and every address that is known to be theirs."""
    old = await PersonOldAddress.filter(person_id=person.id).values_list("address", flat=True)
    return Subject(person.id, (person.email, *map(str, old)))


async def _hindrances(person: Person) -> Any:
    if person.staff_role is not None and (left := await Member.filter(advisor_id=person.id).count()):
        yield InputProblem(
            "personId", InputCode.CONFLICT, f"{person.display_name} suit encore {left} sociétés : confiez-les d’abord."
        )
    owned = await Affiliation.filter(
        person_id=person.id, role=AffiliationRole.OWNER, member__status=MemberStatus.MEMBER
    ).select_related("member")
    for affiliation in owned:
        others = Affiliation.filter(member_id=affiliation.member_id, role=AffiliationRole.OWNER, person__active=True)
        if not await others.exclude(person_id=person.id).exists():
            name = affiliation.member.legal_name
            yield InputProblem(
                "personId", InputCode.CONFLICT,
                f"C’est le seul responsable de {name}, adhérente : désignez-en un autre ou mettez fin à l’adhésion.",
            )  # fmt: skip


async def _read_what_nobody_could(subject: Subject) -> None:
    """Mails that were set aside before their sender was read are found by the address in their source."""
    unread = await InboundMail.filter(from_address="").values_list("id", flat=True)
    for ids in chunks(unread):
        for source in await InboundSource.filter(mail_id__in=ids):
            content = bytes(source.content).lower()
            if any(address.encode() in content for address in subject.addresses):
                await InboundMail.filter(id=source.mail_id).update(from_address=subject.addresses[0])


async def _erase(holding: Holding, subject: Subject) -> int:
    ids = await ids_of(holding, holding.rows(subject))
    return await erase_rows(holding, ids)


async def ids_of(holding: Holding, rows: Q) -> list[int]:
    """The ids of these rows of the table, in order."""
    found: list[Any] = await holding.model.filter(rows).distinct().values_list("id", flat=True)
    return sorted(found)


async def erase_rows(holding: Holding, ids: list[int]) -> int:
    """Do to these rows what erasing means for their table; how many there were."""
    for some in chunks(ids):
        if holding.still_needed is not None:
            needed = await ids_of(holding, holding.still_needed & Q(pk__in=some))
            await holding.model.filter(pk__in=needed).update(forget=True)
            some = sorted(set(some) - set(needed))
        await _apply(holding.model, holding.erase, some)
    return len(ids)


async def _apply(model: type[Model], erasure: Erasure, ids: list[int]) -> None:
    match erasure:
        case Delete():
            await model.filter(pk__in=ids).delete()
        case Blank(values):
            await model.filter(pk__in=ids).update(**values)
        case Archive():
            await _archive(model, erasure, ids)
            await _apply(model, erasure.then, ids)
        case Keep():
            return


async def _archive(model: type[Model], erasure: Archive, ids: list[int]) -> None:
    until = timezone.now().date() + dt.timedelta(days=365 * erasure.years + 1)
    for row in await model.filter(Q(pk__in=ids) & erasure.only):
        content = bytes(getattr(row, erasure.column))
        if content:
            await LegalArchive.create(
                kind=model._meta.db_table, reason=erasure.reason, content=content, keep_until=until
            )


async def _farewell(settings: Settings, person: Person) -> None:
    """Tell them that it is done; the letter is the last thing that is erased."""
    letter = DataErased(group=group_card(settings))
    envelope = Envelope(to=person.email, dedupe_key=f"erased:{person.id}:{timezone.now():%Y%m%d}", automatic=False)
    mail = await post(settings, letter, envelope)
    await OutboundMail.filter(id=mail.id).update(forget=True)


def chunks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids in portions that one statement takes."""
    left = iter(ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some
