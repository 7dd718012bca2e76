"""Who was told which discount code, when: the part of the journal that companies read too."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Eq, Literal
from access.policy import Role
from graph.fields import column, over, related
from graph.gates import Requires
from graph.relay import Connection
from schema.enums import Channel

if TYPE_CHECKING:
    from schema.members import Member, Person
    from schema.suppliers import Supplier


@over(models.JournalEntry, requires=Role.SIGNED_IN, description="A discount code was told to somebody (journal).")
class CodeReveal:
    """Visible to the group, and to the company's people."""

    at: dt.datetime = column(description="When.")
    channel: Channel = column(description="Through which door; `MAIL`: in a letter of ours.")
    person: Annotated["Person", strawberry.lazy("schema.members")] | None = related(description="To whom.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(
        description="For which company; null: for the group's people."
    )
    supplier: Annotated["Supplier", strawberry.lazy("schema.suppliers")] | None = related(description="Whose code.")
    note: str = column(description="Which code, in French: the company's own, or the group's.")


@strawberry.type(description="A page of the journal of discount codes.", directives=[Requires(role=Role.SIGNED_IN)])
class CodeRevealConnection(Connection[CodeReveal]):
    """Newest first."""


IS_REVEAL = Eq("kind", Literal(models.JournalKind.CODE_REVEALED))
