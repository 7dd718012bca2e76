"""Replies that come by way of a help desk or a list: marked as a program's, written by a person, read by a human."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

import models
from mailbot.guards import Guard, guard
from mailbot.message.read import read_message
from tests.group import Ask, Group
from tests.mailbot.bot import CONTACT, Bot, letters_to, mail, read, request_text
from tests.workflows.conversations.talking import messages, reply, state, the_conversation

Status = models.InboundStatus
SUPPLIER = "comptes@bureau-clair.test"

MARKS: dict[str, list[tuple[str, str]]] = {
    "RFC 3834": [("Auto-Submitted", "auto-generated")],
    "a ticket system": [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")],
    "bulk": [("Precedence", "bulk")],
    "a list": [("Precedence", "list"), ("List-Id", "<achats.eclair.test>"), ("List-Unsubscribe", "<mailto:x@x.test>")],
}
PEOPLE = (
    "Bonjour, deux jours nous conviennent. Et pour la Corse ?",
    "Merci, c’est noté.",
    "Bonjour, notre agence est fermée lundi : pouvez-vous rappeler mardi ?",
    "Nous avons bien reçu votre demande, le rattachement sera fait lundi.",
    "Parfait, voici notre numéro de compte : 4471-AB. Cordialement, Claire",
)
MACHINES = (
    "Je suis absente.",
    "Bonjour, je suis en congés jusqu’au 24 août inclus. Une urgence ? Appelez le standard, à mon retour je répondrai.",
    "Votre demande a bien été enregistrée sous le numéro 4471.",
    "Nous avons bien reçu votre message et vous répondrons dans les meilleurs délais.",
    "Merci de nous avoir contactés. Un conseiller vous répondra sous 48 heures.",
    "Your ticket #4471 has been created. We will get back to you.",
    "I am out of the office until Monday.",
    "Ceci est un message automatique.",
    "",
)


@pytest.fixture
async def answer(bot: Bot, group: Group, ask: Ask) -> EmailMessage:
    """An advisor's answer to Claire."""
    await bot.receive(mail(group.owner, "Bonjour, quels sont vos délais de livraison ?"))
    await reply(ask, group.advisor, await the_conversation(), "Deux jours.")
    return read(await models.OutboundMail.get(letter="AdvisorReply"))


@pytest.fixture
async def letter(bot: Bot, group: Group) -> EmailMessage:
    """The letter that a supplier got."""
    await bot.ask(group.owner, request_text())
    (row,) = await letters_to(SUPPLIER)
    return read(row)


def replied(
    sender: models.Person | str, text: str, letter: EmailMessage, mark: str = "RFC 3834", **options: object
) -> bytes:
    """A reply to a letter of ours, with the headers of a program."""
    given = {"subject": f"Re: {letter['Subject']}", "to": str(letter["Reply-To"]), "reply_to": letter}
    given["headers"] = MARKS[mark]
    return mail(sender, text, **given | options)  # type: ignore[arg-type]


LETTER = EmailMessage()
LETTER["Subject"], LETTER["Message-ID"], LETTER["Reply-To"] = "Délais", "<un@centrale.test>", CONTACT


def guarded(text: str, *, headers: list[tuple[str, str]], replies: bool = True) -> Guard | None:
    source = replied("anne@member.test", text, LETTER, headers=headers)
    return guard(read_message(source), own_addresses=(CONTACT,), size=1, max_bytes=100, replies=replies)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_s_words(mark: str, text: str) -> None:
    assert guarded(text, headers=MARKS[mark]) is Guard.FROM_DESK
    assert guarded(text, headers=MARKS[mark], replies=False) in (Guard.AUTO_REPLY, Guard.MAILING_LIST)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("text", MACHINES)
def test_a_program_s_words(mark: str, text: str) -> None:
    assert guarded(text, headers=MARKS[mark]) in (Guard.AUTO_REPLY, Guard.MAILING_LIST)


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Vacation", "yes")],
        [("Precedence", "auto_reply")],
        [("Auto-Submitted", "auto-replied"), ("Return-Path", "<>")],
        [("Auto-Submitted", "auto-generated"), ("X-Autoreply", "yes")],
    ],
)
def test_what_only_programs_mark(headers: list[tuple[str, str]]) -> None:
    assert guarded(PEOPLE[0], headers=headers) is Guard.AUTO_REPLY


def test_a_reply_without_any_mark_is_a_reply() -> None:
    assert guarded(PEOPLE[0], headers=[]) is None


@pytest.mark.parametrize("mark", ["a ticket system", "a list"])
async def test_what_a_person_wrote_waits_for_a_human(bot: Bot, group: Group, answer: EmailMessage, mark: str) -> None:
    before = await models.OutboundMail.all().count()
    for text in PEOPLE:
        received = await bot.receive(replied(group.owner, text, answer, mark))
        assert received.status is Status.HANDED_OVER, received.outcome
        assert "outil de support" in received.outcome
        assert received.conversation_id == (await the_conversation()).id
    assert (await state())[:2] == ("OPEN", "GROUP")
    assert [one.text for one in await messages(direction="IN")][1:] == list(PEOPLE)
    assert await models.OutboundMail.all().count() == before, "nobody is answered by itself"


async def test_what_a_program_wrote_is_filed(bot: Bot, group: Group, answer: EmailMessage) -> None:
    for text in MACHINES[:3]:
        received = await bot.receive(replied(group.owner, text, answer))
        assert received.status is Status.IGNORED, received.outcome
    assert (await state())[:2] == ("OPEN", "CONTACT")


async def test_only_the_address_of_a_letter_makes_a_reply(bot: Bot, group: Group, answer: EmailMessage) -> None:
    for to in (CONTACT, "contact+c1-aaaaaaaaaaaaaaaaaaaaaaaaaa@centrale.test"):
        received = await bot.receive(replied(group.owner, PEOPLE[0], answer, to=to))
        assert received.status is Status.IGNORED
    # Somebody collected the address for a newsletter.
    received = await bot.receive(replied("news@marchand.test", PEOPLE[0], answer, "a list", reply_to=None))
    assert received.status is Status.IGNORED


async def test_our_own_mail_that_comes_back_is_ours(bot: Bot, answer: EmailMessage) -> None:
    received = await bot.receive(replied(CONTACT, PEOPLE[0], answer))
    assert received.status is Status.IGNORED


async def test_nothing_is_done_by_such_a_reply(bot: Bot, group: Group, answer: EmailMessage) -> None:
    before = await models.OutboundMail.all().count()
    received = await bot.receive(replied(group.owner, request_text(), answer))
    assert received.status is Status.HANDED_OVER
    assert {"label": "Numéro de compte", "value": "4471-AB"} in received.understanding, "the advisor sees what it asks"
    assert await models.SupplierAttachment.all().count() == 0
    assert await models.OutboundMail.all().count() == before


async def test_a_supplier_s_help_desk(bot: Bot, letter: EmailMessage) -> None:
    before = await models.OutboundMail.all().count()
    received = await bot.receive(replied(SUPPLIER, "ACCEPTER", letter, "a ticket system"))
    assert (received.status, received.outcome) == (
        Status.HANDED_OVER,
        "Réponse passée par un outil de support ou une liste : à lire par le conseiller.",
    )
    attachment = await models.SupplierAttachment.get()
    assert attachment.status is models.AttachmentStatus.SENT
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (conversation.attachment_id, conversation.waiting_for) == (attachment.id, models.WaitingFor.GROUP)
    receipt = await bot.receive(replied(SUPPLIER, MACHINES[2], letter, "a ticket system"))
    assert receipt.status is Status.IGNORED
    assert await models.OutboundMail.all().count() == before
