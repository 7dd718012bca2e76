"""What every resolver of one request shares: who asks, what was already loaded, what the response must carry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from strawberry.dataloader import DataLoader

from access.devices import Visit
from access.policy import Denial, Role, denial, roles_of
from access.viewer import Viewer
from graph.budgets import Budget
from settings import Settings


class StaleViewer(Exception):
    """What is known of the viewer was true a moment ago, but something changed since: load them again and go on."""


class _Loader(DataLoader[Any, Any]):
    """A loader whose keys several fields may wait for: when one of them gives up, the others still get their row.

    graphql-core cancels the siblings of a field that failed; the plain loader's future would be cancelled with them,
    for everybody, and the whole operation would end in `CancelledError`.
    """

    def load(self, key: Any) -> Awaitable[Any]:
        return asyncio.shield(super().load(key))


@dataclass
class Context:
    """One request. Loaders live and die with it."""

    viewer: Viewer
    settings: Settings
    # Set by signIn and signOut, read by the web: the session token to hand over, "" to take it back; the device's.
    session_token: str | None = None
    device_token: str | None = None
    # What the request says of where it comes from; empty inside the process. `client` is the network, for throttling.
    user_agent: str = ""
    client: str = ""
    device: str = ""
    # The version of the access data that a remembered viewer was read under: every statement checks that it still
    # is. None for a viewer that was read just now.
    viewer_version: int | None = None
    # The viewer's roles, for whoever knows them already.
    roles: tuple[Role, ...] = ()
    # What may still be asked for, where that is limited; and what this operation costs.
    budget: Budget | None = None
    cost: int = 0
    _paid: bool = field(init=False, default=True)
    _loaders: dict[Hashable, DataLoader[Any, Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.roles = self.roles or roles_of(self.viewer)

    def become(self, viewer: Viewer) -> None:
        """From now on the request is this viewer's (after a sign-in or sign-out): nothing loaded before is kept."""
        self.viewer = viewer
        self.roles = roles_of(viewer)
        self._loaders.clear()

    def spend(self, cost: int) -> None:
        """Pay for something. Raises `RateLimited`."""
        if self.budget is not None:
            self.budget.spend(cost)

    def owe(self, cost: int) -> None:
        """An operation that costs so much is about to run."""
        self.cost, self._paid = cost, False

    def pay(self) -> None:
        """Pay for that operation, once. Raises `RateLimited`."""
        if not self._paid:
            self.spend(self.cost)
            self._paid = True

    @property
    def visit(self) -> Visit:
        """From where the request comes."""
        return Visit(self.client, self.device, self.user_agent)

    def denial(self, role: Role) -> Denial | None:
        """None when the viewer meets the requirement, else why not."""
        return None if role in self.roles else denial(self.viewer, role)

    def loader(self, key: Hashable, load: Callable[[list[Any]], Awaitable[list[Any]]]) -> DataLoader[Any, Any]:
        """The batching loader for `key`, made at its first use."""
        if key not in self._loaders:
            self._loaders[key] = _Loader(load)
        return self._loaders[key]

    def forget(self) -> None:
        """Drop what was loaded: a mutation changed it."""
        self._loaders.clear()
