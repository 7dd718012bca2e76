"""`server.py` that kills itself with SIGKILL at a named point, once, and is started again by its supervisor.

    python crashing_server.py POINT

The supervisor loads the product and forks: a new start costs no import. Nothing of this is in the product's code.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import jobs.runner
import mailbot.delivery
import mailbot.inbox
import mailbot.process
import mailbot.requests.supplier_attachment
import server
from mailbot.delivery import Deliverer
from mailbot.imap import ImapMailbox
from mailbot.inbox import DatabaseInbox
from mailbot.process import Processor
from mailbot.smtp import SmtpSession

MARKER = Path("crashed")


@dataclass(frozen=True)
class Point:
    """Before or after a call of this function; only when `meant` says so of its arguments."""

    owner: Any
    name: str
    after: bool = False
    meant: Callable[..., bool] = lambda *args, **kwargs: True


def _some(mailbox: object, uids: list[int]) -> bool:
    return bool(uids)


POINTS = {
    "mail fetched, not stored": Point(DatabaseInbox, "store"),
    "mail stored, not committed": Point(mailbot.inbox, "publish"),
    "mail committed, not moved": Point(DatabaseInbox, "store", after=True),
    "about to move": Point(ImapMailbox, "move_to_processed", meant=_some),
    "moved": Point(ImapMailbox, "move_to_processed", after=True, meant=_some),
    "claimed": Point(Processor, "handle"),
    "understood, nothing done": Point(mailbot.requests.supplier_attachment, "_request"),
    "mutation done": Point(mailbot.requests.supplier_attachment, "_request", after=True),
    "answer not written": Point(mailbot.process, "write_answer"),
    "answer written": Point(mailbot.process, "write_answer", after=True),
    "end written, not committed": Point(mailbot.process, "finish", after=True),
    "committed": Point(Processor, "handle", after=True),
    "letter claimed": Point(Deliverer, "handle"),
    "about to send": Point(SmtpSession, "send"),
    "sent, not written down": Point(SmtpSession, "send", after=True),
    "sent and written down": Point(mailbot.delivery, "finish_all", after=True),
}


def arm(point: Point) -> None:
    """Put the crash around the function."""
    original = getattr(point.owner, point.name)

    @functools.wraps(original)
    async def armed(*args: Any, **kwargs: Any) -> Any:
        meant = point.meant(*args, **kwargs)
        if meant and not point.after:
            crash()
        result = await original(*args, **kwargs)
        if meant and point.after:
            crash()
        return result

    setattr(point.owner, point.name, armed)


def crash() -> None:
    """Die, the first time."""
    if not MARKER.exists():
        MARKER.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def supervise(point: Point) -> int:
    """Start the server, and again when it was killed; the exit status of the last one."""
    while True:
        child = os.fork()
        if child == 0:
            arm(point)
            # What a dead process held is free sooner than in real life.
            jobs.runner.LEASE = timedelta(seconds=2)
            jobs.runner.IDLE = 0.5
            sys.argv = ["server.py"]
            os._exit(server.main())
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, functools.partial(_pass_on, child))
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.WEXITSTATUS(status)


def _pass_on(child: int, number: int, frame: object) -> None:
    os.kill(child, number)


if __name__ == "__main__":
    sys.exit(supervise(POINTS[sys.argv[1]]))
