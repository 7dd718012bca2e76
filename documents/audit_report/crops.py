"""Pictures of invoice lines, as they stand on the pages that were sent: who reads the report sees what we read.

`by_file` says which, `pages` makes them; that opens foreign files, so `drawing` has it done in a process apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from audit.invoice import Box
from audit.results import AuditResult

# So many lines are shown: those that weigh most.
MOST = 40
DPI = 140
POINTS = 72


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to be shown: its place in `AuditResult.lines`, the SHA-256 of the file that was read, its boxes there."""

    line: int
    sha256: str
    boxes: tuple[Box, ...]


def wanted(result: AuditResult, most: int = MOST) -> list[Wanted]:
    """The compared lines with boxes that weigh most in the totals."""
    places = [at for at, line in enumerate(result.lines) if line.comparison and line.line.provenance.boxes]
    heaviest = sorted(places, key=lambda at: -abs(result.lines[at].saving or Decimal(0)))[:most]
    return [Wanted(at, _read_from(result, at), result.lines[at].line.provenance.boxes) for at in sorted(heaviest)]


def by_file(result: AuditResult, most: int = MOST) -> dict[str, list[Wanted]]:
    """Those lines by the SHA-256 of the file that shows them."""
    groups: dict[str, list[Wanted]] = {}
    for each in wanted(result, most):
        groups.setdefault(each.sha256, []).append(each)
    return groups


def _read_from(result: AuditResult, at: int) -> str:
    """Boxes are those of the file that counts, which comes first; in the same invoice's other files lines stand
    elsewhere."""
    return result.invoices[result.lines[at].invoice].files[0].sha256


_SIGNS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def shows_pages(content: bytes) -> bool:
    """Whether a file is one that people look at: a PDF or an image."""
    return content.startswith(_SIGNS) or b"%PDF-" in content[:1024]
