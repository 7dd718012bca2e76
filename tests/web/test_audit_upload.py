"""Sending files for an audit over HTTP: who may, from where, how large; other people's audits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from access.limits import AUDIT_UPLOAD
from access.throttling import throttle
from models import Audit, AuditFile, AuditStatus
from settings import Settings
from tests.group import Group
from tests.web.site import site
from tests.web.sockets import token_of
from web.audits import UPLOADS
from web.viewers import PREFLIGHT_HEADER
from workflows.audits.requesting import CLOSED


@pytest.fixture
async def audit(group: Group) -> Audit:
    return await Audit.create(member=group.member, requested_by=group.owner)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_a_file_is_taken_as_it_is(browser: httpx.AsyncClient, audit: Audit, token: str) -> None:
    url = f"/audits/{audit.id}/files"
    answer = await browser.post(url, params={"name": "été.pdf"}, content=b"%PDF-1.7\0\xff", headers=bearer(token))
    assert answer.status_code == 200
    (file,) = answer.json()["files"]
    assert (file["name"], file["outcome"], file["file"]["status"]) == ("été.pdf", "TAKEN", "WAITING")
    again = await browser.post(url, content=b"%PDF-1.7\0\xff", headers=bearer(token))
    assert again.json()["files"][0]["outcome"] == "SENT_BEFORE"
    kept = await AuditFile.get().prefetch_related("stored")
    assert bytes(kept.stored.content) == b"%PDF-1.7\0\xff"  # type: ignore[attr-defined]
    empty = await browser.post(url, content=b"", headers=bearer(token))
    assert empty.json()["files"][0]["outcome"] == "TAKEN", "the reader says that it is empty"


@pytest.mark.parametrize("kind", [{"content-type": "multipart/form-data; boundary=x"}, {"content-encoding": "gzip"}])
async def test_only_the_file_itself_is_taken(
    browser: httpx.AsyncClient, audit: Audit, token: str, kind: dict[str, str]
) -> None:
    answer = await browser.post(f"/audits/{audit.id}/files", content=b"1", headers={**bearer(token), **kind})
    assert answer.status_code == 415
    assert not await AuditFile.all().exists()


async def test_a_name_hides_nothing(browser: httpx.AsyncClient, audit: Audit, token: str) -> None:
    name = "\u202efdp.exe\u200b\0 1.pdf"
    await browser.post(f"/audits/{audit.id}/files", params={"name": name}, content=b"1", headers=bearer(token))
    assert (await AuditFile.get()).name == "fdp.exe 1.pdf"


async def test_a_file_may_be_large(browser: httpx.AsyncClient, audit: Audit, token: str) -> None:
    """More than the variables of a stranger's operation may be."""
    answer = await browser.post(f"/audits/{audit.id}/files", content=b"%PDF" + b"1" * 2_000_000, headers=bearer(token))
    assert answer.status_code == 200
    assert (await AuditFile.get(audit_id=audit.id)).size == 2_000_004


async def test_a_cookie_alone_sends_nothing(browser: httpx.AsyncClient, audit: Audit, token: str) -> None:
    """Whatever another site's page may send, it can't send this header."""
    url, cookie = f"/audits/{audit.id}/files", {"cookie": f"centrale={token}"}
    assert (await browser.post(url, content=b"1", headers=cookie)).status_code == 400
    assert (await browser.post(url, content=b"1", headers={PREFLIGHT_HEADER: "1"})).status_code == 401
    assert (await browser.post(url, content=b"1", headers=bearer("no such token"))).status_code == 401
    assert not await AuditFile.all().exists()
    taken = await browser.post(url, content=b"1", headers={**cookie, PREFLIGHT_HEADER: "1"})
    assert taken.status_code == 200


async def test_other_peoples_audits_are_like_none(
    browser: httpx.AsyncClient, group: Group, settings: Settings, audit: Audit
) -> None:
    headers = bearer(await token_of(settings, group.other_owner))
    theirs = await browser.post(f"/audits/{audit.id}/files", content=b"1", headers=headers)
    none = await browser.post("/audits/999/files", content=b"1", headers=headers)
    assert (theirs.status_code, theirs.json()) == (none.status_code, none.json())
    assert theirs.json()["userErrors"][0]["code"] == "NOT_FOUND"
    for nonsense in ("0", "x", "99999999999999999999", "1%00"):
        answer = await browser.post(f"/audits/{nonsense}/files", content=b"1", headers=headers)
        assert answer.status_code in (400, 404), nonsense
    assert not await AuditFile.all().exists()


async def test_a_body_that_never_ends_is_not_read(group: Group, settings: Settings, audit: Audit, token: str) -> None:
    small = Settings(secret_key=settings.secret_key, max_audit_file_bytes=1_000)
    async with site(small) as browser:
        answer = await browser.post(f"/audits/{audit.id}/files", content=b"1" * 1_001, headers=bearer(token))
    assert answer.status_code == 413
    assert "envoyez-le en plusieurs parties" in answer.text


class Bodies:
    """Bodies that note how much of them was asked for, and how many were being read at the same time."""

    def __init__(self) -> None:
        self.chunks = self.reading = self.most = 0

    async def one(self) -> AsyncIterator[bytes]:
        self.reading += 1
        self.most = max(self.most, self.reading)
        for _ in range(3):
            self.chunks += 1
            await asyncio.sleep(0.01)
            yield b"%d" % self.chunks
        self.reading -= 1


async def test_nothing_is_read_of_what_is_not_taken(
    browser: httpx.AsyncClient, group: Group, settings: Settings, audit: Audit, token: str
) -> None:
    bodies, url = Bodies(), f"/audits/{audit.id}/files"
    theirs = bearer(await token_of(settings, group.other_owner))
    assert (await browser.post(url, content=bodies.one(), headers=theirs)).status_code == 400
    assert (await browser.post("/audits/999/files", content=bodies.one(), headers=bearer(token))).status_code == 400
    await Audit.filter(id=audit.id).update(status=AuditStatus.READING)
    closed = await browser.post(url, content=bodies.one(), headers=bearer(token))
    assert closed.json()["userErrors"][0]["message"].endswith(CLOSED)
    await Audit.filter(id=audit.id).update(status=AuditStatus.COLLECTING)
    for _ in range(AUDIT_UPLOAD.burst):
        assert await throttle(settings, AUDIT_UPLOAD.of(group.owner.id)) is None
    wait = await browser.post(url, content=bodies.one(), headers=bearer(token))
    assert (wait.status_code, wait.json()["__typename"]) == (429, "TooManyAttempts")
    assert 0 < wait.json()["retryAfterSeconds"] <= 10
    assert (bodies.chunks, await AuditFile.all().count()) == (0, 0)


async def test_some_bodies_are_read_at_once_and_all_are_taken(
    browser: httpx.AsyncClient, audit: Audit, token: str
) -> None:
    bodies, url = Bodies(), f"/audits/{audit.id}/files"
    sent = [browser.post(url, content=bodies.one(), headers=bearer(token)) for _ in range(UPLOADS + 4)]
    answers = await asyncio.gather(*sent)
    assert [answer.status_code for answer in answers] == [200] * (UPLOADS + 4)
    assert 1 < bodies.most <= UPLOADS
    kept = [answer.json()["files"][0]["outcome"] for answer in answers]
    assert len(kept) == UPLOADS + 4
