"""Labelled mails: a folder of TOML files, one for each author, read into values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from errors import BadInput
from mailbot.message import MailFile, MailMessage
from mailbot.message.characters import clean
from mailbot.message.html import html_to_text
from mailbot.message.quoting import new_text_of
from mailbot.understanding.directory import SupplierEntry
from models.mail_kinds import MailKind

FOLDER = Path(__file__).resolve().parent.parent / "corpus"
SUPPLIERS = "suppliers.toml"
# Within the corpus: mails written to tell which supplier is meant, so their kinds are no sample of what people ask.
MEANT = "suppliers_meant"
# What the mail says of its request, as it should be read.
_DETAILS = tuple("siret siren vat account phone wage hours qualification contract date".split())
_KEYS = frozenset((*_DETAILS, *"subject text kinds suppliers unknown files headers html note sender".split()))


@dataclass(frozen=True)
class LabelledMail:
    """A mail and what a person says of it. `kinds` are in the order of being asked; `suppliers` codes, "?" unknown."""

    style: str
    number: int
    subject: str
    text: str
    kinds: tuple[MailKind, ...]
    suppliers: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()  # the names that "?" stands for, as written
    labels: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.style} {self.number}"

    def message(self) -> MailMessage:
        """The mail as the bot reads it."""
        is_reply = self.subject.lower().startswith("re")
        subject, text = clean(self.subject), clean(self.text)
        return MailMessage(
            subject=subject,
            text=text,
            new_text=new_text_of(text, subject, is_reply=is_reply),
            files=tuple(MailFile(name, "", b"", inline=False) for name in self.files),
            headers=tuple(self.headers.items()),
        )


def read_corpus(folder: Path) -> list[LabelledMail]:
    """All mails of a folder, sorted by file. Raises `BadInput` with the file and the mail that is wrong."""
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != SUPPLIERS]
    if not paths:
        raise BadInput(f"{folder} holds no labelled mails (*.toml); docs/understanding.md shows the format.")
    return [mail for path in paths for mail in _read(path)]


def read_named(folder: Path) -> list[LabelledMail]:
    """The mails of a corpus that the models of names learn from: all, and those written for them."""
    return read_corpus(folder) + (read_corpus(folder / MEANT) if (folder / MEANT).exists() else [])


def read_suppliers(folder: Path) -> tuple[SupplierEntry, ...]:
    """The suppliers that a folder's mails name: its own list, or the product's."""
    path = folder / SUPPLIERS
    rows = tomllib.loads((path if path.exists() else FOLDER / SUPPLIERS).read_text("utf-8"))["supplier"]
    return tuple(
        SupplierEntry(
            id=row["code"],
            name=row["name"],
            aliases=tuple(row.get("aliases", ())),
            email_domains=tuple(row.get("email_domains", ())),
            car_rental=row.get("car_rental", False),
            temp_agency=row.get("temp_agency", False),
        )
        for row in rows
    )


def _read(path: Path) -> list[LabelledMail]:
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("mail", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is no TOML: {error}") from error
    return [_mail(path, number, row) for number, row in enumerate(rows, 1)]


def _mail(path: Path, number: int, row: Mapping[str, Any]) -> LabelledMail:
    unknown = row.keys() - _KEYS
    kinds = row.get("kinds") or []
    wrong = [kind for kind in kinds if kind not in MailKind.__members__]
    if unknown or wrong or not kinds or "text" not in row:
        problem = f"unknown {sorted(unknown | set(wrong))}" if unknown or wrong else "`text` and `kinds` are needed"
        raise BadInput(f"{path.name}, mail {number}: {problem}.")
    text = row["text"]
    return LabelledMail(
        style=path.stem,
        number=number,
        subject=row.get("subject", ""),
        text=html_to_text(text) if row.get("html") else text,
        kinds=tuple(dict.fromkeys(MailKind(kind) for kind in kinds)),
        suppliers=tuple(row["suppliers"]) if "suppliers" in row else None,
        unknown=tuple(row.get("unknown", ())),
        labels={key: row[key] for key in _DETAILS if key in row},
        files=tuple(row.get("files", ())),
        headers=row.get("headers", {}),
        sender=row.get("sender", ""),
    )
