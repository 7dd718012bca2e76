"""Administrators keep the FAQ, the articles and the regulatory checks."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, cast

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.node import Node, load_nodes
from graph.relay import key_or_zero, parse_global_id
from graph.shared import commit_wait
from models.content import Publication
from schema.articles import Article
from schema.faq import FaqEntry
from schema.outcomes import InvalidInput, UserError
from schema.regulatory_checks import RegulatoryCheck
from workflows import content
from workflows.inputs import InputCode
from workflows.outcomes import Invalid

ADMINS = [Requires(role=Role.ADMIN)]
R = TypeVar("R")
_TEXTS: dict[str, type[Any]] = {
    "FaqEntry": models.FaqEntry, "Article": models.Article, "RegulatoryCheck": models.RegulatoryCheck,
}  # fmt: skip
SLUG = "Its name in addresses, e.g. `code-cdp`; "
MARKDOWN = "Markdown, in French: paragraphs, lists, headings, emphasis and links; HTML is only characters."


@strawberry.input(description="A new entry of the FAQ.")
class CreateFaqEntryInput:
    """Published at once unless said otherwise."""

    question: str = strawberry.field(description="The question, in French.")
    answer: str = strawberry.field(description=MARKDOWN)
    visibility: models.Visibility = strawberry.field(description="Who may read the answer. Asked for each time.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "default: made from the question.")
    topic: str | None = strawberry.field(default=None, description="The heading that it stands under.")
    keywords: str | None = strawberry.field(default=None, description="Words that people search it by, and it lacks.")
    position: int | None = strawberry.field(default=None, description="Entries stand in the order of this number.")
    status: models.ContentStatus = strawberry.field(
        default=models.ContentStatus.PUBLISHED, description="`PUBLISHED` or `DRAFT`."
    )


@strawberry.input(description="What changes in an entry of the FAQ; what is left out stays as it is.")
class UpdateFaqEntryInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the entry.")
    question: str | None = strawberry.field(default=None, description="The question, in French.")
    answer: str | None = strawberry.field(default=None, description=MARKDOWN)
    visibility: models.Visibility | None = strawberry.field(default=None, description="Who may read the answer.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "old addresses end.")
    topic: str | None = strawberry.field(default=None, description="The heading that it stands under.")
    keywords: str | None = strawberry.field(default=None, description="Words that people search it by.")
    position: int | None = strawberry.field(default=None, description="Entries stand in the order of this number.")


@strawberry.input(description="A new article.")
class CreateArticleInput:
    """With a day to come it is scheduled, and published on that day."""

    kind: models.ArticleKind = strawberry.field(description="News or a tip.")
    title: str = strawberry.field(description="The title, in French.")
    body: str = strawberry.field(description=MARKDOWN)
    visibility: models.Visibility = strawberry.field(description="Who may read the text. Asked for each time.")
    published_on: dt.date = strawberry.field(description="The day of its publication.")
    summary: str | None = strawberry.field(default=None, description="What it is about, told to everybody.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "default: made from the title.")
    status: models.ContentStatus = strawberry.field(
        default=models.ContentStatus.PUBLISHED, description="`PUBLISHED` or `DRAFT`."
    )


@strawberry.input(description="What changes in an article; what is left out stays as it is.")
class UpdateArticleInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the article.")
    kind: models.ArticleKind | None = strawberry.field(default=None, description="News or a tip.")
    title: str | None = strawberry.field(default=None, description="The title, in French.")
    body: str | None = strawberry.field(default=None, description=MARKDOWN)
    visibility: models.Visibility | None = strawberry.field(default=None, description="Who may read the text.")
    published_on: dt.date | None = strawberry.field(default=None, description="The day of its publication.")
    summary: str | None = strawberry.field(default=None, description="What it is about, told to everybody.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "old addresses end.")


@strawberry.input(description="A new regulatory check.")
class CreateRegulatoryCheckInput:
    """Published at once unless said otherwise."""

    phase: models.SitePhase = strawberry.field(description="The stage of a site's life that asks for it.")
    title: str = strawberry.field(description="What it is, in French.")
    body: str = strawberry.field(description=MARKDOWN)
    visibility: models.Visibility = strawberry.field(description="Who may read how it is done. Asked for each time.")
    every_months: int | None = strawberry.field(default=None, description="How often, in months; null: once.")
    legal_source: str | None = strawberry.field(default=None, description="The text of law that asks for it.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "default: made from the title.")
    status: models.ContentStatus = strawberry.field(
        default=models.ContentStatus.PUBLISHED, description="`PUBLISHED` or `DRAFT`."
    )


@strawberry.input(description="What changes in a regulatory check; what is left out stays as it is.")
class UpdateRegulatoryCheckInput:
    """By its id."""

    id: strawberry.ID = strawberry.field(description="Id of the check.")
    phase: models.SitePhase | None = strawberry.field(default=None, description="The stage that asks for it.")
    title: str | None = strawberry.field(default=None, description="What it is, in French.")
    body: str | None = strawberry.field(default=None, description=MARKDOWN)
    visibility: models.Visibility | None = strawberry.field(default=None, description="Who may read how it is done.")
    every_months: int | None = strawberry.field(default=None, description="How often, in months.")
    once: bool = strawberry.field(default=False, description="It is done once: `everyMonths` becomes null.")
    legal_source: str | None = strawberry.field(default=None, description="The text of law that asks for it.")
    slug: str | None = strawberry.field(default=None, description=SLUG + "old addresses end.")


@strawberry.input(description="What becomes of a text.")
class SetContentStatusInput:
    """Of an entry of the FAQ, an article or a check."""

    id: strawberry.ID = strawberry.field(description="Id of the text.")
    status: models.ContentStatus = strawberry.field(
        description="`PUBLISHED`, `WITHDRAWN` or `DRAFT`; an article whose day is to come is scheduled."
    )


@strawberry.type(description="The entry as it is now.", directives=ADMINS)
class FaqEntryPayload:
    """Everybody is answered with it from now on."""

    faq_entry: FaqEntry = strawberry.field(description="The entry.")


@strawberry.type(description="The article as it is now.", directives=ADMINS)
class ArticlePayload:
    """Everybody is answered with it from now on."""

    article: Article = strawberry.field(description="The article.")


@strawberry.type(description="The check as it is now.", directives=ADMINS)
class RegulatoryCheckPayload:
    """Everybody is answered with it from now on."""

    regulatory_check: RegulatoryCheck = strawberry.field(description="The check.")


@strawberry.type(description="The text as it is now.", directives=ADMINS)
class ContentPayload:
    """Everybody is answered with it from now on."""

    content: Node = strawberry.field(description="The entry, article or check.")


FaqEntryResult = Annotated[
    FaqEntryPayload | AccessRestricted | InvalidInput,
    strawberry.union("FaqEntryResult", description="The entry, a closed gate, or what is wrong."),
]
ArticleResult = Annotated[
    ArticlePayload | AccessRestricted | InvalidInput,
    strawberry.union("ArticleResult", description="The article, a closed gate, or what is wrong."),
]
RegulatoryCheckResult = Annotated[
    RegulatoryCheckPayload | AccessRestricted | InvalidInput,
    strawberry.union("RegulatoryCheckResult", description="The check, a closed gate, or what is wrong."),
]
ContentResult = Annotated[
    ContentPayload | AccessRestricted | InvalidInput,
    strawberry.union("ContentResult", description="The text, a closed gate, or what is wrong."),
]


@strawberry.type
class ContentMutations:
    """Part of the root of mutations. Whoever was told of a change gets no answer from before it."""

    @action(requires=Role.ADMIN, description="Add an entry to the FAQ. Administrators only.")
    async def create_faq_entry(
        self, info: Info, input: Annotated[CreateFaqEntryInput, strawberry.argument(description="The entry.")]
    ) -> FaqEntryResult:
        """Its slug must be free."""
        found = await content.create(_viewer(info), models.FaqEntry, vars(input))
        return await _told(found, lambda row: FaqEntryPayload(faq_entry=cast(FaqEntry, row)))

    @action(requires=Role.ADMIN, description="Change an entry of the FAQ. Administrators only.")
    async def update_faq_entry(
        self, info: Info, input: Annotated[UpdateFaqEntryInput, strawberry.argument(description="What changes.")]
    ) -> FaqEntryResult:
        """What is left out stays."""
        found = await content.update(_viewer(info), models.FaqEntry, *_changes("FaqEntry", input))
        return await _told(found, lambda row: FaqEntryPayload(faq_entry=cast(FaqEntry, row)))

    @action(requires=Role.ADMIN, description="Add an article. Administrators only.")
    async def create_article(
        self, info: Info, input: Annotated[CreateArticleInput, strawberry.argument(description="The article.")]
    ) -> ArticleResult:
        """Its slug must be free."""
        found = await content.create(_viewer(info), models.Article, vars(input))
        return await _told(found, lambda row: ArticlePayload(article=cast(Article, row)))

    @action(requires=Role.ADMIN, description="Change an article. Administrators only.")
    async def update_article(
        self, info: Info, input: Annotated[UpdateArticleInput, strawberry.argument(description="What changes.")]
    ) -> ArticleResult:
        """What is left out stays."""
        found = await content.update(_viewer(info), models.Article, *_changes("Article", input))
        return await _told(found, lambda row: ArticlePayload(article=cast(Article, row)))

    @action(requires=Role.ADMIN, description="Add a regulatory check. Administrators only.")
    async def create_regulatory_check(
        self, info: Info, input: Annotated[CreateRegulatoryCheckInput, strawberry.argument(description="The check.")]
    ) -> RegulatoryCheckResult:
        """Its slug must be free."""
        found = await content.create(_viewer(info), models.RegulatoryCheck, vars(input))
        return await _told(found, lambda row: RegulatoryCheckPayload(regulatory_check=cast(RegulatoryCheck, row)))

    @action(requires=Role.ADMIN, description="Change a regulatory check. Administrators only.")
    async def update_regulatory_check(
        self, info: Info, input: Annotated[UpdateRegulatoryCheckInput, strawberry.argument(description="What changes.")]
    ) -> RegulatoryCheckResult:
        """What is left out stays."""
        clear = ("every_months",) if input.once else ()
        key, changes = _changes("RegulatoryCheck", input)
        changes.pop("once")
        found = await content.update(_viewer(info), models.RegulatoryCheck, key, changes, clear=clear)
        return await _told(found, lambda row: RegulatoryCheckPayload(regulatory_check=cast(RegulatoryCheck, row)))

    @action(requires=Role.ADMIN, description="Publish or withdraw a text. Administrators only.")
    async def set_content_status(
        self, info: Info, input: Annotated[SetContentStatusInput, strawberry.argument(description="Which, and what.")]
    ) -> ContentResult:
        """Only what is published exists for others than the group."""
        try:
            name, key = parse_global_id(input.id)
        except BadInput:
            name, key = "", 0
        if name not in _TEXTS:
            return _invalid(Invalid.one("id", InputCode.NOT_FOUND, "Ce texte n’existe pas."))
        found = await content.set_status(_viewer(info), _TEXTS[name], key, input.status)
        if isinstance(found, Invalid):
            return _invalid(found)
        await commit_wait()
        return ContentPayload(content=cast(Node, (await load_nodes(info.context, [input.id]))[0]))


def _viewer(info: Info) -> Any:
    context: Context = info.context
    return context.viewer


def _changes(type_name: str, input_: Any) -> tuple[int, dict[str, Any]]:
    """The key, and what was given beside it."""
    given: Mapping[str, Any] = vars(input_)
    return key_or_zero(type_name, given["id"]), {name: value for name, value in given.items() if name != "id"}


async def _told(found: Publication | Invalid, payload: Callable[[Any], R]) -> R | InvalidInput:
    if isinstance(found, Invalid):
        return _invalid(found)
    await commit_wait()
    return payload(found)


def _invalid(found: Invalid) -> InvalidInput:
    return InvalidInput(user_errors=[UserError.of(problem) for problem in found.problems])
