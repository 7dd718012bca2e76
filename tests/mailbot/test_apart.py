"""Mails are read in processes of their own (tests/apart looks at those)."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

import pytest

from errors import Unavailable
from mailbot.message.apart import ReadersApart
from mailbot.message.read import read_message

SOURCE = (
    b"From: Anne <a@b.test>\r\nDate: Thu, 12 Mar 2026 10:03:00 +0100\r\n"
    b"Subject: =?utf-8?q?=C3=A9t=C3=A9?=\r\n\r\nBonjour\r\n"
)


async def test_what_comes_back_is_what_was_read() -> None:
    built = EmailMessage()
    built["From"], built["Subject"] = "a@b.test", "Factures"
    built.set_content("Voici")
    built.add_attachment(b"%PDF" * 1_000_000, maintype="application", subtype="pdf", filename="é.pdf")
    async with ReadersApart(most=1) as readers:
        for source in (SOURCE, b"", built.as_bytes(), SOURCE):
            assert await readers.read(source) == read_message(source)


async def test_a_mail_that_ends_its_reader_harms_no_other() -> None:
    async with ReadersApart(most=1) as readers, asyncio.timeout(30):
        readers.command = (
            "-c",
            "from apart import serve\nfrom mailbot.message.worker import answer\n"
            "def bad(source, tell):\n"
            "    return [bytearray(2_000_000_000)] if source == b'poison' else answer(source, tell)\n"
            "serve(bad, memory=1_000_000_000, cpu_seconds=1)",
        )
        assert (await readers.read(SOURCE)).subject == "été"
        with pytest.raises(Unavailable, match="too much time or memory"):
            await readers.read(b"poison")
        assert (await readers.read(SOURCE)).subject == "été"
