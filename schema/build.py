"""Building the schema, and the text of it that is committed."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.checks import check
from graph.scalars import SCALARS
from schema.mutation import Mutation
from schema.query import Query
from schema.subscription import Subscription
from schema.suppliers import Agency, Coefficient


def build_schema() -> strawberry.Schema:
    """The schema. Raises `DeclarationError` when a field doesn't fit its model."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Agency, Coefficient],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    check(schema)
    return schema


def sdl() -> str:
    """The schema as text: `schema/schema.graphql`."""
    return build_schema().as_str() + "\n"
