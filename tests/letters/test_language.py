"""Every letter reads as French that somebody has typeset, in both of its parts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from letters.html_part import TEMPLATES
from letters.parts import AnswerPart
from letters.render import Rendered, render, template_name
from letters.values import Letter
from tests.letters.html_reading import read
from tests.letters.samples import LETTERS, PARTS, SUPPLIER_LETTER, TYPICAL

NBSP = "\u00a0"
GOLDEN = Path(__file__).parent / "golden"
NOT_PROSE = re.compile(r"https?://\S+|[\w.\-]+@[\w.\-]+|\d+:\d+")
ENGLISH = re.compile(
    r"\b(?:the|you|your|and|please|request|account|supplier|attachment|member|hello|None|True|False|null|undefined"
    r"|PROSPECT|FORMER|UNKNOWN)\b",
    re.IGNORECASE,
)
FAULTS = {
    "a breaking or no space before a mark": re.compile(rf"(?<!{NBSP})[:;?!»]"),
    "a breaking or no space after «": re.compile(rf"«(?!{NBSP}\S)"),
    "a double space": re.compile(rf"[ {NBSP}]{{2}}"),
    "a space before a comma or full stop": re.compile(r"\s[,.]"),
    "a straight apostrophe": re.compile(r"'"),
    "a word that isn't French": ENGLISH,
    "a trace of the template": re.compile(r"\{\{|\}\}|\{%|\*\*|\[\[|##|\\"),
}


@pytest.fixture(params=LETTERS)
def rendered(request: pytest.FixtureRequest) -> Rendered:
    return render(LETTERS[request.param])


def test_every_part_has_a_template_and_a_sample() -> None:
    kinds = set(get_args(AnswerPart))
    assert {type(part) for part in PARTS} == kinds
    assert {template_name(part).removeprefix("parts/") for part in PARTS} == {
        path.name for path in (TEMPLATES / "parts").iterdir()
    }


def test_every_letter_has_a_template_and_a_sample() -> None:
    assert {type(letter) for letter in LETTERS.values()} == set(get_args(Letter))
    assert all((TEMPLATES / template_name(letter)).is_file() for letter in LETTERS.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_language(rendered: Rendered, fault: str) -> None:
    subject = rendered.subject.removeprefix("Re: ")
    for name, text in {"subject": subject, "text": rendered.text, "html": read(rendered.html).text}.items():
        prose = NOT_PROSE.sub("X", text.split("}", 1)[-1] if name == "html" else text)
        found = FAULTS[fault].search(prose)
        assert found is None, f"{fault} in {name}: {prose[max(0, found.start() - 30) : found.end() + 30]!r}"


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("a breaking or no space before a mark", "Une question ?"),
        ("a breaking or no space before a mark", "Une question?"),
        ("a breaking or no space before a mark", f"SIRET: 1{NBSP}?"),
        ("a breaking or no space after «", "« azur"),
        ("a double space", "un  mot"),
        ("a word that isn't French", "Bonjour None,"),
        ("a trace of the template", "Bonjour {{ name }}"),
    ],
)
def test_the_faults_are_seen(fault: str, text: str) -> None:
    assert FAULTS[fault].search(text)


def test_both_parts_say_the_same(rendered: Rendered) -> None:
    page = read(rendered.html)
    words = page.text.split()
    for line in rendered.text.splitlines():
        if "http" in line or set(line) == {"-"}:
            continue  # in the HTML part the main link shows its label only
        for word in line.removeprefix("- ").split():
            assert word in words


def test_the_shape_of_both_parts(rendered: Rendered) -> None:
    page = read(rendered.html)
    assert rendered.text.endswith("\n")
    assert "\n\n\n" not in rendered.text
    assert all(line == line.strip() for line in rendered.text.splitlines())
    assert page.tags[0] == ("html", ("lang",))
    assert '<html lang="fr">' in rendered.html
    assert page.loads == []
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "div", "p", "h2", "ul", "li", "a", "strong", "br")
    }
    assert all(link.startswith(("https://www.centrale.test/", "mailto:", "tel:")) for link in page.links)
    assert len(rendered.html) < 100_000  # from 102 kB on Gmail shows but the beginning


def test_links_survive_both_renderings() -> None:
    rendered = render(SUPPLIER_LETTER)
    assert SUPPLIER_LETTER.decision_url in read(rendered.html).links
    assert f"Accepter ou refuser la demande{NBSP}: {SUPPLIER_LETTER.decision_url}\n" in rendered.text
    assert "tel:0240112233" in read(rendered.html).links


@pytest.mark.parametrize(("name", "letter"), [("supplier_attachment", SUPPLIER_LETTER), ("answer", TYPICAL)])
def test_golden(name: str, letter: Letter) -> None:
    """A change of wording shows in review; delete a golden file to have it written anew."""
    rendered = render(letter)
    for path, now in {
        GOLDEN / f"{name}.txt": f"{rendered.subject}\n\n{rendered.text}",
        GOLDEN / f"{name}.html": rendered.html,
    }.items():
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(now, encoding="utf-8")
            pytest.fail(f"{path.name} was missing and is written now: read it, then run again")
        assert now == path.read_text(encoding="utf-8")
