"""What each table holds of a person, and what erasing does to it: the one list that export, erasure and tests read.

A table is either here, or in `nothing_of_people` with the reason; each of its columns that can hold somebody's data is
named. A test asks for it, so that a new table can't be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

import models

ERASED = "[effacé]"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whom it is about: their row, and every address that they have had."""

    person_id: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delete:
    """The row goes."""


@dataclass(frozen=True, slots=True)
class Blank:
    """The row stays, for it is also somebody else's or shows that a duty was done; these columns get these values."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing changes: what stands there tells nothing of a person any more once the rest is erased."""

    reason: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The law asks to keep it for a while: `column` goes into the legal archive, then `then` is done to the row."""

    column: str
    reason: str
    years: int
    then: Delete | Blank
    # Only these rows are worth keeping; the others are only blanked.
    only: Q = field(default_factory=Q)


Erasure = Delete | Blank | Keep | Archive


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: which rows are a person's, what of them is handed out, and what erasing does."""

    model: type[Model]
    rows: Callable[[Subject], Q]
    export: tuple[str, ...]
    erase: Erasure
    # Columns that hold texts, but none of a person: of a company, of the group, or of the product.
    impersonal: tuple[str, ...] = ()
    # Rows at work (a letter that waits to be sent) are marked `forget`, and erased when they have come to their end.
    still_needed: Q | None = None

    @property
    def name(self) -> str:
        """The table's name, which is also the name of its file in an export."""
        return str(self.model._meta.db_table)


def _is(lookup: str, value: Any) -> Q:
    conditions: dict[str, Any] = {lookup: value}
    return Q(**conditions)


def _by(column: str) -> Callable[[Subject], Q]:
    return lambda subject: _is(column, subject.person_id)


def _from(person_column: str, address_column: str) -> Callable[[Subject], Q]:
    """Theirs by the person, or by an address of theirs."""
    return lambda subject: _is(person_column, subject.person_id) | _is(f"{address_column}__in", subject.addresses)


PROOF_OF_MANDATE = (
    "Preuve du mandat donné au groupement envers un fournisseur (prescription commerciale, article L110-4 du Code de "
    "commerce)"
)

# What is left of a message.
_NO_WORD = {
    "author_id": None,
    "author_label": ERASED,
    "recipient_id": None,
    "recipient_address": "",
    "text": ERASED,
    "suggestion": None,
}

_OF_CONTACT = ("contact_name", "contact_address", "contact_phone")

# In this order: what refers to a row goes before it.
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        models.Session,
        _by("person_id"),
        ("created_at", "last_seen_at", "expires_at", "revoked_at", "device", "user_agent"),
        Delete(),
    ),
    Holding(
        models.PersonOldAddress,
        _by("person_id"),
        ("address", "until"),
        Delete(),
    ),
    Holding(
        models.AccessLink,
        _by("person_id"),
        ("kind", "status", "created_at", "expires_at"),
        Delete(),
        impersonal=("token_hash", "current_key"),
    ),
    Holding(
        models.EmailChange,
        _by("person_id"),
        ("requested_at", "old_email", "new_email", "status", "confirmed_at", "decided_at", "answer"),
        Delete(),
        impersonal=("open_key",),
    ),
    Holding(
        models.Invitation,
        _from("invited_by_id", "email"),
        ("created_at", "member_id", "email", "first_name", "last_name", "role", "status"),
        Delete(),
        impersonal=("open_key",),
    ),
    Holding(
        models.ResetRequest,
        lambda subject: _is("email__in", subject.addresses),
        ("asked_at", "email", "device"),
        Delete(),
        impersonal=("lease_owner",),
    ),
    Holding(models.DigestPreference, _by("person_id"), ("frequency", "decided_at", "told_until", "sent_at"), Delete()),
    Holding(models.CalendarFeed, _by("person_id"), ("member_id", "created_at", "revoked_at"), Delete()),
    Holding(models.Affiliation, _by("person_id"), ("member_id", "role"), Delete()),
    Holding(
        models.MembershipAttestation,
        lambda subject: Q(issued_by_id=subject.person_id) | Q(revoked_by_id=subject.person_id),
        ("created_at", "siret", "legal_name", "issued_on", "valid_until", "revoked_at"),
        Keep("A company's attestation; whoever issued it is erased with their account."),
        impersonal=(
            "siret",
            "legal_name",
            "street",
            "postcode",
            "city",
            "member_since",
            "issued_on",
            "valid_until",
        ),
    ),
    Holding(
        models.SupplierAccess,
        lambda subject: Q(created_by_id=subject.person_id) | Q(revoked_by_id=subject.person_id),
        ("created_at", "label", "revoked_at"),
        Keep("A supplier's key; whoever issued it is erased with their account."),
        impersonal=("label", "key_hash", "key_hint"),
    ),
    Holding(
        models.MembershipApplication,
        lambda subject: Q(email__in=subject.addresses),
        (
            "created_at",
            "siret",
            "legal_name",
            "street",
            "postcode",
            "city",
            "first_name",
            "last_name",
            "email",
            "phone",
            "message",
            "consented_at",
            "status",
            "decided_at",
            "answer",
        ),
        Delete(),
    ),
    Holding(
        models.MembershipEvent,
        _by("actor_id"),
        ("at", "member_id", "status", "day", "reason"),
        Blank({"reason": ERASED, "actor_label": ERASED}),
        impersonal=("day",),
    ),
    Holding(models.AdvisorAbsence, _by("advisor_id"), ("first_day", "last_day"), Delete()),
    Holding(models.AdvisorDepartment, _by("advisor_id"), ("department",), Delete()),
    Holding(
        models.AdvisorHandover,
        lambda subject: (
            Q(previous_id=subject.person_id) | Q(advisor_id=subject.person_id) | Q(actor_id=subject.person_id)
        ),
        ("at", "member_id", "reason"),
        Blank({"reason": ERASED}),
    ),
    Holding(
        models.JournalEntry,
        lambda subject: Q(actor_id=subject.person_id) | Q(person_id=subject.person_id),
        ("at", "kind", "channel", "note"),
        Blank({"note": "", "actor_id": None, "person_id": None}),
    ),
    Holding(
        models.SupplierAttachmentEvent,
        _by("actor_id"),
        ("at", "status", "channel", "actor_label", "note"),
        Blank({"actor_label": ERASED, "note": "", "actor_id": None}),
    ),
    Holding(
        models.SupplierAttachment,
        _by("requested_by_id"),
        ("created_at", "member_id", "supplier_id", "status", "account_number", "refusal_reason"),
        Blank({"requested_by_id": None}),
        impersonal=("account_number", "open_key", "own_code", "refusal_reason"),
    ),
    Holding(
        models.OutboundMail,
        lambda subject: (
            Q(to_address__in=subject.addresses)
            | Q(cause__person_id=subject.person_id)
            | Q(cause__from_address__in=subject.addresses)
            | Q(attachment__requested_by_id=subject.person_id)
        ),
        ("created_at", "sent_at", "undelivered_at", "letter", "subject", "to_address", "body_text"),
        Archive(
            "content",
            PROOF_OF_MANDATE,
            5,
            Blank(
                {
                    "to_address": ERASED,
                    "subject": ERASED,
                    "body_text": "",
                    "content": b"",
                    "last_error": None,
                }
            ),
            only=Q(attachment_id__isnull=False),
        ),
        impersonal=("letter", "dedupe_key", "message_id", "thread_key", "return_path", "lease_owner"),
        still_needed=Q(status__in=[models.OutboundStatus.QUEUED, models.OutboundStatus.SENDING]),
    ),
    Holding(
        models.InboundSource,
        lambda subject: Q(mail__person_id=subject.person_id) | Q(mail__from_address__in=subject.addresses),
        ("content",),
        Delete(),
    ),
    # Their own messages and what was written to them; of colleagues at the group only who wrote.
    Holding(
        models.ConversationMessage,
        lambda subject: (
            Q(internal=False)
            & (
                Q(author_id=subject.person_id, direction=models.MessageDirection.IN)
                | Q(recipient_id=subject.person_id)
                | Q(recipient_address__in=subject.addresses)
                | Q(conversation__person_id=subject.person_id, conversation__member_id__isnull=True)
                | Q(conversation__contact_address__in=subject.addresses)
            )
        ),
        ("at", "direction", "channel", "author_label", "text"),
        Blank(_NO_WORD),
        impersonal=("send_key",),
    ),
    Holding(
        models.ConversationMessage,
        lambda subject: (
            Q(internal=True)
            & (Q(conversation__person_id=subject.person_id) | Q(conversation__contact_address__in=subject.addresses))
        ),
        (),
        Blank(_NO_WORD),
        impersonal=("send_key",),
    ),
    Holding(
        models.ConversationMessage,
        _by("author_id"),
        (),
        Blank({"author_id": None, "author_label": ERASED}),
        impersonal=("text", "suggestion", "recipient_address", "send_key"),
    ),
    Holding(
        models.Conversation,
        _from("person_id", "contact_address"),
        ("created_at", "subject", "status", *_OF_CONTACT, "call_phone"),
        Blank(
            dict.fromkeys(_OF_CONTACT, "")
            | {"subject": ERASED, "call_phone": None, "call_wish": "", "last_error": None, "person_id": None}
        ),
        impersonal=("lease_owner",),
    ),
    Holding(
        models.Conversation,
        _by("advisor_id"),
        (),
        Blank({"advisor_id": None}),
        impersonal=("subject", *_OF_CONTACT, "call_phone", "call_wish", "last_error", "lease_owner"),
    ),
    Holding(
        models.UnderstandingCorrection,
        lambda subject: Q(mail__person_id=subject.person_id) | Q(mail__from_address__in=subject.addresses),
        ("at", "field", "was", "corrected"),
        Delete(),
    ),
    Holding(
        models.UnderstandingCorrection,
        _by("by_id"),
        (),
        Blank({"by_id": None}),
        impersonal=("was", "corrected"),
    ),
    Holding(
        models.InboundMail,
        _from("person_id", "from_address"),
        ("received_at", "from_address", "from_name", "subject", "excerpt", "status", "understanding", "outcome"),
        Blank(
            {
                "from_address": ERASED,
                "from_name": "",
                "subject": ERASED,
                "excerpt": "",
                "understanding": [],
                "outcome": ERASED,
                "last_error": None,
                "person_id": None,
                "forget": True,
            }
        ),
        impersonal=("sha256", "message_id", "thread_key", "sender_proof", "content_key", "lease_owner"),
    ),
    Holding(
        models.MatchAlias,
        lambda subject: Q(decided_by_id=subject.person_id) | Q(revoked_by_id=subject.person_id),
        ("decided_at", "revoked_at"),
        Keep("What the group knows of products; whoever decided it is erased with their account."),
        impersonal=("seller_siren", "seller_reference", "name", "reference"),
    ),
    Holding(
        models.LineMatch,
        _by("decided_by_id"),
        ("decided_at", "decision"),
        Keep("A line of a company's invoice; whoever decided it is erased with their account."),
        impersonal=(
            *("value", "supplier_name", "reference", "label", "candidates", "decided_value", "corrected_unit"),
            *("corrected_quantity", "corrected_amount", "probability", "amount", "paid_price", "negotiated_price"),
            *("compared_quantity", "saving"),
        ),
    ),
    Holding(
        models.AuditFile,
        _by("sent_by_id"),
        ("created_at", "audit_id", "name", "size"),
        Keep("A company's invoice; whoever sent it is erased with their account."),
        impersonal=("name", "sha256", "refusal_code", "refusal_message", "refusals", "last_error", "lease_owner"),
    ),
    Holding(
        models.Audit,
        lambda subject: Q(requested_by_id=subject.person_id) | Q(validated_by_id=subject.person_id),
        ("created_at", "member_id", "status", "validated_at"),
        Keep("A company's audit; whoever asked for it or validated it is erased with their account."),
        impersonal=("right_key", "last_error", "lease_owner"),
    ),
    Holding(
        models.ErasureRequest,
        _by("person_id"),
        ("requested_at", "due_on", "status", "done_at"),
        Keep("Shows that the group answered within a month; it points to nobody any more."),
        impersonal=("open_key", "due_on"),
    ),
    Holding(
        models.Person,
        _by("id"),
        ("email", "first_name", "last_name", "phone", "staff_role", "active", "created_at"),
        Delete(),
    ),
)
