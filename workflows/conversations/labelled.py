"""Corrected mails as labelled mails, in the format that `manage.py mail train` reads (docs/understanding.md).

A mail whose kind somebody put right is worth learning from; `anonymous` takes out what tells of people.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from models import MAIL_KIND_LABELS, InboundMail, UnderstandingField
from workflows.conversations.training import examples_with_mails

_KINDS = {label: kind for kind, label in MAIL_KIND_LABELS.items()}
# Not what was uncertain: nobody said that it is right.
_ASKED = ("Demande",)


async def labelled_mails() -> AsyncIterator[str]:
    """A TOML table for each mail whose kind was put right, in the order of the corrections."""
    done: set[int] = set()
    async for example, mail in examples_with_mails():
        kinds = _kinds(mail)
        if example.field == UnderstandingField.KIND and kinds and mail.id not in done:
            done.add(mail.id)
            yield "\n".join(
                (
                    "[[mail]]",
                    f"subject = {_text(example.subject)}",
                    f"text = {_text(example.text)}",
                    f"kinds = [{', '.join(map(_text, kinds))}]",
                    "",
                )
            )


def _kinds(mail: InboundMail) -> list[str]:
    """What the mail asks for, as it was put right."""
    told = [one["value"] for one in mail.understanding if one["label"] in _ASKED]
    return list(dict.fromkeys(_KINDS[label].value for label in told if label in _KINDS))


def _text(value: str) -> str:
    """A JSON string is one of TOML too, but for the sign DEL."""
    return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)
