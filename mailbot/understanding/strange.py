"""Names that nobody knows, by what stands around them: "un collègue m'a parlé de Verdalys, c'est un des vôtres ?".

A span is one word or several that are written like a name, with capitals or as hardly anybody writes; a small linear
model (`strange.json`, made by `manage.py mail train`) says whether it is a supplier that the mail asks for.
`unknown.py` has the rules for what is clear without it.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailbot.understanding.directory import SupplierMention, usual_words
from mailbot.understanding.linear import Linear, read
from mailbot.understanding.owners import FIRST_NAMES
from mailbot.understanding.sentences import Sentence, sentences_of
from mailbot.understanding.signs import FIRM_BEFORE, FIRM_BEHIND, NAME_SIGNS
from mailbot.understanding.words import DETERMINERS, SMALL_WORDS, TITLES
from models.folding import FoldedWord, fold, folded_words
from models.mail_kinds import MailKind

FILE = Path(__file__).with_name("strange.json")
MAX_CHARACTERS, MOST_SPANS = 6_000, 60
# Where a mail of its kind needs a supplier and none is named, its likeliest name is enough.
ONLY_ONE = 0.2
_NEED_ONE = (
    MailKind.SUPPLIER_ATTACHMENT,
    MailKind.SUPPLIER_TERMS,
    MailKind.DISCOUNT_CODE,
    MailKind.STAFFING_COST,
)
_STEPS, _LIKELY = 10, 0.3
NEEDED = "needs a supplier 7"
# Beside a supplier that is known, a name must be surer: the mail is probably about that one.
BESIDE_KNOWN = 0.8
_SHORT = 5
_WINDOW = 6  # words in front of a name and behind it
_BEFORE, _BEHIND, _FAR = 70, 120, 200
_GLUE = re.compile(r"[ \u00a0]|[-'’&]|[ ]?&[ ]?")
_ADDRESS = re.compile(r"\S{1,64}@\S+|(?:https?://|www\.)\S+")
_LINKS = frozenset("de du des d".split())
_PLAIN = (
    DETERMINERS
    | SMALL_WORDS
    | TITLES
    | frozenset(
        "ha pme siret je et ou bonjour merci cordialement salut bonsoir nous vous monsieur madame tva iban hello hi"
        " dear coucou slt cdt svp stp vs".split()
    )
)
# Behind a verb: "Figurent-ils".
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|vous|nous|je|tu|ce|moi|on)\b")
_CLOSING = re.compile(
    r"\b(?:cordialement|salutations|bien à vous|regards|amicalement|bonne journée|cdt)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\s{0,3}[,(]?\s{0,3}(?:n°|no|num|numéro|compte|client|contrat|code)?\s{0,3}[:°]?\s{0,3}[A-Z]{0,3}[-. ]?\d{3}"
)
_GOODS = re.compile(r"[ \u00a0]\((?:les? |la |l['’]|des )?[a-zà-ÿ]{4,}")


@dataclass(frozen=True)
class Span:
    """A place that is written like a name, and the signs around it."""

    start: int
    end: int
    signs: frozenset[str]


@functools.cache
def namer() -> Linear:
    """The model of this version, read once."""
    return read(FILE.read_text("utf-8"))


def signs_of_kinds(chances: Mapping[MailKind, float]) -> frozenset[str]:
    """What tells how much a mail needs a supplier, by how likely it asks for what."""
    needs = min(1.0, sum(chances.get(kind, 0.0) for kind in _NEED_ONE))
    steps = (f"needs a supplier {step}" for step in range(1, _STEPS) if needs * _STEPS >= step)
    return frozenset((*steps, *(f"asks {kind}" for kind, chance in chances.items() if chance >= _LIKELY)))


def strange_names(
    text: str, mentions: Sequence[SupplierMention], of_mail: frozenset[str], *, named: bool
) -> list[Span]:
    """The spans that are suppliers asked for which the directory doesn't know; `mentions` are those that it knows.

    `of_mail`: its `signs_of_kinds`; `named`: some name is known otherwise, so that one which is only the likeliest of
    all says nothing.
    """
    return likely_names(namer(), spans_of(text, mentions), of_mail, known=bool(mentions), named=named)


def likely_names(
    model: Linear, spans: Sequence[Span], of_mail: frozenset[str], *, known: bool, named: bool
) -> list[Span]:
    """Those of the spans that a model takes for such names; `known`: the mail names a supplier that is known."""
    chances = [(model.chance(span.signs | of_mail), span) for span in spans]
    least = BESIDE_KNOWN if known else model.threshold
    found = [span for chance, span in chances if chance >= least]
    if not found and chances and not named and NEEDED in of_mail:
        chance, span = max(chances, key=lambda one: (one[0], -one[1].start))
        return [span] if chance >= ONLY_ONE else []
    return found


def spans_of(text: str, mentions: Sequence[SupplierMention]) -> list[Span]:
    """All the places of a text that are written like a name and are no known supplier's."""
    return _Text(text[:MAX_CHARACTERS], mentions).spans()


@dataclass(frozen=True)
class _Word:
    """A word that may belong to a name."""

    word: FoldedWord
    strange: bool
    capital: bool
    starts: bool  # a sentence, where a capital says nothing


class _Text:
    def __init__(self, text: str, mentions: Sequence[SupplierMention]) -> None:
        self.text, self.mentions, self.words = text, mentions, folded_words(text)
        letters = [sign for sign in text if sign.isalpha()]
        self.shouted = sum(map(str.isupper, letters)) > len(letters) / 2
        taken = [*(one.span() for one in _ADDRESS.finditer(text)), *((one.position, one.end) for one in mentions)]
        self.taken = bytearray(len(text))
        for start, end in taken:
            self.taken[start:end] = b"\1" * (min(end, len(text)) - start)
        self.sentences = sentences_of(text)
        self._starts = [one.start for one in self.sentences]
        subject, gap, _ = text.partition("\n\n")
        self.body = len(subject) if gap else 0
        closing = _CLOSING.search(text, self.body)
        self.closing = closing.start() if closing else len(text)
        self.folded = fold(text)
        self.subject = frozenset(fold(text[: self.body]).split())
        self.asks = NAME_SIGNS["list"].search(self.folded) is not None
        self.asks_terms = NAME_SIGNS["terms"].search(self.folded) is not None

    def spans(self) -> list[Span]:
        runs = [run for run in self._runs() if self._is_name(run)][:MOST_SPANS]
        names = [fold(self.text[run[0].word.start : run[-1].word.end]) for run in runs]
        order = list(dict.fromkeys(names))
        several = f"names {_counted(len(order))}"
        spans = []
        for run, name in zip(runs, names, strict=True):
            signs = {several, f"name {_counted(order.index(name) + 1)}", *self._signs(run)}
            spans.append(Span(run[0].word.start, run[-1].word.end, frozenset(signs)))
        return spans

    def _runs(self) -> Iterator[list[_Word]]:
        """Words that are written like names, side by side; "de" between two of them belongs to the name."""
        run: list[_Word] = []
        for index, word in enumerate(self.words):
            glued = index > 0 and _GLUE.fullmatch(self.text, self.words[index - 1].end, word.start) is not None
            if run and not glued:
                yield run
                run = []
            one = self._read(index)
            if one is not None:
                run.append(one)
            elif run and word.value in _LINKS and self._capital_at(index + 1):
                run.append(_Word(word, strange=False, capital=False, starts=False))
            elif run:
                yield run
                run = []
        if run:
            yield run

    def _read(self, index: int) -> _Word | None:
        word = self.words[index]
        if self.taken[word.start] or word.value in _PLAIN or len(word.value) < 2 or word.value[0].isdigit():
            return None
        gap = self.text[self.words[index - 1].end : word.start] if index else "\n"
        starts = any(sign in gap for sign in ".!?:;\n")
        strange, capital = _is_strange(word.value), self._capital_at(index)
        told = capital and (not starts or self._capital_at(index + 1))
        return _Word(word, strange, capital, starts) if strange or told else None

    def _capital_at(self, index: int) -> bool:
        """Whether a word has a capital that may tell something."""
        if self.shouted or index >= len(self.words):
            return False
        word = self.words[index]
        return self.text[word.start].isupper() and not self.taken[word.start]

    def _is_name(self, run: list[_Word]) -> bool:
        while run[-1].word.value in _LINKS:
            run.pop()
        written = self.text[run[0].word.start : run[-1].word.end]
        told = any(one.strange or (one.capital and not one.starts) for one in run)
        if _INVERTED.match(self.text, run[-1].word.end):
            return False
        return told and sum(map(str.isdigit, written)) <= 1

    def _signs(self, run: list[_Word]) -> Iterator[str]:
        start, end = run[0].word.start, run[-1].word.end
        at = max(0, bisect_right(self._starts, start) - 1)
        sentence = self.sentences[at]
        before = fold(self.text[max(sentence.start, start - _BEFORE) : start])
        behind = fold(self.text[end : min(sentence.end, end + _BEHIND)])
        yield from _words_around(before.split(), behind.split())
        yield from (f"before {name}" for name, pattern in NAME_SIGNS.items() if pattern.search(before))
        yield from (f"behind {name}" for name, pattern in NAME_SIGNS.items() if pattern.search(behind))
        yield from self._beside(at)
        yield from self._place(run, start, end)
        yield from self._writing(run, start, end)
        words = fold(self.text[start:end]).split()
        if words[0] in FIRST_NAMES:
            yield "first name"
        elif len(words) == 1 and before.split()[-1:] and before.split()[-1] in FIRST_NAMES:
            yield "behind a first name"
        if self.body and start >= self.body and words[0] in self.subject:
            yield "in subject too"
        if before.split()[-1:] and before.split()[-1] in TITLES:
            yield "behind a title"
        if any(sentence.start <= one.position < sentence.end for one in self.mentions):
            yield "beside a known name"
        if self.text[start].isupper() and not self.shouted and any(one.strange for one in run):
            yield from self._like_a_firm(run, before, behind, end)

    def _like_a_firm(self, run: list[_Word], before: str, behind: str, end: int) -> Iterator[str]:
        """What stands around an odd word with a capital where a firm is named by what it does."""
        odd = "an odd name" if run[0].starts else "an odd name within"
        yield odd
        yield from (f"{odd} {one}" for one, pattern in FIRM_BEFORE.items() if pattern.search(f"{before} "))
        yield from (f"{odd} {one}" for one, pattern in FIRM_BEHIND.items() if pattern.match(behind))
        if _GOODS.match(self.text, end):
            yield f"{odd} goods in brackets"
        if self.asks_terms:
            yield f"{odd} terms"

    def _beside(self, at: int) -> Iterator[str]:
        """What the sentences around say."""
        if "?" in self._written(self.sentences[at]):
            yield "question"
        if at + 1 < len(self.sentences):
            following = self.sentences[at + 1]
            yield from (f"then {name}" for name in _NEAR if NAME_SIGNS[name].search(following.folded[:_FAR]))
            if "?" in self._written(following):
                yield "then a question"
        if at:
            earlier = self.sentences[at - 1].folded[-_FAR:]
            yield from (f"earlier {name}" for name in _NEAR if NAME_SIGNS[name].search(earlier))

    def _place(self, run: list[_Word], start: int, end: int) -> Iterator[str]:
        if start < self.body:
            yield "in subject"
            if end - start >= 0.8 * len(self.text[: self.body].strip()):
                yield "whole subject"
        else:
            yield "behind the closing" if start > self.closing else "said"
        line = self.text[self.text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        if line.strip() == self.text[start:end]:
            yield "a line by itself"
        if run[0].starts:
            yield "starts a sentence"
        if self.mentions:
            yield "known names"
        yield "asks of the list" if self.asks else "doesn't ask of the list"

    def _writing(self, run: list[_Word], start: int, end: int) -> Iterator[str]:
        """How it is written."""
        yield f"strange {min(2, sum(one.strange for one in run))}"
        yield f"capitals {min(3, sum(one.capital for one in run))}"
        yield f"words {min(4, len(run))}"
        if self.shouted:
            yield "shouted"
        if self.folded.count(fold(self.text[start:end])) > 1:
            yield "again"
        if _NUMBER.match(self.text, end):
            yield "a number behind"
        if run[0].word.value[-2:] in _VERBS:
            yield "like a verb"
        if len(run) == 1 and _LIKE_A_WORD.search(run[0].word.value):
            yield "a capital word's ending" if run[0].capital else "a word's ending"
        yield f"then sign {self.text[end : end + 1] if self.text[end : end + 1] in _SIGNS else ' '}"
        yield f"sign before {self.text[start - 1 : start] if start and self.text[start - 1] in _SIGNS else ' '}"

    def _written(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]


_NEAR = ("list", "terms", "buy", "spoken")
_VERBS = ("ez", "er", "ai", "ee", "nt", "ns")
_LIKE_A_WORD = re.compile(
    r"(?:ments?|tions?|sions?|e[e]s?|es|[eo]urs?|eus?es?|iques?|[ai]bles?|ants?|antes?|ent|ages?|ites?|ismes?|istes?|ives?|ifs?"
    r"|elles?|rait|[ai]ise?s?|iers?|ieres?|ences?|ances?|ures?)$"
)
_SIGNS = "?!.,:;()/«\"'’-\n"


def _counted(number: int) -> str:
    return str(number) if number < 4 else "more"


def _is_strange(word: str) -> bool:
    usual = usual_words()
    return len(word) >= _SHORT and word.isalpha() and word not in usual and word.removesuffix("s") not in usual


def _words_around(before: list[str], behind: list[str]) -> Iterator[str]:
    near = " ".join(before[-4:])
    yield from (f"in front {word}" for word in before[-_WINDOW:])
    yield from (f"after {word}" for word in behind[:_WINDOW])
    yield from (f"near {name}" for name, pattern in NAME_SIGNS.items() if pattern.search(near))
    yield f"word before {before[-1] if before else '-'}"
    yield f"word behind {behind[0] if behind else '-'}"
