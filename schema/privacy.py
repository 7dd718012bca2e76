"""Data protection as the API shows it: requests to be forgotten."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.policy import Role
from graph.enums import described_enum
from graph.fields import column, over, related
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection

if TYPE_CHECKING:
    from schema.members import Person

described_enum(
    models.ErasureStatus,
    "Where a request to be forgotten stands.",
    {
        models.ErasureStatus.REQUESTED: "To be answered by its day.",
        models.ErasureStatus.DONE: "All is erased.",
        models.ErasureStatus.WITHDRAWN: "The person stays.",
    },
)


@over(
    models.ErasureRequest,
    requires=Role.SIGNED_IN,
    description="A person asks to be forgotten (droit à l’effacement, GDPR article 17).",
)
class ErasureRequest(Node):
    """Visible to the person and to administrators."""

    status: models.ErasureStatus = column(description="Where it stands.")
    requested_at: dt.datetime = column(description="When it was asked.")
    due_on: dt.date = column(description="The day by which the group must have answered: a month later.")
    done_at: dt.datetime | None = column(description="When it was done or withdrawn.")
    person: Annotated["Person", strawberry.lazy("schema.members")] | None = related(
        description="Who asked; null once they are forgotten."
    )


@strawberry.type(description="A page of requests to be forgotten.", directives=[Requires(role=Role.ADMIN)])
class ErasureRequestConnection(Connection[ErasureRequest]):
    """For administrators."""
