"""Companies, their people, and the group's own people."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.conditions import Arg, AtLeast, AtMost, Contains, Eq, In, Literal, Today, both
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.enums import described_enum
from graph.fields import alike, argument, column, first, over, page, related, relation
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from models.folding import fold
from schema.advisors import AdvisorAbsence, AdvisorHandover
from workflows.responsibility import responsible_advisors

if TYPE_CHECKING:
    from schema.conversations import ConversationConnection
    from schema.supplier_attachments import SupplierAttachmentConnection

described_enum(
    models.MemberStatus,
    "Where a company stands.",
    {
        models.MemberStatus.PROSPECT: "Not a member, or not yet (non-adhérent).",
        models.MemberStatus.MEMBER: "A member (adhérent): the gates are open to its people.",
        models.MemberStatus.FORMER: "It was a member (ancien adhérent).",
    },
)
described_enum(
    models.AffiliationRole,
    "What a person is in a company.",
    {
        models.AffiliationRole.OWNER: "Runs it (dirigeant).",
        models.AffiliationRole.STAFF: "Works there (salarié).",
    },
)


@over(
    models.Person,
    requires=Role.SIGNED_IN,
    description="An advisor (conseiller): an employee of the group.",
    where=In("staff_role", Literal(tuple(models.StaffRole))),
)
class Advisor(Node):
    """Visible to signed-in people."""

    first_name: str = column(description="First name.")
    last_name: str = column(description="Last name.")
    email: str = column(description="Professional address.")
    phone: str | None = column(description="Direct line.")
    absence: AdvisorAbsence | None = first(
        "absences",
        where=both(AtMost("first_day", Today()), AtLeast("last_day", Today())),
        description="The absence of today, with who stands in; null: at work.",
    )
    absences: list[AdvisorAbsence] | None = relation(
        where=AtLeast("last_day", Today()),
        order=("first_day",),
        requires=Role.ADVISOR,
        description="Absences of today and to come.",
    )


@over(models.Person, requires=Role.SIGNED_IN, description="A person who acts for companies.")
class Person(Node):
    """Visible to the group and to colleagues."""

    first_name: str = column(description="First name.")
    last_name: str = column(description="Last name.")
    email: str = column(description="E-mail address: the login.")
    phone: str | None = column(description="Phone number.")


@over(models.Affiliation, requires=Role.SIGNED_IN, description="A person acts for a company.")
class Affiliation:
    """Visible to the group and to the company's people."""

    role: models.AffiliationRole = column(description="What the person is there.")
    person: Person | None = related(description="The person.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(description="The company.")


@over(models.Member, requires=Role.ANYONE, description="A company: member, prospect or former member.")
class Member(Node):
    """A supplier that holds an attachment letter sees the few fields without a requirement."""

    siret: str = column(description="SIRET, 14 digits: the member number.")
    siren: str = column(description="SIREN, the first 9 digits.")
    legal_name: str = column(description="Legal name.")
    postcode: str | None = column(description="Postcode.")
    city: str | None = column(description="City.")
    street: str | None = column(requires=Role.SIGNED_IN, description="Street address.")
    status: models.MemberStatus | None = column(requires=Role.SIGNED_IN, description="Where the company stands.")
    joined_on: dt.date | None = column(requires=Role.SIGNED_IN, description="Since when it is a member.")
    left_on: dt.date | None = column(requires=Role.SIGNED_IN, description="Until when it was a member.")
    advisor: Advisor | None = related(requires=Role.SIGNED_IN, description="Its dedicated advisor.")
    handovers: list[AdvisorHandover] | None = relation(
        requires=Role.ADVISOR, description="How it went from one advisor to the next."
    )
    establishments: list[Annotated["Member", strawberry.lazy("schema.members")]] | None = alike(
        "siren",
        order=("siret",),
        requires=Role.SIGNED_IN,
        description="The other establishments of the same SIREN, as far as the viewer acts for them.",
    )
    people: list[Affiliation] | None = relation(
        "affiliations", requires=Role.SIGNED_IN, description="The people who act for it."
    )
    supplier_attachments: (
        Annotated["SupplierAttachmentConnection", strawberry.lazy("schema.supplier_attachments")] | None
    ) = page(
        "supplier_attachments",
        descending=True,
        requires=Role.SIGNED_IN,
        description="Its supplier attachments (rattachements), newest first.",
    )
    conversations: Annotated["ConversationConnection", strawberry.lazy("schema.conversations")] | None = page(
        "conversations",
        order=("last_message_order",),
        descending=True,
        requires=Role.SIGNED_IN,
        description="Its conversations with the group, those with the latest message first.",
    )

    @action(
        requires=Role.SIGNED_IN,
        changes=False,
        description="Who answers today: its advisor, or whoever stands in for them; null: the pool.",
    )
    async def responsible_advisor(self, info: Info) -> Advisor | None:
        """One statement for all companies of a list."""
        context: Context = info.context
        advisor_id = cast(models.Member, self).advisor_id
        if advisor_id is None:
            return None
        return cast(Advisor | None, await context.loader("responsible advisor", _in_place_of).load(advisor_id))


async def _in_place_of(advisor_ids: list[int]) -> list[models.Person | None]:
    found = await responsible_advisors(advisor_ids)
    return [found[advisor_id] for advisor_id in advisor_ids]


@strawberry.type(description="A page of companies.", directives=[Requires(role=Role.ADVISOR)])
class MemberConnection(Connection[Member]):
    """For the group."""


MEMBER_FILTERS = (
    argument(
        "search",
        str | None,
        "Part of a name, a city or a SIRET; accents and case don't matter.",
        matches=Contains("search_text", Arg("search", fold)),
    ),
    argument("status", models.MemberStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
)
