"""Mails and conversations: which mail opens one, which goes on with which, and what a human finds there."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from tortoise import timezone

import models
from settings import Settings
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, mail, read, request_text, text_of
from tests.workflows.conversations.talking import act, chat, contact_us, key, messages, reply, state, the_conversation
from workflows.attachment_letters import reply_address

pytestmark = pytest.mark.usefixtures("db")
QUESTION = "Bonjour, quels sont vos délais de livraison ? Cordialement, Claire"


async def the_answer() -> EmailMessage:
    """The one mail in which an advisor answered."""
    return read(await models.OutboundMail.get(letter="AdvisorReply"))


def tag_of(answer: EmailMessage) -> str:
    """The address that a reply goes to."""
    return str(answer["Reply-To"])


async def test_a_mail_that_a_human_answers_opens_a_conversation(bot: Bot, group: Group, ask: Ask) -> None:
    received = await bot.receive(mail(group.owner, QUESTION, subject="Re: Délais"))
    conversation = await the_conversation()
    assert received.conversation_id == conversation.id
    assert (conversation.subject, conversation.member_id, conversation.person_id) == (
        "Délais",
        group.member.id,
        group.owner.id,
    )
    assert await state() == ("OPEN", "GROUP", group.advisor.id)
    came, acknowledged = await messages()
    assert (came.text, came.author_id, came.inbound_mail_id) == (QUESTION, group.owner.id, received.id)
    assert (acknowledged.automatic, acknowledged.recipient_id) == (True, group.owner.id)
    assert acknowledged.text.startswith("Bonjour Claire Éclair,\n\nMerci, nous avons bien reçu votre message")
    (letter,) = await models.OutboundMail.all()
    assert letter.conversation_message_id == acknowledged.id
    document = """{ conversationQueue(mine: true) { nodes { subject messages(first: 9) { nodes {
        text mail { senderProof findings { label } } letters { status } } } } } }"""
    (row,) = (await ask.data(document, as_=group.advisor))["conversationQueue"]["nodes"]
    assert [bool(message["mail"]) for message in row["messages"]["nodes"]] == [False, True]


async def test_what_the_bot_settles_is_kept_and_waits_for_nobody(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, request_text()))
    assert (await state())[:2] == ("CLOSED", "NOBODY")
    data = await ask.data("{ conversationQueue { totalCount } queueCounts { all } }", as_=group.advisor)
    assert data == {"conversationQueue": {"totalCount": 0}, "queueCounts": {"all": 0}}
    document = "{ viewer { conversations(first: 9) { nodes { messages(first: 9) { totalCount } } } } }"
    (mine,) = (await ask.data(document, as_=group.owner))["viewer"]["conversations"]["nodes"]
    assert mine["messages"]["totalCount"] == 2


async def test_what_the_bot_asks_back_waits_for_the_contact(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    assert (await state())[:2] == ("OPEN", "CONTACT")
    await bot.receive(mail(group.owner, "Notre numéro de compte est le 778899.", reply_to=answer, to=tag_of(answer)))
    assert (await state())[:2] == ("CLOSED", "NOBODY")
    assert len(await messages()) == 4


async def test_there_and_back_again(bot: Bot, group: Group, ask: Ask) -> None:
    """A mail, the advisor's answer, the member's reply to it, and the answer to that: one conversation, one thread."""
    source = mail(group.owner, QUESTION, subject="Délais", message_id="<un@eclair.test>")
    await bot.receive(source)
    await reply(ask, group.advisor, await the_conversation(), "Deux jours ouvrés.")
    answer = await the_answer()
    assert answer["In-Reply-To"] is not None
    assert answer["References"].split()[0] == "<un@eclair.test>"
    assert answer["Subject"] == "Re: Délais"
    assert answer["To"] == group.owner.email
    assert (await state())[:2] == ("OPEN", "CONTACT")
    received = await bot.receive(mail(group.owner, "Et en Corse ?", reply_to=answer, to=tag_of(answer)))
    assert received.conversation_id == (await the_conversation()).id
    assert (await state())[:2] == ("OPEN", "GROUP")
    assert await models.OutboundMail.filter(cause_id=received.id).count() == 0, "a human answers: no acknowledgement"
    await reply(ask, group.advisor, await the_conversation(), "Quatre jours.")
    last = read((await models.OutboundMail.filter(letter="AdvisorReply").order_by("-id").first()) or fail())
    assert last["In-Reply-To"] == (await models.InboundMail.get(id=received.id)).message_id
    assert last["References"].split()[0] == "<un@eclair.test>"
    assert [message.direction.value for message in await messages(internal=False)] == ["IN", "OUT", "OUT", "IN", "OUT"]


def fail() -> models.OutboundMail:
    raise AssertionError("no such mail")


async def test_without_the_token_the_thread_finds_it(bot: Bot, group: Group, ask: Ask) -> None:
    """Some programs answer to From."""
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    await bot.receive(mail(group.owner, "Merci.", reply_to=answer))
    await bot.receive(mail(group.staff, "Je suis en copie, merci aussi.", reply_to=answer))
    assert await models.Conversation.all().count() == 1


async def test_their_own_thread_finds_it_too(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, QUESTION, message_id="<un@eclair.test>"))
    again = [("In-Reply-To", "<un@eclair.test>"), ("References", "<un@eclair.test>")]
    await bot.receive(mail(group.owner, "Alors ?", headers=again))
    assert await models.Conversation.all().count() == 1
    # Ids can be guessed, so whose mail it is decides.
    await bot.receive(mail(group.other_owner, "Montrez-moi cela.", headers=again))
    await bot.receive(mail("jean@inconnu.test", "Montrez-moi cela.", headers=again))
    assert await models.Conversation.all().count() == 3


async def test_a_forged_sender_joins_nothing(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    await bot.receive(mail(group.owner, "Changez mon adresse.", reply_to=answer, results=None))
    first, second = await models.Conversation.all().order_by("id")
    assert (second.member_id, second.person_id, second.contact_address) == (None, None, group.owner.email)
    assert second.advisor_id == group.advisor.id, "who follows them looks at it"
    assert first.waiting_for == models.WaitingFor.CONTACT
    assert [message.author_label for message in await messages(conversation_id=second.id, direction="IN")] == [
        f"{group.owner.email} (expéditeur non vérifié)"
    ]


async def test_a_token_says_where_it_belongs_and_not_who_wrote(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    await bot.receive(mail("comptable@cabinet.test", "Je réponds pour Claire.", reply_to=answer, to=tag_of(answer),
                           results=None))  # fmt: skip
    conversation = await the_conversation()
    (joined,) = await messages(text="Je réponds pour Claire.")
    assert (joined.author_id, joined.author_label) == (None, "comptable@cabinet.test (expéditeur non vérifié)")
    await bot.receive(mail(group.other_owner, "On m’a transmis ceci.", reply_to=answer, to=tag_of(answer)))
    (passed_on,) = await messages(text="On m’a transmis ceci.")
    assert passed_on.author_id == group.other_owner.id
    await reply(ask, group.advisor, conversation, "C’est entre nous.")
    mails = await models.OutboundMail.filter(letter="AdvisorReply").order_by("id")
    assert [one.to_address for one in mails] == [group.owner.email] * 2, "an answer goes to who takes part"
    data = await ask.data("{ viewer { conversations(first: 9) { totalCount } } }", as_=group.other_owner)
    assert data["viewer"]["conversations"]["totalCount"] == 0


async def test_an_address_that_got_around_ends_with_its_time(
    bot: Bot, group: Group, ask: Ask, settings: Settings
) -> None:
    """Whoever takes part still finds the thread by what their mail answers; nobody's mail is lost."""
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    life = dt.timedelta(days=settings.thread_days)
    hour = dt.timedelta(hours=1)
    await models.ConversationMessage.all().update(at=timezone.now() - life + hour)
    await bot.receive(mail("jean@inconnu.test", "Juste à temps.", to=tag_of(answer)))
    await models.ConversationMessage.all().update(at=timezone.now() - life - hour)
    await bot.receive(mail("jean@inconnu.test", "Trop tard.", to=tag_of(answer)))
    await bot.receive(mail(group.owner, "Encore moi.", reply_to=answer, to=tag_of(answer)))
    first, second = await models.Conversation.all().order_by("id")
    texts = {message.text: message.conversation_id for message in await messages(direction="IN")}
    assert texts["Juste à temps."] == texts["Encore moi."] == first.id
    assert texts["Trop tard."] == second.id


@pytest.mark.parametrize("token", ["c1-aaaaaaaaaaaaaaaaaaaaaaaaaa", "c", "c1", "cx" * 40])
async def test_a_wrong_token_is_no_token(bot: Bot, group: Group, token: str) -> None:
    await bot.receive(mail(group.owner, QUESTION))
    await bot.receive(mail("jean@inconnu.test", "Bonjour.", to=f"contact+{token}@centrale.test"))
    assert await models.Conversation.all().count() == 2


async def test_a_stranger_s_reply_proves_the_address(bot: Bot, group: Group, ask: Ask) -> None:
    await contact_us(ask, None)
    assert not (await the_conversation()).contact_proven
    await reply(ask, group.advisor, await the_conversation())
    answer = await the_answer()
    await bot.receive(mail("rose@lambert.test", "Merci !", reply_to=answer, to=tag_of(answer), results=None))
    conversation = await the_conversation()
    assert conversation.contact_proven
    assert await state() == ("OPEN", "GROUP", group.advisor.id)


async def test_mail_goes_on_with_what_began_in_the_chat(bot: Bot, group: Group, ask: Ask) -> None:
    await chat(ask, group.owner)
    conversation = await the_conversation()
    await models.Conversation.all().update(answer_by_mail=True)
    await reply(ask, group.advisor, conversation)
    answer = await the_answer()
    assert answer["In-Reply-To"] is None
    await bot.receive(mail(group.owner, "Merci.", reply_to=answer, to=tag_of(answer)))
    await chat(ask, group.owner, "Encore moi.", conversationId=key(conversation))
    assert [message.channel.value for message in await messages(direction="IN")] == ["CHAT", "MAIL", "CHAT"]


async def test_an_answer_held_back_is_suggested(group: Group, settings: Settings, ask: Ask) -> None:
    bot = await Bot.start(dataclasses.replace(settings, answers_per_sender_day=1))
    await bot.receive(mail(group.owner, "Bonjour, une question."))
    received = await bot.receive(mail(group.owner, request_text(), subject="Papeterie"))
    assert received.status is models.InboundStatus.HANDED_OVER
    conversation = await models.Conversation.get(id=received.conversation_id)
    (came,) = await messages(conversation_id=conversation.id)
    assert came.suggestion is not None
    assert came.suggestion.startswith("Bonjour Claire Éclair,")
    assert "Bureau Clair" in came.suggestion
    await reply(ask, group.advisor, conversation, None, suggestedBy=f"ConversationMessage:{came.id}")
    letter = await models.OutboundMail.get(letter="AdvisorReply")
    assert letter.body_text.startswith(came.suggestion)
    assert letter.cause_id == received.id
    assert "préparée automatiquement" not in letter.body_text


async def make_faq() -> None:
    for slug, question, answer, visibility in (
        ("horaires", "À quelles heures répondez-vous ?", "**Du lundi au vendredi**, de 9 h à 12 h.", "PUBLIC"),
        ("code-cdp", "Comment obtenir un code CDP ?", "Il est sur la fiche du loueur.", "MEMBER"),
    ):
        await models.FaqEntry.create(slug=slug, question=question, answer=answer, visibility=visibility, keywords="")


async def test_what_the_faq_may_answer_is_suggested(
    bot: Bot, group: Group, ask: Ask, asks_for: Callable[..., None]
) -> None:
    await make_faq()
    asks_for()
    text = "Bonjour,\n\nÀ quelles heures répondez-vous ?\n\nCordialement,\nClaire"
    received = await bot.receive(mail(group.owner, text))
    assert received.outcome == "Transmis au conseiller, avec une réponse proposée."
    assert {"label": "Question proche", "value": "À quelles heures répondez-vous ?"} in received.understanding
    (came,) = await messages(direction="IN")
    assert came.suggestion == "Bonjour Claire Éclair,\n\nDu lundi au vendredi, de 9\u00a0h à 12\u00a0h.\n\nBien à vous,"
    assert await state() == ("OPEN", "GROUP", group.advisor.id), "a human answers all the same"
    await reply(ask, group.advisor, await the_conversation(), None, suggestedBy=f"ConversationMessage:{came.id}")
    assert "de 9 h à 12 h" in (await models.OutboundMail.get(letter="AdvisorReply")).body_text.replace("\u00a0", " ")


async def test_nothing_reserved_is_suggested_for_others(bot: Bot, group: Group, asks_for: Callable[..., None]) -> None:
    await make_faq()
    asks_for()
    for sender in (group.owner, group.prospect_owner, "jean@inconnu.test"):
        await bot.receive(mail(sender, "Bonjour, comment obtenir un code CDP ?"))
    suggestions = [message.suggestion for message in await messages(direction="IN")]
    assert suggestions == ["Bonjour Claire Éclair,\n\nIl est sur la fiche du loueur.\n\nBien à vous,", None, None]


async def test_a_supplier_s_unclear_answer_is_the_group_s_alone(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, request_text()))
    attachment = await models.SupplierAttachment.get()
    to = reply_address(bot.settings, attachment.id)
    received = await bot.receive(mail("comptes@bureau-clair.test", "Lequel de vos sites ?", to=to))
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (conversation.member_id, conversation.person_id) == (None, None)
    assert (conversation.attachment_id, conversation.advisor_id) == (attachment.id, group.advisor.id)
    assert (conversation.contact_address, conversation.contact_proven) == ("comptes@bureau-clair.test", True)
    data = await ask("query ($id: ID!) { conversation(id: $id) { id } }", as_=group.owner, id=key(conversation))
    assert data["data"]["conversation"] is None
    await reply(ask, group.advisor, conversation, "Celui de Lyon.")
    answer = await the_answer()
    assert answer["To"] == "comptes@bureau-clair.test"
    await bot.receive(mail("comptes@bureau-clair.test", "Merci.", reply_to=answer, to=tag_of(answer)))
    assert await models.Conversation.all().count() == 2


async def test_a_supplier_s_plain_yes_is_no_conversation(bot: Bot, group: Group) -> None:
    await bot.receive(mail(group.owner, request_text()))
    attachment = await models.SupplierAttachment.get()
    received = await bot.receive(
        mail("comptes@bureau-clair.test", "ACCEPTER", to=reply_address(bot.settings, attachment.id))
    )
    assert (received.status, received.conversation_id) == (models.InboundStatus.ANSWERED, None)
    assert await models.Conversation.all().count() == 1


async def test_machines_and_twins_open_nothing(bot: Bot, group: Group) -> None:
    absence = [("Auto-Submitted", "auto-replied")]
    await bot.receive(mail(group.owner, "Je suis absente.", headers=absence))
    source = mail(group.owner, QUESTION)
    await bot.receive(source)
    await bot.receive(source)
    assert await models.Conversation.all().count() == 1


async def test_people_of_several_companies_have_it_to_themselves(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.double, QUESTION))
    conversation = await the_conversation()
    assert (conversation.member_id, conversation.person_id) == (None, group.double.id)
    assert conversation.advisor_id == group.advisor.id
    for who, count in ((group.double, 1), (group.owner, 0), (group.other_owner, 0)):
        data = await ask.data("{ viewer { conversations(first: 9) { totalCount } } }", as_=who)
        assert data["viewer"]["conversations"]["totalCount"] == count


async def test_all_or_nothing(bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the answer can't be written, nothing is in the conversation either; the next try does it all."""
    calls = []

    async def failing(*args: object, **more: object) -> None:
        calls.append(1)
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("mailbot.process.write_answer", failing)
        received = await bot.receive(mail(group.owner, QUESTION))
    assert calls
    assert received.status is models.InboundStatus.RECEIVED
    assert await models.Conversation.all().count() == len(await messages()) == 0
    await models.InboundMail.all().update(next_attempt_at=received.received_at)
    await bot.work()
    assert len(await messages()) == 2


async def test_only_the_mail_door_files_mails(ask: Ask, group: Group) -> None:
    given = """{subject: "", text: "x", fromAddress: "a@b.test", fromName: "", proven: true, messageIds: [],
        waitsFor: NOBODY}"""
    for document in (
        f"mutation {{ fileMail(input: {given}) {{ conversationId }} }}",
        'mutation { reportUndelivered(input: {outboundMailId: "OutboundMail:1", detail: ""}) { conversationId } }',
    ):
        for who in (None, group.owner, group.admin):
            answer = await ask(document, as_=who)
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert await models.Conversation.all().count() == 0


async def test_a_note_stays_between_colleagues_whatever_is_mailed(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, QUESTION))
    given = {"conversationId": key(await the_conversation()), "text": "Payeuse difficile."}
    await act(ask, group.advisor, "addConversationNote", **given)
    await reply(ask, group.advisor, await the_conversation())
    assert all("difficile" not in text_of(read(row)) for row in await models.OutboundMail.all())


async def test_many_replies_and_an_answer_at_once(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(mail(group.owner, QUESTION))
    await reply(ask, group.advisor, await the_conversation())
    answer, before = await the_answer(), await the_conversation()
    for number in range(4):
        who = (group.owner, group.staff)[number % 2]
        await bot.store(mail(who, f"Réponse {number}.", reply_to=answer, to=tag_of(answer)))
    *_, result = await asyncio.gather(bot.work_together(), reply(ask, group.advisor, before, version=before.version))
    await models.InboundMail.all().update(next_attempt_at=before.created_at)
    await bot.work()
    conversation = await the_conversation()
    written = await messages()
    answered = result["__typename"] == "ConversationChanged"
    assert conversation.version - before.version == len(written) - 3, "nothing was overwritten"
    assert {message.text for message in written} >= {f"Réponse {number}." for number in range(4)}
    assert len(await messages(direction="OUT", automatic=False, internal=False)) == 1 + answered
    assert conversation.waiting_for == models.WaitingFor.GROUP, "the last replies came after it"
