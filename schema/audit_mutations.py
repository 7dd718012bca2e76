"""Asking for an audit: what one has a right to, opening it, its files and categories, ending the collecting."""

import base64
import binascii
from typing import Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.conditions import All, Arg, Eq, IsNull, Literal, both
from access.policy import Role
from access.throttling import Throttled
from graph.actions import action
from graph.context import Context
from graph.fields import argument, page, row
from graph.gates import AccessRestricted, Requires
from graph.relay import key_of, key_or_zero
from schema.audit_enums import EntitlementReason, FileTaken
from schema.audit_lines import (
    IN_REVIEW,
    MINE,
    PRICE_FILTERS,
    QUEUE_FILTERS,
    LineMatchConnection,
    MatchAliasConnection,
    PriceLineConnection,
)
from schema.audits import AUDIT_FILTERS, OF_MINE, TO_HANDLE, Audit, AuditConnection, AuditFile
from schema.outcomes import InvalidInput, TooManyAttempts
from workflows.audits import files as file_workflow
from workflows.audits import requesting
from workflows.audits.entitlement import Entitlement
from workflows.audits.files import FilesAdded, SentFile
from workflows.audits.requesting import Changed, NotEntitled, Opened
from workflows.inputs import InputCode
from workflows.outcomes import Invalid, Restricted

SIGNED_IN = [Requires(role=Role.SIGNED_IN)]


@strawberry.type(description="Whether an audit may be asked for now (droit à l’audit).", directives=SIGNED_IN)
class AuditEntitlement:
    """The same rule that opening one follows."""

    allowed: bool = strawberry.field(description="Whether one may be asked for now.")
    reason: EntitlementReason = strawberry.field(description="Why, for programs.")
    message: str = strawberry.field(description="Why, in French.")
    remaining: int | None = strawberry.field(description="How many more; null: as many as the company likes.")
    most_categories: int = strawberry.field(description="How many categories one may have.")

    @classmethod
    def of(cls, right: Entitlement) -> "AuditEntitlement":
        """The right as the API tells it."""
        return cls(
            allowed=right.allowed,
            reason=right.reason,
            message=right.message,
            remaining=right.remaining,
            most_categories=right.most_categories,
        )


@strawberry.type(description="The company has no right to another audit now.", directives=SIGNED_IN)
class AuditNotEntitled:
    """With the way to one."""

    entitlement: AuditEntitlement = strawberry.field(description="Why not.")


@strawberry.type(description="The audit as it is now.", directives=SIGNED_IN)
class AuditPayload:
    """Saying the same twice is fine."""

    audit: Audit | None = strawberry.field(description="The audit.")


@strawberry.type(description="What became of a file that was sent.", directives=SIGNED_IN)
class TakenAuditFile:
    """In the order in which they were sent."""

    name: str = strawberry.field(description="The name that it was sent with.")
    outcome: FileTaken = strawberry.field(description="What became of it.")
    message: str = strawberry.field(description="The same for people, in French.")
    file: AuditFile | None = strawberry.field(description="The file, where it is kept; it is read in a moment.")


@strawberry.type(description="What became of each file.", directives=SIGNED_IN)
class AuditFilesAdded:
    """One bad file refuses no other."""

    audit: Audit | None = strawberry.field(description="The audit.")
    files: list[TakenAuditFile] = strawberry.field(description="Each file, in its order.")


@strawberry.input(description="An audit of which categories, for which company.")
class RequestAuditInput:
    """Categories may also be told later, before the collecting ends."""

    categories: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of the spend categories: one for members, up to three for a first audit.",
    )
    siret: str | None = strawberry.field(
        default=None, description="SIRET of the company, in any writing; needed only by people of several companies."
    )


@strawberry.input(description="A file for an audit.")
class AuditFileInput:
    """For large files use `POST /audits/{id}/files`."""

    name: str = strawberry.field(description="Its name, e.g. `facture-2026-10.pdf`.")
    content: str = strawberry.field(description="Its bytes in Base64.")


@strawberry.input(description="Files for an audit that still collects.")
class AddAuditFilesInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")
    files: list[AuditFileInput] = strawberry.field(description="The files.")


@strawberry.input(description="Which audit is about which categories.")
class ChooseAuditCategoriesInput:
    """Instead of those that were chosen before."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")
    categories: list[strawberry.ID] = strawberry.field(description="Ids of the spend categories.")


@strawberry.input(description="Which audit takes no more files.")
class CloseAuditFilesInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")


@strawberry.input(description="Which audit is given up.")
class CancelAuditInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the audit.")


AuditEntitlementResult = Annotated[
    AuditEntitlement | InvalidInput | AccessRestricted,
    strawberry.union("AuditEntitlementResult", description="What may be asked for, or what is wrong with the SIRET."),
]
RequestAuditResult = Annotated[
    AuditPayload | AuditNotEntitled | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("RequestAuditResult", description="The audit, or why there is none."),
]
AddAuditFilesResult = Annotated[
    AuditFilesAdded | InvalidInput | TooManyAttempts | AccessRestricted,
    strawberry.union("AddAuditFilesResult", description="Each file with what became of it."),
]
AuditResult = Annotated[
    AuditPayload | InvalidInput | AccessRestricted,
    strawberry.union("AuditResult", description="The audit as it is now, or what is wrong."),
]
InputOf = strawberry.argument


@strawberry.type
class AuditQueries:
    """Part of the root of queries."""

    audits: AuditConnection | None = page(
        models.Audit,
        descending=True,
        arguments=AUDIT_FILTERS,
        requires=Role.SIGNED_IN,
        description="Audits (audits) of the viewer's companies, newest first; of all for the group.",
    )
    audit: Audit | None = row(
        models.Audit,
        arguments=(
            argument("id", strawberry.ID, "Its id.", matches=Eq("id", Arg("id", key_of("Audit"))), default=None),
        ),
        requires=Role.SIGNED_IN,
        description="One audit.",
    )

    audit_queue: LineMatchConnection | None = page(
        models.LineMatch,
        where=both(Eq("waiting", Literal(True)), IN_REVIEW),
        arguments=QUEUE_FILTERS,
        requires=Role.ADVISOR,
        description="Lines that wait for an advisor's decision (file de vérification), oldest first.",
    )
    my_audit_queue: LineMatchConnection | None = page(
        models.LineMatch,
        where=All((Eq("waiting", Literal(True)), IN_REVIEW, MINE)),
        arguments=QUEUE_FILTERS,
        requires=Role.ADVISOR,
        description="Those of the viewer's own companies.",
    )
    audits_to_handle: AuditConnection | None = page(
        models.Audit,
        where=TO_HANDLE,
        arguments=AUDIT_FILTERS,
        requires=Role.ADVISOR,
        description="Audits that wait for an advisor (audits à traiter), oldest first: to be validated, or without a "
        "result.",
    )
    my_audits_to_handle: AuditConnection | None = page(
        models.Audit,
        where=both(TO_HANDLE, OF_MINE),
        arguments=AUDIT_FILTERS,
        requires=Role.ADVISOR,
        description="Those of the viewer's own companies.",
    )
    match_aliases: MatchAliasConnection | None = page(
        models.MatchAlias,
        where=IsNull("revoked_at"),
        descending=True,
        requires=Role.ADVISOR,
        description="What decisions taught and what counts, newest first (rapprochements appris).",
    )
    price_lines: PriceLineConnection | None = page(
        models.PriceLine,
        order=("reference",),
        arguments=PRICE_FILTERS,
        requires=Role.ADVISOR,
        description="Negotiated prices (lignes de prix), by reference.",
    )

    @action(requires=Role.SIGNED_IN, changes=False, description="Whether an audit may be asked for now, and why not.")
    async def audit_entitlement(
        self,
        info: Info,
        siret: Annotated[
            str | None, strawberry.argument(description="SIRET of the company; needed by people of several.")
        ] = None,
    ) -> AuditEntitlementResult:
        """What `requestAudit` would say."""
        right = await requesting.right_of(info.context.viewer, siret)
        return invalid(right) if isinstance(right, Invalid) else AuditEntitlement.of(right)


@strawberry.type
class AuditMutations:
    """Part of the root of mutations."""

    @action(requires=Role.SIGNED_IN, description="Ask for an audit; its files come by `addAuditFiles` or by upload.")
    async def request_audit(
        self, info: Info, input: Annotated[RequestAuditInput, InputOf(description="Of what, for whom.")]
    ) -> RequestAuditResult:
        """A member's open audit of the same category is given back, if it still takes files."""
        context: Context = info.context
        outcome = await requesting.request(
            context.settings, context.viewer, siret=input.siret, category_ids=_keys(input.categories)
        )
        match outcome:
            case Opened(audit):
                return payload(audit)
            case NotEntitled(right):
                return AuditNotEntitled(entitlement=AuditEntitlement.of(right))
            case Restricted(refused):
                return AccessRestricted.of(refused, context)
            case Throttled():
                return TooManyAttempts.of(outcome)
            case Invalid():
                return invalid(outcome)

    @action(requires=Role.SIGNED_IN, cost=5_000, description="Send files for an audit, each read at once and apart.")
    async def add_audit_files(
        self, info: Info, input: Annotated[AddAuditFilesInput, InputOf(description="Which audit, which files.")]
    ) -> AddAuditFilesResult:
        """Requests are small here; `POST /audits/{id}/files` takes more."""
        context: Context = info.context
        sent = _sent(input.files)
        if isinstance(sent, Invalid):
            return invalid(sent)
        outcome = await file_workflow.add(context.settings, context.viewer, key_or_zero("Audit", input.id), sent)
        if isinstance(outcome, Throttled):
            return TooManyAttempts.of(outcome)
        if isinstance(outcome, Invalid):
            return invalid(outcome)
        return _added(outcome)

    @action(requires=Role.SIGNED_IN, description="Say which categories an audit is about, while it takes files.")
    async def choose_audit_categories(
        self, info: Info, input: Annotated[ChooseAuditCategoriesInput, InputOf(description="Which audit, which ones.")]
    ) -> AuditResult:
        """Instead of those before."""
        key = key_or_zero("Audit", input.id)
        return answer(await requesting.choose_categories(info.context.viewer, key, _keys(input.categories)))

    @action(requires=Role.SIGNED_IN, description="End the collecting: the analysis begins once all files are read.")
    async def close_audit_files(
        self, info: Info, input: Annotated[CloseAuditFilesInput, InputOf(description="Which audit.")]
    ) -> AuditResult:
        """By the company's people or the group."""
        return answer(await requesting.close_files(info.context.viewer, key_or_zero("Audit", input.id)))

    @action(requires=Role.SIGNED_IN, description="Give an audit up; the right that it used is there again.")
    async def cancel_audit(
        self, info: Info, input: Annotated[CancelAuditInput, InputOf(description="Which audit.")]
    ) -> AuditResult:
        """By the company's people until prices are compared, by the group until it is validated."""
        return answer(await requesting.cancel(info.context.viewer, key_or_zero("Audit", input.id)))


def _keys(ids: list[strawberry.ID]) -> list[int]:
    return [key_or_zero("Category", id_) for id_ in ids]


def _sent(inputs: list[AuditFileInput]) -> list[SentFile] | Invalid:
    sent = []
    for one in inputs:
        try:
            sent.append(SentFile(one.name, base64.b64decode(one.content, validate=True)))
        except (binascii.Error, ValueError):
            message = f"Le contenu de « {one.name[:100]} » n’est pas en Base64."
            return Invalid.one("files", InputCode.INVALID, message)
    return sent


def _added(outcome: FilesAdded) -> AuditFilesAdded:
    files = [
        TakenAuditFile(name=one.name, outcome=one.outcome, message=one.message, file=cast(AuditFile | None, one.file))
        for one in outcome.files
    ]
    return AuditFilesAdded(audit=cast(Audit, outcome.audit), files=files)


def payload(audit: models.Audit) -> AuditPayload:
    """The row as it is: resolvers read it; the annotation is what the schema says of it."""
    return AuditPayload(audit=cast(Audit, audit))


def answer(outcome: Changed | Invalid) -> AuditPayload | InvalidInput:
    """The audit, or every problem."""
    return invalid(outcome) if isinstance(outcome, Invalid) else payload(outcome.audit)


def invalid(outcome: Invalid) -> InvalidInput:
    """Every problem at once."""
    return InvalidInput.of(outcome.problems)
