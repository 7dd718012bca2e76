"""A letter rendered: subject, text part and HTML part, all three from the one template of its kind.

The first line of a template is the subject. The text part is the rest as it was rendered; the HTML part is the same
template rendered with every value escaped for Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from letters.french import (
    format_day,
    format_distance,
    format_euros,
    format_hours,
    format_number,
    format_siret,
    format_time,
    format_weekday,
    listed,
    typeset,
)
from letters.html_part import TEMPLATES, html_part
from letters.parts import AnswerPart
from letters.styles import MarkdownStyle, PlainStyle, Ready, Style
from letters.subjects import LONGEST_SUBJECT, bare_subject
from letters.untrusted import one_line
from letters.values import AnswerLetter, Letter

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Rendered:
    """What a reader sees of a letter. `subject` is one line; `text` ends with a line break."""

    subject: str
    text: str
    html: str


def render(letter: Letter) -> Rendered:
    """The letter in words. Whatever its values hold, they stay text on the line that the template gives them."""
    subject, text = _run(PlainStyle, letter)
    return Rendered(subject, text, html_part(markdown_of(letter), subject=subject, group=one_line(letter.group.name)))


def markdown_of(letter: Letter) -> str:
    """What the HTML part is made from."""
    return _run(MarkdownStyle, letter)[1]


def draft(letter: AnswerLetter) -> str:
    """What an answer says, without subject and closing: for a conversation, or for an advisor to go on from."""
    text = _environment(PlainStyle).get_template("answer_body.md.j2").render(_context(letter))
    return _BLANK_LINES.sub("\n\n", text).strip()


def template_name(value: Letter | AnswerPart) -> str:
    """The template of a kind of letter, or of a part, below `letters/templates/`."""
    name = _CAPITAL.sub("_", type(value).__name__.removesuffix("Letter")).lower()
    return f"{name}.md.j2" if isinstance(value, Letter) else f"parts/{name}.md.j2"


def _run(style: type[Style], letter: Letter) -> tuple[str, str]:
    template = _environment(style).get_template(template_name(letter))
    subject, _, body = template.render(_context(letter)).partition("\n")
    return one_line(subject, LONGEST_SUBJECT), _BLANK_LINES.sub("\n\n", body).strip() + "\n"


def _context(letter: Letter) -> dict[str, object]:
    return {field.name: getattr(letter, field.name) for field in fields(letter)} | {"letter": letter}


class FrenchTypography(Extension):
    """The templates' own words get their no-break spaces when they are compiled; values are left alone."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Typeset the text between the tags."""
        for token in stream:
            yield Token(token.lineno, token.type, typeset(token.value)) if token.type == "data" else token


@cache
def _environment(style_type: type[Style]) -> Environment:
    """The templates, speaking one of the two styles."""
    style = style_type()
    environment = Environment(  # noqa: S701 - `finalize` escapes, for Markdown
        loader=FileSystemLoader(TEMPLATES),
        finalize=style.show,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=[FrenchTypography],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        button=style.button,
        field=style.field,
        heading=style.heading,
        note=style.note,
        prose=style.prose,
        anchor=style.anchor,
        strong=style.strong,
    )
    environment.globals["template_name"] = template_name
    environment.filters.update(mail=style.mail, phone=style.phone, url=style.url, typeset=typeset)
    environment.filters.update(day=format_day, weekday=format_weekday, time=format_time, siret=format_siret)
    environment.filters.update(distance=format_distance, listed=listed)
    environment.filters.update(euros=format_euros, hours=format_hours, number=format_number)
    # Faithful, since mail programs thread by it; it only ever stands in a header.
    environment.filters["bare_subject"] = lambda subject: Ready(bare_subject(subject))
    return environment
