"""Which of several suppliers that a mail names it asks for: the others are compared with, left, or somebody else's.

"Brunelle me propose 2,91 €, que pratique Lyreva ?" asks for Lyreva alone. What stands around each name is told by
signs (words of the past, of leaving, of comparing, of asking…, and the words of its clauses themselves), and a model
that `manage.py mail train` makes weighs the selections of names against one another (`choice.py`). It is asked only
where a mail names several; the rules of `aside.py` are signs like others.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mailbot.message.quoting import PASSED_ON
from mailbot.understanding.choice import Chooser, read
from mailbot.understanding.clauses import Clauses
from mailbot.understanding.directory import SupplierEntry
from mailbot.understanding.signs import ALL, SIGNS
from models.folding import fold

FILE = Path(__file__).with_name("chosen.json")
# Of so many places of names the surroundings are looked at; a longer list asks for all of it.
MOST_PLACES = 40
_REACH = 9  # words in front of a name
_NEAR, _FAR = 120, 240  # characters
_GAP = 60

# In front of a name that heads a line.
_HEAD = re.compile(r"[\s\d.)/(–*•·>-]*")
_AMOUNT = re.compile(r"[0-9](?:[ \u00a0]?(?:€|%|euros?\b)|,[0-9])")
_NUMBER = re.compile(r"[0-9][0-9 ./-]{0,30}[0-9](?![0-9]|[ \u00a0]?(?:€|%|euros?\b)|,[0-9]| ?h\b)")
_REPLY = re.compile(r"\s*(?:re|rép?|tr|fwd?|aw)\s*:", re.IGNORECASE)

# Whose a name may be, or the name itself where the directory doesn't know it.
Name: TypeAlias = tuple[SupplierEntry, ...] | str


@dataclass(frozen=True)
class Named:
    """A place where a name stands. `aside`: a rule says that it isn't meant; `pointed`: "le second" stands for it."""

    key: Name
    start: int
    end: int
    aside: bool = False
    pointed: bool = False


@dataclass(frozen=True)
class Seen:
    """What is seen of the names of a mail: the signs of each, its rivals' included, and those of the mail itself."""

    names: Mapping[Name, frozenset[str]]
    of_mail: frozenset[str]


@functools.cache
def chooser() -> Chooser:
    """The model of this version, read once."""
    return read(FILE.read_text("utf-8"))


def signs_of(text: str, places: Sequence[Named]) -> Seen:
    """For each name the signs around all its places, and those around the others ("rival …")."""
    places = sorted(places, key=lambda one: one.start)[:MOST_PLACES]
    around = _Around(text, places)
    own: dict[Name, set[str]] = {}
    words: dict[Name, set[str]] = {}
    for index, place in enumerate(places):
        own.setdefault(place.key, set()).update(around.signs(index))
        words.setdefault(place.key, set()).update(around.words(index))
    for key, signs in own.items():
        signs.update(around.standing(key))
    told = {key: {f"rival {one}" for one in signs} for key, signs in own.items()}
    of_mail = around.of_mail()
    names = {
        key: frozenset(signs.union(words[key], of_mail, *(seen for other, seen in told.items() if other != key)))
        for key, signs in own.items()
    }
    return Seen(names, of_mail | around.between())


class _Around:
    """The clauses of a text around the names in it, which stand in their order."""

    def __init__(self, text: str, places: Sequence[Named]) -> None:
        self.text, self.places = text, places
        self.clauses = Clauses(text, places)
        self.sentences, self.listed = self.clauses.sentences, self.clauses.listed
        self._starts = [one.start for one in self.sentences]
        subject, gap, _ = text.partition("\n\n")
        self.body = len(subject) if gap else 0
        self.replies = _REPLY.match(subject) is not None
        passed_on = text.find(PASSED_ON)
        self.passed_on = passed_on if passed_on >= 0 else len(text)
        self.last = {place.key: place for place in places}
        self.words_before = [self._word_before(one) for one in places]

    def words(self, index: int) -> Iterator[str]:
        """The words in the clauses around one place, where the sender writes them."""
        place = self.places[index]
        if self.body <= place.start < self.passed_on or (place.pointed and place.start >= self.body):
            yield from self.clauses.words(index)

    def between(self) -> frozenset[str]:
        """What tells whether one alone or all are asked for: how they are listed, and what stands between them."""
        pairs = [(one, other) for one, other in itertools.pairwise(self.places) if one.key != other.key]
        near = [self.text[one.end : other.start] for one, other in pairs if other.start - one.end < _GAP]
        seen = {f"between {word}" for gap in near for word in fold(gap).split()}
        seen.update(f"all {word}" for word in ALL.findall(fold(self.text[: self.passed_on])))
        listed = {frozenset((one.key, other.key)) for one, other in self._listed_pairs()}
        if listed:
            seen.add("listed" if len(listed) < len(self.last) - 1 else "all listed")
        if self.text.count("?") > 1:
            seen.add("questions")
        return frozenset(seen)

    def _listed_pairs(self) -> Iterator[tuple[Named, Named]]:
        pairs = zip(itertools.pairwise(self.places), self.listed, strict=True)
        return (pair for pair, listed in pairs if listed)

    def signs(self, index: int) -> Iterator[str]:
        """What stands around one place."""
        place = self.places[index]
        if place.aside:
            yield "aside"
        if place.start < self.body:
            yield from ("in subject", "in reply's subject" if self.replies else "in own subject")
        elif place.start > self.passed_on:
            yield "passed on"
        elif place.pointed:
            yield "pointed to"
            yield from self._words(index)
            yield from (f"pointed to {one}" for one in self._words(index))
            yield from (f"pointed to {one}" for one in self._place(index))
        else:
            yield "said"
            yield from self._words(index)
            yield from self._place(index)

    def standing(self, key: Name) -> Iterator[str]:
        """Where a name stands among the others."""
        said = [one for one in self.places if self.body <= one.start < self.passed_on and not one.pointed]
        mine = sum(one.key == key for one in said)
        if mine:
            holds = {"first": said[0].key == key, "last": said[-1].key == key, "again": mine > 1}
            yield from (sign for sign, does in holds.items() if does)
        else:
            yield "only in subject" if self.last[key].start < self.body else "only passed on"
        yield "unknown" if isinstance(key, str) else "known"

    def of_mail(self) -> frozenset[str]:
        """What holds for all the names of a mail."""
        several = {2: "two", 3: "three"}.get(len(self.last), "more")
        return frozenset({several, "all"} if ALL.search(fold(self.text[: self.passed_on])) else {several})

    def _words(self, index: int) -> Iterator[str]:
        """What the words around a place mean."""
        around = {"before": self._before(index), "behind": self._behind(index), "then": self._following(index)}
        for where, words in around.items():
            folded = fold(words)
            yield from (f"{where} {sign}" for sign, pattern in SIGNS.items() if pattern.search(folded))
        if _NUMBER.search(around["behind"]):
            yield "number behind"
        if _AMOUNT.search(around["behind"]):
            yield "amount behind"
        if "?" in around["behind"]:
            yield "question"

    def _place(self, index: int) -> Iterator[str]:
        """How it stands to the sentence, the line and the other names."""
        place = self.places[index]
        sentence = self.sentences[self._sentence(place.start)]
        if SIGNS["ask"].search(sentence.folded):
            yield "in a request"
        others = [at for at, one in enumerate(self.places) if one.key != place.key]
        shared = any(sentence.start <= self.places[at].start < sentence.end for at in others)
        yield "beside another" if shared else "by itself"
        word = self.words_before[index]
        if word and any(self.words_before[at] == word for at in others):
            yield "the same word before"
        line = self.text[self.text.rfind("\n", 0, place.start) + 1 : place.start]
        if _HEAD.fullmatch(line):
            yield "heads a line"
        if any(self.listed[max(0, index - 1) : index + 1]):
            yield "listed"

    def _word_before(self, place: Named) -> str:
        return "".join(fold(self.text[max(0, place.start - _NEAR) : place.start]).split()[-1:])

    def _sentence(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _before(self, index: int) -> str:
        """The words in front of it in its sentence, behind the name before; of a list, those in front of the list."""
        first = index
        while first and self.listed[first - 1]:
            first -= 1
        place = self.places[first]
        start = self.sentences[self._sentence(place.start)].start
        if first:
            start = max(start, self.places[first - 1].end)
        return " ".join(self.text[max(start, place.start - _NEAR) : place.start].split()[-_REACH:])

    def _behind(self, index: int) -> str:
        """What follows it in its sentence, up to the next name; of a list, what follows the list."""
        last = index
        while last < len(self.listed) and self.listed[last]:
            last += 1
        place = self.places[last]
        end = self.sentences[self._sentence(place.start)].end
        if last + 1 < len(self.places):
            end = min(end, self.places[last + 1].start)
        return self.text[place.end : min(max(place.end, end), place.end + _FAR)]

    def _following(self, index: int) -> str:
        """The next sentence, if no name stands in it."""
        at = self._sentence(self.places[index].start) + 1
        if at >= len(self.sentences):
            return ""
        sentence = self.sentences[at]
        named = any(sentence.start <= one.start < sentence.end for one in self.places)
        return "" if named else self.text[sentence.start : sentence.end][:_FAR]
