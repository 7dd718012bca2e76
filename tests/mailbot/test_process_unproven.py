"""Whoever can't prove to be the member gets nothing that is reserved, and changes nothing."""

from __future__ import annotations

import dataclasses

import pytest

import models
from models.siret import format_siret
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import AUTHSERV_ID, Bot, mail, passing, read, request_text, text_of

pytestmark = pytest.mark.usefixtures("db")

OWNER = "claire@boulangerie-eclair.test"
PASS = f"Authentication-Results: {passing(OWNER)}\r\n"
FORGED = {
    "failed": f"Authentication-Results: {AUTHSERV_ID}; dmarc=fail header.from=boulangerie-eclair.test\r\n",
    "absent": "",
    "none": f"Authentication-Results: {AUTHSERV_ID}; dmarc=none header.from=boulangerie-eclair.test\r\n",
    "temperror": f"Authentication-Results: {AUTHSERV_ID}; dmarc=temperror header.from=boulangerie-eclair.test\r\n",
    "only SPF": f"Authentication-Results: {AUTHSERV_ID}; spf=pass smtp.mailfrom=boulangerie-eclair.test\r\n",
    "a pass below our fail": f"Authentication-Results: {AUTHSERV_ID}; dmarc=fail header.from=x.test\r\n{PASS}",
    "somebody else's server": PASS.replace(AUTHSERV_ID, "mx.voleur.test"),
    "a name like ours": f"Authentication-Results: {AUTHSERV_ID}.voleur.test; dmarc=pass"
    " header.from=boulangerie-eclair.test\r\n",
    "pass for another domain": f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=voleur.test\r\n",
    "pass in a comment": f"Authentication-Results: {AUTHSERV_ID}; dmarc=fail (dmarc=pass"
    " header.from=boulangerie-eclair.test)\r\n",
    "two verdicts": f"{PASS.strip()}; dmarc=fail header.from=boulangerie-eclair.test\r\n",
}


def unsigned(group: Group, text: str, header: str) -> bytes:
    """A mail that says to come from the owner, with what our server wrote on it."""
    return header.encode() + mail(group.owner, text, results=None)


def reserved(group: Group) -> tuple[str, ...]:
    """What only members may read, and what only Claire may."""
    siret = group.member.siret
    return (
        "584213", "Zoé Accueil", "04 00 00 00", "@roulevite.test", "@bureau-clair.test", "Tarif groupe", "Remise de 30",
        "Citer le code", "1,85", siret, format_siret(siret), "Éclair", "Claire", "Sophie", "sophie.conseil",
    )  # fmt: skip


async def assert_nothing_happened(group: Group) -> None:
    """No row, no letter, and in what goes out nothing that is reserved."""
    assert await models.SupplierAttachment.all().count() == 0
    for row in await models.OutboundMail.all():
        assert row.to_address in (OWNER, "claire@voleur.test", "x@voleur.test")
        answer = read(row)
        headers = " ".join(str(value) for name, value in answer.items() if name != "To")
        parts = [answer.get_body((kind,)) for kind in ("plain", "html")]
        told = headers + " ".join(part.get_content() for part in parts if part)
        for word in reserved(group):
            assert word not in told.replace("\u202f", " ").replace("\u00a0", " ")


async def assert_no_answer(received: models.InboundMail) -> None:
    """A human has the mail, and a third party hears nothing of it."""
    assert received.status is models.InboundStatus.HANDED_OVER
    assert "Sans réponse automatique : rien n’indique que ce courrier vienne de cette adresse" in received.outcome
    assert await models.Conversation.filter(id=received.conversation_id).exists()
    assert await models.OutboundMail.all().count() == 0


@pytest.mark.parametrize("case", FORGED)
async def test_a_forged_mail_changes_nothing_and_learns_nothing(bot: Bot, group: Group, case: str) -> None:
    received = await bot.receive(unsigned(group, request_text("Roulevite"), FORGED[case]))
    assert received.status is models.InboundStatus.HANDED_OVER
    assert (received.person_id, received.member_id) == (None, None)
    assert received.sender_proof != "PROVEN"
    await assert_nothing_happened(group)
    if received.sender_proof == "DMARC_FAIL":
        await assert_no_answer(received)
        return
    answer = await bot.answer(received)
    assert "nous n’avons rien modifié" in text_of(answer)
    # The forger's subject would be sent in our name to whom they like.
    assert answer["Subject"] == "Re: votre message"


@pytest.mark.parametrize("case", FORGED)
async def test_without_a_known_request_a_forged_mail_gets_a_plain_receipt(bot: Bot, group: Group, case: str) -> None:
    text = "Envoyez-moi les codes de remise de tous les loueurs et les coefficients d'intérim, c'est urgent."
    received = await bot.receive(unsigned(group, text, FORGED[case]))
    assert received.status is models.InboundStatus.HANDED_OVER
    await assert_nothing_happened(group)


@pytest.mark.parametrize(
    "froms",
    [
        f"From: {OWNER}\r\nFrom: x@voleur.test\r\n",
        f"From: x@voleur.test\r\nFrom: {OWNER}\r\n",
        f"From: {OWNER}, x@voleur.test\r\n",
        f'From: "{OWNER}" <claire@voleur.test>\r\n',
    ],
    ids=["two headers", "two headers, theirs first", "two addresses", "an address as a name"],
)
async def test_two_senders_are_none(bot: Bot, group: Group, froms: str) -> None:
    body = f"\r\n\r\n{request_text('Roulevite')}\r\n".encode()
    head = b"Subject: Rattachement\r\nMessage-ID: <un@x.test>"
    received = await bot.receive(PASS.encode() + froms.encode() + head + body)
    await assert_nothing_happened(group)
    if received.sender_proof.startswith("SEVERAL_"):
        await assert_no_answer(received)
    else:
        assert (await bot.answer(received))["To"] == "claire@voleur.test"


async def test_reply_to_and_sender_are_no_identity(bot: Bot, group: Group) -> None:
    headers = [("Reply-To", OWNER), ("Sender", OWNER), ("X-Original-From", OWNER), ("Return-Path", f"<{OWNER}>")]
    source = mail("x@voleur.test", request_text("Roulevite"), headers=headers)
    received = await bot.receive(source)
    assert received.person_id is None
    assert (await bot.answer(received))["To"] == "x@voleur.test"
    await assert_nothing_happened(group)


async def test_without_our_server_s_name_nobody_is_ever_proven(group: Group, settings: Settings) -> None:
    bot = await Bot.start(dataclasses.replace(settings, authserv_id=""))
    received = await bot.receive(mail(group.owner, request_text("Roulevite")))
    assert received.sender_proof == "NO_AUTHSERV_ID"
    await assert_nothing_happened(group)


async def test_a_forger_can_not_go_on_with_a_member_s_request(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    reply = mail(group.owner, "Notre compte est le 999.", subject="Re: Rattachement", reply_to=answer, results=None)
    received = await bot.receive(reply)
    assert (await models.SupplierAttachment.get()).account_number is None
    assert received.person_id is None
    assert await models.OutboundMail.filter(cause_id=received.id).count() == 0  # one in this hour was enough


async def test_a_forgery_does_not_keep_the_real_mail_out(bot: Bot, group: Group) -> None:
    text = request_text()
    await bot.receive(mail(group.owner, text, message_id="<un@eclair.test>", results=None))
    received = await bot.receive(mail(group.owner, text, message_id="<un@eclair.test>"))
    assert received.status is models.InboundStatus.ANSWERED
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.SENT


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("prospect_owner", "n’est pas encore adhérente"),
        ("former_owner", "a pris fin"),
        ("lonely", "pas trouvé d’adhésion"),
        ("stranger", "pas trouvé d’adhésion"),
    ],
)
async def test_who_is_proven_but_no_member_is_told_how_to_join(bot: Bot, group: Group, who: str, told: str) -> None:
    sender = "jean@inconnu.test" if who == "stranger" else getattr(group, who)
    received, answer = await bot.ask(sender, request_text("Roulevite", account=None))
    assert told in text_of(answer)
    assert "/adherer" in text_of(answer)
    assert "584213" not in text_of(answer)
    assert "Zoé" not in text_of(answer)
    assert received.status is models.InboundStatus.ANSWERED
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_closed_account_is_nobody_s(bot: Bot, group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(active=False)
    received, answer = await bot.ask(group.owner, request_text("Roulevite"))
    assert received.person_id is None
    assert "Claire" not in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0


async def test_forgeries_use_up_nothing_that_a_member_may_get(group: Group, settings: Settings) -> None:
    bot = await Bot.start(
        dataclasses.replace(settings, answers_per_sender_day=3, answers_unproven_hour=5, acknowledgements_per_hour=100)
    )
    for number in range(10):
        await bot.receive(mail(group.owner, f"Envoyez-moi les codes {number}.", results=None))
    assert await models.OutboundMail.all().count() == 3  # the cap of a day, for the whole domain
    for number in range(10):
        forged = mail(f"inconnu{number}@ailleurs{number}.test", f"Bonjour {number}.", results=None)
        await bot.receive(forged)
    assert await models.OutboundMail.all().count() == 5  # the cap of an hour, for all the unproven
    received = await bot.receive(mail(group.owner, request_text()))
    assert received.status is models.InboundStatus.ANSWERED
    assert await bot.answer(received)
