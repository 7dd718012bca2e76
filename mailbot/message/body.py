"""The parts of a mail: which of them are its text, which are files, within fixed bounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message

from mailbot.message.characters import clean, decode_text
from mailbot.message.containers import safe_name
from mailbot.message.headers import decode_words, first_of, read_headers, unfold
from mailbot.message.html import html_to_text
from mailbot.message.model import MailFile

MAX_PARTS = 500
MAX_DEPTH = 50
MAX_TEXT_CHARACTERS = 200_000

_TEXT_TYPES = ("text/plain", "text/html")


@dataclass
class Parts:
    """What walking a mail has gathered; `texts` in the order of reading."""

    texts: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    forwarded: list[Message] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def add_defect(self, defect: str) -> None:
        """Each kind of defect is told once, however often it occurs."""
        if defect not in self.defects:
            self.defects.append(defect)


def read_parts(message: Message) -> Parts:
    """Walk the whole mail. Parts beyond the bounds are left out and told among the defects."""
    parts = Parts()
    _walk(message, parts, depth=0)
    return parts


def _walk(part: Message, parts: Parts, depth: int) -> None:
    if len(parts.types) >= MAX_PARTS:
        parts.add_defect(f"more than {MAX_PARTS} parts: the rest was left out")
    elif depth > MAX_DEPTH:
        parts.add_defect(f"parts nested deeper than {MAX_DEPTH}: the inner ones were left out")
    else:
        parts.types.append(part.get_content_type())
        for defect in part.defects:
            parts.add_defect(type(defect).__name__)
        _take(part, parts, depth)


def _take(part: Message, parts: Parts, depth: int) -> None:
    content_type, children = part.get_content_type(), _children(part)
    if content_type == "multipart/alternative" and children:
        _take_alternative(children, parts, depth)
    elif part.get_content_maintype() == "message":
        _take_message(part, children, parts)
    elif children:
        for child in children:
            _walk(child, parts, depth + 1)
    elif content_type in _TEXT_TYPES and not _is_file(part):
        parts.texts.append(_text(part))
    elif not part.is_multipart() and not _is_broken_multipart(part, parts):
        parts.files.append(_file(part))


def _children(part: Message) -> list[Message]:
    # Only of a multipart: of any other the library decodes the text, and stumbles over a `charset*` parameter.
    payload = part.get_payload() if part.is_multipart() else ()
    return [child for child in payload if isinstance(child, Message)]


def _is_broken_multipart(part: Message, parts: Parts) -> bool:
    """A multipart without any boundary in it: its body is shown as the text that it is."""
    if part.get_content_maintype() != "multipart":
        return False
    parts.texts.append(clean(decode_text(_content(part), None)))
    return True


def _take_alternative(children: list[Message], parts: Parts, depth: int) -> None:
    """The same text in several forms: the plain one if it says anything, else the HTML; files within either count."""
    read = []
    for child in children:
        before, parts.texts = parts.texts, []
        _walk(child, parts, depth + 1)
        read.append((child.get_content_type() != "text/plain", "\n\n".join(parts.texts)))
        parts.texts = before
    with_words = [text for _, text in sorted(read, key=lambda pair: pair[0]) if text.strip()]
    parts.texts += with_words[:1]


def _take_message(part: Message, children: list[Message], parts: Parts) -> None:
    """A mail within the mail (forwarded as a file), or the report of a mail server."""
    parts.types += [child.get_content_type() for child in children]
    if part.get_content_type() == "message/rfc822" and children:
        parts.forwarded.append(children[0])
        subject = decode_words(first_of(read_headers(children[0]), "subject"))
        parts.files.append(_file(part, default_name=f"{subject[:80] or 'message'}.eml"))
    elif children or _content(part):
        parts.files.append(_file(part, default_name="report.txt"))


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_content_disposition() != "inline" and bool(_filename(part))
    )


def _text(part: Message) -> str:
    content, charset = _content(part), _parameter(part, "charset")
    if part.get_content_type() == "text/html":
        return clean(html_to_text(clean(decode_text(content, charset))))
    return clean(decode_text(content[: 4 * MAX_TEXT_CHARACTERS], charset))


def _file(part: Message, default_name: str = "") -> MailFile:
    content_type = part.get_content_type()
    name = _filename(part) or default_name or f"fichier.{content_type.rpartition('/')[2]}"
    inline = part.get_content_disposition() == "inline" or (
        part.get_content_disposition() is None and "content-id" in part
    )
    return MailFile(safe_name(name), clean(content_type), _content(part), inline)


def _content(part: Message) -> bytes:
    """The decoded bytes; a mail within the mail is its own source."""
    with suppress(Exception):  # broken base64, or a generator that stumbles over a broken header
        if part.is_multipart():
            return b"\n".join(child.as_bytes() for child in _children(part))
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    with suppress(Exception):  # a charset that is none
        return b"" if part.is_multipart() else str(part.get_payload()).encode("utf-8", "surrogateescape")
    return b""


def _parameter(part: Message, name: str) -> str | None:
    with suppress(Exception):  # broken RFC 2231 parameters
        value = part.get_param(name)
        if isinstance(value, tuple):
            return decode_text(str(value[2]).encode("latin-1", "replace"), value[0])
        return str(value) if value else None
    return None


def _filename(part: Message) -> str | None:
    with suppress(Exception):
        plain = Message()  # the library would make U+FFFD of 8-bit characters
        for key, value in part.raw_items():
            if key.lower() in ("content-disposition", "content-type"):
                plain[key] = unfold(value)
        if name := plain.get_filename():
            return decode_words(name)
    return None


def all_texts(parts: Parts) -> Iterator[str]:
    """The texts that say something."""
    return (text.strip("\n") for text in parts.texts if text.strip())
