"""What IMAP servers answer, read without trust: the words of RFC 3501 that aioimaplib leaves as lines of bytes."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

# aioimaplib hands literals over as bytearray and everything else of a response as bytes.
Line = bytes | bytearray

_FETCH_START = re.compile(rb"^\d+ FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_UIDVALIDITY = re.compile(rb"\[UIDVALIDITY (\d+)\]", re.IGNORECASE)
_MESSAGES = re.compile(rb"\bMESSAGES (\d+)", re.IGNORECASE)
_UID_LIST = re.compile(rb"^\s*\d[\d\s]*$")
_QUOTED_BODY = re.compile(rb'BODY\[[^\]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE | re.DOTALL)


def fetched(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of each message's FETCH response, apart. Pushes that slipped in between are left out."""
    group: list[Line] = []
    for line in lines:
        if isinstance(line, bytes) and _FETCH_START.match(line):
            if group:
                yield group
            group = [line]
        elif group:
            group.append(line)
    if group:
        yield group


def uid_of(group: Sequence[Line]) -> int | None:
    """The UID of a FETCH response, before or behind the literal: servers may answer in any order."""
    return _number(_UID, group)


def size_of(group: Sequence[Line]) -> int | None:
    """The octets of the message according to the server (RFC822.SIZE; some servers only estimate it)."""
    return _number(_SIZE, group)


def body_of(group: Sequence[Line]) -> bytes | None:
    """The message's own octets: a literal, or for a tiny one a quoted string. None: the server left them out."""
    for line in group:
        if isinstance(line, bytearray):
            return bytes(line)
    quoted_body = _QUOTED_BODY.search(b"".join(group))
    return re.sub(rb"\\(.)", rb"\1", quoted_body[1]) if quoted_body else None


def uids_in(lines: Sequence[Line]) -> list[int]:
    """The ascending UIDs of a SEARCH response; its last line is the server's closing remark."""
    found = {int(word) for line in lines[:-1] if _UID_LIST.match(line) for word in line.split()}
    return sorted(found)


def uidvalidity_in(lines: Sequence[Line]) -> int | None:
    """The UIDVALIDITY of a SELECT response: UIDs mean the same mails only as long as it stays."""
    return _number(_UIDVALIDITY, lines)


def messages_in(lines: Sequence[Line]) -> int | None:
    """The number of messages of a STATUS response."""
    return _number(_MESSAGES, lines)


def _number(pattern: re.Pattern[bytes], lines: Iterable[Line]) -> int | None:
    for line in lines:
        if isinstance(line, bytes) and (match := pattern.search(line)):
            return int(match[1])
    return None


def quoted(text: str) -> str:
    """`text` as an IMAP quoted string (RFC 3501, section 9)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(name: str) -> str:
    """A folder's name as it goes over the wire: quoted, in modified UTF-7 (RFC 3501, section 5.1.3)."""
    return quoted(re.sub(r"[^\x20-\x7e]+|&", _utf7, name))


def _utf7(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&-"
    coded = b64encode(match[0].encode("utf-16-be")).decode("ascii")
    return "&" + coded.rstrip("=").replace("/", ",") + "-"
