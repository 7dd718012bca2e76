"""What each client may ask for in a minute: buckets of cost in the memory of this process, filling up all the time.

It keeps one client from taking the processors and the database from all others. Nothing is written and nobody else is
asked, so it costs the hot path next to nothing; with several processes, each has buckets of its own. What must be
counted for all processes together (sign-ins, mails) is `access.throttling`'s.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Hashable

from errors import RateLimited

_MINUTE = 60.0
# Beyond, the clients that have been silent longest are forgotten: their buckets were full again, or soon would be.
_MOST_CLIENTS = 50_000


class Budget:
    """One client's bucket. It holds a minute's worth; all of it may be spent at once."""

    __slots__ = ("_full_at", "per_minute")

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        # On the clock of this machine that only goes forwards: when nothing will be missing any more.
        self._full_at = 0.0

    def spend(self, cost: int) -> None:
        """Take so much. Raises `RateLimited`, and takes nothing, when there isn't so much left."""
        now = time.monotonic()
        full_at = max(self._full_at, now) + cost * _MINUTE / self.per_minute
        missing = full_at - now - _MINUTE
        if missing > 0:
            raise RateLimited(math.ceil(missing))
        self._full_at = full_at

    @property
    def remaining(self) -> int:
        """What is left now."""
        return int(self.per_minute * (1 - self.full_in / _MINUTE))

    @property
    def full_in(self) -> float:
        """In how many seconds nothing will be missing any more."""
        return max(0.0, self._full_at - time.monotonic())


class Budgets:
    """The buckets of those who asked lately."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Budget] = OrderedDict()

    def of(self, client: Hashable, per_minute: int) -> Budget:
        """The bucket of a client."""
        found = self._kept.get(client)
        if found is None:
            found = self._kept[client] = Budget(per_minute)
            if len(self._kept) > _MOST_CLIENTS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(client)
        return found
