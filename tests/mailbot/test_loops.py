"""Nobody answers us for ever: our own kind, and programs that answer everything and say so nowhere."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

import models
from mailbot.inbox import DatabaseInbox, take_over
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import AUTHSERV_ID, CONTACT, Bot, mail, read, request_text, text_of

pytestmark = pytest.mark.usefixtures("db")

OTHER = "contact@autre-centrale.test"
_SAYS_SO = re.compile(
    r"^(?:Auto-Submitted|X-Auto-Response-Suppress|Precedence|References|In-Reply-To):.*\r\n(?:[ \t].*\r\n)*",
    re.IGNORECASE | re.MULTILINE,
)


async def twin(settings: Settings) -> Bot:
    """A second instance, with another address and a mailbox of its own."""
    bot = Bot(DatabaseInbox(await take_over("autre")), replace(settings, contact_address=OTHER))
    bot._uids = itertools.count(1000)
    return bot


async def letter_of(received: models.InboundMail) -> models.OutboundMail | None:
    return await models.OutboundMail.filter(letter="AnswerLetter", cause_id=received.id).order_by("-id").first()


@pytest.mark.parametrize("stripped", [False, True], ids=["as they are", "stripped of all that says so"])
async def test_two_of_our_kind(bot: Bot, group: Group, settings: Settings, stripped: bool) -> None:
    other = await twin(settings)
    sides, answers = itertools.cycle([(bot, CONTACT), (other, OTHER)]), 0
    source = mail(OTHER, "Bonjour, que faites-vous ?", subject="Question", to=CONTACT)
    for _ in range(6):
        side, _address = next(sides)
        received = await side.receive(source)
        answer = await letter_of(received)
        if answer is None:
            break
        answers += 1
        text = bytes(answer.content).decode()
        source = (_SAYS_SO.sub("", text) if stripped else text).encode()
    else:
        pytest.fail("they answer each other for ever")
    assert answers <= (2 if stripped else 1), "each answered at most once"


def automatic(text: str, sender: str, answer: EmailMessage, *, to: str, quotes: bool, subject: str) -> bytes:
    """What a program writes that answers everything."""
    quoted = f"\n\n{text_of(answer)}" if quotes else ""
    return mail(sender, text + quoted, subject=subject, to=to, results=f"{AUTHSERV_ID}; dmarc=pass header.from="
                + sender.rpartition("@")[2])  # fmt: skip


TEXTS = {
    "a receipt": "Nous avons bien reçu votre message et vous répondrons dans les meilleurs délais.",
    "an absence": "Bonjour, je suis absent jusqu’au 24 août. Pour toute urgence, appelez le 01 30 00 00 00.",
    "a ticket": "Votre demande a été enregistrée sous le numéro 4471. Ne répondez pas à ce message.",
    "nearly nothing": "Merci.",
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("subject", ["Re: {}", "Votre demande"])
@pytest.mark.parametrize("quotes", [False, True], ids=["", "quoting"])
async def test_a_program_that_says_nothing_of_itself(
    bot: Bot, group: Group, text: str, subject: str, quotes: bool
) -> None:
    """Neither header nor thread; it writes to From, then to Reply-To, and so on."""
    for first, title in ((request_text(), "Rattachement"), ("Bonjour, une question sur vos services.", "Question")):
        sender = group.owner if title == "Rattachement" else group.other_owner
        received = await bot.receive(mail(sender, first, subject=title))
        answer = await letter_of(received)
        assert answer is not None
        for to in (CONTACT, str(read(answer)["Reply-To"])) * 2:
            called = subject.format(read(answer)["Subject"])
            source = automatic(TEXTS[text], sender.email, read(answer), to=to, quotes=quotes, subject=called)
            again = await bot.receive(source)
            assert await letter_of(again) is None, f"{to}: {again.outcome}"


async def test_a_reply_is_known_without_the_colon(bot: Bot, group: Group) -> None:
    first = await bot.receive(mail(group.owner, "Bonjour, une question sur vos services.", subject="Question"))
    assert await letter_of(first) is not None
    again = await bot.receive(mail(group.owner, "Bonjour, une question de plus.", subject="RE Question"))
    assert await letter_of(again) is None
    assert "dans cette conversation" in again.outcome
