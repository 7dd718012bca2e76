"""Templates of Typst made into PDF: PDF/A-2a to be kept and PDF/UA-1 to be read aloud, the same bytes each time.

Nothing comes from outside: fonts are those that Typst brings, values travel as JSON, so whatever they hold stays text.
"""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

import typst

from documents.characters import shown

TEMPLATES = Path(__file__).parent / "templates"
# Setting a page takes hundredths of a second of one core: a few at once are as fast as many.
_AT_ONCE = 2


@functools.cache
def _slots() -> asyncio.Semaphore:
    return asyncio.Semaphore(_AT_ONCE)


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


async def pdf(template: str, values: dict[str, Any]) -> bytes:
    """The document of a template (`attestation`), in a thread of its own."""
    async with _slots():
        return await asyncio.to_thread(typeset, template, values)


def typeset(template: str, values: dict[str, Any]) -> bytes:
    """The same, here and now. `values` is anything that JSON holds. Raises `typst.TypstError` for a wrong template."""
    compiled = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(shown(values))},
        pdf_standards=["a-2a", "ua-1"],
    )
    return bytes(compiled)
