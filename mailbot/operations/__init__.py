"""The stored GraphQL documents that the mailbot runs, by name."""

from __future__ import annotations

import functools
from pathlib import Path


@functools.cache
def operation(name: str) -> str:
    """The document in `<name>.graphql`."""
    return (Path(__file__).parent / f"{name}.graphql").read_text("utf-8")
