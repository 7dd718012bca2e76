"""A reply to our question: what was asked for earlier, with what is said now put in its place."""

from __future__ import annotations

import re

from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.meant import OPEN, TERMS, Settled
from mailbot.understanding.unknown import unknown_places
from models.folding import fold


def continued(new_text: str, earlier_text: str, directory: SupplierDirectory, settled: Settled = OPEN) -> str:
    """The new text, and behind it the earlier one, in which a name that several share became the one named now.

    Who is only confirmed, "le premier", is put in by name, so that what the reply says of it is known to be its own.
    """
    if not earlier_text:
        return new_text.strip()
    named = {mention.candidates[0] for mention in directory.find(new_text) if not mention.ambiguous}
    if len(settled.confirmed - named) == 1 and len(settled.confirmed) == 1:
        (one,) = settled.confirmed
        new_text, named = f"{new_text.strip()}\n\nchez {one.name}", {one}
    for mention in reversed(directory.find(earlier_text)):
        meant = [entry for entry in mention.candidates if entry in named]
        if mention.ambiguous and len(meant) == 1:
            earlier_text = earlier_text[: mention.position] + meant[0].name + earlier_text[mention.end :]
    unknown = unknown_places(earlier_text, directory.find(earlier_text), TERMS)
    if len(named) == len(unknown) == 1 and _puts_right(new_text, directory):
        (right,), ((name, places),) = named, unknown.items()
        for start in reversed(places):
            earlier_text = earlier_text[:start] + right.name + earlier_text[start + len(name) :]
    return f"{new_text}\n\n{earlier_text}".strip()


def _puts_right(new_text: str, directory: SupplierDirectory) -> bool:
    """Whether the name answers "Quel est son nom exact ?": it stands alone, or behind "je voulais dire"."""
    first = directory.find(new_text)[0]
    before = fold(new_text[max(0, first.position - _REACH) : first.position])
    behind = new_text[first.end : first.end + _REACH].strip(" .!\u00a0")
    return _PUTS_RIGHT.search(before) is not None and (not behind or behind[0] == "\n")


_REACH = 60
_PUTS_RIGHT = re.compile(
    r"(?:^|\b(?:voul\w+ (?:dire|ecrire|parler)|c est|il s agit|lire|nom (?:exact|complet)(?: est)?|s appelle\w*|pardon"
    r"|erreur|oui|bonjour|correction|i meant?))(?: (?:bien|plutot|de|d|chez|la|le|l|societe|donc|merci)){0,3}$"
)
