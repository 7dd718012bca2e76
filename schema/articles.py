"""News and tips (actualités, trucs et astuces)."""

import datetime as dt
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
    models.ArticleKind,
    "What kind of article it is.",
    {
        models.ArticleKind.NEWS: "Something that is new (actualité).",
        models.ArticleKind.TIP: "How to buy better (truc et astuce).",
    },
)

KIND_LABELS = {models.ArticleKind.NEWS: "Actualité", models.ArticleKind.TIP: "Truc et astuce"}


@over(models.Article, requires=Role.MEMBER, open_for=PUBLIC_ROWS, description="What an article says.")
class ArticleBody:
    """Behind a gate that is open where the article is public."""

    markdown: str = column("body", description="The text, Markdown, in French.")
    html: str = column("body_html", description="The same as HTML that is safe to put into a page.")


ArticleBodyResult = Annotated[
    ArticleBody | AccessRestricted, strawberry.union("ArticleBodyResult", description="The text, or a closed gate.")
]


@over(models.Article, requires=Role.ANYONE, description="A piece of news or a tip.")
class Article(Node):
    """Title and summary are public."""

    slug: str = column(description="Its name in addresses, e.g. `smic-2026`.")
    kind: models.ArticleKind = column(description="News or a tip.")
    kind_label: str = labels("kind", KIND_LABELS, description="The kind in French.")
    title: str = column(description="The title, in French.")
    summary: str = column(description="What it is about, in a sentence; may be empty.")
    published_on: dt.date = column(description="The day of its publication.")
    visibility: models.Visibility = column(description="Who may read the text.")
    body: ArticleBodyResult = part(
        gate=Role.MEMBER, open_for=PUBLIC_ROWS, description="The text; of some articles for members only."
    )
    status: models.ContentStatus | None = column(requires=Role.ADVISOR, description="Where it stands.")


@strawberry.type(description="A page of articles.", directives=[Requires(role=Role.ANYONE)])
class ArticleConnection(Connection[Article]):
    """Public."""


TEXTS = SearchedTexts(search_texts.articles)
ARTICLE_FILTERS = (
    argument("kind", models.ArticleKind | None, "Only this kind.", matches=Eq("kind", Arg("kind"))),
    TEXTS.argument("Reserved texts are searched by their titles only."),
    STATUS_FILTER,
)
