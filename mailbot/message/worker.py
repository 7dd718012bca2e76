"""A process that only reads mails (`apart.worker`)."""

from __future__ import annotations

from collections.abc import Callable

from apart import serve
from mailbot.message.model import MailMessage
from mailbot.message.read import read_message

MAX_MEMORY = 1_000_000_000  # bytes of address space; the biggest mail that is read takes about a quarter
MAX_CPU_SECONDS = 20


def answer(source: bytes, _tell: Callable[[object], None]) -> MailMessage:
    """The mail; reading never raises."""
    return read_message(source)


if __name__ == "__main__":
    serve(answer, memory=MAX_MEMORY, cpu_seconds=MAX_CPU_SECONDS)
