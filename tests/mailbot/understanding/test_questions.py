"""Questions found in mails, and how often the demo's FAQ has the answer that an advisor would send."""

from __future__ import annotations

import csv
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailbot.message.html import html_to_text
from mailbot.message.quoting import new_text_of
from mailbot.requests.question import LEAST_SCORE, is_sure
from mailbot.understanding.question import LONGEST_QUESTION, MOST_QUESTIONS, questions_in, whole_question
from models.markdown import passages
from search import Document, Field, Index
from tests.mailbot.understanding.test_demo_mails import text_of

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bonjour,\n\nOù trouver mon numéro svp ?\n\nCordialement,\nComment va Paul ?",
         ("Sujet Où trouver mon numéro ?",)),
        ("Le lien ne marche plus. Que faire ?", ("Sujet Le lien ne marche plus", "Le lien ne marche plus Que faire ?")),
        ("Bonjour Madame, pouvez-vous me dire comment on devient adhérent chez vous ?",
         ("comment on devient adhérent chez vous ?",)),
        ("Je souhaiterais savoir à quelle heure vous ouvrez le matin.", ("à quelle heure vous ouvrez le matin",)),
        ("Merci de rappeler.", ("Sujet de rappeler",)),
        ("", ("Sujet",)),
    ],
)  # fmt: skip
def test_what_is_asked(text: str, asked: tuple[str, ...]) -> None:
    assert questions_in("Sujet", text) == asked


@pytest.mark.parametrize("sentence", ["Il était une fois. ", "Comment faire ?\n", "\n", "é" * 60 + ". ", "x"])
def test_a_very_long_mail_holds_up_nobody(sentence: str) -> None:
    text = sentence * (200_000 // len(sentence))
    begin = time.process_time()
    questions_in("Sujet", text)
    whole_question("Sujet", text)
    assert time.process_time() - begin < 0.5


def test_it_stays_short_and_takes_anything() -> None:
    assert questions_in("", "") == ()
    asked = questions_in("", "Comment faire " + "x" * 5_000 + " ? " + "Et pourquoi ne pas faire cela autrement ? " * 50)
    assert len(asked) == MOST_QUESTIONS
    assert max(map(len, asked)) == LONGEST_QUESTION
    for odd in ("?!?!", "\x00", "\u202e?", "Bonjour" * 2_000, ". " * 5_000, "(" * 3_000):
        questions_in(odd, odd)


def mails(name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / f"questions_{name}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["mail"]
    return found


def faq() -> tuple[Index, list[str]]:
    """As `workflows.search_texts` makes it, of the demo's entries."""
    with (ROOT / "demo/faq.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    documents = []
    for key, row in enumerate(rows):
        parts = tuple(passages(row["answer"]))
        fields = (Field(row["question"]), Field(row["keywords"], 0.9), Field(row["topic"], 0.4))
        documents.append(Document(key, (*fields, Field("\n".join(parts), 0.5)), parts))
    return Index(documents), [row["slug"] for row in rows]


@pytest.mark.parametrize(
    ("name", "right", "wrong"), [("tuning", 7, 0), ("unseen", 5, 0), ("fresh", 5, 1)], ids=lambda one: str(one)
)
def test_how_often_the_answer_is_there(name: str, right: int, wrong: int) -> None:
    """At least so many of the suggestions are right and at most so many wrong; docs/understanding.md tells the rest."""
    index, slugs = faq()
    counts = {True: 0, False: 0}
    for mail in mails(name):
        suggested = {
            slugs[hit.key]
            for question in questions_in(mail["subject"], mail["text"])
            for hit in index.best(question, 1)
            if hit.score >= LEAST_SCORE
        }
        if suggested:
            counts[bool(suggested & set(mail["expected"]))] += 1
    assert counts[True] >= right
    assert counts[False] <= wrong


def corpus_mails() -> list[dict[str, Any]]:
    """The corpus's mails that ask what the FAQ answers, with the articles that do."""
    expected = {(one["style"], one["subject"]): one["expected"] for one in mails("corpus")}
    found = []
    for path in sorted((ROOT / "mailbot/corpus").glob("*.toml")):
        for mail in tomllib.loads(path.read_text("utf-8")).get("mail", ()):
            if (path.stem, mail["subject"]) in expected:
                text = html_to_text(mail["text"]) if mail.get("html") else mail["text"]
                text = new_text_of(text, mail["subject"], is_reply=False)
                found.append({**mail, "text": text, "expected": expected[path.stem, mail["subject"]]})
    assert len(found) == len(expected)
    return found


def sure_answers(mail: dict[str, Any], index: Index, slugs: list[str]) -> set[str]:
    """As `mailbot.requests.question` decides."""
    whole = index.best(whole_question(mail["subject"], mail["text"]), 1)
    hits = [hit for question in questions_in(mail["subject"], mail["text"]) for hit in index.best(question, 1)]
    return {slugs[hit.key] for hit in hits if whole and hit.key == whole[0].key and is_sure(hit.score, whole[0].score)}


@pytest.mark.parametrize(
    ("name", "right", "wrong"), [("tuning", 7, 0), ("unseen", 6, 0), ("fresh", 7, 1), ("corpus", 15, 1)]
)
def test_what_is_sure_is_right(name: str, right: int, wrong: int) -> None:
    """What is answered at once: at least so many rightly and at most so many wrongly."""
    index, slugs = faq()
    told = [(sure_answers(one, index, slugs), one) for one in (corpus_mails() if name == "corpus" else mails(name))]
    assert sum(bool(sure and sure <= set(one["expected"])) for sure, one in told) >= right
    assert sum(not sure <= set(one["expected"]) for sure, one in told) <= wrong


def test_the_demo_s_question() -> None:
    subject, text = text_of("23")
    index, slugs = faq()
    assert sure_answers({"subject": subject, "text": text}, index, slugs) == {"numero-adherent"}
