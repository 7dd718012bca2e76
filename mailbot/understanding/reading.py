"""What a mail asks for: its kinds, each with how sure we are, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.message import MailFile
from mailbot.understanding.attachment_request import AttachmentUnderstanding, understand_attachment_request
from mailbot.understanding.classifier import classifier
from mailbot.understanding.directory import SupplierDirectory, SupplierMention
from mailbot.understanding.features import Written, features_of
from mailbot.understanding.meant import suppliers_in
from models.mail_kinds import MailKind

# Written by a program, or to everybody: such a mail asks for nothing else.
UNSOLICITED = frozenset({MailKind.AUTO_REPLY, MailKind.BOUNCE, MailKind.NEWSLETTER, MailKind.SPAM, MailKind.PHISHING})
# With an account number the supplier is written to; without one, the answer only tells how to open one.
LETTER_CERTAINTY = 0.9


@dataclass(frozen=True)
class Reading:
    """`kinds` are sure enough to be acted upon, in the order of being asked; empty: a human decides, `guess` helps."""

    kinds: tuple[MailKind, ...] = ()
    guess: MailKind | None = None
    # How likely each kind is, 0 to 1, calibrated.
    scores: Mapping[MailKind, float] = field(default_factory=dict)
    attachment: AttachmentUnderstanding | None = None
    # What is named, each supplier once; the sender must be asked which one is meant where a mention is ambiguous.
    suppliers: tuple[SupplierMention, ...] = ()
    # Names that stand where a supplier is meant, and that the directory doesn't know; as written.
    unknown_suppliers: tuple[str, ...] = ()

    @property
    def best(self) -> tuple[MailKind, ...]:
        """What is acted upon, else the best guess."""
        return self.kinds or ((self.guess,) if self.guess else ())


def written(subject: str, text: str, files: Sequence[MailFile], directory: SupplierDirectory) -> Written:
    """The mail with the suppliers that it names."""
    return Written(subject, text, files, directory.find(f"{subject}\n\n{text}"))


def read_request(subject: str, text: str, files: Sequence[MailFile], directory: SupplierDirectory) -> Reading:
    """Read a mail that a person wrote. `text` is the sender's own new text, and behind it what we had asked about."""
    mail = written(subject, text, files, directory)
    model = classifier()
    scores = model.probabilities(features_of(mail))
    guess = max(scores, key=lambda kind: scores[kind])
    certain = {kind for kind, score in scores.items() if score >= model.thresholds[kind]}
    attachment = understand_attachment_request(subject, text, directory)
    if _sends_a_letter(attachment) and scores[MailKind.SUPPLIER_ATTACHMENT] < LETTER_CERTAINTY:
        certain.discard(MailKind.SUPPLIER_ATTACHMENT)
    kinds = model.order(mail, _together(certain, guess))
    suppliers, unknown = suppliers_in(f"{subject}\n\n{text}", directory)
    asked = attachment if MailKind.SUPPLIER_ATTACHMENT in (*kinds, guess) else None
    return Reading(kinds, guess, scores, asked, suppliers, unknown)


def _sends_a_letter(attachment: AttachmentUnderstanding) -> bool:
    return any(request.account_candidates for request in attachment.suppliers)


def _together(certain: set[MailKind], guess: MailKind) -> set[MailKind]:
    """What can stand in one mail: nothing beside what nobody asked for, and no human for a mail that asks nothing."""
    if guess in UNSOLICITED:
        return {guess} & certain
    asked = certain - UNSOLICITED
    return set() if asked == {MailKind.OTHER} else asked
