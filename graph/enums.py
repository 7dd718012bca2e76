"""Enums of the schema: plain ones of the product, with what each of their values means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import has_enum_definition

E = TypeVar("E", bound=Enum)


def described_enum(cls: type[E], description: str, values: Mapping[E, str]) -> None:
    """Put an enum into the schema; `values` says what each value means. Raises `LookupError` for one left out."""
    missing = [member.name for member in cls if member not in values]
    if missing:
        raise LookupError(f"{cls.__name__}: say what {', '.join(missing)} means")
    described = strawberry.enum(cls, description=description)
    assert has_enum_definition(described)  # noqa: S101 - that is what it was made for
    for value in described.__strawberry_definition__.values:
        value.description = values[cls[value.name]]
