"""Regulatory checks (contrôles réglementaires) that a site must have made at the stages of its life."""

from typing import Annotated

import strawberry

import models
from access.conditions import Arg, Eq
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, labels, over, part
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection
from graph.searching import SearchedTexts
from schema.faq import PUBLIC_ROWS, STATUS_FILTER
from workflows import search_texts

described_enum(
    models.SitePhase,
    "A stage of a site's life.",
    {
        models.SitePhase.OPENING: "Before and at its opening (ouverture).",
        models.SitePhase.OPERATION: "While it is run (exploitation).",
        models.SitePhase.SALE: "When it is sold (cession).",
    },
)

PHASE_LABELS = {
    models.SitePhase.OPENING: "Ouverture",
    models.SitePhase.OPERATION: "Exploitation",
    models.SitePhase.SALE: "Cession",
}


@over(models.RegulatoryCheck, requires=Role.MEMBER, open_for=PUBLIC_ROWS, description="How a check is done.")
class RegulatoryCheckBody:
    """Behind a gate that is open where the check is public."""

    markdown: str = column("body", description="What is to be done, Markdown, in French.")
    html: str = column("body_html", description="The same as HTML that is safe to put into a page.")


RegulatoryCheckBodyResult = Annotated[
    RegulatoryCheckBody | AccessRestricted,
    strawberry.union("RegulatoryCheckBodyResult", description="What is to be done, or a closed gate."),
]


@over(models.RegulatoryCheck, requires=Role.ANYONE, description="A regulatory check (contrôle réglementaire).")
class RegulatoryCheck(Node):
    """What it is, when and why is public; how it is done may be for members."""

    slug: str = column(description="Its name in addresses, e.g. `exercices-incendie`.")
    phase: models.SitePhase = column(description="The stage of a site's life that asks for it.")
    phase_label: str = labels("phase", PHASE_LABELS, description="The stage in French.")
    title: str = column(description="What it is, in French.")
    every_months: int | None = column(description="How often, in months; null: once.")
    legal_source: str = column(description="The text of law that asks for it, in French.")
    visibility: models.Visibility = column(description="Who may read how it is done.")
    body: RegulatoryCheckBodyResult = part(
        gate=Role.MEMBER, open_for=PUBLIC_ROWS, description="How it is done; of some checks for members only."
    )
    status: models.ContentStatus | None = column(requires=Role.ADVISOR, description="Where it stands.")


@strawberry.type(description="A page of regulatory checks.", directives=[Requires(role=Role.ANYONE)])
class RegulatoryCheckConnection(Connection[RegulatoryCheck]):
    """Public."""


TEXTS = SearchedTexts(search_texts.checks)
CHECK_FILTERS = (
    argument("phase", models.SitePhase | None, "Only this stage.", matches=Eq("phase", Arg("phase"))),
    TEXTS.argument("Reserved texts are searched by their titles only."),
    STATUS_FILTER,
)
