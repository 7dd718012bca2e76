"""A supplier's program asks whether companies are members: by its key, counted, noted, and nothing else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import models
from access import limits
from access.viewer import Viewer
from graph.node import NODE_MODELS
from models.siret import is_valid_siret
from settings import Settings
from tests.group import Ask, Group, siret, viewer_of
from tests.web.sockets import bearer, socket
from tests.web.test_membership_gates import process
from web.viewers import cookie_name
from workflows import members, supplier_access
from workflows.supplier_access import PREFIX

CHECK = """query ($siret: String!) { membershipCheck(siret: $siret) { __typename
  ... on MembershipCheck { siret isMember legalName }
  ... on InvalidInput { userErrors { field code } } ... on TooManyAttempts { retryAfterSeconds }
  ... on AccessRestricted { code requiredRole message } } }"""
ISSUE = """mutation ($input: IssueSupplierAccessInput!) { issueSupplierAccess(input: $input) { __typename
  ... on SupplierAccessIssued { key access { id label keyHint createdBy { firstName } lastUsedAt } }
  ... on InvalidInput { userErrors { field code } } } }"""
REVOKE = """mutation ($input: RevokeSupplierAccessInput!) { revokeSupplierAccess(input: $input) { __typename
  ... on SupplierAccessRevoked { access { revokedAt revokedBy { firstName } } }
  ... on InvalidInput { userErrors { field code } } } }"""
LISTED = '{ supplier(code: "bureau-clair") { accesses { label keyHint lastUsedAt revokedAt } } }'


async def key_of(group: Group, supplier: models.Supplier) -> str:
    issued = await supplier_access.issue(await viewer_of(group.admin), supplier.id, "Caisse")
    assert isinstance(issued, supplier_access.Issued)
    return issued.key


async def ask_with(web: httpx.AsyncClient, key: str, document: str = CHECK, **variables: Any) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {key}"}
    response = await web.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
    answer: dict[str, Any] = response.json()
    return answer


async def check(web: httpx.AsyncClient, key: str, number: str) -> dict[str, Any]:
    found: dict[str, Any] = (await ask_with(web, key, siret=number))["data"]["membershipCheck"]
    return found


async def test_yes_with_the_name_or_no(browser: httpx.AsyncClient, group: Group) -> None:
    key = await key_of(group, group.office)
    number = group.member.siret
    written = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    assert await check(browser, key, written) == {
        "__typename": "MembershipCheck", "siret": number, "isMember": True, "legalName": group.member.legal_name,
    }  # fmt: skip
    for other in (group.prospect.siret, group.former.siret, siret(99)):
        assert await check(browser, key, other) == {
            "__typename": "MembershipCheck", "siret": other, "isMember": False, "legalName": None,
        }  # fmt: skip
    wrong = await check(browser, key, "123")
    assert wrong == {"__typename": "InvalidInput", "userErrors": [{"field": "siret", "code": "INVALID"}]}


async def test_another_establishment_of_a_member_is_no_member(browser: httpx.AsyncClient, group: Group) -> None:
    """Each establishment joins by itself: the SIRET counts, not the SIREN."""
    key = await key_of(group, group.office)
    siren = group.member.siret[:9]
    other = next(f"{siren}{tail:05d}" for tail in range(20, 40) if is_valid_siret(f"{siren}{tail:05d}"))
    assert (await check(browser, key, other))["isMember"] is False


async def test_each_question_is_noted(browser: httpx.AsyncClient, group: Group) -> None:
    key = await key_of(group, group.office)
    for number in (group.member.siret, group.former.siret, siret(99)):
        await check(browser, key, number)
    noted = await models.JournalEntry.filter(kind=models.JournalKind.MEMBERSHIP_CHECKED).order_by("id")
    assert [(entry.note, entry.member_id, entry.supplier_id, entry.actor_id) for entry in noted] == [
        (f"SIRET {group.member.siret} : oui", group.member.id, group.office.id, None),
        (f"SIRET {group.former.siret} : non", group.former.id, group.office.id, None),
        (f"SIRET {siret(99)} : non", None, group.office.id, None),
    ]
    access = await models.SupplierAccess.get()
    assert access.last_used_at is not None
    assert key not in repr(access.__dict__), "only its hash is kept"


async def test_a_membership_that_ends_is_no_at_once(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    key = await key_of(group, group.office)
    assert (await check(browser, key, group.member.siret))["isMember"]
    await members.end(settings, await viewer_of(group.admin), group.member.id)
    assert not (await check(browser, key, group.member.siret))["isMember"]


async def test_nobody_reads_the_members_out(browser: httpx.AsyncClient, group: Group) -> None:
    """All keys of a supplier are counted together, also in one document; another supplier's by themselves."""
    keys = [await key_of(group, group.office), await key_of(group, group.office)]
    burst = limits.MEMBERSHIP_CHECK.burst
    asked = 0
    while asked < burst:
        many = " ".join(
            f'a{n}: membershipCheck(siret: "{siret(1000 + asked + n)}") {{ ... on MembershipCheck {{ isMember }} }}'
            for n in range(10)
        )
        answer = await ask_with(browser, keys[asked // 10 % 2], f"{{ {many} }}")
        assert set(map(str, answer["data"].values())) == {"{'isMember': False}"}
        asked += 10
    for key in keys:
        refused = await check(browser, key, group.member.siret)
        assert refused["__typename"] == "TooManyAttempts"
        assert refused["retryAfterSeconds"] <= 120
    assert await models.JournalEntry.filter(kind=models.JournalKind.MEMBERSHIP_CHECKED).count() == burst
    assert (await check(browser, await key_of(group, group.cars), group.member.siret))["isMember"]


async def test_a_revoked_key_opens_nothing_in_any_process(group: Group, settings: Settings) -> None:
    key = await key_of(group, group.office)
    async with process(settings) as first, process(settings) as second:
        for web in (first, second):
            assert (await check(web, key, group.member.siret))["isMember"]
        access = await models.SupplierAccess.get()
        assert isinstance(
            await supplier_access.revoke(await viewer_of(group.admin), access.id), supplier_access.Revoked
        )
        for web in (first, second):
            for document in (CHECK, "query ($siret: String) { supplier(code: $siret) { name } }"):
                answer = await ask_with(web, key, document, siret=group.member.siret)
                assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
                assert "data" not in answer


@pytest.mark.parametrize("change", ["x", "", "\u00e9", "." * 1000])
async def test_a_key_that_is_not_ours(browser: httpx.AsyncClient, group: Group, change: str) -> None:
    key = await key_of(group, group.office)
    wrong = (PREFIX + change) if change != "x" else key[:-1] + ("A" if key[-1] != "A" else "B")
    headers = {b"authorization": f"Bearer {wrong}".encode()}
    response = await browser.post("/graphql", json={"query": "{ viewer { roles } }"}, headers=headers)
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_key_in_a_cookie_is_nothing(browser: httpx.AsyncClient, group: Group, settings: Settings) -> None:
    """Browsers send cookies along by themselves."""
    browser.cookies.set(cookie_name(settings), await key_of(group, group.office))
    response = await browser.post("/graphql", json={"query": "{ viewer { roles } }"})
    assert response.json()["data"]["viewer"]["roles"] == ["ANYONE"]


async def test_a_key_is_no_letter_and_no_member(browser: httpx.AsyncClient, group: Group) -> None:
    """Its supplier's own attachments, letters, terms and reply domains stay closed to it."""
    key = await key_of(group, group.office)
    attachment = await models.SupplierAttachment.create(
        member=group.member, supplier=group.office, status=models.AttachmentStatus.SENT
    )
    answer = await ask_with(
        browser, key, "{ viewer { roles displayName supplier { name } person { id } members { id } } }"
    )
    assert answer["data"]["viewer"] == {
        "roles": ["ANYONE", "SUPPLIER_ACCESS"], "displayName": "Bureau Clair", "supplier": {"name": "Bureau Clair"},
        "person": None, "members": [],
    }  # fmt: skip
    answer = await ask_with(
        browser, key, '{ supplier(code: "bureau-clair") { replyDomains terms { __typename } accesses { label } } }'
    )
    assert answer["data"]["supplier"] == {
        "replyDomains": None, "terms": {"__typename": "AccessRestricted"}, "accesses": None,
    }  # fmt: skip
    ids = [f"{name}:{n}" for name in NODE_MODELS for n in (1, 2)]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    for start in range(0, len(ids), 50):
        some = {"ids": ids[start : start + 50]}
        public = await browser.post("/graphql", json={"query": document, "variables": some})
        assert await ask_with(browser, key, document, **some) == public.json()
    for verb in ("confirm", "refuse", "cancel"):
        document = f"mutation ($id: ID!) {{ {verb}SupplierAttachment(input: {{ id: $id }}) {{ __typename }} }}"
        answer = await ask_with(browser, key, document, id=f"SupplierAttachment:{attachment.id}")
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (await models.SupplierAttachment.get()).status == models.AttachmentStatus.SENT


async def test_a_key_opens_no_socket(served: str, group: Group) -> None:
    async with socket(served, acknowledged=False) as talk:
        await talk.send("connection_init", payload=bearer(await key_of(group, group.office)))
        assert await talk.closed() == (4403, "Forbidden: keys of suppliers are for HTTP")


@pytest.mark.parametrize("who", ["anonymous", "member", "prospect", "former", "lonely"])
async def test_checking_is_for_suppliers_and_the_group(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    answer = (await ask.data(CHECK, siret=group.member.siret, as_=person))["membershipCheck"]
    assert (answer["__typename"], answer["requiredRole"]) == ("AccessRestricted", "SUPPLIER_ACCESS")
    holder_of_a_letter = Viewer(attachment_id=1)
    answer = (await ask.data(CHECK, siret=group.member.siret, as_=holder_of_a_letter))["membershipCheck"]
    assert answer["__typename"] == "AccessRestricted"
    assert (await ask.data(CHECK, siret=group.member.siret, as_=group.advisor))["membershipCheck"]["isMember"]


# Keys are the administrators'.


async def test_an_administrator_issues_lists_and_revokes(ask: Ask, browser: httpx.AsyncClient, group: Group) -> None:
    given = {"supplierId": f"Supplier:{group.office.id}", "label": "  Caisse   des agences "}
    issued = (await ask.data(ISSUE, input=given, as_=group.admin))["issueSupplierAccess"]
    key, access = issued["key"], issued["access"]
    assert key.startswith(PREFIX)
    assert len(key) > 40
    assert access["label"] == "Caisse des agences"
    assert key.endswith(access["keyHint"])
    assert (access["createdBy"], access["lastUsedAt"]) == ({"firstName": "Ada"}, None)
    await check(browser, key, group.member.siret)
    (listed,) = (await ask.data(LISTED, as_=group.admin))["supplier"]["accesses"]
    assert (listed["label"], listed["revokedAt"]) == ("Caisse des agences", None)
    assert listed["lastUsedAt"] is not None
    for _ in range(2):
        revoked = (await ask.data(REVOKE, input={"id": access["id"]}, as_=group.admin))["revokeSupplierAccess"]
        assert revoked["access"]["revokedBy"] == {"firstName": "Ada"}
    kind = models.JournalKind
    kinds = [entry.kind for entry in await models.JournalEntry.all().order_by("id")]
    assert kinds == [kind.SUPPLIER_ACCESS_ISSUED, kind.MEMBERSHIP_CHECKED, kind.SUPPLIER_ACCESS_REVOKED]


async def test_what_cannot_be_issued_or_revoked(ask: Ask, group: Group) -> None:
    for given, wrong in (
        ({"supplierId": "Supplier:999", "label": " "}, {("label", "REQUIRED"), ("supplierId", "NOT_FOUND")}),
        ({"supplierId": f"Supplier:{group.office.id}", "label": "x" * 101}, {("label", "INVALID")}),
    ):
        answer = (await ask.data(ISSUE, input=given, as_=group.admin))["issueSupplierAccess"]
        assert {(one["field"], one["code"]) for one in answer["userErrors"]} == wrong
    for _ in range(supplier_access.MOST_KEYS):
        await key_of(group, group.office)
    given = {"supplierId": f"Supplier:{group.office.id}", "label": "une de trop"}
    answer = (await ask.data(ISSUE, input=given, as_=group.admin))["issueSupplierAccess"]
    assert answer["userErrors"] == [{"field": "supplierId", "code": "TOO_MANY"}]
    answer = (await ask.data(REVOKE, input={"id": "SupplierAccess:999"}, as_=group.admin))["revokeSupplierAccess"]
    assert answer["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]


@pytest.mark.parametrize("who", ["anonymous", "member", "advisor"])
async def test_nobody_else_does(ask: Ask, group: Group, who: str) -> None:
    person = group.people()[who]
    await key_of(group, group.office)
    given = {"supplierId": f"Supplier:{group.office.id}", "label": "à moi"}
    answer = (await ask.data(ISSUE, input=given, as_=person))["issueSupplierAccess"]
    assert answer == {"__typename": "AccessRestricted"}
    answer = (await ask.data(REVOKE, input={"id": "SupplierAccess:1"}, as_=person))["revokeSupplierAccess"]
    assert answer == {"__typename": "AccessRestricted"}
    assert (await ask(LISTED, as_=person))["data"]["supplier"]["accesses"] is None
    assert (await models.SupplierAccess.get()).revoked_at is None
