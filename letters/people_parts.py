"""Parts of answers about people: their access, their address, their membership, a call, a code, an audit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PasswordLinkAsked:
    """If the address is somebody's login, a link is on its way to it; the same whether it is or not.

    `another`: another login than the sender's address was named. `throttled`: links were asked for just before.
    """

    another: bool = False
    throttled: bool = False
