"""Plain paragraphs of a letter as HTML, without a Markdown parser: the lines and links that most letters are made of.

markdown-it takes a tenth of a millisecond for a line with a link, which is not remembered since it may open something
for one reader alone. What isn't as simple as it looks is left to markdown-it: `paragraph` says None then, and
`tests/letters/test_html_part.py` compares both.
"""

from __future__ import annotations

import re
from html import escape

# Letters, digits, blanks and the signs that mean nothing to the parser of `models.markdown`; what is escaped.
_TEXT = r"(?:[^\W_]|[ \u00a0\u202f,.;:!?/%€+='’\"&…–—«»()-]|\\[!-/:-@\[-`{-~])"
# No address that the parser would write otherwise: ASCII throughout, nothing encoded, no brackets.
_TARGET = r"(?:https?\\:\\/\\/|mailto\\:|tel\\:)(?:[A-Za-z0-9]|\\[._~:/?#@=+-])+"
_LINK = rf'\[(?P<label>{_TEXT}+)\]\(<(?P<target>{_TARGET})>(?P<title> "button")?\)'
_STRONG = rf"\*\*(?P<strong>[^\W\d_](?:{_TEXT}*[^\W_]|{_TEXT}*[ \u00a0]:)?)\*\*(?=[ ]|$)"
# One line: perhaps a label in bold, then text and links. Nothing that opens a list, no blanks at its ends.
_LINE = re.compile(
    rf"(?=[^\W\d_]|\[|\*\*)(?:{_STRONG})?(?P<rest>(?:{_TEXT}|{_LINK.replace('?P<', '?P<_')})*)(?<![\s\\])"
)
_REST = re.compile(rf"{_LINK}|(?P<text>{_TEXT}+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HOST_CAPITALS = re.compile(r"(?:https?://|mailto:)[^/?#]*[A-Z]")


def paragraph(markdown: str, *, p: str, strong: str, button: str) -> str | None:
    """The paragraph, its styles given; None for anything but plain lines."""
    lines = []
    for line in markdown.strip("\n").split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        label = found["strong"]
        bold = "" if label is None else f'<strong style="{strong}">{_plain(label)}</strong>'
        rest = [_piece(each, button) for each in _REST.finditer(found["rest"])]
        if None in rest:
            return None
        lines.append(bold + "".join(filter(None, rest)))
    return f'<p style="{p}">' + "<br>\n".join(lines) + "</p>\n"


def _piece(found: re.Match[str], button: str) -> str | None:
    if found["text"] is not None:
        return _plain(found["text"])
    target = _ESCAPED.sub(r"\1", found["target"])
    if _HOST_CAPITALS.match(target):
        return None
    style = f' style="{button}"' if found["title"] else ""
    return f'<a href="{escape(target)}"{style}>{_plain(found["label"])}</a>'


def _plain(text: str) -> str:
    """As markdown-it writes text: escaped, but for the single quote."""
    return escape(_ESCAPED.sub(r"\1", text), quote=False).replace('"', "&quot;")
