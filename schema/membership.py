"""The history of a company's membership."""

import datetime as dt

import models
from access.policy import Role
from graph.fields import column, over
from schema.enums import Channel, MemberStatus


@over(models.MembershipEvent, requires=Role.ADVISOR, description="A line of the history of a membership (adhésion).")
class MembershipEvent:
    """For the group."""

    status: MemberStatus = column(description="What the company became.")
    day: dt.date = column(description="From which day; of an end: the last day of the membership.")
    announced: bool = column(description="Whether it was only said ahead: the change itself is a line of its own.")
    reason: str = column(description="Why, in French.")
    actor_label: str = column(description="Who wrote it down.")
    channel: Channel = column(description="Through which door.")
    at: dt.datetime = column(description="When it was written down.")
