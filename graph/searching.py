"""Texts that are searched in memory: kept under the version of the catalogue, so what was written is found at once.

`SearchedTexts.argument` is for lists that are narrowed by what somebody typed, `ranked` declares a list of its own,
best first. Either way the database sees only ids, the same on both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from access.conditions import Arg, Condition, In
from access.policy import Role
from errors import BadInput
from graph.context import Context
from graph.database import Connection
from graph.fields import GraphField, field_of
from graph.recent import RecentVersion
from graph.rows import by_id
from graph.sources import Argument, Arguments
from graph.sql import prepared
from models.database import times_opened
from models.versions import CATALOGUE
from search import Document, Hit, Index

MOST_HITS = 20
DEFAULT_HITS = 5
_CURRENT = RecentVersion(CATALOGUE)
_HIT = "_hit"


class SearchedTexts:
    """The index of one kind of texts. `load` reads all of them, from tables of the catalogue."""

    def __init__(self, load: Callable[[], Awaitable[Iterable[Document]]]) -> None:
        self._load = load
        self._documents: list[Document] = []
        self._index, self._version, self._opened = Index(()), -1, 0
        self._refreshing = asyncio.Lock()

    async def ready(self) -> int:
        """Make sure that the index is true now, as true as shared answers are; the version that it is true under."""
        if Connection().in_transaction and self._opened == times_opened():
            return self._version  # what is not committed yet must not be kept
        version = await _CURRENT.get()
        if (self._version, self._opened) != (version, times_opened()):
            async with self._refreshing:
                if (self._version, self._opened) != (version, times_opened()):
                    await self._refresh(version)
        return self._version

    async def _refresh(self, version: int) -> None:
        """Texts are read after the version, so they are at least as new."""
        opened = times_opened()
        documents = list(await self._load())
        if documents != self._documents:  # the catalogue has other things too
            self._index, self._documents = await asyncio.to_thread(Index, documents), documents
        self._version, self._opened = version, opened

    def ids(self, text: str) -> tuple[int, ...]:
        """The rows that have every word of the text. Call `ready` first."""
        return tuple(self._index.matching(text))

    def best(self, text: str, most: int) -> list[Hit]:
        """The rows that suit the text best. Call `ready` first. Raises `BadInput` for a text that is too long."""
        return self._index.best(prepared(text, None), most)

    def argument(self, note: str) -> Argument:
        """The argument `search` of a list: it narrows the rows to those that have every word of what was typed."""
        description = (
            "What somebody typed: every word must be found, or what it may stand for. Accents, plurals and typos don't "
            f"matter, and the last word may be unfinished. {note}"
        )
        return Argument("search", str | None, description, In("id", Arg("search", self.ids, ready=self.ready)), None)


@dataclass(frozen=True)
class Ranked:
    """Rows that suit the argument `text` best, best first. By role, the texts that are searched for its viewers."""

    model: type[Model]
    by: tuple[tuple[Role, SearchedTexts], ...]

    def texts(self, roles: Iterable[Role]) -> SearchedTexts:
        """What is searched for viewers with these roles: the first that is theirs."""
        return next(texts for role, texts in self.by if role in tuple(roles))

    async def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> list[Model]:
        """The rows, each with what was found of it."""
        texts = self.texts(context.roles)
        await texts.ready()
        hits = texts.best(arguments["text"], hits_wanted(arguments["first"]))
        found = await by_id(self.model, context, [hit.key for hit in hits])
        for one, hit in zip(found, hits, strict=True):
            if one is not None:
                setattr(one, _HIT, hit)
        return [one for one in found if one is not None]


@dataclass(frozen=True)
class OfHit:
    """What was found of a row of a `Ranked` list: its `score` or its `passage`."""

    name: str

    def resolve(self, field: GraphField, row: Any, context: Context, arguments: Arguments) -> Any:
        """A number from 0 to 1, or a text that may be missing."""
        return getattr(getattr(row, _HIT), self.name)


def searches(matches: Condition | None) -> bool:
    """Whether an argument looks through an index."""
    return isinstance(matches, In) and isinstance(matches.values, Arg) and matches.values.ready is not None


def hits_wanted(first: int) -> int:
    """`first`, checked. Raises `BadInput` outside 0 to 20."""
    if not 0 <= first <= MOST_HITS:
        raise BadInput(f"`first` must be between 0 and {MOST_HITS}, not {first}")
    return first


def ranked(model: type[Model], by: Mapping[Role, SearchedTexts], *, description: str) -> Any:
    """A list of the rows that suit a text best; `by` the first role of the viewer decides what is searched."""
    arguments = (
        Argument("text", str, "What somebody typed, or the question of a mail, in French.", None, None),
        Argument("first", int, f"How many at most, up to {MOST_HITS}.", None, DEFAULT_HITS),
    )
    return field_of(Ranked(model, tuple(by.items())), description, arguments=arguments)


def of_hit(name: str, *, description: str) -> Any:
    """`score` or `passage`, on a type that stands over the model of a `ranked` list."""
    return field_of(OfHit(name), description)
