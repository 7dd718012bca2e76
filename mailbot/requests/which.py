"""The question which of the suppliers that a mail names is meant; the reply to it goes on with the request."""

from __future__ import annotations

from collections.abc import Collection

from letters.parts import WhichSupplier
from mailbot.incoming import Incoming


def which_supplier(mail: Incoming, among: Collection[str] | None = None) -> WhichSupplier | None:
    """The question, where it is unsure; asked once. `among`: ids of the suppliers that come into question."""
    entries = (one.candidates[0] for one in mail.reading.choice)
    names = tuple(entry.name for entry in entries if among is None or entry.id in among)
    return WhichSupplier(None, names) if len(names) > 1 and not mail.offered else None
