"""Outcomes that several workflows have."""

from __future__ import annotations

from dataclasses import dataclass

from access.policy import Denial
from workflows.inputs import InputCode, InputProblem


@dataclass(frozen=True)
class Restricted:
    """Not for this viewer."""

    denial: Denial


@dataclass(frozen=True)
class Invalid:
    """It can't be done as it was asked; every problem at once."""

    problems: tuple[InputProblem, ...]

    @classmethod
    def one(cls, field: str, code: InputCode, message: str) -> Invalid:
        """A single problem."""
        return cls((InputProblem(field, code, message),))
