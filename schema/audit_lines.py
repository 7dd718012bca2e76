"""Invoices and their lines in an audit, what each line was matched with, and what decisions taught."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Arg, Eq, Exists, Literal, OfViewer, both
from access.permissions import IN_SCOPE, OFFERED, see_category, see_offer
from access.policy import Role
from graph.fields import argument, column, first, json_key, labels, over, related
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection, key_of
from schema.audit_enums import (
    NOT_COMPARED_LABELS,
    REASON_LABELS,
    Band,
    BaseUnit,
    Flag,
    InvoiceKind,
    LineKind,
    MatchKind,
    Method,
    NotCompared,
    Reason,
)
from schema.categories import Category
from schema.suppliers import Supplier

if TYPE_CHECKING:
    from schema.audits import Audit, AuditFile
    from schema.members import Advisor

AuditRef = Annotated["Audit", strawberry.lazy("schema.audits")]
FileRef = Annotated["AuditFile", strawberry.lazy("schema.audits")]
AdvisorRef = Annotated["Advisor", strawberry.lazy("schema.members")]
InvoiceRef = Annotated["Invoice", strawberry.lazy("schema.audit_lines")]
LineRef = Annotated["InvoiceLine", strawberry.lazy("schema.audit_lines")]
MatchRef = Annotated["LineMatch", strawberry.lazy("schema.audit_lines")]


@over(models.PriceLine, requires=Role.ADVISOR, description="A negotiated price (ligne de prix).")
class PriceLine(Node):
    """For the group, to choose from."""

    reference: str = column(description="The supplier's reference.")
    label: str = column(description="What it is, in the supplier's words.")
    gtin: str | None = column(description="Its GTIN (code-barres).")
    brand: str | None = column(description="Its brand.")
    quality: str | None = column(description="Its quality.")
    category: Category | None = related(description="Its spend category.")
    unit: str = column(description="What is counted in one priced item, e.g. `feuille`.")
    pack_size: Decimal = column(description="How many of these one priced item holds.")
    price: Decimal = column(description="Euros net of VAT for one priced item.")
    valid_from: dt.date = column(description="First day of the price.")
    valid_to: dt.date | None = column(description="Last day of the price.")


@strawberry.type(description="A page of prices.", directives=[Requires(role=Role.ADVISOR)])
class PriceLineConnection(Connection[PriceLine]):
    """Of all agreements."""


PRICE_FILTERS = (
    argument("reference", str | None, "Exactly this reference.", matches=Eq("reference", Arg("reference"))),
    argument("gtin", str | None, "Exactly this GTIN.", matches=Eq("gtin", Arg("gtin"))),
    argument(
        "category", strawberry.ID | None, "Only of this category.",
        matches=Eq("category_id", Arg("category", key_of("Category"))),
    ),
    argument(
        "supplier", strawberry.ID | None, "Only of this supplier.",
        matches=Exists("agreement", Eq("supplier_id", Arg("supplier", key_of("Supplier")))),
    ),
)  # fmt: skip


@over(models.Invoice, requires=Role.SIGNED_IN, description="A document as it was read (facture, avoir).")
class Invoice(Node):
    """For the group, and for the company's people once the audit is validated."""

    kind: InvoiceKind = column(description="What it is.")
    method: Method = column(description="How it was read.")
    number: str | None = column(description="Its number.")
    issued_on: dt.date | None = column(description="Its date.")
    currency: str = column(description="Its currency, as ISO 4217.")
    seller_name: str | None = column(description="Who sold.")
    seller_siren: str | None = column(description="The seller's SIREN.")
    net_total: Decimal | None = column(description="Its total net of VAT, as it says.")
    pages: int = column(description="How many pages; 0 for what has none.")
    flags: list[Flag] = column(description="What doesn't add up in it.")
    file: FileRef | None = related(description="The file that it was read from.")
    duplicate_of: InvoiceRef | None = related(
        description="The same document in another file, which was read more surely and counts (doublon)."
    )


@strawberry.type(description="A page of invoices.", directives=[Requires(role=Role.SIGNED_IN)])
class InvoiceConnection(Connection[Invoice]):
    """Of an audit."""


@over(models.InvoiceLine, requires=Role.SIGNED_IN, description="A line as it was read (ligne de facture).")
class InvoiceLine(Node):
    """Amounts net of VAT, as they stand there."""

    position: int = column(description="Its place in the invoice.")
    kind: LineKind = column(description="What it charges.")
    name: str = column(description="Its text.")
    description: str | None = column(description="More text.")
    quantity: Decimal | None = column(description="How many.")
    unit: str | None = column(description="Of what, as written.")
    net_price: Decimal | None = column(description="Price of one.")
    net_amount: Decimal | None = column(description="Its amount.")
    seller_reference: str | None = column(description="The seller's reference.")
    gtin: str | None = column(description="The GTIN (code-barres).")
    flags: list[Flag] = column(description="What a human should look at.")
    invoice: InvoiceRef | None = related(description="The invoice.")
    match: MatchRef | None = first("matches", description="What became of it; null: not matched yet.")


@strawberry.type(description="A price that came into question for a line.", directives=[Requires(role=Role.ADVISOR)])
class MatchCandidate:
    """As it was when the line was matched."""

    price: str = json_key("price", description="Id of the `PriceLine`.")
    label: str = json_key("label", description="What it is, with its brand and quality in brackets.")
    supplier: str = json_key("supplier", description="Whose it is.")
    reference: str = json_key("reference", description="The supplier's reference.")
    amount: str = json_key("amount", description="Euros net of VAT for one priced item, in French writing.")
    probability: str = json_key("probability", description="How likely it is the one, from 0 to 1.")
    kind: str = json_key("kind", description="`IDENTICAL` or `EQUIVALENT`.")
    vetoes: str = json_key("vetoes", description="What speaks against it, separated by commas.")


_WHERE_SEEN = "; for the company only where `saving` is there."


@over(models.LineMatch, requires=Role.SIGNED_IN, description="What became of a line (rapprochement).")
class LineMatch(Node):
    """Exactly one of `saving` and `notCompared` is there. Prices are for one `unit`."""

    audit: AuditRef | None = related(description="The audit.")
    line: LineRef | None = related(description="The line.")
    category: Category | None = related(
        seen=see_category, description="Its spend category; null: nobody knows, or it is out of scope."
    )
    band: Band | None = column(requires=Role.ADVISOR, description="Who decides, in the engine's view.")
    waiting: bool = column(description="Whether an advisor must decide still.")
    kind: MatchKind | None = column(
        seen=see_offer, description=f"What the group's product is to the one that was bought{_WHERE_SEEN}"
    )
    reason: Reason | None = column(seen=see_offer, description=f"Why this price{_WHERE_SEEN}")
    reason_label: str | None = labels("reason", REASON_LABELS, seen=see_offer, description="The same in French.")
    probability: Decimal | None = column(
        requires=Role.ADVISOR, description="How likely it is the right one, from 0 to 1."
    )
    supplier_name: str | None = column(seen=see_offer, description=f"The group's supplier{_WHERE_SEEN}")
    reference: str | None = column(seen=see_offer, description=f"The supplier's reference{_WHERE_SEEN}")
    label: str | None = column(seen=see_offer, description=f"The group's product{_WHERE_SEEN}")
    candidates: list[MatchCandidate] | None = column(
        requires=Role.ADVISOR, description="The prices that came into question, best first."
    )
    decision: models.LineDecision | None = column(
        seen=see_offer, description=f"What an advisor decided; null: nothing yet{_WHERE_SEEN}"
    )
    decided_by: AdvisorRef | None = related(seen=see_offer, description=f"The advisor who decided{_WHERE_SEEN}")
    decided_at: dt.datetime | None = column(seen=see_offer, description=f"When{_WHERE_SEEN}")
    corrected_quantity: Decimal | None = column(description="The quantity, where it was misread.")
    corrected_unit: str | None = column(description="The unit, where it was misread.")
    corrected_amount: Decimal | None = column(
        description="The line's amount net of VAT, where it was misread or the page has it with VAT only."
    )
    amount: Decimal = column(description="What was audited, after the document's discounts were spread.")
    unit: BaseUnit | None = column(description="In what both prices and the quantity are.")
    paid_price: Decimal | None = column(description="What one was paid.")
    negotiated_price: Decimal | None = column(description="What one would have cost at the group's price of that day.")
    compared_quantity: Decimal | None = column(description="How many were compared; negative on a credit note.")
    saving: Decimal | None = column(description="What would have been saved; negative where the group is dearer.")
    not_compared: NotCompared | None = column(description="Why there is no saving.")
    not_compared_label: str | None = labels("not_compared", NOT_COMPARED_LABELS, description="The same in French.")


@strawberry.type(description="A page of lines.", directives=[Requires(role=Role.SIGNED_IN)])
class LineMatchConnection(Connection[LineMatch]):
    """Of an audit, or of the queue."""


_CATEGORY = Eq("category_id", Arg("category", key_of("Category")))
# What a line met that wasn't compared is the group's alone: no filter tells it.
LINE_FILTERS = (
    argument("waiting", bool | None, "Only those that wait for a decision, or don't.",
             matches=Eq("waiting", Arg("waiting"))),
    argument("not_compared", NotCompared | None, "Only those without a saving for this reason.",
             matches=Eq("not_compared", Arg("not_compared"))),
    argument("kind", MatchKind | None, "Only compared ones, with identical or with equivalent products.",
             matches=both(Eq("kind", Arg("kind")), OFFERED)),
    argument("category", strawberry.ID | None, "Only of this category, those out of scope never.",
             matches=both(_CATEGORY, IN_SCOPE)),
)  # fmt: skip
QUEUE_FILTERS = (
    argument("audit", strawberry.ID | None, "Only of this audit.",
             matches=Eq("audit_id", Arg("audit", key_of("Audit")))),
    argument("band", Band | None, "Only of this band.", matches=Eq("band", Arg("band"))),
    argument("category", strawberry.ID | None, "Only of this category.", matches=_CATEGORY),
)  # fmt: skip
IN_REVIEW = Exists("audit", Eq("status", Literal(models.AuditStatus.REVIEW)))
MINE = Exists("audit", Exists("member", Eq("advisor_id", OfViewer("person_id"))))


@over(
    models.MatchAlias,
    requires=Role.ADVISOR,
    description="What a decision taught: a seller's product is one of ours, or none. Counts from the next audit on.",
)
class MatchAlias(Node):
    """For the group."""

    seller_siren: str | None = column(description="The seller's SIREN.")
    seller_reference: str | None = column(description="The seller's reference.")
    name: str = column(description="The text of the line, folded.")
    supplier: Supplier | None = related(description="Our supplier; null: we have no equivalent.")
    reference: str | None = column(description="Our supplier's reference.")
    kind: MatchKind | None = column(description="What our product is to theirs.")
    decided_by: AdvisorRef | None = related(description="Who decided.")
    decided_at: dt.datetime = column(description="When.")
    revoked_at: dt.datetime | None = column(description="Since when it counts no more.")


@strawberry.type(description="A page of what decisions taught.", directives=[Requires(role=Role.ADVISOR)])
class MatchAliasConnection(Connection[MatchAlias]):
    """Newest first."""
