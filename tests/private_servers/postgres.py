"""A private PostgreSQL that hands out a fresh database in a few hundredths of a second."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence

from tests.private_servers.process import Missing, PrivateServer, find_program, free_port

_FAST_AND_UNSAFE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "logging_collector=off",
    "timezone=UTC",
)


class PrivatePostgres(PrivateServer):
    """UTF-8, C.UTF-8, no passwords, nothing synced to disk. Runs as user postgres when we are root."""

    # SIGINT is PostgreSQL's "fast" shutdown: open sessions are cut.
    _stop_signal = signal.SIGINT

    def __init__(self) -> None:
        self._postgres = find_program("postgres", "/usr/lib/postgresql/*/bin/postgres")
        initdb = find_program("initdb", "/usr/lib/postgresql/*/bin/initdb")
        self._psql = find_program("psql")
        if os.geteuid() == 0:
            self._user = "postgres"
        super().__init__("pg")
        self.port = free_port()
        self._data = self.base / "data"
        self._numbers = itertools.count(1)
        if self._user:
            shutil.chown(self.base, self._user)
        self._initialise(initdb)

    def _initialise(self, initdb: str) -> None:
        command = [initdb, "-D", str(self._data), "-U", "postgres", "-A", "trust", "--no-sync"]
        command += ["-E", "UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(command, cwd=self.base, user=self._user, capture_output=True, text=True, check=False)
        if done.returncode:
            self.close()
            raise Missing(f"initdb failed: {done.stderr.strip()}")

    def _command(self) -> Sequence[str]:
        settings = [word for setting in _FAST_AND_UNSAFE for word in ("-c", setting)]
        return [self._postgres, "-D", str(self._data), "-p", str(self.port), *settings]

    def _ready(self) -> bool:
        return "ready to accept connections" in self.log() and self._ran("SELECT 1")

    def create_database(self, template: str = "template1") -> str:
        """The URL of a new database; `template` is the name of one to copy (nobody may be connected to that)."""
        name = f"test_{next(self._numbers)}"
        if not self._ran(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'):
            raise RuntimeError(f"No database:\n{self.log()[-2000:]}")
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Removes a database, cutting who is still connected to it."""
        self._ran(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def _ran(self, statement: str) -> bool:
        command = [self._psql, "-X", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", statement]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
