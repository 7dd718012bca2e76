"""Fields that do something or calculate: mutations and the few queries that no row answers. Policies as for all fields.

@action(requires=Role.ADVISOR, description="…")
async def accept(self, info: Info, input: Annotated[AcceptInput, …]) -> AcceptResult: …
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from graphql import GraphQLUnionType, get_named_type
from strawberry.extensions import FieldExtension
from strawberry.types import Info

from access.policy import Role
from errors import AccessDenied
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from models.connections import once_more

# What an action costs beside its answer when it says nothing else (`graph.cost`): a few statements.
USUAL_COST = 100
# What changes something leaves rows behind that stay.
CHANGING = 1_000
# Hashing a password takes tens of milliseconds of a processor; judging how easily one is guessed takes some.
HASHING = 10_000
JUDGING = 2_000


class _Policy(FieldExtension):
    """Checked before the resolver; a denial is a value where the field's type has one for it, else an error."""

    def __init__(self, role: Role, *, changes: bool, cost: int) -> None:
        self.role, self._changes, self.cost = role, changes, cost

    async def resolve_async(self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **kwargs: Any) -> Any:
        """The resolver's answer, or the denial."""
        context: Context = info.context
        refused = context.denial(self.role)
        if refused is not None:
            if has_gate(info._raw_info.return_type):
                return AccessRestricted.of(refused, context)
            raise AccessDenied(refused.message, code=refused.code)
        try:
            if not self._changes:
                return await next_(source, info, **kwargs)
            return await once_more(lambda: next_(source, info, **kwargs))
        finally:
            if self._changes:
                context.forget()


def has_gate(type_: Any) -> bool:
    """Whether a GraphQL type has a value for a denial."""
    named = get_named_type(type_)
    return isinstance(named, GraphQLUnionType) and AccessRestricted.__name__ in {one.name for one in named.types}


def action(
    *, description: str, requires: Role = Role.ANYONE, changes: bool = True, cost: int | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """A field answered by the decorated coroutine. `changes=False`: it only calculates, what was loaded stays true.

    `cost` is what it takes beside its answer, in values of an answer: more for what is heavy. By default `CHANGING`
    for what changes something, else `USUAL_COST`.
    Asks more than `ANYONE`? Then its type must be nullable or a union with `AccessRestricted`: start-up checks it.
    """

    taken = cost if cost is not None else CHANGING if changes else USUAL_COST

    def decorate(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=resolver,
            description=description,
            directives=[Requires(role=requires)],
            extensions=[_Policy(requires, changes=changes, cost=taken)],
        )

    return decorate


def role_of_action(field: Any) -> Role | None:
    """What an action asks of the viewer; None for a field that is none."""
    found = _policy(field)
    return found.role if found else None


def cost_of_action(field: Any) -> int:
    """What a field costs by itself: 1, or what the action declares."""
    found = _policy(field)
    return found.cost if found else 1


def _policy(field: Any) -> _Policy | None:
    found = (extension for extension in getattr(field, "extensions", ()) if isinstance(extension, _Policy))
    return next(found, None)
