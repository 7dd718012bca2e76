"""Readers in processes of their own: what a mail does to one of them stays there."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest

from errors import Unavailable
from mailbot.message import apart, read_message
from mailbot.message.apart import ReadersApart, _PlainValues, _Reader

SOURCE = (
    b"From: Anne <a@b.test>\r\nDate: Thu, 12 Mar 2026 10:03:00 +0100\r\n"
    b"Subject: =?utf-8?q?=C3=A9t=C3=A9?=\r\n\r\nBonjour\r\n"
)


@pytest.fixture
async def readers() -> AsyncIterator[ReadersApart]:
    async with ReadersApart(most=1) as opened:
        yield opened


def misbehaving(monkeypatch: pytest.MonkeyPatch, doing: str) -> None:
    """Readers that do this as soon as a mail comes, within the limits of the real ones."""
    program = (
        "import time\nfrom mailbot.message import worker\n"
        f"def bad(source):\n    if source == b'poison':\n        {doing}\n    return honest(source)\n"
        "honest, worker.read_message, worker.MAX_CPU_SECONDS = worker.read_message, bad, 1\nworker.main()"
    )
    monkeypatch.setattr(apart, "_COMMAND", ("-c", program))


async def test_what_comes_back_is_what_was_read(readers: ReadersApart) -> None:
    built = EmailMessage()
    built["From"], built["Subject"] = "a@b.test", "Factures"
    built.set_content("Voici")
    built.add_attachment(b"%PDF" * 1_000_000, maintype="application", subtype="pdf", filename="é.pdf")
    for source in (SOURCE, b"", built.as_bytes(), SOURCE):
        assert await readers.read(source) == read_message(source)


@pytest.mark.parametrize(
    "doing",
    [
        "while True: pass",
        "raise SystemExit(1)",
        "import os; os.abort()",
        "[bytearray(2_000_000_000)]",
    ],
)
async def test_a_reader_that_ends_is_replaced(
    readers: ReadersApart, monkeypatch: pytest.MonkeyPatch, doing: str
) -> None:
    misbehaving(monkeypatch, doing)
    async with asyncio.timeout(30):
        assert (await readers.read(SOURCE)).subject == "été"
        with pytest.raises(Unavailable, match="too much time or memory"):
            await readers.read(b"poison")
        assert (await readers.read(SOURCE)).subject == "été"


async def test_whoever_gives_up_leaves_no_reader_behind(readers: ReadersApart, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehaving(monkeypatch, "time.sleep(60)")
    await readers.read(SOURCE)
    [reader] = readers._idle
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await readers.read(b"poison")
    assert reader._process.returncode is not None
    assert (await readers.read(SOURCE)).subject == "été"


async def test_readers_are_replaced_when_worn_and_end_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_MAILS_OF_A_READER", 2)
    async with ReadersApart(most=1) as readers:
        seen: list[_Reader] = []
        for _ in range(5):
            await readers.read(SOURCE)
            seen += readers._idle
        last = readers._idle[-1]
    assert len(set(seen)) == 3
    assert last._process.returncode is not None


def test_nothing_but_a_mail_is_unpacked() -> None:
    with pytest.raises(pickle.UnpicklingError, match=r"system"):
        _PlainValues(io.BytesIO(pickle.dumps(os.system))).load()
