"""Spend categories."""

import models
from access.policy import Role
from graph.fields import column, over
from graph.node import Node


@over(models.Category, requires=Role.ANYONE, description="A spend category (poste de dépenses).")
class Category(Node):
    """Public."""

    code: str = column(description="Stable code, e.g. `PAPETERIE`.")
    name: str = column(description="Name in French.")
    description: str = column(description="What it covers, in French.")
