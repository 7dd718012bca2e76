"""A process that only draws pages of strangers' files (`apart.worker`)."""

from __future__ import annotations

from collections.abc import Callable

from apart import serve
from audit.invoice import Box
from documents.audit_report.pages import pictures

# Bytes of address space, and seconds of a processor for one file.
MAX_MEMORY = 2_000_000_000
MAX_CPU_SECONDS = 30

Request = tuple[bytes, list[tuple[Box, ...]]]


def answer(request: Request, tell: Callable[[object], None]) -> list[bytes | None]:
    """A file and the boxes of its lines → their pictures."""
    content, places = request
    return pictures(content, places)


if __name__ == "__main__":
    serve(answer, memory=MAX_MEMORY, cpu_seconds=MAX_CPU_SECONDS)
