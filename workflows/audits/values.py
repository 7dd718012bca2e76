"""The engine's values as JSON and back, exactly: amounts as texts, never as floating-point numbers."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from audit.invoice import Invoice
from audit.results import AuditResult, Candidate, Match

T = TypeVar("T")


class Stored(Generic[T]):
    """One kind of value."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def dump(self, value: T) -> dict[str, Any]:
        """As a JSON column keeps it. No database takes the character NUL in a text."""
        found: dict[str, Any] = _without_nul(self._adapter.dump_python(value, mode="json"))
        return found

    def load(self, stored: Any) -> T:
        """The value that was dumped. Raises `ValueError` for anything else."""
        return self._adapter.validate_python(stored)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", " ") if "\0" in value else value
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {name: _without_nul(one) for name, one in value.items()}
    return value


INVOICE = Stored(Invoice)
MATCH = Stored(Match)
CANDIDATE = Stored(Candidate)
RESULT = Stored(AuditResult)
