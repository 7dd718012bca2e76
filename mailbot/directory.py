"""The names by which members call suppliers, read through the public door and kept for a while."""

from __future__ import annotations

import time

from access.viewer import ANONYMOUS
from mailbot.operations import operation
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry
from schema.client import LocalClient

_KEPT_SECONDS = 30.0


class Directory:
    """Gives the current `SupplierDirectory`."""

    def __init__(self, client: LocalClient) -> None:
        self._client = client
        self._built: SupplierDirectory | None = None
        self._entries: tuple[SupplierEntry, ...] = ()
        self._read_at = 0.0

    async def get(self) -> SupplierDirectory:
        """The directory, at most half a minute old."""
        if self._built is None or time.monotonic() - self._read_at > _KEPT_SECONDS:
            entries = await self._read()
            if self._built is None or entries != self._entries:
                self._entries, self._built = entries, SupplierDirectory(entries)
            self._read_at = time.monotonic()
        return self._built

    async def _read(self) -> tuple[SupplierEntry, ...]:
        entries: list[SupplierEntry] = []
        after: str | None = None
        while True:
            data = await self._client.run(operation("directory"), {"after": after}, ANONYMOUS)
            page = data["suppliers"]
            entries += [
                SupplierEntry(
                    n["id"], n["name"], tuple(n["aliases"]), car_rental=n["carRental"], temp_agency=n["tempAgency"]
                )
                for n in page["nodes"]
            ]
            if not page["pageInfo"]["hasNextPage"]:
                return tuple(entries)
            after = page["pageInfo"]["endCursor"]
