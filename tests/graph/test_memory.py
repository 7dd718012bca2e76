"""Memory stays flat, however many different documents and values are sent. `CENTRALE_DEEP=100000` sends that many."""

from __future__ import annotations

import gc
import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from access.viewer import ANONYMOUS, Viewer
from graph.context import Context
from graph.documents import Document, Documents
from graph.engine import Engine, Request
from graph.shared import SharedAnswers
from schema.build import build_schema
from settings import Settings
from tests.group import Group, viewer_of

DEEP = int(os.environ.get("CENTRALE_DEEP", "0"))
SENT = DEEP or 3_000
# Small enough that the caches are full long before the last document.
MOST_BYTES = 160 * SENT
WARM_UP = SENT // 3
# After the warm-up: less than one small object for each document. The size of the process is a coarser measure: in
# CI other tests ran in it before.
MOST_BLOCKS, MOST_RSS = (SENT - WARM_UP) // 2, 25_000_000


def held() -> tuple[int, int]:
    """Small objects, and bytes of the process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if sys.platform == "linux" else 0
    return sys.getallocatedblocks(), pages * os.sysconf("SC_PAGE_SIZE") if pages else 0


def request(number: int) -> Request:
    """Never the same twice: shared and personal answers, fall-backs, mistakes, new variables for an old document."""
    match number % 6:
        case 0:
            return Request(f'{{ a{number}: suppliers(search: "{number}") {{ totalCount }} }}')
        case 1:
            return Request(f"{{ viewer {{ a{number}: displayName members {{ siret }} }} }}")
        case 2:
            return Request(f"{{ a{number}: nodes(ids: []) {{ id }} }}")
        case 3:
            return Request(f"{{ nothing{number} }}")
        case 4:
            document = "query($text: String) { suppliers(search: $text) { totalCount } }"
            return Request(document, {"text": f"{number} " + "x" * 500})
        case _:
            return Request(f"query Q{number}($id: ID!) {{ node(id: $id) {{ id }} }}", {"id": f"Supplier:{number}"})


@pytest.mark.timeout(0 if DEEP else 120)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_memory_is_flat(group: Group, settings: Settings) -> None:
    engine = Engine(build_schema())
    engine.documents = Documents(engine.schema, MOST_BYTES)
    engine.shared = SharedAnswers(MOST_BYTES)
    viewers: list[Viewer] = [ANONYMOUS, await viewer_of(group.owner)]
    warm = (0, 0)
    for number in range(SENT):
        await engine.run(request(number), Context(viewers[number % 2], settings))
        assert engine.documents.bytes <= MOST_BYTES
        assert engine.shared.bytes <= MOST_BYTES
        if number == WARM_UP:
            warm = held()
            assert min(engine.documents.bytes, engine.shared.bytes) > MOST_BYTES * 0.9, "the bounds were reached"
    blocks, rss = held()
    assert blocks - warm[0] < MOST_BLOCKS
    assert rss - warm[1] < MOST_RSS
    assert engine.counts["failed plans"] == 0


def fresh(number: int) -> str:
    return f"query($flag: Boolean) {{ a{number}: suppliers(carRentalOnly: $flag) {{ totalCount }} }}"


def documents(most_bytes: int) -> Documents:
    return Documents(Engine(build_schema()).schema, most_bytes)


def kept(found: object) -> Document:
    assert isinstance(found, Document)
    return found


def test_the_most_recently_used_documents_are_kept() -> None:
    cache = documents(60_000)
    first = cache.get(fresh(0))
    for number in range(1, 50):
        cache.get(fresh(number))
        assert cache.get(fresh(0)) is first
    assert cache.get(fresh(49)) is cache.get(fresh(49))
    again = cache.bytes
    cache.get(fresh(1))
    assert cache.bytes <= 60_000
    assert abs(cache.bytes - again) < 10_000


def test_plans_count_and_are_forgotten_in_time() -> None:
    cache = documents(1_000_000)
    document = kept(cache.get(fresh(0)))
    operation = document.operation(None)
    assert operation is not None
    empty = cache.bytes
    for number in range(1_000):
        cache.keep_plan(document, operation, ("sqlite", (), frozenset(), (number,)), "a reason")
    assert len(operation.plans) <= 64
    assert cache.bytes == document.size == empty + 200 * len(operation.plans)


def test_a_plan_for_a_document_that_was_dropped_meanwhile_is_not_counted() -> None:
    cache = documents(30_000)
    document = kept(cache.get(fresh(0)))
    operation = document.operation(None)
    assert operation is not None
    for number in range(1, 20):
        cache.get(fresh(number))
    assert cache.get(fresh(0)) is not document
    before = cache.bytes
    cache.keep_plan(document, operation, ("sqlite", (), frozenset(), ()), "a reason")
    assert cache.bytes == before


@pytest.mark.parametrize(
    "shape",
    [
        "{ suppliers { nodes { a~: id " + " ".join(f"b{number}:name@skip(if:false)" for number in range(19)) + " } } }",
        "{ a~: __typename } #" + "x" * 5_000,
        " ".join(f"query Q{number}{{a~:__typename}}" for number in range(20)),
    ],
    ids=["many tokens", "a comment", "operations"],
)
def test_a_document_counts_about_what_it_takes(shape: str) -> None:
    cache = documents(10**9)
    kept(cache.get(shape.replace("~", "x")))
    before = cache.bytes
    tracemalloc.start()
    for number in range(25):
        kept(cache.get(shape.replace("~", str(number))))
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.6 < (cache.bytes - before) / taken < 1.6


def test_refused_documents_are_not_kept() -> None:
    cache = documents(30_000)
    assert isinstance(cache.get("{ nothing }"), list)
    assert cache.bytes == 0


@pytest.mark.parametrize(("name", "found"), [(None, False), ("", False), ("A", True), ("B", True), ("C", False)])
def test_which_operation_runs(name: str | None, found: bool) -> None:
    document = kept(documents(30_000).get("query A { __typename } query B { __typename }"))
    assert (document.operation(name) is not None) is found


def test_the_only_operation_needs_no_name_and_the_empty_name_is_none() -> None:
    document = kept(documents(30_000).get("{ __typename }"))
    assert document.operation(None) is not None
    assert document.operation("") is None
