"""Who is believed to have sent a mail: the whole table, each case against every kind of reserved request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from tortoise import timezone

import models
from access.tokens import Purpose, sign
from mailbot.sender import SenderReason as Reason
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import AUTHSERV_ID, CONTACT, Bot, mail, passing, read, request_text, text_of
from tests.mailbot.senders import assert_untold
from tests.mailbot.test_process_unproven import reserved

pytestmark = pytest.mark.usefixtures("db")

OWNER = "claire@boulangerie-eclair.test"
DOMAIN = "boulangerie-eclair.test"
# Each asks for something that only its company, or only members, may have.
REQUESTS = {
    "Rattachement": request_text("Roulevite"),
    "Code CDP": "Bonjour, quel est notre code CDP chez Roulevite ?",
    "Coût d’un intérimaire": "Combien me coûte un cariste au SMIC chez Intérim Soleil en délégation ?",
    "Contacts": "Quels sont le contact et les conditions de Bureau Clair à Lyon ?",
    "Mon conseiller": "Qui est mon conseiller ? Qu’il me rappelle au 06 00 00 00 00.",
    "Adresse": "Merci de remplacer mon adresse par claire@voleur.test.",
    "Audit": "Pouvez-vous auditer nos factures de Roulevite ?",
    "Tout": f"{request_text('Bureau Clair')}\nEnvoyez-moi aussi le code CDP de Roulevite et les coefficients.",
}


@pytest.fixture
async def bot(group: Group, settings: Settings) -> Bot:
    """Without the caps, which would hide what answers say."""
    return await Bot.start(replace(settings, answers_unproven_hour=1000, answers_per_sender_day=1000))


def verdict(text: str) -> str:
    return f"{AUTHSERV_ID}; {text}"


async def letter_to(group: Group, person: models.Person, **values: object) -> str:
    """The address that replies to a letter of ours go to, which went to this person."""
    conversation = await models.Conversation.create(subject="Délais", person=person)
    given: dict[str, Any] = {"recipient": person, "recipient_address": person.email} | values
    message = await models.ConversationMessage.create(
        conversation=conversation, direction="OUT", channel="MAIL", text="Deux jours.", **given
    )
    at = values.get("at")
    if at is not None:
        await models.ConversationMessage.filter(id=message.id).update(at=at)
    return f"contact+c{sign(SECRET, Purpose.REPLY, message.id)}@centrale.test"


SECRET = "a secret of the tests that is long enough"
Case = Callable[[Group, Bot, str], Awaitable[bytes]]


def headers(*lines: str, results: tuple[str, ...] = (), to: str = CONTACT) -> Case:
    """A mail with these From and other lines, and Authentication-Results of any kind above them."""

    async def made(group: Group, bot: Bot, request: str) -> bytes:
        verdicts = [f"Authentication-Results: {result}" for result in results]
        subject, text = request, REQUESTS[request]
        head = [*verdicts, *lines, f"To: {to}", f"Subject: {subject}", f"Message-ID: <{len(text)}@{DOMAIN}>",
                "Content-Type: text/plain; charset=utf-8"]  # fmt: skip
        return "\r\n".join([*head, "", text]).encode()

    return made


def reply(
    sender: str = OWNER,
    *,
    results: str | None = None,
    after: dict[str, Any] | None = None,
    colleague: bool = False,
    **values: object,
) -> Case:
    """A reply to a letter that went to Claire, or to her colleague. `after`: a mail that came to its address before."""

    async def made(group: Group, bot: Bot, request: str) -> bytes:
        to = await letter_to(group, group.staff if colleague else group.owner, **values)
        if after is not None:
            first = {"sender": OWNER, "text": "Merci bien.", "subject": "Délais", "results": None}
            await bot.receive(mail(**first | after, to=to))
        return mail(sender, REQUESTS[request], subject=request, to=to, results=results)

    return made


def wrong_token(group_address: str) -> Case:
    async def made(group: Group, bot: Bot, request: str) -> bytes:
        await letter_to(group, group.owner)
        return mail(OWNER, REQUESTS[request], subject=request, to=group_address, results=None)

    return made


async def of_an_old_address(group: Group, bot: Bot, request: str) -> bytes:
    await models.PersonOldAddress.get_or_create(person=group.owner, address="claire@ancienne.test")
    return mail("claire@ancienne.test", REQUESTS[request], subject=request)


async def of_an_old_address_by_reply(group: Group, bot: Bot, request: str) -> bytes:
    await models.PersonOldAddress.get_or_create(person=group.owner, address="claire@ancienne.test")
    to = await letter_to(group, group.owner, recipient_address="claire@ancienne.test")
    return mail("claire@ancienne.test", REQUESTS[request], subject=request, to=to, results=None)


async def of_a_login_that_was_another_s(group: Group, bot: Bot, request: str) -> bytes:
    await models.PersonOldAddress.get_or_create(person=group.staff, address=OWNER)
    return mail(OWNER, REQUESTS[request], subject=request)


async def of_a_closed_account(group: Group, bot: Bot, request: str) -> bytes:
    await models.Person.filter(id=group.owner.id).update(active=False)
    return mail(OWNER, REQUESTS[request], subject=request, to=await letter_to(group, group.owner), results=None)


FROM = f"From: Claire <{OWNER}>"
OLD = timezone.now() - dt.timedelta(days=31)
# Not proven to be Claire; beside it the reason, or PROVEN where it proves to be somebody else whom we don't know.
NOT_CLAIRE: dict[str, tuple[Reason, Case]] = {
    "no header": (Reason.NO_RESULTS, headers(FROM)),
    "none": (Reason.DMARC_NOT_PASS, headers(FROM, results=(verdict(f"dmarc=none header.from={DOMAIN}"),))),
    "temperror": (Reason.DMARC_NOT_PASS, headers(FROM, results=(verdict(f"dmarc=temperror header.from={DOMAIN}"),))),
    "permerror": (Reason.DMARC_NOT_PASS, headers(FROM, results=(verdict(f"dmarc=permerror header.from={DOMAIN}"),))),
    "fail": (Reason.DMARC_FAIL, headers(FROM, results=(verdict(f"dmarc=fail header.from={DOMAIN}"),))),
    "fail, only watched": (
        Reason.DMARC_FAIL_WATCHED,
        headers(FROM, results=(verdict(f"dmarc=fail (p=none dis=none) header.from={DOMAIN}"),)),
    ),
    "only SPF and DKIM": (
        Reason.NO_DMARC,
        headers(FROM, results=(verdict(f"spf=pass smtp.mailfrom={DOMAIN}; dkim=pass header.d={DOMAIN}"),)),
    ),
    "pass for another domain": (
        Reason.OTHER_DOMAIN,
        headers(FROM, results=(verdict("dmarc=pass header.from=voleur.test"),)),
    ),
    "pass for the parent": (Reason.OTHER_DOMAIN, headers(FROM, results=(verdict("dmarc=pass header.from=test"),))),
    "pass for a child": (
        Reason.OTHER_DOMAIN,
        headers(FROM, results=(verdict(f"dmarc=pass header.from=mail.{DOMAIN}"),)),
    ),
    "another server's pass": (
        Reason.NO_RESULTS,
        headers(FROM, results=(f"mx.voleur.test; dmarc=pass header.from={DOMAIN}",
                               f"{AUTHSERV_ID}.voleur.test; dmarc=pass header.from={DOMAIN}")),
    ),
    "another server's pass above our none": (
        Reason.DMARC_NOT_PASS,
        headers(FROM, results=(f"mx.voleur.test; dmarc=pass header.from={DOMAIN}", verdict("dmarc=none"))),
    ),
    "a forged pass below our fail": (
        Reason.DMARC_FAIL,
        headers(FROM, results=(verdict("dmarc=fail header.from=x.test"), passing(OWNER))),
    ),
    "a forged pass below our silence": (Reason.NO_DMARC, headers(FROM, results=(verdict("none"), passing(OWNER)))),
    "a pass and a fail in one": (
        Reason.DMARC_FAIL,
        headers(FROM, results=(f"{passing(OWNER)}; dmarc=fail header.from={DOMAIN}",)),
    ),
    "two From headers": (
        Reason.SEVERAL_FROM_HEADERS,
        headers(FROM, "From: x@voleur.test", results=(passing(OWNER),)),
    ),
    "the same From twice": (Reason.SEVERAL_FROM_HEADERS, headers(FROM, FROM, results=(passing(OWNER),))),
    "two addresses": (Reason.SEVERAL_ADDRESSES, headers(f"From: {OWNER}, x@voleur.test", results=(passing(OWNER),))),
    "a group": (Reason.SEVERAL_ADDRESSES, headers(f"From: Bureau: {OWNER};", results=(passing(OWNER),))),
    "Reply-To and Sender": (
        Reason.PROVEN,
        headers("From: x@voleur.test", f"Reply-To: {OWNER}", f"Sender: {OWNER}", f"Return-Path: <{OWNER}>",
                results=(passing("x@voleur.test"),)),
    ),
    "her address as a name": (
        Reason.PROVEN,
        headers(f'From: "{OWNER}" <x@voleur.test>', results=(passing("x@voleur.test"),)),
    ),
    "her address as an encoded name": (
        Reason.SEVERAL_ADDRESSES,
        headers(f"From: =?utf-8?q?{OWNER}?= <x@voleur.test>", results=(passing("x@voleur.test"),)),
    ),
    "her address in a comment": (
        Reason.PROVEN,
        headers(f"From: x@voleur.test ({OWNER})", results=(passing("x@voleur.test"),)),
    ),
    "a route": (Reason.SEVERAL_ADDRESSES, headers(f"From: <@voleur.test:{OWNER}>", results=(passing(OWNER),))),
    "a domain with a digit": (
        Reason.PROVEN,
        headers("From: claire@boulangerie-ec1air.test", results=(passing("claire@boulangerie-ec1air.test"),)),
    ),
    "a domain with a Cyrillic letter": (
        Reason.PROVEN,
        headers("From: claire@boulangerie-e\u0441lair.test", results=(passing("x@boulangerie-e\u0441lair.test"),)),
    ),
    "the same as xn--": (
        Reason.PROVEN,
        headers("From: claire@xn--boulangerie-elair-p0l.test", results=(passing("x@xn--boulangerie-elair-p0l.test"),)),
    ),
    "a domain with an accent": (
        Reason.PROVEN,
        headers("From: claire@boulangerie-éclair.test", results=(passing("x@boulangerie-éclair.test"),)),
    ),
    "a full-width letter in her name": (
        Reason.PROVEN,
        headers(f"From: \uff43laire@{DOMAIN}", results=(passing(OWNER),)),
    ),
    "a dotless i in her name": (Reason.PROVEN, headers(f"From: cla\u0131re@{DOMAIN}", results=(passing(OWNER),))),
    "a name beside hers": (Reason.PROVEN, headers(f"From: claire.@{DOMAIN}", results=(passing(OWNER),))),
    "an old address": (Reason.OLD_ADDRESS, of_an_old_address),
    "an old address, by reply": (Reason.OLD_ADDRESS, of_an_old_address_by_reply),
    "a login that was another's": (Reason.OLD_ADDRESS, of_a_login_that_was_another_s),
    "a closed account, by reply": (Reason.NO_RESULTS, of_a_closed_account),
    "a token stolen by a stranger": (Reason.NO_RESULTS, reply("x@voleur.test")),
    "a token stolen by a proven stranger": (Reason.PROVEN, reply("x@voleur.test", results="")),
    "a token used already": (Reason.TOKEN_USED, reply(after={})),
    "a token used from elsewhere": (Reason.TOKEN_USED, reply(after={"sender": "claire@perso.test"})),
    "a token used by a mail that DMARC proved": (Reason.TOKEN_USED, reply(after={"results": ""})),
    "a token used by a mail that was only filed": (
        Reason.TOKEN_USED,
        reply(after={"headers": [("Auto-Submitted", "auto-replied")]}),
    ),
    "a token that went elsewhere": (Reason.NO_RESULTS, reply(recipient_address="claire@ailleurs.test")),
    "a token of a colleague": (Reason.NO_RESULTS, reply(colleague=True)),
    "a token of nobody we know": (Reason.NO_RESULTS, reply(recipient=None)),
    "an old token": (Reason.NO_RESULTS, reply(at=OLD)),
    "a token and a fail": (Reason.DMARC_FAIL, reply(results=verdict(f"dmarc=fail header.from={DOMAIN}"))),
    "a token and a watched fail": (
        Reason.DMARC_FAIL_WATCHED,
        reply(results=verdict(f"dmarc=fail (p=none) header.from={DOMAIN}")),
    ),
    "a token and another domain": (Reason.OTHER_DOMAIN, reply(results=verdict("dmarc=pass header.from=x.test"))),
    "a forged token": (Reason.NO_RESULTS, wrong_token("contact+c1-aaaaaaaaaaaaaaaaaaaaaaaaaa@centrale.test")),
    "a token at another domain": (
        Reason.NO_RESULTS,
        wrong_token(f"contact+c{sign(SECRET, Purpose.REPLY, 1)}@voleur.test"),
    ),
    "a token of another purpose": (
        Reason.NO_RESULTS,
        wrong_token(f"contact+c{sign(SECRET, Purpose.RETURN_PATH, 1)}@centrale.test"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_CLAIRE)
async def test_nobody_else_is_told_or_does_anything(bot: Bot, group: Group, case: str) -> None:
    expected, made = NOT_CLAIRE[case]
    people = await models.Person.all().order_by("id").values()
    for request in REQUESTS:
        source = await made(group, bot, request)
        received = await bot.receive(source)
        assert received.sender_proof == expected, request
        assert (received.person_id, received.member_id) == (None, None), request
    assert await models.SupplierAttachment.all().count() == 0
    assert await models.EmailChange.all().count() == 0
    assert await models.JournalEntry.filter(actor_id__isnull=False).count() == 0
    kept = await models.Person.all().order_by("id").values()
    assert [one | {"active": True} for one in kept] == [one | {"active": True} for one in people]
    for row in await models.OutboundMail.filter(unproven=True):
        assert row.letter == "AnswerLetter"
    for row in await models.OutboundMail.filter(cause__person_id=None):
        if row.letter == "PasswordResetLetter":
            continue  # to the registered address, as anybody may ask for it on the web
        answer = read(row)
        told = [part.get_content() for part in map(answer.get_body, (("plain",), ("html",))) if part]
        for word in reserved(group):
            # Her own company's name may stand in an address that the sender wrote.
            assert word not in " ".join(told).replace("\u202f", " ").replace("\u00a0", " "), case


CLAIRE: dict[str, tuple[Reason, Case]] = {
    "pass, aligned": (Reason.PROVEN, headers(FROM, results=(passing(OWNER),))),
    "pass below another server's fail": (
        Reason.PROVEN,
        headers(FROM, results=(f"mx.relais.test; dmarc=fail header.from={DOMAIN}", passing(OWNER))),
    ),
    "a reply, no verdict": (Reason.REPLY_TOKEN, reply()),
    "a reply, no policy": (Reason.REPLY_TOKEN, reply(results=verdict(f"dmarc=none header.from={DOMAIN}"))),
    "a reply, temperror": (Reason.REPLY_TOKEN, reply(results=verdict(f"dmarc=temperror header.from={DOMAIN}"))),
    "a reply that passes": (Reason.PROVEN, reply(results="")),
}


@pytest.mark.parametrize("case", CLAIRE)
async def test_claire_is_known(bot: Bot, group: Group, case: str) -> None:
    expected, made = CLAIRE[case]
    received = await bot.receive(await made(group, bot, "Rattachement"))
    assert (received.sender_proof, received.person_id) == (expected, group.owner.id)
    assert (await models.SupplierAttachment.get()).requested_by_id == group.owner.id


@pytest.mark.parametrize("request_", REQUESTS)
async def test_another_member_is_told_and_does_nothing_of_claire_s(bot: Bot, group: Group, request_: str) -> None:
    """They may know what is for members: prices, terms, contacts; not whose colleague or customer Claire is."""
    await bot.receive(mail(group.owner, request_text()))
    claires = await models.SupplierAttachment.all().order_by("id").values()
    told = 0
    for meant in ("", "\nC’est pour la Boulangerie Éclair.", "\nC’est pour Claire Éclair, de Lyon."):
        received = await bot.receive(mail(group.other_owner, REQUESTS[request_] + meant, subject="Une demande"))
        assert (received.person_id, received.member_id) == (group.other_owner.id, group.other.id)
        for row in await models.OutboundMail.filter(cause_id=received.id):
            letter = read(row)
            assert row.to_address in (
                group.other_owner.email,
                group.office.attachment_email,
                group.cars.attachment_email,
            )
            for part in filter(None, map(letter.get_body, (("plain",), ("html",)))):
                told += 1
                assert_untold(part.get_content(), group, "other_owner")
    assert told, "somebody was answered"
    assert (await models.Person.get(id=group.owner.id)).email == group.owner.email
    assert await models.EmailChange.filter(person_id=group.owner.id).count() == 0
    now = await models.SupplierAttachment.filter(member_id=group.member.id).order_by("id").values()
    assert now == claires


async def test_a_reply_that_comes_twice_is_a_twin(bot: Bot, group: Group) -> None:
    source = await reply()(group, bot, "Rattachement")
    first, second = await bot.receive(source), await bot.receive(source)
    assert (first.status, second.status) == (models.InboundStatus.ANSWERED, models.InboundStatus.DUPLICATE)
    assert await models.SupplierAttachment.all().count() == 1


async def test_who_was_in_copy_of_a_mail_that_proved_nothing_proves_nothing(bot: Bot, group: Group) -> None:
    to = await letter_to(group, group.owner)
    copy = [("Cc", "x@voleur.test")]
    first = await bot.receive(mail("claire@perso.test", "Merci bien.", to=to, results=None, headers=copy))
    second = await bot.receive(mail(OWNER, request_text(), to=to, results=None))
    assert [row.sender_proof for row in (first, second)] == [Reason.NO_RESULTS, Reason.TOKEN_USED]
    assert (second.person_id, await models.SupplierAttachment.all().count()) == (None, 0)
    assert "/acces/courrier/" in text_of(await bot.answer(second)), "if it is Claire, she confirms it"


async def test_two_replies_at_once_prove_one(bot: Bot, group: Group) -> None:
    to = await letter_to(group, group.owner)
    for number in range(3):
        await bot.store(mail(OWNER, request_text(account=f"10{number}-X"), to=to, results=None))
    await bot.work_together()
    await models.InboundMail.all().update(next_attempt_at=timezone.now())
    await bot.work()
    proofs = [row.sender_proof for row in await models.InboundMail.all()]
    assert sorted(proofs) == [Reason.REPLY_TOKEN, Reason.TOKEN_USED, Reason.TOKEN_USED]
    assert await models.SupplierAttachment.all().count() == 1
