"""A rendered letter as the bytes that go over SMTP: RFC 5322, multipart/alternative, 7-bit clean."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from errors import BadInput
from letters.render import Rendered
from letters.untrusted import one_line
from letters.values import Sender

LONGEST_ID = 250
MOST_REFERENCES = 20

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
# Written as they are: the standard library breaks a long id, address or URL into encoded words, which no mail
# program takes for an id again, and the thread is lost (https://github.com/python/cpython/issues/79986).
_NEVER_ENCODED = {"message-id", "in-reply-to", "references", "to", "reply-to", "list-unsubscribe"}


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
    message = EmailMessage(policy=_POLICY)
    message["Date"] = format_datetime(date or datetime.datetime.now(datetime.UTC))
    message["From"] = Address(one_line(sender.name), addr_spec=_address(sender.address))
    message["To"] = _address(to)
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    message["Subject"] = rendered.subject
    if _known_id(message_id) is None:
        raise ValueError(f"not a Message-ID: {message_id!r}")
    message["Message-ID"] = message_id
    if parent:
        message["In-Reply-To"] = parent
    if thread or parent:
        message["References"] = " ".join(_shortened(thread, parent))
    for name, value in {
        **_automation_headers(automatic, answer=in_reply_to is not None),
        **(extra_headers or {}),
    }.items():
        _add(message, name, value)
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = "fr"  # last: making the mail multipart moves Content-… headers into its first part
    return message.as_bytes()


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


def _add(message: EmailMessage, name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or name in message:
        raise ValueError(f"not a header to add: {name!r}")
    message[name] = value


class _Policy(EmailPolicy):
    """SMTP's policy, but some headers are written as they are, an id, an address or a URL a line."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() not in _NEVER_ENCODED:
            return str(super().fold(name, value))
        return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


_POLICY = _Policy(linesep="\r\n", cte_type="7bit", max_line_length=76)
