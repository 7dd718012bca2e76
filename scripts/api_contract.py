"""The API's promise: what clients of the last release use keeps working, or schema/CHANGES.md says what to do.

schema/released.graphql is the schema of the last release. `python -m scripts.api_contract` lists how ours differs from
it; `python -m scripts.api_contract release 0.2.0` makes ours the released one.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator

import graphql
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from graphql.utilities import (
    BreakingChange,
    DangerousChange,
    DangerousChangeType,
    find_breaking_changes,
    find_dangerous_changes,
)

from scripts.generate import ROOT

RELEASED = ROOT / "schema/released.graphql"
CURRENT = ROOT / "schema/schema.graphql"
CHANGES = ROOT / "schema/CHANGES.md"
UNRELEASED = "## Unreleased"
# A client that doesn't know of them doesn't send them, and gets what it got before.
HARMLESS = {DangerousChangeType.OPTIONAL_ARG_ADDED, DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED}
_DATE = re.compile(r"\bafter (\d{4}-\d\d-\d\d)\b")

Change = BreakingChange | DangerousChange


def changes(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """What clients of the old schema may stumble over, but removals that were announced and whose day has come."""
    over = {name for name, reason in deprecated(old) if (day := removal_day(reason)) and day <= _today()}
    dangerous = [change for change in find_dangerous_changes(old, new) if change.type not in HARMLESS]
    found: list[Change] = find_breaking_changes(old, new) + dangerous
    return [change for change in found if not any(f" {name} " in f" {change.description} " for name in over)]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def deprecated(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Everything that is deprecated: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`; and the reason."""
    for type_ in schema.type_map.values():
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
                members = type_.fields
            case GraphQLEnumType():
                members = type_.values
            case _:
                continue
        for name, member in members.items():
            if member.deprecation_reason is not None:
                yield f"{type_.name}.{name}", member.deprecation_reason
            for key, argument in getattr(member, "args", {}).items():
                if argument.deprecation_reason is not None:
                    yield f"{type_.name}.{name}({key}:)", argument.deprecation_reason


def removal_day(reason: str) -> dt.date | None:
    """The day in "… Removed after 2027-06-30."."""
    found = _DATE.search(reason)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def told() -> dict[str, str]:
    """What CHANGES.md tells of the next release: changes, word by word, with what it says to them."""
    text = CHANGES.read_text("utf-8").partition(UNRELEASED)[2].partition("\n## ")[0]
    return {found[1]: found[2].strip() for found in re.finditer(r"^- `([^`]+)` ?([^\n]*(?:\n  [^\n]+)*)", text, re.M)}


def problems(released: GraphQLSchema, current: GraphQLSchema, entries: dict[str, str]) -> list[str]:
    """What is missing in CHANGES.md or too much, and deprecations without a day or whose day has passed."""
    found = {change.description: change.type.name for change in changes(released, current)}
    missing = [f"- `{text}` … ({kind}: say why, and what clients do)" for text, kind in found.items()]
    missing = [line for line, text in zip(missing, found, strict=True) if not entries.get(text)]
    stale = [f"schema/CHANGES.md tells of a change that there is not: {text}" for text in entries.keys() - found.keys()]
    for name, reason in deprecated(current):
        day = removal_day(reason)
        if day is None:
            stale.append(f"{name}: the reason must say what to use and until when: '… Removed after 2027-06-30.'")
        elif day < _today():
            stale.append(f"{name}: it was to be removed after {day}")
    return [*missing, *stale]


def problem() -> str:
    """For `make check`: everything that is wrong, "" when nothing is."""
    return "\n".join(problems(_read(RELEASED.read_text("utf-8")), _read(CURRENT.read_text("utf-8")), told()))


def _read(text: str) -> GraphQLSchema:
    return graphql.build_schema(text)


def release(version: str) -> None:
    """Make the current schema the released one, and what was told that of the release."""
    if problem():
        sys.exit(problem())
    text = CHANGES.read_text("utf-8")
    heading = f"{UNRELEASED}\n\n## {version} ({_today()})"
    CHANGES.write_text(text.replace(UNRELEASED, heading, 1), "utf-8")
    RELEASED.write_text(CURRENT.read_text("utf-8"), "utf-8")


def main(arguments: list[str]) -> None:
    """List the changes, or make a release."""
    if len(arguments) == 2 and arguments[0] == "release":
        release(arguments[1])
        return
    for change in changes(_read(RELEASED.read_text("utf-8")), _read(CURRENT.read_text("utf-8"))):
        print(f"{change.type.name}: {change.description}")
    sys.exit(problem() or 0)


if __name__ == "__main__":
    main(sys.argv[1:])
