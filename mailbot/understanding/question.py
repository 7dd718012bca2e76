"""What a mail asks, without the words that people put around a question: for looking it up in the FAQ."""

from __future__ import annotations

import re

from models.closings import closes
from models.folding import fold

# More questions than these in one mail are a conversation for a human.
MOST_QUESTIONS = 3
LONGEST_QUESTION = 300
LONGEST_WHOLE = 2_000
# A question that begins behind so many characters is a human's; folding more of them would hold up everybody else.
LONGEST_READ = 6_000
# Words that a question has which can be understood without the sentence before it.
_LONG_ENOUGH = 7

_GREETING = re.compile(
    r"^\W*(?:(?:re)?bonjour|bonsoir|salut|hello|madame|monsieur|messieurs|chere?s?)\b[^,.!?\n]{0,40}[,.!\n]*\s*",
    re.IGNORECASE,
)
# "… ; par ailleurs …" begins another question within a sentence.
_BESIDES = r"(?:;|,? et (?:aussi|par ailleurs|d[’']autre part|autre question)\b|,? (?:par ailleurs|d[’']autre part)\b)"
_SENTENCE = re.compile(rf"(?:(?!{_BESIDES})[^.!?\n])+[.!?]*|{_BESIDES}", re.IGNORECASE)
# How a question begins when nobody writes its mark.
_ASKS = re.compile(
    r"\b(?:comment|pourquoi|combien|quand|ou (?:puis|peut|trouver|est|sont|voir|faire)|quels?|quelles?|qu est ce"
    r"|c est quoi|est ce que|puis je|peut on|pouvez vous|pourriez vous|savoir|voudra(?:is|it)|souhait|aimerai"
    r"|j ai oublie|je n arrive|ne (?:marche|fonctionne|recois?)|je ne|impossible)\b"
)
_AROUND = re.compile(
    r"(?:pouvez|pourriez|peux)[ -]?(?:vous|tu) (?:me |nous )?"
    r"(?:dire|indiquer|pr[ée]ciser|expliquer|communiquer|rappeler|donner|renseigner)"
    r"|(?:je|nous) (?:souhait\w+|voudr\w+|aimer\w+|d[ée]sir\w+) (?:savoir|conna[iî]tre|avoir)"
    r"|j'?’?(?:aimerais|ai besoin de|voudrais) (?:savoir|conna[iî]tre)"
    r"|s[’' ]il (?:vous|te) pla[iî]t|\bsvp\b|\bmerci\b(?: d[’']avance)?",
    re.IGNORECASE,
)


def questions_in(subject: str, text: str) -> tuple[str, ...]:
    """What is asked, each question by itself; the whole text where none stands out. Empty for an empty mail."""
    sentences = [sentence for line in _own_lines(text) for sentence in _SENTENCE.findall(line)]
    bare = [_bare(sentence) for sentence in sentences]
    asked = []
    for at, sentence in enumerate(sentences):
        if bare[at] and _is_question(sentence):
            # "Que faire ?" asks nothing by itself: what it is about stands in front of it.
            alone = len(bare[at].split()) >= _LONG_ENOUGH
            before = bare[at - 1] if at else _bare(subject)
            asked.append(bare[at] if alone else f"{before} {bare[at]}".strip())
    if not asked:
        asked = [" ".join(filter(None, (_bare(subject), *bare)))]
    return tuple(question[:LONGEST_QUESTION] for question in asked if len(question) > 3)[:MOST_QUESTIONS]


def whole_question(subject: str, text: str) -> str:
    """The subject and the sender's own sentences as one question, to see what the mail as a whole is about."""
    sentences = (sentence for line in _own_lines(text) for sentence in _SENTENCE.findall(line))
    return " ".join(filter(None, (_bare(subject), *map(_bare, sentences))))[:LONGEST_WHOLE]


def _own_lines(text: str) -> list[str]:
    lines = []
    for line in text[:LONGEST_READ].splitlines():
        if closes(line):
            break
        lines.append(_GREETING.sub("", line, count=1))
    return lines


def _is_question(sentence: str) -> bool:
    return "?" in sentence or _ASKS.search(fold(sentence)) is not None


def _bare(sentence: str) -> str:
    return " ".join(_AROUND.sub(" ", sentence).split()).strip(" ,;:.!-–")
