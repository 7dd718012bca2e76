"""Relay's conventions: global ids, `Node`, connections with stable cursors (https://relay.dev/graphql/connections.htm)."""

import datetime as dt
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import strawberry
from tortoise.models import Model

from access.policy import Role
from errors import BadInput
from graph.gates import Requires
from graph.rows import Order

T = TypeVar("T")
MAX_PAGE = 100
DEFAULT_PAGE = 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GLOBAL_ID = re.compile(r"([A-Za-z]{1,60}):([1-9][0-9]{0,9})")


def global_id(type_name: str, key: int) -> str:
    """The id of an object across all types, e.g. `Supplier:12`. Clients must take it as it is."""
    return f"{type_name}:{key}"


def parse_global_id(text: str) -> tuple[str, int]:
    """Type name and key. Raises `BadInput`."""
    match = _GLOBAL_ID.fullmatch(text)
    if match is None or int(match[2]) > 2**31 - 1:
        raise BadInput(f"{text!r} is not an id of this API; ids come from the `id` fields of earlier answers")
    return match[1], int(match[2])


def key_of(type_name: str) -> Callable[[str], int]:
    """A parser for ids of one type: for arguments that must name, say, a supplier."""

    def parse(text: str) -> int:
        found, key = parse_global_id(text)
        if found != type_name:
            raise BadInput(f"{text!r} is the id of a {found}; expected the id of a {type_name}")
        return key

    return parse


def key_or_zero(type_name: str, text: str) -> int:
    """The key in an id of that type; 0, which is nobody's, for anything else: a wrong id is one that names nothing."""
    try:
        return key_of(type_name)(text)
    except BadInput:
        return 0


def encode_cursor(values: list[Any]) -> str:
    """The position of a row in its order; opaque to clients."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=dt.date.isoformat)


def decode_cursor(text: str, kinds: list[type]) -> list[Any]:
    """The ordering values. Raises `BadInput` when the text is not a cursor of such a list."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):  # brackets nested thousands deep
        values = None
    if not isinstance(values, list) or len(values) != len(kinds):
        values = [None] * len(kinds)
    return [_decoded(value, kind) for value, kind in zip(values, kinds, strict=True)]


def _decoded(value: Any, kind: type) -> Any:
    if kind is dt.date and isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return dt.date.fromisoformat(value)
    elif type(value) is kind and not (isinstance(value, int) and abs(value) > 2**31 - 1):
        return value
    raise BadInput("`after` must be a `cursor` or `endCursor` that this same list returned")


def page_size(first: int) -> int:
    """`first`, checked. Raises `BadInput` outside 0–100."""
    if not 0 <= first <= MAX_PAGE:
        raise BadInput(f"`first` must be between 0 and {MAX_PAGE}, not {first}")
    return first


@strawberry.type(description="Where a page stands in its list.", directives=[Requires(role=Role.ANYONE)])
class PageInfo:
    """Relay's PageInfo; lists are read forwards."""

    has_next_page: bool = strawberry.field(description="Whether rows follow.")
    has_previous_page: bool = strawberry.field(description="Whether the page was asked for behind a cursor.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row: the next page's `after`.")


@strawberry.type(description="A row of a page and its cursor.", directives=[Requires(role=Role.ANYONE)])
class Edge(Generic[T]):
    """Relay's Edge."""

    cursor: str = strawberry.field(description="The row's position, for `after`.")
    node: T = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.", directives=[Requires(role=Role.ANYONE)])
class Connection(Generic[T]):
    """Relay's Connection, read from a `Page`. Each noun names its own: `class AgencyConnection(Connection[Agency])`."""

    edges: list[Edge[T]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[T] = strawberry.field(description="The rows alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many rows the whole list has. Costs a count of its own.")

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """A union with `AccessRestricted` is told apart by this."""
        return isinstance(value, Page)


@dataclass
class PageEdge:
    """What an `Edge` is read from."""

    cursor: str
    node: Model


@dataclass
class Page:
    """What a `Connection` is read from: the rows, and how to count the whole list when somebody asks."""

    rows: list[Model]
    order: Order
    first: int
    after: str | None
    count: Callable[[], Awaitable[int]]
    nodes: list[Model] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = self.rows[: self.first]

    @property
    def edges(self) -> list[PageEdge]:
        """The rows with their cursors."""
        return [PageEdge(self._cursor(row), row) for row in self.nodes]

    @property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return PageInfo(
            has_next_page=len(self.rows) > self.first,
            has_previous_page=self.after is not None,
            start_cursor=self._cursor(self.nodes[0]) if self.nodes else None,
            end_cursor=self._cursor(self.nodes[-1]) if self.nodes else None,
        )

    @property
    def total_count(self) -> Awaitable[int]:
        """How many rows the whole list has."""
        return self.count()

    def _cursor(self, row: Model) -> str:
        return encode_cursor([getattr(row, name) for name in self.order.names])
