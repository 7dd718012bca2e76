"""Every example of GraphiQL does on the demo what its button says, as whom it is for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, TypeVar

import graphql
from graphql import FieldNode, NameNode, OperationType, SelectionNode, SelectionSetNode
from tortoise.transactions import in_transaction

import models
from access.identify import viewer_of_address
from access.policy import Role
from access.viewer import ANONYMOUS, Viewer
from embedded.conversations import Samples
from embedded.demo import import_demo
from embedded.operations import play_operations
from graph.context import Context
from graph.engine import Request
from graph.subscriptions import LiveOperation
from schema.client import LocalClient
from schema.examples import Example, load_examples
from settings import Settings
from tests.group import engine
from tests.mailbot.bot import Bot, mail

T = TypeVar("T")

ACCOUNTS = Path(__file__).parent.parent / "demo" / "accounts.json"
# What nobody hopes for; but the link in a mail is nobody else's.
FAILURES = {
    "AccessRestricted", "ConversationConflict", "InvalidInput", "LinkUnusable", "SignInRefused", "TooManyAttempts",
}  # fmt: skip
# Nobody can use the link in somebody's mail, no mail of the demo has failed, and here no audit was matched yet.
EXPECTED = {
    "choisir-un-mot-de-passe": "LinkUnusable", "reprendre-un-courrier": "InvalidInput",
    "decider-une-ligne": "InvalidInput", "valider-un-audit": "InvalidInput",
}  # fmt: skip
ACCOUNT_OF = {
    Role.SIGNED_IN: "MEMBER", Role.MEMBER: "MEMBER", Role.ADVISOR: "ADVISOR", Role.ADMIN: "ADMIN",
    Role.SUPPLIER_ACCESS: "ADMIN",  # the group's people too
}  # fmt: skip


class Rollback(Exception):
    """Nothing that an example does is there for the next one."""


async def viewers() -> dict[Role, Viewer]:
    """Who runs the examples of a role: the demo's first account of that kind."""
    found = {Role.ANYONE: ANONYMOUS}
    accounts = json.loads(ACCOUNTS.read_text("utf-8"))
    for role, kind in ACCOUNT_OF.items():
        email = next(account["email"] for account in accounts if account["role"] == kind)
        viewer = await viewer_of_address(email)
        assert viewer is not None
        found[role] = viewer
    return found


def with_typenames(document: str) -> tuple[str, OperationType]:
    """The document with the type of each of its answers, and what kind of operation it is."""
    parsed = graphql.parse(document)
    (operation,) = (one for one in parsed.definitions if isinstance(one, graphql.OperationDefinitionNode))
    fields = SelectionSetNode(selections=tuple(map(_with_typename, operation.selection_set.selections)))
    others = [one for one in parsed.definitions if one is not operation]
    changed = (dataclasses.replace(operation, selection_set=fields), *others)
    return graphql.print_ast(dataclasses.replace(parsed, definitions=changed)), operation.operation


def _with_typename(field: SelectionNode) -> SelectionNode:
    assert isinstance(field, FieldNode)
    if field.selection_set is None:
        return field
    selections = (FieldNode(name=NameNode(value="__typename")), *field.selection_set.selections)
    return dataclasses.replace(field, selection_set=SelectionSetNode(selections=selections))


async def run(example: Example, context: Context) -> dict[str, Any]:
    """The answer; of a subscription the first one."""
    document, kind = with_typenames(example.document)
    request = Request(document, example.variables)
    if kind is not OperationType.SUBSCRIPTION:
        return (await engine().run(request, context)).as_dict()

    async def as_viewer(run: Callable[[Context], Awaitable[T]]) -> T:
        return await run(context)

    live = LiveOperation(engine(), request, engine().admit(request), as_viewer)
    async with aclosing(live.answers()) as answers:
        return (await anext(answers)).as_dict()


def problem(example: Example, answer: dict[str, Any]) -> str:
    """What is wrong with an answer, "" when nothing is."""
    if "errors" in answer:
        return f"{example.slug}: {answer['errors']}"
    for name, value in answer["data"].items():
        subscribed = "subscription " in example.document
        if value is None and not subscribed:
            return f"{example.slug}: {name} is null; do its variables fit the demo?"
        outcome = value.get("__typename") if isinstance(value, dict) else None
        expected = EXPECTED.get(example.slug)
        if (outcome != expected) if expected else (outcome in FAILURES):
            return f"{example.slug}: {json.dumps(value, ensure_ascii=False)}"
    return ""


async def test_each_does_what_it_says(db: str, settings: Settings) -> None:
    engine().shared.clear()
    await import_demo(settings)
    client = LocalClient(engine(), settings)
    await Samples(client).play()
    await play_operations(client)
    as_role = await viewers()
    bot = await Bot.start(settings)
    await bot.receive(mail("claire.martin@boulangerie-martin.test", "Bonjour, quel est notre code chez Rouladour ?"))
    problems = []
    for example in load_examples():
        with suppress(Rollback):
            async with in_transaction():
                answer = await run(example, Context(as_role[example.role], settings))
                problems.append(problem(example, answer))
                raise Rollback
    assert list(filter(None, problems)) == []
    assert len(problems) > 90
    assert await models.EmailChange.filter(status=models.EmailChangeStatus.CONFIRMED).exists()
