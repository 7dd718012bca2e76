"""No text of strangers keeps us busy: everything that reads one takes next to no time, whatever stands in it.

A pattern that tries again from each place of a long line takes the square of its length, and while it does the whole
process stands still. Twenty thousand characters of each kind show it.
"""

from __future__ import annotations

import gc
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from access.devices import device_label, known_device
from access.passwords.strength import judge
from access.tokens import Purpose, verify
from errors import BadInput
from graph.relay import decode_cursor, parse_global_id
from letters.outbox import can_reach
from letters.subjects import bare_subject, is_reply_subject
from letters.untrusted import escape_markdown, harmless
from mailbot.guards import guard
from mailbot.message.read import read_message
from mailbot.requests.supplier_reply import decision_in, reason_in
from mailbot.sender import parse_results, prove_sender
from mailbot.understanding.continuation import continued
from mailbot.understanding.question import questions_in
from mailbot.understanding.reading import read_request
from models.folding import fold
from models.markdown import to_html, to_text
from models.siret import parse_siret
from models.typography import typeset
from search import Document, Field, Index
from tests.mailbot.understanding.suppliers import DIRECTORY
from web.access_pages import local_path
from web.viewers import value_in
from workflows import company_data
from workflows.conversations.state import subject_of
from workflows.conversations.training import anonymous
from workflows.inputs import InputError

LENGTH = 20_000
# Seconds of a processor; the worst of ours takes a third of them.
MOST_SECONDS = 1.2

UNITS = (
    *("a", "A", "é", "0", "1", " ", "-", "_", ".", ",", ";", ":", "!", "?", "@", "=", "(", "[", "<", ">", "/", "\\"),
    *('"', "'", "*", "&", "\n", "\t", "\r\n", "\N{NO-BREAK SPACE}", "\N{COMBINING ACUTE ACCENT}", "\x00", "\N{ROCKET}"),
    *("a ", "a.", "a-", "a@", "a=", "a, ", "1 ", "1.", "- ", "-\n", "> ", "!\n", '\\"', '"a', "l'", "n° ", "FR1"),
    *("re: ", "tr : ", "de : a\n", "le 1", "le 12 mars 2026 ", "a écrit :\n", "12 34 ", "123 456 789 00011 "),
    *("http://a.", "[a](", "<a", "a>", "<b@c.d>", "=?utf-8?q?a?= ", "compte ", "Bureau Clair ", "- \n", "1. ", "__"),
    *("a.b=", "reason=", "/* ", "('", "é à "),
)  # fmt: skip

INDEX = Index([Document(1, (Field("Location de camionnettes et de véhicules utilitaires", name=True),), ())])


def mail(text: str, *names: str) -> bytes:
    """A mail with this text as its body, and, on one line, as the value of these headers."""
    line = " ".join(text.split("\n")).replace("\r", " ")
    headers = [f"{name}: {line}" for name in names]
    return "\r\n".join(["From: a@x.test", *headers, "", text]).encode()


def read_html(text: str) -> None:
    read_message(b"From: a@x.test\r\nContent-Type: text/html\r\n\r\n" + text.encode())


def prove(text: str) -> None:
    line = " ".join(text.split())
    source = f"Authentication-Results: mx.test; dmarc=pass {line[:3_000]}\r\nFrom: {line}\r\n\r\nx"
    prove_sender(read_message(source.encode()), "mx.test")


READERS: dict[str, Callable[[str], Any]] = {
    "a mail": lambda text: read_message(mail(text)),
    "a mail's HTML": read_html,
    "a mail's headers": lambda text: read_message(
        mail(text, "Subject", "To", "References", "In-Reply-To", "Date", "Content-Type", "Delivered-To", "Reply-To")
    ),
    "the guards": lambda text: guard(
        read_message(mail(text, "Subject", "Content-Type", "Auto-Submitted", "List-Id", "Precedence", "Return-Path")),
        own_addresses=("contact@x.test",), size=1, max_bytes=100,
    ),
    "who sent it": prove,
    "its results": lambda text: parse_results(f"mx.test; dmarc=pass {text[:3_900]}"),
    "long results": lambda text: parse_results(f"mx.test; dmarc=pass {text}"),
    "what it asks for": lambda text: read_request(text[:500], text, (), DIRECTORY),
    "what it goes on with": lambda text: continued(text, text, DIRECTORY),
    "its questions": lambda text: questions_in(text, text),
    "a supplier's answer": lambda text: (decision_in(text), reason_in(text)),
    "training data": lambda text: anonymous(text, ["Jean", "Dupont"], ["4471AB"]),
    "a SIRET": parse_siret,
    "a line": lambda text: company_data.line("name", text, most=10),
    "several lines": company_data.text,
    "a telephone number": lambda text: company_data.phone("phone", text),
    "an address": can_reach,
    "a search": lambda text: INDEX.best(text[:300], 5),
    "a filter": lambda text: list(INDEX.matching(text)),
    "folding": fold,
    "typography": typeset,
    "Markdown": lambda text: (to_html(text), to_text(text)),
    "a letter's value": harmless,
    "a letter's text": escape_markdown,
    "a subject": lambda text: (subject_of(text), bare_subject(text), is_reply_subject(f"re{text}")),
    "a password": lambda text: judge(text, [text[:300]]),
    "a token": lambda text: verify("x" * 32, Purpose.REPLY, text),
    "a device": lambda text: (known_device("x" * 32, text, 1), device_label(text)),
    "cookies": lambda text: value_in(text, "centrale"),
    "an id": parse_global_id,
    "a cursor": lambda text: decode_cursor(text, [str, int]),
    "a path": local_path,
}  # fmt: skip


class _TooLong(BaseException):
    """Not an Exception: readers of mails catch those."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends what takes longer: the square of a length would keep the tests busy, too.

    No garbage is collected meanwhile: after thousands of tests that takes a second of its own, and an exception that
    the timer raises in a finaliser ends nothing.
    """

    def stop(*signal_and_frame: object) -> None:
        raise _TooLong

    gc.disable()
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()


def refusing(read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except (BadInput, InputError):
        return


@pytest.mark.parametrize("name", READERS)
def test_no_text_keeps_us_busy(name: str) -> None:
    for unit in UNITS:
        text = (unit * (LENGTH // len(unit) + 1))[:LENGTH] + "!"
        try:
            with at_most(MOST_SECONDS):
                refusing(READERS[name], text)
        except _TooLong:
            pytest.fail(f"{LENGTH} characters of {unit!r} take longer than {MOST_SECONDS} s")


def test_what_takes_too_long_is_noticed() -> None:
    with pytest.raises(_TooLong), at_most(0.05):
        re.match(r"(?:a+)+b", "a" * 40)


def test_ten_megabytes_of_dashes() -> None:
    """One line as long as a mail may be: it is read like any other."""
    began = time.process_time()
    with at_most(10):
        assert read_message(b"From: a@x.test\r\n\r\n" + b"-" * 10_000_000).new_text
    assert time.process_time() - began < 5
