"""Cutting off whoever takes too long to send a request: connections that are held open cost others their place."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

_TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class SlowClients:
    """Looks at all connections of a uvicorn server from time to time, so that fast requests pay nothing for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # Connections that are sending a request: which one (what uvicorn has of it), and since when.
        self._sending: dict[Any, tuple[Any, float]] = {}

    def look(self, connections: Iterable[Any]) -> None:
        """Note who is sending a request; end those who have been at the same one for too long."""
        now = time.monotonic()
        before, self._sending = self._sending, {}
        for connection in list(connections):
            if not _is_sending(connection):
                continue
            request, since = before.get(connection, (None, now))
            if request is not connection.cycle:
                since = now
            if now - since > self._seconds:
                connection.transport.write(_TIMEOUT)
                connection.transport.close()
            else:
                self._sending[connection] = connection.cycle, since


def _is_sending(connection: Any) -> bool:
    """Whether a request is under way that isn't there as a whole yet.

    uvicorn's HTTP protocols have a cycle for each request whose head has come. Between two requests their own timer for
    idle connections is set. WebSockets have neither.
    """
    if not hasattr(connection, "cycle") or connection.timeout_keep_alive_task is not None:
        return False
    cycle = connection.cycle
    return cycle is None or cycle.response_complete or cycle.more_body
