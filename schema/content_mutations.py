"""Administrators keep the FAQ, the articles and the regulatory checks."""

import datetime as dt
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

import models
from access.policy import Role
from access.viewer import Viewer
from errors import BadInput
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.node import Node, as_node
from graph.relay import key_or_zero, parse_global_id
from graph.shared import commit_wait
from models.content import Publication
from schema.articles import Article
from schema.faq import FaqEntry
from schema.outcomes import InvalidInput
from schema.regulatory_checks import RegulatoryCheck
from workflows import content
from workflows.inputs import InputCode, InputProblem
from workflows.outcomes import Invalid

ADMINS = [Requires(role=Role.ADMIN)]
_TEXTS: dict[str, type[Any]] = {
    FaqEntry.__name__: models.FaqEntry,
    Article.__name__: models.Article,
    RegulatoryCheck.__name__: models.RegulatoryCheck,
}
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


@strawberry.type(description="The text as it is now.", directives=ADMINS)
class ContentPayload:
    """Everybody is answered with it from now on."""

    content: Node = strawberry.field(description="The entry, article or check.")


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
    ) -> ContentResult:
        """Its slug must be free."""
        return await _create(info, FaqEntry, input)

    @action(requires=Role.ADMIN, description="Change an entry of the FAQ. Administrators only.")
    async def update_faq_entry(
        self, info: Info, input: Annotated[UpdateFaqEntryInput, strawberry.argument(description="What changes.")]
    ) -> ContentResult:
        """What is left out stays."""
        return await _update(info, FaqEntry, input)

    @action(requires=Role.ADMIN, description="Add an article. Administrators only.")
    async def create_article(
        self, info: Info, input: Annotated[CreateArticleInput, strawberry.argument(description="The article.")]
    ) -> ContentResult:
        """Its slug must be free."""
        return await _create(info, Article, input)

    @action(requires=Role.ADMIN, description="Change an article. Administrators only.")
    async def update_article(
        self, info: Info, input: Annotated[UpdateArticleInput, strawberry.argument(description="What changes.")]
    ) -> ContentResult:
        """What is left out stays."""
        return await _update(info, Article, input)

    @action(requires=Role.ADMIN, description="Add a regulatory check. Administrators only.")
    async def create_regulatory_check(
        self, info: Info, input: Annotated[CreateRegulatoryCheckInput, strawberry.argument(description="The check.")]
    ) -> ContentResult:
        """Its slug must be free."""
        return await _create(info, RegulatoryCheck, input)

    @action(requires=Role.ADMIN, description="Change a regulatory check. Administrators only.")
    async def update_regulatory_check(
        self, info: Info, input: Annotated[UpdateRegulatoryCheckInput, strawberry.argument(description="What changes.")]
    ) -> ContentResult:
        """What is left out stays."""
        return await _update(info, RegulatoryCheck, input, clear=("every_months",) if input.once else ())

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
            return InvalidInput.of([InputProblem("id", InputCode.NOT_FOUND, "Ce texte n’existe pas.")])
        return await _told(await content.set_status(_viewer(info), _TEXTS[name], key, input.status), name)


def _viewer(info: Info) -> Viewer:
    context: Context = info.context
    return context.viewer


async def _create(info: Info, noun: type[Node], given: object) -> ContentPayload | InvalidInput:
    name = noun.__name__
    return await _told(await content.create(_viewer(info), _TEXTS[name], vars(given)), name)


async def _update(
    info: Info, noun: type[Node], given: object, *, clear: tuple[str, ...] = ()
) -> ContentPayload | InvalidInput:
    name, key = noun.__name__, key_or_zero(noun.__name__, vars(given)["id"])
    changes = {field: value for field, value in vars(given).items() if field not in ("id", "once")}
    return await _told(await content.update(_viewer(info), _TEXTS[name], key, changes, clear=clear), name)


async def _told(found: Publication | Invalid, type_name: str) -> ContentPayload | InvalidInput:
    if isinstance(found, Invalid):
        return InvalidInput.of(found.problems)
    await commit_wait()
    return ContentPayload(content=as_node(found, type_name))
