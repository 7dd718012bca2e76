"""The databases of the bench: a private PostgreSQL with a server's memory, and an SQLite file, both with our tables."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from bench.filling import fill
from tests.private_servers.postgres import PrivatePostgres

# Later options win over those for tests. JIT is off as in production: it costs more than these statements take.
_LIKE_A_SERVER = ("shared_buffers=512MB", "effective_cache_size=2GB", "work_mem=16MB", "jit=off", "max_connections=300")

# "execute <name>: …" for prepared statements, "statement: …" for simple ones; more lines of a text are indented.
_EXECUTED = re.compile(r"LOG:  (?:execute [^:]*|statement): (?P<sql>.*(?:\n\t.*)*)")


class BenchPostgres(PrivatePostgres):
    """PostgreSQL as it would be set up for production; nothing is written to it while it is measured."""

    def _command(self) -> Sequence[str]:
        return [*super()._command(), *(word for setting in _LIKE_A_SERVER for word in ("-c", setting))]

    @property
    def pid(self) -> int:
        """The process whose children serve the connections."""
        assert self._process is not None
        return self._process.pid

    def filled(self) -> str:
        """The URL of a new database with the bench's rows."""
        url = self.create_database()
        asyncio.run(fill(url))
        return url

    def statements(self, since: int) -> list[str]:
        """What was executed since the log was `since` characters long, a line each; see `log_statements`."""
        found = _EXECUTED.finditer(self.log(), since)
        return [" ".join(match["sql"].split()) for match in found]

    def log_statements(self, on: bool) -> None:
        """Have every statement written to the log, or none; only while statements are counted."""
        self._ran(f"ALTER SYSTEM SET log_statement = '{'all' if on else 'none'}'")
        self._ran("SELECT pg_reload_conf()")


def filled_sqlite(folder: Path) -> str:
    """The URL of a new SQLite file with the same rows."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    asyncio.run(fill(url))
    return url
