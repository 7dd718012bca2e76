"""The files of an import folder, in the order in which they depend on each other."""

from __future__ import annotations

from errors import BadInput
from imports import cells
from imports.relations import Affiliations, Links
from imports.spec import Agreement, Column, FileSpec, Gone, Reference, Through, Within
from imports.terms import Terms
from models import (
    AffiliationRole,
    Agency,
    Article,
    ArticleKind,
    Category,
    Coefficient,
    ContentStatus,
    ContractType,
    DiscountCodeType,
    FaqEntry,
    IfmIccp,
    Member,
    MemberStatus,
    MinimumWage,
    Person,
    PriceLine,
    RegulatoryCheck,
    Site,
    SiteCheck,
    SitePhase,
    StaffRole,
    Supplier,
    SupplierTerms,
    Visibility,
)
from models.discount_codes import normal_code
from models.siret import parse_siret

_CATEGORY = Reference(Category, "code", "categories")
_SUPPLIER = Reference(Supplier, "code", "suppliers")
_ADVISOR = Reference(Person, "email", "advisors", where=(("staff_role__isnull", False),))
_MEMBER = Reference(Member, "siret", "members")
_CHECK = Reference(RegulatoryCheck, "slug", "checks")

_PERSON = (
    Column("email", cells.email, required=True),
    Column("first_name", cells.label),
    Column("last_name", cells.label),
    Column("phone", cells.phone),
)
_ADDRESS = (
    Column("street", cells.label),
    Column("postcode", cells.postcode),
    Column("city", cells.label),
)
_PERIOD = (
    Column("valid_from", cells.day, required=True),
    Column("valid_to", cells.day),
)
# Required, so that a text whose readers were forgotten is never published to everyone.
_VISIBILITY = Column("visibility", cells.one_of(Visibility), required=True)
_STATUS = Column("status", cells.one_of(ContentStatus))


# Whoever reads the old mailbox by now must not be let in as who they were.
_OLD_ADDRESSES = Gone("person_old_address", "address", "the address that this person has now, not a former one")


def _code_of_type(kind: str | None, code: str | None) -> None:
    if kind is not None and code is None:
        raise BadInput(f"a discount code beside its type {kind}")
    if kind is not None and code is not None:
        normal_code(code, DiscountCodeType(kind))


FORMATS: tuple[FileSpec, ...] = (
    FileSpec(
        "categories",
        Category,
        key=("code",),
        columns=(
            Column("code", cells.code, required=True),
            Column("name", cells.label, required=True),
            Column("description", cells.prose),
        ),
    ),
    FileSpec(
        "advisors",
        Person,
        key=("email",),
        columns=(*_PERSON, Column("role", cells.one_of(StaffRole), required=True, field="staff_role")),
        settles=True,
        gone=_OLD_ADDRESSES,
    ),
    FileSpec(
        "members",
        Member,
        key=("siret",),
        columns=(
            Column("siret", parse_siret, required=True),
            Column("legal_name", cells.label, required=True),
            Column("status", cells.one_of(MemberStatus), required=True),
            Column("joined_on", cells.day),
            Column("left_on", cells.day),
            *_ADDRESS,
            Column("phone", cells.phone),
            Column("advisor_email", cells.email, field="advisor_id", reference=_ADVISOR),
        ),
        period=("joined_on", "left_on"),
        derived=("siren", "department", "sort_name", "search_text"),
        settles=True,
    ),
    FileSpec(
        "people",
        Person,
        key=("email",),
        columns=(
            *_PERSON,
            Column("siret", parse_siret, field="member_id", reference=_MEMBER, sql_type="INT"),
            Column("role", cells.one_of(AffiliationRole), field="affiliation_role", sql_type="VARCHAR(16)"),
        ),
        relations=(Affiliations(),),
        gone=_OLD_ADDRESSES,
    ),
    FileSpec(
        "suppliers",
        Supplier,
        key=("code",),
        columns=(
            Column("code", cells.code, required=True),
            Column("name", cells.label, required=True),
            Column("aliases", cells.list_of(cells.label)),
            Column("categories", cells.list_of(cells.code), reference=_CATEGORY),
            Column("website", cells.url),
            Column("summary", cells.prose),
            # What holds from today on; `terms` is the file of dated ones.
            Column("terms", cells.prose, sql_type="TEXT"),
            Column("special_terms", cells.prose, sql_type="TEXT"),
            Column("attachment_email", cells.email),
            Column("email_domains", cells.list_of(cells.domain)),
            Column("car_rental", cells.yes_no),
            Column("temp_agency", cells.yes_no),
            Column("cdp_code", cells.discount_code),
            Column("code_type", cells.one_of(DiscountCodeType)),
        ),
        links="categories",
        relations=(Links("supplier_category", own="supplier_id", other="category_id"), Terms()),
        locked=("supplier_terms",),
        derived=("reply_domains", "sort_name", "code_type"),
        agreements=(Agreement("code_type", "cdp_code", _code_of_type),),
    ),
    FileSpec(
        "terms",
        SupplierTerms,
        key=("supplier_id", "valid_from"),
        columns=(
            Column("supplier", cells.code, required=True, field="supplier_id", reference=_SUPPLIER),
            Column("general", cells.prose),
            Column("special", cells.prose),
            *_PERIOD,
        ),
        period=("valid_from", "valid_to"),
        exclusive=True,
    ),
    FileSpec(
        "agencies",
        Agency,
        key=("supplier_id", "name"),
        columns=(
            Column("supplier", cells.code, required=True, field="supplier_id", reference=_SUPPLIER),
            Column("name", cells.label, required=True),
            Column("contact_name", cells.label),
            Column("phone", cells.phone),
            Column("email", cells.email),
            *_ADDRESS,
        ),
        derived=("department", "region"),
    ),
    FileSpec(
        "coefficients",
        Coefficient,
        key=("supplier_id", "agency_id", "contract_type", "qualification", "valid_from"),
        columns=(
            Column("supplier", cells.code, required=True, field="supplier_id", reference=_SUPPLIER),
            # Empty: a coefficient of the supplier wherever an agency has none of its own.
            Column("agency", cells.label, field="agency_name", sql_type="VARCHAR(200)"),
            Column("contract_type", cells.one_of(ContractType), required=True),
            Column("qualification", cells.label, required=True),
            # Usual coefficients run from 1.7 to 2.5: 205 is a lost comma, 0.05 a percentage.
            Column("value", cells.decimal(bounds=(1, 10)), required=True),
            Column("ifm_iccp", cells.one_of(IfmIccp)),
            *_PERIOD,
        ),
        within=Within("agency", key="name", by="supplier_id", staged="agency_name", field="agency_id"),
        period=("valid_from", "valid_to"),
        exclusive=True,
    ),
    FileSpec(
        "prices",
        PriceLine,
        key=("agreement_id", "reference", "valid_from"),
        columns=(
            Column("supplier", cells.code, required=True, field="supplier_id", reference=_SUPPLIER, sql_type="INT"),
            Column("reference", cells.label, required=True),
            Column("category", cells.code, field="category_id", reference=_CATEGORY),
            Column("gtin", cells.gtin),
            Column("brand", cells.label),
            Column("label", cells.label, required=True),
            Column("unit", cells.label, required=True),
            Column("pack_size", cells.decimal(above=0)),
            Column("price", cells.decimal(above=0), required=True),
            Column("quality", cells.label),
            *_PERIOD,
        ),
        through=Through("framework_agreement", by="supplier_id", field="agreement_id"),
        period=("valid_from", "valid_to"),
        exclusive=True,
    ),
    FileSpec(
        "faq",
        FaqEntry,
        key=("slug",),
        columns=(
            Column("slug", cells.slug, required=True),
            Column("topic", cells.label),
            Column("position", cells.integer(0, 100_000)),
            Column("question", cells.label, required=True),
            Column("answer", cells.prose, required=True),
            Column("keywords", cells.label),
            _VISIBILITY,
            _STATUS,
        ),
        derived=("answer_html",),
    ),
    FileSpec(
        "articles",
        Article,
        key=("slug",),
        columns=(
            Column("slug", cells.slug, required=True),
            Column("kind", cells.one_of(ArticleKind), required=True),
            Column("title", cells.label, required=True),
            Column("summary", cells.label),
            Column("body", cells.prose, required=True),
            Column("published_on", cells.day, required=True),
            _VISIBILITY,
            _STATUS,
        ),
        derived=("body_html", "status"),
    ),
    FileSpec(
        "checks",
        RegulatoryCheck,
        key=("slug",),
        columns=(
            Column("slug", cells.slug, required=True),
            Column("phase", cells.one_of(SitePhase), required=True),
            Column("title", cells.label, required=True),
            Column("body", cells.prose, required=True),
            Column("every_months", cells.integer(1, 600)),
            Column("legal_source", cells.label),
            _VISIBILITY,
            _STATUS,
        ),
        derived=("body_html",),
    ),
    FileSpec(
        "sites",
        Site,
        key=("member_id",),
        columns=(
            Column("siret", parse_siret, required=True, field="member_id", reference=_MEMBER),
            Column("phase", cells.one_of(SitePhase), required=True),
            Column("opened_on", cells.day),
            Column("sale_on", cells.day),
        ),
    ),
    FileSpec(
        "site_checks",
        SiteCheck,
        key=("member_id", "check_id"),
        columns=(
            Column("siret", parse_siret, required=True, field="member_id", reference=_MEMBER),
            Column("check", cells.slug, required=True, field="check_id", reference=_CHECK),
            Column("last_done_on", cells.day, required=True),
        ),
    ),
    FileSpec(
        "wages",
        MinimumWage,
        key=("valid_from",),
        columns=(
            Column("valid_from", cells.day, required=True),
            Column("hourly_gross", cells.decimal(bounds=(1, 1000)), required=True),
        ),
    ),
)
