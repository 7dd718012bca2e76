"""Compiles a validated query over declared fields into one SQL statement whose result is the JSON of the answer.

The small face: `compile_query` makes a `Plan`, `Plan.bind` gives the driver's values, `Unsupported` says why not.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from access.policy import Role
from graph.compiler.compile import Compiler
from graph.compiler.plan import Plan, Unsupported, Variables
from graph.compiler.writers import WRITERS
from graph.sql import SqlWriter
from models.database import Dialect
from settings import Settings

__all__ = ["Plan", "Unsupported", "compile_query"]


def compile_query(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    dialect: Dialect,
    roles: Sequence[Role],
    single: frozenset[str],
    variables: Variables,
    settings: Settings,
) -> Plan:
    """The plan for viewers with these roles and single values, and variables of this shape. Raises `Unsupported`."""
    sql = SqlWriter(dialect, single)
    return Compiler(schema, document, WRITERS, sql, roles=roles, variables=variables, settings=settings).plan(operation)
