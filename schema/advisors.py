"""Advisors' absences, and how companies went from one advisor to the next."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.policy import Role
from graph.fields import column, over, related
from graph.node import Node

if TYPE_CHECKING:
    from schema.members import Advisor

AdvisorRef = Annotated["Advisor", strawberry.lazy("schema.members")]


@over(models.AdvisorAbsence, requires=Role.SIGNED_IN, description="Days on which an advisor is away.")
class AdvisorAbsence(Node):
    """Members' people see those of today, the group all."""

    advisor: AdvisorRef | None = related(description="Who is away.")
    backup: AdvisorRef | None = related(description="Who stands in; null: the pool.")
    first_day: dt.date = column(description="The first day away.")
    last_day: dt.date = column(description="The last day away.")


@over(models.AdvisorDepartment, requires=Role.ADVISOR, description="A department whose new companies an advisor gets.")
class AdvisorDepartment:
    """For the group."""

    department: str = column(description="Its code, e.g. `69` or `2A`.")


@over(
    models.AdvisorHandover, requires=Role.ADVISOR, description="A company went from one advisor to another (passation)."
)
class AdvisorHandover:
    """For the group."""

    previous: AdvisorRef | None = related(description="Who followed the company until then; null: the pool.")
    advisor: AdvisorRef | None = related(description="Who follows it from then on; null: the pool.")
    actor: AdvisorRef | None = related(description="Who decided it; null: the product itself, by its rule.")
    reason: str = column(description="Why, in French.")
    at: dt.datetime = column(description="When.")
