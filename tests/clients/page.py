"""docs/api.md as a program: its blocks in their order, what each is for, and the answer that stands behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
ANYTHING = "…"
_FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILES = ("ts", "tsx", "json")


@dataclass
class Block:
    """One block and the ones that belong to it. `kind` is its language; `file`: where it is to be written.

    An operation is sent as the demo's person of a role (`ADVISOR`, see demo/accounts.json), or as the public.
    """

    line: int
    kind: str
    text: str
    file: str | None = None
    role: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    answer: Any = ANYTHING


def blocks(text: str) -> Iterator[Block]:
    """The blocks that do something. Raises `ValueError` for one that nothing would be done with."""
    current: Block | None = None
    for match in _FENCE.finditer(text):
        kind, argument, body = match[1], match[2], match[3]
        line = text.count("\n", 0, match.start()) + 1
        if kind in ("json", "text") and argument in ("variables", "answer"):
            if current is None:
                raise ValueError(f"line {line}: an answer to nothing")
            value: Any = json.loads(body) if kind == "json" else body.rstrip()
            if argument == "answer":
                current.answer = value
            else:
                current.variables = value
            continue
        if current is not None:
            yield current
        if kind in _FILES and argument:
            current = Block(line, kind, body, file=argument)
        elif kind == "graphql":
            current = Block(line, kind, body, role=argument)
        elif kind == "sh" and argument is None:
            current = Block(line, kind, body)
        else:
            raise ValueError(f"line {line}: nothing would try this block: ```{kind} {argument or ''}")
    if current is not None:
        yield current


def fits(found: Any, shown: Any) -> bool:
    """Whether an answer is the one that the page shows, in which … stands for whatever comes, or for more text."""
    if isinstance(shown, str) and ANYTHING in shown:
        pattern = ".*".join(map(re.escape, shown.split(ANYTHING)))
        return shown == ANYTHING or (isinstance(found, str) and re.fullmatch(pattern, found, re.DOTALL) is not None)
    if isinstance(shown, dict) and isinstance(found, dict):
        return found.keys() == shown.keys() and all(fits(found[key], shown[key]) for key in shown)
    if isinstance(shown, list) and isinstance(found, list):
        return len(found) == len(shown) and all(map(fits, found, shown))
    return type(found) is type(shown) and bool(found == shown)
