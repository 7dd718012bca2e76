"""The words that texts are written with, and which of them somebody may have meant."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.words import Piece, Token, french

# How sure it is that a term is what was meant.
SAME_STEM, SAME_MEANING, ONE_TYPO, BEGINNING, TWO_TYPOS, INSIDE = 0.97, 0.85, 0.8, 0.7, 0.6, 0.5
_MOST_BEGINNINGS, _MOST_TYPOS = 40, 6
_SHORTEST_BEGINNING, _SHORTEST_INSIDE = 2, 4


class Vocabulary:
    """The words of an index. Documents are found by *terms*: stems, `@meanings`, and `+joined` names."""

    def __init__(self, texts: Iterable[Piece], joined: Iterable[str] = ()) -> None:
        self._stems: dict[str, set[str]] = defaultdict(set)
        for token in french().words:
            self._stems[token.word].add(token.stem)
        self._uses: Counter[str] = Counter()
        for piece in texts:
            for token in piece.tokens:
                if token.word in french().stop:
                    continue
                self._stems[token.word].add(token.stem)
                self._uses[token.word] += 1
        for word in joined:
            self._stems[word].add(f"+{word}")
        self._known = frozenset(stem for stems in self._stems.values() for stem in stems)
        self._words = sorted(self._stems)

    def __len__(self) -> int:
        return len(self._words)

    def knows(self, token: Token) -> bool:
        """Whether texts have this word, or one of its family; words that say little are known too."""
        return token.word in self._stems or token.stem in self._known or token.word in french().stop

    def meant(self, token: Token, *, unfinished: bool = False, guess: bool = True) -> dict[str, float]:
        """The terms that a typed word may stand for and how sure that is; none for a word that is like no other.

        `unfinished`: it is still being typed, so words that begin like it count too. `guess`: whether to look for the
        words that it is like, all of which are compared with it.
        """
        found = dict.fromkeys(self._stems.get(token.word, ()), 1.0)
        if token.stem in self._known:
            found.setdefault(token.stem, SAME_STEM)
        if unfinished:
            self._add(found, ((word, BEGINNING) for word in self._beginning(token.word)))
        if not found and guess:
            self._add(found, self._misspelt(token.word))
        if not found and guess and len(token.word) >= _SHORTEST_INSIDE:
            self._add(found, ((word, INSIDE) for word in self._words if token.word in word))
        known = french().meanings
        for term, sure in list(found.items()):
            for meaning in known.get((term,), ()):
                found[meaning] = max(found.get(meaning, 0.0), sure * SAME_MEANING)
        return found

    def corrected(self, token: Token) -> Token:
        """The word that was probably meant; itself when it is known, or like no other."""
        if self.knows(token):
            return token
        likely = max(self._misspelt(token.word), key=lambda found: self._uses[found[0]], default=None)
        return token if likely is None else Token(likely[0], min(self._stems[likely[0]]))

    def joined(self, first: Token, second: Token) -> str | None:
        """The term of two words that a text writes as one."""
        word = first.word + second.word
        return next(iter(self._stems[word])) if word in self._stems else None

    def _add(self, found: dict[str, float], words: Iterable[tuple[str, float]]) -> None:
        for word, sure in words:
            for term in self._stems[word]:
                found[term] = max(found.get(term, 0.0), sure)

    def _beginning(self, start: str) -> list[str]:
        if len(start) < _SHORTEST_BEGINNING:
            return []
        first = bisect_left(self._words, start)
        return [word for word in self._words[first : first + _MOST_BEGINNINGS] if word.startswith(start)]

    def _misspelt(self, word: str) -> list[tuple[str, float]]:
        most = most_typos(word)
        if not most:
            return []
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=_MOST_TYPOS)
        nearest = min((distance for _, distance, _ in found), default=0)
        return [
            (other, ONE_TYPO if distance == 1 and len(word) > 4 else TWO_TYPOS)
            for other, distance, _ in found
            # Three letters are too few to be told but by their order: "cpd" is "cdp".
            if distance == nearest and (len(word) > 3 or sorted(word) == sorted(other))
        ]


def most_typos(word: str) -> int:
    """How many letters may be wrong: none in a number or a very short word, one, two in long ones."""
    if word.isdigit() or len(word) < 3:
        return 0
    return 1 if len(word) < 8 else 2
