"""What was decided before: the first thing that counts."""

from __future__ import annotations

from collections.abc import Iterable

from audit.matching.columns import plain_reference
from audit.matching.values import Decision, Query
from audit.results import Band, Reason
from models.folding import fold

_Key = tuple[str | None, str, str]


class Decided:
    """Decisions by what they are about; a DECISION comes before an ALIAS, of several the last one counts."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._by_key: dict[_Key, Decision] = {}
        for decision in decisions:
            if decision.chosen is None and decision.band is Band.REVIEW:
                continue  # perhaps we have what the other one sells
            reference = plain_reference(decision.reference) if decision.seller else ""
            keys: list[_Key] = [(decision.seller, "text", fold(decision.text))]
            if reference:
                keys.append((decision.seller, "reference", reference))
            for key in keys:
                before = self._by_key.get(key)
                if before is None or before.reason is not Reason.DECISION or decision.reason is Reason.DECISION:
                    self._by_key[key] = decision

    def of(self, query: Query) -> Decision | None:
        """What was decided about such a line."""
        reference = plain_reference(query.reference)
        found = self._by_key.get((query.seller, "reference", reference)) if reference else None
        if found is not None:
            return found
        found = self._by_key.get((query.seller, "text", fold(query.text)))
        # The same words with another reference are another product.
        if found is not None and reference and plain_reference(found.reference) not in ("", reference):
            return None
        return found
