"""Clauses around the places of names in a text, and the words in them: what is said of the one and not of the other."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mailbot.understanding.lexicon import spelt
from mailbot.understanding.sentences import Sentence, sentences_of
from models.folding import fold
from search.words import remembered_stem_of

# Between two clauses of a sentence: a sign, or a word that begins another thought.
_CUT = re.compile(
    r"[,;:()–—«»…>/]+\s|\s[-–—]+\s"
    r"|\s(?=(?:mais|par contre|en revanche|alors qu|tandis qu|car|puisqu|parce qu|sinon|donc|sauf|but|because|whereas"
    r"|et (?:je|j['’]|on|nous|il|elle|c['’]|ça|ca|pour|que|qui|chez|ne|n['’]|là|lui|eux|aussi)"
    r"|and (?:we|i|for|the))\b)",
    re.IGNORECASE,
)
# Nothing else stands between two names of a list.
_LIST = re.compile(
    r"[\s,;/&+*•·():-]*(?:(?:et|and|ou|or|ainsi que|puis)\s+)?(?:(?:de|d['’]|du|chez|le|la|l['’]|un|à|a)\s*){0,3}",
    re.IGNORECASE,
)
# Behind a name that something is said of, so that it begins a clause.
_SAYS = re.compile(
    r"[ \u00a0](?:c['’ ]?est|est|sont|a|ont|ne|n['’]|me|m['’]|nous|on|je|j['’]|ils?|elles?|reste|ça|ca|is|has|we)\b",
    re.IGNORECASE,
)
_FARTHEST = 120
_MOST_CHARACTERS = 600  # of one clause
# So many words are looked at in front of a name, behind it, and in the clauses before and after its own.
_BEFORE, _BEHIND, _AFTER = 8, 10, 12


class Place(Protocol):
    """Where a name stands; `pointed`: a word that stands for it."""

    @property
    def key(self) -> object: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def pointed(self) -> bool: ...


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, with the number of that sentence."""

    start: int
    end: int
    sentence: int


class Clauses:
    """The clauses of a text with the places of its names; `listed[n]`: place n and the next are parts of a list."""

    def __init__(self, text: str, places: Sequence[Place]) -> None:
        self.text, self.places, self.sentences = text, places, sentences_of(text)
        self.listed = [
            one.start == other.start or _is_list(text, one.end, other.start, other.end)
            for one, other in itertools.pairwise(places)
        ]
        self._starts_of_places = [one.start for one in places]
        self.all = [clause for at, one in enumerate(self.sentences) for clause in self._clauses_of(at, one)]
        self._starts = [one.start for one in self.all]
        self.of = [self.at(one.start) for one in places]
        self.named = frozenset(self.of)

    def at(self, position: int) -> int:
        """The number of the clause that holds a position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def words(self, index: int) -> Iterator[str]:
        """The words around a place as signs, by where they stand to it."""
        first, last = self._list_around(index)
        own, other = self.all[self.of[first]], self.all[self.of[last]]
        start, end = self.places[first].start, self.places[last].end
        before = self._stems(own.start, start, self.places[index].key)[-_BEFORE:]
        behind = self._stems(end, other.end, self.places[index].key)[:_BEHIND]
        yield from (f"word beside {one}" for one in (*before, *behind))
        yield from (f"word after {one}" for one in self._unnamed(self.of[last], 1)[:_AFTER])
        yield from (f"word leading {one}" for one in self._unnamed(self.of[first], -1)[-_BEFORE:])
        yield from (f"word then {one}" for one in self._next_sentence(other.sentence)[:_BEHIND])
        yield f"word right before {before[-1] if before else '^'}"
        yield f"word right behind {behind[0] if behind else '$'}"
        yield f"words right before {' '.join(before[-2:]) or '^'}"
        yield f"words right behind {' '.join(behind[:2]) or '$'}"

    def leading(self, number: int) -> Clause | None:
        """The clause before one in its sentence, if no name stands in it: "Pour le gaz, …"."""
        before = number - 1
        alone = before >= 0 and before not in self.named and self.all[before].sentence == self.all[number].sentence
        return self.all[before] if alone else None

    def _clauses_of(self, number: int, sentence: Sentence) -> Iterator[Clause]:
        cuts = [sentence.start]
        for match in _CUT.finditer(self.text, sentence.start, sentence.end):
            if not self._joins(match.start()):
                cuts.append(match.start() if match.group().isspace() else match.end())
        cuts.append(sentence.end)
        yield from (Clause(start, end, number) for start, end in itertools.pairwise(cuts) if end > start)

    def _joins(self, position: int) -> bool:
        """Whether a position is within a name, or between two of a list."""
        at = bisect_right(self._starts_of_places, position) - 1
        if at < 0:
            return False
        if position < self.places[at].end:
            return True
        return at < len(self.listed) and self.listed[at] and position < self.places[at + 1].start

    def _list_around(self, index: int) -> tuple[int, int]:
        first = last = index
        while first and self.listed[first - 1]:
            first -= 1
        while last < len(self.listed) and self.listed[last]:
            last += 1
        return first, last

    def _unnamed(self, number: int, step: int) -> list[str]:
        """The words of the clauses next to one in its sentence, up to the next name."""
        at, sentence, words = number + step, self.all[number].sentence, list[str]()
        while 0 <= at < len(self.all) and self.all[at].sentence == sentence and at not in self.named:
            if len(words) >= _AFTER:
                break  # more is not looked at
            stems = stems_of(self.text[self.all[at].start : self.all[at].end][:_MOST_CHARACTERS])
            words = [*words, *stems] if step > 0 else [*stems, *words]
            at += step
        return words

    def _next_sentence(self, number: int) -> list[str]:
        """The words of the sentence behind one, if no name stands in it."""
        if number + 1 >= len(self.sentences):
            return []
        sentence = self.sentences[number + 1]
        at = bisect_left(self._starts_of_places, sentence.start)
        named = at < len(self.places) and self.places[at].start < sentence.end
        return [] if named else stems_of(self.text[sentence.start : sentence.end][:_MOST_CHARACTERS])

    def _stems(self, start: int, end: int, key: object) -> list[str]:
        """The words from one position to another; names stand for themselves."""
        start, end = (start, min(end, start + _MOST_CHARACTERS)) if end > start else (start, start)
        parts, at = list[str](), start
        for one in self.places[bisect_right(self._starts_of_places, start - 1) :]:
            if one.start >= end:
                break
            if not one.pointed and one.start >= at:
                parts += (self.text[at : one.start], "xme" if one.key == key else "xother")
                at = one.end
        return stems_of(" ".join((*parts, self.text[at:end])))


def _is_list(text: str, end: int, start: int, behind: int) -> bool:
    """Whether nothing but a sign of a list stands between two names; "Bernardet, Initio c'est trop cher" is none."""
    if not 0 <= start - end < _FARTHEST or _LIST.fullmatch(text, end, start) is None:
        return False
    return text[end:start].strip() != "," or _SAYS.match(text, behind) is None


def stems_of(text: str) -> list[str]:
    """The words of a text without their endings, spelt as one would with time; a word with a digit is "0"."""
    return [_stem(word) for word in spelt(fold(text).split())]


def _stem(word: str) -> str:
    if any(map(str.isdigit, word)):
        return "0"
    return word if word[0] == "x" else (remembered_stem_of(word) or word)
