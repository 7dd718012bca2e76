"""Subscriptions below any transport: what is answered, to whom, and when they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

import pytest
from tortoise.transactions import in_transaction

import models
from access.viewer import ANONYMOUS, Viewer, load_viewer
from errors import RateLimited
from graph.budgets import Budget
from graph.context import Context, StaleViewer
from graph.database import read_version
from graph.engine import Engine, Request, Response
from graph.subscriptions import LiveOperation
from jobs.events import Event, publish
from models.versions import ACCESS
from schema.build import build_schema
from settings import Settings
from tests.group import Ask, Group
from tests.hearing import heard
from tests.workflows.requests import sent
from workflows import supplier_attachments as workflow

T = TypeVar("T")
ALL = "subscription { supplierAttachmentChanged { id status } }"
ONE = "subscription One($id: ID) { changed: supplierAttachmentChanged(id: $id) { id status events { status } } }"
MAILS = "subscription { inboundMailChanged { id } }"


class Listener:
    """Somebody who asks, as they are at each moment; and the answers so far."""

    def __init__(self, engine: Engine, settings: Settings, person: models.Person | None, request: Request) -> None:
        self._settings, self._person = settings, person
        self._version: int | None = None
        self._viewer: Viewer = ANONYMOUS
        self.looks = 0
        self.budget: Budget | None = None
        self.operation = LiveOperation(engine, request, engine.admit(request), self.run)
        self.stream = self.operation.answers()

    async def run(self, run: Callable[[Context], Awaitable[T]]) -> T:
        """As the web does it: remembered, and read again when something changed."""
        while True:
            if self._person is not None and self._version is None:
                self._version = await read_version(ACCESS)
                self._viewer = await load_viewer(self._person.id) or ANONYMOUS
            self.looks += 1
            try:
                context = Context(self._viewer, self._settings, viewer_version=self._version, budget=self.budget)
                return await run(context)
            except StaleViewer:
                self._version = None

    async def next(self, seconds: float = 5.0) -> Response:
        """The next answer."""
        return await asyncio.wait_for(anext(self.stream), seconds)

    async def data(self) -> Any:
        """The value of the one field of the next answer."""
        response = await self.next()
        assert response.executed, response.errors
        assert not response.errors
        return next(iter(response.as_dict()["data"].values()))

    async def refusal(self) -> dict[str, Any]:
        """The one error that ends it."""
        response = await self.next()
        assert (response.executed, response.data) == (False, None)
        with pytest.raises(StopAsyncIteration):
            await self.next()
        (error,) = response.errors
        return error

    async def is_silent(self) -> bool:
        """Whether nothing comes. To be the last question, as it ends the stream."""
        try:
            await self.next(0.3)
        except TimeoutError:
            return True
        return False


Listen = Callable[..., Any]


@pytest.fixture
async def engine_here(db: str) -> AsyncIterator[Engine]:
    """An engine that hears of what is published."""
    engine = Engine(build_schema())
    async with engine.events.listening():
        if "sqlite" not in db:  # LISTEN begins with a look at everything
            await engine.events.signal(models.Category).wait(10)
        yield engine


@pytest.fixture
def listen(engine_here: Engine, settings: Settings, group: Group) -> Listen:
    """Somebody's subscription."""

    @asynccontextmanager
    async def start(person: models.Person | None, document: str, **variables: Any) -> AsyncIterator[Listener]:
        listener = Listener(engine_here, settings, person, Request(document, variables))
        async with aclosing(listener.stream):
            yield listener

    return start


async def test_the_people_of_a_company_see_its_attachments_change(
    listen: Listen, group: Group, settings: Settings
) -> None:
    async with listen(group.staff, ALL) as colleague:
        assert await colleague.data() is None, "read what is there, from here on changes come"
        attachment = await sent(settings, group)
        shown = {"id": f"SupplierAttachment:{attachment.id}", "status": "SENT"}
        assert await colleague.data() == shown
        await workflow.cancel(settings, await viewer(group.owner), attachment.id)
        assert await colleague.data() == {**shown, "status": "CANCELLED"}
        assert await colleague.is_silent()


async def test_one_row_is_answered_at_once_and_after_each_change(
    listen: Listen, group: Group, settings: Settings, engine_here: Engine
) -> None:
    attachment = await sent(settings, group)
    await heard(engine_here.events)
    async with listen(group.owner, ONE, id=f"SupplierAttachment:{attachment.id}") as owner:
        assert (await owner.data())["status"] == "SENT"
        await workflow.decide(settings, await viewer(group.advisor), attachment.id, accepted=True)
        found = await owner.data()
        assert found["status"] == "ACCEPTED"
        assert [event["status"] for event in found["events"]] == ["REQUESTED", "SENT", "ACCEPTED"]
        assert await owner.is_silent()


async def test_nothing_is_told_of_what_is_not_visible(listen: Listen, group: Group, settings: Settings) -> None:
    async with listen(group.other_owner, ALL) as other, listen(group.double, ALL) as double:
        assert await other.data() is None
        assert await double.data() is None
        looks = other.looks
        await sent(settings, group)
        assert (await double.data())["status"] == "SENT"
        assert other.looks == looks, "spared: an event says whose it is"
        await publish(models.SupplierAttachment, 1)  # and what doesn't say so is looked at in vain
        assert await other.is_silent()
        assert other.looks == looks + 1


@pytest.mark.parametrize("who", ["other_member", "prospect", "former", "lonely"])
async def test_somebody_elses_is_answered_like_a_wrong_id(
    listen: Listen, group: Group, settings: Settings, who: str
) -> None:
    attachment = await sent(settings, group)
    errors = []
    for key in (attachment.id, 4711):
        async with listen(group.people()[who], ONE, id=f"SupplierAttachment:{key}") as stranger:
            errors.append(await stranger.refusal())
    assert errors[0] == errors[1]
    assert errors[0]["extensions"] == {"code": "NOT_FOUND"}


@pytest.mark.parametrize(
    ("who", "document", "code"),
    [
        ("anonymous", ALL, "UNAUTHENTICATED"),
        ("anonymous", ONE, "UNAUTHENTICATED"),
        ("anonymous", MAILS, "UNAUTHENTICATED"),
        ("member", MAILS, "FORBIDDEN"),
        ("former", MAILS, "FORBIDDEN"),
    ],
)
async def test_the_policy_is_checked_at_the_start(
    listen: Listen, group: Group, who: str, document: str, code: str
) -> None:
    async with listen(group.people()[who], document, id="SupplierAttachment:1") as listener:
        assert (await listener.refusal())["extensions"] == {"code": code}


async def test_the_policy_is_checked_again_at_every_event(listen: Listen, group: Group) -> None:
    async with listen(group.advisor, MAILS) as advisor:
        assert await advisor.data() is None
        async with in_transaction():
            await models.Person.filter(id=group.advisor.id).update(staff_role=None)
            await publish(models.InboundMail, 1)
        error = await advisor.refusal()
        assert error["extensions"] == {"code": "FORBIDDEN"}
        assert error["message"] == "Réservé aux conseillers."


async def test_whoever_left_the_company_sees_no_more(
    listen: Listen, group: Group, settings: Settings, engine_here: Engine
) -> None:
    attachment = await sent(settings, group)
    await heard(engine_here.events)
    async with (
        listen(group.staff, ALL) as everything,
        listen(group.staff, ONE, id=f"SupplierAttachment:{attachment.id}") as one,
    ):
        assert await everything.data() is None
        assert (await one.data())["status"] == "SENT"
        async with in_transaction():
            await models.Affiliation.filter(person=group.staff).delete()
            await publish(models.SupplierAttachment, attachment.id)
        assert (await one.refusal())["extensions"] == {"code": "NOT_FOUND"}
        assert await everything.is_silent()


async def test_a_row_that_is_gone_ends_its_subscription(
    listen: Listen, group: Group, settings: Settings, engine_here: Engine
) -> None:
    attachment = await sent(settings, group)
    await heard(engine_here.events)
    async with listen(group.advisor, ONE, id=f"SupplierAttachment:{attachment.id}") as advisor:
        assert (await advisor.data())["status"] == "SENT"
        await models.SupplierAttachmentEvent.all().delete()
        await models.OutboundMail.all().delete()
        await models.SupplierAttachment.all().delete()
        await publish(models.SupplierAttachment, attachment.id)
        assert (await advisor.refusal())["extensions"] == {"code": "NOT_FOUND"}


async def test_many_changes_at_once_are_one_answer_each(
    listen: Listen, group: Group, settings: Settings, engine_here: Engine
) -> None:
    attachment = await sent(settings, group)
    await heard(engine_here.events)
    async with listen(group.owner, ALL) as owner:
        assert await owner.data() is None
        for _ in range(50):
            engine_here.events.tell(Event("supplier_attachment", attachment.id, group.member.id))
        assert (await owner.data())["status"] == "SENT"
        assert await owner.is_silent()


@pytest.mark.parametrize(
    ("document", "variables", "message"),
    [
        ("subscription { nothing }", {}, "Cannot query field 'nothing'"),
        ("subscription { supplierAttachmentChanged { id } inboundMailChanged { id } }", {}, "only one"),
        ("subscription { __typename }", {}, "introspection"),
        ("subscription A { inboundMailChanged { id } } subscription B { inboundMailChanged { id } }", {}, "operation"),
        ("subscription ($id: ID!) { supplierAttachmentChanged(id: $id) { id } }", {}, "Variable '$id'"),
        (ONE, {"id": "Supplier:1"}, "'Supplier:1' is the id of a Supplier; expected the id of a SupplierAttachment"),
        (ONE, {"id": "x"}, "'x' is not an id of this API"),
        ("subscription { supplierAttachmentChanged { " + "id " * 1100 + "} }", {}, "at most 1000 are allowed"),
    ],
)
async def test_what_cannot_run_is_said(
    listen: Listen, group: Group, document: str, variables: dict[str, Any], message: str
) -> None:
    async with listen(group.advisor, document, **variables) as listener:
        response = await listener.next()
        assert not response.executed
        assert message in response.errors[0]["message"]
        assert response.errors[0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_answers_wait_for_the_budget_and_become_one(
    listen: Listen, group: Group, settings: Settings, engine_here: Engine
) -> None:
    """Who has spent theirs is told a little later, not dropped; and each answer says what it cost."""
    attachment = await sent(settings, group)
    await heard(engine_here.events)
    async with listen(group.owner, ALL) as owner:
        owner.budget = Budget(6_000)
        first = (await owner.next()).as_dict()
        assert first["extensions"]["cost"]["requested"] > 0
        assert owner.budget.remaining < 6_000
        owner.budget.spend(owner.budget.remaining)
        began = time.perf_counter()
        for _ in range(5):
            engine_here.events.tell(Event("supplier_attachment", attachment.id, group.member.id))
        assert (await owner.data())["status"] == "SENT"
        assert time.perf_counter() - began >= 0.9
        assert await owner.is_silent()


async def test_nothing_begins_without_a_budget(listen: Listen, group: Group) -> None:
    async with listen(group.owner, ALL) as owner:
        owner.budget = Budget(1_000)
        owner.budget.spend(1_000)
        with pytest.raises(RateLimited):
            await owner.next()


async def test_queries_and_mutations_answer_once(listen: Listen, group: Group) -> None:
    async with listen(group.owner, "{ viewer { displayName } }") as owner:
        assert await owner.data() == {"displayName": "Claire Éclair"}
        with pytest.raises(StopAsyncIteration):
            await owner.next()


async def test_a_bug_is_masked_and_ends_the_subscription(
    listen: Listen, group: Group, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: object) -> None:
        raise RuntimeError("SECRET")

    async with listen(group.owner, ONE, id="SupplierAttachment:1") as owner:
        monkeypatch.setattr("graph.streams.by_id", broken)
        error = await owner.refusal()
    assert "SECRET" not in str(error)
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert error["extensions"]["reference"] in caplog.text


async def test_over_http_a_subscription_is_refused(ask: Ask, group: Group) -> None:
    answer = await ask(ALL, as_=group.owner)
    assert "data" not in answer
    assert "graphql-transport-ws" in answer["errors"][0]["message"]


async def viewer(person: models.Person) -> Viewer:
    found = await load_viewer(person.id)
    assert found is not None
    return found
