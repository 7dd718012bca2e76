"""Checks at start-up: every declaration fits its model, or the schema isn't built."""

from __future__ import annotations

import strawberry


class DeclarationError(Exception):
    """Declarations that don't fit, one a line, each with what was expected."""


def check(schema: strawberry.Schema) -> None:
    """Raise `DeclarationError` with everything that doesn't fit."""
