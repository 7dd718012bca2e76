"""Reads the labelled mails and compares what was understood with what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mailbot.understanding import AttachmentUnderstanding
from mailbot.understanding.reading import Reading, read_request
from tests.mailbot.understanding.suppliers import DIRECTORY

FOLDER = Path(__file__).parent


def load(name: str) -> list[dict[str, Any]]:
    mails = tomllib.loads((FOLDER / f"requests_{name}.toml").read_text(encoding="utf-8"))["mail"]
    assert isinstance(mails, list)
    return mails


def read(mail: dict[str, Any]) -> Reading:
    return read_request(mail["subject"], mail["text"], (), DIRECTORY)


def understand(mail: dict[str, Any]) -> AttachmentUnderstanding | None:
    """What is acted upon, or would be if the bot were a bit surer."""
    return read(mail).attachment


def differences(mail: dict[str, Any], understood: AttachmentUnderstanding | None) -> list[str]:
    """Each field that differs from its label; `has_account` and `missing` only where they are labelled."""
    if (understood is not None) != mail["request"]:
        return [f"request: {understood is not None}"]
    if understood is None:
        return []
    number = understood.company_number
    found: dict[str, object] = {
        "suppliers": ["|".join(entry.id for entry in one.mention.candidates) for one in understood.suppliers],
        "accounts": {
            one.supplier.id: one.account_number for one in understood.suppliers if one.supplier and one.account_number
        },
        "unknown": list(understood.unknown_suppliers),
        "siret": number.value if number and number.valid else None,
        "has_account": understood.has_account,
        "missing": [missing.value for missing in understood.missing],
    }
    labelled = {"accounts": {}, "unknown": [], "siret": None} | mail
    if "WHICH_SUPPLIER" in mail.get("missing", []):
        labelled.pop("accounts")
    return [f"{key}: {value!r}" for key, value in found.items() if key in labelled and labelled[key] != value]
