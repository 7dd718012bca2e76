"""The index of prices follows imports, in whatever order prices come."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from audit.matching import Index, Matcher, Model, load
from audit.matching import index as index_module
from audit.matching.segment import Segment
from audit.matching.training.corpus import read_corpus
from audit.prices import Price
from tests.audit.test_matching import DAY, PRICES, ask, price


def test_an_index_follows_imports() -> None:
    index = Index(PRICES)
    matcher = Matcher(index, Model.load())
    query = ask("CLASSEUR LEVIER D80 NOIR")
    index.update(removed=[3])
    assert len(index) == len(PRICES) - 1
    assert matcher.match([query])[0].chosen is None
    index.update(added=[price(30, "Classeur à levier dos 8 cm noir"), price(4, "Classeur à levier dos 8 cm vert")])
    assert len(index) == len(PRICES)
    chosen = matcher.match([query])[0].chosen
    assert chosen is not None
    assert chosen.price.key == 30
    assert not matcher.match([ask("Classeur levier dos 8 bleu")])[0].chosen
    assert index.by_reference("PAP-000003", DAY) == []


def test_many_small_imports_find_the_same_as_one() -> None:
    corpus = read_corpus()
    at_once, bit_by_bit = Index(corpus.prices), Index()
    for first in range(0, len(corpus.prices), 10):
        bit_by_bit.update(added=corpus.prices[first : first + 10])
    assert len(bit_by_bit) == len(at_once) == len(corpus.prices)
    texts = [line.text for line in corpus.lines[:80]]
    found = [
        [place.segment.columns.price(place.row).key for (place, *_) in index.nearest(texts, None, DAY, 1)]
        for index in (at_once, bit_by_bit)
    ]
    assert sum(a == b for a, b in zip(*found, strict=True)) >= 78


def test_prices_in_any_order_never_all_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alternating categories fill no segment: the fullest is closed, and what is small is put together again."""
    monkeypatch.setattr(load, "SEGMENT", 40)
    monkeypatch.setattr(index_module, "SEGMENT", 40)
    monkeypatch.setattr(load, "_WAITING", 50)
    made: list[int] = []

    class Counted(Segment):
        def __init__(self, prices: Sequence[Price]) -> None:
            made.append(len(prices))
            super().__init__(prices)

    monkeypatch.setattr(load, "Segment", Counted)
    corpus = read_corpus()
    by_category = sorted(corpus.prices, key=lambda one: (one.category or "", one.key))
    mixed = sorted(corpus.prices, key=lambda one: hash((one.key * 7919) % 1009))
    texts = [line.text for line in corpus.lines[:40]]
    near = []
    for prices in (by_category, mixed):
        waiting = load.Load()
        assert all(waiting.add([each]).waiting < 50 for each in prices)
        index = Index(waiting)
        assert max(made) <= 40
        assert len(index) == len(corpus.prices)
        near.append([[place.segment.columns.price(place.row).key for place in places]
                     for places in index.nearest(texts, None, DAY, 5)])  # fmt: skip
        made.clear()
    assert near[0] == near[1]
