"""A process that only reads files of strangers (`apart.worker`): opens archives, reads invoices."""

from __future__ import annotations

from collections.abc import Callable

from apart import serve
from audit.reading.containers import unpacked
from audit.reading.route import read_file
from audit.reading.values import Packed, Reading

# Bytes of address space: recognising a scan takes half of it (0.8 GB of memory), all else a tenth.
MAX_MEMORY = 3_000_000_000
# Between two signs of life; a page of a scan takes some 8, and is looked at up to three times.
MAX_CPU_SECONDS = 90

Request = tuple[str, Packed, int]
Opened = tuple[tuple[Packed, ...], Reading]


def answer(request: Request, tell: Callable[[object], None]) -> Opened | Reading:
    """`("open", file, …)` → the files in it and what of it is refused; `("read", file, so many pages at most are
    looked at as pictures)` → its invoices."""
    what, packed, most_scanned = request
    if what == "open":
        opened = unpacked(packed.name, packed.content)
        return tuple(opened.files), Reading(refused=tuple(opened.refused))
    return read_file(packed, lambda done, total: tell((done, total)), most_scanned)


if __name__ == "__main__":
    serve(answer, memory=MAX_MEMORY, cpu_seconds=MAX_CPU_SECONDS)
