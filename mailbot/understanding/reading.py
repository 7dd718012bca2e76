"""What a mail asks for: its kinds, each with how sure we are, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.message import MailFile
from mailbot.understanding.antecedent import with_antecedent
from mailbot.understanding.attachment_request import AttachmentUnderstanding, understand_attachment_request
from mailbot.understanding.classifier import classifier
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention
from mailbot.understanding.features import Written, features_of
from mailbot.understanding.meant import MAX_CHARACTERS, OPEN, Settled, meant_in
from mailbot.understanding.polarity import refused
from mailbot.understanding.strange import signs_of_kinds
from models.mail_kinds import MailKind

# Written by a program, or to everybody: such a mail asks for nothing else.
UNSOLICITED = frozenset({MailKind.AUTO_REPLY, MailKind.BOUNCE, MailKind.NEWSLETTER, MailKind.SPAM, MailKind.PHISHING})
# With an account number the supplier is written to; without one, the answer only tells how to open one.
LETTER_CERTAINTY = 0.9
# Beside a certain kind, one that is so likely is asked too if a sentence speaks of it first; else it is a human's.
BESIDE, DOUBTFUL = 0.5, 0.3
# A mail of such a kind asks the group for nothing beside it, or a human has it anyway.
APART = UNSOLICITED | {MailKind.OTHER, MailKind.SUPPLIER_REPLY}


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
    # The one of them that the mail speaks of without a name: only what it quotes tells which.
    inferred: SupplierEntry | None = None
    # All that are named, where it is so unsure which of them are meant that the sender must be asked.
    choice: tuple[SupplierMention, ...] = ()
    # Names that stand where a supplier is meant, and that the directory doesn't know; as written.
    unknown_suppliers: tuple[str, ...] = ()
    # Perhaps asked beside the certain ones: a human looks, so that nothing is lost.
    doubtful: tuple[MailKind, ...] = ()

    @property
    def best(self) -> tuple[MailKind, ...]:
        """What is acted upon, else the best guess."""
        return self.kinds or ((self.guess,) if self.guess else ())


def written(subject: str, text: str, files: Sequence[MailFile], directory: SupplierDirectory) -> Written:
    """The mail with the suppliers that it names."""
    return Written(subject, text, files, directory.find(f"{subject}\n\n{text}"[:MAX_CHARACTERS]))


def read_request(
    subject: str,
    text: str,
    files: Sequence[MailFile],
    directory: SupplierDirectory,
    whole: str = "",
    settled: Settled = OPEN,
) -> Reading:
    """Read a mail that a person wrote. `text` is the sender's own new text, and behind it what we had asked about.

    `whole`: the mail with what it quotes. Others wrote that, so nothing is taken from it but which supplier the sender
    speaks of without a name, as in "leurs conditions". `settled`: what the sender answered when asked which is meant.
    """
    mail = written(subject, text, files, directory)
    model = classifier()
    scores = model.probabilities(features_of(mail))
    guess = max(scores, key=lambda kind: scores[kind])
    story, inferred = with_antecedent(subject, text, whole, directory)
    of_mail = signs_of_kinds(scores)
    attachment = understand_attachment_request(subject, story, directory, inferred, settled, of_mail)
    certain = _together({kind for kind, score in scores.items() if score >= model.thresholds[kind]}, guess)
    likely = {kind for kind, score in scores.items() if score >= DOUBTFUL and certain - APART} - certain - APART
    sentences = model.by_sentence(mail) if likely or len(certain) > 1 else []
    certain |= {kind for kind in likely if scores[kind] >= BESIDE and _said(kind, sentences)}
    if _sends_a_letter(attachment) and scores[MailKind.SUPPLIER_ATTACHMENT] < LETTER_CERTAINTY:
        likely |= {MailKind.SUPPLIER_ATTACHMENT} & certain
        certain.discard(MailKind.SUPPLIER_ATTACHMENT)
    said_no = refused(certain, f"{subject}\n\n{text}")
    likely |= said_no
    certain -= said_no
    kinds = in_order(certain, sentences, scores)
    named = meant_in(f"{subject}\n\n{story}", directory, of_mail, settled)
    unknown = named.unknown
    if MailKind.SUPPLIER_REPLY in (kinds or (guess,)) and named.mentions:
        unknown = ()  # whom a supplier writes of is a member
    asked = attachment if MailKind.SUPPLIER_ATTACHMENT in (*kinds, guess) else None
    doubtful = tuple(kind for kind in MailKind if kind in likely - certain) if kinds else ()
    return Reading(kinds, guess, scores, asked, named.mentions, inferred, named.choice, unknown, doubtful)


def _said(kind: MailKind, sentences: Sequence[Mapping[MailKind, float]]) -> bool:
    """Whether the sentence that speaks of a kind most clearly speaks of it first of all."""
    clearest = max(sentences, key=lambda sentence: sentence[kind], default={})
    return clearest.get(kind, 0.0) >= max(DOUBTFUL, *clearest.values()) if clearest else False


def in_order(
    kinds: Iterable[MailKind], sentences: Sequence[Mapping[MailKind, float]], scores: Mapping[MailKind, float]
) -> tuple[MailKind, ...]:
    """The kinds as they are asked; those of one sentence by how likely they are."""
    return tuple(sorted(kinds, key=lambda kind: (_place(kind, sentences), -scores[kind], kind.value)))


def _place(kind: MailKind, sentences: Sequence[Mapping[MailKind, float]]) -> int:
    """Where the clearest sentence stands."""
    said = [sentence[kind] for sentence in sentences]
    return said.index(max(said)) if said else 0


def _sends_a_letter(attachment: AttachmentUnderstanding) -> bool:
    return any(request.account_candidates for request in attachment.suppliers)


def _together(certain: set[MailKind], guess: MailKind) -> set[MailKind]:
    """What can stand in one mail: nothing beside what nobody asked for, and no human for a mail that asks nothing."""
    if guess in UNSOLICITED:
        return {guess} & certain
    asked = certain - UNSOLICITED
    return set() if asked == {MailKind.OTHER} else asked
