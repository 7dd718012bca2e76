"""Applications for membership, as the group sees them."""

import datetime as dt

import strawberry

import models
from access.conditions import Arg, Eq, OfViewer
from access.policy import Role
from graph.enums import described_enum
from graph.fields import alike, argument, column, labels, over, related
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection
from schema.members import Advisor, Member, Person

described_enum(
    models.ApplicationStatus,
    "Where an application for membership stands.",
    {
        models.ApplicationStatus.PENDING: "It waits for an advisor.",
        models.ApplicationStatus.ACCEPTED: "Accepted: the company and the person's access are there.",
        models.ApplicationStatus.DECLINED: "Declined; the applicant was told.",
    },
)
APPLICATION_LABELS = {
    models.ApplicationStatus.PENDING: "À étudier",
    models.ApplicationStatus.ACCEPTED: "Acceptée",
    models.ApplicationStatus.DECLINED: "Déclinée",
}


@over(
    models.MembershipApplication,
    requires=Role.ADVISOR,
    description="An application for membership (demande d’adhésion), as somebody wrote it: nothing of it is proven.",
)
class MembershipApplication(Node):
    """For the group."""

    siret: str = column(description="SIRET of the company, its check digits right.")
    legal_name: str = column(description="Legal name, as written.")
    street: str | None = column(description="Street address.")
    postcode: str = column(description="Postcode.")
    city: str = column(description="City.")
    first_name: str = column(description="First name of who applied.")
    last_name: str = column(description="Last name.")
    email: str = column(description="Their address, which becomes their login.")
    phone: str | None = column(description="Phone number.")
    message: str = column(description="What they wrote besides.")
    consented_at: dt.datetime = column(description="When they agreed that we keep this and call them back.")
    created_at: dt.datetime = column(description="When it was received.")
    status: models.ApplicationStatus = column(description="Where it stands.")
    status_label: str = labels("status", APPLICATION_LABELS, description="Where it stands, in French.")
    advisor: Advisor | None = related(description="Whose queue it is in; null: the pool.")
    known_company: Member | None = alike(
        "siret", of=models.Member, one=True, description="The company with this SIRET, when we know it."
    )
    known_person: Person | None = alike(
        "email", of=models.Person, one=True, description="Whose login this address is, when it is somebody's."
    )
    others: list["MembershipApplication"] = alike("siret", description="Other applications for the same SIRET.")
    member: Member | None = related(description="The company of an accepted one.")
    decided_by: Advisor | None = related(description="Who decided.")
    decided_at: dt.datetime | None = column(description="When.")
    answer: str = column(description="What the applicant was told besides.")


@strawberry.type(description="A page of applications.", directives=[Requires(role=Role.ADVISOR)])
class MembershipApplicationConnection(Connection[MembershipApplication]):
    """For the group."""


APPLICATION_FILTERS = (
    argument("status", models.ApplicationStatus | None, "Only this status.", matches=Eq("status", Arg("status"))),
    argument(
        "mine",
        bool,
        "Only those in the viewer's queue.",
        matches=Eq("advisor_id", OfViewer("person_id")),
        default=False,
    ),
)
