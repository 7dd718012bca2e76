"""Mails as bytes: headers, two quoted-printable parts and perhaps a file, for the few headers that our letters have.

The standard library's e-mail package takes 2.5 ms for a letter, most of it to find out anew how headers are folded;
this takes a twelfth of that. `tests/letters/test_wire.py` has the package read every letter back, and compares.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# What a header line may be long, without its line end (RFC 5322, 2.1.1 asks for 78), and an encoded word (RFC 2047, 2).
_LONGEST_LINE = 76
_LONGEST_WORD = 75
_BEFORE, _BEHIND = "=?utf-8?q?", "?="
# The characters of an encoded word that stand for themselves wherever it stands, also before an address (RFC 2047, 5).
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q = ["_" if byte == 0x20 else chr(byte) if byte in _PLAIN else f"={byte:02X}" for byte in range(256)]
_VISIBLE = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LINE_END = re.compile(r"\r\n?|\n")
# The characters that stand for themselves in a parameter with a character set (RFC 2231, 7).
_ATTRIBUTE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`{|}~")
_QUOTED_NAME = re.compile(r"[A-Za-z0-9 !#$&+.^_`{|}~()-]{1,50}")
_LONGEST_PIECE = 50
_NO_FILE_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u2028\u2029]")


@dataclass(frozen=True)
class PdfFile:
    """A PDF that a letter carries, with the name that it is saved by."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        """`ValueError` for no name: empty, over 150 characters, with blanks around it, a slash or a control sign."""
        if not 0 < len(self.name) <= 150 or self.name != self.name.strip() or _NO_FILE_NAME.search(self.name):
            raise ValueError(f"not the name of a file: {self.name[:80]!r}")


def text_header(name: str, value: str) -> str:
    """A header whose value is text: as it is where mail programs would read the same, else in encoded words.

    `ValueError` for a value of several lines.
    """
    return f"{name}: {_text(value, len(name) + 2)}\r\n"


def mailbox_header(name: str, display_name: str, address: str) -> str:
    """`From: "Some, body" <address>`. `ValueError` for a name of several lines."""
    if not display_name:
        return f"{name}: {address}\r\n"
    readable = _VISIBLE.fullmatch(display_name) is not None and "=?" not in display_name
    if readable and _ATOMS.fullmatch(display_name):
        shown = _text(display_name, len(name) + 2)
    elif readable and len(name) + 4 + 2 * len(display_name) <= _LONGEST_LINE:
        shown = '"' + re.sub(r'(["\\])', r"\\\1", display_name) + '"'
    else:
        shown = _encoded(_one_line(display_name), len(name) + 2)
    last = shown.rpartition("\r\n")[2]
    used = len(last) + (len(name) + 2 if last == shown else 0)
    between = " " if used + len(address) + 3 <= _LONGEST_LINE else "\r\n "
    return f"{name}: {shown}{between}<{address}>\r\n"


def words_header(name: str, words: Iterable[str]) -> str:
    """Ids, addresses or URLs, one a line and never encoded: mail programs would not know them again."""
    return f"{name}: " + "\r\n ".join(words) + "\r\n"


def mail(headers: Sequence[str], text: str, html: str, attached: PdfFile | None = None) -> bytes:
    """These headers, the same in text and HTML (RFC 2046, 5.1.4), and the file beside both."""
    body = _multipart("alternative", (_part("plain", text), _part("html", html)))
    if attached is not None:
        body = _multipart("mixed", (body, _file(attached)))
    return "".join((*headers, "MIME-Version: 1.0\r\n", body)).encode("ascii")


def _multipart(kind: str, parts: Iterable[str]) -> str:
    # Neither quoted-printable nor base64 has "=_" in it: the boundary can't stand in a part (RFC 2045, 6.7 and 6.8).
    boundary = f"=_{secrets.token_hex(12)}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n'
    return "".join((head, *(f"\r\n--{boundary}\r\n{part}" for part in parts), f"\r\n--{boundary}--\r\n"))


def _file(file: PdfFile) -> str:
    named = "".join(f";\r\n {each}" for each in _file_name(file.name))
    head = f"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment{named}\r\n"
    return f"Content-Type: application/pdf\r\n{head}\r\n" + base64.encodebytes(file.content).decode("ascii").replace(
        "\n", "\r\n"
    )


def _file_name(name: str) -> Iterator[str]:
    """The parameter, in pieces of a line each where it is long; each holds whole characters (RFC 2231, 3 and 4)."""
    if _QUOTED_NAME.fullmatch(name):
        yield f'filename="{name}"'
        return
    pieces = [""]
    for character in name:
        octets = character.encode("utf-8", "replace")
        written = "".join(chr(octet) if octet in _ATTRIBUTE else f"%{octet:02X}" for octet in octets)
        if len(pieces[-1]) + len(written) > _LONGEST_PIECE:
            pieces.append("")
        pieces[-1] += written
    if len(pieces) == 1:
        yield f"filename*=utf-8''{pieces[0]}"
        return
    yield from (f"filename*{number}*={piece}" for number, piece in enumerate(["utf-8''" + pieces[0], *pieces[1:]]))


def _part(kind: str, body: str) -> str:
    encoded = binascii.b2a_qp(_LINE_END.sub("\n", body).encode("utf-8", "replace"), istext=True).decode("ascii")
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return f"{head}\r\n" + encoded.replace("\n", "\r\n")


def _text(value: str, column: int) -> str:
    if not value:
        return ""
    readable = _VISIBLE.fullmatch(value) is not None and "=?" not in value
    words = value.split(" ") if readable else []
    if not readable or max(map(len, words)) >= _LONGEST_LINE or column + len(words[0]) > _LONGEST_LINE:
        return _encoded(_one_line(value), column)
    lines, used = [words[0]], column + len(words[0])
    for word in words[1:]:
        fits = used + 1 + len(word) <= _LONGEST_LINE
        lines.append(f" {word}" if fits else f"\r\n {word}")
        used = used + 1 + len(word) if fits else 1 + len(word)
    return "".join(lines)


def _one_line(value: str) -> str:
    if _LINE_END.search(value):
        raise ValueError(f"a header of several lines: {value[:80]!r}")
    return value


def _encoded(value: str, column: int) -> str:
    """Encoded words, one a line; each holds whole characters (RFC 2047, 5)."""
    words: list[str] = []
    current: list[str] = []
    room = min(_LONGEST_WORD, _LONGEST_LINE - column) - len(_BEFORE) - len(_BEHIND)
    for character in value:
        written = "".join(_Q[byte] for byte in character.encode("utf-8", "replace"))
        if len(written) > room and current:
            words.append("".join(current))
            current, room = [], _LONGEST_WORD - len(_BEFORE) - len(_BEHIND)
        current.append(written)
        room -= len(written)
    words.append("".join(current))
    return "\r\n ".join(f"{_BEFORE}{word}{_BEHIND}" for word in words)
