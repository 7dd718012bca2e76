"""Operators see the mail path: metrics for whoever has the token, health that tells what stands still or is away."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging

import pytest
from tortoise import timezone

from mailbot.smtp import Delivery, Outcome
from mailbot.watcher import WatcherStatus
from models import (
    Audit,
    AuditFile,
    AuditFileStatus,
    AuditStatus,
    InboundMail,
    InboundStatus,
    Mailbox,
    OutboundMail,
    OutboundStatus,
    ScheduledJob,
)
from settings import Settings
from tests.group import Group
from tests.web.site import site
from workflows.mail_figures import STUCK

TOKEN = "a token of the tests"
AS_OPERATOR = {"authorization": f"Bearer {TOKEN}"}
SECRET_PLACES = ("gerard@ailleurs.test", "Zoé Marchandise")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, metrics_token=TOKEN, smtp_host="127.0.0.1")


async def _mail(status: InboundStatus, *, due: dt.datetime | None = None) -> InboundMail:
    mailbox, _ = await Mailbox.get_or_create(name="contact")
    number = await InboundMail.all().count() + 1
    mail = await InboundMail.create(
        mailbox=mailbox, uidvalidity=1, uid=number, sha256=f"{number}", size=1, status=status,
        from_address=SECRET_PLACES[0], from_name=SECRET_PLACES[1], subject=SECRET_PLACES[1],
    )  # fmt: skip
    if due is not None:
        await InboundMail.filter(id=mail.id).update(next_attempt_at=due, received_at=due)
    return mail


async def _letter(status: OutboundStatus, *, due: dt.datetime | None = None) -> None:
    number = await OutboundMail.all().count() + 1
    await OutboundMail.create(
        letter="AnswerLetter", dedupe_key=f"{number}", message_id=f"<{number}@x>", return_path="x@x.test",
        to_address=SECRET_PLACES[0], subject="x", body_text=SECRET_PLACES[1], content=b"x", status=status,
        next_attempt_at=due or timezone.now(),
    )  # fmt: skip


async def _metrics(settings: Settings, status: WatcherStatus | None = None) -> dict[str, float]:
    async with site(settings, lambda: status) as web:
        response = await web.get("/metrics", headers=AS_OPERATOR)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert not any(secret in response.text for secret in SECRET_PLACES)
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    names = {line.partition(" ")[0].partition("{")[0] for line in lines}
    assert all(f"# TYPE {name} " in response.text for name in names)
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_the_whole_path_in_numbers(db: str, settings: Settings) -> None:
    await _mail(InboundStatus.RECEIVED, due=timezone.now() - dt.timedelta(seconds=100))
    for status in (InboundStatus.ANSWERED, InboundStatus.ANSWERED, InboundStatus.BURIED, InboundStatus.HANDED_OVER):
        await _mail(status)
    await _letter(OutboundStatus.QUEUED)
    await _letter(OutboundStatus.FAILED)
    now = timezone.now()
    await ScheduledJob.create(name="good", due_at=now, next_attempt_at=now)
    await ScheduledJob.create(name="bad", due_at=now, next_attempt_at=now, last_error="it went wrong")
    seen = now - dt.timedelta(seconds=7)
    found = await _metrics(settings, WatcherStatus(connected=True, last_sweep_at=seen, reconnects=2, stored=5, left=3))
    expected = {
        'inbound_mails{status="received"}': 1, 'inbound_mails{status="answered"}': 2,
        'inbound_mails{status="buried"}': 1, 'inbound_mails{status="handed_over"}': 1,
        'inbound_mails{status="ignored"}': 0, 'outbound_mails{status="queued"}': 1,
        'outbound_mails{status="failed"}': 1, 'outbound_mails{status="sent"}': 0,
        "imap_leader": 1, "imap_connected": 1, "imap_reconnects_total": 2, "imap_stored_total": 5, "imap_left": 3,
        "smtp_up": 1, "database_up": 1, 'job_failing{job="good"}': 0, 'job_failing{job="bad"}': 1,
    }  # fmt: skip
    assert {name: found[f"centrale_{name}"] for name in expected} == expected
    assert 100 <= found["centrale_inbound_oldest_seconds"] < 160
    assert 0 <= found["centrale_outbound_oldest_seconds"] < 60
    assert 7 <= found["centrale_imap_silent_seconds"] < 60


async def test_a_process_that_watches_nothing_says_so(db: str, settings: Settings) -> None:
    found = await _metrics(settings)
    assert found["centrale_imap_leader"] == 0
    assert "centrale_imap_connected" not in found
    assert found["centrale_inbound_oldest_seconds"] == 0


async def test_without_a_database_the_rest_is_still_told(settings: Settings) -> None:
    found = await _metrics(settings, WatcherStatus())
    assert (found["centrale_database_up"], found["centrale_imap_connected"]) == (0, 0)


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}])
async def test_nobody_else_finds_the_page(settings: Settings, header: dict[str, str]) -> None:
    async with site(settings) as web:
        assert (await web.get("/metrics", headers=header)).status_code == 404
    async with site(dataclasses.replace(settings, metrics_token="")) as web:
        assert (await web.get("/metrics", headers=header)).status_code == 404
        assert (await web.get("/metrics", headers={"authorization": "Bearer "})).status_code == 404


async def _health(settings: Settings) -> tuple[int, dict[str, str]]:
    async with site(settings) as web:
        response = await web.get("/health")
    return response.status_code, response.json()


async def test_health_tells_a_stuck_queue(db: str, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    await _mail(InboundStatus.RECEIVED, due=now - STUCK / 2)
    await _mail(InboundStatus.RECEIVED, due=now + STUCK)  # tried in vain, and later again
    await _mail(InboundStatus.BURIED, due=now - 2 * STUCK)
    await _letter(OutboundStatus.SENT, due=now - 2 * STUCK)
    assert (await _health(settings))[0] == 200
    late = await _mail(InboundStatus.RECEIVED, due=now - STUCK - dt.timedelta(seconds=1))
    status, parts = await _health(settings)
    assert (status, parts["incoming"], parts["outgoing"]) == (503, "stuck", "ok")
    await InboundMail.filter(id=late.id).update(status=InboundStatus.ANSWERED)
    await _letter(OutboundStatus.SENDING, due=now - 2 * STUCK)
    with caplog.at_level(logging.WARNING):
        status, parts = await _health(settings)
    assert (status, parts["incoming"], parts["outgoing"]) == (503, "ok", "stuck")
    assert "outgoing" in caplog.text
    assert not any(secret in caplog.text for secret in SECRET_PLACES)
    assert (await _health(dataclasses.replace(settings, smtp_host="")))[0] == 200, "letters wait there on purpose"


async def test_audits_that_stand_still_are_told(db: str, group: Group, settings: Settings) -> None:
    """Files that wait behind others stand still only when nobody reads any."""
    now, before = timezone.now(), timezone.now() - 2 * STUCK
    audit = await Audit.create(member=group.member, status=AuditStatus.MATCHING, next_attempt_at=now)
    file = await AuditFile.create(audit=audit, name="x.pdf", sha256="x", size=1, next_attempt_at=before)
    await Audit.create(member=group.member, status=AuditStatus.FAILED, next_attempt_at=before)
    found = await _metrics(settings)
    assert (found['centrale_audits{status="failed"}'], found['centrale_audits{status="review"}']) == (1, 0)
    assert (found['centrale_audit_files{status="waiting"}'], found['centrale_audit_files{status="read"}']) == (1, 0)
    status, parts = await _health(settings)
    assert (status, parts["audits"], parts["incoming"]) == (503, "stuck", "ok")
    await AuditFile.filter(id=file.id).update(lease_until=now + STUCK)
    assert (await _health(settings))[0] == 200, "it is being read"
    await AuditFile.filter(id=file.id).update(lease_until=None)
    await AuditFile.create(audit=audit, name="y.pdf", sha256="y", size=1, status=AuditFileStatus.READ, finished_at=now)
    assert (await _health(settings))[0] == 200, "another one was read a moment ago"
    await Audit.filter(id=audit.id).update(next_attempt_at=before)
    assert (await _health(settings))[1]["audits"] == "stuck", "nobody matches"


async def test_health_tells_that_the_mail_server_is_away(db: str, settings: Settings) -> None:
    async with site(settings, smtp_away=True) as web:
        response = await web.get("/health")
        assert (response.status_code, response.json()["outgoing"]) == (503, "smtp_away")
        assert "centrale_smtp_up 0" in (await web.get("/metrics", headers=AS_OPERATOR)).text


@pytest.mark.parametrize(
    ("delivery", "away"),
    [
        (Delivery(Outcome.SENT, 250), False),
        (Delivery(Outcome.DEFERRED, None, "refused"), True),
        (Delivery(Outcome.UNKNOWN, None), True),
        (Delivery(Outcome.DEFERRED, 535), True),
        (Delivery(Outcome.DEFERRED, 421), True),
        (Delivery(Outcome.DEFERRED, 450), False),
        (Delivery(Outcome.REFUSED, 550), False),
        (Delivery(Outcome.REFUSED, None), False),
    ],
)
def test_what_a_delivery_tells_of_the_server(delivery: Delivery, away: bool) -> None:
    assert delivery.server_away is away
