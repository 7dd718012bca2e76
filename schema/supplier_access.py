"""Suppliers' keys, and checking a membership with one."""

import datetime as dt
from typing import Annotated, cast

import strawberry
from strawberry.types import Info
from tortoise import timezone

import models
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.fields import column, over, related
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import key_or_zero
from schema.members import Advisor
from schema.outcomes import InvalidInput, TooManyAttempts
from workflows import supplier_access
from workflows.outcomes import Invalid


@over(
    models.SupplierAccess,
    requires=Role.ADMIN,
    description="A key by which a supplier's program checks memberships (clé d’accès). The key itself is told once.",
)
class SupplierAccess(Node):
    """For administrators."""

    label: str = column(description="Which program has it.")
    key_hint: str = column(description="The last characters of the key.")
    created_at: dt.datetime = column(description="When it was issued.")
    created_by: Advisor | None = related(description="Who issued it.")
    last_used_at: dt.datetime | None = column(description="When it was last used for a check.")
    revoked_at: dt.datetime | None = column(description="Since when it works no more.")
    revoked_by: Advisor | None = related(description="Who revoked it.")


@strawberry.input(description="Which supplier gets a key, for which program.")
class IssueSupplierAccessInput:
    """At most ten keys of a supplier work at the same time."""

    supplier_id: strawberry.ID = strawberry.field(description="Id of the supplier.")
    label: str = strawberry.field(
        description="Which program has it, e.g. `Caisse des agences`; at most 100 characters."
    )


@strawberry.input(description="Which key works no more.")
class RevokeSupplierAccessInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the access.")


@strawberry.type(description="The new key.", directives=[Requires(role=Role.ADMIN)])
class SupplierAccessIssued:
    """Hand it over by a safe way; nobody can read it again."""

    access: SupplierAccess | None = strawberry.field(description="The access.")
    key: str = strawberry.field(description="For the program: `Authorization: Bearer …`. Told this once.")


@strawberry.type(description="The key works no more.", directives=[Requires(role=Role.ADMIN)])
class SupplierAccessRevoked:
    """At once, in every process."""

    access: SupplierAccess | None = strawberry.field(description="The access.")


IssueSupplierAccessResult = Annotated[
    SupplierAccessIssued | InvalidInput | AccessRestricted,
    strawberry.union("IssueSupplierAccessResult", description="The key, or what is wrong, or a closed gate."),
]
RevokeSupplierAccessResult = Annotated[
    SupplierAccessRevoked | InvalidInput | AccessRestricted,
    strawberry.union("RevokeSupplierAccessResult", description="Revoked, or what is wrong, or a closed gate."),
]


@strawberry.type(
    description="Whether a company is a member now (contrôle des droits).",
    directives=[Requires(role=Role.SUPPLIER_ACCESS)],
)
class MembershipCheck:
    """A company that isn't one and a company that we have never heard of are the same no."""

    siret: str = strawberry.field(description="The SIRET that was asked for, 14 digits.")
    is_member: bool = strawberry.field(description="Whether it has a right to the group's terms now.")
    legal_name: str | None = strawberry.field(description="Its legal name, of a member only.")
    checked_at: dt.datetime = strawberry.field(description="When this was true.")


MembershipCheckResult = Annotated[
    MembershipCheck | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("MembershipCheckResult", description="Yes or no; or a wrong SIRET, too many, a closed gate."),
]


@strawberry.type
class SupplierAccessQueries:
    """Part of the root of queries."""

    @action(
        requires=Role.SUPPLIER_ACCESS,
        changes=False,
        description="Whether a company is a member now, for suppliers' programs. Each question is counted and noted.",
    )
    async def membership_check(
        self,
        info: Info,
        siret: Annotated[str, strawberry.argument(description="SIRET of the company, in any writing.")],
    ) -> MembershipCheckResult:
        """Yes with the name, or no."""
        context: Context = info.context
        outcome = await supplier_access.check_membership(context.settings, context.viewer, siret)
        match outcome:
            case supplier_access.Checked():
                return MembershipCheck(
                    siret=outcome.siret,
                    is_member=outcome.is_member,
                    legal_name=outcome.legal_name,
                    checked_at=timezone.now(),
                )
            case Invalid():
                return InvalidInput.of(outcome.problems)
            case Throttled():
                return TooManyAttempts.of(outcome)


@strawberry.type
class SupplierAccessMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADMIN, description="Issue a key for a supplier's program.")
    async def issue_supplier_access(
        self, info: Info, input: Annotated[IssueSupplierAccessInput, strawberry.argument(description="For whom.")]
    ) -> IssueSupplierAccessResult:
        """Told once."""
        supplier_id = key_or_zero("Supplier", input.supplier_id)
        outcome = await supplier_access.issue(info.context.viewer, supplier_id, input.label)
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return SupplierAccessIssued(access=cast(SupplierAccess, outcome.access), key=outcome.key)

    @action(requires=Role.ADMIN, description="Revoke a key of a supplier.")
    async def revoke_supplier_access(
        self, info: Info, input: Annotated[RevokeSupplierAccessInput, strawberry.argument(description="Which.")]
    ) -> RevokeSupplierAccessResult:
        """Saying so twice is fine."""
        outcome = await supplier_access.revoke(info.context.viewer, key_or_zero("SupplierAccess", input.id))
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return SupplierAccessRevoked(access=cast(SupplierAccess, outcome.access))
