"""Finding suppliers in a text by name, alias, typo or e-mail domain, without taking ordinary words for names."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mailbot.understanding.words import (
    ACTS,
    ARTICLES,
    COMMON_WORDS,
    COMPANY_FORMS,
    DETERMINERS,
    MONTHS,
    NUMBER_CUES,
    PUBLIC_MAIL_DOMAINS,
    SMALL_WORDS,
    SUPPLIER_CUES,
    WAYS,
)
from models.folding import FoldedWord, fold, folded_words

MAX_WORDS = 5_000
MIN_TYPO_LENGTH = 5
# Without a sign that a name is meant, shorter words are near too many others.
MIN_STRANGE_LENGTH = 6
# Two words that together are nearly a name need no sign if they are so long and so near.
MIN_PAIR_LENGTH, MIN_PAIR_SCORE = 10, 0.83
ORDINARY = Path(__file__).with_name("ordinary.txt")
NEAR = 0.05  # two typo candidates closer than this are equally likely

# A supplier that is called like a month rents cars.
_RENTS = re.compile(
    r"\b(?:comptes?|conte|cpte|client|lou(?:e|er|ons|eur)|location|loc|camions?|voitures?|vehicules?)\b"
)
# How sure a name is that is only heard rightly: "Elisyo".
SOUNDS_LIKE = 0.8
_ADDRESS = re.compile(r"[\w.+-]{1,64}@(?P<domain>[\w-]+(?:\.[\w-]+)+)|(?:https?://|www\.)\S+")


@dataclass(frozen=True)
class SupplierEntry:
    """What the directory knows of a supplier; `id` is whatever the caller uses to find it again."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    car_rental: bool = False
    temp_agency: bool = False


@dataclass(frozen=True)
class SupplierMention:
    """One place of a text that names a supplier; with several candidates it can't be told which one is meant."""

    candidates: tuple[SupplierEntry, ...]
    score: float  # 1 is exact; a shortened name, an ordinary word and a typo score less
    as_written: str
    position: int  # of the first character

    @property
    def end(self) -> int:
        """The first character behind the mention."""
        return self.position + len(self.as_written)

    @property
    def ambiguous(self) -> bool:
        """Whether the sender must be asked which one is meant."""
        return len(self.candidates) > 1


@dataclass(frozen=True)
class _Match:
    """A window of words that may name some suppliers; `first` and `last` are word numbers, `last` not included."""

    first: int
    last: int
    score: float
    entries: tuple[SupplierEntry, ...]


class SupplierDirectory:
    """An index over suppliers; build it once, ask it often. Meant for up to some thousand names."""

    def __init__(self, entries: Sequence[SupplierEntry]) -> None:
        self.entries = tuple(entries)
        # A mail is looked through from several sides, several mails at once.
        self._found = functools.lru_cache(8)(self._find)
        self._near = functools.lru_cache(20_000)(self._find_near)
        self._names: dict[str, tuple[SupplierEntry, ...]] = {}
        self._domains: dict[str, SupplierEntry] = {}
        for entry in entries:
            for name in _writings((entry.name, *entry.aliases)):
                _add(self._names, name, entry)
            self._domains |= {domain.lower(): entry for domain in entry.email_domains}
        self._short: dict[str, tuple[SupplierEntry, ...]] = {}
        for entry in entries:
            for name in _short_writings((entry.name, *entry.aliases)):
                _add(self._short, name, entry)
        self._longest = max((name.count(" ") + 1 for name in self._names), default=0)
        self._joined: dict[str, tuple[SupplierEntry, ...]] = {}
        for name, named in (*self._names.items(), *self._short.items()):
            if len(joined := name.replace(" ", "")) >= MIN_TYPO_LENGTH:
                self._joined[joined] = tuple(dict.fromkeys((*self._joined.get(joined, ()), *named)))
        written = (name.replace(" ", "") for name in (*self._names, *self._short))
        self._beginnings = frozenset(name[:length] for name in written for length in range(1, len(name) + 1))
        self._sounds: dict[str, tuple[SupplierEntry, ...]] = {}
        for joined, named in self._joined.items():
            sound = _sound(joined)
            self._sounds[sound] = tuple(dict.fromkeys((*self._sounds.get(sound, ()), *named)))

    def find(self, text: str) -> list[SupplierMention]:
        """All mentions in their order, at most one per place; the longest exact name first, then typos."""
        return list(self._found(text))

    def _find(self, text: str) -> list[SupplierMention]:
        addresses = list(_ADDRESS.finditer(text))
        spans = [match.span() for match in addresses]
        words = [word for word in folded_words(text)[:MAX_WORDS] if not _within(word.start, spans)]
        reading = _Reading(text, words)
        matches = self._exact(reading)
        matches += self._typos(reading)
        mentions = [_mention(text, words, match) for match in matches] + list(self._by_domain(addresses))
        return sorted(mentions, key=lambda mention: mention.position)

    def _exact(self, reading: _Reading) -> list[_Match]:
        matches: list[_Match] = []
        first = 0
        while first < len(reading.words):
            match = next(self._exact_at(reading, first), None)
            if match is not None:
                reading.take(match)
                matches.append(match)
            first = match.last if match else first + 1
        return matches

    def _exact_at(self, reading: _Reading, first: int) -> Iterator[_Match]:
        if reading.words[first].value not in self._beginnings:
            return
        for last in range(min(first + self._longest, len(reading.words)), first, -1):
            phrase = reading.phrase(first, last)
            joined = phrase.replace(" ", "")
            whole = self._names.get(phrase)
            if whole is None and phrase not in self._short and joined not in COMMON_WORDS:
                whole = self._joined.get(joined)
            certain = whole is not None and (not _is_common(phrase) or reading.is_title(first, last))
            entries = whole or self._short.get(phrase)
            shortened = whole is None and entries is not None and not reading.is_determined(first)
            if entries and (certain or shortened or reading.names_something(first, last)):
                yield _Match(first, last, 1.0 if certain else 0.9, entries)

    def _typos(self, reading: _Reading) -> list[_Match]:
        found = [match for first in range(len(reading.words)) for match in self._typos_at(reading, first)]
        kept = []
        for match in sorted(found, key=lambda one: (-one.score, one.first)):
            if reading.is_free(match.first, match.last):
                reading.take(match)
                kept.append(match)
        return kept

    def _typos_at(self, reading: _Reading, first: int) -> Iterator[_Match]:
        """One wrong, missing, doubled or swapped letter in a short name, two in a longer one; the first is right."""
        likely = reading.names_something(first, first + 1)
        if not likely and reading.is_determined(first):
            return
        strange = _is_strange(reading.words[first].value)
        for last in range(first + 1, min(first + self._longest, len(reading.words)) + 1):
            if not likely and not (strange if last == first + 1 else _is_strange(reading.words[last - 1].value)):
                continue
            joined = reading.phrase(first, last).replace(" ", "")
            if not reading.is_free(first, last) or joined.isdigit():
                return
            if len(joined) < MIN_TYPO_LENGTH or _is_common(reading.phrase(first, last)) or joined in ordinary_words():
                continue
            score, entries = self._near(joined)
            if entries and (likely or last == first + 1 or _is_pair(joined, score)):
                yield _Match(first, last, score, entries)

    def _find_near(self, joined: str) -> tuple[float, tuple[SupplierEntry, ...]]:
        """How near the nearest names are to these words without blanks, and whose they are; nobody's if none is."""
        allowed = 1 if len(joined) < 8 else 2
        near = process.extract(joined, self._joined.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=5)
        scored = [
            (1 - distance / max(len(joined), len(name)), name)
            for name, distance, _ in near
            if _sounds_alike(_heard(name), _heard(joined)) and distance <= (1 if len(name) < 8 else 2)
        ]
        if not scored:
            sound = _sound(joined)
            return SOUNDS_LIKE, self._sounds.get(sound, ()) if sound not in _ordinary_sounds() else ()
        best = max(score for score, _ in scored)
        names = [name for score, name in scored if score >= best - NEAR]
        return best, tuple(dict.fromkeys(e for name in names for e in self._joined[name]))

    def _by_domain(self, addresses: Iterable[re.Match[str]]) -> Iterator[SupplierMention]:
        for match in addresses:
            domain = (match["domain"] or "").lower()
            entry = self._domains.get(domain)
            if entry is not None and domain not in PUBLIC_MAIL_DOMAINS:
                yield SupplierMention((entry,), 1.0, match.group(), match.start())


class _Reading:
    """A text while it is searched: its words, which of them are taken, and what stands around them."""

    def __init__(self, text: str, words: list[FoldedWord]) -> None:
        self.text, self.words = text, words
        self._taken = [False] * len(words)
        letters = [character for character in text if character.isalpha()]
        self._shouted = sum(map(str.isupper, letters)) > len(letters) / 2

    def phrase(self, first: int, last: int) -> str:
        return " ".join(word.value for word in self.words[first:last])

    def take(self, match: _Match) -> None:
        for index in range(match.first, match.last):
            self._taken[index] = True

    def is_free(self, first: int, last: int) -> bool:
        return not any(self._taken[first:last])

    def is_determined(self, first: int) -> bool:
        """Whether an article or the like stands before it, so that it is an ordinary word."""
        return first > 0 and self.words[first - 1].value in ARTICLES and not self._gap(first, ".!?:;\n,(")

    def is_title(self, first: int, last: int) -> bool:
        """Several words that all have capitals though not everything has, or that are a line by themselves."""
        if last - first < 2 or self.is_determined(first):
            return False
        words = self.words[first:last]
        line = self.text[self.text.rfind("\n", 0, words[0].start) + 1 :].partition("\n")[0]
        alone = fold(line) == self.phrase(first, last)
        return alone or (not self._shouted and all(self.text[word.start].isupper() for word in words))

    def names_something(self, first: int, last: int) -> bool:
        """Whether a name may stand here: behind "chez", "compte"…, in a list of names, or with a capital of its own."""
        before = self.words[first - 1].value if first else ""
        if before in DETERMINERS:
            return False
        if before.isdigit() and self.words[first].value in COMMON_WORDS and not self._gap(first, "\n°.)/"):
            return False  # "le 3 avril"
        if self._behind_cue(first) or self._in_list(first, last) or self._capital(first):
            return True
        return self._is_subject(first, last) or self._acts(first, last)

    def _behind_cue(self, first: int) -> bool:
        index = first - 1
        while index >= max(0, first - 3) and self.words[index].value in SMALL_WORDS - SUPPLIER_CUES:
            index -= 1
        return index >= 0 and self.words[index].value in SUPPLIER_CUES and not self._gap(index + 1, ".!?\n")

    def _in_list(self, first: int, last: int) -> bool:
        """Behind another name and "et" or a comma, or at the head of a line with a bullet."""
        start, end = self.words[first].start, self.words[last - 1].end
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        if re.fullmatch(r"\s*(?:[-–*•·]|[0-9]{1,2}\s?[.)°/])\s*", line) and re.match(
            r"\s*(?:[:(,–-]|$|\n)", self.text[end : end + 20]
        ):
            return True
        if line == "De : ":
            return True  # who wrote what is passed on
        if not line.strip() and re.match(r"\s*:\s*[A-Z0-9]", self.text[end : end + 20]):
            return True  # "Cohésion : 300817"
        if first and self._taken[first - 1] and "," in self.text[self.words[first - 1].end : start]:
            return True
        return first > 1 and self.words[first - 1].value in ("et", "ou", "and") and self._taken[first - 2]

    def _capital(self, first: int) -> bool:
        """A capital inside a sentence; at its beginning, or where all is in capitals, it says nothing."""
        word = self.words[first]
        if self._shouted or not self.text[word.start].isupper() or first == 0:
            return False
        return not self._gap(first, ".!?:\n-•*")

    def _is_subject(self, first: int, last: int) -> bool:
        """The whole first line; a month only where something is rented or an account is spoken of."""
        alone = first == 0 and fold(self.text.lstrip().partition("\n")[0]) == self.phrase(first, last)
        return alone and (self.words[first].value not in MONTHS or _RENTS.search(fold(self.text)) is not None)

    def _acts(self, first: int, last: int) -> bool:
        """An ordinary word without an article that does something ("italique livre"), or through whom it is done."""
        before, behind = (self._values(first - 2, first), self._values(last, last + 2))
        if behind[:1] and behind[0] in NUMBER_CUES and not self._gap(last, ".!?;\n"):
            return True  # "global confort, client 4471"
        if before == ["c", "est"] and behind[:1] and behind[0] in ("qu", "que", "qui"):
            return True  # "c'est mandarine qu'on a"
        starts = first == 0 or self._gap(first, ".!?:;\n,(") or before[-1:] == ["que"]
        if starts and behind[:1] and behind[0] in ACTS and not self._gap(last, ".!?:;\n,("):
            return behind[0] in ("ils", "elles", "m") or self.words[first].value not in MONTHS
        if self.words[first].value in MONTHS:
            return False
        if before[-1:] and before[-1] in WAYS and not self._gap(first, ".!?:;\n,("):
            return True  # "un cariste par cohésion"
        apposed = behind[:1] and behind[0] in ("l", "la", "les", "eux") and self._gap(last, ",")
        return bool(apposed) and (starts or before == ["parle", "de"])  # "italique, la papeterie"

    def _values(self, first: int, last: int) -> list[str]:
        return [word.value for word in self.words[max(0, first) : last]]

    def _gap(self, index: int, signs: str) -> bool:
        """Whether one of these signs stands before word `index`."""
        inside = 0 < index < len(self.words)
        between = self.text[self.words[index - 1].end : self.words[index].start] if inside else ""
        return any(sign in between for sign in signs)


def _writings(names: Iterable[str]) -> Iterator[str]:
    """A name as people shorten it: with and without SAS, France… at its end."""
    for name in names:
        words = fold(name.replace(".", "")).split()
        if words:
            yield " ".join(words)
        while len(words) > 1 and words[-1] in COMPANY_FORMS:
            words.pop()
            yield " ".join(words)


def _short_writings(names: Iterable[str]) -> Iterator[str]:
    """The first word alone, which people write for the whole; only if it is a word that names something."""
    for name in names:
        first, _, rest = fold(name.replace(".", "")).partition(" ")
        if rest and len(first) >= MIN_TYPO_LENGTH and first not in COMMON_WORDS:
            yield first


def _add(index: dict[str, tuple[SupplierEntry, ...]], name: str, entry: SupplierEntry) -> None:
    known = index.get(name, ())
    index[name] = known if entry in known else (*known, entry)


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Words that at least two authors of the labelled mails write, so none of them is a name written wrongly."""
    return frozenset(ORDINARY.read_text("utf-8").split())


@functools.cache
def _ordinary_sounds() -> frozenset[str]:
    return frozenset(map(_sound, ordinary_words()))


def _is_strange(word: str) -> bool:
    return len(word) >= MIN_STRANGE_LENGTH and word not in COMMON_WORDS and word not in ordinary_words()


def _is_common(phrase: str) -> bool:
    return all(word in COMMON_WORDS or len(word) == 1 for word in phrase.split())


def _is_pair(joined: str, score: float) -> bool:
    return len(joined) >= MIN_PAIR_LENGTH and score >= MIN_PAIR_SCORE


def _heard(word: str) -> str:
    """The first letter that is heard: none hears an h."""
    return word[1] if word[0] == "h" and len(word) > 1 else word[0]


def _sound(word: str) -> str:
    """How a French ear hears it, roughly: "Elisyo" and "Ellizio" are Elysio."""
    for written, heard in (("ph", "f"), ("qu", "k"), ("ch", "k"), ("h", ""), ("eau", "o"), ("au", "o"), ("x", "ks")):
        word = word.replace(written, heard)
    heard = word.translate(_HEARD)
    return "".join(letter for letter, before in zip(heard, " " + heard, strict=False) if letter != before)


_HEARD = str.maketrans({"y": "i", "z": "s", "c": "k", "q": "k", "j": "g"})


def _sounds_alike(one: str, other: str) -> bool:
    return one == other or any(one in sound and other in sound for sound in ("ckq", "cs", "gj", "iy", "sz"))


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans holds it; they stand in order and apart."""
    before = bisect_right(spans, position, key=lambda span: span[0])
    return before > 0 and position < spans[before - 1][1]


def _mention(text: str, words: list[FoldedWord], match: _Match) -> SupplierMention:
    start, end = words[match.first].start, words[match.last - 1].end
    return SupplierMention(match.entries, match.score, text[start:end], start)
