"""The code of a car-rental company by mail: to proven active members, written down, and to nobody else."""

from __future__ import annotations

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group, siret
from tests.mailbot.bot import Bot, text_of
from tests.mailbot.senders import OUTSIDERS, assert_untold, mail_of, plain

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.DISCOUNT_CODE,)
CODE = "Bonjour, quel est notre code CDP chez Roulevite ?"
Status = models.InboundStatus


async def revealed() -> list[models.JournalEntry]:
    return await models.JournalEntry.filter(kind=models.JournalKind.CODE_REVEALED).order_by("id")


async def test_a_member_gets_the_group_s_code_and_the_journal_knows(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, CODE, kinds=KINDS)
    told = plain(text_of(answer))
    assert "Roulevite, code CDP : 584213" in told
    assert "Au comptoir" in told
    assert received.status is Status.ANSWERED
    assert {"label": "Fournisseur", "value": "Roulevite"} in received.understanding
    (entry,) = await revealed()
    assert (entry.person_id, entry.member_id, entry.supplier_id, entry.channel) == (
        group.owner.id, group.member.id, group.cars.id, models.Channel.MAIL,
    )  # fmt: skip


async def test_the_company_s_own_code_goes_before_the_group_s(bot: Bot, group: Group) -> None:
    await models.SupplierAttachment.create(
        member=group.member, supplier=group.cars, status=models.AttachmentStatus.ACCEPTED, account_number="4471",
        own_code="777123", requested_by=group.owner,
    )  # fmt: skip
    _, answer = await bot.ask(group.owner, CODE, kinds=KINDS)
    told = plain(text_of(answer))
    assert "Roulevite, votre code CDP : 777123" in told
    assert "584213" not in told
    _, other = await bot.ask(group.other_owner, CODE, kinds=KINDS)
    assert "777123" not in text_of(other)
    assert "584213" in text_of(other)


async def test_without_a_company_it_is_asked_which_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    await models.Supplier.create(code="voiturelle", name="Voiturelle", car_rental=True, cdp_code="991122")
    first, question = await bot.ask(group.owner, "Bonjour, il me faut notre code de remise pour louer.", kinds=KINDS)
    told = text_of(question)
    assert first.asked_back
    assert "Roulevite" in told
    assert "Voiturelle" in told
    assert "Bureau Clair" not in told
    assert not await revealed()
    second, answer = await bot.ask(group.owner, "Voiturelle", subject="Re: code", reply_to=question)
    assert second.status is Status.ANSWERED
    assert "991122" in text_of(answer)
    assert "584213" not in text_of(answer)


async def test_who_rents_no_cars_has_no_code(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Notre code de remise chez Bureau Clair svp", kinds=KINDS)
    assert received.asked_back
    assert "Bureau Clair ne loue pas de véhicules" in text_of(answer)
    assert not await revealed()


async def test_a_company_without_a_code_goes_to_the_advisor(bot: Bot, group: Group) -> None:
    await models.Supplier.filter(id=group.cars.id).update(cdp_code=None)
    received, answer = await bot.ask(group.owner, CODE, kinds=KINDS)
    assert received.status is Status.HANDED_OVER
    assert "Sophie Conseil le demande" in text_of(answer)


async def test_people_of_several_companies_are_asked_which(bot: Bot, group: Group) -> None:
    first, question = await bot.ask(group.double, CODE, kinds=KINDS)
    assert first.asked_back
    assert "Garage du Lac" in text_of(question)
    second, answer = await bot.ask(group.double, "le garage du lac", reply_to=question)
    assert second.status is Status.ANSWERED
    assert "584213" in text_of(answer)
    (entry,) = await revealed()
    assert entry.member_id == group.other.id


async def test_somebody_else_s_siret_opens_nothing(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, f"{CODE} SIRET {siret(2)}", kinds=KINDS)
    assert received.asked_back
    assert "584213" not in text_of(answer)
    assert not await revealed()


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_is_told_a_code(bot: Bot, group: Group, who: str) -> None:
    received = await bot.receive(mail_of(who, group, f"{CODE} SIRET {group.member.siret}", subject="c"), kinds=KINDS)
    told = text_of(await bot.answer(received))
    assert_untold(told, group, who)
    assert "réservés aux adhérents" in told
    assert "numéro AWD" in told
    if who != "unproven":
        assert "/adherer" in told
    assert not await revealed()
