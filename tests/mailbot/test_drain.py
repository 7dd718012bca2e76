"""Very many mails at once: each comes to its end once, and memory doesn't grow with their number.

CENTRALE_TEST_MAILS=10000 runs the full number; without it a hundred. With
--log-cli-level=INFO it says how long that took (docs/mail.md).
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import sys
import time
from collections import Counter

import pytest

from jobs.events import Signal
from jobs.runner import Runner
from mailbot.message.apart import ReadersApart
from mailbot.process import Processor
from mailbot.trial.run import trial_settings
from models import InboundMail, InboundSource, InboundStatus, OutboundMail, SupplierAttachment
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, mail, request_text

pytestmark = pytest.mark.usefixtures("db")
logger = logging.getLogger(__name__)
MAILS = int(os.environ.get("CENTRALE_TEST_MAILS", "100"))
WORKERS = 4
# Bytes that this process may need more for the second half than for the first, however many mails there are.
MOST_GROWTH = 40_000_000


def mail_number(group: Group, number: int) -> bytes:
    """A bounce, a newsletter, somebody unknown with a long story, or a member with the same wish each time."""
    sender = f"personne{number}@ailleurs.test"
    match number % 4:
        case 0:
            return mail(sender, "Oups", results=None, headers=[("Return-Path", "<>")])
        case 1:
            return mail(sender, "Lettre", results=None, headers=[("List-Id", "<x.test>")])
        case 2:
            story = f"Bonjour, une histoire, la {number}e.\n" + "Il était une fois. " * 3_000
            return mail(sender, story, subject=f"Histoire {number}", results=None)
        case _:
            return mail(group.owner, request_text())


async def drain(bot: Bot, readers: ReadersApart) -> int:
    """Process all that is there; the most memory that this process has ever needed, in bytes."""
    processor = Processor(bot.client, bot.settings, read=readers.read)

    async def work(name: str) -> None:
        runner = Runner(InboundMail, (InboundStatus.RECEIVED,), processor.handle, Signal(), worker=name)
        while await runner.run_once():
            pass

    await asyncio.gather(*(work(f"worker {number}") for number in range(WORKERS)))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.timeout(120 + MAILS)
async def test_very_many_mails_drain_without_loss_in_bounded_memory(group: Group, settings: Settings) -> None:
    bot = await Bot.start(trial_settings(settings))
    began = time.monotonic()
    async with ReadersApart() as readers:
        for number in range(MAILS // 2):
            await bot.store(mail_number(group, number))
        first = await drain(bot, readers)
        for number in range(MAILS // 2, MAILS):
            await bot.store(mail_number(group, number))
        second = await drain(bot, readers)
    took = time.monotonic() - began
    logger.info("%s mails: %.0f s, %.0f MB for the first half, %.0f MB in all", MAILS, took, first / 1e6, second / 1e6)

    rows = await InboundMail.all().order_by("uid").values("id", "uid", "status", "attempts", "last_error")
    assert [row["uid"] for row in rows] == list(range(1, MAILS + 1)), "none is lost"
    assert {row["attempts"] for row in rows} == {1}, [row["last_error"] for row in rows if row["attempts"] > 1][:3]
    expected = (
        {InboundStatus.IGNORED},
        {InboundStatus.IGNORED},
        {InboundStatus.HANDED_OVER},
        {InboundStatus.ANSWERED, InboundStatus.HANDED_OVER},
    )
    wrong = [row for row in rows if row["status"] not in expected[(row["uid"] - 1) % 4]]
    assert wrong == []
    assert await InboundSource.all().count() == MAILS
    assert await SupplierAttachment.all().count() == 1, "the same wish is one attachment"
    answers = Counter(await OutboundMail.filter(letter="AnswerLetter").values_list("cause_id", flat=True))
    assert answers
    assert set(answers.values()) == {1}, "one answer each"
    assert second - first < MOST_GROWTH
