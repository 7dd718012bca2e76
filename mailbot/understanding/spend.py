"""Which spend category a text speaks of, and which suppliers' names resemble one that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from snowballstemmer import stemmer

from mailbot.understanding.directory import SupplierDirectory
from models.folding import fold

_MOST_CHARACTERS = 5_000
_LEAST_LETTERS = 4
# A word of its name, or two of its description.
_LEAST_SCORE = 2
_SIMILAR, _MOST_SIMILAR = 70, 3
# They stand in the names of many categories and tell none of them apart.
_GENERAL = frozenset(
    """
    autres avec bureau chez client collecte compte courte dans divers duree entretien fourniture fournitures frais
    grande jour journee location longue materiel mois niveau notre petit petite petites petits plusieurs pour prestation
    produit produits professionnel professionnels service services site sites solution tous toute travail type vous
    """.split()
)
_STEMMER = stemmer("french")


@dataclass(frozen=True)
class SpendCategory:
    """A category as the API names it."""

    id: str
    name: str
    description: str = ""


def find_category(text: str, categories: Sequence[SpendCategory]) -> SpendCategory | None:
    """The one category that most words of the text speak of; None for none, or where two are as near."""
    asked = _stems(text[:_MOST_CHARACTERS])
    scored = sorted(((_score(asked, one), one.name, one) for one in categories), reverse=True, key=lambda one: one[:2])
    if not scored or scored[0][0] < _LEAST_SCORE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][2]


def find_categories(text: str, categories: Sequence[SpendCategory], most: int) -> tuple[SpendCategory, ...]:
    """Up to `most` categories whose names the text speaks of, in the order of how much; none where there are more."""
    asked = _stems(text[:_MOST_CHARACTERS])
    named = [one for one in categories if asked & _stems(one.name)]
    if len(named) > most:
        best = find_category(text, categories)
        return (best,) if best else ()
    return tuple(sorted(named, key=lambda one: (-_score(asked, one), one.name)))


def similar_names(name: str, directory: SupplierDirectory) -> tuple[str, ...]:
    """Suppliers with a name like this one, the likeliest first."""
    wanted = fold(name)
    names = {(fold(written), entry.name) for entry in directory.entries for written in (entry.name, *entry.aliases)}
    found = process.extract(wanted, sorted({key for key, _ in names}), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    likely = [supplier for key, _, _ in found for written, supplier in sorted(names) if written == key]
    return tuple(dict.fromkeys(likely))[:_MOST_SIMILAR]


def _score(asked: frozenset[str], category: SpendCategory) -> int:
    """Words of its name count twice those of its description."""
    named = asked & _stems(category.name)
    return 2 * len(named) + len((asked & _stems(category.description)) - named)


def _stems(text: str) -> frozenset[str]:
    words = (word for word in fold(text).split() if len(word) >= _LEAST_LETTERS and word not in _GENERAL)
    return frozenset(_STEMMER.stemWords(list(words)))
