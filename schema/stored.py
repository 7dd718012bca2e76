"""Every operation that the project itself sends, as it is stored: what limits and trusted documents are made from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from schema.examples import load_examples

_ROOT = Path(__file__).parent.parent
# What is sent inside the process; and what browsers send, beside the examples that GraphiQL offers.
INSIDE = ("mailbot/operations", "web/operations")
FRONT_END = ("frontend/src/operations",)


@cache
def documents_of_browsers() -> dict[str, str]:
    """The front end's operations and the examples: their names and texts."""
    return _read(FRONT_END) | {f"schema/examples/{one.slug}": one.document for one in load_examples()}


@cache
def stored_documents() -> dict[str, str]:
    """All of them."""
    return _read(INSIDE) | documents_of_browsers()


def _read(folders: tuple[str, ...]) -> dict[str, str]:
    paths = [path for folder in folders for path in sorted((_ROOT / folder).glob("*.graphql"))]
    return {str(path.relative_to(_ROOT).with_suffix("")): path.read_text("utf-8") for path in paths}
