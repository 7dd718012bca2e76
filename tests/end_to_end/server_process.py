"""The product as operators run it: a process of its own, with settings from the environment."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import httpx

from jobs.runner import LEASE

ROOT = Path(__file__).parent.parent.parent
Found = TypeVar("Found")


# Longer than a lease: where a worker died in the middle, another one goes on.
PATIENCE = LEASE.total_seconds() + 30
# Characters of each server's log that a failure shows.
_LOG_END = 3_000


def until(look: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """The first thing that `look` finds; fails after `seconds`, and shows what it saw last and how the logs end."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    logs = [f"end of the log of {one.folder}:\n{one.log()[-_LOG_END:]}" for one in _RUNNING]
    raise AssertionError("\n\n".join([f"waited {seconds} seconds in vain: {found!r}", *logs]))


_RUNNING: list[ServerProcess] = []


class ServerProcess:
    """`python server.py …` in `folder`. Ends with the block; its whole process group goes."""

    def __init__(self, folder: Path, env: Mapping[str, str], *command: str | Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._log = folder, folder / "server.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALE_")}
        self._env = {**clean, "PYTHONPATH": str(ROOT), **env}
        self._command = [sys.executable, *map(str, command or (ROOT / "server.py",))]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; don't wait."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self.folder, env=self._env, stdout=log, stderr=log, start_new_session=True
            )

    def __enter__(self) -> ServerProcess:
        _RUNNING.append(self)
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        _RUNNING.remove(self)
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(15)
        self.kill9()

    def kill9(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(15)

    def wait(self) -> int:
        """Wait for its end; its exit status."""
        assert self._process is not None
        return self._process.wait(20)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def memory(self) -> int:
        """What it holds in memory, in kB."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))

    def log(self) -> str:
        """All that it wrote."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def await_health(self, url: str) -> None:
        """Wait until it says that everything works."""

        def healthy() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.log()
            with contextlib.suppress(httpx.HTTPError):
                return httpx.get(f"{url}/health").status_code == 200
            return False

        until(healthy)
