"""Attestations of membership: issuing, listing and revoking them, and checking one by its link."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.permissions import revoke_attestation
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import column, over, permitted, related
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection, key_or_zero
from schema.outcomes import InvalidInput, TooManyAttempts
from schema.suppliers import Supplier
from workflows import attestations
from workflows.attestations import AttestationStatus
from workflows.outcomes import Invalid, Restricted

if TYPE_CHECKING:
    from schema.members import Member, Person

described_enum(
    AttestationStatus,
    "Whether an attestation holds today.",
    {
        AttestationStatus.VALID: "It holds today.",
        AttestationStatus.EXPIRED: "Its last day is over.",
        AttestationStatus.REVOKED: "The company or the group revoked it.",
        AttestationStatus.ENDED: "The membership ended since; it stays so when the company comes back.",
    },
)
STATUS_LABELS = {
    AttestationStatus.VALID: "Valable aujourd’hui",
    AttestationStatus.EXPIRED: "Expirée",
    AttestationStatus.REVOKED: "Annulée",
    AttestationStatus.ENDED: "Adhésion terminée",
}
MemberRef = Annotated["Member", strawberry.lazy("schema.members")]
PersonRef = Annotated["Person", strawberry.lazy("schema.members")]


@over(
    models.MembershipAttestation,
    requires=Role.SIGNED_IN,
    description="An attestation that a company is a member (attestation d’adhésion), as it was issued.",
)
class MembershipAttestation(Node):
    """For the company's people and the group."""

    member: MemberRef | None = related(description="The company.")
    siret: str = column(description="Its SIRET when it was issued.")
    legal_name: str = column(description="Its legal name when it was issued.")
    supplier: Supplier | None = related(description="Whom it is meant for; null: any supplier.")
    issued_on: dt.date = column(description="When it was issued.")
    issued_by: PersonRef | None = related(description="Who issued it.")
    valid_until: dt.date = column(description="The last day on which it holds.")
    revoked_at: dt.datetime | None = column(description="Since when it is revoked.")
    viewer_can_revoke: bool = permitted(revoke_attestation, description="Whether the viewer may revoke it.")

    @action(requires=Role.ANYONE, changes=False, description="Whether it holds today.")
    async def status(self, info: Info) -> AttestationStatus:
        """One statement for all of a list."""
        context: Context = info.context
        loader = context.loader("attestation status", attestations.statuses_of)
        found: AttestationStatus = await loader.load(cast(models.MembershipAttestation, self))
        return found

    @action(requires=Role.ANYONE, changes=False, description="The public page that says whether it holds.")
    async def verification_url(self, info: Info) -> str:
        """Signed: nobody finds others by counting."""
        context: Context = info.context
        return attestations.verification_url(context.settings, cast(models.MembershipAttestation, self).id)

    @action(requires=Role.ANYONE, changes=False, description="Where the company's people download it as PDF.")
    async def pdf_url(self, info: Info) -> str:
        """Needs the session."""
        context: Context = info.context
        return attestations.pdf_url(context.settings, cast(models.MembershipAttestation, self).id)


@strawberry.type(description="A page of attestations.", directives=[Requires(role=Role.SIGNED_IN)])
class MembershipAttestationConnection(Connection[MembershipAttestation]):
    """Of a company."""


@strawberry.input(description="An attestation for which company, to be shown to whom.")
class IssueMembershipAttestationInput:
    """It holds for as many days as the group's settings say."""

    siret: str | None = strawberry.field(
        default=None, description="SIRET of the company, in any writing; needed only by people of several companies."
    )
    supplier_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the supplier that it is meant for; null: any."
    )


@strawberry.input(description="Which attestation is to hold no more.")
class RevokeMembershipAttestationInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the attestation.")


@strawberry.type(description="The attestation as it is now.", directives=[Requires(role=Role.SIGNED_IN)])
class MembershipAttestationPayload:
    """Revoking twice is fine."""

    attestation: MembershipAttestation | None = strawberry.field(description="The attestation.")


IssueMembershipAttestationResult = Annotated[
    MembershipAttestationPayload | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("IssueMembershipAttestationResult", description="The attestation, or why there is none."),
]
RevokeMembershipAttestationResult = Annotated[
    MembershipAttestationPayload | InvalidInput | AccessRestricted,
    strawberry.union("RevokeMembershipAttestationResult", description="The attestation, or what is wrong."),
]


@strawberry.type(
    description="What the link of an attestation tells (vérification).", directives=[Requires(role=Role.ANYONE)]
)
class AttestationVerification:
    """For whoever holds the link: it stands on the attestation."""

    status: AttestationStatus = strawberry.field(description="Whether it holds today.")
    status_label: str = strawberry.field(description="The same in French.")
    siret: str = strawberry.field(description="SIRET of the company.")
    legal_name: str = strawberry.field(description="Its legal name when it was issued.")
    supplier_name: str | None = strawberry.field(description="Whom it is meant for; null: any supplier.")
    issued_on: dt.date = strawberry.field(description="When it was issued.")
    valid_until: dt.date = strawberry.field(description="The last day for which it was issued.")


@strawberry.type
class AttestationQueries:
    """Part of the root of queries."""

    @action(requires=Role.ANYONE, changes=False, description="Check an attestation by the token of its link.")
    async def attestation_verification(
        self, info: Info, token: Annotated[str, strawberry.argument(description="What the link ends with.")]
    ) -> AttestationVerification | None:
        """Null for a link that is not ours."""
        context: Context = info.context
        found = await attestations.of_token(context.settings, token)
        if found is None:
            return None
        attestation, status = found
        return AttestationVerification(
            status=status,
            status_label=STATUS_LABELS[status],
            siret=attestation.siret,
            legal_name=attestation.legal_name,
            supplier_name=attestation.supplier.name if attestation.supplier else None,
            issued_on=attestation.issued_on,
            valid_until=attestation.valid_until,
        )


@strawberry.type
class AttestationMutations:
    """Part of the root of mutations."""

    @action(requires=Role.MEMBER, description="Issue an attestation of membership, to be shown to a supplier.")
    async def issue_membership_attestation(
        self,
        info: Info,
        input: Annotated[IssueMembershipAttestationInput, strawberry.argument(description="Of whom, for whom.")],
    ) -> IssueMembershipAttestationResult:
        """A PDF and a link by which it can be checked."""
        context: Context = info.context
        supplier_id = None if input.supplier_id is None else key_or_zero("Supplier", input.supplier_id)
        outcome = await attestations.issue(
            context.settings, context.viewer, siret=input.siret, supplier_id=supplier_id
        )  # fmt: skip
        match outcome:
            case attestations.Issued(attestation):
                return MembershipAttestationPayload(attestation=cast(MembershipAttestation, attestation))
            case Restricted(refused):
                return AccessRestricted.of(refused, context)
            case Throttled():
                return TooManyAttempts.of(outcome)
            case Invalid():
                return InvalidInput.of(outcome.problems)

    @action(requires=Role.SIGNED_IN, description="Revoke an attestation: its link says so at once.")
    async def revoke_membership_attestation(
        self, info: Info, input: Annotated[RevokeMembershipAttestationInput, strawberry.argument(description="Which.")]
    ) -> RevokeMembershipAttestationResult:
        """By the company's people and the group."""
        outcome = await attestations.revoke(info.context.viewer, key_or_zero("MembershipAttestation", input.id))
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return MembershipAttestationPayload(attestation=cast(MembershipAttestation, outcome.attestation))
