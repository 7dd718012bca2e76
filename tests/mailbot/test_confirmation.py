"""A mail that nobody can prove, confirmed from the registered mailbox: handled once more, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from tortoise import timezone

import models
from settings import Settings
from tests.group import Ask, Group
from tests.mailbot.bot import AUTHSERV_ID, Bot, letters_to, mail, read, request_text, text_of
from tests.mailbot.test_process_unproven import assert_nothing_happened
from tests.web.site import site
from tests.workflows.conversations.talking import messages, state

pytestmark = pytest.mark.usefixtures("db")

CONFIRM = """mutation ($token: String!) { confirmMail(input: {token: $token}) {
    __typename ... on MailConfirmed { subject } ... on LinkUnusable { state message } } }"""
LOOK = (
    "query ($token: String!) { mailToConfirm(token: $token) { state message receivedAt subject excerpt understood } }"
)


async def unproven(bot: Bot, group: Group, text: str = "", **options: object) -> tuple[models.InboundMail, str]:
    """A mail of the owner's that our mail server can't vouch for, and the token of the link in its answer."""
    options = {"results": None} | options
    received = await bot.receive(mail(group.owner, text or request_text(), **options))  # type: ignore[arg-type]
    return received, await token_of(received)


async def token_of(received: models.InboundMail) -> str:
    row = await models.OutboundMail.get(cause_id=received.id, unproven=True)
    found = re.search(r"/acces/courrier/(\S+?)[)\s]", text_of(read(row)) + " ")
    assert found, text_of(read(row))
    return found[1]


async def confirm(ask: Ask, token: str) -> dict[str, str]:
    outcome: dict[str, str] = (await ask.data(CONFIRM, token=token))["confirmMail"]
    return outcome


async def test_confirmed_it_is_handled_once_more_as_its_sender_s(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group)
    assert received.status is models.InboundStatus.HANDED_OVER
    assert received.outcome.endswith("Confirmation demandée à l’adresse enregistrée.")
    await assert_nothing_happened(group)
    (row,) = await letters_to(group.owner.email)
    assert "Le lien fonctionne une fois, pendant 7 jours." in text_of(read(row))
    assert token not in row.body_text, "who reads the outbox can't press the button"
    assert all(token not in message.text for message in await messages())
    assert await confirm(ask, token) == {"__typename": "MailConfirmed", "subject": "Rattachement"}
    await bot.work()
    received = await models.InboundMail.get(id=received.id)
    assert (received.status, received.sender_proof) == (models.InboundStatus.ANSWERED, "CONFIRMED")
    assert (received.person_id, received.member_id) == (group.owner.id, group.member.id)
    attachment = await models.SupplierAttachment.get()
    assert attachment.requested_by_id == group.owner.id
    _, answer = await models.OutboundMail.filter(letter="AnswerLetter", to_address=group.owner.email).order_by("id")
    assert "Bonjour Claire Éclair" in text_of(read(answer))
    assert "Bureau Clair" in text_of(read(answer))
    entry = await models.JournalEntry.get(kind=models.JournalKind.MAIL_CONFIRMED)
    assert (entry.person_id, entry.actor_id) == (group.owner.id, None)


async def test_its_conversation_becomes_theirs_and_leaves_the_queue(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group)
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    await confirm(ask, token)
    await bot.work()
    assert (await state())[:2] == ("CLOSED", "NOBODY")
    conversation = await models.Conversation.get()
    assert (conversation.member_id, conversation.person_id) == (group.member.id, group.owner.id)
    assert conversation.id == received.conversation_id
    assert [(one.direction.value, one.internal) for one in await messages()] == [
        ("IN", False), ("OUT", False), ("OUT", True), ("OUT", False),
    ]  # fmt: skip
    (told,) = await messages(internal=True)
    assert told.text == "Claire Éclair a confirmé être l’auteur du message."


async def test_what_waits_for_a_human_besides_goes_on_waiting(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group)
    conversation = await models.Conversation.get(id=received.conversation_id)
    await models.Conversation.filter(id=conversation.id).update(waiting_order=conversation.waiting_order + 5)
    await confirm(ask, token)
    await bot.work()
    assert (await state())[:2] == ("OPEN", "GROUP")


async def test_only_a_human_can_answer_it(bot: Bot, group: Group, ask: Ask) -> None:
    """What asks for nothing reserved gets no link; an advisor reads it."""
    received = await bot.receive(mail(group.owner, "Bonjour, une question.", results=None))
    answer = text_of(await bot.answer(received))
    assert "/acces/courrier/" not in answer


async def test_it_works_once(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group)
    outcomes = await asyncio.gather(*(confirm(ask, token) for _ in range(4)))
    assert sorted(one["__typename"] for one in outcomes) == ["LinkUnusable"] * 3 + ["MailConfirmed"]
    await bot.work()
    used = await confirm(ask, token)
    assert used["state"] == "USED"
    assert used["message"] == "Ce message est déjà confirmé : la réponse vous parvient par e-mail."
    await bot.work()
    assert await models.SupplierAttachment.all().count() == 1
    assert await models.OutboundMail.filter(letter="AnswerLetter", cause_id=received.id).count() == 2
    assert await models.OutboundMail.filter(letter="SupplierAttachmentLetter").count() == 1


async def test_looking_changes_nothing(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group, subject="Notre compte")
    for _ in range(2):
        seen = (await ask.data(LOOK, token=token))["mailToConfirm"]
        assert (seen["state"], seen["subject"]) == ("VALID", "Notre compte")
        assert seen["excerpt"].startswith("Bonjour, Merci de nous rattacher")
        assert "Numéro de compte : 4471-AB" in seen["understood"]
    assert (await models.InboundMail.get(id=received.id)).sender_proof == "NO_RESULTS"


@pytest.mark.parametrize(
    ("change", "state"), [("old", "EXPIRED"), ("closed", "CANCELLED"), ("moved", "CANCELLED"), ("wrong", "UNKNOWN")]
)
async def test_a_link_that_opens_nothing(bot: Bot, group: Group, ask: Ask, change: str, state: str) -> None:
    received, token = await unproven(bot, group)
    person = models.Person.filter(id=group.owner.id)
    match change:
        case "old":
            at = timezone.now() - dt.timedelta(days=7, minutes=1)
            await models.InboundMail.filter(id=received.id).update(received_at=at)
        case "closed":
            await person.update(active=False)
        case "moved":
            await person.update(email="claire@ailleurs.test")
            await models.PersonOldAddress.create(person=group.owner, address=group.owner.email)
        case "wrong":
            token = token.replace("-", "-a")[:-1]
    seen = (await ask.data(LOOK, token=token))["mailToConfirm"]
    assert (seen["state"], seen["subject"], seen["excerpt"], seen["understood"]) == (state, None, None, [])
    assert (await confirm(ask, token))["state"] == state
    await bot.work()
    assert await models.SupplierAttachment.all().count() == 0


async def test_the_account_is_closed_before_it_is_handled(bot: Bot, group: Group, ask: Ask) -> None:
    received, token = await unproven(bot, group)
    await confirm(ask, token)
    await models.Person.filter(id=group.owner.id).update(active=False)
    await bot.work()
    assert await models.SupplierAttachment.all().count() == 0
    assert (await models.InboundMail.get(id=received.id)).person_id is None
    assert len(await messages(direction="IN")) == 1


async def test_whoever_has_the_address_by_then_is_somebody_else(bot: Bot, group: Group, ask: Ask) -> None:
    _, token = await unproven(bot, group)
    await confirm(ask, token)
    await models.Person.filter(id=group.owner.id).update(email="claire@ailleurs.test")
    await models.Person.filter(id=group.other_owner.id).update(email=group.owner.email)
    await bot.work()
    assert await models.SupplierAttachment.all().count() == 0


NO_LINK = {
    "an unknown address": ("jean@inconnu.test", None),
    "a closed account": ("closed", None),
}


@pytest.mark.parametrize("case", NO_LINK)
async def test_no_link_for(bot: Bot, group: Group, case: str) -> None:
    who, results = NO_LINK[case]
    if who == "closed":
        await models.Person.filter(id=group.owner.id).update(active=False)
    sender = group.owner if who == "closed" else who
    received = await bot.receive(mail(sender, request_text(), results=results))
    answer = text_of(await bot.answer(received))
    assert "nous n’avons rien modifié" in answer
    assert "/acces/courrier/" not in answer


async def test_where_the_domain_disowns_it_nothing_is_sent(bot: Bot, group: Group) -> None:
    verdict = f"{AUTHSERV_ID}; dmarc=fail (p=reject) header.from=boulangerie-eclair.test"
    received = await bot.receive(mail(group.owner, request_text(), results=verdict))
    assert received.status is models.InboundStatus.HANDED_OVER
    assert await models.OutboundMail.all().count() == 0


async def test_a_domain_that_only_watches_is_asked(bot: Bot, group: Group) -> None:
    verdict = f"{AUTHSERV_ID}; dmarc=fail (p=none dis=none) header.from=boulangerie-eclair.test"
    assert await unproven(bot, group, results=verdict)


async def test_the_same_mail_proven_meanwhile_is_not_done_twice(bot: Bot, group: Group, ask: Ask) -> None:
    first, token = await unproven(bot, group, message_id="<un@eclair.test>")
    second = await bot.receive(mail(group.owner, request_text(), message_id="<un@eclair.test>"))
    assert second.status is models.InboundStatus.ANSWERED
    await confirm(ask, token)
    await bot.work()
    assert (await models.InboundMail.get(id=first.id)).status is models.InboundStatus.DUPLICATE
    assert await models.SupplierAttachment.all().count() == 1


async def test_once_confirmed_replies_to_the_answer_are_proven(bot: Bot, group: Group, ask: Ask) -> None:
    _, token = await unproven(bot, group, request_text("Roulevite", account=None))
    await confirm(ask, token)
    await bot.work()
    row = (await models.OutboundMail.filter(letter="AnswerLetter").order_by("-id"))[0]
    answer = read(row)
    received = await bot.receive(
        mail(group.owner, "Notre compte est le 778899.", subject="Re: Rattachement", reply_to=answer,
             to=str(answer["Reply-To"]), results=None)
    )  # fmt: skip
    assert received.sender_proof == "REPLY_TOKEN"
    assert (await models.SupplierAttachment.get()).account_number == "778899"


@pytest.fixture
async def browser(group: Group, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the site."""
    async with site(settings) as client:
        yield client


async def test_the_page(bot: Bot, group: Group, browser: httpx.AsyncClient) -> None:
    text = f"{request_text()}\n<script>alert(1)</script> https://voleur.test/"
    received, token = await unproven(bot, group, text, subject="Compte <b>Éclair</b>")
    for _ in range(2):  # scanners of mail look at links, too
        page = await browser.get(f"/acces/courrier/{token}")
        assert page.status_code == 200
        assert "Compte &lt;b&gt;Éclair&lt;/b&gt;" in page.text
        assert "<script>alert" not in page.text
        assert 'href="https://voleur' not in page.text
        assert "Fournisseur : Bureau Clair" in page.text
        assert "Oui, ce message vient de moi" in page.text
        assert page.headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert (await models.InboundMail.get(id=received.id)).sender_proof == "NO_RESULTS"
    foreign = await browser.post(f"/acces/courrier/{token}", headers={"origin": "https://voleur.test"})
    assert foreign.status_code == 403
    done = await browser.post(f"/acces/courrier/{token}")
    assert "Nous traitons votre demande maintenant" in done.text
    await bot.work()
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.SENT
    again = await browser.get(f"/acces/courrier/{token}")
    assert (again.status_code, "déjà confirmé" in again.text) == (410, True)
    assert (await browser.get("/acces/courrier/1-faux")).status_code == 404
