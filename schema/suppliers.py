"""Suppliers: the public teaser on the type itself, members' content behind gates."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import All, Arg, Day, Eq, Exists, In, IsNull, IsTrue, Literal, Not, OfViewer, Today, in_force
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, first, holds, over, page, part, related, relation, tally, values
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection, key_of
from graph.searching import SearchedTexts
from models.geography import REGION_NAMES
from schema.categories import Category
from schema.code_reveals import IS_REVEAL, CodeRevealConnection
from schema.terms import SupplierTermsResult, TermsHistoryResult, in_force_today
from workflows import search_texts

if TYPE_CHECKING:
    from schema.supplier_access import SupplierAccess

described_enum(
    models.ContractType,
    "What a temp agency does for the member.",
    {
        models.ContractType.GESTION: "The member knows the temp already, the agency only administers (gestion).",
        models.ContractType.DELEGATION: "The agency recruits too (délégation).",
    },
)


HAS_OWN_CODE = All((Eq("status", Literal(models.AttachmentStatus.ACCEPTED)), Not(IsNull("own_code"))))

described_enum(
    models.IfmIccp,
    "How a coefficient deals with the end-of-mission bonus (IFM) and paid leave (ICCP).",
    {
        models.IfmIccp.INCLUDED: "The coefficient covers them: it is applied to the gross pay alone (comprises).",
        models.IfmIccp.ADDED: "They are added to the gross pay before it: × 1.21 (en sus).",
        models.IfmIccp.UNKNOWN: "Nobody has told us; calculations take them as included, and say so.",
    },
)
described_enum(models.Region, "A region of France (région).", REGION_NAMES)


described_enum(
    models.DiscountCodeType,
    "What a car-rental company calls its discount code, and how it is written.",
    {
        models.DiscountCodeType.CDP: "Code CDP (Counter Discount Programme): digits.",
        models.DiscountCodeType.AWD: "AWD number: a letter and six digits.",
        models.DiscountCodeType.CONTRACT: "Contract number: letters, digits, dots, dashes, slashes.",
    },
)


@over(
    models.Supplier,
    requires=Role.MEMBER,
    description="What there is of discount codes at a car-rental company (code CDP). `revealCarRentalCode` tells one.",
)
class CarRentalCode:
    """Members only. The codes themselves are told by a mutation, so that the journal knows to whom."""

    type: models.DiscountCodeType | None = column(
        "code_type", description="What the supplier calls it; null where there is none."
    )
    has_group_code: bool = holds(Not(IsNull("cdp_code")), description="Whether the group has a code there.")
    has_own_code: bool = holds(
        Exists("supplier_attachments", All((In("member_id", OfViewer("member_ids")), HAS_OWN_CODE))),
        description="Whether a company of the viewer's has a code of its own there, which then counts.",
    )


@over(models.Agency, requires=Role.MEMBER, description="An agency of a supplier with its coordinates.")
class Agency(Node):
    """Members only."""

    name: str = column(description="Name of the agency.")
    contact_name: str | None = column(description="Whom to ask for.")
    phone: str | None = column(description="Phone number as the supplier writes it.")
    email: str | None = column(description="E-mail address.")
    street: str | None = column(description="Street address.")
    postcode: str | None = column(description="Postcode.")
    city: str | None = column(description="City.")
    department: str | None = column(description="Department, e.g. `35`, `2A`, `974`; null without a French postcode.")
    region: models.Region | None = column(description="Region; null without a French postcode.")
    supplier: Annotated["Supplier", strawberry.lazy("schema.suppliers")] = related(description="Whose agency it is.")


@strawberry.type(description="A page of agencies.", directives=[Requires(role=Role.MEMBER)])
class AgencyConnection(Connection[Agency]):
    """Members only."""


@over(
    models.Coefficient,
    requires=Role.MEMBER,
    description="A billing coefficient (coefficient de facturation): hourly cost net of VAT = gross pay × value.",
)
class Coefficient(Node):
    """Members only."""

    contract_type: models.ContractType = column(description="Gestion or délégation.")
    qualification: str = column(description="The temp's qualification, e.g. `Cariste`.")
    value: Decimal = column(description="The factor, e.g. `1.9500`.")
    ifm_iccp: models.IfmIccp = column(description="Whether it covers IFM and ICCP.")
    agency: Agency | None = related(description="Whose own it is; null: the supplier's, where an agency has none.")
    valid_from: dt.date = column(description="First day of validity.")
    valid_to: dt.date | None = column(description="Last day of validity; null: until further notice.")


@strawberry.type(description="A page of coefficients.", directives=[Requires(role=Role.MEMBER)])
class CoefficientConnection(Connection[Coefficient]):
    """Members only."""


CarRentalCodeResult = Annotated[
    CarRentalCode | AccessRestricted,
    strawberry.union("CarRentalCodeResult", description="What there is of codes, or a closed gate."),
]
AgenciesResult = Annotated[
    AgencyConnection | AccessRestricted, strawberry.union("AgenciesResult", description="Agencies, or a closed gate.")
]
CoefficientsResult = Annotated[
    CoefficientConnection | AccessRestricted,
    strawberry.union("CoefficientsResult", description="Coefficients, or a closed gate."),
]


@over(models.Supplier, requires=Role.ANYONE, description="A referenced supplier (fournisseur).")
class Supplier(Node):
    """Public teaser fields; the rest behind gates."""

    code: str = column(description="Stable code, e.g. `bureau-clair`.")
    name: str = column(description="Name.")
    aliases: list[str] = column(description="Other names that people use for it.")
    website: str | None = column(description="Public website.")
    summary: str = column(description="What it offers, one paragraph in French.")
    car_rental: bool = column(description="Whether it rents cars: members have a discount code there.")
    temp_agency: bool = column(description="Whether it is a temp agency: members have coefficients there.")
    categories: list[Category] = relation(order=("code",), description="The spend categories that it serves.")
    accesses: list[Annotated["SupplierAccess", strawberry.lazy("schema.supplier_access")]] | None = relation(
        requires=Role.ADMIN, description="The keys by which its programs check memberships."
    )
    agency_count: int = tally("agencies", description="How many agencies it has. Their coordinates are for members.")
    regions: list[models.Region] = values(
        "agencies", "region", description="Where it has agencies. Public, unlike their coordinates."
    )
    reply_domains: list[str] | None = column(
        requires=Role.SUPPLIER, description="Domains from which a reply to our letters counts as the supplier's."
    )
    has_terms: bool = holds(in_force_today("general"), description="Whether it has terms today: `terms { general }`.")
    has_special_terms: bool = holds(
        in_force_today("special"), description="Whether it has special terms today: `terms { special }`."
    )
    terms: SupplierTermsResult = first(
        "terms_periods",
        where=in_force(Day("at")),
        arguments=(argument("at", dt.date | None, "The day; default: today, in France."),),
        gate=Role.MEMBER,
        blank=True,
        sole=True,
        description="The negotiated terms of a day. Members only.",
    )
    terms_history: TermsHistoryResult = page(
        "terms_periods",
        order=("valid_from",),
        descending=True,
        gate=Role.MEMBER,
        description="All its terms, past, present and to come, the latest first. Members only.",
    )
    has_discount_code: bool = holds(
        Not(IsNull("cdp_code")), description="Whether the group has a discount code there (code CDP)."
    )
    car_rental_code: CarRentalCodeResult = part(
        gate=Role.MEMBER, description="Which discount codes there are; `revealCarRentalCode` tells one. Members only."
    )
    code_reveals: CodeRevealConnection | None = page(
        "journal",
        where=IS_REVEAL,
        descending=True,
        requires=Role.ADVISOR,
        description="To whom its discount codes were told, newest first.",
    )
    agencies: AgenciesResult = page(
        "agencies", order=("name",), gate=Role.MEMBER, description="Agencies and their coordinates. Members only."
    )
    coefficient_count: int = tally(
        "coefficients",
        where=in_force(Today()),
        description="How many billing coefficients it has today. What they are is for members.",
    )
    coefficients: CoefficientsResult = page(
        "coefficients",
        arguments=(
            argument(
                "contract_type",
                models.ContractType | None,
                "Only this contract type.",
                matches=Eq("contract_type", Arg("contract_type")),
            ),
            argument("at", dt.date | None, "Only those in force on this day.", matches=in_force(Arg("at"))),
        ),
        order=("contract_type", "qualification"),
        gate=Role.MEMBER,
        description="Billing coefficients. Members only.",
    )


@strawberry.type(description="A page of suppliers.", directives=[Requires(role=Role.ANYONE)])
class SupplierConnection(Connection[Supplier]):
    """Public."""


TEXTS = SearchedTexts(search_texts.suppliers)
SUPPLIER_FILTERS = (
    TEXTS.argument("They are searched by names, summaries and categories."),
    argument(
        "category",
        strawberry.ID | None,
        "Id of a category that it serves.",
        matches=Exists("categories", Eq("id", Arg("category", key_of("Category")))),
    ),
    argument(
        "region",
        models.Region | None,
        "Only suppliers with an agency in this region: those whose `regions` have it.",
        matches=Exists("agencies", Eq("region", Arg("region"))),
    ),
    argument("car_rental_only", bool, "Car-rental companies only.", matches=IsTrue("car_rental"), default=False),
    argument("temp_agency_only", bool, "Temp agencies only.", matches=IsTrue("temp_agency"), default=False),
)
