"""A reply to our question: what was asked for earlier, with what is said now put in its place."""

from __future__ import annotations

from mailbot.understanding.directory import SupplierDirectory


def continued(new_text: str, earlier_text: str, directory: SupplierDirectory) -> str:
    """The new text, and behind it the earlier one, in which a name that several share became the one named now."""
    if not earlier_text:
        return new_text.strip()
    named = {mention.candidates[0] for mention in directory.find(new_text) if not mention.ambiguous}
    for mention in reversed(directory.find(earlier_text)):
        meant = [entry for entry in mention.candidates if entry in named]
        if mention.ambiguous and len(meant) == 1:
            earlier_text = earlier_text[: mention.position] + meant[0].name + earlier_text[mention.end :]
    return f"{new_text}\n\n{earlier_text}".strip()
