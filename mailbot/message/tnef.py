"""winmail.dat: the files that Outlook packs into one (TNEF, [MS-OXTNEF]); nothing raises, the cut off is left out."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.message.characters import decode_text

MAX_ATTRIBUTES = 10_000
MAX_PROPERTIES = 2_000

_SIGNATURE = b"\x78\x9f\x3e\x22"
_NEW_FILE, _SHORT_NAME, _CONTENT, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _DATA = 0x3707, 0x3701
_ATTACHMENT_LEVEL = 2
# Bytes of a value by its MAPI type; each starts at a multiple of four. Those of the others say themselves.
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_SEVERAL = 0x1000
_UNICODE, _OBJECT = 0x1F, 0x0D


@dataclass
class PackedFile:
    """A file of a winmail.dat."""

    name: str = ""
    content: bytes = b""


def is_tnef(content: bytes) -> bool:
    """Whether these bytes begin as a winmail.dat does."""
    return content.startswith(_SIGNATURE)


def packed_files(content: bytes) -> list[PackedFile]:
    """The files inside, in their order; none when it is something else, or holds only the text's formatting."""
    files: list[PackedFile] = []
    for attribute, value in _attributes(content):
        if attribute == _NEW_FILE:
            files.append(PackedFile())
        elif not files:
            continue
        elif attribute == _SHORT_NAME:
            files[-1].name = files[-1].name or _text(value)
        elif attribute == _CONTENT:
            files[-1].content = value
        elif attribute == _PROPERTIES:
            _add_properties(files[-1], value)
    return [file for file in files if file.name or file.content]


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each attribute of an attachment: level, number, type, length, value, checksum."""
    if not is_tnef(content):
        return
    at = 6
    for _ in range(MAX_ATTRIBUTES):
        if at + 9 > len(content):
            return
        level, attribute, _, length = struct.unpack_from("<BHHI", content, at)
        value = content[at + 9 : at + 9 + length]
        if len(value) < length:
            return
        if level == _ATTACHMENT_LEVEL:
            yield attribute, value
        at += 9 + length + 2


def _add_properties(file: PackedFile, value: bytes) -> None:
    for number, kind, content in _properties(value):
        if number == _LONG_NAME:
            file.name = content.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else _text(content)
        elif number == _DATA and kind != _OBJECT and not file.content:
            file.content = content


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, type and first value of each MAPI property; ends where one can't be read."""
    at = 4
    try:
        for _ in range(min(struct.unpack_from("<I", value)[0], MAX_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", value, at)
            at = _behind_name(value, at + 4, number)
            at, content = _value(value, at, kind)
            yield number, kind & ~_SEVERAL, content
    except (struct.error, ValueError):
        return


def _behind_name(value: bytes, at: int, number: int) -> int:
    """A property of 0x8000 and more has its GUID, and a number or a name, before its value."""
    if number < 0x8000:
        return at
    (by_name,) = struct.unpack_from("<I", value, at + 16)
    if not by_name:
        return at + 24
    (length,) = struct.unpack_from("<I", value, at + 20)
    return at + 24 + _padded(length)


def _value(value: bytes, at: int, kind: int) -> tuple[int, bytes]:
    """Where the next property begins, and the first of the values."""
    one, count = kind & ~_SEVERAL, 1
    if kind & _SEVERAL or one in _VARIABLE:
        (count,) = struct.unpack_from("<I", value, at)
        at += 4
    if one not in _VARIABLE and one not in _FIXED:
        raise ValueError(f"unknown MAPI type {one:#x}")
    first = b""
    for index in range(min(count, MAX_PROPERTIES)):
        length = _FIXED.get(one, 0)
        if one in _VARIABLE:
            (length,) = struct.unpack_from("<I", value, at)
            at += 4
        if at + length > len(value):
            raise ValueError("cut off")
        first = value[at : at + length] if index == 0 else first
        at += _padded(length)
    return at, first


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _text(value: bytes) -> str:
    return decode_text(value.split(b"\0")[0], "cp1252")
