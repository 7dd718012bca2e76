"""Asking for an audit: rights, races, files, categories, other people's ids."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from typing import Any

import pytest
from tortoise import timezone

import models
from models import Audit, AuditFile, AuditStatus, MemberStatus
from settings import Settings
from tests.group import Ask, Group, viewer_of
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review, with_files
from workflows.audits import files, requesting
from workflows.audits.entitlement import EntitlementReason, entitlement
from workflows.privacy.retention import end_what_is_over

RIGHT = """{ auditEntitlement { ... on AuditEntitlement { allowed reason remaining mostCategories }
  ... on InvalidInput { userErrors { field code } } ... on AccessRestricted { code } } }"""
REQUEST = """mutation ($input: RequestAuditInput!) { requestAudit(input: $input) { __typename
  ... on AuditPayload { audit { id status categories { code } } }
  ... on AuditNotEntitled { entitlement { allowed reason remaining } }
  ... on InvalidInput { userErrors { field code message } } ... on AccessRestricted { code } } }"""
ADD = """mutation ($input: AddAuditFilesInput!) { addAuditFiles(input: $input) { __typename
  ... on AuditFilesAdded { files { name outcome message file { id status } } }
  ... on InvalidInput { userErrors { field code } } } }"""
CLOSE = """mutation ($input: CloseAuditFilesInput!) { done: closeAuditFiles(input: $input) { __typename
  ... on AuditPayload { audit { status } } ... on InvalidInput { userErrors { field code } } } }"""
CANCEL = CLOSE.replace("CloseAuditFilesInput", "CancelAuditInput").replace("closeAuditFiles", "cancelAudit")
CHOOSE = CLOSE.replace("CloseAuditFilesInput", "ChooseAuditCategoriesInput").replace(
    "closeAuditFiles", "chooseAuditCategories"
)


def ids(*categories: models.Category) -> list[str]:
    return [f"Category:{category.id}" for category in categories]


async def more_categories(number: int) -> list[models.Category]:
    return [await models.Category.create(code=f"AUTRE{n}", name=f"Autre {n}") for n in range(number)]


async def requested(ask: Ask, person: models.Person, *categories: models.Category) -> dict[str, Any]:
    answer = await ask.data(REQUEST, as_=person, input={"categories": ids(*categories)})
    found: dict[str, Any] = answer["requestAudit"]
    return found


async def opened(ask: Ask, person: models.Person, *categories: models.Category) -> str:
    found: str = (await requested(ask, person, *categories))["audit"]["id"]
    return found


def sent(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


@pytest.mark.parametrize(
    ("status", "had_one", "reason", "remaining", "most"),
    [
        (MemberStatus.MEMBER, False, EntitlementReason.MEMBER, None, 1),
        (MemberStatus.MEMBER, True, EntitlementReason.MEMBER, None, 1),
        (MemberStatus.PROSPECT, False, EntitlementReason.FIRST_AUDIT, 1, 3),
        (MemberStatus.PROSPECT, True, EntitlementReason.FIRST_AUDIT_USED, 0, 0),
        (MemberStatus.FORMER, False, EntitlementReason.FIRST_AUDIT, 1, 3),
        (MemberStatus.FORMER, True, EntitlementReason.FIRST_AUDIT_USED, 0, 0),
    ],
)
def test_the_rule(
    status: MemberStatus, had_one: bool, reason: EntitlementReason, remaining: int | None, most: int
) -> None:
    right = entitlement(status, had_one=had_one)
    assert (right.reason, right.remaining, right.most_categories) == (reason, remaining, most)
    assert right.allowed == (remaining != 0)
    assert right.message


async def test_a_prospect_has_one_first_audit_of_three_categories(ask: Ask, group: Group) -> None:
    flore, others = group.prospect_owner, await more_categories(2)
    assert (await ask.data(RIGHT, as_=flore))["auditEntitlement"] == {
        "allowed": True, "reason": "FIRST_AUDIT", "remaining": 1, "mostCategories": 3,
    }  # fmt: skip
    too_many = await requested(ask, flore, group.stationery, group.rental, *others)
    assert [error["code"] for error in too_many["userErrors"]] == ["TOO_MANY"]
    audit = (await requested(ask, flore, group.stationery, group.rental, others[0]))["audit"]
    assert [one["code"] for one in audit["categories"]] == ["AUTRE0", "LOCATION", "PAPETERIE"]
    for again in ((), (others[0],), (group.rental, group.stationery)):
        assert (await requested(ask, flore, *again))["audit"]["id"] == audit["id"], "it takes files still"
    assert (await requested(ask, flore, others[1]))["entitlement"] == {
        "allowed": False, "reason": "FIRST_AUDIT_USED", "remaining": 0,
    }  # fmt: skip
    # Given up, the right is there again.
    assert (await ask.data(CANCEL, as_=flore, input={"id": audit["id"]}))["done"]["audit"]["status"] == "CANCELLED"
    assert (await requested(ask, flore, others[1]))["__typename"] == "AuditPayload"


async def test_a_member_has_one_category_at_a_time_as_often_as_it_likes(ask: Ask, group: Group) -> None:
    claire = group.owner
    first = await requested(ask, claire, group.stationery)
    assert first["audit"]["status"] == "COLLECTING"
    assert (await requested(ask, claire, group.stationery))["audit"]["id"] == first["audit"]["id"], "it takes files"
    assert (await requested(ask, claire, group.rental))["audit"]["id"] != first["audit"]["id"]
    both = await requested(ask, claire, group.stationery, group.rental)
    assert [error["code"] for error in both["userErrors"]] == ["TOO_MANY"]
    await Audit.filter(right_key__endswith=f":{group.stationery.id}").update(status=AuditStatus.MATCHING)
    again = await requested(ask, claire, group.stationery)
    assert [error["code"] for error in again["userErrors"]] == ["CONFLICT"]
    await Audit.all().update(status=AuditStatus.VALIDATED, right_key=None)
    assert (await requested(ask, claire, group.stationery))["__typename"] == "AuditPayload"


async def test_who_has_no_company_or_no_account_has_no_audit(ask: Ask, group: Group) -> None:
    assert (await requested(ask, group.lonely, group.stationery))["entitlement"]["reason"] == "NO_COMPANY"
    answer = await ask.data(REQUEST, input={"categories": ids(group.stationery)})
    assert answer["requestAudit"] == {"__typename": "AccessRestricted", "code": "UNAUTHENTICATED"}
    double = await requested(ask, group.double, group.stationery)
    assert [(error["field"], error["code"]) for error in double["userErrors"]] == [("siret", "REQUIRED")]
    unknown = await ask.data(REQUEST, as_=group.owner, input={"categories": ["Category:999"], "siret": "12"})
    assert {error["field"] for error in unknown["requestAudit"]["userErrors"]} == {"categories", "siret"}


async def test_of_many_requests_at_once_one_gets_the_first_audit(group: Group, settings: Settings) -> None:
    """On PostgreSQL they come over connections of their own."""
    flore = await viewer_of(group.prospect_owner)
    wanted = [[group.stationery.id], [group.rental.id], []] * 3
    outcomes = await asyncio.gather(
        *(requesting.request(settings, flore, siret=None, category_ids=each) for each in wanted)
    )
    made = [one for one in outcomes if isinstance(one, requesting.Opened) and one.created]
    assert len(made) == 1
    assert all(isinstance(one, requesting.Opened | requesting.NotEntitled) for one in outcomes), outcomes
    assert await Audit.filter(member_id=group.prospect.id).count() == 1


async def test_files_are_kept_once_each_with_its_own_outcome(
    ask: Ask, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = await opened(ask, group.owner, group.stationery)
    answer = await ask.data(
        ADD, as_=group.owner, input={"id": audit, "files": [sent("a.pdf", b"one"), sent("b\n.pdf", b"one")]}
    )
    assert [(one["name"], one["outcome"]) for one in answer["addAuditFiles"]["files"]] == [
        ("a.pdf", "TAKEN"), ("b .pdf", "SENT_BEFORE"),
    ]  # fmt: skip
    file = await AuditFile.get().prefetch_related("stored")
    assert (file.size, bytes(file.stored.content)) == (3, b"one")  # type: ignore[attr-defined]
    assert (await models.JournalEntry.get(kind=models.JournalKind.AUDIT_FILES_ADDED)).note == "1 fichier"
    small = Settings(secret_key="k" * 32, max_audit_file_bytes=5, max_audit_files=2)
    viewer = await viewer_of(group.owner)
    outcome = await files.add(
        small, viewer, int(audit.split(":")[1]),
        [files.SentFile("big", b"123456"), files.SentFile("c", b"2"), files.SentFile("d", b"3")],
    )  # fmt: skip
    assert isinstance(outcome, files.FilesAdded)
    assert [one.outcome.value for one in outcome.files] == ["TOO_LARGE", "TAKEN", "TOO_MANY"]
    wrong = await ask.data(ADD, as_=group.owner, input={"id": audit, "files": [{"name": "x", "content": "é"}]})
    assert wrong["addAuditFiles"]["userErrors"] == [{"field": "files", "code": "INVALID"}]


async def test_categories_and_files_come_before_the_analysis(ask: Ask, group: Group) -> None:
    claire, audit = group.owner, await opened(ask, group.owner)
    refused = await ask.data(CLOSE, as_=claire, input={"id": audit})
    assert {error["field"] for error in refused["done"]["userErrors"]} == {"categories", "id"}
    two = await ask.data(CHOOSE, as_=claire, input={"id": audit, "categories": ids(group.stationery, group.rental)})
    assert two["done"]["userErrors"] == [{"field": "categories", "code": "TOO_MANY"}]
    await ask.data(CHOOSE, as_=claire, input={"id": audit, "categories": ids(group.stationery)})
    await ask.data(ADD, as_=claire, input={"id": audit, "files": [sent("a.pdf", b"1")]})
    assert (await ask.data(CLOSE, as_=claire, input={"id": audit}))["done"]["audit"]["status"] == "READING"
    assert (await ask.data(CLOSE, as_=claire, input={"id": audit}))["done"]["audit"]["status"] == "READING", "twice"
    late = await ask.data(ADD, as_=claire, input={"id": audit, "files": [sent("b.pdf", b"2")]})
    assert late["addAuditFiles"]["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]
    # Another audit of what is open can't be chosen either.
    second = await opened(ask, claire)
    taken = await ask.data(CHOOSE, as_=claire, input={"id": second, "categories": ids(group.stationery)})
    assert taken["done"]["userErrors"] == [{"field": "categories", "code": "CONFLICT"}]


async def test_somebody_elses_audit_does_not_exist(ask: Ask, group: Group) -> None:
    audit = await opened(ask, group.owner, group.stationery)
    nothing = {"id": "Audit:999"}
    for document in (CLOSE, CANCEL):
        for person in (group.other_owner, group.lonely, group.prospect_owner):
            theirs = await ask.data(document, as_=person, input={"id": audit})
            assert theirs == await ask.data(document, as_=person, input=nothing)
            assert theirs["done"]["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}]
    seen = "query ($id: ID!) { audit(id: $id) { id } node(id: $id) { id } audits { nodes { id } } }"
    answer = await ask.data(seen, as_=group.other_owner, id=audit)
    assert answer == {"audit": None, "node": None, "audits": {"nodes": []}}
    for person in (group.owner, group.advisor, group.other_advisor):
        assert (await ask.data(seen, as_=person, id=audit))["audit"] == {"id": audit}
    assert await Audit.filter(status=AuditStatus.COLLECTING).count() == 1


async def test_an_advisor_asks_for_a_company(ask: Ask, group: Group) -> None:
    answer = await ask.data(
        REQUEST, as_=group.advisor, input={"categories": ids(group.stationery), "siret": group.prospect.siret}
    )
    assert answer["requestAudit"]["audit"]["status"] == "COLLECTING"
    assert (await Audit.get()).member_id == group.prospect.id


async def test_a_first_audit_stays_used_when_it_is_kept_no_longer(ask: Ask, group: Group, settings: Settings) -> None:
    flore, now = group.prospect_owner, timezone.now()
    long_ago = now - dt.timedelta(days=settings.keep_audit_days + 1)
    await opened(ask, flore, group.stationery)
    await Audit.all().update(created_at=long_ago, status=AuditStatus.REVIEW)
    assert (await end_what_is_over(settings))["audits"] == 0, "an open one is somebody's work"
    await Audit.all().update(status=AuditStatus.VALIDATED, validated_at=now)
    assert (await end_what_is_over(settings))["audits"] == 0, "its end counts"
    await Audit.all().update(validated_at=long_ago)
    assert (await end_what_is_over(settings))["audits"] == 1
    assert (await requested(ask, flore, group.rental))["entitlement"]["reason"] == "FIRST_AUDIT_USED"


async def test_cancelling_takes_the_right_back_once(ask: Ask, group: Group) -> None:
    claire = group.owner
    first, second = await opened(ask, claire, group.stationery), await opened(ask, claire, group.rental)
    for audit, left in ((first, second), (second, None)):
        await ask.data(CANCEL, as_=claire, input={"id": audit})
        member = await models.Member.get(id=group.member.id)
        rest = left and await Audit.get(id=int(left.split(":")[1]))
        assert member.first_audit_at == (rest and rest.created_at)


async def test_a_cancelled_audit_leaves_nothing_of_what_was_sent(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    other = await with_files(settings, group.other_owner, group.stationery, "two.xml")
    await ask.data(CANCEL, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    for model in (models.Invoice, models.InvoiceLine, models.LineMatch, models.AuditReport, models.AuditSavings):
        assert await model.filter(audit_id=audit.id).count() == 0, model
    assert [content.file_id for content in await models.AuditFileContent.all().select_related("file")] == [
        (await AuditFile.get(audit_id=other.id)).id
    ]
    ended = await Audit.get(id=audit.id)
    assert ended.cancelled_at is not None
    await Audit.filter(id=audit.id).update(cancelled_at=ended.cancelled_at - dt.timedelta(days=9999))
    assert (await end_what_is_over(settings))["audits"] == 1
