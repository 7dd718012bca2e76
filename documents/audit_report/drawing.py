"""Drawing pages of strangers' files in processes of their own, with limits of time and memory (`apart`).

async with Drawers() as drawers:
    crops = await drawers.crops(result, contents)
"""

from __future__ import annotations

from collections.abc import Mapping

from apart import Apart, Ended
from audit.results import AuditResult
from documents.audit_report.crops import MOST, by_file


class Drawers(Apart):
    """`most` processes at most, started when they are needed."""

    def __init__(self, most: int = 1, silence: float = 60) -> None:
        super().__init__("documents.audit_report.worker", known=(), most=most, requests_each=100, silence=silence)

    async def crops(self, result: AuditResult, contents: Mapping[str, bytes], most: int = MOST) -> dict[int, bytes]:
        """Pictures (PNG) of the lines that weigh most, by their places in `result.lines`; `contents` are the files by
        their SHA-256. A line whose file can't be drawn has none: no report fails for a picture."""
        made: dict[int, bytes] = {}
        for sha256, group in by_file(result, contents, most).items():
            try:
                pictures = await self.ask((contents[sha256], [each.boxes for each in group]))
            except Ended:
                continue
            made |= {each.line: picture for each, picture in zip(group, pictures, strict=True) if picture}
        return made
