"""How to join, by mail: explained to anybody, applied for by who is proven, and never twice."""

from __future__ import annotations

import re

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group, siret
from tests.mailbot.bot import Bot, letters_to, mail, text_of
from tests.mailbot.senders import assert_untold, mail_of, plain

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.MEMBERSHIP_APPLICATION,)
NINA = "nina@atelier-neuf.test"
ALL = f"""Bonjour, nous souhaitons adhérer. Je suis Nina Neuf.
Raison sociale : Atelier Neuf
SIRET : {siret(90)}
3 rue du Lac, 69003 Lyon
Tél : 04 78 00 11 22"""
Status = models.InboundStatus


async def test_who_says_all_that_it_takes_has_applied(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(NINA, ALL, kinds=KINDS)
    made = await models.MembershipApplication.get()
    assert (made.siret, made.legal_name, made.postcode, made.city) == (siret(90), "Atelier Neuf", "69003", "Lyon")
    assert (made.first_name, made.last_name, made.email, made.phone) == ("Nina", "Neuf", NINA, "04 78 00 11 22")
    assert made.channel is models.Channel.MAIL
    assert (received.status, received.outcome) == (
        Status.ANSWERED,
        "Demande d’adhésion enregistrée pour Atelier Neuf.",
    )
    told = plain(text_of(answer))
    assert "Votre demande d’adhésion est enregistrée" in told
    assert "04 78 00 11 22" in told
    assert [row.letter for row in await letters_to(NINA)] == ["AnswerLetter"], "the answer is the receipt"


async def test_what_lacks_is_asked_for_and_the_reply_completes_it(bot: Bot, group: Group) -> None:
    text = f"Bonjour, je voudrais adhérer. SIRET {siret(90)}. Nina Neuf"
    first, question = await bot.ask(NINA, text, kinds=KINDS)
    told = text_of(question)
    assert first.asked_back
    for word in ("la raison sociale", "le code postal et la ville", "votre prénom et votre nom", "téléphone où"):
        assert word in told
    assert "14 chiffres" not in told
    assert not await models.MembershipApplication.exists()
    reply = "Voici : je m'appelle Nina Neuf, société Atelier Neuf, 69003 Lyon, 04 78 00 11 22"
    second, answer = await bot.ask(NINA, reply, subject="Re: adhésion", reply_to=question)
    assert second.status is Status.ANSWERED
    assert "est enregistrée" in text_of(answer)
    assert (await models.MembershipApplication.get()).siret == siret(90)


async def test_a_forged_reply_completes_nothing(bot: Bot, group: Group) -> None:
    _, question = await bot.ask(NINA, f"Je voudrais adhérer. SIRET {siret(90)}.", kinds=KINDS)
    reply = "Nina Neuf, société Atelier Neuf, 69003 Lyon, 04 78 00 11 22"
    for sender, options in ((NINA, {"results": None}), ("voleur@ailleurs.test", {})):
        await bot.receive(mail(sender, reply, reply_to=question, **options), kinds=KINDS)  # type: ignore[arg-type]
    assert not await models.MembershipApplication.exists()


async def test_a_question_with_a_full_signature_is_no_application(bot: Bot, group: Group) -> None:
    text = ALL.replace("nous souhaitons adhérer.", "comment adhérer ?")
    first, question = await bot.ask(NINA, text, subject="question", kinds=KINDS)
    told = text_of(question)
    assert first.asked_back
    assert "/adherer" in told
    assert "Répondez « oui »" in plain(told)
    assert not await models.MembershipApplication.exists()
    second, _ = await bot.ask(NINA, "oui", subject="Re: question", reply_to=question)
    assert second.status is Status.ANSWERED
    assert (await models.MembershipApplication.get()).legal_name == "Atelier Neuf"


async def test_who_says_no_has_not_applied(bot: Bot, group: Group) -> None:
    text = ALL.replace("nous souhaitons adhérer.", "comment adhérer ?")
    _, question = await bot.ask(NINA, text, subject="question", kinds=KINDS)
    received = await bot.receive(mail(NINA, "Non merci", subject="Re: question", reply_to=question))
    assert received.status is Status.HANDED_OVER
    assert not await models.MembershipApplication.exists()


async def test_a_wrong_siret_is_asked_for_again(bot: Bot, group: Group) -> None:
    wrong = siret(90)[:-1] + str((int(siret(90)[-1]) + 1) % 10)
    received, answer = await bot.ask(NINA, ALL.replace(siret(90), wrong), kinds=KINDS)
    assert received.asked_back
    assert wrong in text_of(answer)
    assert not await models.MembershipApplication.exists()


async def test_a_prospect_needs_to_say_nothing_again(bot: Bot, group: Group) -> None:
    received, _ = await bot.ask(group.prospect_owner, "Bonjour, nous souhaitons adhérer.", kinds=KINDS)
    assert received.status is Status.ANSWERED
    made = await models.MembershipApplication.get()
    assert (made.siret, made.legal_name, made.email) == (
        group.prospect.siret,
        group.prospect.legal_name,
        group.prospect_owner.email,
    )


async def test_a_member_is_one_already(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Bonjour, nous souhaitons adhérer.", kinds=KINDS)
    assert received.status is Status.ANSWERED
    assert "est déjà adhérente" in text_of(answer)
    assert not await models.MembershipApplication.exists()


async def test_a_member_may_apply_for_another_company(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, ALL.replace("Je suis Nina Neuf.", ""), kinds=KINDS)
    assert "Atelier Neuf" in text_of(answer), received.outcome
    made = await models.MembershipApplication.get()
    assert (made.siret, made.email, made.last_name) == (siret(90), group.owner.email, "Éclair")


async def test_a_former_member_comes_back_by_the_advisor(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.former_owner, "Bonjour, nous voulons adhérer de nouveau.", kinds=KINDS)
    assert received.status is Status.HANDED_OVER
    assert "rouvre l’adhésion" in text_of(answer)
    assert not await models.MembershipApplication.exists()


async def test_the_unproven_get_the_public_part(bot: Bot, group: Group) -> None:
    received = await bot.receive(mail_of("unproven", group, ALL, subject="adhésion"), kinds=KINDS)
    told = text_of(await bot.answer(received))
    assert received.status is Status.HANDED_OVER
    assert "/adherer" in told
    assert "Atelier Neuf" not in told
    assert "04 78" not in told
    assert not await models.MembershipApplication.exists()


@pytest.mark.parametrize("who", ["unproven", "stranger", "prospect_owner", "former_owner", "lonely", "other_owner"])
async def test_whether_a_company_is_known_is_told_to_nobody(bot: Bot, group: Group, who: str) -> None:
    told = []
    for number in (group.member.siret, siret(91)):
        text = f"Bonjour, nous souhaitons adhérer. Société Four, SIRET {number}, 69003 Lyon, 04 78 00 11 22, Jo Four."
        received = await bot.receive(mail_of(who, group, text, subject=number[:5]), kinds=KINDS)
        answer = text_of(await bot.answer(received))
        assert_untold(answer.replace(group.member.siret, ""), group, who) if number == siret(91) else None
        # The link by which a registered address confirms has a token of its own for each mail.
        told.append(re.sub(r"/courrier/\S+", "", plain(answer).replace(plain(_grouped(number)), "SIRET")))
    assert told[0].replace(group.member.siret[:5], "") == told[1].replace(siret(91)[:5], "")
    assert "Éclair" not in told[0]


def _grouped(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"


async def test_strangers_use_up_limits_of_their_own(bot: Bot, group: Group) -> None:
    for number in range(8):
        text = ALL.replace(siret(90), siret(100 + number))
        received, _ = await bot.ask(f"nina@atelier{number}.test", text, kinds=KINDS)
        assert received.outcome.startswith("Demande d’adhésion enregistrée")
    assert await models.MembershipApplication.all().count() == 8
