"""What a mail asks for: its kinds, each with how sure we are, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.message import MailFile
from mailbot.understanding.attachment_request import AttachmentUnderstanding, understand_attachment_request
from mailbot.understanding.directory import SupplierDirectory
from models.mail_kinds import MailKind


@dataclass(frozen=True)
class Reading:
    """`kinds` are sure enough to be acted upon, in the order of being asked; empty: a human decides, `guess` helps."""

    kinds: tuple[MailKind, ...] = ()
    guess: MailKind | None = None
    # How likely each kind is, 0 to 1, calibrated.
    scores: Mapping[MailKind, float] = field(default_factory=dict)
    attachment: AttachmentUnderstanding | None = None


def read_request(subject: str, text: str, files: Sequence[MailFile], directory: SupplierDirectory) -> Reading:
    """Read a mail that a person wrote. `text` is the sender's own new text, and behind it what we had asked about."""
    attachment = understand_attachment_request(subject, text, directory)
    kinds = (MailKind.SUPPLIER_ATTACHMENT,) if attachment is not None else ()
    return Reading(kinds, None, dict.fromkeys(kinds, 1.0), attachment)
