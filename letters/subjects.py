"""Subject lines: the subject of an answer, in one piece and without a tail of reply prefixes."""

from __future__ import annotations

import re

from letters.untrusted import one_line

LONGEST_SUBJECT = 150  # characters; what mail programs show, and far below the 998 bytes of RFC 5322

# What mail programs write before the subject of a reply: Re:, RE :, Rép. :, Réf. : (Notes), AW:, Re[2]:, Re^2:
# Without the dot "Réf :" is a reference that somebody gives.
_REPLY_PREFIX = re.compile(
    r"(?:(?:r[eé](?:p|f(?=\.))?|aw|sv|antw)\.?\s*(?:(?:\[\d+\]|\(\d+\)|\^\d+)\s*)?[:：]\s*)+", re.IGNORECASE
)


def is_reply_subject(subject: str) -> bool:
    """Whether it begins as that of a reply."""
    return _REPLY_PREFIX.match(subject.lstrip()[: LONGEST_SUBJECT * 2]) is not None


def bare_subject(subject: str) -> str:
    """The subject without reply prefixes, on one line, leaving room for ours; empty when nothing is left."""
    line = one_line(subject, LONGEST_SUBJECT * 2)
    prefix = _REPLY_PREFIX.match(line)
    return one_line(line[prefix.end() :] if prefix else line, LONGEST_SUBJECT - len("Re: "))
