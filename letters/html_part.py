"""The text/html part: a template's Markdown through markdown-it with HTML off, styled inline, in one small layout."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it.token import Token
from markupsafe import Markup

from letters.paragraphs import paragraph
from letters.styles import BUTTON
from models.markdown import parser

LONGEST_REMEMBERED = 1_000  # characters
TEMPLATES = Path(__file__).parent / "templates"

# Neither text nor background has a colour of its own: they follow the reader's light or dark mode.
_INLINE_STYLES = {
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding:0 0 0 20px",
    "li": "margin:0 0 6px",
    "h2": "margin:28px 0 12px;padding:16px 0 0;border-top:1px solid #9aa3b2;font-size:18px;line-height:1.3",
    "strong": "font-weight:600",
    "h6": "margin:0;font-size:13px;line-height:1.45;font-weight:normal;opacity:.8",
}
_BUTTON_STYLE = (
    "display:inline-block;padding:12px 20px;border-radius:6px;background:#1f5fbf;color:#ffffff;"
    "font-weight:600;text-decoration:none"
)


def html_part(markdown: str, *, subject: str, group: str) -> str:
    """The whole HTML document of a letter; no images, nothing remote, French."""
    body = Markup(_markdown_to_html(markdown))  # noqa: S704 - markdown-it escaped it, with HTML off
    return _layout().get_template("layout.html.j2").render(subject=subject, group=group, body=body)


def _markdown_to_html(markdown: str) -> str:
    return "".join(_block(block) for block in markdown.split("\n\n"))


def _block(markdown: str) -> str:
    # Most paragraphs, headings and lists are a template's own words, the same in every letter: they are made once.
    # Links, which may open something for one reader alone, and long texts of people are none of these.
    if "](" in markdown or "://" in markdown or len(markdown) > LONGEST_REMEMBERED:
        return _made(markdown)
    return _remembered(markdown)


def _made(markdown: str) -> str:
    plain = paragraph(markdown, p=_INLINE_STYLES["p"], strong=_INLINE_STYLES["strong"], button=_BUTTON_STYLE)
    return styled(markdown) if plain is None else plain


def styled(markdown: str) -> str:
    """Markdown as HTML with its styles."""
    made = parser(breaks=True)
    tokens = made.parse(markdown)
    _style(tokens)
    return str(made.renderer.render(tokens, made.options, {}))


_remembered = lru_cache(2_000)(_made)


def _style(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.nesting == 1 and token.tag in _INLINE_STYLES:
            token.attrSet("style", _INLINE_STYLES[token.tag])
        if token.type == "link_open" and token.attrs.pop("title", None) == BUTTON:
            token.attrSet("style", _BUTTON_STYLE)
        if token.tag == "h6":  # small print is no heading to a screen reader
            token.tag = "p"
        _style(token.children or ())


@cache
def _layout() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
