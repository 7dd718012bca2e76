"""The journal: who did or saw what, when. Written, never changed; it ends with its time to keep."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Supplier
from models.members import Member, Person
from models.supplier_attachments import Channel


class JournalKind(StrEnum):
    """What happened. `schema/journal.py` says what each means, in English and in French: add yours there too."""

    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    SIGNED_OUT = "SIGNED_OUT"
    SESSION_REVOKED = "SESSION_REVOKED"
    PASSWORD_RESET_REQUESTED = "PASSWORD_RESET_REQUESTED"  # noqa: S105 - a kind
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105 - a kind
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a kind
    ACCESS_CREATED = "ACCESS_CREATED"
    ACCESS_REMOVED = "ACCESS_REMOVED"
    INVITED = "INVITED"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    ROLE_CHANGED = "ROLE_CHANGED"
    EMAIL_CHANGE_REQUESTED = "EMAIL_CHANGE_REQUESTED"
    EMAIL_CHANGE_CONFIRMED = "EMAIL_CHANGE_CONFIRMED"
    EMAIL_CHANGE_REFUSED = "EMAIL_CHANGE_REFUSED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    ACCOUNT_REOPENED = "ACCOUNT_REOPENED"
    MEMBERSHIP_BEGAN = "MEMBERSHIP_BEGAN"
    MEMBERSHIP_END_PLANNED = "MEMBERSHIP_END_PLANNED"
    MEMBERSHIP_ENDED = "MEMBERSHIP_ENDED"
    MEMBERSHIP_GOES_ON = "MEMBERSHIP_GOES_ON"
    COMPANY_REGISTERED = "COMPANY_REGISTERED"
    COMPANY_UPDATED = "COMPANY_UPDATED"
    SUPPLIER_ACCESS_ISSUED = "SUPPLIER_ACCESS_ISSUED"
    SUPPLIER_ACCESS_REVOKED = "SUPPLIER_ACCESS_REVOKED"
    MEMBERSHIP_CHECKED = "MEMBERSHIP_CHECKED"
    ATTESTATION_ISSUED = "ATTESTATION_ISSUED"
    ATTESTATION_REVOKED = "ATTESTATION_REVOKED"
    APPLICATION_RECEIVED = "APPLICATION_RECEIVED"
    APPLICATION_ACCEPTED = "APPLICATION_ACCEPTED"
    APPLICATION_DECLINED = "APPLICATION_DECLINED"
    ADVISOR_ASSIGNED = "ADVISOR_ASSIGNED"
    PORTFOLIO_HANDED_OVER = "PORTFOLIO_HANDED_OVER"
    ABSENCE_PLANNED = "ABSENCE_PLANNED"
    ABSENCE_CANCELLED = "ABSENCE_CANCELLED"
    DEPARTMENTS_SET = "DEPARTMENTS_SET"
    DATA_EXPORTED = "DATA_EXPORTED"
    DIGEST_CHOSEN = "DIGEST_CHOSEN"
    DIGEST_SENT = "DIGEST_SENT"
    ERASURE_REQUESTED = "ERASURE_REQUESTED"
    PERSON_ERASED = "PERSON_ERASED"
    CONVERSATION_LINKED = "CONVERSATION_LINKED"
    CALL_BACK_ASKED = "CALL_BACK_ASKED"
    COEFFICIENT_ADDED = "COEFFICIENT_ADDED"
    COEFFICIENT_ENDED = "COEFFICIENT_ENDED"
    COEFFICIENT_CORRECTED = "COEFFICIENT_CORRECTED"
    TERMS_ADDED = "TERMS_ADDED"
    TERMS_ENDED = "TERMS_ENDED"
    TERMS_CORRECTED = "TERMS_CORRECTED"
    CODE_REVEALED = "CODE_REVEALED"
    MAIL_REPLAYED = "MAIL_REPLAYED"
    OWN_CODE_SET = "OWN_CODE_SET"
    WAGE_ADDED = "WAGE_ADDED"
    WAGE_CORRECTED = "WAGE_CORRECTED"
    CONTENT_ADDED = "CONTENT_ADDED"
    CONTENT_CHANGED = "CONTENT_CHANGED"
    CONTENT_PUBLISHED = "CONTENT_PUBLISHED"
    CONTENT_WITHDRAWN = "CONTENT_WITHDRAWN"
    SITE_DESCRIBED = "SITE_DESCRIBED"
    CHECK_RECORDED = "CHECK_RECORDED"
    CALENDAR_CREATED = "CALENDAR_CREATED"
    CALENDAR_REVOKED = "CALENDAR_REVOKED"
    CLOSURE_PLANNED = "CLOSURE_PLANNED"
    CLOSURE_CANCELLED = "CLOSURE_CANCELLED"
    MAIL_CONFIRMED = "MAIL_CONFIRMED"
    EMAIL_UNDELIVERABLE = "EMAIL_UNDELIVERABLE"
    EMAIL_REACHABLE = "EMAIL_REACHABLE"
    AUDIT_REQUESTED = "AUDIT_REQUESTED"
    AUDIT_FILES_ADDED = "AUDIT_FILES_ADDED"
    AUDIT_FILES_CLOSED = "AUDIT_FILES_CLOSED"
    AUDIT_CANCELLED = "AUDIT_CANCELLED"
    AUDIT_FAILED = "AUDIT_FAILED"
    AUDIT_VALIDATED = "AUDIT_VALIDATED"
    AUDIT_READ = "AUDIT_READ"
    LINE_DECIDED = "LINE_DECIDED"
    ALIAS_REVOKED = "ALIAS_REVOKED"


class JournalEntry(Model):
    """One line of the journal."""

    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField(auto_now_add=True)
    # Described, so that a new kind asks for no migration.
    kind = fields.CharEnumField(JournalKind, "What happened.", max_length=40)
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    # Who did it. Null: the public, a supplier, the product itself.
    actor_id: int | None
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="journal", null=True, on_delete=fields.SET_NULL
    )
    # Whom and what it is about.
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="journal_about", null=True, on_delete=fields.SET_NULL
    )
    member_id: int | None
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="journal", null=True, on_delete=fields.SET_NULL
    )
    supplier_id: int | None
    supplier: fields.ForeignKeyNullableRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="journal", null=True, on_delete=fields.SET_NULL
    )
    # French, for people; no secret and no gated value.
    note = fields.TextField(default="")

    class Meta:
        table = "journal_entry"
        indexes = (("at",), ("kind", "at"), ("actor_id",), ("person_id", "id"), ("member_id", "id"), ("supplier_id",))
