"""What the bot understood of mails, put right by the group: training data."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import column, labels, over, related
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.members import Person
from schema.outcomes import InvalidInput
from workflows.conversations import understanding as workflow
from workflows.outcomes import Invalid

if TYPE_CHECKING:
    from schema.mails import InboundMail

Field, Kind = models.UnderstandingField, models.MailKind
described_enum(
    Field,
    "What may have been misunderstood of a mail.",
    {
        Field.KIND: "What it is about (demande).",
        Field.SUPPLIER: "The supplier that it names.",
        Field.ACCOUNT_NUMBER: "The account number (numéro de compte).",
        Field.SIRET: "The company's SIRET.",
    },
)
described_enum(
    Kind,
    "What a mail is about.",
    {
        Kind.SUPPLIER_ATTACHMENT: "A supplier attachment is asked for (rattachement).",
        Kind.AUDIT: "Invoices to be compared (audit).",
        Kind.FORGOTTEN_PASSWORD: "Somebody can't sign in (mot de passe oublié).",
        Kind.DISCOUNT_CODE: "The code for a car-rental company (code CDP).",
        Kind.STAFFING_COST: "A coefficient, or what a temp costs (coût d’un intérimaire).",
        Kind.SUPPLIER_TERMS: "A supplier's contacts, prices or terms (modalités).",
        Kind.CALL_BACK: "The advisor is to call, or an appointment is asked for (rappel).",
        Kind.EMAIL_CHANGE: "Another e-mail address, or another contact person (changement d’adresse).",
        Kind.MEMBERSHIP_APPLICATION: "Joining the group (adhésion).",
        Kind.QUESTION: "A general question, as the FAQ answers them.",
        Kind.SUPPLIER_REPLY: "A supplier answers a letter of ours.",
        Kind.AUTO_REPLY: "A program answers: somebody is away, a ticket was opened.",
        Kind.BOUNCE: "A mail of ours could not be delivered.",
        Kind.NEWSLETTER: "News for many.",
        Kind.SPAM: "Somebody wants to sell us something.",
        Kind.PHISHING: "Somebody poses as another to get money or passwords.",
        Kind.OTHER: "None of these; a human reads it.",
    },
)


@over(models.UnderstandingCorrection, requires=Role.ADVISOR, description="What somebody put right of a mail.")
class UnderstandingCorrection:
    """For the group."""

    field: models.UnderstandingField = column(description="What was wrong.")
    field_label: str = labels("field", workflow.FIELD_LABELS, description="What was wrong, in French.")
    was: str | None = column(description="What the bot had found; null: nothing.")
    corrected: str | None = column(
        description="What is right: the name of a kind, a supplier's code, a number; null: nothing of the kind."
    )
    by: Person | None = related(description="Who put it right.")
    at: dt.datetime = column(description="When.")


@strawberry.input(description="What is right. Exactly one of `kind`, `supplierId`, `accountNumber`, `siret`, `absent`.")
class CorrectUnderstandingInput:
    """One finding of one mail."""

    mail_id: strawberry.ID = strawberry.field(description="Id of the incoming mail.")
    was: str | None = strawberry.field(
        default=None, description="The value of the finding that is wrong, where the bot found several of its kind."
    )
    kind: models.MailKind | None = strawberry.field(default=None, description="What the mail is about.")
    supplier_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the supplier that it names.")
    account_number: str | None = strawberry.field(default=None, description="The account number in it.")
    siret: str | None = strawberry.field(default=None, description="The SIRET in it.")
    absent: models.UnderstandingField | None = strawberry.field(
        default=None, description="What the bot found though it isn't there."
    )


@strawberry.type(description="The mail as it is understood now.", directives=[Requires(role=Role.ADVISOR)])
class UnderstandingCorrected:
    """What was wrong is kept, too."""

    mail: Annotated["InboundMail", strawberry.lazy("schema.mails")] = strawberry.field(description="The mail.")


CorrectUnderstandingResult = Annotated[
    UnderstandingCorrected | AccessRestricted | InvalidInput,
    strawberry.union("CorrectUnderstandingResult", description="Every outcome of a correction."),
]


@strawberry.type
class UnderstandingMutations:
    """Part of the root of mutations."""

    @action(requires=Role.ADVISOR, description="Put right what the bot understood of a mail; it is kept to learn from.")
    async def correct_understanding(
        self, info: Info, input: Annotated[CorrectUnderstandingInput, strawberry.argument(description="What is right.")]
    ) -> CorrectUnderstandingResult:
        """Nothing is done again because of it."""
        context: Context = info.context
        outcome = await workflow.correct(context.viewer, _correction(input))
        if isinstance(outcome, Invalid):
            return InvalidInput.of(outcome.problems)
        return UnderstandingCorrected(mail=cast("InboundMail", outcome.mail))


def _correction(input: CorrectUnderstandingInput) -> workflow.Correction:
    supplier = input.supplier_id
    given = {
        Field.KIND: input.kind,
        Field.SUPPLIER: None if supplier is None else str(key_or_zero("Supplier", supplier)),
        Field.ACCOUNT_NUMBER: input.account_number,
        Field.SIRET: input.siret,
    }
    named = [(field, str(value)) for field, value in given.items() if value is not None]
    if len(named) + (input.absent is not None) != 1:
        raise BadInput("exactly one of `kind`, `supplierId`, `accountNumber`, `siret` and `absent` must be given")
    field, value = named[0] if named else (input.absent, None)
    assert field is not None  # noqa: S101 - one of the two it is
    return workflow.Correction(
        mail_id=key_or_zero("InboundMail", input.mail_id), field=field, value=value, was=input.was
    )
