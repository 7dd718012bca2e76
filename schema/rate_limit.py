"""What the viewer may still ask for."""

import datetime as dt

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import Requires


@strawberry.type(
    description="What may be asked for in a minute. The unit is a value of an answer: rows times fields, lists counted"
    " as full; each answer tells its own as `extensions.cost.requested`. Answers from memory are free, searches apart.",
    directives=[Requires(role=Role.ANYONE)],
)
class RateLimit:
    """Of a signed-in person, or of the network that the public asks from."""

    limit: int = strawberry.field(description="How much a minute.")
    cost: int = strawberry.field(description="What this operation costs.")
    remaining: int = strawberry.field(description="What is left now, this operation paid.")
    reset_at: dt.datetime = strawberry.field(description="When nothing will be missing any more.")


@strawberry.type
class RateLimitQueries:
    """Part of the root of queries."""

    @action(description="What the viewer may still ask for; null where nothing is limited.", changes=False, cost=1)
    async def rate_limit(self, info: Info) -> RateLimit | None:
        """Of the process that answers."""
        context: Context = info.context
        budget = context.budget
        if budget is None:
            return None
        return RateLimit(
            limit=budget.per_minute,
            cost=context.cost,
            remaining=budget.remaining,
            # To the second, upwards: whoever waits until then waits long enough.
            reset_at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=budget.full_in + 1),
        )
