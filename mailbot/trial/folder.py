"""Mails of a folder: files of one mail (.eml, maildir) and of many (mbox), told by their content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_HEADER = re.compile(rb"\s*(?:>?From [^\r\n]*(?:\r\n?|\n))?[A-Za-z][A-Za-z0-9-]{0,75}[ \t]*:(?!//)")
_MAIL_FOLDERS = frozenset({"cur", "new"})
_MBOX_SUFFIXES = frozenset({".mbox", ".mbx"})
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def mails_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each mail with its place, e.g. `bounces/7.eml` or `all.mbox#3`, in the order of the names.

    A file counts as mails by its suffix (.eml, .mbox), its folder (a maildir's cur and new), or because it begins with
    a header; all else is passed over.
    """
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder)
        if any(part.startswith(".git") for part in place.parts):
            continue
        content = path.read_bytes()
        if path.suffix.lower() in _MBOX_SUFFIXES or (path.suffix.lower() != ".eml" and content.startswith(b"From ")):
            yield from ((f"{place}#{number}", mail) for number, mail in enumerate(_split(content), 1))
        elif path.suffix.lower() == ".eml" or path.parent.name in _MAIL_FOLDERS or _HEADER.match(content):
            yield str(place), content


def _split(mbox: bytes) -> list[bytes]:
    """The mails of an mbox file (mboxrd: a line of `>From ` was `From `)."""
    return [_QUOTED_FROM.sub(rb"\1", mail) for mail in _SEPARATOR.split(mbox)[1:]]
