"""Words with their places out of a picture, by RapidOCR (its models come with it), turned upright and level."""

from __future__ import annotations

import functools
import math
import re
from statistics import median
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

from audit.reading.printed.words import Word

# Below this mean score the page is probably upside down.
_POOR = 0.78
_GLUED = re.compile(r"(\d{5,14})([^\W\d_][^\W\d_]{2,})")


@functools.cache
def _engine() -> RapidOCR:
    """Models are loaded once a process."""
    return RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": 2000})


def words_of(image: Image.Image, points: float) -> tuple[list[Word], float]:
    """The words of a page, and how far it was turned (`Box.turned`); `points`: how long a pixel is.

    A page on its side or on its head is turned: words stand where they would if it were upright and level.
    """
    quarters, best = 0, _read(image)
    if best and _on_its_side(best):
        both = [(angle, _read(image.rotate(angle, expand=True))) for angle in (90, 270)]
        quarters, best = max(both, key=lambda one: _sure(one[1]))
    elif best and _sure(best) < _POOR:
        both = [(0, best), (180, _read(image.rotate(180)))]
        quarters, best = max(both, key=lambda one: _sure(one[1]))
    words, skew = _levelled(best, points)
    return words, round(quarters + math.degrees(skew), 2)


_Found = tuple[str, float, Any]


def _read(image: Image.Image) -> list[_Found]:
    """Text, how sure (0 to 1), and the four corners, of each word."""
    output: Any = _engine()(np.asarray(image), use_cls=False, return_word_box=True)
    found: list[_Found] = []
    if output.boxes is None:  # an empty page; its words would be one that isn't there
        return found
    for line in output.word_results or ():
        found.extend(
            (text, float(score), np.asarray(corners, dtype=float)) for text, score, corners in line if text.strip()
        )
    return [part for one in found for part in _parted(one)]


def _parted(one: _Found) -> list[_Found]:
    """A code that was read as one word with the text behind it ("550912Beurre") is two."""
    text, score, corners = one
    glued = _GLUED.fullmatch(text)
    if glued is None:
        return [one]
    share = len(glued[1]) / len(text)
    top, bottom = corners[0] + (corners[1] - corners[0]) * share, corners[3] + (corners[2] - corners[3]) * share
    return [
        (glued[1], score, np.array([corners[0], top, bottom, corners[3]])),
        (glued[2], score, np.array([top, corners[1], corners[2], bottom])),
    ]


def _sure(found: list[_Found]) -> float:
    return sum(score for _, score, _ in found) / len(found) if found else 0.0


def _on_its_side(found: list[_Found]) -> bool:
    """Whether most words of several letters are taller than wide."""
    long = [np.ptp(corners[:, 1]) > 1.5 * np.ptp(corners[:, 0]) for text, _, corners in found if len(text) > 3]
    return bool(sum(long) > len(long) / 2)


def _levelled(found: list[_Found], points: float) -> tuple[list[Word], float]:
    """Words on level lines: everything is turned back by the angle (radians) at which lines lie."""
    if not found:
        return [], 0.0
    corners = np.array([one[2] for one in found])
    middles = corners.mean(axis=1)
    angle = _angle(found, middles)
    cos, sin = math.cos(-angle), math.sin(-angle)
    level = middles @ np.array([[cos, sin], [-sin, cos]]) * points
    widths = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1) * points
    heights = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1) * points
    # A box is as high as its letters reach; type of one size should have one height.
    usual = float(np.median(heights))
    heights = np.where((heights > 0.65 * usual) & (heights < 1.4 * usual), usual, heights)
    words = [
        Word(text.strip(), x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, high * 0.8, score)
        for (text, score, _), (x, y), wide, high in zip(
            found, level.tolist(), widths.tolist(), heights.tolist(), strict=True
        )
    ]
    return words, angle


def _angle(found: list[_Found], middles: np.ndarray[Any, Any]) -> float:
    """The angle (radians) at which most words stand on common lines, near the angle of the words themselves."""
    own = [math.atan2(*(corners[1] - corners[0])[::-1]) for text, _, corners in found if len(text) > 4]
    start = median(own) if own else 0.0
    best, most = start, 0.0
    for step in range(-16, 17):
        angle = start + math.radians(step * 0.05)
        heights = middles[:, 1] * math.cos(angle) - middles[:, 0] * math.sin(angle)
        counts = np.bincount(((heights - heights.min()) / 4).astype(int))
        # Both bins that a line may straddle count.
        score = float((counts.astype(float) ** 2).sum() + 2 * (counts[1:] * counts[:-1]).sum()) - abs(step) * 1e-3
        if score > most:
            best, most = angle, score
    return best
