"""The FAQ: questions for everybody, some answers for members."""

from typing import Annotated

import strawberry

import models
from access.conditions import Arg, Eq, Literal
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, over, part
from graph.gates import AccessRestricted, Requires
from graph.node import Node
from graph.relay import Connection
from graph.searching import SearchedTexts, of_hit
from workflows import search_texts

described_enum(
    models.Visibility,
    "Who may read a text.",
    {models.Visibility.PUBLIC: "Everybody.", models.Visibility.MEMBER: "Members (adhérents) and the group."},
)
described_enum(
    models.ContentStatus,
    "Where a text stands. Others than the group find published ones only.",
    {
        models.ContentStatus.DRAFT: "Being written (brouillon).",
        models.ContentStatus.SCHEDULED: "Will be published on its day (programmé).",
        models.ContentStatus.PUBLISHED: "Can be read (publié).",
        models.ContentStatus.WITHDRAWN: "Was published and is no more (retiré).",
    },
)

PUBLIC_ROWS = Eq("visibility", Literal(models.Visibility.PUBLIC))
STATUS_FILTER = argument(
    "status",
    models.ContentStatus | None,
    "Only this status; null: any. It is for the group, others see what is published and nothing else.",
    matches=Eq("status", Arg("status")),
    default=models.ContentStatus.PUBLISHED,
)


@over(models.FaqEntry, requires=Role.MEMBER, open_for=PUBLIC_ROWS, description="The answer to a question of the FAQ.")
class FaqAnswer:
    """Behind a gate that is open where the entry is public."""

    markdown: str = column("answer", description="The answer, Markdown, in French.")
    html: str = column("answer_html", description="The same as HTML that is safe to put into a page.")


FaqAnswerResult = Annotated[
    FaqAnswer | AccessRestricted, strawberry.union("FaqAnswerResult", description="The answer, or a closed gate.")
]


@over(models.FaqEntry, requires=Role.ANYONE, description="A question of the FAQ (foire aux questions).")
class FaqEntry(Node):
    """The question is public."""

    slug: str = column(description="Its name in addresses, e.g. `code-cdp`.")
    topic: str = column(description="The heading that it stands under, in French.")
    question: str = column(description="The question, in French.")
    visibility: models.Visibility = column(description="Who may read the answer.")
    answer: FaqAnswerResult = part(
        gate=Role.MEMBER, open_for=PUBLIC_ROWS, description="The answer; of some entries for members only."
    )
    position: int = column(description="Entries stand in the order of this number.")
    keywords: str | None = column(requires=Role.ADVISOR, description="Words that people search it by.")
    status: models.ContentStatus | None = column(requires=Role.ADVISOR, description="Where it stands.")


@strawberry.type(description="A page of the FAQ.", directives=[Requires(role=Role.ANYONE)])
class FaqEntryConnection(Connection[FaqEntry]):
    """Public."""


SEARCHED_BY = {
    Role.MEMBER: SearchedTexts(search_texts.members_faq),
    Role.ANYONE: SearchedTexts(search_texts.public_faq),
}


@over(models.FaqEntry, requires=Role.ANYONE, description="An entry of the FAQ that suits what was asked.")
class FaqHit:
    """What somebody may not read is not searched for them, so a hit tells nothing of it."""

    score: float = of_hit(
        "score", description="How well it suits, from 0 to 1; from about 0.4 on it is likely to be what was asked."
    )
    passage: str | None = of_hit(
        "passage", description="The part of the answer that suits best, plain text; null where the answer is reserved."
    )
    entry: FaqEntry = part(description="The entry.")


FAQ_FILTERS = (
    argument("topic", str | None, "Only under this heading.", matches=Eq("topic", Arg("topic"))),
    STATUS_FILTER,
)
