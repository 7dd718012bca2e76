"""Companies, their people, and the group's own people."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry.types import Info

import models
from access.conditions import AtLeast, AtMost, Eq, Exists, In, IsNull, Literal, Not, Today, both
from access.permissions import (
    change_role,
    close_account,
    invite_colleague,
    issue_attestation,
    remove_from_company,
    update_company,
)
from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.fields import alike, column, first, holds, over, page, permitted, related, relation
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from schema.advisors import AdvisorAbsence, AdvisorDepartment, AdvisorHandover
from schema.code_reveals import IS_REVEAL, CodeRevealConnection
from schema.enums import AffiliationRole, MemberStatus
from schema.membership import MembershipEvent
from schema.sites import CHECK_FILTERS, HAS_A_DAY, PUBLISHED, CalendarFeed, Site, SiteCheckConnection
from workflows.responsibility import responsible_advisors

if TYPE_CHECKING:
    from schema.attestations import MembershipAttestationConnection
    from schema.audits import AuditConnection
    from schema.conversations import ConversationConnection
    from schema.invitations import Invitation
    from schema.supplier_attachments import SupplierAttachmentConnection


_IN_STAFF = In("staff_role", Literal(tuple(models.StaffRole)))


@over(
    models.Person,
    requires=Role.SIGNED_IN,
    description="An advisor (conseiller): an employee of the group.",
    where=_IN_STAFF,
)
class Advisor(Node):
    """Visible to signed-in people."""

    first_name: str = column(description="First name.")
    last_name: str = column(description="Last name.")
    email: str = column(description="Professional address.")
    phone: str | None = column(description="Direct line.")
    departments: list[AdvisorDepartment] | None = relation(
        order=("department",), requires=Role.ADVISOR, description="Departments whose new companies they get."
    )
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
    active: bool | None = column(requires=Role.ADVISOR, description="Whether the account is open.")
    email_undeliverable_since: dt.datetime | None = column(
        requires=Role.ADVISOR, description="Since when mail to the address comes back (adresse injoignable)."
    )
    viewer_can_close: bool = permitted(close_account, description="Whether the viewer may close or reopen the account.")


@over(models.Affiliation, requires=Role.SIGNED_IN, description="A person acts for a company.")
class Affiliation:
    """Visible to the group and to the company's people."""

    role: AffiliationRole = column(description="What the person is there.")
    person: Person | None = related(description="The person.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(description="The company.")
    viewer_can_remove: bool = permitted(
        remove_from_company, description="Whether the viewer may end it; a company's last owner stays all the same."
    )
    viewer_can_change_role: bool = permitted(change_role, description="Whether the viewer may change the role.")


_AWAY = Exists("absences", both(AtMost("first_day", Today()), AtLeast("last_day", Today())))
# What `workflows.responsibility` asks of whoever answers.
ADVISOR_IS_HERE = Exists("advisor", both(Eq("active", Literal(True)), _IN_STAFF, Not(_AWAY)))


@over(models.Member, requires=Role.ANYONE, description="A company: member, prospect or former member.")
class Member(Node):
    """A supplier that holds an attachment letter sees the few fields without a requirement."""

    siret: str = column(description="SIRET, 14 digits: the member number.")
    siren: str = column(description="SIREN, the first 9 digits.")
    legal_name: str = column(description="Legal name.")
    postcode: str | None = column(description="Postcode.")
    city: str | None = column(description="City.")
    street: str | None = column(requires=Role.SIGNED_IN, description="Street address.")
    phone: str | None = column(requires=Role.SIGNED_IN, description="Phone number.")
    department: str | None = column(requires=Role.SIGNED_IN, description="Department, e.g. `69` or `2A`.")
    status: MemberStatus | None = column(requires=Role.SIGNED_IN, description="Where the company stands.")
    joined_on: dt.date | None = column(requires=Role.SIGNED_IN, description="Since when it is a member.")
    left_on: dt.date | None = column(
        requires=Role.SIGNED_IN, description="Its last day as a member; to come when an end is announced."
    )
    membership_events: list[MembershipEvent] | None = relation(
        requires=Role.ADVISOR, description="The history of its membership, oldest first."
    )
    attestations: Annotated["MembershipAttestationConnection", strawberry.lazy("schema.attestations")] | None = page(
        "attestations",
        descending=True,
        requires=Role.SIGNED_IN,
        description="Attestations of its membership, newest first.",
    )
    viewer_can_issue_attestation: bool = permitted(
        issue_attestation, description="Whether the viewer may issue an attestation of its membership."
    )
    viewer_can_update: bool = permitted(update_company, description="Whether the viewer may correct its data.")
    advisor: Advisor | None = related(requires=Role.SIGNED_IN, description="Its dedicated advisor.")
    advisor_is_here: bool | None = holds(
        ADVISOR_IS_HERE,
        requires=Role.SIGNED_IN,
        description="Whether its advisor answers today; else `responsibleAdvisor` says who stands in.",
    )
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
    invitations: list[Annotated["Invitation", strawberry.lazy("schema.invitations")]] | None = relation(
        where=Eq("status", Literal(models.InvitationStatus.PENDING)),
        requires=Role.SIGNED_IN,
        description="Invitations that wait for an answer; for its owners and the group.",
    )
    viewer_can_invite: bool = permitted(invite_colleague, description="Whether the viewer may invite a colleague.")
    supplier_attachments: (
        Annotated["SupplierAttachmentConnection", strawberry.lazy("schema.supplier_attachments")] | None
    ) = page(
        "supplier_attachments",
        descending=True,
        requires=Role.SIGNED_IN,
        description="Its supplier attachments (rattachements), newest first.",
    )
    audits: Annotated["AuditConnection", strawberry.lazy("schema.audits")] | None = page(
        "audits", descending=True, requires=Role.SIGNED_IN, description="Its audits, newest first."
    )
    code_reveals: CodeRevealConnection | None = page(
        "journal",
        where=IS_REVEAL,
        descending=True,
        requires=Role.SIGNED_IN,
        description="To whom discount codes were told for it, newest first.",
    )
    site: Site | None = first(
        "sites", requires=Role.SIGNED_IN, description="What it told about its establishment; null: nothing yet."
    )
    checks: SiteCheckConnection | None = page(
        "site_checks",
        order=("due_order",),
        where=PUBLISHED,
        arguments=CHECK_FILTERS,
        requires=Role.SIGNED_IN,
        description="The regulatory checks of its establishment, the most urgent first.",
    )
    next_checks: SiteCheckConnection | None = page(
        "site_checks",
        order=("due_order",),
        where=both(PUBLISHED, HAS_A_DAY),
        requires=Role.SIGNED_IN,
        description="Those that have a day, overdue ones too: what is to be done next.",
    )
    calendar_feeds: list[CalendarFeed] | None = relation(
        where=IsNull("revoked_at"), requires=Role.SIGNED_IN, description="The calendars that somebody subscribed to."
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
