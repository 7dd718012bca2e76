"""Terms of suppliers (modalités): what holds on a day, and the periods behind it, for members."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Condition, Exists, IsNull, Not, Today, both, in_force
from access.policy import Role
from graph.fields import column, over, related
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection

if TYPE_CHECKING:
    from schema.suppliers import Supplier

GENERAL = "What the group negotiated, Markdown, in French."
SPECIAL = "How this supplier in particular wants it, Markdown."


@over(
    models.SupplierTerms,
    requires=Role.MEMBER,
    description="The negotiated terms of a supplier (modalités) on a day; all null where there are none.",
)
class SupplierTerms:
    """Members only."""

    general: str | None = column(description=GENERAL)
    special: str | None = column(description=SPECIAL)
    valid_from: dt.date | None = column(description="First day of their validity, as far as the group knows.")
    valid_to: dt.date | None = column(description="Last day of their validity; null: until further notice.")


@over(models.SupplierTerms, requires=Role.MEMBER, description="Terms of a supplier for a period (modalités).")
class SupplierTermsPeriod(Node):
    """Members only."""

    general: str | None = column(description=GENERAL)
    special: str | None = column(description=SPECIAL)
    valid_from: dt.date = column(description="First day.")
    valid_to: dt.date | None = column(description="Last day; null: until further notice.")
    supplier: Annotated["Supplier", strawberry.lazy("schema.suppliers")] = related(description="Whose terms.")


@strawberry.type(description="A page of periods of terms.", directives=[Requires(role=Role.MEMBER)])
class SupplierTermsPeriodConnection(Connection[SupplierTermsPeriod]):
    """Members only."""


SupplierTermsResult = Annotated[
    SupplierTerms | AccessRestricted, strawberry.union("SupplierTermsResult", description="Terms, or a closed gate.")
]
TermsHistoryResult = Annotated[
    SupplierTermsPeriodConnection | AccessRestricted,
    strawberry.union("TermsHistoryResult", description="Periods of terms, or a closed gate."),
]


def in_force_today(column: str) -> Condition:
    """A supplier has terms today that say something in this column: public, unlike what they say."""
    return Exists("terms_periods", both(in_force(Today()), Not(IsNull(column))))
