"""Qualifications of temps, as the coefficients name them, found in spite of accents, case, order and typing errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from models import Coefficient, ContractType
from models.folding import fold

# A name of so many letters may hold more than one typing error.
_LONG = 8
# From this likeness on it may be what somebody looks for.
_SIMILAR = 60
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class Qualification:
    """A qualification, all its spellings, and where there are coefficients for it, of whatever time."""

    name: str
    spellings: tuple[str, ...]
    contract_types: tuple[ContractType, ...]
    supplier_count: int


async def all_qualifications() -> list[Qualification]:
    """Every qualification of the data, by name; writings that differ only in case or accents are one."""
    rows = await Coefficient.all().distinct().values_list("qualification", "contract_type", "supplier_id")
    found: dict[str, list[tuple[str, ContractType, int]]] = {}
    for name, contract, supplier in rows:
        found.setdefault(fold(name) or name, []).append((name, ContractType(contract), supplier))
    return [_qualification(found[key]) for key in sorted(found)]


def _qualification(rows: list[tuple[str, ContractType, int]]) -> Qualification:
    names = sorted({name for name, _, _ in rows})
    # The writing with accents and lower case sorts last: it is the most careful one.
    contracts = {contract for _, contract, _ in rows}
    return Qualification(
        names[-1],
        tuple(names),
        tuple(contract for contract in ContractType if contract in contracts),
        len({supplier for _, _, supplier in rows}),
    )


def search(text: str, known: Iterable[Qualification]) -> list[Qualification]:
    """Those that somebody may mean, the likeliest first; all of them, by name, for an empty text."""
    by_key = {fold(one.name) or one.name: one for one in known}
    wanted = fold(text)
    if not wanted:
        return list(by_key.values())
    ranked = process.extract(wanted, list(by_key), scorer=fuzz.WRatio, limit=None, score_cutoff=_SIMILAR)
    return [by_key[key] for key, _, _ in ranked]


def resolve(text: str, known: Iterable[Qualification]) -> Qualification | None:
    """The one that is meant, beyond doubt: the same words, or with a typing error and no other as near."""
    by_key = {fold(one.name) or one.name: one for one in known}
    wanted = fold(text)
    if wanted in by_key:
        return by_key[wanted]
    errors = sorted((OSA.distance(_words(wanted), _words(key)), key) for key in by_key)
    if not wanted or not errors or errors[0][0] > _most_errors(wanted):
        return None
    if len(errors) > 1 and errors[0][0] == errors[1][0]:
        return None
    return by_key[errors[0][1]]


def _words(folded: str) -> str:
    return " ".join(sorted(folded.split()))


def _most_errors(wanted: str) -> int:
    """Letters missing, too many, wrong or swapped: one in a short word, up to three in a long name."""
    return 1 if len(wanted) < _LONG else 2 if len(wanted) < 2 * _LONG else 3
