"""What comes back: found again, shown to the group, never answered; and nobody's address is spoilt by a forgery."""

from __future__ import annotations

import datetime as dt

import pytest
from tortoise import timezone

import models
from letters.outbox import Envelope, group_card, post
from letters.values import AdvisorReply
from settings import Settings
from tests.group import Ask, Group, viewer_of
from tests.mailbot.bot import CONTACT, Bot, mail, read, request_text, text_of
from tests.mailbot.reports import plain, report
from tests.workflows.conversations.talking import reply, state, the_conversation
from tests.workflows.digests.reading import TUESDAY, WEEK, publish, send, text_to
from tests.workflows.resets import ask as ask_for_a_link
from workflows import attachment_letters, email_changes
from workflows.undelivered import LEFT, release_left_over

pytestmark = pytest.mark.usefixtures("db")
Status = models.OutboundStatus
Reason = models.UndeliveredReason


async def sent(bot: Bot, group: Group, ask: Ask) -> models.OutboundMail:
    """An advisor's answer to Claire that has left."""
    await bot.receive(mail(group.owner, "Bonjour, quels sont vos délais ?"))
    await reply(ask, group.advisor, await the_conversation(), "Deux jours.")
    return await leaves("AdvisorReply")


async def leaves(letter: str) -> models.OutboundMail:
    await models.OutboundMail.filter(status=Status.QUEUED).update(status=Status.SENT, sent_at=timezone.now())
    return await models.OutboundMail.get(letter=letter)


async def again(letter: models.OutboundMail) -> models.OutboundMail:
    return await models.OutboundMail.get(id=letter.id)


async def since(person: models.Person) -> dt.datetime | None:
    return (await models.Person.get(id=person.id)).email_undeliverable_since


async def to_claire(settings: Settings, group: Group, number: int, *, send: bool = True) -> models.OutboundMail:
    """One more letter to her that could wait."""
    letter = AdvisorReply(subject="Délais", text="Bonjour.", notice=False, in_web=True, advisor=None,
                          group=group_card(settings))  # fmt: skip
    row = await post(settings, letter, Envelope(to=group.owner.email, dedupe_key=f"test:{number}"))
    if send:
        await models.OutboundMail.filter(id=row.id).update(status=Status.SENT)
    return await again(row)


async def test_a_letter_that_comes_back_is_shown_as_not_delivered(bot: Bot, group: Group, ask: Ask) -> None:
    letter = await sent(bot, group, ask)
    assert (await state())[:2] == ("OPEN", "CONTACT")
    before = await models.OutboundMail.all().count()
    received = await bot.receive(report(letter))
    assert received.status is models.InboundStatus.IGNORED
    assert received.outcome == f"Avis de non-remise à {group.owner.email} : l’adresse n’existe pas."
    assert await models.OutboundMail.all().count() == before, "never answered"
    letter = await again(letter)
    assert (letter.status, letter.undelivered_reason) == (Status.UNDELIVERED, Reason.UNKNOWN_ADDRESS)
    assert (await state())[:2] == ("OPEN", "GROUP")
    document = """{ conversationQueue { nodes { messages(first: 9) { nodes { text letters { status undeliveredReason
        undeliveredLabel undeliveredAt lastError } } } } } }"""
    (row,) = (await ask.data(document, as_=group.advisor))["conversationQueue"]["nodes"]
    shown = [one for message in row["messages"]["nodes"] for one in message["letters"] if one["undeliveredAt"]]
    assert [(one["status"], one["undeliveredLabel"]) for one in shown] == [("UNDELIVERED", "l’adresse n’existe pas")]
    assert shown[0]["lastError"] == "smtp; 550 5.1.1 User unknown"
    told = row["messages"]["nodes"][0]["text"]
    assert told.startswith(f"Courrier non remis à {group.owner.email} : l’adresse n’existe pas")


async def test_the_same_report_again_changes_nothing(bot: Bot, group: Group, ask: Ask) -> None:
    letter = await sent(bot, group, ask)
    await bot.receive(report(letter))
    count = await models.ConversationMessage.all().count()
    await bot.receive(report(letter))
    assert await models.ConversationMessage.all().count() == count


@pytest.mark.parametrize("how", ["return path", "Message-ID", "whole mail", "token in the text", "In-Reply-To"])
async def test_how_a_letter_is_found(bot: Bot, group: Group, ask: Ask, how: str) -> None:
    letter = await sent(bot, group, ask)
    match how:
        case "return path":
            source = report(letter, with_original=False)
        case "Message-ID":
            source = report(letter, to=CONTACT)
        case "whole mail":
            source = plain(
                f"550 user unknown\n\n--- Below this line is a copy\n\n{letter.content.decode()}", to=CONTACT
            )
        case "token in the text":
            address = letter.content.decode().partition("Reply-To: ")[2].split()[0]
            source = plain(f"Utilisateur inconnu.\n\nReply-To: {address}", to=CONTACT)
        case _:
            head = f"In-Reply-To: {letter.message_id}\r\n".encode()
            source = head + plain("550 5.1.1 user unknown", to=CONTACT)
    received = await bot.receive(source)
    assert (await again(letter)).status is Status.UNDELIVERED
    proven = how == "return path"
    assert ((await since(group.owner)) is not None) is proven, "a forged report flags nobody"
    assert ("L’avis n’est pas vérifié." in received.outcome) is not proven
    other = await models.OutboundMail.exclude(id=letter.id)
    assert all(one.status is Status.SENT for one in other)


FORGED = {
    "a token of another purpose": "contact+b1-aaaaaaaaaaaaaaaaaaaaaaaaaa@centrale.test",
    "no token": CONTACT,
    "another domain": "contact+b1-aaaaaaaaaaaaaaaaaaaaaaaaaa@voleur.test",
}


@pytest.mark.parametrize("to", FORGED.values(), ids=FORGED)
async def test_a_forged_report_finds_and_flags_nothing(bot: Bot, group: Group, ask: Ask, to: str) -> None:
    letter = await sent(bot, group, ask)
    forged = f"Message-ID: <devine@centrale.test>\r\nTo: {group.owner.email}\r\n\r\n".encode()
    received = await bot.receive(report(letter, to=to, returned=forged))
    assert received.outcome == "Avis de non-remise : classé."
    assert (await again(letter)).status is Status.SENT
    assert await since(group.owner) is None
    assert (await state())[:2] == ("OPEN", "CONTACT")


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
async def test_what_is_on_its_way_has_not_come_back(bot: Bot, group: Group, ask: Ask, action: str) -> None:
    letter = await sent(bot, group, ask)
    status = "4.4.1" if action == "delayed" else "2.0.0"
    received = await bot.receive(report(letter, action=action, status=status, said="smtp; 451 4.4.1 timeout"))
    assert received.status is models.InboundStatus.IGNORED
    assert ("encore en route" in received.outcome) is (action == "delayed")
    assert (await again(letter)).status is Status.SENT
    assert (await state())[:2] == ("OPEN", "CONTACT")


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", Reason.MAILBOX_FULL),
        ("5.7.1", "smtp; 550 5.7.1 rejected as spam", Reason.REFUSED),
        ("4.4.7", "smtp; 421 4.4.7 retry timeout exceeded", Reason.UNREACHABLE),
        ("5.1.8", "smtp; 550 5.1.8 bad sender domain", Reason.OTHER),
    ],
)
async def test_three_letters_that_come_back_make_an_address_undeliverable(
    bot: Bot, group: Group, status: str, said: str, reason: Reason
) -> None:
    for number in range(3):
        assert await since(group.owner) is None
        letter = await to_claire(bot.settings, group, number)
        await bot.receive(report(letter, status=status, said=said))
        assert (await again(letter)).undelivered_reason is reason
    assert await since(group.owner) is not None
    assert await models.JournalEntry.filter(kind="EMAIL_UNDELIVERABLE", person=group.owner).count() == 1


async def test_unverified_reports_are_not_counted(bot: Bot, group: Group) -> None:
    for number in range(4):
        letter = await to_claire(bot.settings, group, number)
        await bot.receive(report(letter, to=CONTACT, status="5.2.2", said="smtp; 552 5.2.2 Mailbox full"))
        assert (await again(letter)).status is Status.UNDELIVERED
    assert await since(group.owner) is None


async def test_old_returns_are_not_counted(bot: Bot, group: Group) -> None:
    for number in range(4):
        letter = await to_claire(bot.settings, group, number)
        await bot.receive(report(letter, status="5.2.2", said="smtp; 552 5.2.2 Mailbox full"))
        await models.OutboundMail.all().update(undelivered_at=timezone.now() - dt.timedelta(days=31))
    assert await since(group.owner) is None


async def test_a_report_about_whom_it_was_passed_on_to_says_nothing_of_her(bot: Bot, group: Group) -> None:
    letter = await to_claire(bot.settings, group, 1)
    await bot.receive(report(letter, recipient="claire@vacances.test"))
    assert (await again(letter)).status is Status.UNDELIVERED
    assert await since(group.owner) is None


async def test_to_a_dead_address_only_what_can_t_wait_goes(bot: Bot, group: Group, ask: Ask) -> None:
    letter = await to_claire(bot.settings, group, 1)
    await bot.receive(report(letter))
    held = await to_claire(bot.settings, group, 2, send=False)
    assert held.status is Status.HELD
    await ask_for_a_link(bot.settings, group.owner.email)
    assert (await models.OutboundMail.get(letter="PasswordResetLetter")).status is Status.QUEUED
    document = "query ($id: ID!) { member(id: $id) { people { person { email emailUndeliverableSince } } } }"
    data = await ask.data(document, as_=group.advisor, id=f"Member:{group.member.id}")
    flagged = [one["person"]["email"] for one in data["member"]["people"] if one["person"]["emailUndeliverableSince"]]
    assert flagged == [group.owner.email]
    answer = await ask(document, as_=group.staff, id=f"Member:{group.member.id}")
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}


async def test_what_waits_when_an_address_turns_out_dead_is_held_too(bot: Bot, group: Group, ask: Ask) -> None:
    letter = await to_claire(bot.settings, group, 1)
    waiting = await to_claire(bot.settings, group, 2, send=False)
    await ask_for_a_link(bot.settings, group.owner.email)
    to_another = await post(bot.settings, AdvisorReply(subject="Délais", text="Bonjour.", notice=False, in_web=True,
                            advisor=None, group=group_card(bot.settings)),
                            Envelope(to=group.staff.email, dedupe_key="test:another"))  # fmt: skip
    await bot.receive(report(letter))
    assert (await again(waiting)).status is Status.HELD
    assert (await models.OutboundMail.get(letter="PasswordResetLetter")).status is Status.QUEUED
    assert (await again(to_another)).status is Status.QUEUED


async def test_a_dead_address_gets_no_digest_and_then_one_with_all_that_was_new(bot: Bot, group: Group) -> None:
    await publish("Prime énergie")
    await bot.receive(report(await to_claire(bot.settings, group, 1)))
    assert group.staff.email in await send(bot.settings)
    await publish("Nouveau barème")
    written = await send(bot.settings, TUESDAY + 5 * WEEK)
    assert group.owner.email not in written, "nor is one held, to go out with all the others once they read again"
    await email_changes.write_down(bot.settings, await viewer_of(group.advisor), group.owner.id, group.owner.email)
    written = await send(bot.settings, TUESDAY + 5 * WEEK)
    assert written.count(group.owner.email) == 1
    told = await text_to(group.owner)
    assert "Prime énergie" in told
    assert "Nouveau barème" in told


async def test_another_address_gets_what_was_held(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(report(await sent(bot, group, ask)))
    await reply(ask, group.advisor, await the_conversation(), "Quatre jours en Corse.")
    held = await models.OutboundMail.get(status=Status.HELD)
    before = read(held)
    new = "claire.eclair@boulangerie-eclair.test"
    await email_changes.write_down(bot.settings, await viewer_of(group.advisor), group.owner.id, new)
    assert await since(group.owner) is None
    released = await again(held)
    assert (released.status, released.to_address) == (Status.QUEUED, new)
    letter = read(released)
    assert letter["To"] == new
    changed = {"To"}
    assert {name: str(value) for name, value in letter.items() if name not in changed} == {
        name: str(value) for name, value in before.items() if name not in changed
    }
    assert text_of(letter) == text_of(before)
    # The reply to it proves her by that address.
    await models.OutboundMail.filter(id=released.id).update(status=Status.SENT)
    received = await bot.receive(mail(new, "Merci bien.", to=str(letter["Reply-To"]), results=None))
    assert (received.sender_proof, received.person_id) == ("REPLY_TOKEN", group.owner.id)
    assert (await to_claire(bot.settings, group, 9, send=False)).status is Status.QUEUED


@pytest.mark.parametrize("how", ["a mail of hers", "an unproven mail", "the advisor writes it down"])
async def test_once_somebody_reads_there_again_what_was_held_goes(bot: Bot, group: Group, how: str) -> None:
    await bot.receive(report(await to_claire(bot.settings, group, 1)))
    held = await to_claire(bot.settings, group, 2, send=False)
    match how:
        case "a mail of hers":
            await bot.receive(mail(group.owner, request_text()))
        case "an unproven mail":
            await bot.receive(mail(group.owner, request_text(), results=None))
        case _:
            advisor = await viewer_of(group.advisor)
            await email_changes.write_down(bot.settings, advisor, group.owner.id, group.owner.email)
    proven = how != "an unproven mail"
    assert ((await since(group.owner)) is None) is proven
    assert ((await again(held)).status is Status.QUEUED) is proven
    assert await models.OutboundMail.filter(letter="AnswerLetter", status=Status.HELD).count() == 0


async def dead(group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(email_undeliverable_since=timezone.now())


@pytest.mark.parametrize("when", ["written after", "waiting"])
async def test_a_letter_to_a_supplier_is_not_held_for_a_login_that_is_the_same(
    bot: Bot, group: Group, when: str
) -> None:
    await models.Supplier.filter(id=group.office.id).update(attachment_email=group.owner.email)
    if when == "written after":
        await dead(group)
    await bot.ask(group.other_owner, request_text())
    if when == "waiting":
        await bot.receive(report(await to_claire(bot.settings, group, 1)))
    assert await since(group.owner) is not None
    letter = await models.OutboundMail.get(letter="SupplierAttachmentLetter")
    assert letter.status is Status.QUEUED
    # One that was held before they were left out stays where it belongs.
    await models.OutboundMail.filter(id=letter.id).update(status=Status.HELD)
    new = "claire.eclair@boulangerie-eclair.test"
    await email_changes.write_down(bot.settings, await viewer_of(group.advisor), group.owner.id, new)
    assert (await again(letter)).status is Status.HELD
    assert await release_left_over() == 1
    letter = await again(letter)
    assert (letter.status, letter.to_address, read(letter)["To"]) == (Status.QUEUED, *[group.owner.email] * 2)


async def test_nothing_is_held_for_a_closed_account(bot: Bot, group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(active=False)
    await bot.receive(report(await to_claire(bot.settings, group, 1)))
    assert await since(group.owner) is None
    await dead(group)
    assert (await to_claire(bot.settings, group, 2, send=False)).status is Status.QUEUED


@pytest.mark.parametrize("how", ["reachable meanwhile", "another login meanwhile", "closed meanwhile", "still dead"])
async def test_what_nothing_holds_any_more_goes(bot: Bot, group: Group, how: str) -> None:
    """As when the address becomes reachable in another transaction while the letter is written."""
    await dead(group)
    held = await to_claire(bot.settings, group, 1, send=False)
    address = group.owner.email
    people = models.Person.filter(id=group.owner.id)
    match how:
        case "reachable meanwhile":
            await people.update(email_undeliverable_since=None)
        case "another login meanwhile":
            address = "claire.eclair@boulangerie-eclair.test"
            await models.PersonOldAddress.create(person=group.owner, address=group.owner.email, until=timezone.now())
            await people.update(email_undeliverable_since=None, email=address)
        case "closed meanwhile":
            await people.update(active=False)
    goes = how != "still dead"
    assert await release_left_over() == goes
    letter = await again(held)
    assert (letter.status, letter.to_address) == (Status.QUEUED if goes else Status.HELD, address)
    assert read(letter)["To"] == address
    assert await release_left_over() == 0


@pytest.mark.parametrize("letter", ["AdvisorReply", "AttachmentDecided"])
async def test_who_has_left_the_company_meanwhile_is_told_nothing(
    bot: Bot, group: Group, ask: Ask, letter: str
) -> None:
    if letter == "AdvisorReply":
        await bot.receive(mail(group.owner, "Bonjour, quels sont vos délais ?"))
        await dead(group)
        await reply(ask, group.advisor, await the_conversation(), "Deux jours.")
    else:
        await bot.ask(group.owner, request_text())
        await dead(group)
        attachment = await models.SupplierAttachment.get().select_related("member", "supplier")
        await attachment_letters.decided(bot.settings, await viewer_of(group.advisor), attachment)
    held = await models.OutboundMail.get(letter=letter)
    assert held.status is Status.HELD
    await models.Affiliation.filter(person=group.owner).delete()
    await bot.receive(mail(group.owner, "Bonjour, me voici."))
    held = await again(held)
    assert (held.status, held.last_error) == (Status.FAILED, LEFT)


async def test_a_report_that_overtakes_the_server_s_answer_waits(bot: Bot, group: Group) -> None:
    letter = await to_claire(bot.settings, group, 1)
    await models.OutboundMail.filter(id=letter.id).update(status=Status.SENDING)
    received = await bot.receive(report(letter))
    assert received.status is models.InboundStatus.RECEIVED
    await models.OutboundMail.filter(id=letter.id).update(status=Status.SENT)
    await models.InboundMail.all().update(next_attempt_at=timezone.now())
    await bot.work()
    assert (await again(letter)).status is Status.UNDELIVERED


async def test_every_letter_has_a_return_path_of_its_own(bot: Bot, group: Group) -> None:
    rows = [await to_claire(bot.settings, group, number) for number in range(50)]
    assert len({row.return_path for row in rows}) == 50
    await bot.receive(report(rows[7]))
    assert [row.id for row in await models.OutboundMail.filter(status=Status.UNDELIVERED)] == [rows[7].id]
