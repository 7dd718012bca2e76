"""A server's process, its temporary folder, and a guard that removes both however the tests end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

# Reads pids, one a line, until our process is gone (even killed with -9: the pipe closes). Then it ends the last
# one, with its children, and removes the folder.
_GUARD = """
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
    children=$(ps -o pid= --ppid "$pid")
    kill -TERM $pid
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $pid 2>/dev/null || break; sleep 0.2; done
    kill -KILL $pid $children
fi
rm -rf "$1"
"""


class Missing(Exception):
    """A server can't be started here; the message says what is missing and why."""


def find_program(name: str, *places: str) -> str:
    """The path of a program, looked for in `places` (globs) first. Raises `Missing`."""
    for place in places:
        for found in sorted(Path("/").glob(place.lstrip("/")), reverse=True):
            return str(found)
    found_on_path = shutil.which(name)
    if found_on_path is None:
        raise Missing(f"{name} is not installed (scripts/install-test-servers installs it on Debian, as root)")
    return found_on_path


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether someone accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class PrivateServer:
    """A program running in the foreground under `base`, with all that it writes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.base = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        # The servers give up root and must still get in.
        self.base.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(self.base)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _command(self) -> Sequence[str]:
        raise NotImplementedError

    def _ready(self) -> bool:
        raise NotImplementedError

    # The signal by which the server ends fast and cleanly.
    _stop_signal = signal.SIGTERM
    _user: str | None = None
    _environment: dict[str, str] = {}  # noqa: RUF012 (constant)

    def start(self) -> None:
        """Starts the server and waits until it answers. Raises `RuntimeError` with its log when it does not."""
        with (self.base / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.base,
                env={**os.environ, **self._environment},
                start_new_session=True,
                **({"user": self._user, "group": self._user, "extra_groups": ()} if self._user else {}),  # type: ignore[call-overload]
            )
        self._tell_guard(str(self._process.pid))
        deadline = time.monotonic() + 30
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start:\n{self.log()[-3000:]}")
            time.sleep(0.02)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Ends the server as an administrator would; does nothing when it is not running."""
        self._end(self._stop_signal)

    def kill9(self) -> None:
        """Ends the server and all its children at once, as a power cut would."""
        self.signal_all(signal.SIGKILL)
        self._end(signal.SIGKILL)

    def signal_all(self, what: signal.Signals) -> None:
        """Sends a signal to the server and all its children."""
        if self._process is not None:
            for pid in (self._process.pid, *_descendants(self._process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, what)

    def restart(self) -> None:
        """Stops and starts again, on the same ports and with the same data."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        children = _descendants(self._process.pid)
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        _await_end(children)
        self._process = None
        self._tell_guard("")

    def _tell_guard(self, line: str) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.write(line.encode() + b"\n")
            self._guard.stdin.flush()

    def close(self) -> None:
        """Stops the server for good and removes its folder."""
        self.stop()
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait(10)
            self._guard = None

    def log(self) -> str:
        """What the server has written so far."""
        return (self.base / "server.log").read_text("utf-8", "replace")


def _descendants(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found: list[int] = []
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted}
        found += wanted
    return found


def _await_end(pids: Sequence[int]) -> None:
    """Waits a moment for processes to go by themselves, then kills them."""
    deadline = time.monotonic() + 0.5
    remaining = list(pids)
    while remaining and time.monotonic() < deadline:
        time.sleep(0.01)
        remaining = [pid for pid in remaining if _runs(pid)]
    for pid in remaining:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    """Whether a process is there and is more than a zombie that nobody collected."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
