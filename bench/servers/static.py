"""Static bytes: the most that the HTTP server can give; the body is read, nothing is looked at."""

from __future__ import annotations

import os
from pathlib import Path

from bench.servers.asgi import Bare, Scope


class Static(Bare):
    """Answers the bytes of one file."""

    def __init__(self, path: str) -> None:
        self._bytes = Path(path).read_bytes()

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """Always the same."""
        return self._bytes


def app() -> Static:
    """The server of the file that the environment names."""
    return Static(os.environ["FILE"])
