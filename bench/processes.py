"""The processes of the bench: started on free ports, measured through /proc, ended whatever happens."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.private_servers.process import PrivateServer, free_port, listens

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class System(PrivateServer):
    """One server in a process of its own; `{port}` in its command is the port that it must listen on."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        super().__init__(name.replace(" ", "-").replace("/", "-"))
        self.port = free_port()
        self._words = [word.replace("{port}", str(self.port)) for word in command]
        self._environment = environment | {"PORT": str(self.port)}

    def _command(self) -> Sequence[str]:
        return self._words

    def _ready(self) -> bool:
        return listens(self.port)


@dataclass(frozen=True)
class Usage:
    """What a process and its children used: seconds of CPU since they started, bytes resident now."""

    seconds: float
    resident: int


def usage(root: int) -> Usage:
    """Of a process and all its descendants, and of those that it has already buried."""
    stats = {int(pid.name): stat for pid in Path("/proc").iterdir() if pid.name.isdigit() and (stat := _stat(pid))}
    family = {root}
    while more := {pid for pid, stat in stats.items() if int(stat[1]) in family} - family:
        family |= more
    found = [stats[pid] for pid in family if pid in stats]
    # Fields 14 and 15 of /proc/pid/stat are its own time, 16 and 17 that of children that ended, 24 the pages.
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in found)
    if root in stats:
        ticks += int(stats[root][13]) + int(stats[root][14])
    return Usage(ticks / _TICKS, sum(int(stat[21]) for stat in found) * _PAGE)


def _stat(folder: Path) -> list[str]:
    """The fields behind the name, from the state (field 3) on; empty when the process has ended."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def wait_until_idle(*roots: int, most: float = 5) -> None:
    """Until these processes have finished what was asked of them, so that it isn't charged to the next one."""
    deadline = time.monotonic() + most
    before = _seconds(roots)
    while time.monotonic() < deadline:
        time.sleep(0.12)
        now = _seconds(roots)
        if now - before <= 0.01:
            return
        before = now


def _seconds(roots: Sequence[int]) -> float:
    return sum(usage(root).seconds for root in roots)
