"""Drawing pages of strangers' files in processes of their own, with limits of time and memory (`apart`).

async with Drawers() as drawers:
    crops = await drawers.crops(result, contents)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apart import Apart, Ended
from audit.results import AuditResult
from documents.audit_report.crops import MOST, Wanted, by_file, shows_pages


class Drawers(Apart):
    """`most` processes at most, started when they are needed."""

    def __init__(self, most: int = 1, silence: float = 60) -> None:
        super().__init__("documents.audit_report.worker", known=(), most=most, requests_each=100, silence=silence)

    async def crops(self, result: AuditResult, contents: Mapping[str, bytes], most: int = MOST) -> dict[int, bytes]:
        """Pictures (PNG) of the lines that weigh most, by their places in `result.lines`; `contents` are the files by
        their SHA-256. A line whose file can't be drawn has none: no report fails for a picture."""
        made: dict[int, bytes] = {}
        for sha256, group in by_file(result, most).items():
            made |= await self.pictures(contents.get(sha256, b""), group)
        return made

    async def pictures(self, content: bytes, lines: Sequence[Wanted]) -> dict[int, bytes]:
        """Those of the lines of one file; none of a file that shows no pages or ends its process."""
        if not shows_pages(content):
            return {}
        try:
            found = await self.ask((content, [each.boxes for each in lines]))
        except Ended:
            return {}
        return {each.line: picture for each, picture in zip(lines, found, strict=True) if picture}
