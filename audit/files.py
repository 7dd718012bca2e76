"""Files of a folder to one reading: each in a process of its own, so that a bad one stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from audit.reading import Reading
from audit.reading.apart import InvoiceReaders
from audit.reading.values import Packed, source_of

# Read at once; more than there are processors would only wait for each other.
_AT_ONCE = 2


async def read_files(
    paths: Sequence[Path], read: Callable[[Path, Reading], None] | None = None
) -> tuple[Reading, dict[str, bytes]]:
    """The reading of all files in their order, and what they hold by SHA-256 (archives as what is in them).

    `read` hears of each file when it is done.
    """
    slots = asyncio.Semaphore(_AT_ONCE)
    contents: dict[str, bytes] = {}

    async def one(readers: InvoiceReaders, path: Path) -> Reading:
        async with slots:
            content = await asyncio.to_thread(path.read_bytes)
            files, reading = await readers.open(path.name, content)
            for packed in files:
                reading += await readers.read_file(packed)
                contents[_sha256(packed)] = packed.content
        if read is not None:
            read(path, reading)
        return reading

    async with InvoiceReaders(_AT_ONCE) as readers:
        readings = await asyncio.gather(*(one(readers, path) for path in paths))
    return sum(readings, Reading()), contents


def _sha256(packed: Packed) -> str:
    return source_of(packed.name, packed.content).sha256
