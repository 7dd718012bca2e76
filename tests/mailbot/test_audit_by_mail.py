"""An audit by mail, end to end: opened as the sender, files added by later mails, told what was read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

import models
from access.throttling import Limit
from models import Audit, AuditFile, AuditStatus, OutboundMail
from models.mail_kinds import MailKind
from settings import Settings
from tests.group import Group, viewer_of
from tests.mailbot.bot import Bot, mail, read, text_of
from tests.mailbot.senders import plain
from tests.mailbot.test_audit import with_files
from tests.mailbot.understanding.test_invoice_files import PDF
from tests.workflows.audits.steps import match_all, read_all
from workflows.audits import requesting

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.AUDIT,)
ONE, TWO = (("two.pdf", PDF),), (("bad.pdf", PDF + b"2"),)
ABOUT = "Bonjour, voici nos factures de papeterie pour un audit. Merci"


async def audits() -> list[tuple[str, list[str], int]]:
    """Status, categories and number of files of each audit."""
    return [
        (
            audit.status.value,
            sorted(category.code for category in await audit.categories.all()),
            await AuditFile.filter(audit_id=audit.id).count(),
        )
        for audit in await Audit.all().order_by("id")
    ]


async def test_a_mail_opens_an_audit_and_a_later_one_adds_to_it(bot: Bot, group: Group, settings: Settings) -> None:
    first = await bot.receive(with_files(mail(group.owner, ABOUT), ONE), kinds=KINDS)
    answer = await bot.answer(first)
    assert "Votre audit est ouvert : Papeterie" in text_of(answer).replace("\u00a0", " ")
    audit = await Audit.get()
    assert (audit.member_id, audit.requested_by_id) == (group.member.id, group.owner.id)
    assert (audit.channel, await audits()) == (models.Channel.MAIL, [("COLLECTING", ["PAPETERIE"], 1)])
    later = mail(group.owner, "Encore une facture", subject="Re: audit", reply_to=answer)
    second = await bot.receive(with_files(later, TWO), kinds=KINDS)
    assert "rejoignent l’audit déjà ouvert" in text_of(await bot.answer(second))
    assert await audits() == [("COLLECTING", ["PAPETERIE"], 2)]
    await read_all(settings)
    letter = await OutboundMail.get(letter="AuditFilesRead")
    told = letter.body_text.replace("\u202f", "")
    assert letter.to_address == group.owner.email
    assert "two.pdf" in told
    assert "bad.pdf\u00a0: Ce PDF est abîmé" in told


async def test_what_was_there_before_is_answered_no_more(bot: Bot, group: Group) -> None:
    """A program that sends our answer back with the same file would be answered forever."""
    first = await bot.receive(with_files(mail(group.owner, ABOUT), ONE), kinds=KINDS)
    answer = await bot.answer(first)
    for text, again in (("Accusé", answer), ("Bien reçu, ticket 4711", None)):
        echo = with_files(mail(group.owner, text, subject="Re: audit papeterie", reply_to=again), ONE)
        received = await bot.receive(echo, kinds=KINDS)
        assert received.status is models.InboundStatus.HANDED_OVER
        assert "Sans réponse automatique" in received.outcome
        assert not await OutboundMail.filter(letter="AnswerLetter", cause_id=received.id).exists()
    assert await audits() == [("COLLECTING", ["PAPETERIE"], 1)]
    more = mail(group.owner, "Encore une", subject="Re: audit", reply_to=answer)
    assert "rejoignent" in text_of(await bot.answer(await bot.receive(with_files(more, TWO), kinds=KINDS)))


async def test_an_audit_without_a_file_that_can_be_read_is_done_again(
    bot: Bot, group: Group, settings: Settings
) -> None:
    first = await bot.receive(with_files(mail(group.prospect_owner, ABOUT), TWO), kinds=KINDS)
    await bot.answer(first)
    await read_all(settings)
    audit = await Audit.get()
    await requesting.close_files(await viewer_of(group.prospect_owner), audit.id)
    assert await match_all(settings) == 1
    letter = await OutboundMail.get(letter="AuditFailed")
    assert letter.to_address == group.prospect_owner.email
    assert "bad.pdf\u00a0: Ce PDF est abîmé" in letter.body_text.replace("\u202f", "")
    reply = mail(group.prospect_owner, "Voici l’original", subject="Re: audit", reply_to=read(letter))
    again = await bot.receive(with_files(reply, ONE), kinds=KINDS)
    assert "Votre audit est ouvert" in plain(text_of(await bot.answer(again)))
    assert [one[::2] for one in await audits()] == [("FAILED", 1), ("COLLECTING", 1)]


async def test_files_may_be_large(bot: Bot, group: Group) -> None:
    """A scan has megabytes: more than the variables of a stranger's operation may be."""
    large = (("scan.pdf", PDF[:-6] + b"%" + b"1" * 2_000_000 + PDF[-6:]),)
    await bot.answer(await bot.receive(with_files(mail(group.owner, ABOUT), large), kinds=KINDS))
    assert (await AuditFile.get()).size > 2_000_000


async def test_the_category_is_asked_for_and_the_reply_tells_it(bot: Bot, group: Group) -> None:
    received = await bot.receive(with_files(mail(group.owner, "Nos factures pour un audit."), ONE), kinds=KINDS)
    answer = await bot.answer(received)
    assert "Sur quel poste de dépenses" in text_of(answer)
    assert await audits() == [("COLLECTING", [], 1)]
    reply = await bot.receive(mail(group.owner, "La papeterie", subject="Re: audit", reply_to=answer), kinds=KINDS)
    assert reply.status is models.InboundStatus.ANSWERED
    assert await audits() == [("COLLECTING", ["PAPETERIE"], 1)]


async def test_a_prospect_has_one_by_mail_as_on_the_web(bot: Bot, group: Group) -> None:
    about = "Voici nos factures de papeterie et de location de véhicules pour un audit"
    await bot.receive(with_files(mail(group.prospect_owner, about), ONE), kinds=KINDS)
    assert await audits() == [("COLLECTING", ["LOCATION", "PAPETERIE"], 1)]
    await Audit.all().update(status=AuditStatus.VALIDATED)
    again = await bot.receive(with_files(mail(group.prospect_owner, ABOUT), TWO), kinds=KINDS)
    assert "déjà bénéficié du premier audit" in text_of(await bot.answer(again))
    assert len(await audits()) == 1


async def test_an_archive_comes_as_it_is(bot: Bot, group: Group) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("janvier.pdf", PDF)
    await bot.receive(with_files(mail(group.owner, ABOUT), (("factures.zip", packed.getvalue()),)), kinds=KINDS)
    file = await AuditFile.get().prefetch_related("stored")
    assert (file.name, bytes(file.stored.content)) == ("factures.zip", packed.getvalue())  # type: ignore[attr-defined]


async def test_who_acts_for_two_companies_is_asked_and_nothing_is_opened(bot: Bot, group: Group) -> None:
    received = await bot.receive(with_files(mail(group.double, ABOUT), ONE), kinds=KINDS)
    assert "Laquelle est concernée" in text_of(await bot.answer(received))
    assert await audits() == []


async def test_an_unproven_sender_opens_nothing(bot: Bot, group: Group) -> None:
    forged = mail(group.owner, ABOUT, results=None)
    await bot.receive(with_files(forged, ONE), kinds=KINDS)
    assert await audits() == []


async def test_files_that_no_audit_took_are_told_and_handed_over(
    bot: Bot, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.audits.files.AUDIT_FILE", Limit("audit-file", 1, dt.timedelta(hours=1), "test"))
    await bot.receive(with_files(mail(group.owner, ABOUT), ONE), kinds=KINDS)
    late = await bot.receive(with_files(mail(group.owner, ABOUT), TWO), kinds=KINDS)
    told = plain(text_of(await bot.answer(late))).replace(". pdf", ".pdf")
    assert "bad.pdf : reçu, mais pas encore ajouté à un audit, votre conseiller s’en occupe" in told
    assert "rejoignent" not in told
    assert "lecture commence" not in told
    assert (late.status, late.outcome) == (
        models.InboundStatus.HANDED_OVER, "1 fichier reçu pour un audit, dont 1 à ajouter.",
    )  # fmt: skip
    assert {"label": "Fichier", "value": "bad.pdf (à ajouter à un audit)"} in late.understanding
    assert await audits() == [("COLLECTING", ["PAPETERIE"], 1)]


async def test_the_files_are_there_once_the_company_is_told(bot: Bot, group: Group) -> None:
    received = await bot.receive(with_files(mail(group.double, ABOUT), ONE), kinds=KINDS)
    question = await bot.answer(received)
    reply = mail(group.double, group.member.siret, subject="Re: audit", reply_to=question)
    answer = text_of(await bot.answer(await bot.receive(reply, kinds=KINDS)))
    assert "aucune facture" not in answer
    assert "Votre audit est ouvert : Papeterie" in plain(answer)
    assert await audits() == [("COLLECTING", ["PAPETERIE"], 1)]


async def test_what_counts_is_the_company_that_is_meant(bot: Bot, group: Group) -> None:
    """Whoever acts for a member and for a prospect has the prospect's first audit of three categories."""
    await models.Affiliation.create(person=group.owner, member=group.prospect)
    about = f"Voici nos factures de papeterie et de location de véhicules pour un audit de {group.prospect.siret}"
    received = await bot.receive(with_files(mail(group.owner, about), ONE), kinds=KINDS)
    assert await audits() == [("COLLECTING", ["LOCATION", "PAPETERIE"], 1)]
    assert "Sans être adhérent" in plain(text_of(await bot.answer(received)))
