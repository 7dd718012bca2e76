"""FAQ, articles and checks: everybody sees that they exist, members read what is theirs, nobody drafts."""

from __future__ import annotations

from typing import Any

import pytest

import models
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.engine import Request
from graph.shared import commit_wait
from models import ContentStatus, Visibility
from settings import Settings
from tests.group import Ask, Group, engine
from tests.texts import make_texts

FAQ = """query ($status: ContentStatus, $topic: String) { faq(status: $status, topic: $topic) {
  totalCount nodes { slug question visibility answer { __typename
    ... on FaqAnswer { markdown html } ... on AccessRestricted { requiredRole code } } } } }"""
PUBLISHED_FAQ = FAQ.replace("$status: ContentStatus, ", "").replace("status: $status, ", "")
ARTICLES = """query ($kind: ArticleKind, $first: Int! = 20, $after: String) {
  articles(kind: $kind, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } nodes { slug kindLabel publishedOn body { __typename } } } }"""
CHECKS = "query ($phase: SitePhase) { regulatoryChecks(phase: $phase) { nodes { slug phaseLabel everyMonths } } }"
READERS = {"member", "other_member", "double", "advisor", "other_advisor", "admin"}


@pytest.fixture(autouse=True)
async def texts(group: Group) -> None:
    await make_texts()


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely", "member", "advisor"])
async def test_a_reserved_answer_is_a_closed_gate_and_its_question_is_not(ask: Ask, group: Group, who: str) -> None:
    found = (await ask.data(PUBLISHED_FAQ, as_=group.people()[who]))["faq"]
    assert found["totalCount"] == 3
    public, reserved, _ = found["nodes"]
    assert public["answer"] == {
        "__typename": "FaqAnswer",
        "markdown": "Le code qui ouvre nos **tarifs** chez le loueur.",
        "html": "<p>Le code qui ouvre nos <strong>tarifs</strong> chez le loueur.</p>",
    }
    assert reserved["question"] == "Où suivre mes rattachements ?"
    if who in READERS:
        assert reserved["answer"]["html"] == "<p>Dans votre espace, page <em>Rattachements</em>.</p>"
    else:
        code = "UNAUTHENTICATED" if who == "anonymous" else "FORBIDDEN"
        assert reserved["answer"] == {"__typename": "AccessRestricted", "requiredRole": "MEMBER", "code": code}


async def test_a_membership_that_ends_closes_the_answers(ask: Ask, group: Group) -> None:
    document = '{ faqEntry(slug: "suivre") { answer { __typename } } }'
    assert (await ask.data(document, as_=group.owner))["faqEntry"]["answer"]["__typename"] == "FaqAnswer"
    await models.Member.filter(id=group.member.id).update(status=models.MemberStatus.FORMER)
    assert (await ask.data(document, as_=group.owner))["faqEntry"]["answer"]["__typename"] == "AccessRestricted"


@pytest.mark.parametrize("status", [None, *ContentStatus])
async def test_what_is_not_published_exists_for_the_group_alone(
    ask: Ask, group: Group, status: ContentStatus | None
) -> None:
    expected = {None: 4, ContentStatus.PUBLISHED: 3, ContentStatus.DRAFT: 1}.get(status, 0)
    for who, person in group.people().items():
        found = (await ask.data(FAQ, as_=person, status=status))["faq"]
        staff = who in {"advisor", "other_advisor", "admin"}
        assert found["totalCount"] == (expected if staff else {None: 3, ContentStatus.PUBLISHED: 3}.get(status, 0))
    for slug, name in (("brouillon", "faqEntry"), ("demain", "article"), ("hier", "article")):
        document = f'{{ {name}(slug: "{slug}") {{ id }} }}'
        assert (await ask.data(document, as_=group.owner))[name] is None
        id_ = (await ask.data(document, as_=group.advisor))[name]["id"]
        node = "query ($id: ID!) { node(id: $id) { id } }"
        assert (await ask.data(node, id=id_))["node"] is None
        assert (await ask.data(node, id=id_, as_=group.advisor))["node"] == {"id": id_}


async def test_where_a_text_stands_is_the_groups_business(ask: Ask, group: Group) -> None:
    document = '{ article(slug: "smic") { status } }'
    answer = await ask(document, as_=group.owner)
    assert answer["data"]["article"] == {"status": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert (await ask.data(document, as_=group.admin))["article"] == {"status": "PUBLISHED"}


async def test_articles_come_newest_first_page_by_page(ask: Ask) -> None:
    """Two are of the same day: the cursor is the day and the id."""
    whole = (await ask.data(ARTICLES))["articles"]
    assert [node["slug"] for node in whole["nodes"]] == ["toner", "papier", "smic"]
    assert {node["slug"]: node["body"]["__typename"] for node in whole["nodes"]} == {
        "toner": "AccessRestricted", "papier": "ArticleBody", "smic": "ArticleBody",
    }  # fmt: skip
    slugs: list[str] = []
    page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        found = (await ask.data(ARTICLES, first=1, after=page["endCursor"]))["articles"]
        page = found["pageInfo"]
        slugs += [node["slug"] for node in found["nodes"]]
    assert slugs == ["toner", "papier", "smic"]
    tips = (await ask.data(ARTICLES, kind="TIP"))["articles"]
    assert [node["kindLabel"] for node in tips["nodes"]] == ["Truc et astuce"] * 2


@pytest.mark.parametrize(
    "cursor", ['["2026-02-30",1]', '["20260105",1]', '["2026-01-05"]', '[1,"2026-01-05"]', "[2,3]"]
)
async def test_a_cursor_that_is_no_day_is_refused(ask: Ask, cursor: str) -> None:
    answer = await ask(ARTICLES, after=cursor)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_checks_by_phase(ask: Ask) -> None:
    found = (await ask.data(CHECKS, phase="OPERATION"))["regulatoryChecks"]["nodes"]
    assert found == [
        {"slug": "electricite", "phaseLabel": "Exploitation", "everyMonths": 12},
        {"slug": "levage", "phaseLabel": "Exploitation", "everyMonths": 6},
    ]
    assert len((await ask.data(CHECKS))["regulatoryChecks"]["nodes"]) == 4


@pytest.mark.parametrize("table", [models.FaqEntry, models.Article, models.RegulatoryCheck])
async def test_public_pages_come_from_memory_until_a_text_changes(
    settings: Settings, table: type[models.FaqEntry | models.Article | models.RegulatoryCheck]
) -> None:
    document = "{ faq { nodes { slug } } articles { nodes { slug } } regulatoryChecks { nodes { slug } } }"

    async def run() -> Any:
        return await engine().run(Request(document), Context(ANONYMOUS, settings))

    before = await run()
    assert before.shared is not None
    assert (await run()).shared is before.shared
    await table.filter(visibility=Visibility.PUBLIC).filter(id=1).update(slug="autre")
    await commit_wait()
    after = await run()
    assert '"autre"' in after.body.decode()
