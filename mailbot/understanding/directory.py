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

from mailbot.understanding.sounds import first_heard, sound, sounds_alike
from mailbot.understanding.surroundings import Surroundings
from mailbot.understanding.words import COMMON_WORDS, COMPANY_FORMS, PUBLIC_MAIL_DOMAINS
from models.folding import FoldedWord, fold, folded_words

MAX_WORDS = 3_000
# Nobody asks for more suppliers at once; what names more is a list of addresses or the like.
MOST_MENTIONS = 100
MIN_TYPO_LENGTH = 5
# Without a sign that a name is meant, shorter words are near too many others.
MIN_STRANGE_LENGTH = 6
# Two words that together are nearly a name need no sign if they are so long and so near.
MIN_PAIR_LENGTH, MIN_PAIR_SCORE = 10, 0.83
# Two words that sound like a name need no sign if they are so long.
MIN_HEARD_LENGTH = 8
MIN_BEGINNING = 3
ORDINARY = Path(__file__).with_name("ordinary.txt")
NEAR = 0.05  # two typo candidates closer than this are equally likely

# How sure a name is that is only heard rightly: "Elisyo".
SOUNDS_LIKE = 0.8
# With another ending it is surely guessed.
OTHER_ENDING, LONGEST_ENDING = 0.75, 2
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
            heard = sound(joined)
            self._sounds[heard] = tuple(dict.fromkeys((*self._sounds.get(heard, ()), *named)))
        self._first_sounds = frozenset(heard[:2] for heard in self._sounds)

    def find(self, text: str) -> list[SupplierMention]:
        """All mentions in their order, at most one per place; the longest exact name first, then typos."""
        return list(self._found(text))

    def _find(self, text: str) -> list[SupplierMention]:
        addresses = list(_ADDRESS.finditer(text))
        spans = [match.span() for match in addresses]
        words = [word for word in folded_words(text)[:MAX_WORDS] if not _within(word.start, spans)]
        reading = Surroundings(text, words)
        matches = self._exact(reading)
        matches += self._typos(reading)
        mentions = [_mention(text, words, match) for match in matches] + list(self._by_domain(addresses))
        return sorted(mentions, key=lambda mention: mention.position)[:MOST_MENTIONS]

    def _exact(self, reading: Surroundings) -> list[_Match]:
        matches: list[_Match] = []
        first = 0
        while first < len(reading.words):
            match = next(self._exact_at(reading, first), None)
            if match is not None:
                reading.take(match.first, match.last)
                matches.append(match)
            first = match.last if match else first + 1
        return matches

    def _exact_at(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        if reading.words[first].value not in self._beginnings:
            return
        for last in range(min(first + self._longest, len(reading.words)), first, -1):
            phrase = reading.phrase(first, last)
            joined = phrase.replace(" ", "")
            whole = self._names.get(phrase)
            if whole is None and phrase not in self._short and joined not in COMMON_WORDS:
                whole = self._joined.get(joined)
            certain = whole is not None and (
                not _is_common(phrase) or reading.is_title(first, last) or reading.is_bare(first, last)
            )
            entries = whole or self._short.get(phrase)
            shortened = whole is None and entries is not None and not reading.is_determined(first)
            meant = (
                certain
                or shortened
                or (entries and (reading.names_something(first, last) or self._begun(reading, last, entries)))
            )
            if entries and meant and not (last == first + 1 and reading.is_person(first)):
                yield _Match(first, last, 1.0 if certain else 0.9, entries)

    def _typos(self, reading: Surroundings) -> list[_Match]:
        found = [match for first in range(len(reading.words)) for match in self._typos_at(reading, first)]
        kept = []
        for match in sorted(found, key=lambda one: (-one.score, one.first)):
            if reading.is_free(match.first, match.last):
                reading.take(match.first, match.last)
                kept.append(match)
        return kept

    def _typos_at(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        """One wrong, missing, doubled or swapped letter in a short name, two in a longer one; the first is right."""
        likely = reading.names_something(first, first + 1)
        if reading.is_person(first):
            return
        yield from self._glued(reading, first)
        if not likely and reading.is_determined(first):
            yield from self._several_of(reading, first)
            return
        yield from self._other_ending(reading, first)
        yield from self._pair_heard(reading, first)
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

    def _begun(self, reading: Surroundings, last: int, entries: Sequence[SupplierEntry]) -> bool:
        """Whether the name goes on with a beginning of its next word: "avril loc"."""
        word = reading.words[last].value if last < len(reading.words) else ""
        following = [fold(entry.name).split()[1:2] for entry in entries]
        return len(word) >= MIN_BEGINNING and any(rest and rest[0].startswith(word) for rest in following)

    def _several_of(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        """A name like a noun: "les herzogs"."""
        single = reading.words[first].value.removesuffix("s")
        entries = self._joined.get(single) if reading.is_free(first, first + 1) and single not in COMMON_WORDS else None
        if entries:
            yield _Match(first, first + 1, SOUNDS_LIKE, entries)

    def _glued(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        """A name with its article: "le gars dintermed"."""
        word = reading.words[first].value
        glued = word[0] in "dl" and len(word) > MIN_STRANGE_LENGTH and _is_strange(word)
        entries = self._joined.get(word[1:]) if glued and word[1:] not in COMMON_WORDS else None
        if entries and reading.is_free(first, first + 1):
            yield _Match(first, first + 1, SOUNDS_LIKE, entries)

    def _other_ending(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        """A name with more or less at its end, where it is asked for: "chez Herzogue", "vous avez Brunel"."""
        word = reading.words[first].value
        if not (_is_strange(word) and reading.is_asked_for(first) and reading.is_free(first, first + 1)):
            return
        longer = [name for name in self._joined if name.startswith(word) and len(name) - len(word) <= LONGEST_ENDING]
        shorter = [word[:-cut] for cut in range(1, LONGEST_ENDING + 1) if len(word) - cut >= MIN_STRANGE_LENGTH]
        near = {entry for name in (*longer, *shorter) for entry in self._joined.get(name, ())}
        if len(near) == 1:
            yield _Match(first, first + 1, OTHER_ENDING, tuple(near))

    def _pair_heard(self, reading: Surroundings, first: int) -> Iterator[_Match]:
        """Two words that together sound like a name: "rent alice"."""
        if sound(reading.words[first].value)[:2] not in self._first_sounds:
            return
        joined = reading.phrase(first, first + 2).replace(" ", "")
        free = first + 2 <= len(reading.words) and reading.is_free(first, first + 2)
        free = free and len(reading.words[first + 1].value) >= MIN_HEARD_LENGTH // 2
        entries = self._sounds.get(sound(joined)) if free and len(joined) >= MIN_HEARD_LENGTH else None
        if entries:
            yield _Match(first, first + 2, SOUNDS_LIKE, entries)

    def _find_near(self, joined: str) -> tuple[float, tuple[SupplierEntry, ...]]:
        """How near the nearest names are to these words without blanks, and whose they are; nobody's if none is."""
        allowed = 1 if len(joined) < 8 else 2
        near = process.extract(joined, self._joined.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=5)
        scored = [
            (1 - distance / max(len(joined), len(name)), name)
            for name, distance, _ in near
            if sounds_alike(first_heard(name), first_heard(joined)) and distance <= (1 if len(name) < 8 else 2)
        ]
        if not scored:
            heard = sound(joined)
            return SOUNDS_LIKE, self._sounds.get(heard, ()) if heard not in _ordinary_sounds() else ()
        best = max(score for score, _ in scored)
        names = [name for score, name in scored if score >= best - NEAR]
        return best, tuple(dict.fromkeys(e for name in names for e in self._joined[name]))

    def _by_domain(self, addresses: Iterable[re.Match[str]]) -> Iterator[SupplierMention]:
        for match in addresses:
            domain = (match["domain"] or "").lower()
            entry = self._domains.get(domain)
            if entry is not None and domain not in PUBLIC_MAIL_DOMAINS:
                yield SupplierMention((entry,), 1.0, match.group(), match.start())


def _writings(names: Iterable[str]) -> Iterator[str]:
    """A name as people shorten it: with and without SAS, France… at its end."""
    for name in names:
        words = fold(name.replace(".", "")).split()
        if words:
            yield " ".join(words)
        while len(words) > 1 and words[-1] in COMPANY_FORMS:
            words.pop()
            yield " ".join(words)


def _short_writings(names: Sequence[str]) -> Iterator[str]:
    """The first word alone, which people write for the whole; if it names nothing, the second: "Bureau Valmont"."""
    folded = [fold(name.replace(".", "")).split() for name in names]
    for first, *rest in filter(None, folded):
        telling = rest[0] if len(rest) == 1 and first in COMMON_WORDS and [first] not in folded else first
        if rest and len(telling) >= MIN_TYPO_LENGTH and telling not in COMMON_WORDS:
            yield telling


def _add(index: dict[str, tuple[SupplierEntry, ...]], name: str, entry: SupplierEntry) -> None:
    known = index.get(name, ())
    index[name] = known if entry in known else (*known, entry)


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Words that at least two authors of the labelled mails write, so none of them is a name written wrongly."""
    return frozenset(ORDINARY.read_text("utf-8").split())


@functools.cache
def usual_words() -> frozenset[str]:
    """These, and the common words of the language."""
    return ordinary_words() | COMMON_WORDS


@functools.cache
def _ordinary_sounds() -> frozenset[str]:
    return frozenset(map(sound, ordinary_words()))


def _is_strange(word: str) -> bool:
    return len(word) >= MIN_STRANGE_LENGTH and word not in COMMON_WORDS and word not in ordinary_words()


def _is_common(phrase: str) -> bool:
    return all(
        word.removesuffix("s") in COMMON_WORDS or word in COMMON_WORDS or len(word) == 1 for word in phrase.split()
    )


def _is_pair(joined: str, score: float) -> bool:
    return len(joined) >= MIN_PAIR_LENGTH and score >= MIN_PAIR_SCORE


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans holds it; they stand in order and apart."""
    before = bisect_right(spans, position, key=lambda span: span[0])
    return before > 0 and position < spans[before - 1][1]


def _mention(text: str, words: list[FoldedWord], match: _Match) -> SupplierMention:
    start, end = words[match.first].start, words[match.last - 1].end
    return SupplierMention(match.entries, match.score, text[start:end], start)
