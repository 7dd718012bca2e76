"""Random queries, every kind of viewer, hard data, both databases: the compiled answer is the stock executor's.

`CENTRALE_DEEP=20000` makes that many queries; `CENTRALE_SEED` tries others.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from access.viewer import Viewer
from tests.graph.comparing import Comparer
from tests.graph.queries import Query, QueryMaker
from tests.graph.values import Values
from tests.group import engine

DEEP = int(os.environ.get("CENTRALE_DEEP", "0"))
SEED = int(os.environ.get("CENTRALE_SEED", "3"))
QUERIES = DEEP or 250
VIEWERS_EACH = 3
# Of the answers without a denied field or a refused argument, how many must come from one SQL statement.
FLOOR = 0.6


async def explain(comparer: Comparer, query: Query, name: str, viewer: Viewer) -> str:
    """A difference, for whoever mends it."""
    small = await comparer.smallest(query, viewer)
    both = await comparer.both(small, viewer)
    return f"as {name}: {small}\n{small.document}\ncompiled ({both.way}): {both.compiled}\nstock: {both.stock}"


# graphql-core leaves siblings of a field that fails at once unawaited.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.timeout(0 if DEEP else 120)
async def test_the_compiled_answer_is_the_stock_one(comparer: Comparer, viewers: dict[str, Viewer]) -> None:
    random = Random(SEED)  # noqa: S311 - the same queries each time
    values = await Values.of_database(random)
    maker = QueryMaker(engine().schema, values, random)
    names = sorted(viewers)
    ways: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    different = []
    failed = engine().counts["failed plans"]
    for number in range(QUERIES):
        query = maker.make()
        for turn in range(VIEWERS_EACH):
            name = names[(number * VIEWERS_EACH + turn) % len(names)]
            both = await comparer.both(query, viewers[name])
            values.learn(both.answer.get("data"))
            if not both.same:
                different.append(await explain(comparer, query, name, viewers[name]))
                break
            ways[both.way if not both.codes else "with errors"] += 1
            if both.way == "stock" and not both.codes:
                reasons[both.reason] += 1
        assert len(different) < 5, "\n\n".join(different)
    assert not different, "\n\n".join(different)
    assert engine().counts["failed plans"] == failed
    assert ways["refused"] < QUERIES * VIEWERS_EACH * 0.1, ways
    compiled = ways["compiled"] + ways["shared"]
    assert compiled >= FLOOR * (compiled + ways["stock"]), reasons
