"""A call that is wished for: at the top of the queue, with number and time, until somebody has called."""

from __future__ import annotations

import datetime as dt

import pytest

import models
from models.france import PARIS
from models.mail_kinds import MailKind
from tests.group import Ask, Group
from tests.mailbot.bot import Bot, mail, text_of
from tests.mailbot.senders import OTHERS, assert_untold, mail_of, plain

pytestmark = pytest.mark.usefixtures("db")
KINDS = (MailKind.CALL_BACK,)
CALL = "Bonjour, rappelez-moi demain après 14h au 06 12 34 56 78. Merci"
THURSDAY = dt.datetime(2026, 11, 19, 10, 30, tzinfo=PARIS)
QUEUE = """{ conversationQueue(first: 9) { nodes { id version subject callPhone callWish callFrom callUntil } }
  queueCounts { all calls } }"""


@pytest.fixture(autouse=True)
def thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Thursday morning for whoever reads the wish."""
    monkeypatch.setattr("mailbot.requests.call_back.timezone.now", lambda: THURSDAY.astimezone(dt.UTC))


async def test_the_call_stands_on_top_of_the_queue(bot: Bot, group: Group, ask: Ask) -> None:
    await bot.receive(
        mail(group.other_owner, "Bonjour, une question de facture.", subject="avant"), kinds=(MailKind.OTHER,)
    )
    received, answer = await bot.ask(group.owner, CALL, subject="rappel", kinds=KINDS)
    told = plain(text_of(answer))
    assert "Sophie Conseil vous rappelle vendredi 20 novembre, entre 14 h et 18 h." in told
    assert "06 12 34 56 78" in told
    assert received.status is models.InboundStatus.HANDED_OVER
    assert {"label": "Numéro à rappeler", "value": "06 12 34 56 78"} in received.understanding
    assert {"label": "Moment souhaité", "value": "demain après 14h"} in received.understanding
    data = await ask.data(QUEUE, as_=group.advisor)
    first, second = data["conversationQueue"]["nodes"]
    assert (first["subject"], second["subject"]) == ("rappel", "avant")
    assert (first["callPhone"], first["callWish"]) == ("06 12 34 56 78", "demain après 14h")
    assert dt.datetime.fromisoformat(first["callFrom"]) == THURSDAY.replace(day=20, hour=14, minute=0)
    assert second["callPhone"] is None
    assert data["queueCounts"] == {"all": 2, "calls": 1}
    only = await ask.data("{ conversationQueue(calls: true) { nodes { subject } } }", as_=group.advisor)
    assert only["conversationQueue"]["nodes"] == [{"subject": "rappel"}]
    entry = await models.JournalEntry.get(kind=models.JournalKind.CALL_BACK_ASKED)
    assert (entry.person_id, entry.member_id, entry.note) == (group.owner.id, group.member.id, "demain après 14h")


@pytest.mark.parametrize("how", ["call", "reply", "close"])
async def test_once_called_answered_or_closed_there_is_no_call_to_make(
    bot: Bot, group: Group, ask: Ask, how: str
) -> None:
    await bot.receive(mail(group.owner, CALL), kinds=KINDS)
    (node,) = (await ask.data(QUEUE, as_=group.advisor))["conversationQueue"]["nodes"]
    given = {"conversationId": node["id"], "version": node["version"], "key": "0a1b2c3d-rappel", "text": "Vu ensemble."}
    names = {"call": "addConversationNote", "reply": "sendReply", "close": "closeConversation"}
    fields = {"call": ("conversationId", "text"), "reply": tuple(given), "close": ("conversationId", "version")}
    types = {"call": "AddConversationNoteInput", "reply": "SendReplyInput", "close": "ConversationVersionInput"}
    variables = {name: given[name] for name in fields[how]} | ({"call": True} if how == "call" else {})
    document = f"mutation ($input: {types[how]}!) {{ {names[how]}(input: $input) {{ __typename }} }}"
    data = await ask.data(document, as_=group.advisor, input=variables)
    assert data[names[how]]["__typename"] == "ConversationChanged"
    conversation = await models.Conversation.get()
    assert (conversation.call_phone, conversation.call_wish, conversation.call_from) == (None, "", None)
    counts = (await ask.data(QUEUE, as_=group.advisor))["queueCounts"]
    assert counts == {"all": 1 if how == "call" else 0, "calls": 0}
    assert conversation.waiting_order >= 0


async def test_without_a_number_in_the_mail_it_is_the_one_on_file(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Bonjour, pouvez-vous me rappeler ?", kinds=KINDS)
    assert "entre 10 h 30 et 12 h" in plain(text_of(answer))
    assert "06 00 00 00 00" in plain(text_of(answer))
    assert (await models.Conversation.get(id=received.conversation_id)).call_phone == "06 00 00 00 00"


async def test_without_any_number_it_is_asked_for_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(phone=None)
    first, question = await bot.ask(group.owner, "Rappelez-moi demain après 14h svp", kinds=KINDS)
    assert first.asked_back
    assert "À quel numéro" in text_of(question)
    second, answer = await bot.ask(group.owner, "06 12 34 56 78", subject="Re: rappel", reply_to=question)
    assert "vendredi 20 novembre, entre 14 h et 18 h" in plain(text_of(answer))
    assert (await models.Conversation.get(id=second.conversation_id)).call_wish == "demain après 14h"


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("samedi matin", "lundi 23 novembre, entre 9 h et 12 h. C’est le premier moment"),
        ("demain à 13h", "vendredi 20 novembre, entre 14 h et 18 h. C’est le premier moment"),
        ("demain à 11h45", "vendredi 20 novembre, entre 11 h 45 et 12 h. Numéro"),
        ("vendredi entre 9h et 10h", "vendredi 20 novembre, entre 9 h et 10 h. Numéro"),
    ],
)
async def test_a_call_is_promised_within_the_service_hours(bot: Bot, group: Group, wish: str, told: str) -> None:
    _, answer = await bot.ask(group.owner, f"Rappelez-moi {wish} svp", kinds=KINDS)
    assert told in plain(text_of(answer))


async def test_a_new_mail_keeps_the_call_and_its_place(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, CALL, kinds=KINDS)
    await bot.receive(mail(group.owner, "C'est au sujet des pneus", reply_to=answer), kinds=(MailKind.OTHER,))
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert conversation.call_phone == "06 12 34 56 78"
    assert conversation.waiting_order < 0


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_learns_a_number_that_is_not_theirs(bot: Bot, group: Group, who: str) -> None:
    await models.Person.filter(id=group.owner.id).update(phone="06 77 77 77 77")
    received = await bot.receive(mail_of(who, group, CALL, subject="rappel"), kinds=KINDS)
    told = plain(text_of(await bot.answer(received)))
    assert_untold(told, group, who)
    assert "06 77 77 77 77" not in told
    assert received.status is models.InboundStatus.HANDED_OVER
    assert ("06 12 34 56 78" in told) is (who != "unproven")
    assert (await models.Conversation.get(id=received.conversation_id)).call_phone == "06 12 34 56 78"


async def test_the_unproven_without_a_number_are_told_to_give_one(bot: Bot, group: Group) -> None:
    received = await bot.receive(mail_of("unproven", group, "Rappelez-moi vite"), kinds=KINDS)
    assert "répondez avec votre numéro" in text_of(await bot.answer(received))
    assert (await models.Conversation.get(id=received.conversation_id)).call_phone is None


async def test_service_hours_of_another_moment(ask: Ask, group: Group) -> None:
    document = "query ($at: DateTime) { serviceHours(at: $at) { openNow closesAt nextOpening note } }"
    sunday = await ask.data(document, at="2026-11-22T10:00:00+01:00")
    assert sunday["serviceHours"]["openNow"] is False
    assert dt.datetime.fromisoformat(sunday["serviceHours"]["nextOpening"]) == THURSDAY.replace(
        day=23, hour=9, minute=0
    )
    assert (await ask.data(document))["serviceHours"]["openNow"] in (True, False)


async def test_a_reply_to_our_question_may_ask_for_something_else_besides(bot: Bot, group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(phone=None)
    _, question = await bot.ask(group.owner, "Rappelez-moi demain après 14h svp", kinds=KINDS)
    text = "06 12 34 56 78. Au fait, j'ai oublié mon mot de passe, je n'arrive plus à me connecter à l'espace client."
    received, answer = await bot.ask(group.owner, text, subject="Re: rappel", reply_to=question)
    assert [line["value"] for line in received.understanding if line["label"] == "Demande"] == [
        "Demande de rappel",
        "Mot de passe oublié",
    ]
    assert "Mot de passe oublié" in text_of(answer)


async def test_an_absence_that_answers_our_question_gives_no_answer(bot: Bot, group: Group) -> None:
    await models.Person.filter(id=group.owner.id).update(phone=None)
    _, question = await bot.ask(group.owner, "Rappelez-moi demain après 14h svp", kinds=KINDS)
    text = (
        "Bonjour, je suis absente du bureau jusqu'au 30 novembre inclus et je ne consulte pas mes messages. En cas "
        "d'urgence, merci de contacter Paul Fournil. Ceci est une réponse automatique."
    )
    # The guards see the first, the understanding the second.
    for subject, told in (("Absence : Re: rappel", text), ("Re: rappel", f"{text} Une question ? Écrivez à Paul.")):
        received = await bot.receive(mail(group.owner, told, subject=subject, reply_to=question))
        assert received.status is models.InboundStatus.HANDED_OVER
        assert received.outcome.startswith("Peut-être écrit par une machine")
        assert not await models.OutboundMail.filter(cause_id=received.id).exists()
