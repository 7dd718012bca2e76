"""What an answer looks like on its way out, whatever was sent."""

from __future__ import annotations

import json

import pytest

from access.viewer import ANONYMOUS
from graph.context import Context
from graph.engine import Request
from settings import Settings
from tests.group import engine


@pytest.mark.parametrize("half", ["\ud800", "a\udfffb", "\udc00\ud800"])
@pytest.mark.parametrize(
    "document",
    [
        "query($v: String) { suppliers(after: $v) { totalCount nodes { id } } }",
        "query($v: ID!) { node(id: $v) { id } }",
        "query($v: Int) { suppliers(first: $v) { totalCount } }",
    ],
)
async def test_half_a_surrogate_pair_is_answered_in_json(db: str, settings: Settings, document: str, half: str) -> None:
    """Browsers can't send it, callers in the process can."""
    response = await engine().run(Request(document, {"v": half}), Context(ANONYMOUS, settings))
    shown = json.loads(response.as_json())
    assert [error["extensions"]["code"] for error in shown["errors"]] == ["BAD_USER_INPUT"]
    shown = json.loads((await engine().run(Request(f"{{ {half} }}"), Context(ANONYMOUS, settings))).as_json())
    assert "Syntax Error" in shown["errors"][0]["message"]


async def test_a_long_message_is_shortened(db: str, settings: Settings) -> None:
    response = await engine().run(Request(f'{{ node(id: "{"x" * 9_000}") {{ id }} }}'), Context(ANONYMOUS, settings))
    message = response.errors[0]["message"]
    assert len(message) < 500
    assert message.startswith("'xxx")
    assert message.endswith("is not an id of this API; ids come from the `id` fields of earlier answers")
