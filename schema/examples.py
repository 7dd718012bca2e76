"""Ready operations for advisors and members: `schema/examples/*.graphql`, offered by GraphiQL."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from access.policy import Role

WITHOUT_GROUP = "Divers"
_FOLDER = Path(__file__).parent / "examples"
_HEADER = re.compile(r"# (title|description|group|role|variables): (.+)\n")


@dataclass(frozen=True, slots=True)
class Example:
    """One operation with the French texts of its button; `role` is what its viewer needs to get all of it.

    `group` is the heading that it stands below, e.g. `Conversations`.
    """

    slug: str
    title: str
    description: str
    group: str
    role: Role
    document: str
    variables: dict[str, Any]


@cache
def load_examples() -> tuple[Example, ...]:
    """All examples, in the order of their file names. Raises `ValueError` for a file whose header is not complete."""
    return tuple(parse_example(path.stem, path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.graphql")))


def parse_example(stem: str, text: str) -> Example:
    """An example from its file: `NN-slug` and the text. Raises `ValueError` naming the file and what is wrong."""
    header: dict[str, str] = {}
    position = 0
    while line := _HEADER.match(text, position):
        if line[1] in header:
            raise ValueError(f"{stem}.graphql says {line[1]!r} twice")
        header[line[1]], position = line[2].strip(), line.end()
    try:
        return Example(
            slug=stem.partition("-")[2],
            title=header["title"],
            description=header["description"],
            group=header.get("group", WITHOUT_GROUP),
            role=Role(header["role"]),
            document=text[position:].lstrip("\n"),
            variables=json.loads(header.get("variables", "{}")),
        )
    except KeyError as error:
        raise ValueError(f"{stem}.graphql has no line `# {error.args[0]}: …` at its beginning") from error
    except ValueError as error:
        raise ValueError(f"{stem}.graphql: {error}") from error
