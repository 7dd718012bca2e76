"""Few words, in the end understood: short answers to our questions, thanks, who follows us, a colleague's mail."""

from __future__ import annotations

import models
from models import InboundStatus as Status
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, letters_to, mail, request_text, text_of
from tests.mailbot.senders import assert_untold, mail_of, plain
from tests.mailbot.test_audit import with_files

ATTACH, ASKED = (MailKind.SUPPLIER_ATTACHMENT,), (MailKind.QUESTION,)
WHO = "Bonjour, qui est mon conseiller ?"


async def test_the_number_or_the_name_alone_answers_our_question_for_it(bot: Bot, group: Group) -> None:
    _, question = await bot.ask(group.owner, request_text(account=None), kinds=ATTACH)
    assert "il vous faut un compte client" in text_of(question)
    received, answer = await bot.ask(group.owner, "c'est le 7719203", subject="Re: Rattachement", reply_to=question)
    assert received.status is Status.ANSWERED
    assert "Numéro de compte : 7719203" in text_of(answer)
    assert "7719203" in (await letters_to("comptes@bureau-clair.test"))[0].subject
    _, question = await bot.ask(group.other_owner, request_text(supplier="Rexalu"), kinds=ATTACH)
    assert "Quel est son nom exact" in text_of(question)
    said = "pardon, je voulais dire Bureau Clair"
    received, answer = await bot.ask(group.other_owner, said, subject="Re: Rattachement", reply_to=question)
    assert received.status is Status.ANSWERED
    assert "Numéro de compte : 4471-AB" in text_of(answer)


async def test_a_word_of_its_name_tells_the_company_and_a_name_that_begins_it_does_not(bot: Bot, group: Group) -> None:
    await models.Member.filter(id=group.other.id).update(legal_name="Boulangerie Éclair – Atelier Sud")
    _, question = await bot.ask(group.double, request_text(), kinds=ATTACH)
    assert "Laquelle est concernée" in text_of(question)
    _, answer = await bot.ask(group.double, "L'atelier sud, merci", subject="Re: Rattachement", reply_to=question)
    assert "Votre demande est partie" in text_of(answer)
    text = f"{request_text(supplier='Roulevite')}\nBoulangerie Éclair – Atelier Sud"
    await bot.ask(group.double, text, kinds=ATTACH)
    assert [one.member_id for one in await models.SupplierAttachment.all()] == [group.other.id] * 2


async def test_thanks_wait_for_nobody(bot: Bot, group: Group) -> None:
    received = await bot.receive(mail(group.owner, "Merci beaucoup, bonne journée !", subject="Merci"))
    assert received.status is Status.ANSWERED
    assert await letters_to(group.owner.email) == []
    assert (await models.Conversation.get(id=received.conversation_id)).waiting_for == "NOBODY"


async def test_who_follows_a_company_is_told_to_its_people_alone(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, WHO, kinds=ASKED)
    assert received.status is Status.ANSWERED
    assert "Sophie Conseil suit votre dossier chez HA+PME (Boulangerie Éclair)" in text_of(answer)
    assert "sophie.conseil@centrale.test" in text_of(answer)
    _, answer = await bot.ask(group.double, WHO, kinds=ASKED)
    assert "Votre conseiller pour Boulangerie Éclair" in text_of(answer)
    assert "Votre conseiller pour Garage du Lac" in text_of(answer)
    for who in ("stranger", "lonely", "other_owner"):
        received = await bot.receive(mail_of(who, group, WHO), kinds=ASKED)
        assert_untold(plain(text_of(await bot.answer(received))), group, who)


async def test_a_colleague_a_reader_of_our_letter_and_a_stranger_with_invoices(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.advisor, request_text(), kinds=ATTACH)
    assert received.status is Status.HANDED_OVER
    assert "un courrier de l’équipe n’agit jamais au nom d’un adhérent" in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0
    question = "Comment ne plus recevoir votre lettre d’information ?"
    answered = "Un clic sur Se désabonner suffit."
    await models.FaqEntry.create(slug="se-desabonner", topic="Lettre", position=1, question=question, answer=answered)
    _, answer = await bot.ask(group.owner, question, subject="stop newsletter", kinds=(MailKind.NEWSLETTER,))
    assert "/faq/se-desabonner" in text_of(answer)
    source = with_files(mail("jean@inconnu.test", "Voici mes factures pour un audit", subject="audit"))
    told = text_of(await bot.answer(await bot.receive(source, kinds=(MailKind.AUDIT,))))
    assert "répondez à ce message avec le SIRET de la vôtre et un numéro où vous joindre" in told
    assert "/adherer" in told
