"""Words that several authors write, so that none of them is a supplier's name with a typo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from mailbot.training.corpus import LabelledMail
from mailbot.understanding.directory import MIN_TYPO_LENGTH, SupplierEntry
from models.folding import fold

_FEWEST_AUTHORS = 2
# So near a name, a word may be that name written wrongly.
_NEAR = 2


def find_ordinary_words(mails: Sequence[LabelledMail], suppliers: Iterable[SupplierEntry]) -> list[str]:
    """The words of at least two authors, sorted; one near a name only if a mail has it that isn't about that name."""
    authors: dict[str, set[str]] = defaultdict(set)
    about: dict[str, list[frozenset[str]]] = defaultdict(list)
    for mail in mails:
        for word in set(_words(f"{mail.subject}\n{mail.text}")):
            authors[word].add(mail.style)
            if mail.suppliers is not None:
                about[word].append(frozenset(mail.suppliers))
    names = {(word, one.id) for one in suppliers for name in (one.name, *one.aliases) for word in _names(name)}
    exact = {name for name, _ in names}
    several = (word for word, styles in authors.items() if len(styles) >= _FEWEST_AUTHORS and word not in exact)
    return sorted(word for word in several if _is_ordinary(word, about[word], names))


def _is_ordinary(word: str, about: Sequence[frozenset[str]], names: Iterable[tuple[str, str]]) -> bool:
    near = {code for name, code in names if OSA.distance(word, name, score_cutoff=_NEAR) <= _NEAR}
    return not near or any(near.isdisjoint(codes) for codes in about)


def _words(text: str) -> Iterator[str]:
    return (word for word in fold(text).split() if len(word) >= MIN_TYPO_LENGTH and word.isalpha())


def _names(name: str) -> tuple[str, ...]:
    """The words of a name, and all of them as one."""
    words = fold(name).split()
    return (*words, "".join(words))
