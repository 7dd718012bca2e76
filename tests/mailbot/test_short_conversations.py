"""Few words, in the end understood: short answers to our questions, thanks, who follows us, a colleague's mail."""

from __future__ import annotations

import pytest

import models
from models import InboundStatus as Status
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, letters_to, mail, request_text, text_of
from tests.mailbot.senders import OUTSIDERS, assert_untold, mail_of, plain
from tests.mailbot.test_audit import with_files

ATTACH, ASKED = (MailKind.SUPPLIER_ATTACHMENT,), (MailKind.QUESTION,)


async def test_the_bare_account_number_is_the_answer_to_our_question_for_it(bot: Bot, group: Group) -> None:
    _, question = await bot.ask(group.owner, request_text(account=None), kinds=ATTACH)
    assert "il vous faut un compte client" in text_of(question)
    received, answer = await bot.ask(group.owner, "c'est le 7719203", subject="Re: Rattachement", reply_to=question)
    assert received.status is Status.ANSWERED
    assert "Numéro de compte : 7719203" in text_of(answer)
    assert "7719203" in (await letters_to("comptes@bureau-clair.test"))[0].subject


async def test_a_word_of_its_name_tells_the_company(bot: Bot, group: Group) -> None:
    _, question = await bot.ask(group.double, request_text(), kinds=ATTACH)
    assert "Laquelle est concernée" in text_of(question)
    _, answer = await bot.ask(group.double, "Le garage, merci", subject="Re: Rattachement", reply_to=question)
    assert "Votre demande est partie" in text_of(answer)
    attachment = await models.SupplierAttachment.get()
    assert attachment.member_id == group.other.id


async def test_a_name_that_begins_another_one_is_not_meant_by_it(bot: Bot, group: Group) -> None:
    await models.Member.filter(id=group.other.id).update(legal_name="Boulangerie Éclair – Atelier Sud")
    text = f"{request_text()}\nBoulangerie Éclair – Atelier Sud"
    await bot.ask(group.double, text, kinds=ATTACH)
    assert (await models.SupplierAttachment.get()).member_id == group.other.id


async def test_the_supplier_that_was_meant_is_what_we_had_asked_for(bot: Bot, group: Group) -> None:
    _, question = await bot.ask(group.owner, request_text(supplier="Rexalu"), kinds=ATTACH)
    assert "Quel est son nom exact" in text_of(question)
    said = "pardon, je voulais dire Bureau Clair"
    received, answer = await bot.ask(group.owner, said, subject="Re: Rattachement", reply_to=question)
    assert received.status is Status.ANSWERED
    assert "Numéro de compte : 4471-AB" in text_of(answer)


@pytest.mark.parametrize("subject", ["", "Merci"])
async def test_thanks_wait_for_nobody(bot: Bot, group: Group, subject: str) -> None:
    received = await bot.receive(mail(group.owner, "Merci beaucoup, bonne journée !", subject=subject))
    assert received.status is Status.ANSWERED
    assert await letters_to(group.owner.email) == []
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert conversation.waiting_for == "NOBODY"


async def test_who_follows_us_is_told(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Bonjour, qui est mon conseiller ?", kinds=ASKED)
    assert received.status is Status.ANSWERED
    assert "Sophie Conseil suit votre dossier chez HA+PME (Boulangerie Éclair)" in text_of(answer)
    assert "sophie.conseil@centrale.test" in text_of(answer)
    _, answer = await bot.ask(group.double, "Bonjour, qui est mon conseiller ?", subject="Question")
    assert "Votre conseiller pour Boulangerie Éclair" in text_of(answer)
    assert "Votre conseiller pour Garage du Lac" in text_of(answer)


@pytest.mark.parametrize("who", [one for one in OUTSIDERS if one not in ("prospect_owner", "former_owner")])
async def test_who_follows_claire_is_told_to_no_outsider(bot: Bot, group: Group, who: str) -> None:
    received = await bot.receive(mail_of(who, group, "Bonjour, qui est mon conseiller ?"))
    assert_untold(plain(text_of(await bot.answer(received))), group, who)


async def test_a_colleague_of_ours_is_told_that_nothing_was_done(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.advisor, request_text(), kinds=ATTACH)
    assert received.status is Status.HANDED_OVER
    assert "un courrier de l’équipe n’agit jamais au nom d’un adhérent" in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_member_s_question_about_our_letter_is_no_newsletter(bot: Bot, group: Group) -> None:
    await models.FaqEntry.create(
        slug="se-desabonner", topic="Lettre", position=1, keywords="désabonnement newsletter",
        question="Comment ne plus recevoir votre lettre d’information ?", answer="Un clic sur Se désabonner suffit.",
    )  # fmt: skip
    text = "Comment ne plus recevoir votre lettre d'information ?"
    _, answer = await bot.ask(group.owner, text, subject="stop newsletter", kinds=(MailKind.NEWSLETTER,))
    assert "/faq/se-desabonner" in text_of(answer)


async def test_a_stranger_with_invoices_is_told_what_an_audit_takes(bot: Bot, group: Group) -> None:
    source = with_files(mail("jean@inconnu.test", "Voici mes factures pour un audit", subject="audit"))
    received = await bot.receive(source, kinds=(MailKind.AUDIT,))
    told = text_of(await bot.answer(received))
    assert "répondez à ce message avec le SIRET de la vôtre et un numéro où vous joindre" in told
    assert "/adherer" in told
