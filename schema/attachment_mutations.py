"""Asking for a supplier attachment, deciding it, cancelling it."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.identify import supplier_viewer
from access.policy import Role
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_of
from models import SupplierAttachment as Attachment
from schema.outcomes import InvalidInput
from schema.supplier_attachments import SupplierAttachment
from workflows import supplier_attachments as workflow
from workflows.inputs import InputError
from workflows.outcomes import Invalid, Restricted

PUBLIC = [Requires(role=Role.ANYONE)]


@strawberry.input(description="Which account at which supplier, for which company.")
class RequestSupplierAttachmentInput:
    """What a member writes in a mail or a form."""

    supplier_id: strawberry.ID = strawberry.field(description="Id of the supplier.")
    siret: str | None = strawberry.field(
        default=None, description="SIRET of the company, in any writing; needed only by people of several companies."
    )
    account_number: str | None = strawberry.field(
        default=None, description="The company's account at the supplier; without one the answer tells how to open it."
    )


@strawberry.type(description="The supplier has our letter.", directives=PUBLIC)
class SupplierAttachmentSent:
    """Status `SENT`."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


@strawberry.type(description="Noted; an account must be opened first, or its number told.", directives=PUBLIC)
class SupplierAccountNeeded:
    """Status `REQUESTED`. The supplier's agencies and discount code say how to go on."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


@strawberry.type(
    description="Noted; the supplier takes no letters, so the advisor reaches it in another way.", directives=PUBLIC
)
class SupplierAttachmentNoted:
    """Status `REQUESTED`, with the account number."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


@strawberry.type(description="Asked for before; it waits for the supplier or for the advisor.", directives=PUBLIC)
class SupplierAttachmentPending:
    """Nothing was changed by asking again, but for an account number that was missing."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


@strawberry.type(description="The supplier accepted it before.", directives=PUBLIC)
class SupplierAttachmentActive:
    """Nothing was changed."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


RequestSupplierAttachmentResult = Annotated[
    SupplierAttachmentSent
    | SupplierAccountNeeded
    | SupplierAttachmentNoted
    | SupplierAttachmentPending
    | SupplierAttachmentActive
    | AccessRestricted
    | InvalidInput,
    strawberry.union("RequestSupplierAttachmentResult", description="Every expected outcome; each has its letter."),
]


@strawberry.input(description="Which attachment: by the token of the supplier's letter, or by its id for advisors.")
class ConfirmSupplierAttachmentInput:
    """Exactly one of id and token."""

    id: strawberry.ID | None = strawberry.field(default=None, description="Id of the attachment.")
    token: str | None = strawberry.field(default=None, description="Token from the link of the letter.")
    code: str | None = strawberry.field(
        default=None,
        description="The company's own discount code, by car-rental companies. Advisors may bring it later.",
    )


@strawberry.input(description="Which attachment, and why not.")
class RefuseSupplierAttachmentInput:
    """Exactly one of id and token."""

    id: strawberry.ID | None = strawberry.field(default=None, description="Id of the attachment.")
    token: str | None = strawberry.field(default=None, description="Token from the link of the letter.")
    reason: str | None = strawberry.field(
        default=None, description="Told to the member as it is; at most 500 characters."
    )


@strawberry.input(description="Which attachment.")
class CancelSupplierAttachmentInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the attachment.")


@strawberry.type(description="The attachment as it is now.", directives=PUBLIC)
class SupplierAttachmentPayload:
    """Saying the same twice is fine."""

    supplier_attachment: SupplierAttachment = strawberry.field(description="The attachment.")


ConfirmSupplierAttachmentResult = Annotated[
    SupplierAttachmentPayload | InvalidInput,
    strawberry.union("ConfirmSupplierAttachmentResult", description="The attachment, or what is wrong with the code."),
]


@strawberry.type
class AttachmentMutations:
    """Part of the root of mutations."""

    @action(description="Ask for an account at a supplier to be put under the group's terms.")
    async def request_supplier_attachment(
        self,
        info: Info,
        input: Annotated[RequestSupplierAttachmentInput, strawberry.argument(description="What is asked for.")],
    ) -> RequestSupplierAttachmentResult:
        """Every expected outcome is a value."""
        context: Context = info.context
        try:
            supplier_id = key_of("Supplier")(input.supplier_id)
        except BadInput:
            supplier_id = 0  # no such supplier: the workflow says so
        outcome = await workflow.request(
            context.settings, context.viewer,
            supplier_id=supplier_id, siret=input.siret, account_number=input.account_number,
        )  # fmt: skip
        return _result(outcome, context)

    @action(description="The supplier accepts.")
    async def confirm_supplier_attachment(
        self,
        info: Info,
        input: Annotated[ConfirmSupplierAttachmentInput, strawberry.argument(description="Which attachment.")],
    ) -> ConfirmSupplierAttachmentResult:
        """NOT_FOUND for whoever has no say in it."""
        try:
            return await _decide(info.context, input.id, input.token, accepted=True, code=input.code)
        except InputError as error:
            return InvalidInput.of([error.problem])

    @action(description="The supplier refuses.")
    async def refuse_supplier_attachment(
        self,
        info: Info,
        input: Annotated[
            RefuseSupplierAttachmentInput, strawberry.argument(description="Which attachment, and why not.")
        ],
    ) -> SupplierAttachmentPayload:
        """NOT_FOUND for whoever has no say in it."""
        return await _decide(info.context, input.id, input.token, accepted=False, reason=input.reason)

    @action(description="Withdraw a request that nobody has decided yet.")
    async def cancel_supplier_attachment(
        self,
        info: Info,
        input: Annotated[CancelSupplierAttachmentInput, strawberry.argument(description="Which attachment.")],
    ) -> SupplierAttachmentPayload:
        """NOT_FOUND for whoever may not."""
        context: Context = info.context
        attachment = await workflow.cancel(context.settings, context.viewer, _key(input.id))
        return _payload(attachment)


async def _decide(
    context: Context, id_: str | None, token: str | None, *, accepted: bool, **said: str | None
) -> SupplierAttachmentPayload:
    if (id_ is None) == (token is None):
        raise BadInput("exactly one of `id` and `token` must be given")
    viewer = context.viewer
    if token is not None:
        viewer = await supplier_viewer(context.settings, token, viewer)
        context.become(viewer)
    attachment_id = viewer.attachment_id if id_ is None else _key(id_)
    attachment = await workflow.decide(context.settings, viewer, attachment_id or 0, accepted=accepted, **said)
    return _payload(attachment)


def _key(text: str) -> int:
    return key_of("SupplierAttachment")(text)


def _payload(attachment: Attachment) -> SupplierAttachmentPayload:
    return SupplierAttachmentPayload(supplier_attachment=_shown(attachment))


def _shown(attachment: Attachment) -> SupplierAttachment:
    # Resolvers read the row itself; the annotation is what the schema says of it.
    return cast(SupplierAttachment, attachment)


def _result(outcome: workflow.Outcome, context: Context) -> RequestSupplierAttachmentResult:
    match outcome:
        case workflow.Sent(attachment):
            return SupplierAttachmentSent(supplier_attachment=_shown(attachment))
        case workflow.AccountNeeded(attachment):
            return SupplierAccountNeeded(supplier_attachment=_shown(attachment))
        case workflow.Noted(attachment):
            return SupplierAttachmentNoted(supplier_attachment=_shown(attachment))
        case workflow.Pending(attachment):
            return SupplierAttachmentPending(supplier_attachment=_shown(attachment))
        case workflow.Active(attachment):
            return SupplierAttachmentActive(supplier_attachment=_shown(attachment))
        case Restricted(refused):
            return AccessRestricted.of(refused, context)
        case Invalid(problems):
            return InvalidInput.of(problems)
