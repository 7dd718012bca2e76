"""HTML mails as plain text, quotes marked by `> ` as in a text mail; nothing is ever loaded from elsewhere."""

from __future__ import annotations

import html
import re

from inscriptis import get_annotated_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

MAX_HTML_CHARACTERS = 600_000

_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], annotation_rules={"blockquote": ["quote"]})
_UNSEEN = (("<script", "</script"), ("<style", "</style"), ("<head>", "</head"), ("<title", "</title"), ("<!--", "-->"))
_DATA_URI = re.compile(r"""(["'])data:[^"']*\1""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)


def html_to_text(source: str) -> str:
    """The readable text. HTML that inscriptis can't take (too deep, broken) merely loses its tags."""
    source = _DATA_URI.sub('""', source[:MAX_HTML_CHARACTERS]).replace("\x00", "")
    try:
        rendered = get_annotated_text(source, _CONFIG)
        text = _mark_quotes(rendered.get("text", ""), rendered.get("label", []))
    except Exception:  # lxml and inscriptis raise many kinds; the words must not be lost
        text = ""
    return text if text.strip() else _without_tags(source)


def _without_tags(source: str) -> str:
    for opening, closing in _UNSEEN:
        source = _cut_out(source, opening, closing)
    return html.unescape(_TAG.sub(" ", _BREAK.sub("\n", source))).strip()


def _cut_out(source: str, opening: str, closing: str) -> str:
    """Leave out what stands between; by plain searching, as a regular expression takes quadratic time here."""
    lowered, kept, position = source.lower(), [], 0
    if len(lowered) != len(source):  # a few characters have longer lower cases; then places would differ
        return source
    while (start := lowered.find(opening, position)) >= 0 and (end := lowered.find(closing, start)) >= 0:
        kept.append(source[position:start])
        position = end
    return "".join(kept) + source[position:]


def _mark_quotes(text: str, quotes: list[tuple[int, int, str]]) -> str:
    spans, lines, position, quoted_to = sorted(quotes), [], 0, 0
    next_span = 0
    for line in text.split("\n"):
        middle = position + len(line) // 2
        while next_span < len(spans) and spans[next_span][0] <= middle:
            quoted_to = max(quoted_to, spans[next_span][1])
            next_span += 1
        lines.append(f"> {line.strip()}" if middle < quoted_to else line.rstrip())
        position += len(line) + 1
    return "\n".join(lines).strip("\n")
