"""What runs compiled and what is left to the stock executor, and why."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from graphql import GraphQLObjectType

from access.viewer import ANONYMOUS, Viewer
from graph.actions import role_of_action
from graph.compiler.writers import WRITERS
from graph.fields import GraphField
from tests.graph.comparing import Comparer
from tests.graph.queries import Query
from tests.graph.stored import python_documents, stored_queries
from tests.group import Group, engine

# The list of fields that no plan has. Whoever adds one here says why it can't be declared.
NOT_COMPILED: dict[str, str] = {
    # A chain of backups of any length, on the day that it is in Paris.
    "Member.responsibleAdvisor": "a resolver of its own",
    # Links are signed with a secret, and whether an attestation holds hangs on three tables and a day.
    "MembershipAttestation.status": "a resolver of its own",
    "MembershipAttestation.verificationUrl": "a resolver of its own",
    "MembershipAttestation.pdfUrl": "a resolver of its own",
    "Query.attestationVerification": "a resolver of its own",
    # A rule over the company's status and its audits.
    "Query.auditEntitlement": "a resolver of its own",
    # Counts and notes each question.
    "Query.membershipCheck": "a resolver of its own",
    # Calculated: prices, distances and likenesses stand in no row.
    "Query.nearestAgencies": "a resolver of its own",
    "Query.qualifications": "a resolver of its own",
    "Query.staffingCost": "a resolver of its own",
    # As the clock stands.
    "Query.serviceHours": "a resolver of its own",
    # Whether the link of a letter still works: its token is compared by its hash.
    "Query.passwordLink": "a resolver of its own",
    "Query.invitationLink": "a resolver of its own",
    "Query.emailLink": "a resolver of its own",
    "Query.mailToConfirm": "a resolver of its own",
    # Without a choice it follows from what the viewer is; the preview is a letter; the link is signed.
    "Viewer.digestPreference": "a resolver of its own",
    "Query.previewDigest": "a resolver of its own",
    "Query.digestLink": "a resolver of its own",
    # What is left of a budget in the process's memory.
    "Query.rateLimit": "a resolver of its own",
}


async def test_every_stored_query_is_compiled_for_whom_it_is_for(
    comparer: Comparer, viewers: dict[str, Viewer], subtests: pytest.Subtests
) -> None:
    for stored in stored_queries():
        with subtests.test(stored.name):
            both = await comparer.both(Query(stored.document, stored.variables, None), viewers[stored.viewer])
            assert both.way != "stock" or is_calculated(both.reason), both.reason
            assert both.same
            assert "errors" not in both.answer


async def test_it_answers_the_same_for_everybody_else(
    comparer: Comparer, viewers: dict[str, Viewer], subtests: pytest.Subtests
) -> None:
    for stored, (name, viewer) in product(stored_queries(), viewers.items()):
        with subtests.test(stored.name, viewer=name):
            both = await comparer.both(Query(stored.document, stored.variables, None), viewer)
            assert both.same
            assert both.way != "stock" or is_calculated(both.reason) or "denied" in both.reason, both.reason


def is_calculated(reason: str) -> bool:
    """Whether it is the stock executor's because of a field above, or of the input that such a field takes."""
    return reason == "input objects among the variables" or any(field in reason for field in NOT_COMPILED)


def test_documents_are_stored_and_not_written_in_code() -> None:
    assert python_documents() == {}


def test_the_list_of_fields_that_fall_back_is_complete() -> None:
    assert dict(fields_that_fall_back()) == NOT_COMPILED


def fields_that_fall_back() -> dict[str, str]:
    """Fields of the types that declared ones reach, with what they are read from; mutations and actions have others."""
    found = {}
    for type_ in reached_from(engine().schema.query_type):
        for name, field in type_.fields.items():
            declared = field.extensions.get("strawberry-definition")
            if type_.name in {"AccessRestricted", "PageInfo"} or type_.name.endswith(("Connection", "Edge")):
                continue  # written by the compiler itself
            if not isinstance(declared, GraphField):
                found[f"{type_.name}.{name}"] = "a resolver of its own"
            elif type(declared.source) not in WRITERS:
                found[f"{type_.name}.{name}"] = type(declared.source).__name__
    return found


def reached_from(root: GraphQLObjectType | None) -> list[GraphQLObjectType]:
    found: dict[str, Any] = {}

    def visit(type_: Any) -> None:
        while hasattr(type_, "of_type"):
            type_ = type_.of_type
        if type_ is None or type_.name in found:
            return
        found[type_.name] = type_
        fields = getattr(type_, "fields", {}).values()
        declared = (f.type for f in fields if role_of_action(f.extensions.get("strawberry-definition")) is None)
        for other in (*getattr(type_, "types", ()), *declared):
            visit(other)

    visit(root)
    return [type_ for type_ in found.values() if isinstance(type_, GraphQLObjectType)]


NULL = "null as first: the error is the stock executor's"
NO_ROWS = "a list without its rows, but with a variable as `first`"
SEVERAL_TYPES = "ids of an unknown type, of several or none: the stock executor answers"
WHY: list[tuple[str, dict[str, Any], str]] = [
        ("{ __schema { queryType { name } } }", {}, "__schema"),
        ("{ nodes(ids: []) { id } }", {}, SEVERAL_TYPES),
        ('{ nodes(ids: ["Supplier:1", "Category:1"]) { id } }', {}, SEVERAL_TYPES),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["Nobody:1"]}, SEVERAL_TYPES),
        
        ("{ members { totalCount } }", {}, "Query.members is denied: the error is the stock executor's"),
        ('{ node(id: "Nobody:1") { id } }', {}, SEVERAL_TYPES),
        ('{ node(id: "?") { id } }', {}, "arguments that don't fit"),
        ("{ supplier { id } }", {}, "not exactly one argument is given: the error is the stock executor's"),
        ("query($n: Int!) { suppliers(first: $n) { nodes { id } } }", {"n": 101}, "arguments that don't fit"),
        ("query($n: Int!) { suppliers(first: $n) { nodes { id } } }", {"n": None}, "variables that don't fit"),
        ("query($n: Int) { suppliers(first: $n) { nodes { id } } }", {"n": None}, NULL),
        ("query($n: Int!) { suppliers(first: $n) { totalCount } }", {"n": 1}, NO_ROWS),
        ("{ suppliers { pageInfo { hasPreviousPage } } }", {}, "a list of which nothing is asked"),
        ("query A { categories { id } } query B { __typename }", {}, "not a query"),
]  # fmt: skip


async def test_why_an_operation_falls_back(comparer: Comparer, group: Group, subtests: pytest.Subtests) -> None:
    failed = engine().counts["failed plans"]
    for document, variables, reason in WHY:
        with subtests.test(document, variables=variables):
            both = await comparer.both(Query(document, variables, None), ANONYMOUS)
            assert (both.way, both.reason) == ("stock", reason)
            assert both.same
    assert engine().counts["failed plans"] == failed
