"""Deciding and cancelling: every transition, by every kind of person."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

import pytest

import models
from access.viewer import ANONYMOUS, Viewer
from errors import NotFound
from models import AttachmentStatus
from models.france import today
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import ask_for, history, letters, sent, status_of, supplier_of
from workflows import supplier_attachments as workflow

REQUESTED, SENT, ACCEPTED, REFUSED, CANCELLED, ENDED = AttachmentStatus
GROUP = {"advisor", "other_advisor", "admin"}
COMPANY = {"member", "staff", "double"}
SUPPLIER = {"supplier"}
NOBODY = {"anonymous", "prospect", "former", "other_member", "lonely", "other_supplier"}
EVERYBODY = sorted(GROUP | COMPANY | SUPPLIER | NOBODY)

Verb = Callable[[Settings, Viewer, int], Awaitable[models.SupplierAttachment]]


async def accept(settings: Settings, viewer: Viewer, id_: int) -> models.SupplierAttachment:
    return await workflow.decide(settings, viewer, id_, accepted=True)


async def refuse(settings: Settings, viewer: Viewer, id_: int) -> models.SupplierAttachment:
    return await workflow.decide(settings, viewer, id_, accepted=False, reason="Compte inconnu")


VERBS: dict[str, Verb] = {"accept": accept, "refuse": refuse, "cancel": workflow.cancel}
# From where, by which verb, to where, and by whom. Everything else changes nothing.
ALLOWED = {
    (SENT, "accept"): (ACCEPTED, GROUP | SUPPLIER),
    (SENT, "refuse"): (REFUSED, GROUP | SUPPLIER),
    (REQUESTED, "cancel"): (CANCELLED, GROUP | COMPANY),
    (SENT, "cancel"): (CANCELLED, GROUP | COMPANY),
    # Saying the same twice is fine.
    (ACCEPTED, "accept"): (ACCEPTED, GROUP | SUPPLIER),
    (REFUSED, "refuse"): (REFUSED, GROUP | SUPPLIER),
    (CANCELLED, "cancel"): (CANCELLED, GROUP | COMPANY),
}


async def attachment_that_is(status: AttachmentStatus, settings: Settings, group: Group) -> models.SupplierAttachment:
    if status == REQUESTED:
        outcome = await ask_for(settings, group.owner, group.office, None)
        assert isinstance(outcome, workflow.AccountNeeded)
        return outcome.attachment
    attachment = await sent(settings, group)
    verb = {ACCEPTED: accept, ENDED: accept, REFUSED: refuse, CANCELLED: workflow.cancel}.get(status)
    if verb is not None:
        await verb(settings, await viewer_of(group.admin), attachment.id)
    if status == ENDED:
        await workflow.end_with_membership(settings, await viewer_of(group.admin), group.member.id, today())
    return attachment


async def viewer_named(who: str, group: Group, attachment: models.SupplierAttachment) -> Viewer:
    if who == "supplier":
        return supplier_of(attachment)
    if who == "other_supplier":
        return dataclasses.replace(supplier_of(attachment), attachment_id=attachment.id + 1)
    return await viewer_of(group.staff if who == "staff" else group.people()[who])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", AttachmentStatus)
async def test_who_may_do_what(settings: Settings, group: Group, status: AttachmentStatus, verb: str) -> None:
    """One attachment for all who may not, in turn; then a fresh one for each who may."""
    after, allowed = ALLOWED.get((status, verb), (status, set[str]()))
    attachment = await attachment_that_is(status, settings, group)
    before = (await history(), len(await letters()))
    for who in EVERYBODY:
        if who not in allowed:
            with pytest.raises(NotFound):
                await VERBS[verb](settings, await viewer_named(who, group, attachment), attachment.id)
    assert await status_of(attachment) == status
    assert (await history(), len(await letters())) == before
    for who in sorted(allowed):
        viewer = await viewer_named(who, group, attachment)
        assert (await VERBS[verb](settings, viewer, attachment.id)).status == after
        assert await status_of(attachment) == after
        await models.SupplierAttachment.all().delete()
        attachment = await attachment_that_is(status, settings, group)


@pytest.mark.parametrize("verb", VERBS)
async def test_what_does_not_exist(settings: Settings, group: Group, verb: str) -> None:
    with pytest.raises(NotFound):
        await VERBS[verb](settings, await viewer_of(group.admin), 999)


async def test_a_decision_is_written_down_and_told_to_whoever_asked(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    decided = await workflow.decide(
        settings, supplier_of(attachment), attachment.id, accepted=False, reason="  Compte\nclos\0 en mai " + "x" * 600
    )
    reason = ("Compte clos en mai " + "x" * 600)[:500]
    assert (await models.SupplierAttachment.get(id=attachment.id)).refusal_reason == reason == decided.refusal_reason
    assert (await history())[2:] == [("REFUSED", "fournisseur", "LINK", reason)]
    (mail,) = await letters("AttachmentDecided")
    assert mail.to_address == group.owner.email
    assert reason[:40] in mail.body_text


async def test_accepting_keeps_no_reason(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    await workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=True, reason="Avec plaisir")
    assert (await models.SupplierAttachment.get(id=attachment.id)).refusal_reason is None
    assert (await history())[2:] == [("ACCEPTED", "fournisseur", "LINK", "")]


async def test_saying_the_same_twice_writes_one_line_and_one_letter(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    for reason in ("Compte inconnu", "autre chose"):
        await workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=False, reason=reason)
    assert (await models.SupplierAttachment.get(id=attachment.id)).refusal_reason == "Compte inconnu"
    assert len(await history()) == 3
    assert len(await letters("AttachmentDecided")) == 1


async def test_what_the_group_asked_for_is_told_to_the_companys_people(settings: Settings, group: Group) -> None:
    outcome = await ask_for(settings, group.advisor, group.office, siret=group.member.siret)
    assert isinstance(outcome, workflow.Sent)
    group.staff.active = False
    await group.staff.save()
    await accept(settings, supplier_of(outcome.attachment), outcome.attachment.id)
    told = {mail.to_address for mail in await letters("AttachmentDecided")}
    assert told == {group.owner.email, group.double.email}


async def test_a_requester_who_left_is_not_told(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    await models.Affiliation.filter(person=group.owner).delete()
    await accept(settings, supplier_of(attachment), attachment.id)
    told = {mail.to_address for mail in await letters("AttachmentDecided")}
    assert told == {group.staff.email, group.double.email}


async def test_cancelling_tells_the_supplier_that_has_the_letter(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    await workflow.cancel(settings, await viewer_of(group.staff), attachment.id)
    (mail,) = await letters("AttachmentCancelledLetter")
    assert mail.to_address == group.office.attachment_email
    assert (await history())[2:] == [("CANCELLED", "Paul Fournil", "WEB", "")]


async def test_cancelling_before_anything_was_sent_writes_to_nobody(settings: Settings, group: Group) -> None:
    attachment = await attachment_that_is(REQUESTED, settings, group)
    await workflow.cancel(settings, await viewer_of(group.owner), attachment.id)
    assert not await letters()


@pytest.mark.parametrize("verb", VERBS)
async def test_a_supplier_whose_address_was_taken_away(settings: Settings, group: Group, verb: str) -> None:
    attachment = await sent(settings, group)
    group.office.attachment_email = None
    await group.office.save()
    await VERBS[verb](settings, await viewer_of(group.advisor), attachment.id)
    assert await status_of(attachment) == ALLOWED[SENT, verb][0]


async def test_the_public_has_no_say(settings: Settings, group: Group) -> None:
    """`attachment_id` None must not meet an id that is missing."""
    attachment = await sent(settings, group)
    for id_ in (attachment.id, 0):
        with pytest.raises(NotFound):
            await accept(settings, ANONYMOUS, id_)


async def test_the_advisor_writes_down_what_was_settled_without_a_letter(settings: Settings, group: Group) -> None:
    outcome = await ask_for(settings, group.owner, group.temps, "IS-7741")
    assert isinstance(outcome, workflow.Noted)
    done = await workflow.decide(settings, await viewer_of(group.advisor), outcome.attachment.id, accepted=True)
    assert done.status == ACCEPTED
    assert isinstance(await ask_for(settings, group.owner, group.temps, "IS-7741"), workflow.Active)
