"""Markdown as the group's texts are written in: to HTML that can do no harm, and to plain text.

One parser for the published texts and for letters. It knows paragraphs, lists, headings, emphasis and links to where
links may go; HTML, images and code are only characters to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.typography import typeset

# Pages, addresses, numbers, and our own pages by their path; `//host` and `/\host` would be somebody else's.
_LINK = re.compile(r"https?://[^\s]+|mailto:[^\s]+|tel:[^\s]+|/(?![/\\%]).*|/", re.IGNORECASE)
_TOP_HEADING = 3


@cache
def parser(*, breaks: bool = False) -> MarkdownIt:
    """The parser; with `breaks` a line break in a paragraph stays one."""
    made = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": breaks})
    made.validateLink = lambda url: _LINK.fullmatch(url) is not None  # type: ignore[method-assign]
    return made.enable(["list", "heading", "emphasis", "escape", "link", "newline"])


def to_html(markdown: str) -> str:
    """HTML to put into a page: `p ul ol li h3–h6 strong em a br` and nothing else; typeset, every value escaped."""
    made = parser()
    tokens = made.parse(markdown)
    for token in _all(tokens):
        if token.type == "text":
            token.content = typeset(token.content)
        elif token.type in ("heading_open", "heading_close"):  # the page's own headings stand above
            token.tag = f"h{min(6, int(token.tag[1]) + _TOP_HEADING - 1)}"
        elif token.type == "link_open" and str(token.attrGet("href")).lower().startswith("http"):
            token.attrSet("rel", "noopener noreferrer")
    return str(made.renderer.render(tokens, made.options, {})).strip()


def passages(markdown: str) -> list[str]:
    """The paragraphs, headings and items of lists as plain text, in order; links by their names."""
    found = (_plain(token) for token in parser().parse(markdown) if token.type == "inline")
    return [typeset(text) for text in found if text]


def to_text(markdown: str) -> str:
    """Plain text as a mail or a calendar shows it: paragraphs apart, a dash or a number before items of lists."""
    lines: list[str] = []
    marks: list[tuple[str, int]] = []
    mark = ""
    for token in parser().parse(markdown):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                marks.append((token.tag, int(token.attrGet("start") or 1)))
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
                lines += [] if marks else [""]
            case "list_item_open":
                kind, number = marks[-1]
                mark = f"{number}. " if kind == "ol" else "– "
                marks[-1] = (kind, number + 1)
            case "inline":
                lines.append("  " * (len(marks) - 1) + mark + typeset(_plain(token)))
                mark = ""
                lines += [] if marks else [""]
    return "\n".join(lines).strip()


def _plain(token: Token) -> str:
    parts = (" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ())
    return " ".join("".join(parts).split())


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())
