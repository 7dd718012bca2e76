"""From where a request comes, as throttling counts it."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Mapping
from typing import Any


def client_of(scope: Mapping[str, Any]) -> str:
    """The network of an ASGI request: an IPv4 address, or the /64 of an IPv6 one; "" when it has none.

    Behind the proxies of CENTRALE_TRUSTED_PROXIES the server has put the address that they tell into the scope.
    """
    client = scope.get("client")
    return _network(client[0]) if client else ""


@functools.lru_cache(maxsize=10_000)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a Unix socket, or a name
        return host[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    # Whoever has one IPv6 address has all of its /64 (RFC 6177).
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))
