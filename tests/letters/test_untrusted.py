"""Whatever strangers type stays text: no link, no tag, no Markdown, no new line, no header."""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.compose import compose
from letters.parts import PUBLIC_PARTS, HandedOver, SenderUnproven
from letters.render import render
from letters.untrusted import EMPTY, escape_markdown, harmless, one_line
from letters.values import Letter, Sender
from tests.letters.html_reading import read
from tests.letters.samples import (
    ACCEPTED,
    ADVISOR,
    CANCELLED,
    LETTERS,
    PARTS,
    REFUSED,
    SEVERAL,
    SUPPLIER_LETTER,
    answer,
)

NASTY = [
    "https://evil.example/gagnez",
    "evil.com",
    "www.evil.com/a?b=c",
    "victime@evil.com",
    "//evil.com",
    "[cliquez](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "<https://evil.example>",
    "[x]: https://evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</div></body><a href=javascript:alert(1)>x</a>",
    "&lt;b&gt; &#60;a&#62; &amp;",
    "**gras** _italique_ `code` ~~barré~~",
    "# titre",
    "- puce",
    "1. numéro",
    "> citation",
    "---",
    "===",
    "    code",
    "\tcode",
    "a\nb\r\n\r\n# titre\n\n- puce",
    "x\r\nBcc: victime@evil.com",
    "a\u2028b\u2029c\u0085d\x0be\x0cf",
    "\u202egnp.exe\u202c",
    "\u200b\u200b",
    "\\",
    "\\](https://evil.example)",
    "{{ 7 * 7 }} {% include 'x' %}",
    '" onmouseover="alert(1)',
    "| a | b |\n|---|---|",
    "```\ncode\n```",
    "\ud800",
    "\x00",
    "x" * 5000,
    "e\u0301" * 300,
    "]]>",
    "『evil。com』",
]
# Our own addresses, words of the schema, and texts that the group has written.
LEAVES = {"decision_url", "web_url", "join_url", "email", "contact_address", "phone", "status", "slug", "article"}
# What mail programs make links of by themselves.
LINKABLE = re.compile(r"://|\bwww\.\w|[\w\-][.。．｡][^\W\d_]{2}|\w@\w+\.\w")
SENDER = Sender("HA+PME", "contact@centrale.test")


def with_values(thing: Any, value: str) -> Any:
    """The letter with every text that a person may have typed replaced."""
    if isinstance(thing, str):
        return value
    if isinstance(thing, tuple):
        return tuple(with_values(each, value) for each in thing)
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    names = {each.name for each in dataclasses.fields(thing)} - LEAVES
    return dataclasses.replace(thing, **{name: with_values(getattr(thing, name), value) for name in names})


SUBJECTS: list[Letter] = [SUPPLIER_LETTER, CANCELLED, ACCEPTED, REFUSED, SEVERAL]


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("letter", SUBJECTS, ids=lambda letter: type(letter).__name__)
def test_nasty_values_change_nothing_but_words(letter: Letter, value: str) -> None:
    check_structure(letter, value)


@given(st.text(min_size=1))
def test_any_value_changes_nothing_but_words(value: str) -> None:
    check_structure(REFUSED, value)


def check_structure(letter: Letter, value: str) -> None:
    """The same tags, attributes, links and lines as with a plain word; and nothing that a mail program would link."""
    plain, nasty = render(with_values(letter, "mot")), render(with_values(letter, value))
    plain_page, page = read(plain.html), read(nasty.html)
    assert page.tags == plain_page.tags
    assert page.links == plain_page.links
    assert nasty.text.count("\n") == plain.text.count("\n")
    assert len(nasty.text.splitlines()) == len(plain.text.splitlines())
    assert len(nasty.subject.splitlines()) == 1
    assert len(nasty.subject) <= 150
    shown = harmless(value)
    assert LINKABLE.search(shown) is None
    assert shown in nasty.text
    assert shown in page.text or " " in shown


@pytest.mark.parametrize("value", NASTY)
def test_headers_stay_ours(value: str) -> None:
    letter = with_values(answer(HandedOver("x")), value)
    content = compose(render(letter), sender=SENDER, to="a@b.test", message_id="<1@b.test>", automatic=True)
    head = content.partition(b"\r\n\r\n")[0]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert b"Bcc" not in names
    assert len(names) == len(set(names))
    assert content.isascii()


@pytest.mark.parametrize("field", ["contact_address", "phone"])
def test_a_wrong_address_or_number_is_no_link(field: str) -> None:
    wrong = 'x@y.test>"><a href="https://evil.example'
    group = dataclasses.replace(SUPPLIER_LETTER.group, **{field: wrong})
    page = read(render(dataclasses.replace(SUPPLIER_LETTER, advisor=None, group=group)).html)
    assert not any("evil" in link for link in page.links)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.test/ x",
        "https://a.test/\n",
        'https://a.test/"',
        "//a.test",
        "https://a@b.test",
    ],
)
def test_only_plain_urls_become_links(url: str) -> None:
    with pytest.raises(ValueError, match="not a plain"):
        render(dataclasses.replace(SUPPLIER_LETTER, decision_url=url))


def test_an_unproven_sender_learns_and_spreads_nothing() -> None:
    one = answer(SenderUnproven())
    told: dict[str, Any]
    for told in ({"greeting_name": "Yann Le Goff"}, {"original_subject": "Gagnez sur evil.com"}, {"advisor": ADVISOR}):
        with pytest.raises(ValueError, match="unproven"):
            dataclasses.replace(one, **told)
    for part in PARTS:
        if not isinstance(part, PUBLIC_PARTS) or part == HandedOver("la facture de septembre"):
            with pytest.raises(ValueError, match="unproven"):
                dataclasses.replace(one, parts=(SenderUnproven(), part))
    with pytest.raises(ValueError, match="at least one"):
        dataclasses.replace(one, parts=())


@pytest.mark.parametrize("value", [None, datetime.date(2026, 1, 1), 3])
def test_what_is_not_text_is_not_printed(value: Any) -> None:
    with pytest.raises(TypeError, match="prints text"):
        render(dataclasses.replace(ACCEPTED, supplier=value))


def test_ordinary_names_stay_as_they_are() -> None:
    for name in (
        "Menuiserie Le Goff & Fils",
        "S.A.R.L. L’Œuvre",
        "N° 12-34/B",
        "J. Martin",
        "Dupont (Nantes)",
        "2.05",
        "a_b*c",
    ):
        assert harmless(name) == name
        letter = dataclasses.replace(CANCELLED, member_name=name)
        assert name in read(render(letter).html).text
        assert name in render(letter).text
        assert name in render(letter).subject


def test_values_are_bounded_and_never_empty() -> None:
    assert len(one_line("é" * 10_000)) == 500
    assert one_line("é" * 10_000).endswith("…")
    assert harmless("\u200b \n") == EMPTY
    assert escape_markdown("a*b_c") == r"a\*b\_c"


def test_samples_cover_the_leaves_left_alone() -> None:
    """A new field whose name is in LEAVES would escape these tests: keep the list to what is validated or ours."""
    names = {field.name for letter in LETTERS.values() for field in dataclasses.fields(letter)}
    assert names & LEAVES == {"decision_url"}
