"""The outbox at work: what the server says decides what becomes of a letter, and nobody is left in the dark."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from typing import Any

import pytest
from tortoise import timezone

import models
from jobs.events import Signal
from jobs.leases import LeaseLost, claim, finish_all
from jobs.runner import LEASE, Runner
from mailbot import delivery
from mailbot.delivery import Deliverer
from mailbot.smtp import SmtpAccount
from schema.client import LocalClient
from settings import Settings
from tests.group import Ask, Group, engine
from tests.mailbot.bot import Bot, mail, request_text
from tests.mailbot.scripted_smtp import CUT, ScriptedSmtp, scripted

pytestmark = pytest.mark.usefixtures("db")
Status = models.OutboundStatus
Open = models.ConversationStatus.OPEN
TO_SEND = (Status.QUEUED, Status.SENDING)


def deliverer_to(script: ScriptedSmtp) -> Deliverer:
    """One that sends to this server."""
    account = SmtpAccount("127.0.0.1", script.port, tls="none", timeout=5, helo="centrale.test")
    return Deliverer(account, LocalClient(engine(), Settings()))


def runner_of(deliverer: Deliverer) -> Runner:
    """The runner that the service gives it."""
    return Runner(
        models.OutboundMail, TO_SEND, deliverer.handle, Signal(), worker="tests", concurrency=1,
        working=Status.SENDING, at_once=delivery.AT_ONCE,
    )  # fmt: skip


async def deliver(script: ScriptedSmtp) -> None:
    """Send all that is due."""
    deliverer = deliverer_to(script)
    runner = runner_of(deliverer)
    while await runner.run_once():
        pass
    await deliverer.close()


async def due_now() -> None:
    """The backoff is over."""
    await models.OutboundMail.all().update(next_attempt_at=timezone.now())


async def test_letters_go_in_their_order_under_their_return_path(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, request_text()))
    async with scripted() as script:
        await deliver(script)
        rows = await models.OutboundMail.all().order_by("id")
        assert [row.status for row in rows] == [Status.SENT, Status.SENT]
        assert all(row.sent_at is not None and row.last_error is None for row in rows)
        assert script.mails == [bytes(row.content) + b".\r\n" for row in rows]
        senders = [line for line in script.commands if line.startswith("MAIL FROM")]
        assert [f"<{row.return_path}>" in line for row, line in zip(rows, senders, strict=True)] == [True, True]
        await deliver(script)
        assert len(script.mails) == 2


async def test_a_lease_that_is_nearly_over_sends_nothing(bot: Bot, group: Group) -> None:
    """The answer to the claim came late: somebody else may take the letter before its dialogue is over."""
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    async with scripted() as script:
        (row,) = await claim(models.OutboundMail, TO_SEND, "tests", LEASE / 4)
        with pytest.raises(LeaseLost):
            await deliverer_to(script).handle(deque([row]), "tests")
        assert script.mails == []


async def test_later_means_the_same_mail_later(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    async with scripted(RCPT="450 4.2.1 plus tard") as script:
        await deliver(script)
        row = await models.OutboundMail.get()
        assert (row.status, row.attempts) == (Status.QUEUED, 1)
        assert "450" in (row.last_error or "")
        assert row.next_attempt_at > timezone.now()
    async with scripted() as script:
        await deliver(script)
        assert script.mails == []
        await due_now()
        await deliver(script)
        assert script.mails == [bytes(row.content) + b".\r\n"]


async def test_when_nobody_knows_whether_it_went_the_same_bytes_go_again(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    async with scripted(mail=CUT) as script:
        await deliver(script)
        assert (await models.OutboundMail.get()).status is Status.QUEUED
        await due_now()
        script.replies["mail"] = "250 ok"
        await deliver(script)
        first, second = script.mails
        assert first == second
    assert (await models.OutboundMail.get()).status is Status.SENT


async def test_a_letter_that_was_taken_does_not_go_again_when_the_database_stumbles(
    bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([OSError("connection lost"), OSError("connection lost")])

    async def stumbling(*args: Any, **changes: Any) -> set[int]:
        done = await finish_all(*args, **changes)
        for failure in failures:
            raise failure
        return done

    await bot.receive(mail(group.owner, "Bonjour, une question."))
    monkeypatch.setattr(delivery, "finish_all", stumbling)
    async with scripted() as script:
        await deliver(script)
        assert len(script.mails) == 1
    letter = await models.OutboundMail.get()
    assert (letter.status, letter.attempts) == (Status.SENT, 1)


@pytest.mark.parametrize("stopped", [False, True], ids=["works on", "is stopped"])
async def test_a_letter_that_was_taken_does_not_go_again_though_the_database_is_long_away(
    bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    tried, back, written = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def away(*args: Any, **changes: Any) -> set[int]:
        tried.set()
        if not back.is_set():
            raise OSError("connection lost")
        done = await finish_all(*args, **changes)
        written.set()
        return done

    await bot.receive(mail(group.owner, "Bonjour, une question."))
    monkeypatch.setattr(delivery, "finish_all", away)
    monkeypatch.setattr(delivery, "_PAUSES", (0.01,))
    async with scripted() as script:
        deliverer = deliverer_to(script)
        runner = runner_of(deliverer)
        working = asyncio.create_task(runner.run())
        await tried.wait()
        if stopped:
            working.cancel()
        await asyncio.sleep(0.1)  # so often that no count of tries would last
        back.set()
        if not stopped:
            await written.wait()
            working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await deliverer.close()
        await due_now()
        await deliver(script)
        assert len(script.mails) == 1
    assert (await models.OutboundMail.get()).status is Status.SENT


async def test_a_letter_that_nobody_takes_puts_its_cause_into_the_queue(bot: Bot, group: Group) -> None:
    received = await bot.receive(mail(group.owner, request_text()))
    assert received.status is models.InboundStatus.ANSWERED
    async with scripted(RCPT="550 5.1.1 Adresse inconnue") as script:
        await deliver(script)
    assert {row.status for row in await models.OutboundMail.all()} == {Status.FAILED}
    received = await models.InboundMail.get(id=received.id)
    assert received.status is models.InboundStatus.HANDED_OVER
    for address in (group.owner.email, "comptes@bureau-clair.test"):
        assert (
            f"Courrier non remis à {address} : l’adresse n’existe pas (550 5.1.1 Adresse inconnue)." in received.outcome
        )


async def test_its_conversation_goes_back_to_a_human(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, request_text()))
    conversation = await models.Conversation.get()
    assert conversation.waiting_for is models.WaitingFor.NOBODY
    async with scripted(RCPT="550 5.1.1 Adresse inconnue") as script:
        await deliver(script)
    conversation = await models.Conversation.get()
    assert (conversation.status, conversation.waiting_for) == (Open, models.WaitingFor.GROUP)
    events = await models.ConversationMessage.filter(channel=models.MessageChannel.EVENT).order_by("id")
    lost = "Courrier non remis à {} : l’adresse n’existe pas (550 5.1.1 Adresse inconnue)."
    assert {event.text for event in events} == {
        lost.format("comptes@bureau-clair.test"),
        f"{lost.format(group.owner.email)} L’adresse de Claire Éclair est notée comme injoignable : "
        "ses courriers sont retenus.",
    }


async def test_a_letter_to_a_supplier_asked_for_in_the_web_opens_one(group: Group, ask: Ask) -> None:
    asked = {"supplierId": f"Supplier:{group.office.id}", "accountNumber": "1234"}
    document = """mutation ($input: RequestSupplierAttachmentInput!) {
        requestSupplierAttachment(input: $input) { __typename } }"""
    await ask.data(document, as_=group.owner, input=asked)
    async with scripted(RCPT="550 5.1.1 Adresse inconnue") as script:
        await deliver(script)
    conversation = await models.Conversation.get()
    attachment = await models.SupplierAttachment.get()
    assert (conversation.attachment_id, conversation.advisor_id) == (attachment.id, group.advisor.id)
    assert (conversation.member_id, conversation.person_id) == (None, None), "the group's alone"
    assert (conversation.contact_name, conversation.contact_address) == ("Bureau Clair", "comptes@bureau-clair.test")
    assert (conversation.status, conversation.waiting_for) == (Open, models.WaitingFor.GROUP)


async def a_letter_to(address: str, number: int) -> None:
    """A letter that no mail and no attachment made us write."""
    await models.OutboundMail.create(
        letter="PasswordReset", dedupe_key=f"reset:{number}", message_id=f"<{number}@centrale.test>", return_path="",
        to_address=address, subject="Mot de passe oublié", body_text="", content=b"Subject: x\r\n\r\nx\r\n",
    )  # fmt: skip


async def test_an_address_that_has_gone_wrong_is_told_to_who_follows_the_company(bot: Bot, group: Group) -> None:
    for number, address in enumerate((group.owner.email, group.owner.email, "jean@inconnu.test")):
        await a_letter_to(address, number)
    async with scripted(RCPT="550 5.1.1 Adresse inconnue") as script:
        await deliver(script)
    conversation = await models.Conversation.get()
    assert conversation.subject == "Courrier non remis à Claire Éclair"
    assert (conversation.contact_address, conversation.advisor_id) == (group.owner.email, group.advisor.id)
    assert (conversation.member_id, conversation.person_id) == (None, None), "the group's alone"
    assert await models.ConversationMessage.filter(conversation=conversation).count() == 1
    statuses = [letter.status for letter in await models.OutboundMail.all().order_by("id")]
    assert statuses == [Status.FAILED, Status.HELD, Status.FAILED], "what waited for the same address isn't tried"


async def test_a_worker_that_died_while_sending_is_replaced(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    await models.OutboundMail.all().update(status=Status.SENDING, lease_owner="dead", lease_until=timezone.now())
    async with scripted() as script:
        await deliver(script)
        assert len(script.mails) == 1
    assert (await models.OutboundMail.get()).status is Status.SENT


async def test_a_worker_that_wakes_up_too_late_sends_nothing(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    until = timezone.now() + dt.timedelta(minutes=5)
    await models.OutboundMail.all().update(lease_owner="another", lease_until=until)
    letter = await models.OutboundMail.get()
    async with scripted() as script:
        deliverer = deliverer_to(script)
        with pytest.raises(LeaseLost):
            await deliverer.handle(deque([letter]), "tests")
        await deliverer.close()
        assert script.mails == []
    letter = await models.OutboundMail.get()
    assert (letter.status, letter.lease_owner) == (Status.QUEUED, "another")
