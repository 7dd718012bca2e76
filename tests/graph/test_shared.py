"""Shared answers: never one from before a write that its author was told of, in whatever process."""

from __future__ import annotations

import asyncio
import time

import pytest

import models
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.engine import Engine, Request
from graph.recent import FRESH
from graph.shared import SharedAnswers, commit_wait
from schema.build import build_schema
from settings import Settings
from tests.group import Ask, Group, viewer_of

NAMES = "query Names($search: String) { suppliers(search: $search) { nodes { name agencyCount } } }"
NAME = '{ supplier(code: "roulevite") { name agencyCount } }'
TERMS = (
    '{ supplier(code: "roulevite") { terms { ... on SupplierTerms { general } ... on AccessRestricted { code } } } }'
)


async def name_of(engine: Engine, settings: Settings) -> str:
    response = await engine.run(Request(NAME), Context(ANONYMOUS, settings))
    assert response.shared is not None
    return str(response.as_dict()["data"]["supplier"]["name"])


async def test_an_answer_is_kept_and_its_tag_is_of_its_bytes(group: Group, settings: Settings) -> None:
    engine = Engine(build_schema())
    first = await engine.run(Request(NAMES), Context(ANONYMOUS, settings))
    again = await engine.run(Request(NAMES), Context(ANONYMOUS, settings))
    other = await engine.run(Request(NAMES, {"search": "bureau"}), Context(ANONYMOUS, settings))
    assert first.body is again.body
    assert first.shared is again.shared is not other.shared


async def test_roles_do_not_share_answers(group: Group, settings: Settings) -> None:
    engine = Engine(build_schema())
    member = await engine.run(Request(TERMS), Context(await viewer_of(group.owner), settings))
    public = await engine.run(Request(TERMS), Context(ANONYMOUS, settings))
    assert "Tarif groupe." in str(member.body)
    assert "Tarif groupe." not in str(public.body)


async def test_what_depends_on_the_viewer_is_never_shared(ask: Ask, group: Group, settings: Settings) -> None:
    engine = Engine(build_schema())
    for document in ("{ viewer { displayName } suppliers { totalCount } }", "{ viewer { members { siret } } }"):
        response = await engine.run(Request(document), Context(await viewer_of(group.owner), settings))
        assert response.shared is None


@pytest.mark.parametrize("change", ["name", "agency", "category"])
async def test_every_write_to_the_catalogue_moves_the_version_on(group: Group, settings: Settings, change: str) -> None:
    engine = Engine(build_schema())
    document = "{ suppliers { nodes { name agencyCount categories { name } } } }"
    before = await engine.run(Request(document), Context(ANONYMOUS, settings))
    if change == "name":
        await models.Supplier.filter(id=group.cars.id).update(name="Autrement")
    elif change == "agency":
        await models.Agency.filter(supplier_id=group.cars.id).delete()
    else:
        await group.temps.categories.add(group.rental)
    await commit_wait()
    after = await engine.run(Request(document), Context(ANONYMOUS, settings))
    assert after.body != before.body
    assert after.shared is not None
    assert before.shared is not None
    assert after.shared.etag != before.shared.etag


async def test_no_stale_answer_after_an_acknowledged_write(group: Group, settings: Settings) -> None:
    """Ten engines stand for ten processes; each reads all the time while an author writes and waits."""
    engines = [Engine(build_schema()) for _ in range(10)]
    acknowledged = 0
    stale: list[str] = []
    served: list[int] = []
    done = asyncio.Event()

    async def read(engine: Engine) -> None:
        while not done.is_set():
            floor = acknowledged  # what the author was told before this request began
            seen = int((await name_of(engine, settings)).rpartition(" ")[2])
            if seen < floor:
                stale.append(f"{seen} after {floor}")
            served.append(seen)
            await asyncio.sleep(0)

    await models.Supplier.filter(id=group.cars.id).update(name="Roulevite 0")
    await commit_wait()
    readers = [asyncio.create_task(read(engine)) for engine in engines]
    for number in range(1, 8):
        await models.Supplier.filter(id=group.cars.id).update(name=f"Roulevite {number}")
        await commit_wait()
        acknowledged = number
    done.set()
    await asyncio.gather(*readers)
    assert stale == []
    assert max(served) == 7
    assert len(served) > 500  # they were served from memory, not one by one from the database


async def test_a_question_that_was_asked_too_long_ago_is_asked_again(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    async def slow_version(name: str) -> int:
        asked.append(time.monotonic())
        await asyncio.sleep(3 * FRESH)
        return len(asked)

    monkeypatch.setattr("graph.recent.read_version", slow_version)
    shared = SharedAnswers()
    shared.keep(("key",), b"answer", 1)
    first = asyncio.create_task(shared.get(("key",)))
    await asyncio.sleep(2 * FRESH)
    # The first question is under way, but began before this reader's: its answer may be too old for them.
    assert await shared.get(("key",)) is None
    await first
    assert len(asked) >= 2


async def test_the_bytes_that_are_kept_are_bounded() -> None:
    shared = SharedAnswers(most_bytes=10_000)
    for number in range(1_000):
        shared.keep((number,), b"x" * 500, 1)
    assert shared.bytes <= 10_000
    shared.keep(("large",), b"x" * 5_000, 1)
    assert shared.bytes <= 10_000
