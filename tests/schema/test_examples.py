"""The examples of GraphiQL: complete headers, and documents that the schema accepts within its limits."""

from __future__ import annotations

import re

import graphql
import pytest
from graphql.execution.values import get_variable_values

from access.policy import Role
from graph.engine import Engine
from schema.build import build_schema
from schema.examples import WITHOUT_GROUP, Example, load_examples, parse_example

HEADER = "# title: Titre\n# description: Une phrase.\n# group: Essais\n# role: ADVISOR\n"

each_example = pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.slug)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(build_schema())


def operation_of(document: graphql.DocumentNode) -> graphql.OperationDefinitionNode:
    operations = [node for node in document.definitions if isinstance(node, graphql.OperationDefinitionNode)]
    assert len(operations) == 1, "GraphiQL runs an example without asking which of its operations"
    return operations[0]


@each_example
def test_the_schema_accepts_the_document(engine: Engine, example: Example) -> None:
    document = engine.document(example.document)
    assert not isinstance(document, list), document
    name = operation_of(document.node).name
    assert name is not None, "the name becomes the title of GraphiQL's tab"


@each_example
def test_the_variables_fit(engine: Engine, example: Example) -> None:
    definitions = operation_of(graphql.parse(example.document)).variable_definitions or ()
    problems = get_variable_values(engine.schema, definitions, example.variables)
    assert not isinstance(problems, list), problems
    assert set(example.variables) <= {definition.variable.name.value for definition in definitions}


@each_example
def test_the_button_says_what_it_does(example: Example) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", example.slug)
    assert example.title[0].isupper()
    assert len(example.title) <= 50
    assert example.description.endswith((".", "…"))
    assert example.group != WITHOUT_GROUP, "add a line `# group: …`, the French heading that it stands below"
    assert not re.search(r"^# (title|description|group|role|variables)\b", example.document, re.MULTILINE)


def test_there_are_enough_for_everybody() -> None:
    examples = load_examples()
    assert len(examples) >= 10
    assert {example.role for example in examples} >= {Role.ANYONE, Role.MEMBER, Role.ADVISOR}
    for texts in zip(*((example.slug, example.title, example.document) for example in examples), strict=True):
        assert len(set(texts)) == len(examples)


def test_asking_for_an_attachment_shows_every_outcome(engine: Engine) -> None:
    (example,) = (one for one in load_examples() if one.slug == "demander-un-rattachement")
    outcomes = engine.schema.type_map["RequestSupplierAttachmentResult"]
    assert isinstance(outcomes, graphql.GraphQLUnionType)
    for outcome in outcomes.types:
        assert f"... on {outcome.name} {{" in example.document


def test_a_file_becomes_an_example() -> None:
    text = HEADER + '# variables: {"code": "a"}\n\n# Un mot.\nquery Q { viewer { roles } }\n'
    assert parse_example("03-mon-exemple", text) == Example(
        slug="mon-exemple",
        title="Titre",
        description="Une phrase.",
        group="Essais",
        role=Role.ADVISOR,
        document="# Un mot.\nquery Q { viewer { roles } }\n",
        variables={"code": "a"},
    )


def test_shared_fragments_stand_behind_the_document_that_spreads_them() -> None:
    shared = {"Issue": "fragment Issue on R { a }\n", "Other": "fragment Other on R { a }\n"}
    example = parse_example(
        "03-mon-exemple", HEADER + "{ a { ... on A { b } ...Issue } c { ...Issue ...Own } }\n", shared
    )
    assert example.document == "{ a { ... on A { b } ...Issue } c { ...Issue ...Own } }\n\nfragment Issue on R { a }\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# title: Titre\n# role: ADVISOR\n{ a }\n", "01-x.graphql has no line `# description: …`"),
        (HEADER + "# role: MEMBER\n{ a }\n", "01-x.graphql says 'role' twice"),
        (HEADER.replace("ADVISOR", "KING") + "{ a }\n", "01-x.graphql: 'KING' is not a valid Role"),
        (HEADER + "# variables: {code}\n{ a }\n", "01-x.graphql: Expecting property name"),
    ],
)
def test_a_header_that_is_not_complete_is_explained(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        parse_example("01-x", text)
