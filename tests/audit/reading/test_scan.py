"""Scans: one bad one through OCR, and what can't be read says so."""

from __future__ import annotations

import builtins
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PIL import Image, UnidentifiedImageError

from audit.invoice import Method
from audit.reading.scan import NoOcr, TooLarge, read_scan
from audit.reading.values import LONG_SIDE
from tests.audit.layouts.measure import judged
from tests.audit.layouts.render import as_json, rendered
from tests.audit.layouts.scans import scanned

_NUMBER = 2


def test_a_bad_scan() -> None:
    """Askew, noisy, blurred and squeezed: its lines come out, and where they stand."""
    content, told = rendered(_NUMBER)
    steps: list[tuple[int, int]] = []
    (invoice,) = read_scan(scanned(content, _NUMBER), lambda done, of: steps.append((done, of)))
    assert steps == [(1, 1)]
    score = judged([invoice], as_json(told)["lines"])
    assert score.found == score.told == score.read
    assert score.right >= score.told - 1
    assert score.accepted_right == score.accepted
    assert invoice.seller.siret == told.seller.siret
    tops = [box.top for line in invoice.lines for box in line.provenance.boxes]
    assert all(line.provenance.method is Method.OCR for line in invoice.lines)
    assert tops == sorted(tops)
    assert 0 < tops[0] < tops[-1] < LONG_SIDE


def _picture(size: tuple[int, int], kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("1", size, 1).save(made, kind)
    return made.getvalue()


def test_an_empty_page_has_no_lines() -> None:
    """The back of a scanned sheet, say."""
    assert read_scan(_picture((1200, 1700), "PNG"), lambda done, of: None) == ()


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n and then nothing"])
def test_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(UnidentifiedImageError):
        read_scan(content, lambda done, of: None)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TooLarge, match="9000 × 9000"):
        read_scan(_picture((9000, 9000), "PNG"), lambda done, of: None)


def test_without_the_packages_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str,
        scope: Mapping[str, Any] | None = None,
        local: Mapping[str, Any] | None = None,
        names: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        if name == "audit.reading.ocr":
            raise ImportError("No module named 'rapidocr'")
        return real(name, scope, local, names, level)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoOcr):
        read_scan(_picture((10, 10), "PNG"), lambda done, of: None)
