"""What holds today is answered from memory until midnight in Paris, and not after it: each way that HTTP has."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

import models
from tests.group import Group, engine

DOCUMENT = '{ supplier(code: "roulevite") { hasTerms } }'


class Clock:
    """The day that it is in Paris."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day = dt.date(2026, 12, 31)
        for module in ("graph.sql", "graph.compiler.arguments", "graph.engine", "graph.shared"):
            monkeypatch.setattr(f"{module}.today", lambda: self.day)


@pytest.fixture
async def clock(group: Group, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The last day of Roulevite's terms."""
    await models.SupplierTerms.filter(supplier=group.cars).update(valid_to=dt.date(2026, 12, 31))
    return Clock(monkeypatch)


def has_terms(response: httpx.Response) -> Any:
    return response.json()["data"]["supplier"]["hasTerms"]


async def test_a_request_repeated_byte_for_byte(browser: httpx.AsyncClient, clock: Clock) -> None:
    shared = engine().counts["shared"]
    answers = [await browser.post("/graphql", json={"query": DOCUMENT}) for _ in range(3)]
    assert [has_terms(one) for one in answers] == [True] * 3
    assert engine().counts["shared"] == shared + 1, "the others didn't even get to the engine"
    clock.day = dt.date(2027, 1, 1)
    assert has_terms(await browser.post("/graphql", json={"query": DOCUMENT})) is False
    assert engine().counts["shared"] == shared + 2


async def test_an_answer_that_the_browser_keeps(browser: httpx.AsyncClient, clock: Clock) -> None:
    first = await browser.get("/graphql", params={"query": DOCUMENT})
    known = {"if-none-match": first.headers["etag"]}
    assert (await browser.get("/graphql", params={"query": DOCUMENT}, headers=known)).status_code == 304
    clock.day = dt.date(2027, 1, 1)
    after = await browser.get("/graphql", params={"query": DOCUMENT}, headers=known)
    assert (after.status_code, has_terms(after)) == (200, False)
