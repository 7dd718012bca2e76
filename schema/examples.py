"""Ready operations for advisors and members: `schema/examples/*.graphql`, offered by GraphiQL.

What several of them select alike stands in `schema/examples/fragments`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from access.policy import Role

WITHOUT_GROUP = "Divers"
_FOLDER = Path(__file__).parent / "examples"
_HEADER = re.compile(r"# (title|description|group|role|variables): (.+)\n")
_SPREAD = re.compile(r"\.\.\.(?!on\b)(\w+)")


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
    shared = {path.stem: path.read_text("utf-8") for path in (_FOLDER / "fragments").glob("*.graphql")}
    return tuple(
        parse_example(path.stem, path.read_text("utf-8"), shared) for path in sorted(_FOLDER.glob("*.graphql"))
    )


def parse_example(stem: str, text: str, shared: Mapping[str, str] = MappingProxyType({})) -> Example:
    """An example from its file: `NN-slug` and the text. Raises `ValueError` naming the file and what is wrong.

    `shared` are fragments by their names; those that the document spreads stand behind it.
    """
    header: dict[str, str] = {}
    position = 0
    while line := _HEADER.match(text, position):
        if line[1] in header:
            raise ValueError(f"{stem}.graphql says {line[1]!r} twice")
        header[line[1]], position = line[2].strip(), line.end()
    document = text[position:].lstrip("\n")
    fragments = [shared[name] for name in dict.fromkeys(_SPREAD.findall(document)) if name in shared]
    try:
        return Example(
            slug=stem.partition("-")[2],
            title=header["title"],
            description=header["description"],
            group=header.get("group", WITHOUT_GROUP),
            role=Role(header["role"]),
            document="\n".join((document, *fragments)),
            variables=json.loads(header.get("variables", "{}")),
        )
    except KeyError as error:
        raise ValueError(f"{stem}.graphql has no line `# {error.args[0]}: …` at its beginning") from error
    except ValueError as error:
        raise ValueError(f"{stem}.graphql: {error}") from error
