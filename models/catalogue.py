"""What the group negotiated: categories, suppliers, their agencies, billing coefficients and prices."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from models.discount_codes import DiscountCodeType, is_of, type_of
from models.folding import fold
from models.geography import Region, department_at, region_at


class ContractType(StrEnum):
    """How a temp agency works for the member: it only administers (gestion) or recruits too (délégation)."""

    GESTION = "GESTION"
    DELEGATION = "DELEGATION"


class IfmIccp(StrEnum):
    """How a coefficient deals with the end-of-mission bonus (IFM) and paid leave (ICCP): part of the contract."""

    # The coefficient covers them: it is applied to the gross pay alone.
    INCLUDED = "INCLUDED"
    # They are added to the gross pay before the coefficient is applied.
    ADDED = "ADDED"
    # Nobody has told us.
    UNKNOWN = "UNKNOWN"


class Category(Model):
    """A spend category (poste de dépenses)."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    description = fields.TextField(default="")

    class Meta:
        table = "category"


class Supplier(Model):
    """A referenced supplier (fournisseur). `cdp_code` and `attachment_email` are gated."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    aliases: Any = fields.JSONField[list[str]](default=list)
    website = fields.CharField(max_length=500, null=True)
    summary = fields.TextField(default="")
    attachment_email = fields.CharField(max_length=254, null=True)
    email_domains: Any = fields.JSONField[list[str]](default=list)
    car_rental = fields.BooleanField(default=False)
    temp_agency = fields.BooleanField(default=False)
    # The group's code at a car-rental company, and what that company calls it; derived from the code if nobody says.
    cdp_code = fields.CharField(max_length=64, null=True)
    code_type = fields.CharEnumField(DiscountCodeType, max_length=8, null=True)
    # Derived on save: whose replies to our letters count, and what lists are sorted by.
    reply_domains: Any = fields.JSONField[list[str]](default=list)
    sort_name = fields.CharField(max_length=200, db_index=True)
    categories: fields.ManyToManyRelation[Category] = fields.ManyToManyField(
        "models.Category", related_name="suppliers", through="supplier_category"
    )

    class Meta:
        table = "supplier"

    def derive(self) -> None:
        """Recompute the derived columns; `save` does it, bulk writers call it themselves."""
        self.code_type = _code_type(self.cdp_code, self.code_type)  # type: ignore[assignment]  # the column is nullable
        own = [self.attachment_email.rpartition("@")[2]] if self.attachment_email else []
        self.reply_domains = sorted({domain.lower() for domain in (*self.email_domains, *own)})
        self.sort_name = fold(self.name)

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the derived columns recomputed."""
        self.derive()
        await super().save(*args, **kwargs)


def _code_type(code: str | None, kind: DiscountCodeType | None) -> DiscountCodeType | None:
    """The type that was given while the code is of it, else the one that it looks like."""
    if code is None:
        return None
    return kind if kind is not None and is_of(code, kind) else type_of(code)


class Agency(Model):
    """A supplier's agency (agence) with its coordinates, for members only."""

    id = fields.IntField(primary_key=True)
    supplier_id: int
    supplier: fields.ForeignKeyRelation[Supplier] = fields.ForeignKeyField("models.Supplier", related_name="agencies")
    name = fields.CharField(max_length=200)
    contact_name = fields.CharField(max_length=200, null=True)
    phone = fields.CharField(max_length=32, null=True)
    email = fields.CharField(max_length=254, null=True)
    street = fields.CharField(max_length=300, null=True)
    postcode = fields.CharField(max_length=10, null=True)
    city = fields.CharField(max_length=100, null=True)
    # Derived on save from the postcode. The region is public knowledge, as is how many agencies a supplier has.
    department = fields.CharField(max_length=8, null=True)
    region = fields.CharEnumField(Region, max_length=32, null=True)

    class Meta:
        table = "agency"
        indexes = (("region", "supplier_id"),)
        unique_together = (("supplier", "name"),)

    def derive(self) -> None:
        """Recompute the derived columns; `save` does it, bulk writers call it themselves."""
        self.department = department_at(self.postcode)
        self.region = region_at(self.postcode)  # type: ignore[assignment]  # the column is nullable

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the derived columns recomputed."""
        self.derive()
        await super().save(*args, **kwargs)


class Coefficient(Model):
    """A billing coefficient (coefficient de facturation): hourly cost net of VAT = gross hourly pay × value.

    Of a whole supplier, or of one of its agencies, which then goes before the supplier's. Periods of the same supplier,
    agency, contract type and qualification don't overlap: `workflows.rates` and imports see to it, one at a time.
    """

    id = fields.IntField(primary_key=True)
    supplier_id: int
    supplier: fields.ForeignKeyRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="coefficients"
    )
    agency_id: int | None
    agency: fields.ForeignKeyNullableRelation[Agency] = fields.ForeignKeyField(
        "models.Agency", related_name="coefficients", null=True
    )
    contract_type = fields.CharEnumField(ContractType, max_length=16)
    qualification = fields.CharField(max_length=120)
    value = fields.DecimalField(max_digits=6, decimal_places=4)
    ifm_iccp = fields.CharEnumField(IfmIccp, max_length=8, default=IfmIccp.UNKNOWN, db_default=IfmIccp.UNKNOWN)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "coefficient"
        # The key with the agency that may be missing is an index on an expression, made by its migration.
        indexes = (("agency_id",),)


class SupplierTerms(Model):
    """What was negotiated with a supplier (modalités), for a period: general, special, or both.

    Periods of the same supplier don't overlap: `workflows.terms` and imports see to it, one at a time.
    """

    id = fields.IntField(primary_key=True)
    supplier_id: int
    supplier: fields.ForeignKeyRelation[Supplier] = fields.ForeignKeyField(
        "models.Supplier", related_name="terms_periods"
    )
    # Markdown, in French.
    general = fields.TextField(null=True)
    special = fields.TextField(null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "supplier_terms"
        unique_together = (("supplier", "valid_from"),)


class FrameworkAgreement(Model):
    """The framework agreement (accord-cadre) with a supplier, whose prices are the `PriceLine` rows."""

    id = fields.IntField(primary_key=True)
    supplier_id: int
    supplier: fields.OneToOneRelation[Supplier] = fields.OneToOneField("models.Supplier", related_name="agreement")
    signed_on = fields.DateField(null=True)

    class Meta:
        table = "framework_agreement"


class PriceLine(Model):
    """A negotiated price, euros net of VAT for one priced item that holds `pack_size` units."""

    id = fields.IntField(primary_key=True)
    agreement_id: int
    agreement: fields.ForeignKeyRelation[FrameworkAgreement] = fields.ForeignKeyField(
        "models.FrameworkAgreement", related_name="prices"
    )
    category_id: int | None
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="prices", null=True, on_delete=fields.RESTRICT
    )
    reference = fields.CharField(max_length=100)
    gtin = fields.CharField(max_length=14, null=True, db_index=True)
    brand = fields.CharField(max_length=120, null=True)
    label = fields.TextField()
    unit = fields.CharField(max_length=32)
    pack_size = fields.DecimalField(max_digits=12, decimal_places=4, default=Decimal(1))
    price = fields.DecimalField(max_digits=12, decimal_places=4)
    quality = fields.CharField(max_length=64, null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "price_line"
        indexes = (("category_id",),)
        unique_together = (("agreement", "reference", "valid_from"),)


class MinimumWage(Model):
    """The SMIC, euros gross per hour, from a date on. Dated data that an administrator extends."""

    id = fields.IntField(primary_key=True)
    valid_from = fields.DateField(unique=True)
    hourly_gross = fields.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        table = "minimum_wage"
