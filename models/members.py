"""The companies that the group serves and the people who act for them or for the group."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from models.folding import fold
from models.france import department_of


class MemberStatus(StrEnum):
    """Where a company stands: adhérent, non-adhérent, ancien adhérent. Only `MEMBER` opens the gates."""

    PROSPECT = "PROSPECT"
    MEMBER = "MEMBER"
    FORMER = "FORMER"


class AffiliationRole(StrEnum):
    """What a person is in a company."""

    OWNER = "OWNER"
    STAFF = "STAFF"


class StaffRole(StrEnum):
    """What a person is in the group: advisor (conseiller) or administrator."""

    ADVISOR = "ADVISOR"
    ADMIN = "ADMIN"


class Person(Model):
    """A person and their account. The e-mail address is the login, stored in lower case."""

    id = fields.IntField(primary_key=True)
    email = fields.CharField(max_length=254, unique=True)
    first_name = fields.CharField(max_length=100, default="")
    last_name = fields.CharField(max_length=100, default="")
    phone = fields.CharField(max_length=32, null=True)
    password_hash = fields.CharField(max_length=200, null=True)
    staff_role = fields.CharEnumField(StaffRole, max_length=16, null=True)
    active = fields.BooleanField(default=True)
    # What an import leaves as it is (`models.settled`).
    settled = fields.CharField(max_length=200, default="")
    # Mail to the address comes back: letters that can wait are held until somebody reads there again.
    email_undeliverable_since = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "person"

    @property
    def display_name(self) -> str:
        """First and last name, or the address when neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.email


class Member(Model):
    """A company, whatever its status. Its SIRET is its member number, the only one."""

    id = fields.IntField(primary_key=True)
    siret = fields.CharField(max_length=14, unique=True)
    siren = fields.CharField(max_length=9, db_index=True)
    legal_name = fields.CharField(max_length=200)
    status = fields.CharEnumField(MemberStatus, max_length=16, default=MemberStatus.PROSPECT)
    joined_on = fields.DateField(null=True)
    left_on = fields.DateField(null=True)
    # When its first audit was opened that wasn't cancelled: a company that isn't a member has no other, however long
    # that one is kept.
    first_audit_at = fields.DatetimeField(null=True)
    street = fields.CharField(max_length=300, null=True)
    postcode = fields.CharField(max_length=10, null=True)
    city = fields.CharField(max_length=100, null=True)
    phone = fields.CharField(max_length=32, null=True)
    advisor_id: int | None
    advisor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="portfolio", null=True, on_delete=fields.RESTRICT
    )
    # What an import leaves as it is (`models.settled`).
    settled = fields.CharField(max_length=200, default="")
    # Derived on save, like a supplier's. A department is a code such as 69, 2A or 974.
    department = fields.CharField(max_length=8, null=True)
    sort_name = fields.CharField(max_length=200, db_index=True)
    search_text = fields.TextField()

    class Meta:
        table = "member"
        indexes = (("advisor_id", "sort_name"), ("department",))

    def derive(self) -> None:
        """Recompute the derived columns; `save` does it, bulk writers call it themselves."""
        self.siren = self.siret[:9]
        self.department = department_of(self.postcode)
        self.sort_name = fold(self.legal_name)
        self.search_text = " ".join(filter(None, (self.sort_name, self.siret, fold(self.city or ""))))

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the derived columns recomputed."""
        self.derive()
        await super().save(*args, **kwargs)


class Affiliation(Model):
    """A person acts for a company."""

    id = fields.IntField(primary_key=True)
    person_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="affiliations")
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="affiliations")
    role = fields.CharEnumField(AffiliationRole, max_length=16, default=AffiliationRole.OWNER)

    class Meta:
        table = "affiliation"
        indexes = (("member_id",),)
        unique_together = (("person", "member"),)


class Session(Model):
    """A signed-in browser or program. Only the SHA-256 of its token is stored."""

    id = fields.IntField(primary_key=True)
    person_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="sessions")
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    # Written every few minutes: the one column that says nothing about who may do what (`models.versions`).
    last_seen_at = fields.DatetimeField(null=True)
    user_agent = fields.CharField(max_length=300, default="")
    # The browser and its machine in French, for the person to recognise.
    device = fields.CharField(max_length=100, default="")

    class Meta:
        table = "session"
        indexes = (("person_id",),)
