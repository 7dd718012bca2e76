"""What can be watched: fields of the root `Subscription`, declared like all others.

    supplier_attachment_changed: SupplierAttachment | None = stream(
        models.SupplierAttachment, requires=Role.SIGNED_IN, description="…"
    )

is the whole of a subscription; whoever changes such a row publishes it in the same transaction:

    await publish(models.SupplierAttachment, attachment.id, member_id=attachment.member_id)

The field gets the argument `id`. With it, one row is answered at once and whenever it changed; a row that doesn't exist
for the viewer, or not any more, ends the subscription like a wrong id. Without it, rows are answered when they change,
those that exist for the viewer; and null, at the beginning and whenever events may have been missed, says "read again
what you show". So a client that reads its list on null and replaces single rows otherwise is never out of date.

Policy, row scope and the condition `where` are asked again at every event, with the viewer as they are then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    Executor,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    create_source_event_stream,
    get_named_type,
)
from tortoise.models import Model

from access.conditions import EVERY_ROW, Condition
from access.policy import Role
from graph.context import Context
from graph.fields import GraphField, field_of
from graph.relay import key_of
from graph.rows import by_id
from graph.sources import Argument, Arguments
from jobs.events import Events, Watch


@dataclass(frozen=True)
class Changed:
    """The row of which an event told; the root value of each answer is its key."""

    model: type[Model]
    where: Condition

    async def resolve(self, field: GraphField, row: int | None, context: Context, arguments: Arguments) -> Model | None:
        """The row, or None when it doesn't exist for the viewer or nobody knows which one it is."""
        return None if row is None else (await by_id(self.model, context, [row], self.where))[0]


def stream(
    model: type[Model],
    *,
    description: str,
    requires: Role | None = None,
    where: Condition = EVERY_ROW,
    every: bool = True,
) -> Any:
    """Rows of a table whenever they change. `every=False`: only one row can be watched, by its id. Nullable."""
    what = "Only this one; unknown ids are refused." if every else "Its id; unknown ones are refused."
    argument = Argument("id", strawberry.ID | None if every else strawberry.ID, what, None, None)
    return field_of(Changed(model, where), description, requires=requires, arguments=(argument,))


@dataclass(frozen=True)
class Stream:
    """A subscription that was asked for: what it watches, and the row that its id names, None for all rows."""

    watch: Watch
    key: int | None
    type_name: str

    def __aiter__(self) -> AsyncIterator[int | None]:
        return self.watch


def open_stream(
    schema: GraphQLSchema,
    events: Events,
    document: DocumentNode,
    variables: Mapping[str, Any],
    operation_name: str | None,
) -> Stream | list[GraphQLError]:
    """The stream of a subscription, deaf as yet, or what is wrong with its variables and arguments."""

    def start(_: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Stream:
        field: Any = info.parent_type.fields[info.field_name].extensions["strawberry-definition"]
        type_name, id_ = get_named_type(info.return_type).name, arguments.get("id")
        key = None if id_ is None else key_of(type_name)(id_)
        return Stream(events.watch(field.source.model, key), key, type_name)

    executor = Executor.build(
        schema,
        document,
        raw_variable_values=dict(variables),
        operation_name=operation_name,
        subscribe_field_resolver=start,
    )
    if isinstance(executor, list):
        return executor
    # Nothing to be awaited: `start` is no coroutine.
    opened: Any = create_source_event_stream(executor)
    return opened if isinstance(opened, Stream) else list(opened.errors)
