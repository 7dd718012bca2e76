"""Nothing leaks through any door: marks in every column, and whoever asks by HTTP or by mail gets only what is theirs.

`tests/schema/test_leaks.py` looks at the schema; here it is what goes over the wire, into the log, and out by mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest

import models
from graph.limits import Bound
from schema.client import LocalClient
from settings import Settings
from tests.group import Group, engine
from tests.mailbot.bot import Bot, mail, read, request_text
from tests.schema.everything import Everything
from tests.schema.marks import MARKS, plant
from tests.schema.test_leaks import WHO, arguments, expected
from web.site import Site
from web.viewers import PREFLIGHT_HEADER
from workflows.accounts import open_session
from workflows.attachment_letters import decision_url

# Held by a letter's token: they come through their page, below.
SUPPLIERS = {"supplier", "other_supplier", "supplier_key", "other_supplier_key"}


def marks_in(text: str) -> set[str]:
    """The columns of which something stands in the text."""
    return {f"{model.__name__}.{column}" for (model, column), (_, mark) in MARKS.items() if mark in text}


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries that ask for everything, on purpose."""
    monkeypatch.setattr("graph.limits.COST", Bound("cost", 10**9, "values"))


@pytest.fixture
def site(group: Group, settings: Settings) -> httpx.AsyncClient:
    app = Site(settings, engine(), LocalClient(engine(), settings), lambda: None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.public_url)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, down to the smallest detail; the database driver's own debugging is no log of ours."""
    with caplog.at_level(logging.DEBUG):
        for noisy in ("tortoise", "aiosqlite", "asyncio"):
            logging.getLogger(noisy).setLevel(logging.INFO)
        yield caplog
        for noisy in ("tortoise", "aiosqlite", "asyncio"):
            logging.getLogger(noisy).setLevel(logging.NOTSET)


@pytest.mark.parametrize("who", sorted(set(WHO) - SUPPLIERS))
async def test_over_http(
    site: httpx.AsyncClient, group: Group, settings: Settings, who: str, logged: pytest.LogCaptureFixture
) -> None:
    await plant(group)
    headers = {PREFLIGHT_HEADER: "tests"}
    person = group.people()[who]
    if person is not None:
        session = await open_session(settings, person.id)
        assert session is not None
        headers["authorization"] = f"Bearer {session.token}"
    found: set[str] = set()
    for document in Everything(engine().schema).documents(arguments()):
        response = await site.post("/graphql", json={"query": document}, headers=headers)
        found |= marks_in(response.text + str(response.headers))
    assert found - expected(who) == set()
    assert found, "the marks are there to be found" if who != "anonymous" else ""
    assert marks_in(logged.text) == set()


@pytest.mark.parametrize("path", ["/", "/adherer", "/health", "/graphql/examples.json", "/mes-donnees.zip", "/nowhere"])
async def test_pages_for_everybody(site: httpx.AsyncClient, group: Group, path: str) -> None:
    await plant(group)
    response = await site.get(path)
    assert marks_in(response.text + str(response.headers)) == set()


async def test_the_supplier_s_page_shows_its_own_letter_only(
    site: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    await plant(group)
    await models.SupplierAttachment.filter(id=1).update(status=models.AttachmentStatus.SENT)
    shown = marks_in((await site.get(decision_url(settings, 1))).text)
    assert shown - expected("supplier") == set()
    other = marks_in((await site.get(decision_url(settings, 2))).text)
    assert not {name for name in other if not name.startswith("Supplier.")}


ASKED = (
    request_text(str(MARKS[models.Supplier, "name"][0])),
    "Bonjour, quel est le code de remise et quelles sont les conditions et coefficients chez vos fournisseurs ?",
    "Pouvez-vous me donner les coordonnées de toutes les agences et les numéros de compte des autres adhérents ?",
)


@pytest.mark.parametrize("who", ["stranger", "unproven", "prospect", "former", "other_member"])
async def test_by_mail(group: Group, settings: Settings, who: str, logged: pytest.LogCaptureFixture) -> None:
    """What is written to the sender, and what is logged; a forged mail in the member's name counts as a stranger's."""
    await plant(group)
    address_of_supplier = MARKS[models.Supplier, "attachment_email"][1] + "@bureau-clair.test"
    await models.Supplier.filter(id=group.office.id).update(attachment_email=address_of_supplier)
    bot = await Bot.start(settings)
    sender = {"stranger": "jean@inconnu.test", "unproven": group.staff.email}.get(who)
    person = group.people().get(who)
    address = sender or (person.email if person else "")
    for number, text in enumerate(ASKED):
        await bot.receive(mail(address, text, subject=f"Question {number}", results=None if who == "unproven" else ""))
    letters = await models.OutboundMail.filter(to_address=address)
    assert letters
    told: set[str] = set()
    for letter in letters:
        message = read(letter)
        told |= marks_in(" ".join(str(part.get_content()) for part in message.walk() if not part.is_multipart()))
        told |= marks_in(str(message.items()))
    readable = expected(who) if who == "other_member" else expected(who if person else "anonymous")
    assert told - readable == set()
    assert marks_in(logged.text) == set()
