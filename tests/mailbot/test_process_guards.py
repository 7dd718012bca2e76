"""Mails that must not be answered, or not again: machines, ourselves, twins, and too many of them."""

from __future__ import annotations

import dataclasses

import pytest
from tortoise import timezone

import models
from settings import Settings
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, mail, request_text, text_of

pytestmark = pytest.mark.usefixtures("db")
Status = models.InboundStatus

_DSN = (
    b"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.test>\r\nSubject: Undelivered Mail\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\n\r\nMerci de rattacher notre compte Bureau Clair 12345.\r\n--b--\r\n"
)
MACHINES: dict[str, list[tuple[str, str]]] = {
    "auto-replied": [("Auto-Submitted", "auto-replied")],
    "auto-generated": [("Auto-Submitted", "auto-generated")],
    "list": [("List-Id", "<amis.liste.test>")],
    "newsletter": [("List-Unsubscribe", "<https://liste.test/>"), ("Precedence", "bulk")],
    "bulk": [("Precedence", "bulk")],
    "null return path": [("Return-Path", "<>")],
    "our own": [("X-Centrale-Letter", "AnswerLetter")],
}


_AUTOMATIC = "Réponse automatique : Rattachement"
_REPLIES = [("In-Reply-To", "<un@centrale.test>")]


@pytest.mark.parametrize("kind", MACHINES)
async def test_machines_are_filed_and_never_answered(bot: Bot, group: Group, kind: str) -> None:
    received = await bot.receive(mail(group.owner, request_text(), headers=MACHINES[kind]))
    assert received.status is Status.IGNORED
    assert received.outcome.endswith(": classé.") or received.outcome.endswith(": classée.")
    assert received.subject == "Rattachement"
    assert await models.OutboundMail.all().count() == 0
    assert await models.SupplierAttachment.all().count() == 0


@pytest.mark.parametrize(
    "source",
    [
        _DSN,
        mail("contact@centrale.test", request_text()),
        mail("contact+r1-abc@centrale.test", request_text()),
        mail("claire@boulangerie-eclair.test", "Je suis absente.", subject=_AUTOMATIC, headers=_REPLIES),
        mail("mailer-daemon@fournisseur.test", request_text()),
        b"Subject: Rattachement\r\n\r\nMerci de rattacher notre compte Bureau Clair 12345.\r\n",
        b"From: nobody\r\n\r\nBonjour\r\n",
    ],
    ids=["bounce", "ourselves", "our tag", "absence", "daemon", "no From", "no address"],
)
async def test_no_answer_ever_goes_to(bot: Bot, group: Group, source: bytes) -> None:
    received = await bot.receive(source)
    assert received.status is Status.IGNORED
    assert await models.OutboundMail.all().count() == 0


async def test_a_person_s_subject_like_a_program_s_is_for_a_human_and_not_answered(bot: Bot, group: Group) -> None:
    subject = "Réponse automatique - comment l'arrêter ?"
    received = await bot.receive(mail(group.owner, request_text(), subject=subject))
    assert received.status is Status.HANDED_OVER
    assert await models.OutboundMail.all().count() == 0
    assert await models.SupplierAttachment.all().count() == 0


async def test_our_own_answer_sent_back_to_us_ends_there(bot: Bot, group: Group) -> None:
    await bot.ask(group.owner, request_text())
    for row in await models.OutboundMail.all():
        received = await bot.receive(bytes(row.content))
        assert received.status is Status.IGNORED
    assert await models.OutboundMail.all().count() == 2


@pytest.mark.parametrize(
    "address",
    ["noreply@marchand.test", "no-reply@marchand.test", "ne-pas-repondre@marchand.test", "donotreply@marchand.test",
     "news-noreply@marchand.test", "suivi-daemon@marchand.test", "notify@marchand.test",
     "eshop-newsletter@marchand.test",
     "newsletter-anne=a.test@marchand.test",
     "josé@marchand.test", f"{'a' * 300}@marchand.test", "bob@münchen.test", '"a b"@marchand.test'],
)  # fmt: skip
async def test_where_nobody_reads_or_nobody_can_write_the_advisor_answers(bot: Bot, group: Group, address: str) -> None:
    source = f"From: {address}\r\nSubject: Bonjour\r\n\r\nUne question.\r\n".encode()
    received = await bot.receive(source)
    assert received.status is Status.HANDED_OVER
    assert "on ne peut pas répondre à cette adresse" in received.outcome
    assert await models.OutboundMail.all().count() == 0


async def test_a_machine_says_so_behind_a_line_that_is_no_header(bot: Bot, group: Group) -> None:
    head = f"From: {group.owner}\r\nSubject: Bonjour\r\nremis par la passerelle\r\nAuto-Submitted: auto-replied\r\n"
    received = await bot.receive(f"{head}\r\n{request_text()}\r\n".encode())
    assert received.status is Status.IGNORED
    assert await models.OutboundMail.all().count() == 0


@pytest.mark.parametrize(
    "text",
    ["Le relevé de votre compteur est de 5512.\r\nMerci de ne pas répondre à ce courriel.\r\n",
     "A comment was added.\r\n\r\nDo not reply to this email.\r\n"],
)  # fmt: skip
async def test_who_asks_for_no_reply_gets_none(bot: Bot, group: Group, text: str) -> None:
    received = await bot.receive(f"From: suivi@marchand.test\r\nSubject: Suivi\r\n\r\n{text}".encode())
    assert received.status is Status.HANDED_OVER
    assert received.outcome.endswith("Sans réponse automatique : ce courrier demande de ne pas y répondre.")
    assert await models.OutboundMail.all().count() == 0


_PRIZE = "Dear customer, your account is about to expire and the prize is not yet claimed by you."
_MASS = {
    "a link": ("text/plain", f"{_PRIZE}\r\nhttps://prize.test/claim?id=7"),
    "a page": ("text/html", f"<p>{_PRIZE}</p>"),
    "leaves a list": ("text/plain", f"{_PRIZE}\r\nUnsubscribe here"),
    "marked on its way": ("text/plain", "Hello, how are you?"),
    "another script": ("text/html", "<p>Здравствуйте, ваш приз ждёт вас</p>"),
}


@pytest.mark.parametrize("kind", _MASS)
async def test_a_strangers_mass_mail_is_not_answered(bot: Bot, group: Group, kind: str) -> None:
    content_type, text = _MASS[kind]
    flag = "YES, score=7" if kind == "marked on its way" else "No, score=0"
    head = f"From: win@prize.test\r\nX-Spam-Status: {flag}\r\nContent-Type: {content_type}; charset=utf-8"
    received = await bot.receive(f"{head}\r\n\r\n{text}\r\n".encode())
    assert received.status is not Status.ANSWERED
    assert await models.OutboundMail.all().count() == 0


@pytest.mark.parametrize(
    ("content_type", "text"),
    [("text/plain", "Hello, this is the office in Leeds. We have a problem with the last delivery. https://office.test"),
     ("text/html", "<p>la machine est en panne depuis lundi, rien ne marche, rappelez moi</p>")],
)  # fmt: skip
async def test_a_strangers_own_words_are_acknowledged(bot: Bot, group: Group, content_type: str, text: str) -> None:
    head = (
        f"From: leeds@office.test\r\nSubject: Hello\r\nMIME-Version: 1.0\r\nContent-Type: {content_type}; charset=utf-8"
    )
    await bot.receive(f"{head}\r\n\r\n{text}\r\n".encode())
    assert await models.OutboundMail.all().count() == 1


async def test_all_else_is_acknowledged_and_waits_for_the_advisor(bot: Bot, group: Group, ask: Ask) -> None:
    _, answer = await bot.ask(group.owner, "Bonjour, quels sont vos horaires ?", subject="Vos horaires")
    assert "Sophie Conseil" in text_of(answer)
    assert "Vos horaires" in text_of(answer)
    _, answer = await bot.ask("jean@inconnu.test", "Bonjour, que faites-vous ?", subject="Question")
    assert "Notre équipe" in text_of(answer)
    document = """{ inboundMails(first: 10, status: HANDED_OVER) {
        nodes { subject fromAddress outcome excerpt member { legalName }
                conversation { waitingFor advisor { lastName } } letters { toAddress letter } } } }"""
    data = await ask.data(document, as_=group.advisor)
    stranger, member = data["inboundMails"]["nodes"]
    assert member == {
        "subject": "Vos horaires",
        "fromAddress": group.owner.email,
        "outcome": "Transmis au conseiller.",
        "excerpt": "Bonjour, quels sont vos horaires ?",
        "member": {"legalName": "Boulangerie Éclair"},
        "conversation": {"waitingFor": "GROUP", "advisor": {"lastName": "Conseil"}},
        "letters": [{"toAddress": group.owner.email, "letter": "AnswerLetter"}],
    }
    assert (stranger["member"], stranger["conversation"]) == (None, {"waitingFor": "GROUP", "advisor": None})
    assert "errors" in await ask(document, as_=group.owner)


async def test_the_same_mail_again_is_done_once(bot: Bot, group: Group) -> None:
    source = mail(group.owner, request_text())
    first = await bot.receive(source)
    received_again = b"Received: by another.test; Tue, 17 Nov 2026 08:03:00 +0100\r\n" + source
    again = [await bot.receive(source), await bot.receive(received_again)]
    assert first.status is Status.ANSWERED
    assert [one.status for one in again] == [Status.DUPLICATE, Status.DUPLICATE]
    assert await models.SupplierAttachment.all().count() == 1
    assert await models.OutboundMail.all().count() == 2


async def test_twins_at_the_same_time_are_done_once(bot: Bot, group: Group) -> None:
    source = mail(group.owner, request_text())
    stored = [await bot.store(source) for _ in range(4)]
    await bot.work_together()
    await models.InboundMail.all().update(next_attempt_at=timezone.now())
    await bot.work()
    rows = await models.InboundMail.filter(id__in=[one.id for one in stored])
    assert sorted(row.status for row in rows) == [Status.ANSWERED, *[Status.DUPLICATE] * 3]
    assert await models.SupplierAttachment.all().count() == 1
    assert await models.OutboundMail.all().count() == 2


async def test_other_words_under_the_same_id_are_set_aside(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "Bonjour, une question.", message_id="<un@eclair.test>"))
    received = await bot.receive(mail(group.owner, request_text(), message_id="<un@eclair.test>"))
    assert received.status is Status.QUARANTINED
    assert await models.SupplierAttachment.all().count() == 0
    assert await models.OutboundMail.all().count() == 1
    # Another member's mail program may well make the same id.
    other = await bot.receive(mail(group.other_owner, request_text(), message_id="<un@eclair.test>"))
    assert other.status is Status.ANSWERED


async def test_one_answer_an_hour_in_a_conversation_but_what_was_done_is_always_told(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "Bonjour, une question.")
    second = await bot.receive(mail(group.owner, "Alors ?", subject="Re: Question", reply_to=answer))
    assert second.status is Status.HANDED_OVER
    assert "une réponse automatique est déjà partie" in second.outcome
    third = await bot.receive(mail(group.owner, request_text(), subject="Re: Question", reply_to=answer))
    assert third.status is Status.ANSWERED
    assert "Bureau Clair" in text_of(await bot.answer(third))
    # That it has come was told within the hour; what there is to tell goes out.
    elsewhere = await bot.receive(mail(group.owner, "Bonjour, autre chose.", subject="Autre chose"))
    assert "un accusé de réception est déjà parti" in elsewhere.outcome
    told = await bot.receive(mail(group.owner, request_text("Roulevite", account=None), subject="Autre compte"))
    assert await bot.answer(told)


@pytest.mark.parametrize(
    ("cap", "reason"),
    [({"answers_per_sender_day": 3}, "plafond quotidien"), ({"answers_per_hour": 3}, "plafond horaire")],
)
async def test_past_the_cap_advisors_answer(group: Group, settings: Settings, cap: dict[str, int], reason: str) -> None:
    bot = await Bot.start(dataclasses.replace(settings, acknowledgements_per_hour=100, **cap))  # type: ignore[arg-type]
    for number in range(5):
        last = await bot.receive(mail(group.owner, f"Bonjour, question {number}."))
        assert last.status is Status.HANDED_OVER
    assert reason in last.outcome
    assert await models.OutboundMail.all().count() == 3
    # A request is still carried out: it is the answer that is held back, and the advisor is told.
    done = await bot.receive(mail(group.owner, request_text()))
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.SENT
    assert done.status is Status.HANDED_OVER
    assert await models.OutboundMail.filter(letter="AnswerLetter").count() == 3
