"""Reading the HTML part as a mail program does: its tags, its links, its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page:
    """What an HTML part holds: its tags in order with their attributes' names, its links, its visible text."""

    tags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, tuple(name for name, _ in attrs)))
        self.page.links += [value or "" for name, value in attrs if name == "href"]
        self.page.loads += [value or "" for name, value in attrs if name in {"src", "srcset", "background", "action"}]

    def handle_data(self, data: str) -> None:
        self.page.text += data


def read(html: str) -> Page:
    """The page, parsed as HTML 5 by the standard library."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
