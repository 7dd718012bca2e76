"""One's own data as a download: for oneself and for administrators, nobody else."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest

from access.limits import EXPORT
from settings import Settings
from tests.group import Group
from tests.web.test_sessions import sign_in


async def test_everybody_downloads_their_own(browser: httpx.AsyncClient, group: Group) -> None:
    await sign_in(browser, group.owner)
    response = await browser.get("/mes-donnees.zip")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="mes-donnees.zip"'
    assert (response.headers["x-content-type-options"], response.headers["cache-control"]) == ("nosniff", "no-store")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert group.owner.email in archive.read("person.json").decode()


async def test_nobody_downloads_another_s_but_administrators(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    wanted = f"/mes-donnees.zip?person=Person:{group.owner.id}"
    assert (await browser.get(wanted)).status_code == 401
    for person, status in ((group.staff, 404), (group.advisor, 404), (group.owner, 200), (group.admin, 200)):
        await sign_in(browser, person)
        assert (await browser.get(wanted)).status_code == status, person.email


async def test_nobody_has_everything_packed_again_and_again(browser: httpx.AsyncClient, group: Group) -> None:
    await sign_in(browser, group.owner)
    found = [await browser.get("/mes-donnees.zip") for _ in range(EXPORT.burst + 1)]
    assert [each.status_code for each in found] == [200] * EXPORT.burst + [429]
    assert 0 < int(found[-1].headers["retry-after"]) <= EXPORT.every.total_seconds()
    await sign_in(browser, group.other_owner)
    assert (await browser.get("/mes-donnees.zip")).status_code == 200


@pytest.mark.parametrize("wanted", ["Person:999999", "Member:1", "x", ""])
async def test_a_wrong_id_is_told(browser: httpx.AsyncClient, group: Group, wanted: str) -> None:
    await sign_in(browser, group.admin)
    response = await browser.get("/mes-donnees.zip", params={"person": wanted})
    assert response.status_code in (400, 404)
