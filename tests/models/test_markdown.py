"""Markdown: what may be written, and that nothing written can do harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.markdown import passages, to_html, to_text

NBSP = "\u00a0"
ALLOWED = {"p", "ul", "ol", "li", "h3", "h4", "h5", "h6", "strong", "em", "a", "br"}
SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\]))", re.IGNORECASE)


class Reader(HTMLParser):
    """Notes every tag and attribute; fails on what must not be there."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in {"href", "rel", "title", "start"}
            assert name != "href" or (value and (SAFE_LINK.match(value) or value == "/"))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Un **mot** et *un autre*.", "<p>Un <strong>mot</strong> et <em>un autre</em>.</p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("# Titre", "<h3>Titre</h3>"),
        ("##### Petit", "<h6>Petit</h6>"),
        ("[Adhérer](/adherer)", '<p><a href="/adherer">Adhérer</a></p>'),
        ("[ici](https://a.test/?b=1&c=2)",
         '<p><a href="https://a.test/?b=1&amp;c=2" rel="noopener noreferrer">ici</a></p>'),
        ("Qui ? « Nous »", f"<p>Qui{NBSP}? «{NBSP}Nous{NBSP}»</p>"),
        ("<b>gras</b> & `code`", "<p>&lt;b&gt;gras&lt;/b&gt; &amp; `code`</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_html(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize("target", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
    "//evil.test", "/\\evil.test", "/%5Cevil.test", "&#106;avascript:alert(1)",
    "\x01javascript:alert(1)", "java\tscript:x",
])  # fmt: skip
def test_a_link_that_may_not_be_is_only_text(target: str) -> None:
    assert "<a" not in to_html(f"[x](<{target}>)")
    assert "<a" not in to_html(f"[x]({target})")


@given(st.text("<>[]()!#*_`~&;:/\\\"'=\n ajhrefscipt1.-|{}", max_size=60))
def test_no_text_makes_other_html(markdown: str) -> None:
    Reader().feed(to_html(markdown))
    to_text(markdown)


def test_plain_text_and_passages() -> None:
    markdown = (
        "Intro **forte** :\n\n- un [lien](https://a.test)\n- deux\n  sur deux lignes\n\n3. trois\n4. quatre\n\nFin"
    )
    assert passages(markdown) == [f"Intro forte{NBSP}:", "un lien", "deux sur deux lignes", "trois", "quatre", "Fin"]
    assert to_text(markdown) == (
        f"Intro forte{NBSP}:\n\n– un lien\n– deux sur deux lignes\n\n3. trois\n4. quatre\n\nFin"
    )
