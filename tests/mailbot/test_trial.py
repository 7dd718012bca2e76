"""The trial over a folder of mails: what counts as a mail, what a machine wrote, and that problems are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.message.read import read_here
from mailbot.process import Processor
from mailbot.trial.folder import mails_in
from mailbot.trial.machines import machine_behind
from mailbot.trial.run import Trial, Tried, problems_of, report, trial_settings
from models import InboundMail, InboundStatus, OutboundMail
from schema.client import LocalClient
from settings import Settings
from tests.group import Group, engine
from tests.mailbot.bot import mail, request_text

ONE = b"From: a@b.test\nSubject: Un\n\nBonjour\n"


def test_a_mail_is_told_by_suffix_folder_or_content(tmp_path: Path) -> None:
    files = {
        "a.eml": b"no header at all",
        "box.mbox": b"From a Mon\n" + ONE + b"\nFrom b Tue\nSubject: Deux\n\n>From here\nEn From there\n",
        "mac.txt": ONE.replace(b"\n", b"\r"),
        "md/cur/1:2,S": ONE,
        "md/.Sent/new/2": b"",
        "old": b"From a Mon\r\n" + ONE.replace(b"\n", b"\r\n"),
        "notes.json": b'{"From": 1}',
        "picture.png": b"\x89PNG\r\n",
        ".git/x.eml": ONE,
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = dict(mails_in(tmp_path))
    expected = {"a.eml", "box.mbox#1", "box.mbox#2", "mac.txt", "md/.Sent/new/2", "md/cur/1:2,S", "old#1"}
    assert set(found) == expected
    assert found["box.mbox#2"] == b"Subject: Deux\n\nFrom here\nEn From there\n"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"Content-Type: multipart/report;\r\n\treport-type=delivery-status", "a bounce"),
        (b"From: MAILER-DAEMON@b.test (Mail Delivery System)", "a bounce"),
        (b"Return-Path: <>", "a bounce"),
        (b"auto-submitted: auto-replied", "an automatic reply"),
        (b"Precedence: bulk", "list mail"),
        (b"Auto-Submitted: no", None),
        (b"Subject: Return-Path: <>", None),
    ],
)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r"])
def test_machines_are_told_by_their_headers(head: bytes, kind: str | None, line_end: bytes) -> None:
    source = b"X-First: 1\r\n" + head + b"\r\n\r\nList-Id: only text"
    assert machine_behind(source.replace(b"\r\n", line_end)) == kind


@pytest.mark.usefixtures("db")
async def test_each_mail_comes_to_its_end_and_a_crash_is_told(
    group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = trial_settings(settings)
    trial = Trial(LocalClient(engine(), limited), limited, read=read_here)
    honest = Processor._process

    async def crashing(self: Processor, row: InboundMail, worker: str) -> None:
        if row.uid == 3:
            raise RuntimeError("unforeseen")
        await honest(self, row, worker)

    monkeypatch.setattr(Processor, "_process", crashing)
    bounce = mail("x@y.test", "Oups", results=None, headers=[("Return-Path", "<>")])
    asking = mail(group.owner, request_text())
    tried = await trial.run([("ask", asking), ("bounce", bounce), ("crash", asking), ("again", asking)])
    ends = {one.place: (one.status, bool(one.answers)) for one in tried}
    assert ends == {
        "ask": (InboundStatus.ANSWERED, True),
        "bounce": (InboundStatus.IGNORED, False),
        "crash": (InboundStatus.BURIED, False),
        "again": (InboundStatus.ANSWERED, True),
    }
    assert problems_of(tried) == [("crash", "crashed: RuntimeError: unforeseen")]
    assert ("ask", "would be answered") in problems_of(tried, silent=True)
    assert ("mails", "4") in list(report(tried))
    assert await OutboundMail.filter(status="SENT").count() == 0


def test_an_answer_to_a_machine_and_a_mail_without_end_are_problems() -> None:
    def tried(status: InboundStatus, answers: int, machine: str | None) -> str | None:
        return Tried("place", status, "", None, answers, machine, 0.1).problem

    assert tried(InboundStatus.HANDED_OVER, 1, "a bounce") == "would answer a bounce"
    assert tried(InboundStatus.HANDED_OVER, 0, "a bounce") is None
    assert tried(InboundStatus.RECEIVED, 0, None) == "did not come to an end: None"
