"""How values are written in answers, the same from Python and from SQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.types.base_scalars import DateDefinition, DecimalDefinition
from strawberry.types.scalar import ScalarDefinition


def format_datetime(value: dt.datetime) -> str:
    """RFC 3339 in UTC, to the second: `2026-11-23T08:30:00Z`."""
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def format_decimal(value: Decimal) -> str:
    """All its decimals; zero has no sign, as in the databases."""
    return str(value if value else abs(value))


def parse_datetime(value: Any) -> dt.datetime:
    """An RFC 3339 date and time with its offset, in UTC. Raises `GraphQLError`."""
    try:
        parsed = dt.datetime.fromisoformat(value)
        if parsed.tzinfo is not None:
            return parsed.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        pass  # told below
    raise GraphQLError("a date and time is expected with its offset, e.g. 2026-11-23T08:30:00Z")


DATE_TIME: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="A moment in UTC, RFC 3339, to the second: `2026-11-23T08:30:00Z`.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    serialize=format_datetime,
    parse_value=parse_datetime,
)

DATE: ScalarDefinition = dataclasses.replace(
    DateDefinition,
    description="A day of the French calendar, RFC 3339: `2026-11-23`.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
)

DECIMAL: ScalarDefinition = dataclasses.replace(
    DecimalDefinition,
    description='An exact decimal number, as a text in answers: `"1.9500"`; texts and numbers are taken.',
    serialize=format_decimal,
)

SCALARS: dict[object, ScalarDefinition] = {dt.datetime: DATE_TIME, dt.date: DATE, Decimal: DECIMAL}
