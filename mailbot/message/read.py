"""From bytes to `MailMessage`: the standard parser inside, fallbacks for all that it can't read around it."""

from __future__ import annotations

import asyncio
import re
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32

from mailbot.message.body import MAX_TEXT_CHARACTERS, Parts, all_texts, read_parts
from mailbot.message.characters import clean, decode_text
from mailbot.message.containers import opened
from mailbot.message.header_block import with_whole_headers
from mailbot.message.headers import (
    MAX_HEADER_CHARACTERS,
    MAX_HEADERS,
    Headers,
    addresses,
    decode_words,
    first_of,
    message_ids,
    read_date,
    read_headers,
    read_return_path,
    values_of,
)
from mailbot.message.model import TOO_MANY_HEADERS, MailAddress, MailFile, MailMessage
from mailbot.message.quoting import is_forward, new_text_of

# Each container may cost the standard parser one level of recursion and one more look at every line behind it.
MAX_CONTAINERS = 150
MAX_LINE_LOOKS = 30_000_000
# Of more mails in one mail, only the first ones' files are listed one by one.
MAX_FORWARDED = 20
_CONTAINER = re.compile(rb"^content-type:[ \t]*(?:\r?\n[ \t]+)?(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)


class _Bounded(Compat32):
    """Headers as they are, up to the length that is looked at: the parser splits some of them again and again."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Called by the parser for each header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER_CHARACTERS]


_BOUNDED = _Bounded()


async def read_here(source: bytes) -> MailMessage:
    """As `read_message`, in a thread of this process: for mails that nobody strange wrote."""
    return await asyncio.to_thread(read_message, source)


def read_message(source: bytes) -> MailMessage:
    """Read a mail from its bytes (RFC 5322, MIME). Never raises: what is broken is read as well as it can be.

    Bounds: 200,000 characters of text, 500 parts, 50 levels of parts, 2,000 headers.
    """
    message, defects = _parse(source)
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in message.defects):
        whole = with_whole_headers(source)
        if whole is not None:
            message, more = _parse(whole)
            # Still told: nobody is proven by headers that others read in another way.
            defects += [*more, MissingHeaderBodySeparatorDefect.__name__]
    headers = read_headers(message)
    if len(message) > MAX_HEADERS:
        defects.append(TOO_MANY_HEADERS)
    try:
        parts = read_parts(message)
    except Exception as error:  # the parser's own objects raise many kinds on broken input; the mail must be kept
        parts = Parts(texts=[_raw_text(source)], defects=[f"unreadable parts: {type(error).__name__}"])
    if not headers and source.strip():
        defects.append("no headers")
    return _assemble(headers, parts, defects)


def _parse(source: bytes) -> tuple[Message, list[str]]:
    containers = len(_CONTAINER.findall(source))
    if containers > MAX_CONTAINERS or containers * source.count(b"\n") > MAX_LINE_LOOKS:
        return _headers_only(source), [f"too many containers ({containers}): read as plain text"]
    try:
        return BytesParser(policy=_BOUNDED).parsebytes(source), []
    except Exception as error:
        return _headers_only(source), [f"broken MIME: {type(error).__name__}"]


def _headers_only(source: bytes) -> Message:
    """The headers, and all the rest as one plain text."""
    return BytesHeaderParser(policy=_BOUNDED).parsebytes(source)


def _raw_text(source: bytes) -> str:
    body = re.split(rb"\r?\n\r?\n", source, maxsplit=1)[-1]
    return clean(decode_text(body[: 4 * MAX_TEXT_CHARACTERS], None))


def _assemble(headers: Headers, parts: Parts, defects: list[str]) -> MailMessage:
    from_values = values_of(headers, "from")
    subject = decode_words(first_of(headers, "subject")).replace("\ufffd", "")
    in_reply_to = next(iter(message_ids(first_of(headers, "in-reply-to"))), None)
    text = _full_text(parts)
    return MailMessage(
        message_id=next(iter(message_ids(first_of(headers, "message-id"))), None),
        in_reply_to=in_reply_to,
        references=message_ids(" ".join(values_of(headers, "references"))),
        from_addresses=addresses(from_values),
        from_header_count=len(from_values),
        reply_to=addresses(values_of(headers, "reply-to")),
        sender_header=_first_address(headers, "sender"),
        to=addresses(values_of(headers, "to")),
        cc=addresses(values_of(headers, "cc")),
        delivered_to=tuple(values_of(headers, "delivered-to")),
        return_path=read_return_path(headers),
        subject=subject,
        date=read_date(first_of(headers, "date")),
        text=text,
        new_text=new_text_of(text, subject, is_reply=in_reply_to is not None),
        forwards=is_forward(text, subject) or bool(parts.forwarded and not any(all_texts(parts))),
        files=opened([*parts.files, *_forwarded_files(parts)]),
        headers=headers,
        part_types=tuple(clean(kind) for kind in parts.types),
        defects=(*defects, *parts.defects),
    )


def _full_text(parts: Parts) -> str:
    """The mail's own texts; when it has none, those of a single mail that it forwards as a file."""
    text = "\n\n".join(all_texts(parts))
    if not text and len(parts.forwarded) == 1:
        text = "\n\n".join(all_texts(read_parts(parts.forwarded[0])))
    if len(text) > MAX_TEXT_CHARACTERS:
        parts.add_defect(f"text cut at {MAX_TEXT_CHARACTERS} characters")
    return text[:MAX_TEXT_CHARACTERS]


def _forwarded_files(parts: Parts) -> list[MailFile]:
    """The files of mails that were forwarded as files, behind their own ones; not of mails within those."""
    return [file for message in parts.forwarded[:MAX_FORWARDED] for file in read_parts(message).files]


def _first_address(headers: Headers, name: str) -> MailAddress | None:
    return next(iter(addresses(values_of(headers, name))), None)
