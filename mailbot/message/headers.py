"""Headers from bytes to values: folding, 8-bit text, encoded words, addresses, ids and dates; nothing raises."""

from __future__ import annotations

import email.utils
import itertools
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from mailbot.message.characters import clean, decode_text
from mailbot.message.model import MailAddress

MAX_HEADERS = 2_000
MAX_HEADER_CHARACTERS = 20_000
MAX_ADDRESSES = 200
MAX_REFERENCES = 100

Headers = tuple[tuple[str, str], ...]

_FOLD = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
# As letters.compose takes them. Others are no ids: a long one beyond ASCII would not fit into an index of PostgreSQL.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")
_ENCODED_WORD_BREAK = re.compile(r"(\?=)\s+(?==\?)")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def read_headers(part: Message) -> Headers:
    """All headers in their order, as (name, value); the first 2,000 of them."""
    items = itertools.islice(part.raw_items(), MAX_HEADERS)
    return tuple((clean(name).strip(), unfold(value)) for name, value in items)


def unfold(raw: object) -> str:
    """A raw header value on one line; 8-bit characters are read as UTF-8, else as Windows-1252.

    Unseen characters stay visible (U+FFFD): dropping them could turn an address into somebody else's.
    """
    value = str(raw)[:MAX_HEADER_CHARACTERS]
    if not value.isascii():
        value = decode_text(value.encode("ascii", "surrogateescape"), "utf-8")
    return clean(_FOLD.sub(" ", value), instead="\ufffd").strip()


def values_of(headers: Headers, name: str) -> list[str]:
    """The values of the headers of this (lower-case) name, topmost first."""
    return [value for key, value in headers if key.lower() == name]


def first_of(headers: Headers, name: str) -> str:
    """The topmost value of this header, or an empty string."""
    return next(iter(values_of(headers, name)), "")


def decode_words(value: str) -> str:
    """RFC 2047 encoded words to text; what can't be decoded stays as it was written."""
    if "=?" not in value:
        return value
    with suppress(Exception):  # decode_header raises on broken base64, and other ways release by release
        pieces = decode_header(_ENCODED_WORD_BREAK.sub(r"\1", value))
        return clean("".join(_decode_piece(piece, charset) for piece, charset in pieces)).strip() or value
    return value


def _decode_piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    # Between encoded words decode_header hands out the plain text as raw-unicode-escape.
    return decode_text(piece, charset) if charset else piece.decode("latin-1")


# Where the name in front holds what a name must not ("Jean (Dupont <jean@x.test>"), the address stands last.
_LAST_ADDRESS = re.compile(r"<\s{0,5}([^<>\s\"@]{1,200}@[^<>\s\"@]{1,255}?)\s{0,5}>?\s{0,5}\Z")
# Python 3.11.10 and later would give nothing for what is not quite well-formed; nobody is proven by such a From.
_LENIENT: dict[str, bool] = {"strict": False} if getattr(email.utils, "supports_strict_parsing", False) else {}


def addresses(values: Iterable[str]) -> tuple[MailAddress, ...]:
    """Every address of these header values, each once; groups are flattened, what holds no @ is left out.

    The display name is decoded only after parsing: an encoded word can't smuggle in an address.
    """
    pairs: list[tuple[str, str]] = []
    for value in values:
        found: list[tuple[str, str]] = []
        with suppress(Exception):
            read = email.utils.getaddresses([value], **_LENIENT)
            found = [(name, address) for name, address in read if _is_address(address.strip())]
        last = None if found else _LAST_ADDRESS.search(value)
        pairs += [("", last[1])] if last else found
    once = {address.strip().translate(_ASCII_LOWER): name for name, address in reversed(pairs)}
    return tuple(MailAddress(address, decode_words(name)) for address, name in reversed(once.items()))[:MAX_ADDRESSES]


def _is_address(text: str) -> bool:
    return text.strip("@").count("@") == 1 and not ("<" in text or ">" in text)


def message_ids(value: str) -> tuple[str, ...]:
    """The ids of a Message-ID, In-Reply-To or References header, with their angle brackets.

    What isn't ASCII, or is longer than 250 characters, is left out.
    """
    return tuple(_MESSAGE_ID.findall(value))[-MAX_REFERENCES:]


def read_date(value: str) -> datetime | None:
    """The Date header, in UTC when it names no zone; None when it can't be read."""
    with suppress(Exception):
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return None


def read_return_path(headers: Headers) -> str | None:
    """The envelope sender that the delivering server wrote; an empty string for `<>`, None without the header."""
    values = values_of(headers, "return-path")
    return values[0].strip("<> ").translate(_ASCII_LOWER) if values else None
