"""A rendered letter as the bytes that go over SMTP: RFC 5322, MIME, 7-bit clean."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from email.utils import format_datetime

from errors import BadInput
from letters.render import Rendered
from letters.untrusted import one_line
from letters.values import Sender
from letters.wire import PdfFile, mail, mailbox_header, text_header, words_header

LONGEST_ID = 250
MOST_REFERENCES = 20

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*")
_TO = re.compile(rb"^To: [^\r\n]*\r\n", re.MULTILINE)
_HEADER_NAME = re.compile(r"[!-9;-~]+")
# A program that doesn't find an id, address or URL as it was written loses the thread, or the way to unsubscribe.
_URLS = {"list-unsubscribe"}
_OURS = {
    *("date", "from", "to", "reply-to", "subject", "message-id", "in-reply-to", "references", "auto-submitted"),
    *("x-auto-response-suppress", "mime-version", "content-type", "content-transfer-encoding", "content-language"),
}


def compose(
    rendered: Rendered,
    *,
    sender: Sender,
    to: str,
    message_id: str,
    automatic: bool,
    reply_to: str | None = None,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    extra_headers: Mapping[str, str] | None = None,
    attached: PdfFile | None = None,
    date: datetime.datetime | None = None,
) -> bytes:
    """The mail, with CRLF line ends. `date` (aware) is now unless given.

    `automatic` tells a mail that the machine sends by itself (an answer, a notice) from a letter that a person had
    us send; `in_reply_to` makes it an answer, even when empty since the mail had no id. Ids that
    aren't well formed are left out. `BadInput` for a wrong address, `ValueError` for a wrong Message-ID of our own or
    a wrong extra header.
    """
    thread = [known for known in (_known_id(each) for each in references) if known]
    parent = _known_id(in_reply_to or "")
    if _known_id(message_id) is None:
        raise ValueError(f"not a Message-ID: {message_id!r}")
    headers = [
        text_header("Date", format_datetime(date or datetime.datetime.now(datetime.UTC))),
        mailbox_header("From", one_line(sender.name), _address(sender.address)),
        words_header("To", [_address(to)]),
        *([words_header("Reply-To", [_address(reply_to)])] if reply_to else []),
        text_header("Subject", rendered.subject),
        words_header("Message-ID", [message_id]),
        *([words_header("In-Reply-To", [parent])] if parent else []),
        *([words_header("References", _shortened(thread, parent))] if thread or parent else []),
        *(text_header(*each) for each in _automation_headers(automatic, answer=in_reply_to is not None).items()),
        *(_extra(*each) for each in (extra_headers or {}).items()),
        text_header("Content-Language", "fr"),
    ]
    return mail(headers, rendered.text, rendered.html, attached)


def readdressed(content: bytes, to: str) -> bytes:
    """A mail of ours that was never sent, to another address of its reader's. `BadInput` for a wrong one."""
    return _TO.sub(lambda _: words_header("To", [_address(to)]).encode("ascii"), content, count=1)


def new_message_id(domain: str) -> str:
    """A Message-ID that nobody can guess, in our domain (RFC 5322, 3.6.4)."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def _automation_headers(automatic: bool, *, answer: bool) -> dict[str, str]:
    """What keeps machines from answering machines (RFC 3834, 5; MS-OXCMAIL 2.1.3.2.20).

    A letter that a person had us send carries no Auto-Submitted: help desks (Zendesk, Jira Service Management) drop
    mails that have it, and the supplier's must open a ticket. Nor does it suppress bounces: we must learn of them.
    """
    if not automatic:
        return {"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
    return {
        "Auto-Submitted": "auto-replied" if answer else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _known_id(text: str) -> str | None:
    stripped = text.strip()
    return stripped if len(stripped) <= LONGEST_ID and _MESSAGE_ID.fullmatch(stripped) else None


def _shortened(thread: list[str], parent: str | None) -> list[str]:
    """The root and the latest ids of a conversation, ending in the mail that is answered (RFC 5322, 3.6.4)."""
    ids = list(dict.fromkeys(each for each in thread if each != parent)) + ([parent] if parent else [])
    return ids if len(ids) <= MOST_REFERENCES else ids[:1] + ids[1 - MOST_REFERENCES :]


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise BadInput(f"{text[:80]!r} isn't an e-mail address that we can write to.")
    return text


def _extra(name: str, value: str) -> str:
    """A header that only some letters have; never one that the others have already."""
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
        raise ValueError(f"not a header to add: {name!r}")
    if name.lower() in _URLS:
        return words_header(name, value.split())
    return text_header(name, value)
