"""Many at the same moment: one attachment, one decision, one letter of each kind."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

import models
from errors import NotFound
from models import AttachmentStatus
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import ACCOUNT, ask_for, history, letters, sent, supplier_of
from workflows import supplier_attachments as workflow

MANY = 20


def kinds(outcomes: list[workflow.Outcome]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


@pytest.mark.parametrize("account", [ACCOUNT, None])
async def test_many_requests_are_one_attachment(settings: Settings, group: Group, account: str | None) -> None:
    askers = [group.owner, group.staff] * (MANY // 2)
    outcomes = await asyncio.gather(*(ask_for(settings, who, group.office, account) for who in askers))
    if account:
        assert kinds(outcomes) == {"Sent": 1, "Pending": MANY - 1}
    else:
        assert kinds(outcomes) == {"AccountNeeded": MANY}
    assert await models.SupplierAttachment.all().count() == 1
    assert len(await letters()) == (1 if account else 0)
    assert len(await history()) == (2 if account else 1)


async def test_many_tell_an_account_number_of_their_own(settings: Settings, group: Group) -> None:
    """The letter, the row and the history name the same account: the first one's."""
    await ask_for(settings, group.owner, group.office, None)
    outcomes = await asyncio.gather(
        *(ask_for(settings, group.owner, group.office, f"C-{number}") for number in range(MANY))
    )
    assert kinds(outcomes) == {"Sent": 1, "Pending": MANY - 1}
    attachment = await models.SupplierAttachment.get()
    (mail,) = await letters()
    assert str(attachment.account_number) in mail.body_text
    assert (await history())[-1][3] == f"compte {attachment.account_number}"


async def test_many_ask_with_and_without_an_account(settings: Settings, group: Group) -> None:
    outcomes = await asyncio.gather(
        *(ask_for(settings, group.owner, group.office, ACCOUNT if number % 2 else None) for number in range(MANY))
    )
    assert kinds(outcomes)["Sent"] == 1
    assert (await models.SupplierAttachment.get()).status == AttachmentStatus.SENT
    assert len(await letters()) == 1


async def test_accepting_and_refusing_at_once_is_one_decision(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    viewer = supplier_of(attachment)
    answers = await asyncio.gather(
        *(workflow.decide(settings, viewer, attachment.id, accepted=number % 2 == 0, reason="Non")
          for number in range(MANY)),
        return_exceptions=True,
    )  # fmt: skip
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert {type(answer) for answer in refused} == {NotFound}
    row = await models.SupplierAttachment.get()
    assert row.status in (AttachmentStatus.ACCEPTED, AttachmentStatus.REFUSED)
    assert (row.refusal_reason is None) == (row.status == AttachmentStatus.ACCEPTED)
    assert [line[0] for line in await history()] == ["REQUESTED", "SENT", row.status]
    assert len(await letters("AttachmentDecided")) == 1


async def test_cancelling_while_the_supplier_accepts(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    member = await viewer_of(group.owner)
    await asyncio.gather(
        *(workflow.cancel(settings, member, attachment.id) for _ in range(5)),
        *(workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=True) for _ in range(5)),
        return_exceptions=True,
    )
    status = (await models.SupplierAttachment.get()).status
    assert [line[0] for line in await history()] == ["REQUESTED", "SENT", status]
    about_the_end = [mail.letter for mail in await letters() if mail.letter != "SupplierAttachmentLetter"]
    expected = "AttachmentDecided" if status == AttachmentStatus.ACCEPTED else "AttachmentCancelledLetter"
    assert about_the_end == [expected]


async def test_asking_again_while_it_is_refused(settings: Settings, group: Group) -> None:
    """Either the request came first and found it waiting, or it opened a new one: never two open ones."""
    attachment = await sent(settings, group)
    outcomes = await asyncio.gather(
        workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=False),
        *(ask_for(settings, group.owner, group.office) for _ in range(MANY)),
    )
    asked = [outcome for outcome in outcomes if not isinstance(outcome, models.SupplierAttachment)]
    assert set(kinds(asked)) <= {"Sent", "Pending"}
    open_ones = await models.SupplierAttachment.filter(open_key__isnull=False).count()
    assert open_ones == kinds(asked)["Sent"] <= 1
