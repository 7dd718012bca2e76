"""Audits (audits) as the API shows them: files, progress, and the report once it is validated."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Arg, Eq, Exists, In, Literal, OfViewer, both
from access.permissions import add_audit_files, cancel_audit, match_audit_again, review_audit
from access.policy import Role
from graph.fields import argument, column, first, json_key, labels, over, page, permitted, related, relation
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection, key_of
from schema.audit_enums import AUDIT_LABELS, FILE_LABELS, MatchKind
from schema.audit_lines import LINE_FILTERS, InvoiceConnection, LineMatchConnection
from schema.categories import Category
from schema.enums import Channel

if TYPE_CHECKING:
    from schema.members import Advisor, Member, Person

MemberRef = Annotated["Member", strawberry.lazy("schema.members")]
PersonRef = Annotated["Person", strawberry.lazy("schema.members")]
AdvisorRef = Annotated["Advisor", strawberry.lazy("schema.members")]


@strawberry.type(description="A file within an archive that can't be read.", directives=[Requires(role=Role.SIGNED_IN)])
class RefusedEntry:
    """As the reader said it."""

    name: str = json_key("name", description="Its name within the archive.")
    code: str = json_key("code", description="For programs, e.g. `ENCRYPTED`.")
    message: str = json_key("message", description="For people, in French: what was expected, and how to go on.")


@over(models.AuditFile, requires=Role.SIGNED_IN, description="A file that was sent for an audit (pièce).")
class AuditFile(Node):
    """For the company's people and the group, from the moment it was sent."""

    name: str = column(description="The name that it was sent with.")
    size: int = column(description="Its size in bytes.")
    channel: Channel = column(description="Through which door it came.")
    sent_by: PersonRef | None = related(description="Who sent it.")
    created_at: dt.datetime = column(description="When it was sent.")
    status: models.AuditFileStatus = column(description="What became of it.")
    status_label: str = labels("status", FILE_LABELS, description="The same in French.")
    progress: int = column(description="How much of it was read, in per cent.")
    refusal_code: str | None = column(description="Why it can't be read, for programs, e.g. `ENCRYPTED`.")
    refusal_message: str | None = column(
        description="Why it can't be read, in French: what was expected, and how to go on."
    )
    refusals: list[RefusedEntry] = column(description="Of an archive: the files in it that can't be read.")
    finished_at: dt.datetime | None = column(description="When it was read or refused.")


@strawberry.type(description="A page of files.", directives=[Requires(role=Role.SIGNED_IN)])
class AuditFileConnection(Connection[AuditFile]):
    """Of an audit."""


@over(models.AuditSavings, requires=Role.SIGNED_IN, description="A sum over compared lines, in euros net of VAT.")
class AuditSavings:
    """Signed: negative where the group is dearer."""

    kind: MatchKind = column(description="Of identical or of equivalent products; never of both.")
    category: Category | None = related(description="Of which category; null: of all, or of lines of no known one.")
    category_name: str | None = column(description="The category's name at that time.")
    lines: int = column(description="How many lines were compared.")
    lines_audited: int = column(description="How many product lines there are, compared or not, of both kinds.")
    amount_audited: Decimal = column(description="Their amount.")
    paid: Decimal = column(description="What was paid.")
    negotiated: Decimal = column(description="What it would have cost at the group's prices of those days.")
    saving: Decimal = column(description="What would have been saved.")


@over(models.AuditReport, requires=Role.SIGNED_IN, description="What came out of an audit (rapport d’audit).")
class AuditReport:
    """The same numbers as in the PDF and in the spreadsheet."""

    calculated_at: dt.datetime = column(description="When it was calculated.")
    catalogue_version: str = column(description="The state of the prices that everything was compared with.")
    catalogue_date: dt.date | None = column(description="The day of that state.")
    files: int = column(description="How many files were sent.")
    files_read: int = column(description="How many of them were read.")
    invoices: int = column(description="How many documents count; the same one sent twice is one.")
    lines: int = column(description="How many lines were read.")
    lines_compared: int = column(description="How many of them were compared.")
    lines_to_review: int = column(description="How many wait for an advisor's decision.")
    lines_audited: int = column(description="How many of them are products of the categories that it is about.")
    amount_audited: Decimal = column(description="Amount of these, in euros net of VAT.")
    amount_compared: Decimal = column(description="Amount of those that were compared.")
    amount_to_review: Decimal = column(description="Amount of those that wait for an advisor's decision.")
    amount_out_of_scope: Decimal = column(description="Amount of products of other categories.")
    amount_not_comparable: Decimal = column(description="Amount of those that could not be.")


_ALL = Eq("total", Literal(True))


@over(models.Audit, requires=Role.SIGNED_IN, description="An audit of a company's spending (audit).")
class Audit(Node):
    """For the company's people, who see lines and sums once it is validated, and for the group."""

    member: MemberRef | None = related(description="The company.")
    requested_by: PersonRef | None = related(description="Who asked for it.")
    channel: Channel = column(description="The door that it was asked through.")
    categories: list[Category] = relation(order=("code",), description="The spend categories that it is about.")
    status: models.AuditStatus = column(description="Where it stands.")
    status_label: str = labels("status", AUDIT_LABELS, description="The same in French.")
    created_at: dt.datetime = column(description="When it was asked for.")
    files_closed_at: dt.datetime | None = column(description="Since when it takes no more files.")
    matched_at: dt.datetime | None = column(description="When its lines were compared.")
    validated_at: dt.datetime | None = column(description="When an advisor validated it.")
    validated_by: AdvisorRef | None = related(description="The advisor who validated it.")
    files: AuditFileConnection | None = page(
        "files",
        requires=Role.SIGNED_IN,
        arguments=(
            argument(
                "status", models.AuditFileStatus | None, "Only these.", matches=Eq("status", Arg("status"))
            ),
        ),
        description="The files that were sent, in their order.",
    )  # fmt: skip
    invoices: InvoiceConnection | None = page(
        "invoices", requires=Role.SIGNED_IN, description="The invoices that were read; once it is validated."
    )
    lines: LineMatchConnection | None = page(
        "matches",
        arguments=LINE_FILTERS,
        requires=Role.SIGNED_IN,
        description="Its lines, each with what became of it; once it is validated.",
    )
    report: AuditReport | None = first("reports", description="Coverage and sums; null until it is validated.")
    identical: AuditSavings | None = first(
        "savings",
        where=both(_ALL, Eq("kind", Literal(MatchKind.IDENTICAL))),
        description="Savings at identical products (à produits identiques).",
    )
    equivalent: AuditSavings | None = first(
        "savings",
        where=both(_ALL, Eq("kind", Literal(MatchKind.EQUIVALENT))),
        description="Savings at products of equivalent quality. Never to be added to the identical ones.",
    )
    category_savings: list[AuditSavings] | None = relation(
        "savings",
        where=Eq("total", Literal(False)),
        requires=Role.SIGNED_IN,
        description="The sums of each category.",
    )
    viewer_can_add_files: bool = permitted(
        add_audit_files, description="Whether the viewer may send files, choose categories and end the collecting."
    )
    viewer_can_cancel: bool = permitted(cancel_audit, description="Whether the viewer may give it up.")
    viewer_can_review: bool = permitted(
        review_audit, description="Whether the viewer may decide its lines and validate it."
    )
    viewer_can_match_again: bool = permitted(
        match_audit_again, description="Whether the viewer may have its lines compared once more."
    )


@strawberry.type(description="A page of audits.", directives=[Requires(role=Role.SIGNED_IN)])
class AuditConnection(Connection[Audit]):
    """Of the viewer's companies; of everybody for the group."""


AUDIT_FILTERS = (
    argument("status", models.AuditStatus | None, "Only these.", matches=Eq("status", Arg("status"))),
    argument(
        "member", strawberry.ID | None, "Only those of this company.",
        matches=Eq("member_id", Arg("member", key_of("Member"))),
    ),
)  # fmt: skip
TO_HANDLE = In("status", Literal((models.AuditStatus.REVIEW, models.AuditStatus.FAILED)))
OF_MINE = Exists("member", Eq("advisor_id", OfViewer("person_id")))
