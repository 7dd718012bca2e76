"""What each answer says that it cost, and what a client may ask for in a minute."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from typing import Any

import httpx
import pytest

import models
from access.viewer import ANONYMOUS
from errors import RateLimited
from graph import budgets
from graph.budgets import Budget, Budgets
from graph.context import Context
from graph.cost import SEARCHING
from graph.documents import READING
from graph.engine import Request
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group, engine
from tests.web.site import app, site
from tests.web.sockets import socket
from web.graphql_http import GRAPHQL_JSON
from workflows.accounts import open_session

LIST = "query($n: Int!) { suppliers(first: $n) { nodes { id name } } }"
RATE = "{ rateLimit { limit cost remaining resetAt } }"


class Clock:
    """A clock that tests move on."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What budgets look at."""
    clock = Clock()
    monkeypatch.setattr("graph.budgets.time", clock)
    return clock


def test_a_minutes_worth_may_be_spent_at_once_and_comes_back_evenly(clock: Clock) -> None:
    budget = Budget(600)
    budget.spend(400)
    budget.spend(200)
    assert (budget.remaining, budget.full_in) == (0, 60)
    with pytest.raises(RateLimited) as refused:
        budget.spend(50)
    assert refused.value.retry_after == 5
    clock.now += 4.9
    with pytest.raises(RateLimited) as refused:
        budget.spend(50)
    assert refused.value.retry_after == 1
    clock.now += 0.1
    budget.spend(50)
    assert budget.remaining == 0
    clock.now += 1_000
    assert (budget.remaining, budget.full_in) == (600, 0)


def test_what_is_refused_takes_nothing(clock: Clock) -> None:
    budget = Budget(600)
    budget.spend(300)
    for _ in range(10):
        with pytest.raises(RateLimited):
            budget.spend(301)
    assert budget.remaining == 300


def test_clients_that_are_silent_longest_are_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_MOST_CLIENTS", 3)
    kept = Budgets()
    for client in ("a", "b", "c"):
        kept.of(client, 600).spend(600)
    kept.of("a", 600)
    kept.of("d", 600)
    assert [kept.of(client, 600).remaining for client in ("a", "c", "d", "b")] == [0, 0, 600, 600]


def test_paying_takes_next_to_nothing() -> None:
    """Less than a hundredth of the fastest answer, which takes about 50 microseconds."""
    kept, rounds, taken = Budgets(), 20_000, []
    for _ in range(5):
        began = time.process_time()
        for _ in range(rounds):
            kept.of("client", 10**12).spend(5)
        taken.append((time.process_time() - began) / rounds)
    assert min(taken) < 5e-6


async def post(web: httpx.AsyncClient, document: str, token: str = "", **variables: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await web.post("/graphql", json={"query": document, "variables": variables}, headers=headers)


def cost(response: httpx.Response) -> int:
    return int(response.json()["extensions"]["cost"]["requested"])


@pytest.mark.parametrize("repeat", ["first", "shared", "byte for byte"])
async def test_each_answer_says_what_it_cost(browser: httpx.AsyncClient, group: Group, repeat: str) -> None:
    for _ in range({"first": 1, "shared": 2, "byte for byte": 3}[repeat]):
        response = await post(browser, LIST, n=5)
    assert response.json()["data"]["suppliers"]["nodes"]
    assert cost(response) == 1 + 1 + 5 * 2
    assert cost(await post(browser, LIST, n=6)) == 1 + 1 + 6 * 2


async def test_a_compiled_answer_a_stock_one_and_a_mutation_say_so_too(settings: Settings, group: Group) -> None:
    for document, expected in ((LIST, 12), ("{ viewer { roles } members { totalCount } }", 4)):
        for compiled in (True, False):
            response = await engine(compiled=compiled).run(Request(document, {"n": 5}), Context(ANONYMOUS, settings))
            assert response.as_dict()["extensions"] == {"cost": {"requested": expected}}
    context = Context(ANONYMOUS, settings)
    response = await engine().run(Request("mutation { signOut { viewer { roles } } }"), context)
    assert response.cost == 1_002


async def test_what_never_ran_cost_nothing(web: httpx.AsyncClient) -> None:
    for document in ("{", "{ nothing }", "query A { viewer { roles } } query B { viewer { roles } }"):
        assert "extensions" not in (await post(web, document)).json()


async def test_the_rate_limit_can_be_asked_for(browser: httpx.AsyncClient, settings: Settings) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    first = (await post(browser, RATE)).json()["data"]["rateLimit"]
    assert first["limit"] == settings.public_budget
    assert first["cost"] == 5
    # Reading the document and looking for a plan were paid once.
    assert first["limit"] - first["remaining"] in range(first["cost"], 2 * len(RATE) * READING + first["cost"] + 1)
    assert before < dt.datetime.fromisoformat(first["resetAt"]) < before + dt.timedelta(seconds=10)
    assert cost(await post(browser, RATE)) == 5


async def test_inside_the_process_nothing_is_limited(db: str, settings: Settings) -> None:
    response = await engine().run(Request(RATE), Context(ANONYMOUS, settings))
    assert response.as_dict()["data"] == {"rateLimit": None}


@pytest.fixture
def small(settings: Settings) -> Settings:
    """Settings under which one large query takes what a minute brings."""
    return dataclasses.replace(settings, public_budget=100_000, signed_in_budget=200_000)


LARGE = """query($n: Int!) { suppliers(first: $n) { nodes { id categories { a: name b: name c: name d: name e: name
f: name g: name h: name i: name } } } viewer { displayName } }"""
COST = 1 + 1 + 100 * (2 + 10 * 9) + 2


async def until_refused(web: httpx.AsyncClient, token: str = "") -> tuple[int, httpx.Response]:
    for number in range(100):
        response = await post(web, LARGE, token, n=100)
        if response.status_code != 200:
            return number, response
        assert cost(response) == COST
    raise AssertionError("never refused")


async def test_who_asks_too_much_is_told_when_to_go_on(group: Group, small: Settings, clock: Clock) -> None:
    engine().documents.get(LARGE)
    session = await open_session(small, group.owner.id)
    assert session is not None
    async with site(small) as web:
        served, response = await until_refused(web)
        assert served == 100_000 // COST
        assert response.status_code == 429
        assert response.headers["content-type"].startswith("application/json")
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "RATE_LIMITED"}
        wait = int(response.headers["retry-after"])
        assert 0 < wait < 60
        assert str(wait) in error["message"]
        # A signed-in person has a budget of their own, and a larger one.
        served, _ = await until_refused(web, session.token)
        assert served == 200_000 // COST
        clock.now += wait
        assert (await post(web, LARGE, n=100)).status_code == 200


async def test_every_network_has_its_own(group: Group, small: Settings, clock: Clock) -> None:
    served: Any = app(small)

    def from_(client: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(served, client=(client, 1))
        return httpx.AsyncClient(transport=transport, base_url=small.public_url, headers={"accept": GRAPHQL_JSON})

    async with from_("192.0.2.1") as one, from_("192.0.2.2") as other, from_("2001:db8::1") as six:
        await until_refused(one)
        assert (await post(other, LARGE, n=100)).status_code == 200
        await until_refused(six)
        async with from_("2001:db8::2") as neighbour:
            assert (await post(neighbour, LARGE, n=100)).status_code == 429


async def test_an_answer_from_memory_is_free(group: Group, small: Settings, clock: Clock) -> None:
    document = "{ suppliers { nodes { id name } } }"
    async with site(small) as web:
        assert (await post(web, document)).status_code == 200
        await until_refused(web)
        for _ in range(20):
            assert (await post(web, document)).status_code == 200
            response = await web.get("/graphql", params={"query": document})
            assert response.status_code == 200
        await models.Supplier.all().update(summary="Autre chose.")  # now it must be read
        engine().shared.clear()
        assert (await web.post("/graphql", json={"query": LARGE, "variables": {"n": 100}})).status_code == 429


async def test_searching_is_paid_wherever_the_answer_comes_from(group: Group, small: Settings, clock: Clock) -> None:
    document = "query($text: String) { suppliers(search: $text) { totalCount } }"
    async with site(small) as web:
        async with site(small) as other:  # has a budget of its own, and leaves the answer in memory
            assert cost(await post(other, document, text="nobody 0")) == 1 + 1 + SEARCHING
        answers = [await post(web, document, text=f"nobody {number}") for number in range(300)]
        served = sum(response.status_code == 200 for response in answers)
        assert served == 100_000 // (2 + SEARCHING)
        assert answers[-1].status_code == 429
        # The same byte for byte is known without a look.
        assert (await post(web, document, text="nobody 0")).status_code == 200


async def test_a_plan_costs_as_much_to_be_made_as_its_document_to_be_read(
    group: Group, small: Settings, clock: Clock
) -> None:
    """Flags choose the plan: a few of them make more plans than anybody keeps."""
    flags = " ".join(f"$f{number}: Boolean!" for number in range(9))
    parts = " ".join(f"a{number}: categories @include(if: $f{number}) {{ id }}" for number in range(9))
    document = f"query({flags}) {{ {parts} }} #" + "x" * 1_000
    engine().documents.get(document)
    price = len(document) * READING
    async with site(small) as web:
        for number in range(100):
            chosen: dict[str, Any] = {f"f{at}": bool(number >> at & 1) for at in range(9)}
            if (await post(web, document, **chosen)).status_code == 429:
                break
        assert 100_000 // (price + 100) <= number <= 100_000 // price
        nothing: dict[str, Any] = dict.fromkeys(chosen, False)
        assert (await post(web, document, **nothing)).status_code == 200, "a plan that there is"


async def test_documents_that_nobody_sent_before_cost_their_reading(small: Settings, clock: Clock) -> None:
    text = "{ viewer { roles nothing } } #" + "x" * 10_000
    async with site(small) as web:
        statuses = [(await post(web, text + str(number))).status_code for number in range(4)]
    assert statuses == [200, 429, 429, 429], "each takes half of a minute's worth"


async def test_sockets_pay_from_the_same_budget(group: Group, small: Settings, clock: Clock) -> None:
    async with serving(server_config(app(small), small)) as url, socket(url) as talk:
        for _ in range(100_000 // COST):
            await talk.subscribe(LARGE, n=100)
            assert (await talk.next())["payload"]["extensions"] == {"cost": {"requested": COST}}
            assert (await talk.next())["type"] == "complete"
        for document in (LARGE, "{ viewer { roles nothing } } #" + "x" * 10_000):
            await talk.subscribe(document, n=100)
            refused = await talk.next()
            assert refused["type"] == "error"
            assert refused["payload"][0]["extensions"] == {"code": "RATE_LIMITED"}
        async with httpx.AsyncClient(base_url=url) as web:
            assert (await post(web, LARGE, n=100)).status_code == 429
