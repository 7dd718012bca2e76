"""Texts as bags of three-letter pieces of their words, in one go for thousands of texts.

A folded text knows 37 signs (letters, digits, space), so that a piece is a number below 37³ and needs no vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.folding import fold

SIGNS = 37
GRAMS = SIGNS**3
_CODES = np.zeros(256, np.int32)
_CODES[ord("a") : ord("z") + 1] = np.arange(1, 27)
_CODES[ord("0") : ord("9") + 1] = np.arange(27, 37)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


# Signs of Latin letters and what `fold` makes of each.
_FOLDED = {code: fold(chr(code)) or " " for code in range(0x250)}


def plain(text: str) -> str:
    """What `fold` says, faster for texts of Latin letters alone."""
    quick = " ".join(text.translate(_FOLDED).split())
    return quick if quick.isascii() else fold(text)


def bags(texts: Sequence[str]) -> sparse.csr_matrix:
    """One row a text, one column a piece: 1 where the text has it. Texts are folded here."""
    rows = [f" {plain(text)} ".encode() for text in texts]
    if not rows:
        return sparse.csr_matrix((0, GRAMS), dtype=np.float32)
    lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
    signs = _CODES[np.frombuffer(b"".join(rows), np.uint8)]
    pieces = signs[:-2] * (SIGNS * SIGNS) + signs[1:-1] * SIGNS + signs[2:]
    owner = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)[1:-1]
    # Each row begins and ends with a space, so that no piece around a letter reaches into the next text.
    inside = signs[1:-1] != 0
    keys = owner[inside] * GRAMS + pieces[inside]
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    owners, columns = np.divmod(keys, GRAMS)
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(rows)), out=starts[1:])
    ones = np.ones(len(keys), np.float32)
    return sparse.csr_matrix((ones, columns.astype(np.int32), starts.astype(np.int32)), shape=(len(rows), GRAMS))


def rarity(frequencies: Ints, texts: int) -> Floats:
    """How much a piece says: the rarer, the more (inverse document frequency)."""
    return (np.log((1 + texts) / (1 + frequencies)) + 1).astype(np.float32)


def weighted(bag: sparse.csr_matrix, weights: Floats) -> sparse.csr_matrix:
    """Rows of length 1, each piece as heavy as it is rare."""
    data = weights[bag.indices]
    sums = (
        np.add.reduceat(np.append(data * data, np.float32(0)), bag.indptr[:-1]) if bag.nnz else np.zeros(bag.shape[0])
    )
    sums = np.where(np.diff(bag.indptr) > 0, sums, 1.0)
    lengths = np.repeat(np.sqrt(sums), np.diff(bag.indptr)).astype(np.float32)
    return sparse.csr_matrix((data / np.maximum(lengths, np.float32(1e-9)), bag.indices, bag.indptr), shape=bag.shape)
