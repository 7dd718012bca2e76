"""References to other tables: from the key that a cell holds to the id of that row, all of them read beforehand."""

from __future__ import annotations

import difflib
from typing import Any

from errors import BadInput
from imports.report import LISTED_ERRORS
from imports.spec import FileSpec, Reference


class Lookup:
    """The ids of the rows that a column may name, by their key. Bounded by that table, not by the file."""

    def __init__(self, reference: Reference, ids: dict[str, int], refused: bool) -> None:
        self._expected = f"the {reference.key} of a row of {reference.file}"
        self._refused = f" ({reference.file} was refused in this import)" if refused else ""
        self._ids = ids
        # A hint costs a comparison with every key; past the listing nobody reads it.
        self._hints_left = LISTED_ERRORS

    def find(self, value: Any) -> Any:
        """The id of a key, or the ids of a list of keys; `BadInput` names the missing one."""
        return [self._id(key) for key in value] if isinstance(value, list) else self._id(value)

    def _id(self, key: str) -> int:
        try:
            return self._ids[key]
        except KeyError:
            raise BadInput(f"{self._expected}; {key!r} is unknown{self._hint(key)}{self._refused}") from None

    def key_of(self, id_: int) -> str:
        """The key of an id, for messages."""
        return next(key for key, known in self._ids.items() if known == id_)

    def _hint(self, key: str) -> str:
        self._hints_left -= 1
        close = difflib.get_close_matches(key, self._ids, n=1) if self._hints_left >= 0 else []
        return f", did you mean {close[0]!r}?" if close else ""


async def load_lookups(spec: FileSpec, refused: set[str]) -> dict[str, Lookup]:
    """The look-ups of a file by column name; `refused` are the files of this import that changed nothing."""
    found: dict[str, Lookup] = {}
    for column in spec.columns:
        if column.reference:
            it = column.reference
            pairs = await it.model.filter(**dict(it.where)).values_list(it.key, "id")
            found[column.name] = Lookup(it, {str(key): id_ for key, id_ in pairs}, it.file in refused)
    return found
