"""A mail asks what a temp costs: figures for members, the formula for everybody, one question for what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, mail, text_of

pytestmark = pytest.mark.usefixtures("db")
ANSWERED, HANDED_OVER = models.InboundStatus.ANSWERED, models.InboundStatus.HANDED_OVER


@pytest.fixture(autouse=True)
def _cost(asks_for: Callable[..., None]) -> None:
    asks_for(MailKind.STAFFING_COST)


async def more_agencies(group: Group) -> models.Supplier:
    """Another temp agency, dearer, with a price of its own at its agency of Rennes; it adds IFM and ICCP."""
    other = await models.Supplier.create(code="azur-emploi", name="Azur Emploi", aliases=["Azur"], temp_agency=True)
    for city, postcode in (("Rennes", "35000"), ("Lille", "59000")):
        await models.Agency.create(supplier=other, name=f"Azur Emploi {city}", postcode=postcode, city=city)
    agency = await models.Agency.get(name="Azur Emploi Rennes")
    for own, value in ((None, "2.10"), (agency, "2.00")):
        await models.Coefficient.create(
            supplier=other, agency=own, contract_type=models.ContractType.DELEGATION, qualification="Cariste",
            value=Decimal(value), ifm_iccp=models.IfmIccp.ADDED, valid_from=dt.date(2026, 4, 1),
            valid_to=dt.date(2026, 12, 31),
        )  # fmt: skip
    return other


async def test_the_whole_of_it(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(
        group.owner,
        "Quel coefficient chez Intérim Soleil pour un carriste à 13,20 brut, 35 h, en gestion ?",
        subject="Coef",
    )
    told = text_of(answer)
    assert "« Cariste » (vous avez écrit « carriste »)" in told
    assert "Salaire brut de l’heure : 13,20 €" in told
    # 13.20 × 1.85 = 24.42; × 35 = 854.70
    line = "Intérim Soleil, gestion : 13,20 € × 1,85 = 24,42 € HT de l’heure, soit 854,70 € HT pour 35 h"
    assert line in told
    assert "délégation" not in told
    assert "le moins cher" not in told, "there is only one"
    assert "Coefficients en vigueur depuis le 1er janvier 2026" in told
    assert "hors TVA" in told
    assert "http" in told
    assert received.status is ANSWERED
    assert {"label": "Salaire", "value": "13,20\u00a0€ brut de l’heure"} in received.understanding
    assert {"label": "Contrat", "value": "gestion"} in received.understanding


async def test_the_minimum_wage_and_both_contracts_when_nothing_is_said(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "combien me coûte un cariste ?", subject="?")
    told = text_of(answer)
    # 12.02 × 1.85 = 22.237
    assert "Intérim Soleil, gestion : 12,02 € × 1,85 = 22,24 € HT de l’heure" in told
    assert "Intérim Soleil, délégation : 12,02 € × 1,85 = 22,24 € HT de l’heure" in told
    assert "12,02 €, le SMIC en vigueur depuis le 1er janvier 2026" in told
    assert "nous avons pris le SMIC" in told
    assert "pour 35 h" not in told


async def test_several_people_for_some_weeks(bot: Bot, group: Group) -> None:
    text = "Bonjour, coût de 3 caristes pendant 2 semaines, au SMIC, l'agence nous les trouve ?"
    _, answer = await bot.ask(group.owner, text, subject="Renfort")
    told = text_of(answer)
    assert "Durée : 210 h (3 personnes × 2 semaines × 35 h par semaine, la durée légale)" in told
    # 12.02 × 1.85 × 210 = 4669.77
    assert "soit 4 669,77 € HT pour 210 h" in told.replace("\u202f", " ")
    assert "il s’agit d’un contrat de délégation" in told
    assert ", gestion :" not in told


async def test_near_a_town_the_agency_s_own_price_counts(bot: Bot, group: Group) -> None:
    await more_agencies(group)
    _, answer = await bot.ask(group.owner, "Un cariste en délégation à Rennes, 13 € brut, combien ?", subject="?")
    told = text_of(answer)
    assert "au plus près de Rennes (35000)" in told
    # 13 × 1.21 × 2.00 = 31.46; Lille has no price of its own: 13 × 1.21 × 2.10 = 33.033
    assert "Azur Emploi Rennes, délégation : 13,00 € × 1,21 × 2,00 = 31,46 € HT de l’heure – le moins cher" in told
    assert "Azur Emploi Lille" in told
    assert "33,03 € HT" in told
    assert "s’ajoutent au salaire" in told
    assert "jusqu’au 31 décembre 2026" in told


async def test_only_the_agency_that_is_named(bot: Bot, group: Group) -> None:
    await more_agencies(group)
    _, answer = await bot.ask(
        group.owner, "Prix d'un cariste chez Azur Emploi (pas chez Intérim Soleil) svp ?", subject="?"
    )
    told = text_of(answer)
    assert "Azur Emploi, délégation" in told
    assert "Intérim Soleil" not in told


async def test_an_agency_without_a_price_and_a_name_that_is_none(bot: Bot, group: Group) -> None:
    await more_agencies(group)
    text = "Combien coûte un manœuvre chez Azur Emploi, Roulevite ou chez Boulonnord ?"
    _, answer = await bot.ask(group.owner, text, subject="?")
    told = text_of(answer)
    assert "Azur Emploi n’a pas de coefficient pour cette qualification" in told
    assert "« Roulevite » n’est pas une agence d’intérim référencée" in told
    assert "« Boulonnord » n’est pas une agence d’intérim référencée" in told
    assert "Intérim Soleil, gestion" in told


async def test_a_missing_qualification_is_asked_for_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    text = "Bonjour, combien me coûte un intérimaire à 14,50 brut chez Intérim Soleil, en délégation ?"
    received, answer = await bot.ask(group.owner, text, subject="Coût")
    assert received.status is ANSWERED
    assert received.asked_back
    assert "Laquelle convient ?" in text_of(answer)
    assert "- Cariste" in text_of(answer)
    reply, second = await bot.ask(group.owner, "Un manoeuvre", subject="Re: Coût", reply_to=answer)
    told = text_of(second)
    # 14.50 × 3.85 = 55.825
    assert "Intérim Soleil, délégation : 14,50 € × 3,85 = 55,83 € HT de l’heure" in told
    assert "gestion :" not in told
    assert reply.conversation_id == received.conversation_id
    assert not reply.asked_back


async def test_two_bots_do_not_ask_each_other_for_ever(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "Combien coûte un intérimaire ?", subject="Coût")
    for _ in range(3):
        received = await bot.receive(mail(group.owner, "Bien reçu, merci.", subject="Re: Coût", reply_to=answer))
        assert received.status is HANDED_OVER
    assert await models.OutboundMail.filter(letter="AnswerLetter").count() == 1


@pytest.mark.parametrize(
    ("written", "asked", "reply", "cost"),
    [
        ("il veut 11,50 net", "un salaire net", "15,10 brut", "27,94 €"),
        ("9,67 brut", "(9,67 €) est inférieur au SMIC, qui est de 12,02 €", "au smic alors", "22,24 €"),
        ("13 brut ou 14 brut", "Quel est le salaire brut de l’heure ?", "14 brut", "25,90 €"),
        ("payé au SMIC + 10 %", "Quel est le salaire brut de l’heure ?", "13,22 € brut", "24,46 €"),
    ],
)
async def test_a_wage_that_can_not_be_used_is_asked_for(
    bot: Bot, group: Group, written: str, asked: str, reply: str, cost: str
) -> None:
    received, answer = await bot.ask(group.owner, f"Prix d'un cariste en gestion, {written} ?", subject="Cariste")
    assert asked in text_of(answer)
    assert received.asked_back
    _, second = await bot.ask(group.owner, reply, subject="Re: Cariste", reply_to=answer)
    assert f"= {cost} HT de l’heure" in text_of(second)


async def test_a_day_counts(bot: Bot, group: Group) -> None:
    text = "Un cariste en gestion au SMIC, à partir du 2 décembre 2024 ?"
    received, answer = await bot.ask(group.owner, text, subject="?")
    assert "Aucune de nos agences d’intérim n’a de coefficient en vigueur le 2 décembre 2024" in text_of(answer)
    assert received.status is HANDED_OVER
    _, answer = await bot.ask(group.other_owner, text.replace("2024", "2027"), subject="?")
    assert "au 2 décembre 2027" in text_of(answer)


async def test_the_prefixes_of_a_subject_and_a_mail_without_text(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "", subject="COEF INTERIM SOLEIL CARISTE DELEGATION 13,20 BRUT 43H SEMAINE")
    told = text_of(answer)
    assert "13,20 € × 1,85 = 24,42 €" in told
    assert "pour 43 h" in told


@pytest.mark.parametrize("who", ["prospect_owner", "former_owner", "lonely", "stranger", "unproven", "closed"])
async def test_who_is_no_member_gets_the_formula_and_nothing_else(bot: Bot, group: Group, who: str) -> None:
    if who == "closed":
        await models.Person.filter(id=group.owner.id).update(active=False)
    others: dict[str, models.Person | str] = {
        "stranger": "jean@inconnu.test",
        "unproven": group.owner,
        "closed": group.owner,
    }
    sender = others[who] if who in others else getattr(group, who)
    text = "Combien coûte un cariste chez Intérim Soleil, 13,20 brut, en gestion ?"
    results = None if who == "unproven" else ""
    received = await bot.receive(mail(sender, text, subject="Coût", results=results))
    answer = await bot.answer(received)
    told = text_of(answer)
    assert "salaire brut de l’heure × coefficient de facturation" in told
    assert "12,02 €" in told
    assert "/adherer" in told
    page = str(answer).replace("\u00a0", " ").replace("\u202f", " ")
    for reserved in ("1,85", "24,42", "Soleil", "Cariste", "Manœuvre", "Électricien"):
        assert reserved not in told
        assert reserved not in page
    assert received.status is (HANDED_OVER if who == "unproven" else ANSWERED)
    if who == "unproven":
        assert "Claire" not in told
        assert received.person_id is None


async def test_the_conversation_shows_the_answer(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, "combien coûte un cariste ?", subject="?"))
    came, answered = await models.ConversationMessage.all().order_by("id")
    assert came.text == "combien coûte un cariste ?"
    assert "22,24" in answered.text
