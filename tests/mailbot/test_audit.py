"""Invoices by mail: every file is confirmed or refused by its name, and the advisor has them."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, mail, text_of
from tests.mailbot.senders import OTHERS, OUTSIDERS, assert_untold, mail_of, plain
from tests.mailbot.understanding.test_invoice_files import PDF

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.AUDIT,)
AUDIT = "Bonjour, voici nos factures pour un audit. Merci"
FILES = (("septembre.pdf", PDF), ("octobre.pdf", b""), ("nov.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root")))
Status = models.InboundStatus


def with_files(source: bytes, files: tuple[tuple[str, bytes], ...] = FILES) -> bytes:
    """The same mail with files."""
    built = message_from_bytes(source, policy=default)
    assert isinstance(built, EmailMessage)
    for name, content in files:
        built.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return built.as_bytes()


def named(answer: EmailMessage) -> str:
    """What it says; letters keep mail programs from making a link of a file's name by a narrow space."""
    return plain(text_of(answer)).replace(". pdf", ".pdf")


async def test_each_file_is_named_and_the_advisor_goes_on(bot: Bot, group: Group) -> None:
    received = await bot.receive(with_files(mail(group.owner, AUDIT)), kinds=KINDS)
    told = named(await bot.answer(received))
    assert received.status is Status.HANDED_OVER
    for line in ("septembre.pdf : reçu", "octobre.pdf : ce fichier est vide", "nov.pdf : ce fichier est protégé"):
        assert line in told
    assert "Sophie Conseil prend la suite" in told
    assert "premier audit" not in told
    assert received.outcome == "3 fichiers reçus pour un audit, dont 2 illisibles."
    assert {"label": "Fichier", "value": "octobre.pdf (vide)"} in received.understanding
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (conversation.waiting_for, conversation.advisor_id) == (models.WaitingFor.GROUP, group.advisor.id)
    source = await models.InboundSource.get(mail_id=received.id)
    assert b"septembre.pdf" in bytes(source.content)


async def test_without_files_they_are_asked_for_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    first, question = await bot.ask(group.owner, "Bonjour, je voudrais un audit de notre papeterie.", kinds=KINDS)
    assert (first.status, first.asked_back) == (Status.ANSWERED, True)
    assert "aucune facture n’était jointe" in text_of(question)
    reply = with_files(mail(group.owner, "Les voici", subject="Re: audit", reply_to=question))
    second = await bot.receive(reply)
    assert second.status is Status.HANDED_OVER
    assert second.conversation_id == first.conversation_id


async def test_a_hundred_files_are_counted(bot: Bot, group: Group) -> None:
    files = tuple((f"facture-{number}.pdf", PDF) for number in range(100))
    received = await bot.receive(with_files(mail(group.owner, AUDIT), files), kinds=KINDS)
    told = named(await bot.answer(received))
    assert "facture-29.pdf : reçu" in told
    assert "facture-30.pdf" not in told
    assert "Autres fichiers reçus : 70." in told


@pytest.mark.parametrize("who", OTHERS)
async def test_others_have_a_right_to_a_first_audit(bot: Bot, group: Group, who: str) -> None:
    received = await bot.receive(with_files(mail_of(who, group, AUDIT, subject="audit")), kinds=KINDS)
    told = named(await bot.answer(received))
    assert_untold(told, group, who)
    assert received.status is Status.HANDED_OVER
    assert ("premier audit" in told) is (who in OUTSIDERS)
    assert ("septembre.pdf" in told) is (who != "unproven")
