"""What the group publishes, asked for: FAQ, articles, regulatory checks."""

import strawberry

import models
from access.conditions import Arg, Eq
from graph.fields import argument, page, row
from graph.relay import key_of
from graph.searching import ranked
from graph.sources import Argument
from schema.articles import ARTICLE_FILTERS, Article, ArticleConnection
from schema.faq import FAQ_FILTERS, SEARCHED_BY, FaqEntry, FaqEntryConnection, FaqHit
from schema.regulatory_checks import CHECK_FILTERS, RegulatoryCheck, RegulatoryCheckConnection


def _which(type_name: str) -> tuple[Argument, ...]:
    return (
        argument("id", strawberry.ID | None, "Its id.", matches=Eq("id", Arg("id", key_of(type_name)))),
        argument("slug", str | None, "Its name in addresses.", matches=Eq("slug", Arg("slug"))),
    )


@strawberry.type
class ContentQueries:
    """Part of the root of queries."""

    faq: FaqEntryConnection = page(
        models.FaqEntry, order=("position",), arguments=FAQ_FILTERS, description="The FAQ, in its order."
    )
    faq_entry: FaqEntry | None = row(
        models.FaqEntry, arguments=_which("FaqEntry"), description="One question, by its id or by its slug."
    )
    search_faq: list[FaqHit] = ranked(
        models.FaqEntry,
        SEARCHED_BY,
        description="The entries of the FAQ that suit a question best, best first: accents, plurals, typos and other "
        "words for the same don't matter. Members also search the answers that are reserved for them.",
    )
    articles: ArticleConnection = page(
        models.Article,
        order=("published_on",),
        descending=True,
        arguments=ARTICLE_FILTERS,
        description="News and tips, newest first.",
    )
    article: Article | None = row(
        models.Article, arguments=_which("Article"), description="One article, by its id or by its slug."
    )
    regulatory_checks: RegulatoryCheckConnection = page(
        models.RegulatoryCheck, arguments=CHECK_FILTERS, description="The checks that sites must have made."
    )
    regulatory_check: RegulatoryCheck | None = row(
        models.RegulatoryCheck, arguments=_which("RegulatoryCheck"), description="One check, by its id or by its slug."
    )
