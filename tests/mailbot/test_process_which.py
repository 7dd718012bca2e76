"""Which of several suppliers: one question where it is unsure, a reply that goes on, and no letter in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import models
from mailbot.understanding import meant
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, letters_to, mail, read, text_of
from tests.mailbot.senders import plain

pytestmark = pytest.mark.usefixtures("db")
Status = models.InboundStatus
# Each has an account, and the mail doesn't say for whom it asks.
TEXT = (
    "Bonjour,\n\nNous hésitons. Le bureau est chez Bureau Clair, client 111222. Pour le camion, c'était Roulevite, "
    "compte 333444.\n\nMerci de rattacher le compte au plus vite."
)
OFFICE, CARS = ("comptes@bureau-clair.test", "111222"), ("pro@roulevite.test", "333444")
ASKED = "Vous citez Bureau Clair et Roulevite : pour lequel est votre demande ?"
KINDS = (MailKind.SUPPLIER_ATTACHMENT,)


@pytest.fixture(autouse=True)
def _unsure(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever the model of today makes of these mails: it is unsure."""
    meant.asked_in.cache_clear()
    monkeypatch.setattr(meant, "ASK_CHANCE", 0.999_999)
    yield
    meant.asked_in.cache_clear()


async def written() -> set[tuple[str, str]]:
    """To whom of the suppliers we wrote, and the account that it was told."""
    return {
        (address, account)
        for address, _ in (OFFICE, CARS)
        for letter in await letters_to(address)
        for _, account in (OFFICE, CARS)
        if account in text_of(read(letter))
    }


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Roulevite, pas Bureau Clair.", {CARS}),
        ("Bonjour,\n\nLes deux, merci.\n\nClaire", {OFFICE, CARS}),
        ("le second svp", {CARS}),
        ("Celui du camion.", {CARS}),
    ],
)
async def test_it_is_asked_and_the_reply_goes_on(
    bot: Bot, group: Group, reply: str, expected: set[tuple[str, str]]
) -> None:
    received, answer = await bot.ask(group.owner, TEXT, kinds=KINDS)
    assert ASKED in plain(text_of(answer))
    assert received.asked_back
    assert not await models.SupplierAttachment.exists()
    assert await written() == set()
    quoted = f"{reply}\n\nLe 17 novembre 2026 à 09:00, Centrale a écrit :\n> {ASKED}\n"
    again = await bot.receive(mail(group.owner, quoted, subject="Re: Rattachement", reply_to=answer))
    assert await written() == expected
    assert again.status is Status.ANSWERED
    rows = await models.SupplierAttachment.all()
    assert {row.account_number for row in rows} == {account for _, account in expected}


@pytest.mark.parametrize("reply", ["Je ne sais pas.", "Oui", "Intérim Soleil 5512 ?"])
async def test_no_letter_for_whom_the_sender_does_not_confirm(bot: Bot, group: Group, reply: str) -> None:
    _, answer = await bot.ask(group.owner, TEXT, kinds=KINDS)
    again = await bot.receive(mail(group.owner, reply, subject="Re: Rattachement", reply_to=answer))
    assert again.status is Status.HANDED_OVER
    assert await written() == set()
    assert not await models.SupplierAttachment.exists()


async def test_somebody_else_s_reply_confirms_nothing(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, TEXT, kinds=KINDS)
    await bot.receive(mail(group.other_owner, "Le premier.", subject="Re: Rattachement", reply_to=answer))
    assert await written() == set()


async def test_an_account_in_the_reply_is_the_confirmed_one_s(bot: Bot, group: Group) -> None:
    text = "Bonjour, nous sommes chez Bureau Clair et chez Roulevite. Merci de rattacher notre compte."
    _, answer = await bot.ask(group.owner, text, kinds=KINDS)
    await bot.receive(mail(group.owner, "Le second, compte 333444.", subject="Re: Rattachement", reply_to=answer))
    assert await written() == {CARS}


async def test_terms_are_asked_about_too(bot: Bot, group: Group) -> None:
    text = "Bonjour, Bureau Clair nous livre, Roulevite nous démarche. Quelles conditions ?"
    received, answer = await bot.ask(group.owner, text, kinds=(MailKind.SUPPLIER_TERMS,))
    assert ASKED in plain(text_of(answer))
    assert received.asked_back
    _, second = await bot.ask(group.owner, "Le second", subject="Re: Rattachement", reply_to=answer)
    assert "Tarif groupe" in text_of(second)
    assert "Bureau Clair" not in text_of(second)


async def test_codes_are_asked_about_too_of_those_that_have_one(bot: Bot, group: Group) -> None:
    await models.Supplier.create(code="voiturelle", name="Voiturelle", car_rental=True, cdp_code="991122")
    kinds = (MailKind.DISCOUNT_CODE,)
    text = "Le code svp. Nous étions chez Roulevite, on nous parle de Voiturelle et de Bureau Clair."
    _, answer = await bot.ask(group.owner, text, kinds=kinds)
    assert "Vous citez Roulevite et Voiturelle : pour lequel" in plain(text_of(answer))
    _, second = await bot.ask(group.owner, "le premier", subject="Re: code", reply_to=answer)
    assert "584213" in text_of(second)
    assert "991122" not in text_of(second)


async def test_a_guessed_name_and_one_that_is_only_quoted_are_confirmed_with_yes(bot: Bot, group: Group) -> None:
    quoted = "Le 16 novembre 2026 à 10:31, Anne Conseil a écrit :\n> Roulevite attend le numéro de votre compte.\n"
    text = f"Bonjour, notre compte chez eux est le 333444, merci de le rattacher.\n\n{quoted}"
    _, answer = await bot.ask(group.owner, text, subject="Re: Compte", kinds=KINDS)
    assert "Vous nous parlez de « Roulevite ». Est-ce bien ce fournisseur ?" in plain(text_of(answer))
    assert await written() == set()
    again = await bot.receive(mail(group.owner, "Oui, c'est bien ça.", subject="Re: Compte", reply_to=answer))
    assert await written() == {CARS}
    assert again.status is Status.ANSWERED
