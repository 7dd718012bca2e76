"""Whether a machine wrote a mail, told from its raw headers alone: a second opinion beside `mailbot.guards`.

Kept apart from the guards and cruder on purpose: what both overlook is in nobody's header.
"""

from __future__ import annotations

import re

_MACHINES = (
    ("a bounce", rb"content-type:[^\r\n]*multipart/report"),
    ("a bounce", rb"x-failed-recipients:"),
    ("a bounce", rb"return-path:[ \t]*<>"),
    ("a bounce", rb"(?:from|sender):[^\r\n]*\bmailer-daemon\b"),
    ("an automatic reply", rb"auto-submitted:[ \t]*auto"),
    ("an automatic reply", rb"x-auto(?:reply|respond|response|-reply):"),
    ("an automatic reply", rb"precedence:[ \t]*auto"),
    ("list mail", rb"precedence:[ \t]*(?:list|bulk|junk)"),
    ("list mail", rb"list-(?:id|unsubscribe|post|help):"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _MACHINES)
_HEAD = re.compile(rb"\A.*?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)
_LINE_END = re.compile(rb"\r\n?|\n")


def machine_behind(source: bytes) -> str | None:
    """What kind of machine says in the headers that it wrote this mail, or None."""
    head = _HEAD.match(source)
    unfolded = re.sub(rb"\n[ \t]+", b" ", _LINE_END.sub(b"\n", head[0] if head else b"")).lower()
    for kind, pattern in _PATTERNS:
        if any(pattern.match(line) for line in unfolded.split(b"\n")):
            return kind
    return None
