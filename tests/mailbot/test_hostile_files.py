"""Files that come by mail are weighed and told apart, never opened: nothing in them is unpacked, parsed or run."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

import models
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, mail

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)
ENTITY_OF_A_FILE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><l>&f;</l>'


def bomb() -> bytes:
    """300 MB of nothing in some hundred kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 300_000_000)
    return packed.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "facture.zip": bomb,
    "facture.xlsx": bomb,
    "facture.xml": BILLION_LAUGHS.encode,
    "factur-x.xml": ENTITY_OF_A_FILE.encode,
    "facture.pdf": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>endobj\n" * 50_000,
    "facture.svg": lambda: b"<svg onload=alert(1)>",
    "../../etc/cron.d/facture": lambda: b"* * * * * root true",
    "facture.html": lambda: b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_is_weighed_and_left_alone(bot: Bot, group: Group, settings: Settings, name: str) -> None:
    message: Any = message_from_bytes(mail(group.owner, "Voici notre facture."), policy=SMTP)
    message.add_attachment(FILES[name](), maintype="application", subtype="octet-stream", filename=name)
    source = message.as_bytes()
    assert len(source) < settings.max_mail_bytes
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    received = await bot.receive(source)
    assert received.status is models.InboundStatus.HANDED_OVER
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB: not the 300 MB inside
    assert time.process_time() - began < 5
    kept = await models.InboundSource.get(mail_id=received.id)
    assert bytes(kept.content) == source, "the original is kept as it came"
