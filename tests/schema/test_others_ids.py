"""No mutation acts on what is somebody else's: every one is called with the ids of another company's rows.

Whatever is answered holds nothing of them, and every row that was there is there as before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLInputObjectType, is_list_type, is_non_null_type
from tortoise.connection import get_connection

import models
from graph.node import NODE_MODELS
from tests.group import Ask, Group, engine
from tests.schema.marks import MARKS, plant, tables
from tests.schema.matrix import _value, selection

# Members of another company, of none, not yet and no more.
STRANGERS = ["other_member", "prospect", "former", "lonely"]
# Fields that are called by what they do, and the type whose id they take.
TYPES = {
    "member": "Member", "person": "Person", "advisor": "Advisor", "backup": "Advisor", "previousAdvisor": "Advisor",
    "supplier": "Supplier", "agency": "Agency", "conversation": "Conversation", "message": "ConversationMessage",
    "mail": "InboundMail", "check": "SiteCheck", "suggestedBy": "ConversationMessage", "outboundMail": "OutboundMail",
    "supplierAttachment": "SupplierAttachment", "category": "Category", "price": "PriceLine",
}  # fmt: skip
# Everybody may read these, whoever they belong to.
PUBLIC = {models.Category, models.Supplier, models.MinimumWage, models.FaqEntry, models.Article, models.RegulatoryCheck}
# What members read of suppliers.
OF_SUPPLIERS = {models.Agency, models.Coefficient, models.SupplierTerms}

Rows = dict[tuple[str, Any], tuple[Any, ...]]


async def everything() -> Rows:
    """Every row of every table, by table and key."""
    found: Rows = {}
    # Versions also move on with statements that change no row.
    for table in set(tables()) - {models.ThrottleBucket, models.DataVersion}:
        sql = f'SELECT * FROM "{table._meta.db_table}"'  # noqa: S608 - our own tables
        key = table._meta.fields_db_projection[table._meta.pk_attr]
        for row in await get_connection("default").execute_query_dict(sql):
            found[table.__name__, row[key]] = tuple(str(value) for value in row.values())
    return found


async def victims(group: Group) -> dict[str, str]:
    """An id of something of `group.member`, by type."""
    found = {"Member": group.member.id, "Person": group.owner.id, "Advisor": group.advisor.id}
    for name, model in NODE_MODELS.items():
        if name in found:
            continue
        row = await model.all().order_by("id").first()
        if row is not None:
            found[name] = row.pk
    return {name: f"{name}:{key}" for name, key in found.items()}


def calls(field: GraphQLField, ids: dict[str, str], siret: str) -> Iterator[str]:
    """The arguments of a mutation with others' ids: once, or, where the type isn't told by its name, once for each."""
    made = set()
    for chosen in ids.values():
        texts = [f"{name}: {_given(name, argument.type, ids, siret, chosen)}" for name, argument in field.args.items()]
        made.add(f"({', '.join(texts)})" if texts else "")
    yield from sorted(made)


def named(field: str) -> str:
    """What a field that takes an id, or several, names."""
    return re.sub("ies$", "y", field).removesuffix("s").removesuffix("Id")


def _given(name: str, type_: Any, ids: dict[str, str], siret: str, chosen: str) -> str:
    if is_non_null_type(type_):
        return _given(name, type_.of_type, ids, siret, chosen)
    if is_list_type(type_):
        return f"[{_given(name, type_.of_type, ids, siret, chosen)}]"
    if isinstance(type_, GraphQLInputObjectType):
        fields = list(type_.fields.items())[:1] if type_.is_one_of else type_.fields.items()
        return "{ " + ", ".join(f"{key}: {_given(key, one.type, ids, siret, chosen)}" for key, one in fields) + " }"
    if type_.name == "ID":
        return f'"{ids.get(TYPES.get(named(name), ""), chosen)}"'
    if name == "siret":
        return f'"{siret}"'
    if type_.name == "String" and name in ("key", "email", "newEmail", "password", "postcode"):
        return {"key": '"une-cle-assez-longue"', "postcode": '"69001"'}.get(name, '"quelqu-un@ailleurs.test"')
    return _value(type_)


@pytest.mark.parametrize("who", STRANGERS)
async def test_nothing_of_others_is_changed_or_told(ask: Ask, group: Group, who: str) -> None:
    await plant(group)
    ids, siret = await victims(group), (await models.Member.get(id=group.member.id)).siret
    stranger = group.people()[who]
    assert stranger is not None
    before = await everything()
    secret = {mark for (table, _), (_, mark) in MARKS.items() if table not in PUBLIC | OF_SUPPLIERS}
    mutation_type = engine().schema.mutation_type
    assert mutation_type is not None
    called = 0
    for name, field in mutation_type.fields.items():
        for arguments in calls(field, ids, siret):
            answer = await ask(f"mutation {{ done: {name}{arguments}{selection(field)} }}", as_=stranger)
            text = json.dumps(answer, ensure_ascii=False)
            told = [mark for mark in secret if mark in text and mark not in arguments]
            assert not told, (name, arguments, answer)
            assert "INTERNAL_ERROR" not in text, (name, arguments)
            called += 1
    after = await everything()
    own = {("Person", stranger.id)}
    changed = [key for key, row in before.items() if after.get(key) != row and key not in own]
    assert not changed
    assert called > 300, "the sweep has become small"


def test_every_id_in_an_input_is_known_to_the_sweep() -> None:
    """A field that takes an id is called `id`, or by what it names."""
    unknown = set()
    for type_ in engine().schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                inner = field.type
                while hasattr(inner, "of_type"):
                    inner = inner.of_type
                if getattr(inner, "name", "") == "ID" and named(name) not in (*TYPES, "id"):
                    unknown.add(f"{type_.name}.{name}")
    assert not unknown
