"""Which qualifications a text names, among those that there are coefficients for; typos, plurals and feminines too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from models.folding import FoldedWord, fold, folded_words

_SMALL = frozenset("de d du des la le l les a au aux en et of the".split())
_MOST_WORDS = 2_000
_PEOPLE = frozenset("personnes personne salaries gars postes people".split())
_TEMPS = frozenset("interimaires interimaire workers".split())
_WANTED = frozenset(
    "pour faut faudrait faudra cherche cherchons recherche recherchons prendre voudrais voulons".split()
)
# How people call a trade; said only where a qualification has these words.
_EVERYDAY = {
    "manut": "manutentionnaire", "prepa": "preparateur", "mecano": "mecanicien", "compta": "comptable",
    "magaz": "magasinier", "elec": "electricien", "hotesse": "hote", "hotesses": "hote", "secretaires": "secretaire",
    "manoeuvres": "manoeuvre", "forklift": "cariste", "welder": "soudeur", "electrician": "electricien",
    "plumber": "plombier", "bricklayer": "macon", "waiter": "serveur", "cook": "cuisinier", "accountant": "comptable",
}  # fmt: skip
# In front of a trade these make another one of it.
_MAKES_ANOTHER = frozenset(
    "aide assistant assistante apprenti apprentie chef sous expert experte responsable adjoint".split()
)
# Behind a shortened name nothing may stand that could make another trade of it.
_MAY_FOLLOW = frozenset(
    """
    chez pour par dans sur sous avec sans et ou le la les l qui que qu ca il elle me nous vous
    paye payee payes payees remunere smic brut euros interimaire interimaires interim svp merci stp des
    qualifie qualifiee
    """.split()
)
_MAY_FOLLOW_IN = frozenset("smic gestion delegation interim renfort cdd contrat".split())


@dataclass(frozen=True)
class Trade:
    """A qualification that is named; `count`: how many people, where a number stands in front of it."""

    name: str
    as_written: str
    count: int | None
    position: int


@dataclass(frozen=True)
class _Word:
    written: FoldedWord
    stem: str


def find_trades(text: str, names: Sequence[str]) -> list[Trade]:
    """The qualifications in their order, each once; the longest name first. `names`: what they are called."""
    words = [_Word(word, _stem(_EVERYDAY.get(word.value, word.value))) for word in folded_words(text)[:_MOST_WORDS]]
    wanted = sorted(((_stems(name), name) for name in names), key=lambda one: (-len(one[0]), one[1]))
    found: list[Trade] = []
    others = {_stem(after.written.value) for word, after in pairwise(words) if word.written.value in _MAKES_ANOTHER}
    at = 0
    while at < len(words):
        match = _at(words, at, wanted)
        if match is None or words[at].stem in others:  # "interim compta … une aide comptable"
            at += 1
            continue
        name, end = match
        found += [] if any(one.name == name for one in found) else [_trade(text, words, at, end, name)]
        at = end
    if len(found) == 1 and found[0].count is None:
        return [replace(found[0], count=_people(words))]
    return found


def _people(words: Sequence[_Word]) -> int | None:
    """ "Pour 3 personnes", "3 intérimaires": how many are wanted, where it is said but once."""
    values = ["", *(word.written.value for word in words)]
    counts = {
        _count(number)
        for before, number, who in zip(values, values[1:], values[2:], strict=False)
        if who in _TEMPS or (who in _PEOPLE and before in _WANTED)
    } - {None}
    return counts.pop() if len(counts) == 1 else None


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() and 0 < int(word) < 100 else None


def nearly_named(text: str, names: Sequence[str]) -> list[str]:
    """Qualifications of which a word is named, though not beyond doubt: what may be meant."""
    stems = {_stem(_EVERYDAY.get(word.value, word.value)) for word in folded_words(text)[:_MOST_WORDS]}
    stems -= _SMALL
    return [name for name in names if any(_alike(stem, _stems(name)[0]) for stem in stems)]


def _at(words: Sequence[_Word], at: int, wanted: Sequence[tuple[tuple[str, ...], str]]) -> tuple[str, int] | None:
    if words[at].written.value in _SMALL:
        return None
    for stems, name in wanted:
        end = _whole(words, at, stems)
        if end is not None:
            return name, end
    return _shortened(words, at, wanted)


def _whole(words: Sequence[_Word], at: int, stems: Sequence[str]) -> int | None:
    """Where a name ends that begins here, with all its words."""
    for number, stem in enumerate(stems):
        while number and at < len(words) and words[at].written.value in _SMALL:
            at += 1
        if at >= len(words) or not _alike(words[at].stem, stem):
            return None
        at += 1
    return at


def _shortened(
    words: Sequence[_Word], at: int, wanted: Sequence[tuple[tuple[str, ...], str]]
) -> tuple[str, int] | None:
    """A name by its first word alone, if only one begins so and nothing behind it tells otherwise."""
    begun = [name for stems, name in wanted if len(stems) > 1 and _alike(words[at].stem, stems[0])]
    if len(begun) != 1 or len(words[at].stem) < 5:
        return None
    following = [word.written.value for word in words[at + 1 : at + 3]]
    if following and following[0] in ("a", "au", "en"):  # "à 13 €", "au SMIC", "en délégation"; not "en pharmacie"
        told = following[1:] and (following[1] in _MAY_FOLLOW_IN or following[1][:1].isdigit())
        following = following[1:] if told else ["?"]
    fits = not following or following[0] in _MAY_FOLLOW | _MAY_FOLLOW_IN or following[0][:1].isdigit()
    return (begun[0], at + 1) if fits else None


def _trade(text: str, words: Sequence[_Word], at: int, end: int, name: str) -> Trade:
    before = words[at - 1].written.value if at else ""
    start = words[at].written.start
    return Trade(name, text[start : words[end - 1].written.end], _count(before), start)


def _stems(name: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in fold(name).split() if word not in _SMALL)


def _stem(word: str) -> str:
    """The masculine singular: "préparatrices" and "préparateur" are the same."""
    word = word.removesuffix("s") if len(word) > 4 else word
    for feminine, masculine in (("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("ienne", "ien"), ("ante", "ant")):
        if word.endswith(feminine):
            return word.removesuffix(feminine) + masculine
    return word.removesuffix("e") if word.endswith("ee") else word


def _alike(written: str, known: str) -> bool:
    """The same, or with a letter wrong, or two in a long word; the first one is right."""
    if written == known:
        return True
    shorter = min(len(written), len(known))
    allowed = 0 if shorter < 5 else 1 if shorter < 9 else 2
    return bool(allowed) and written[0] == known[0] and OSA.distance(written, known, score_cutoff=allowed) <= allowed
