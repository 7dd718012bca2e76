"""An audit without a result: its people are told why, its right is there again, and the advisors see it."""

from __future__ import annotations

from models import Audit, AuditStatus, JournalEntry, JournalKind, Member, OutboundMail
from settings import Settings
from tests.group import Ask, Group
from tests.workflows.audits import engine
from tests.workflows.audits.steps import match_all, read_all, with_files
from workflows.audits import failing
from workflows.audits.matching import ATTEMPTS

RIGHT = "{ auditEntitlement { ... on AuditEntitlement { reason remaining } } }"
QUEUE = """query { auditsToHandle { nodes {
  id viewerCanMatchAgain viewerCanCancel files { nodes { refusalMessage } } } }
  myAuditsToHandle { totalCount } }"""
AGAIN = """mutation ($id: ID!) { matchAuditAgain(input: {id: $id}) { __typename } }"""


async def test_nothing_read_is_no_audit(ask: Ask, group: Group, settings: Settings) -> None:
    """On the web: the files were refused before the collecting ended, so nothing was told until then."""
    owner = group.prospect_owner
    audit = await with_files(settings, owner, group.stationery, "bad.pdf", "crash.pdf", close=False)
    first = {"reason": "FIRST_AUDIT_USED", "remaining": 0}
    assert (await ask.data(RIGHT, as_=owner))["auditEntitlement"] == first
    for _ in range(5):  # three attempts; a row is due by the database's clock or by ours
        await read_all(settings)
        await audit.files.all().update(next_attempt_at=audit.created_at)  # type: ignore[attr-defined]
    close = "mutation ($id: ID!) { closeAuditFiles(input: {id: $id}) { __typename } }"
    await ask.data(close, as_=owner, id=f"Audit:{audit.id}")
    assert await match_all(settings) == 1
    await audit.refresh_from_db()
    assert (audit.status, audit.right_key) == (AuditStatus.FAILED, None)
    (letter,) = await OutboundMail.all()
    assert (letter.letter, letter.to_address) == ("AuditFailed", owner.email)
    told = letter.body_text.replace("\u202f", "").replace("\u00a0", " ")
    assert "bad.pdf : Ce PDF est abîmé : renvoyez-le." in told
    assert "crash.pdf : La lecture de ce fichier a échoué" in told
    assert "vous avez toujours droit à votre premier audit" in told
    assert (await ask.data(RIGHT, as_=owner))["auditEntitlement"] == {"reason": "FIRST_AUDIT", "remaining": 1}
    assert await JournalEntry.filter(kind=JournalKind.AUDIT_FAILED, member_id=audit.member_id).count() == 1
    seen = await ask.data(QUEUE, as_=group.advisor)
    (node,) = seen["auditsToHandle"]["nodes"]
    assert (node["id"], node["viewerCanMatchAgain"], node["viewerCanCancel"]) == (f"Audit:{audit.id}", False, True)
    assert [bool(file["refusalMessage"]) for file in node["files"]["nodes"]] == [True, True]
    mine = (await Member.get(id=audit.member_id)).advisor_id == group.advisor.id
    assert seen["myAuditsToHandle"]["totalCount"] == int(mine)
    denied = await ask(QUEUE, as_=owner)
    assert denied["data"] == {"auditsToHandle": None, "myAuditsToHandle": None}
    # Nothing could be compared again, and the next one is the first one.
    assert (await ask.data(AGAIN, as_=group.advisor, id=f"Audit:{audit.id}"))["matchAuditAgain"] == {
        "__typename": "InvalidInput"
    }
    again = await with_files(settings, owner, group.stationery, "two.xml")
    assert again.id != audit.id
    member = await Member.get(id=audit.member_id)
    assert member.first_audit_at == (await Audit.get(id=again.id)).created_at


async def test_one_file_that_was_read_makes_an_audit(group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await with_files(settings, group.owner, group.stationery, "bad.pdf", "two.xml")
    await read_all(settings)
    assert await match_all(settings) == 1
    assert (await Audit.get(id=audit.id)).status == AuditStatus.REVIEW
    assert [one.letter for one in await OutboundMail.all()] == ["AuditFilesRead"]


async def test_one_that_is_cancelled_while_its_last_attempt_fails_stays_cancelled(
    group: Group, settings: Settings
) -> None:
    audit = await with_files(settings, group.owner, group.stationery, "two.xml")
    await Audit.filter(id=audit.id).update(status=AuditStatus.CANCELLED, lease_owner="tests", attempts=ATTEMPTS)
    await audit.refresh_from_db()
    await failing.put_back(settings, audit, "tests", RuntimeError("broken"), attempts=ATTEMPTS)
    await audit.refresh_from_db()
    assert (audit.status, audit.lease_owner) == (AuditStatus.CANCELLED, None)
    assert not await OutboundMail.exists(letter="AuditFailed")
