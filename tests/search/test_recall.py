"""Real questions, as typed: how many find their answer in the demo's FAQ, and their supplier, through the API.

`python -m pytest tests/search/test_recall.py -s` prints the figures. Queries of `queries_unseen.toml` were never looked
at while words and weights were chosen.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from imports import import_folder
from settings import Settings
from tests.group import Ask

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "demo"
FAQ = "query ($text: String!) { searchFaq(text: $text, first: 3) { score entry { slug } } }"
SUPPLIERS = "query ($search: String!) { suppliers(search: $search) { totalCount nodes { code } } }"
# Least share of queries whose answer is the first, or one of the first three; least share of suppliers found.
LEAST = {"tuning": (0.94, 0.98, 0.95), "unseen": (0.88, 0.95, 0.9)}
# From this score on a hit is taken for an answer.
SURE = 0.4


@pytest.fixture
async def ask(db: str, settings: Settings, tmp_path: Path) -> Ask:
    for name in ("faq", "categories", "suppliers"):
        shutil.copy(DEMO / f"{name}.csv", tmp_path)
    await import_folder(tmp_path)
    return Ask(settings)


def queries(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"queries_{name}.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", LEAST)
async def test_recall(ask: Ask, name: str) -> None:
    first = three = sure = 0
    wrong = []
    for text, *expected in queries(name)["faq"]:
        hits = (await ask.data(FAQ, text=text))["searchFaq"]
        found = [hit["entry"]["slug"] for hit in hits]
        first += found[:1] != [] and found[0] in expected
        three += any(slug in expected for slug in found)
        sure += hits != [] and hits[0]["score"] >= SURE
        if found[:1] == [] or found[0] not in expected:
            wrong.append((text, found))
    asked = len(queries(name)["faq"])
    found_suppliers = await suppliers_found(ask, name)
    print(  # noqa: T201 - the figures
        f"\n{name}: {asked} questions, recall@1 {first / asked:.2f}, recall@3 {three / asked:.2f}, "
        f"sure of {sure / asked:.2f}; {len(queries(name)['suppliers'])} suppliers, found {found_suppliers:.2f}"
    )
    least_first, least_three, least_suppliers = LEAST[name]
    assert first / asked >= least_first, wrong
    assert three / asked >= least_three, wrong
    assert found_suppliers >= least_suppliers


async def suppliers_found(ask: Ask, name: str) -> float:
    found = 0
    for text, code in queries(name)["suppliers"]:
        page = (await ask.data(SUPPLIERS, search=text))["suppliers"]
        codes = [node["code"] for node in page["nodes"]]
        # Found among few: a list of everything would find everything.
        found += code in codes and len(codes) <= 10
    return found / len(queries(name)["suppliers"])


@pytest.mark.parametrize("name", LEAST)
async def test_what_is_no_question_of_ours_has_no_sure_answer(ask: Ask, name: str) -> None:
    for text in queries(name)["none"]:
        hits = (await ask.data(FAQ, text=text))["searchFaq"]
        assert not hits or hits[0]["score"] < SURE, (text, hits)


def test_there_are_enough_and_none_twice() -> None:
    texts = [text for name in LEAST for text, *_ in queries(name)["faq"]]
    assert len(texts) >= 90
    assert len(set(texts)) == len(texts)
