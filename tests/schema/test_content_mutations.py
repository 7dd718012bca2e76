"""Administrators keep the published texts: what they write is read and found at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import models
from models import ContentStatus, JournalKind
from tests.group import Ask, Group
from tests.texts import make_texts
from workflows.content import publish_what_is_due

ERRORS = "... on InvalidInput { userErrors { field code } }"


def saving(field: str, type_: str, selection: str) -> str:
    """A mutation that saves a text, and what is read of it then."""
    input_ = f"{field[0].upper()}{field[1:]}Input"
    saved = f"... on ContentPayload {{ entry: content {{ ... on {type_} {{ {selection} }} }} }}"
    return f"mutation ($input: {input_}!) {{ done: {field}(input: $input) {{ __typename {saved} {ERRORS} }} }}"


CREATE_FAQ = saving("createFaqEntry", "FaqEntry", "id slug status answer { ... on FaqAnswer { html } }")
UPDATE_FAQ = saving("updateFaqEntry", "FaqEntry", "id slug question visibility topic")
CREATE_ARTICLE = saving("createArticle", "Article", "id slug status publishedOn")
UPDATE_ARTICLE = saving("updateArticle", "Article", "id slug status")
CREATE_CHECK = saving("createRegulatoryCheck", "RegulatoryCheck", "id slug everyMonths")
UPDATE_CHECK = saving("updateRegulatoryCheck", "RegulatoryCheck", "id everyMonths phase")
STATUS = f"""mutation ($input: SetContentStatusInput!) {{ done: setContentStatus(input: $input) {{ __typename {ERRORS}
  ... on ContentPayload {{ content {{ id ... on Article {{ status }} ... on FaqEntry {{ status }} }} }} }} }}"""
ENTRY = {"question": "Puis-je venir vous voir ?", "answer": "Oui, **sur rendez-vous**.", "visibility": "PUBLIC"}
ARTICLE = {"kind": "TIP", "title": "Piles", "body": "Rechargez.", "visibility": "MEMBER"}
CHECK = {"phase": "OPERATION", "title": "Ascenseur", "body": "Tous les ans.", "visibility": "PUBLIC", "everyMonths": 12}


@pytest.fixture(autouse=True)
async def texts(group: Group) -> None:
    await make_texts()


async def done(ask: Ask, group: Group, document: str, **given: Any) -> Any:
    return (await ask.data(document, as_=group.admin, input=given))["done"]


async def test_an_entry_is_read_and_found_at_once(ask: Ask, group: Group) -> None:
    search = '{ searchFaq(text: "venir sur rendez-vous") { entry { slug } } faq { totalCount } }'
    before = await ask.data(search)
    assert before["searchFaq"] == []
    result = await done(ask, group, CREATE_FAQ, **ENTRY)
    assert result["entry"] == {
        "id": result["entry"]["id"], "slug": "puis-je-venir-vous-voir", "status": "PUBLISHED",
        "answer": {"html": "<p>Oui, <strong>sur rendez-vous</strong>.</p>"},
    }  # fmt: skip
    after = await ask.data(search)
    assert after["searchFaq"] == [{"entry": {"slug": "puis-je-venir-vous-voir"}}]
    assert after["faq"]["totalCount"] == before["faq"]["totalCount"] + 1
    again = await done(ask, group, CREATE_FAQ, **ENTRY)
    assert again["entry"]["slug"] == "puis-je-venir-vous-voir-2"
    entry = await models.JournalEntry.get(note="FAQ : puis-je-venir-vous-voir")
    assert (entry.kind, entry.actor_id) == (JournalKind.CONTENT_ADDED, group.admin.id)


async def test_what_is_left_out_stays(ask: Ask, group: Group) -> None:
    result = await done(ask, group, UPDATE_FAQ, id="FaqEntry:1", topic=" Location ", visibility="MEMBER")
    assert result["entry"] == {
        "id": "FaqEntry:1", "slug": "code-cdp", "question": "Qu’est-ce qu’un code CDP ?", "visibility": "MEMBER",
        "topic": "Location",
    }  # fmt: skip
    closed = await ask.data('{ faqEntry(slug: "code-cdp") { answer { __typename } } }')
    assert closed["faqEntry"]["answer"] == {"__typename": "AccessRestricted"}


@pytest.mark.parametrize("change", ["withdraw", "draft"])
async def test_what_is_withdrawn_is_gone_at_once(ask: Ask, group: Group, change: str) -> None:
    status = {"withdraw": "WITHDRAWN", "draft": "DRAFT"}[change]
    assert (await ask.data("{ articles { totalCount } }"))["articles"]["totalCount"] == 3
    result = await done(ask, group, STATUS, id="Article:1", status=status)
    assert result["content"] == {"id": "Article:1", "status": status}
    assert (await ask.data("{ articles { totalCount } }"))["articles"]["totalCount"] == 2
    assert (await ask.data('{ articles(search: "smic") { totalCount } }'))["articles"]["totalCount"] == 0
    await done(ask, group, STATUS, id="Article:1", status="PUBLISHED")
    assert (await ask.data('{ articles(search: "smic") { totalCount } }'))["articles"]["totalCount"] == 1


async def test_an_article_of_a_day_to_come_waits_for_it(
    ask: Ask, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.date(2026, 11, 23)
    for module in ("models.content", "workflows.content"):
        monkeypatch.setattr(f"{module}.today", lambda: now)
    result = await done(ask, group, CREATE_ARTICLE, **ARTICLE, publishedOn="2026-11-25")
    assert (result["entry"]["status"], result["entry"]["slug"]) == ("SCHEDULED", "piles")
    piles = '{ article(slug: "piles") { title } }'
    assert (await ask.data(piles))["article"] is None
    now = dt.date(2026, 11, 24)
    await publish_what_is_due()
    assert (await ask.data(piles))["article"] is None
    now = dt.date(2026, 11, 25)
    await publish_what_is_due()
    assert (await models.Article.get(slug="piles")).status == ContentStatus.PUBLISHED
    result = await done(ask, group, UPDATE_ARTICLE, id=result["entry"]["id"], publishedOn="2026-12-01")
    assert result["entry"]["status"] == "SCHEDULED"
    result = await done(ask, group, UPDATE_ARTICLE, id=result["entry"]["id"], publishedOn="2026-11-01")
    assert result["entry"]["status"] == "PUBLISHED"
    draft = await done(ask, group, CREATE_ARTICLE, **ARTICLE, publishedOn="2026-12-25", status="DRAFT")
    assert draft["entry"]["status"] == "DRAFT", "its day alone publishes no draft"


async def test_a_check_may_come_to_be_done_once(ask: Ask, group: Group) -> None:
    result = await done(ask, group, CREATE_CHECK, **CHECK)
    assert result["entry"]["everyMonths"] == 12
    result = await done(ask, group, UPDATE_CHECK, id=result["entry"]["id"], everyMonths=6, phase="OPENING")
    assert (result["entry"]["everyMonths"], result["entry"]["phase"]) == (6, "OPENING")
    result = await done(ask, group, UPDATE_CHECK, id=result["entry"]["id"], once=True)
    assert result["entry"]["everyMonths"] is None


@pytest.mark.parametrize(("document", "given", "problems"), [
    (CREATE_FAQ, {**ENTRY, "question": " ", "answer": "", "position": -1},
     {("question", "REQUIRED"), ("answer", "REQUIRED"), ("position", "INVALID")}),
    (CREATE_FAQ, {**ENTRY, "slug": "Code CDP"}, {("slug", "INVALID")}),
    (CREATE_FAQ, {**ENTRY, "slug": "code-cdp"}, {("slug", "CONFLICT")}),
    (CREATE_FAQ, {**ENTRY, "question": "é" * 301, "keywords": "é" * 1001},
     {("question", "INVALID"), ("keywords", "INVALID")}),
    (CREATE_FAQ, {**ENTRY, "answer": "a\u0000b"}, {("answer", "INVALID")}),
    (CREATE_FAQ, {**ENTRY, "status": "SCHEDULED"}, {("status", "INVALID")}),
    (UPDATE_FAQ, {"id": "FaqEntry:1", "question": ""}, {("question", "REQUIRED")}),
    (UPDATE_FAQ, {"id": "FaqEntry:1", "slug": "numero"}, {("slug", "CONFLICT")}),
    (UPDATE_FAQ, {"id": "FaqEntry:999", "question": "?"}, {("id", "NOT_FOUND")}),
    (UPDATE_FAQ, {"id": "Article:1", "question": "?"}, {("id", "NOT_FOUND")}),
    (CREATE_ARTICLE, {**ARTICLE, "publishedOn": "2026-01-01", "title": "", "summary": "é" * 501},
     {("title", "REQUIRED"), ("summary", "INVALID")}),
    (UPDATE_ARTICLE, {"id": "x", "title": "?"}, {("id", "NOT_FOUND")}),
    (CREATE_CHECK, {**CHECK, "everyMonths": 0}, {("everyMonths", "INVALID")}),
    (UPDATE_CHECK, {"id": "RegulatoryCheck:1", "everyMonths": 601, "legalSource": "é" * 501},
     {("everyMonths", "INVALID"), ("legalSource", "INVALID")}),
    (STATUS, {"id": "Supplier:1", "status": "PUBLISHED"}, {("id", "NOT_FOUND")}),
    (STATUS, {"id": "nonsense", "status": "PUBLISHED"}, {("id", "NOT_FOUND")}),
    (STATUS, {"id": "Article:999", "status": "PUBLISHED"}, {("id", "NOT_FOUND")}),
    (STATUS, {"id": "FaqEntry:1", "status": "SCHEDULED"}, {("status", "INVALID")}),
])  # fmt: skip
async def test_everything_wrong_is_told_at_once_and_nothing_changed(
    ask: Ask, group: Group, document: str, given: dict[str, Any], problems: set[tuple[str, str]]
) -> None:
    before = [await table.all().order_by("id").values() for table in (models.FaqEntry, models.Article)]
    result = await done(ask, group, document, **given)
    assert {(error["field"], error["code"]) for error in result["userErrors"]} == problems
    assert [await table.all().order_by("id").values() for table in (models.FaqEntry, models.Article)] == before
    assert not await models.JournalEntry.exists()


@pytest.mark.parametrize("who", ["anonymous", "member", "advisor"])
async def test_administrators_alone(ask: Ask, group: Group, who: str) -> None:
    calls = [
        (CREATE_FAQ, ENTRY), (UPDATE_FAQ, {"id": "FaqEntry:1", "question": "?"}),
        (CREATE_ARTICLE, {**ARTICLE, "publishedOn": "2026-01-01"}), (UPDATE_ARTICLE, {"id": "Article:1", "title": "?"}),
        (CREATE_CHECK, CHECK), (UPDATE_CHECK, {"id": "RegulatoryCheck:1", "title": "?"}),
        (STATUS, {"id": "Article:1", "status": "WITHDRAWN"}),
    ]  # fmt: skip
    for document, given in calls:
        answer = await ask.data(document, as_=group.people()[who], input=given)
        assert answer["done"]["__typename"] == "AccessRestricted"
    assert await models.FaqEntry.all().count() == 4
