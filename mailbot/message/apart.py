"""Reading mails in other processes: whatever a foreign file does to its reader, this process goes on.

async with ReadersApart() as readers:
    message = await readers.read(source)
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from apart import Apart, Ended, EndedBy
from mailbot.message.model import MailAddress, MailFile, MailMessage

_KNOWN = (MailMessage, MailAddress, MailFile, datetime, timedelta, timezone)


class ReadersApart(Apart):
    """`most` processes at most, started when they are needed."""

    def __init__(self, most: int = 2) -> None:
        super().__init__("mailbot.message.worker", known=_KNOWN, most=most)

    async def read(self, source: bytes) -> MailMessage:
        """As `read_message`. Raises `Unavailable` when the reader ended over it: it took too much time or memory."""
        message = await self.ask(source)
        if not isinstance(message, MailMessage):
            raise Ended(EndedBy.CRASH)
        return message
