"""The digest by e-mail (lettre d'information): how often, what it would hold now, and the link that ends it."""

import datetime as dt
from typing import Annotated

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.gates import AccessRestricted, Requires
from schema.outcomes import InvalidInput
from workflows.digests import preferences, sending
from workflows.inputs import InputCode, InputProblem

described_enum(
    models.DigestFrequency,
    "How often somebody gets the digest, at most: without anything new there is none.",
    {
        models.DigestFrequency.WEEKLY: "Once a week (chaque semaine).",
        models.DigestFrequency.MONTHLY: "Once a month (chaque mois).",
        models.DigestFrequency.NEVER: "Not at all (jamais).",
    },
)
OF_PEOPLE = [Requires(role=Role.SIGNED_IN)]
PUBLIC = [Requires(role=Role.ANYONE)]
NOT_OURS = InputProblem("token", InputCode.NOT_FOUND, "Ce lien n’est pas complet : rouvrez-le depuis la lettre.")


@strawberry.type(description="How often somebody gets the digest.", directives=OF_PEOPLE)
class DigestPreference:
    """Of the viewer alone."""

    frequency: models.DigestFrequency = strawberry.field(description="How often, at most.")
    chosen: bool = strawberry.field(
        description="Whether they chose it. Else people of active members get it monthly, and nobody else at all."
    )
    decided_at: dt.datetime | None = strawberry.field(description="When they chose.")
    last_sent_at: dt.datetime | None = strawberry.field(description="When their last letter was written.")

    @classmethod
    def of(cls, found: preferences.Preference) -> "DigestPreference":
        """The preference as the API tells it."""
        return cls(
            frequency=found.frequency,
            chosen=found.chosen,
            decided_at=found.decided_at,
            last_sent_at=found.last_sent_at,
        )


@strawberry.type(description="The digest that the viewer would get now (aperçu).", directives=OF_PEOPLE)
class DigestPreview:
    """What is new since their last one, as far as they may read it. Looking sends nothing and uses nothing up."""

    since: dt.datetime = strawberry.field(description="Since when things are new to them.")
    subject: str | None = strawberry.field(description="Subject; null: nothing is new, and no letter would go.")
    text: str | None = strawberry.field(description="The text part.")
    html: str | None = strawberry.field(description="The HTML part: a whole document, without anything remote.")


@strawberry.type(description="Where the link of a digest stands.", directives=PUBLIC)
class DigestLink:
    """It names nobody: whoever was sent on a letter may hold it."""

    subscribed: bool = strawberry.field(description="Whether its person gets the digest.")
    may_return: bool = strawberry.field(description="Whether the link ended it just now and can take that back.")

    @classmethod
    def of(cls, found: preferences.LinkStands) -> "DigestLink":
        """The state as the API tells it."""
        return cls(subscribed=found.subscribed, may_return=found.may_return)


@strawberry.type(description="The digest is being sent.", directives=[Requires(role=Role.ADMIN)])
class DigestSending:
    """Within a minute the first letters are written; who has one of the week or month already gets no other."""

    week: str = strawberry.field(description="The week for which weekly readers get it, e.g. `2026-W48`.")
    month: str = strawberry.field(description="The month for which monthly readers get it, e.g. `2026-11`.")


@strawberry.input(description="How often from now on.")
class UpdateDigestPreferenceInput:
    """Of the viewer's own."""

    frequency: models.DigestFrequency = strawberry.field(description="How often, at most.")


@strawberry.input(description="Whose digest: the link says it.")
class DigestLinkInput:
    """No session is needed."""

    token: str = strawberry.field(description="What the link ends with.")


@strawberry.type(description="The preference as it is now.", directives=OF_PEOPLE)
class DigestPreferencePayload:
    """It holds for the next letter."""

    preference: DigestPreference = strawberry.field(description="The preference.")


UpdateDigestPreferenceResult = Annotated[
    DigestPreferencePayload | AccessRestricted,
    strawberry.union("UpdateDigestPreferenceResult", description="The preference, or a closed gate."),
]
PreviewDigestResult = Annotated[
    DigestPreview | AccessRestricted,
    strawberry.union("PreviewDigestResult", description="The digest as it would be, or a closed gate."),
]
DigestLinkResult = Annotated[
    DigestLink | InvalidInput,
    strawberry.union("DigestLinkResult", description="Where the link stands now, or that it is none of ours."),
]
SendDigestResult = Annotated[
    DigestSending | AccessRestricted,
    strawberry.union("SendDigestResult", description="It is being sent, or a closed gate."),
]
Link = Annotated[DigestLinkInput, strawberry.argument(description="The link.")]


@strawberry.type
class DigestQueries:
    """Part of the root of queries."""

    @action(requires=Role.SIGNED_IN, changes=False, description="The digest that the viewer would get now (aperçu).")
    async def preview_digest(self, info: Info) -> PreviewDigestResult:
        """Whatever the viewer's preference."""
        context: Context = info.context
        found = await sending.preview(context.settings, context.viewer)
        letter = found.letter
        return DigestPreview(
            since=found.since,
            subject=letter.subject if letter else None,
            text=letter.text if letter else None,
            html=letter.html if letter else None,
        )

    @action(requires=Role.ANYONE, changes=False, description="Where the link of a digest stands; null: none of ours.")
    async def digest_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description="What the link ends with.")]
    ) -> DigestLink | None:
        """Looking changes nothing: mail scanners look."""
        found = await preferences.link(info.context.settings, token)
        return None if found is None else DigestLink.of(found)


@strawberry.type
class DigestMutations:
    """Part of the root of mutations."""

    @action(requires=Role.SIGNED_IN, description="Choose how often the viewer gets the digest (lettre d’information).")
    async def update_digest_preference(
        self,
        info: Info,
        input: Annotated[UpdateDigestPreferenceInput, strawberry.argument(description="How often.")],
    ) -> UpdateDigestPreferenceResult:
        """Whoever may sign in may choose it, prospects too: they get what is public."""
        found = await preferences.choose(info.context.viewer, input.frequency)
        return DigestPreferencePayload(preference=DigestPreference.of(found))

    @action(description="End the digest for whoever the link was made for (désabonnement). Doing it twice is fine.")
    async def unsubscribe_from_digest(self, info: Info, input: Link) -> DigestLinkResult:
        """The link needs neither a session nor an open account."""
        context: Context = info.context
        return _stands(await preferences.unsubscribe(context.settings, context.viewer, input.token))

    @action(description="Take back what the link of a digest ended less than an hour ago.")
    async def return_to_digest(self, info: Info, input: Link) -> DigestLinkResult:
        """The link can't do more: it never subscribes anybody who was not subscribed."""
        context: Context = info.context
        return _stands(await preferences.come_back(context.settings, context.viewer, input.token))

    @action(requires=Role.ADMIN, description="Send the digest now to whoever has none of this week or month yet.")
    async def send_digest(self, info: Info) -> SendDigestResult:
        """A periodic job does the same on Tuesday mornings."""
        periods = await sending.send_now(info.context.viewer)
        return DigestSending(week=periods.week, month=periods.month)


def _stands(found: preferences.LinkStands | None) -> DigestLink | InvalidInput:
    return InvalidInput.of([NOT_OURS]) if found is None else DigestLink.of(found)
