"""How a template's values are written in each of the two parts of a mail: plain text, or Markdown on its way to HTML.

Whatever a template prints passes through `show`, which makes it harmless; only what a style built itself is `Ready`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from letters.french import NBSP, format_phone, typeset
from letters.untrusted import escape_markdown, harmless, one_line

BUTTON = "button"  # the link title by which the HTML part knows the main link

LONGEST_LINE = 5_000  # characters of a paragraph that somebody wrote without a line break

_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:[/?#][!#-;=?-\[\]_a-z~%]*)?")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~\-]{1,64}@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_PHONE_NUMBER = re.compile(r"\+?[0-9][0-9 ().\-\u00a0]{3,30}")


class Ready(str):
    """Text that a style has built: printed as it is."""

    __slots__ = ()


class Style(ABC):
    """The vocabulary of the templates."""

    def show(self, value: object) -> str:
        """Any printed value. `TypeError` for what isn't text, so that None or a date never reaches a reader."""
        if isinstance(value, Ready):
            return value
        if not isinstance(value, str):
            raise TypeError(f"a letter prints text, not {value!r}")
        return self.escape(harmless(value))

    def mail(self, address: str) -> Ready:
        """An e-mail address to write to; anything else is shown as the text that it is."""
        valid = _MAIL_ADDRESS.fullmatch(address)
        return self.link(address, f"mailto:{address}") if valid else Ready(self.show(address))

    def phone(self, number: str) -> Ready:
        """A telephone number to call; anything else is shown as the text that it is."""
        if not _PHONE_NUMBER.fullmatch(number.strip()):
            return Ready(self.show(number))
        return self.link(format_phone(number), "tel:" + re.sub(r"\(0\)|[^+0-9]", "", number))

    def url(self, url: str) -> Ready:
        """One of our own pages. `ValueError` for anything but a plain http(s) URL."""
        return self.link(_own(url), url)

    def prose(self, text: str) -> Ready:
        """What somebody of the group wrote, in their own lines: text all the same, but with its web addresses."""
        lines = (self.escape(one_line(line, LONGEST_LINE)) for line in text.strip().splitlines())
        return Ready("\n".join(lines))

    @abstractmethod
    def escape(self, line: str) -> str:
        """One line of text that must stay nothing but text."""

    @abstractmethod
    def link(self, label: str, target: str) -> Ready:
        """A link; both label and target were checked."""

    @abstractmethod
    def button(self, label: str, url: str) -> Ready:
        """The one main link. `ValueError` for anything but a plain http(s) URL."""

    @abstractmethod
    def anchor(self, label: str, url: str) -> Ready:
        """A link that is not the main one, by its label. `ValueError` for anything but a plain http(s) URL."""

    @abstractmethod
    def strong(self, text: str) -> Ready:
        """A line that stands out: the title of something that follows."""

    @abstractmethod
    def field(self, label: str, value: object) -> Ready:
        """A line of label and value."""

    @abstractmethod
    def heading(self, text: str) -> Ready:
        """The heading of one part of several."""

    @abstractmethod
    def note(self, text: str) -> Ready:
        """Small print, one paragraph."""


class PlainStyle(Style):
    """The text/plain part."""

    def escape(self, line: str) -> str:
        return line

    def link(self, label: str, target: str) -> Ready:
        return Ready(label)

    def button(self, label: str, url: str) -> Ready:
        return Ready(f"{label}{NBSP}: {_own(url)}")

    def anchor(self, label: str, url: str) -> Ready:
        return self.button(label, url)

    def strong(self, text: str) -> Ready:
        return Ready(self.show(text))

    def field(self, label: str, value: object) -> Ready:
        return Ready(f"{self.show(label)}{NBSP}: {self.show(value)}")

    def heading(self, text: str) -> Ready:
        line = self.show(typeset(text))
        return Ready(f"{line}\n{'-' * min(len(line), 70)}")

    def note(self, text: str) -> Ready:
        return Ready(self.show(typeset(text)))


class MarkdownStyle(Style):
    """The text/html part, before `letters.html_part`."""

    def escape(self, line: str) -> str:
        return escape_markdown(line)

    def link(self, label: str, target: str) -> Ready:
        return Ready(f"[{escape_markdown(label)}](<{escape_markdown(target)}>)")

    def button(self, label: str, url: str) -> Ready:
        return Ready(f'[{escape_markdown(label)}](<{escape_markdown(_own(url))}> "{BUTTON}")')

    def anchor(self, label: str, url: str) -> Ready:
        return self.link(label, _own(url))

    def strong(self, text: str) -> Ready:
        return Ready(f"**{self.show(text)}**")

    def field(self, label: str, value: object) -> Ready:
        return Ready(f"**{self.show(label)}{NBSP}:** {self.show(value)}")

    def heading(self, text: str) -> Ready:
        return Ready(f"## {self.show(typeset(text))}")

    def note(self, text: str) -> Ready:
        return Ready(f"###### {self.show(typeset(text))}")


def _own(url: str) -> str:
    if not _URL.fullmatch(url):
        raise ValueError(f"not a plain http(s) URL: {url!r}")
    return url
