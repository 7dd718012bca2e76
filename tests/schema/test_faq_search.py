"""Searching the FAQ: best first, at once after a change, and never by what the asker may not read."""

from __future__ import annotations

from typing import Any

import pytest

import models
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.database import read_version
from graph.engine import Engine, Request
from graph.shared import commit_wait
from models import ContentStatus, Visibility
from models.versions import ACCESS
from schema.build import build_schema
from settings import Settings
from tests.group import Ask, Group, engine, viewer_of
from tests.schema.statements import statements
from tests.texts import make_texts

SEARCH = """query ($text: String!, $first: Int! = 5) { searchFaq(text: $text, first: $first) { score passage
  entry { slug question answer { __typename ... on FaqAnswer { markdown } } } } }"""
ARTICLES = "query ($search: String) { articles(search: $search) { totalCount nodes { slug } } }"
CHECKS = "query ($search: String) { regulatoryChecks(search: $search) { totalCount nodes { slug } } }"


@pytest.fixture(autouse=True)
async def texts(group: Group) -> None:
    await make_texts()


async def slugs(ask: Ask, text: str, who: models.Person | None = None) -> list[str]:
    return [hit["entry"]["slug"] for hit in (await ask.data(SEARCH, text=text, as_=who))["searchFaq"]]


async def test_the_best_comes_first_with_its_passage(ask: Ask) -> None:
    hits = (await ask.data(SEARCH, text="c koi un code cpd"))["searchFaq"]
    assert hits[0] == {
        "score": hits[0]["score"],
        "passage": "Le code qui ouvre nos tarifs chez le loueur.",
        "entry": {
            "slug": "code-cdp",
            "question": "Qu’est-ce qu’un code CDP ?",
            "answer": {"__typename": "FaqAnswer", "markdown": "Le code qui ouvre nos **tarifs** chez le loueur."},
        },
    }
    assert 0.5 < hits[0]["score"] <= 1
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("who", ["anonymous", "prospect", "former", "lonely"])
@pytest.mark.parametrize("secret", ["espace", "page espace", "rattachementss espace"])
async def test_reserved_answers_are_not_searched(ask: Ask, group: Group, who: str, secret: str) -> None:
    """What differs in the reserved answer alone changes nothing that others are told."""
    person = group.people()[who]
    before = await ask(SEARCH, text=secret, as_=person)
    await models.FaqEntry.filter(slug="suivre").update(answer="Tout autre chose : des girafes.")
    await commit_wait()
    assert await ask(SEARCH, text=secret, as_=person) == before
    assert await slugs(ask, "girafes", person) == []
    assert await slugs(ask, "girafes", group.owner) == await slugs(ask, "girafe", group.advisor) == ["suivre"]


async def test_a_reserved_question_is_found_and_its_answer_closed(ask: Ask, group: Group) -> None:
    (hit,) = (await ask.data(SEARCH, text="rattachement"))["searchFaq"]
    assert hit["entry"] == {
        "slug": "suivre",
        "question": "Où suivre mes rattachements ?",
        "answer": {"__typename": "AccessRestricted"},
    }
    assert hit["passage"] is None
    (seen,) = (await ask.data(SEARCH, text="rattachement", as_=group.owner))["searchFaq"]
    assert seen["passage"] == "Dans votre espace, page Rattachements."


async def test_what_is_not_published_is_found_by_nobody(ask: Ask, group: Group) -> None:
    for person in group.people().values():
        assert await slugs(ask, "une ébauche", person) == []
    await models.FaqEntry.filter(slug="brouillon").update(status=ContentStatus.PUBLISHED)
    await commit_wait()
    assert await slugs(ask, "une ébauche") == ["brouillon"]


async def test_a_change_is_found_at_once_in_every_process(group: Group, settings: Settings) -> None:
    """Whoever was told that it is written finds it, also where the same question was answered a moment ago."""
    engines = [Engine(build_schema()), Engine(build_schema()), Engine(build_schema(), compiled=False)]

    async def found(one: Engine, text: str) -> list[str]:
        response = await one.run(Request(SEARCH, {"text": text}), Context(ANONYMOUS, settings))
        return [hit["entry"]["slug"] for hit in response.as_dict()["data"]["searchFaq"]]

    for number in range(4):
        word = ["perroquet", "rhinoceros", "ornithorynque", "tamanoir"][number]
        assert [await found(one, word) for one in engines] == [[], [], []]
        await models.FaqEntry.filter(slug="numero").update(question=f"Un {word} ?")
        await commit_wait()
        assert [await found(one, word) for one in engines] == [["numero"]] * 3


async def test_a_search_is_one_statement_and_the_publics_is_remembered(settings: Settings, group: Group) -> None:
    owner, request = await viewer_of(group.owner), Request(SEARCH, {"text": "code cdp"})
    first = await engine().run(request, Context(ANONYMOUS, settings))
    assert first.shared is not None
    async with statements() as seen:
        again = await engine().run(request, Context(ANONYMOUS, settings))
    assert again.shared is first.shared
    assert all("data_version" in one for one in seen), "at most the version is asked for"
    version = await read_version(ACCESS)
    for turn in (1, 2):
        async with statements() as seen:
            await engine().run(request, Context(owner, settings, viewer_version=version))
        if turn == 2:  # the index is there
            assert len([one for one in seen if "faq_entry" in one]) == 1


@pytest.mark.parametrize(("variables", "message"), [
    ({"first": -1}, "`first` must be between 0 and 20"), ({"first": 21}, "`first` must be between 0 and 20"),
    ({"text": "é" * 10_001}, "must not be longer than 10000"),
])  # fmt: skip
async def test_what_can_not_be_answered_is_explained(ask: Ask, variables: dict[str, Any], message: str) -> None:
    answer = await ask(SEARCH, **{"text": "audit", **variables})
    assert message in answer["errors"][0]["message"]
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_as_many_as_asked_for(ask: Ask) -> None:
    assert (await ask.data(SEARCH, text="où comment", first=0))["searchFaq"] == []
    assert len((await ask.data(SEARCH, text="code numéro rattachement", first=2))["searchFaq"]) == 2


@pytest.mark.parametrize(("search", "expected"), [
    ("smic", ["smic"]), ("SMICS", ["smic"]), ("papier", ["papier"]), ("toners", ["toner"]), ("comptez", []),
    ("comparez feuille", ["papier"]), ("bientôt", []), ("hier", []), (None, ["toner", "papier", "smic"]),
])  # fmt: skip
async def test_articles_are_searched_by_what_everybody_reads(
    ask: Ask, group: Group, search: str | None, expected: list[str]
) -> None:
    for person in (None, group.owner):
        found = (await ask.data(ARTICLES, search=search, as_=person))["articles"]
        assert [node["slug"] for node in found["nodes"]] == expected
        assert found["totalCount"] == len(expected)


@pytest.mark.parametrize(("search", "expected"), [
    ("electrique", ["electricite"]), ("éléctricité", ["electricite"]), ("levage", ["levage"]),
    ("competente levage", []), ("personne compétente extincteur", ["extincteurs"]),
])  # fmt: skip
async def test_checks_are_searched_by_what_everybody_reads(
    ask: Ask, group: Group, search: str, expected: list[str]
) -> None:
    for person in (None, group.owner):
        found = (await ask.data(CHECKS, search=search, as_=person))["regulatoryChecks"]
        assert [node["slug"] for node in found["nodes"]] == expected


async def test_reserved_and_public_are_told_by_the_row(ask: Ask) -> None:
    await models.FaqEntry.filter(slug="suivre").update(visibility=Visibility.PUBLIC)
    await commit_wait()
    assert await slugs(ask, "espace") == ["suivre"]
