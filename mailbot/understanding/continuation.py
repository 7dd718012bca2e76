"""A reply to our question: what was asked for earlier, with what is said now put in its place."""

from __future__ import annotations

import re

from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.unknown import unknown_places
from models.folding import fold


def continued(new_text: str, earlier_text: str, directory: SupplierDirectory) -> str:
    """The new text, and behind it the earlier one, in which a name that several share became the one named now."""
    if not earlier_text:
        return new_text.strip()
    named = {mention.candidates[0] for mention in directory.find(new_text) if not mention.ambiguous}
    for mention in reversed(directory.find(earlier_text)):
        meant = [entry for entry in mention.candidates if entry in named]
        if mention.ambiguous and len(meant) == 1:
            earlier_text = earlier_text[: mention.position] + meant[0].name + earlier_text[mention.end :]
    if len(named) == 1 and _RENAMES.search(fold(new_text[:_FIRST])):
        # "Quel est son nom exact ?" – "Je voulais dire Roulevite."
        (right,) = named
        places = unknown_places(earlier_text, directory.find(earlier_text))
        spans = sorted(((at, at + len(name)) for name, found in places.items() for at in found), reverse=True)
        for start, end in spans:
            earlier_text = earlier_text[:start] + right.name + earlier_text[end:]
    return f"{new_text}\n\n{earlier_text}".strip()


_FIRST = 200
# What is said when a name is put right; a short answer may be nothing but the name.
_RENAMES = re.compile(
    r"\b(?:voul\w+ (?:dire|ecrire|parler)|c est|il s agit|lire|nom (?:exact|complet)|s appelle\w*|pardon|erreur"
    r"|tromp\w+|exact\w*|correct\w*|i meant?)\b|^\w+(?: \w+){0,3}$"
)
