"""Sessions: where somebody is signed in."""

import datetime as dt

import models
from access.conditions import Eq, OfViewer
from access.policy import Role
from graph.fields import column, holds, over
from graph.node import Node


@over(models.Session, requires=Role.SIGNED_IN, description="A signed-in browser or program (session).")
class Session(Node):
    """Visible to its person alone."""

    device: str = column(description="The browser and its machine, in French, e.g. `Firefox sur Windows`.")
    created_at: dt.datetime = column(description="When somebody signed in.")
    last_seen_at: dt.datetime | None = column(description="When it was last used, to about five minutes.")
    expires_at: dt.datetime = column(description="When it ends by itself.")
    current: bool = holds(Eq("id", OfViewer("session_id")), description="Whether it is the one that asks.")
