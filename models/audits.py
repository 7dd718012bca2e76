"""Audits: files that a company sends, the invoices and lines read from them, and which of our prices each line meets.

The words of the engine (`audit.invoice`, `audit.results`) are stored as they are, and so are its values, as JSON: what
was read is never calculated back from columns. Columns are what people look for and see.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from audit.invoice import InvoiceKind, LineKind, Method
from audit.results import Band, BaseUnit, MatchKind, NotCompared, Reason
from models.base import Leased
from models.catalogue import Category, PriceLine, Supplier
from models.members import Member, Person
from models.supplier_attachments import Channel

# Why lines have no saving that may be of the categories which their audit is about.
REASONS_IN_SCOPE = tuple(reason for reason in NotCompared if reason is not NotCompared.OUT_OF_SCOPE)


class AuditStatus(StrEnum):
    """Where an audit stands.

    `COLLECTING` (files come, and are read at once) → `READING` (no more files; some are still read) → `MATCHING` →
    `REVIEW` (the advisor decides uncertain lines) → `VALIDATED` (the company sees the results). `CANCELLED` from any of
    them but the last; `FAILED` when each attempt at matching did, until the group has it matched again, or, without its
    right, when nothing of it could be read.
    `workflows.audits` is the only writer.
    """

    COLLECTING = "COLLECTING"
    READING = "READING"
    MATCHING = "MATCHING"
    REVIEW = "REVIEW"
    VALIDATED = "VALIDATED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


class AuditFileStatus(StrEnum):
    """What became of a file."""

    WAITING = "WAITING"
    READ = "READ"
    REFUSED = "REFUSED"


class LineDecision(StrEnum):
    """What an advisor decided about a line."""

    ACCEPTED = "ACCEPTED"
    CHOSEN = "CHOSEN"
    NO_EQUIVALENT = "NO_EQUIVALENT"


class Audit(Leased):
    """An audit of a company's spending in some categories."""

    id = fields.IntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="audits")
    requested_by_id: int | None
    requested_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="requested_audits", null=True, on_delete=fields.SET_NULL
    )
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    categories: fields.ManyToManyRelation[Category] = fields.ManyToManyField(
        "models.Category", related_name="audits", through="audit_category"
    )
    status = fields.CharEnumField(AuditStatus, "Where it stands.", max_length=16, default=AuditStatus.COLLECTING)
    # Which right it uses up: "first:4" of company 4 as long as it isn't cancelled, or "4:7" in category 7 while it is
    # open. The database itself refuses a second one.
    right_key = fields.CharField(max_length=40, null=True, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    # When its people were told that nothing comes any more.
    reminded_at = fields.DatetimeField(null=True)
    files_closed_at = fields.DatetimeField(null=True)
    matched_at = fields.DatetimeField(null=True)
    validated_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    validated_by_id: int | None
    validated_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="validated_audits", null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "audit"
        indexes = (("member_id", "id"), ("status", "next_attempt_at"))


class AuditFile(Leased):
    """A file that was sent for an audit: a job of its own, so that a bad one holds up no other."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="files")
    name = fields.CharField(max_length=200)
    sha256 = fields.CharField(max_length=64)
    size = fields.IntField()
    sent_by_id: int | None
    sent_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="audit_files", null=True, on_delete=fields.SET_NULL
    )
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    status = fields.CharEnumField(AuditFileStatus, "What became of it.", max_length=16, default=AuditFileStatus.WAITING)
    # Per cent.
    progress = fields.IntField(default=0)
    # How many were looked at as pictures, which takes a processor seconds each.
    scanned_pages = fields.IntField(default=0)
    refusal_code = fields.CharField(max_length=40, null=True)
    refusal_message = fields.TextField(null=True)
    # Of an archive that was read, what in it could not be: `name`, `code` and `message` of each.
    refusals: Any = fields.JSONField[list[dict[str, str]]](default=list)
    created_at = fields.DatetimeField(auto_now_add=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "audit_file"
        unique_together = (("audit", "sha256"),)
        indexes = (("status", "next_attempt_at"),)


class AuditFileContent(Model):
    """The bytes of a file, apart from its row, which is read more often."""

    id = fields.IntField(primary_key=True)
    file_id: int
    file: fields.OneToOneRelation[AuditFile] = fields.OneToOneField("models.AuditFile", related_name="stored")
    content = fields.BinaryField()

    class Meta:
        table = "audit_file_content"


class Invoice(Model):
    """An invoice or credit note as it was read from a file."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="invoices")
    file_id: int
    file: fields.ForeignKeyRelation[AuditFile] = fields.ForeignKeyField("models.AuditFile", related_name="invoices")
    # The same document in another file, which was read more surely: that one counts.
    duplicate_of_id: int | None
    duplicate_of: fields.ForeignKeyNullableRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="duplicates", null=True, on_delete=fields.SET_NULL
    )
    # `audit.invoice.Invoice`
    value: Any = fields.JSONField[dict[str, Any]]()
    kind = fields.CharEnumField(InvoiceKind, "What the document is.", max_length=16)
    method = fields.CharEnumField(Method, "How it was read.", max_length=16)
    number = fields.CharField(max_length=200, null=True)
    issued_on = fields.DateField(null=True)
    currency = fields.CharField(max_length=8)
    seller_name = fields.CharField(max_length=300, null=True)
    seller_siren = fields.CharField(max_length=9, null=True)
    net_total = fields.DecimalField(max_digits=20, decimal_places=4, null=True)
    pages = fields.IntField(default=0)
    flags: Any = fields.JSONField[list[str]](default=list)

    class Meta:
        table = "invoice"
        indexes = (("audit_id", "id"), ("file_id",))


class InvoiceLine(Model):
    """A line of an invoice as it was read. Its whole value stands in the invoice's."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="lines")
    invoice_id: int
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField("models.Invoice", related_name="lines")
    # Its place in the value's `lines`, from 0; `position` is what the reader counted.
    place = fields.IntField()
    position = fields.IntField()
    kind = fields.CharEnumField(LineKind, "What it charges.", max_length=16)
    name = fields.TextField()
    description = fields.TextField(null=True)
    quantity = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    unit = fields.CharField(max_length=64, null=True)
    net_price = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    net_amount = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    seller_reference = fields.CharField(max_length=200, null=True)
    gtin = fields.CharField(max_length=14, null=True)
    flags: Any = fields.JSONField[list[str]](default=list)

    class Meta:
        table = "invoice_line"
        unique_together = (("invoice", "place"),)
        indexes = (("audit_id", "id"),)


class LineMatch(Model):
    """What became of a line: the engine's verdict, an advisor's decision, and the comparison that follows from both."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="matches")
    line_id: int
    line: fields.ForeignKeyRelation[InvoiceLine] = fields.ForeignKeyField("models.InvoiceLine", related_name="matches")
    category_id: int | None
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="line_matches", null=True, on_delete=fields.SET_NULL
    )
    # `audit.results.Match`, as the engine said it.
    value: Any = fields.JSONField[dict[str, Any]]()
    band = fields.CharEnumField(Band, "Who decides.", max_length=16)
    # An advisor must decide: what waits in the queue.
    waiting = fields.BooleanField(default=False)
    kind = fields.CharEnumField(MatchKind, "What our product is to theirs.", max_length=16, null=True)
    reason = fields.CharEnumField(Reason, "Why this price.", max_length=24, null=True)
    probability = fields.DecimalField(max_digits=5, decimal_places=4, null=True)
    price_line_id: int | None
    price_line: fields.ForeignKeyNullableRelation[PriceLine] = fields.ForeignKeyField(
        "models.PriceLine", related_name="line_matches", null=True, on_delete=fields.SET_NULL
    )
    # The price as it was then, and the others that came into question, as texts.
    supplier_name = fields.CharField(max_length=200, null=True)
    reference = fields.CharField(max_length=100, null=True)
    label = fields.TextField(null=True)
    candidates: Any = fields.JSONField[list[dict[str, str]]](default=list)
    decision = fields.CharEnumField(LineDecision, "What was decided.", max_length=16, null=True)
    decided_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="line_decisions", null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)
    # `audit.results.Candidate` that was decided for, and what was misread.
    decided_value: Any = fields.JSONField[dict[str, Any]](null=True)
    corrected_quantity = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    corrected_unit = fields.CharField(max_length=64, null=True)
    corrected_amount = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    # `audit.results.AuditedLine`: amounts in euros net of VAT, prices for one `unit`.
    amount = fields.DecimalField(max_digits=24, decimal_places=6, default=Decimal(0))
    unit = fields.CharEnumField(BaseUnit, "In what both prices are.", max_length=16, null=True)
    paid_price = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    negotiated_price = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    compared_quantity = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    saving = fields.DecimalField(max_digits=20, decimal_places=2, null=True)
    not_compared = fields.CharEnumField(NotCompared, "Why there is no saving.", max_length=24, null=True)

    class Meta:
        table = "line_match"
        unique_together = (("line",),)
        indexes = (("audit_id", "waiting"), ("waiting", "id"))


class MatchAlias(Model):
    """What an advisor's decision taught: this product is that price, or none. Counts from the next audit on."""

    id = fields.IntField(primary_key=True)
    # Whose line it was, as far as it was known: SIREN, the seller's reference, and the folded text of the line.
    seller_siren = fields.CharField(max_length=9, null=True)
    seller_reference = fields.CharField(max_length=200, null=True)
    name = fields.TextField()
    # Our product, over all periods of its prices; without one there is no equivalent.
    supplier_id: int | None
    supplier: fields.ForeignKeyNullableRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="match_aliases", null=True
    )
    reference = fields.CharField(max_length=100, null=True)
    # Without an equivalent: the newest price that there was. What comes later may be one.
    newest_price = fields.IntField(null=True)
    kind = fields.CharEnumField(MatchKind, "What our product is to theirs.", max_length=16, null=True)
    audit_id: int | None
    audit: fields.ForeignKeyNullableRelation[Audit] = fields.ForeignKeyField(
        "models.Audit", related_name="aliases", null=True, on_delete=fields.SET_NULL
    )
    line_id: int | None
    line: fields.ForeignKeyNullableRelation[InvoiceLine] = fields.ForeignKeyField(
        "models.InvoiceLine", related_name="aliases", null=True, on_delete=fields.SET_NULL
    )
    decided_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="match_aliases", null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(auto_now_add=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_by_id: int | None
    revoked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="revoked_aliases", null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "match_alias"
        indexes = (("revoked_at", "seller_siren"), ("line_id",))


class AuditReport(Model):
    """The sums of an audit as they are shown everywhere, calculated after each decision until it is validated."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="reports")
    # `audit.results.AuditResult`
    value: Any = fields.JSONField[dict[str, Any]]()
    calculated_at = fields.DatetimeField(auto_now=True)
    catalogue_version = fields.CharField(max_length=64)
    catalogue_date = fields.DateField(null=True)
    files = fields.IntField()
    files_read = fields.IntField()
    invoices = fields.IntField()
    lines = fields.IntField()
    lines_compared = fields.IntField()
    lines_to_review = fields.IntField()
    lines_audited = fields.IntField()
    amount_audited = fields.DecimalField(max_digits=20, decimal_places=2)
    amount_compared = fields.DecimalField(max_digits=20, decimal_places=2)
    amount_to_review = fields.DecimalField(max_digits=20, decimal_places=2)
    amount_out_of_scope = fields.DecimalField(max_digits=20, decimal_places=2)
    amount_not_comparable = fields.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        table = "audit_report"
        unique_together = (("audit",),)


class AuditDocument(Model):
    """The report of a validated audit as it was made first: everybody gets the same bytes, made once."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="documents")
    format = fields.CharField(max_length=8)
    content = fields.BinaryField()

    class Meta:
        table = "audit_document"
        unique_together = (("audit", "format"),)


class AuditSavings(Model):
    """One sum of a report: identical or equivalent products, of all lines or of one category."""

    id = fields.IntField(primary_key=True)
    audit_id: int
    audit: fields.ForeignKeyRelation[Audit] = fields.ForeignKeyField("models.Audit", related_name="savings")
    kind = fields.CharEnumField(MatchKind, "What our products are to theirs.", max_length=16)
    # Of the whole audit, or of a category; a category without a row: lines whose category nobody knows.
    total = fields.BooleanField(default=False)
    category_id: int | None
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="audit_savings", null=True, on_delete=fields.SET_NULL
    )
    category_name = fields.CharField(max_length=200, null=True)
    lines = fields.IntField()
    # Of all its product lines, compared or not.
    lines_audited = fields.IntField()
    amount_audited = fields.DecimalField(max_digits=20, decimal_places=2)
    paid = fields.DecimalField(max_digits=20, decimal_places=2)
    negotiated = fields.DecimalField(max_digits=20, decimal_places=2)
    saving = fields.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        table = "audit_savings"
        indexes = (("audit_id", "total"),)
