"""The journal: everybody reads what concerns them, the group everything."""

from __future__ import annotations

import models
from models import JournalKind
from schema.journal import KINDS, SECURITY
from settings import Settings
from tests.group import Ask, Group, viewer_of
from tests.passwords import set_password
from tests.workflows.resets import HOME
from workflows import accounts
from workflows.journal import record

MINE = """
{ viewer { securityEvents(first: 10) { nodes { kind kindLabel note channel actor { email } person { email } } } } }
"""
ALL = """
query Journal($person: ID, $member: ID, $kind: JournalKind) {
  journal(first: 50, person: $person, member: $member, kind: $kind) { nodes { kind person { email } } }
}
"""


async def test_what_happened_to_my_access(ask: Ask, group: Group, settings: Settings) -> None:
    await set_password(group.owner, "quatre moulins bleus")
    await accounts.sign_in(settings, HOME, group.owner.email, "faux")
    await accounts.sign_in(settings, HOME, group.owner.email, "quatre moulins bleus")
    await record(JournalKind.ROLE_CHANGED, await viewer_of(group.advisor), person_id=group.owner.id, note="x → y")
    await record(JournalKind.SIGNED_IN, await viewer_of(group.staff), person_id=group.staff.id)
    # Not about the access, though it is about the person.
    await record(JournalKind.CONVERSATION_LINKED, await viewer_of(group.advisor), person_id=group.owner.id)
    events = (await ask.data(MINE, as_=group.owner))["viewer"]["securityEvents"]["nodes"]
    assert [(one["kindLabel"], one["note"], one["actor"] and one["actor"]["email"]) for one in events] == [
        ("Rôle changé", "x → y", group.advisor.email),
        ("Connexion", "Firefox sur Linux", group.owner.email),
        ("Connexion refusée", "", None),
    ]
    assert {one["person"]["email"] for one in events} == {group.owner.email}
    for nobody in (None, group.other_owner):
        assert (await ask.data(MINE, as_=nobody))["viewer"]["securityEvents"]["nodes"] == []


async def test_the_group_reads_everything(ask: Ask, group: Group) -> None:
    for person in (group.owner, group.staff, group.other_owner):
        viewer = await viewer_of(person)
        await record(JournalKind.SIGNED_IN, viewer, person_id=person.id, member_id=viewer.member_ids[0])
    await record(JournalKind.INVITED, await viewer_of(group.owner), member_id=group.member.id)
    seen = (await ask.data(ALL, as_=group.advisor))["journal"]["nodes"]
    assert [one["kind"] for one in seen] == ["INVITED", "SIGNED_IN", "SIGNED_IN", "SIGNED_IN"]
    narrowed = {
        1: {"person": f"Person:{group.owner.id}"},
        3: {"member": f"Member:{group.member.id}"},
        2: {"member": f"Member:{group.member.id}", "kind": "SIGNED_IN"},
    }
    for number, variables in narrowed.items():
        assert len((await ask.data(ALL, as_=group.admin, **variables))["journal"]["nodes"]) == number
    answer = await ask(ALL, as_=group.owner)
    assert answer["data"] == {"journal": None}
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_somebody_else_s_line_is_a_wrong_id(ask: Ask, group: Group) -> None:
    line = await models.JournalEntry.create(kind=JournalKind.SIGNED_IN, person=group.other_owner)
    document = "query ($id: ID!) { node(id: $id) { ... on JournalEntry { kind note } } }"
    assert (await ask.data(document, id=f"JournalEntry:{line.id}", as_=group.owner))["node"] is None
    assert (await ask.data(document, id=f"JournalEntry:{line.id}", as_=group.other_owner))["node"] is not None


def test_every_kind_has_its_french() -> None:
    labels = [label for _, label in KINDS.values()]
    assert len(set(labels)) == len(labels) == len(JournalKind)
    assert set(SECURITY) <= set(KINDS)
