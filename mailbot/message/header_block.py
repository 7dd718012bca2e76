"""Headers behind a line that is none: the standard parser takes all below that line for text, other programs go on.

Gateways break long headers without indenting what follows, put a note of their own on top, or a blank before the colon.
What stands below may be the sender, or that a program wrote the mail.
"""

from __future__ import annotations

import re

_BLANK = re.compile(rb"(?:\r?\n|\r(?!\n))[ \t]*(?:\r?\n|\r(?!\n))")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADER = re.compile(rb"(?P<name>[A-Za-z][A-Za-z0-9_-]{0,75})[ \t]{0,20}:(?!//)")
# A heading of the text ("Objet : …", "Note: …") is no sign that the headers go on.
_KNOWN = re.compile(
    rb"(?:from|sender|to|cc|subject|date|message-id|in-reply-to|references|reply-to|return-path|delivered-to|received"
    rb"|mime-version|content-(?:type|transfer-encoding)|auto-submitted|precedence|authentication-results"
    rb"|dkim-signature|(?:list|x)-[a-z0-9-]+)[ \t]{0,20}:",
    re.IGNORECASE,
)
_MBOX = re.compile(rb">?From ")
MAX_BLOCK = 200_000


def with_whole_headers(source: bytes) -> bytes | None:
    """The mail with each odd line of its headers joined to the one above; None where they don't go on behind one.

    They go on where a header that mails have follows before the first blank line, and odd lines are the fewer ones.
    A blank before the colon is dropped (RFC 5322, 4.5).
    """
    source = source.lstrip(b"\r\n")
    end = _BLANK.search(source, 0, MAX_BLOCK)
    block, rest = (source[: end.start()], source[end.start() :]) if end else (source[:MAX_BLOCK], source[MAX_BLOCK:])
    kept: list[bytes] = []
    odd, broken, known = 0, False, False
    for line in filter(None, _LINE.findall(block)):
        header = _HEADER.match(line)
        if header is not None:
            broken = broken or line[header.end("name") : header.end() - 1] != b""
            known = known or (broken and _KNOWN.match(line) is not None)
            kept.append(header["name"] + b":" + line[header.end() :])
        elif line[:1] in (b" ", b"\t") and kept:
            kept.append(line)
        elif kept or not _MBOX.match(line):
            odd, broken = odd + 1, True
            kept += [b" " + line] if kept else []
    return b"".join(kept) + rest if known and odd <= len(kept) - odd else None
