"""The page where a supplier decides: looking changes nothing, pressing a button decides once."""

from __future__ import annotations

import datetime as dt
import html

import httpx
import pytest
from tortoise import timezone

import models
from access.viewer import Viewer
from models import AttachmentStatus
from models.siret import format_siret
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import ACCOUNT, history, letters, link_in, message, sent, status_of
from workflows import members
from workflows import supplier_attachments as workflow


@pytest.fixture
async def attachment(settings: Settings, group: Group) -> models.SupplierAttachment:
    """The supplier has the letter."""
    return await sent(settings, group)


@pytest.fixture
async def url(attachment: models.SupplierAttachment, settings: Settings) -> str:
    """The link in it."""
    return "/rattachement/" + link_in((await letters())[0].body_text, settings)


def text_of(response: httpx.Response) -> str:
    return html.unescape(response.text)


async def press(browser: httpx.AsyncClient, url: str, decision: str, **more: str) -> httpx.Response:
    response = await browser.post(url, data={"decision": decision, **more})
    assert response.status_code == 303
    assert response.headers["location"] == url
    return await browser.get(url)


async def test_looking_shows_the_request_and_changes_nothing(
    browser: httpx.AsyncClient, url: str, group: Group, attachment: models.SupplierAttachment
) -> None:
    for method in ("GET", "HEAD", "GET"):
        response = await browser.request(method, url)
        assert response.status_code == 200
    for fact in (group.member.legal_name, format_siret(group.member.siret), ACCOUNT, "Bureau Clair", "69000 Lyon"):
        assert fact in text_of(response)
    for secret in ("place du Four", group.owner.email, "Remise de 30", "Claire"):
        assert secret not in text_of(response)
    assert response.text.count("<form") == 2
    assert await status_of(attachment) == AttachmentStatus.SENT
    assert len(await history()) == 2


async def test_its_headers_keep_the_link_secret_and_scripts_out(browser: httpx.AsyncClient, url: str) -> None:
    headers = (await browser.get(url)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    for rule in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "script" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


async def test_accepting(browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment) -> None:
    response = await press(browser, url, "accept")
    assert "le compte est rattaché" in text_of(response)
    assert "<form" not in response.text
    assert await status_of(attachment) == AttachmentStatus.ACCEPTED
    assert (await history())[-1] == ("ACCEPTED", "fournisseur", "LINK", "")
    assert len(await letters("AttachmentDecided")) == 1


async def test_refusing_with_a_reason(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment
) -> None:
    reason = "Le compte « C-1789 » n’existe plus <depuis 2024> & n'ouvrira pas."
    response = await press(browser, url, "refuse", reason=reason)
    assert "la demande est refusée" in text_of(response)
    assert (await models.SupplierAttachment.get(id=attachment.id)).refusal_reason == reason


async def test_refusing_without_a_reason(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment
) -> None:
    response = await press(browser, url, "refuse")
    assert "la demande est refusée" in text_of(response)


@pytest.mark.parametrize("reason", ["x" * 9_000, "a\0b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
async def test_a_reason_that_nobody_would_write(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, reason: str
) -> None:
    await press(browser, url, "refuse", reason=reason)
    row = await models.SupplierAttachment.get(id=attachment.id)
    assert row.status == AttachmentStatus.REFUSED
    assert len(row.refusal_reason or "") <= 500


@pytest.mark.parametrize(("first", "second"), [("accept", "refuse"), ("refuse", "accept"), ("accept", "accept")])
async def test_the_first_button_counts(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, first: str, second: str
) -> None:
    before = text_of(await press(browser, url, first))
    assert text_of(await press(browser, url, second)) == before
    expected = {"accept": AttachmentStatus.ACCEPTED, "refuse": AttachmentStatus.REFUSED}[first]
    assert await status_of(attachment) == expected
    assert len(await letters("AttachmentDecided")) == 1


async def test_a_request_that_was_cancelled(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, settings: Settings
) -> None:
    await workflow.cancel(settings, Viewer(staff_role=models.StaffRole.ADMIN), attachment.id)
    assert "Elle a été annulée" in text_of(await browser.get(url))
    assert "Elle a été annulée" in text_of(await press(browser, url, "accept"))
    assert await status_of(attachment) == AttachmentStatus.CANCELLED


def shows_nothing_of(response: httpx.Response, group: Group) -> bool:
    facts = (group.member.legal_name, group.member.siret, format_siret(group.member.siret), ACCOUNT, "Bureau Clair")
    return response.status_code == 200 and not any(fact in text_of(response) for fact in facts)


@pytest.mark.parametrize("status", [AttachmentStatus.ACCEPTED, AttachmentStatus.REFUSED, AttachmentStatus.CANCELLED])
async def test_a_link_that_has_done_its_work_shows_nothing_of_the_request(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, group: Group, status: AttachmentStatus
) -> None:
    assert not shows_nothing_of(await browser.get(url), group)
    await models.SupplierAttachment.filter(id=attachment.id).update(status=status, refusal_reason="Un secret")
    response = await browser.get(url)
    assert shows_nothing_of(response, group)
    assert "Un secret" not in text_of(response)


async def test_a_link_ends_with_its_time(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, group: Group, settings: Settings
) -> None:
    rows = models.SupplierAttachment.filter(id=attachment.id)
    day = dt.timedelta(days=1)
    await rows.update(updated_at=timezone.now() - settings.letter_days * day + day / 24)
    assert not shows_nothing_of(await browser.get(url), group)
    await rows.update(updated_at=timezone.now() - settings.letter_days * day - day / 24)
    response = await press(browser, url, "accept")
    assert shows_nothing_of(response, group)
    assert "Notre courrier a plus de 90 jours" in text_of(response)
    assert await status_of(attachment) == AttachmentStatus.SENT


@pytest.mark.parametrize("mutation", ["confirm", "refuse"])
async def test_the_token_of_a_decided_request_opens_nothing_in_the_api_either(
    browser: httpx.AsyncClient, url: str, mutation: str
) -> None:
    payload = "supplierAttachment { accountNumber member { siret } }"
    if mutation == "confirm":
        payload = f"... on SupplierAttachmentPayload {{ {payload} }}"
    document = f"mutation($token: String!) {{ {mutation}SupplierAttachment(input: {{token: $token}}) {{ {payload} }} }}"
    body = {"query": document, "variables": {"token": url.rpartition("/")[2]}}
    first = (await browser.post("/graphql", json=body)).json()
    assert first["data"][f"{mutation}SupplierAttachment"]["supplierAttachment"]["accountNumber"] == ACCOUNT
    again = (await browser.post("/graphql", json=body)).json()
    assert again["data"] is None
    assert again["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert ACCOUNT not in str(again)


async def test_an_attachment_that_ended_with_the_membership(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, settings: Settings, group: Group
) -> None:
    await press(browser, url, "accept")
    await members.end(settings, await viewer_of(group.advisor), group.member.id)
    for shown in (await browser.get(url), await press(browser, url, "accept")):
        assert "Ce rattachement a pris fin" in text_of(shown)
        assert "<form" not in shown.text
    assert await status_of(attachment) == AttachmentStatus.ENDED


@pytest.mark.parametrize("form", [{}, {"decision": "explode"}, {"decision": ""}, {"reason": "x"}])
async def test_a_form_without_a_decision_decides_nothing(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, form: dict[str, str]
) -> None:
    assert (await browser.post(url, data=form)).status_code == 303
    assert await status_of(attachment) == AttachmentStatus.SENT


async def test_a_form_that_is_too_large(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment
) -> None:
    response = await browser.post(url, data={"decision": "accept", "reason": "x" * 20_000})
    assert response.status_code == 413
    assert await status_of(attachment) == AttachmentStatus.SENT


async def test_a_link_in_upper_case_works(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment
) -> None:
    folder, _, token = url.rpartition("/")
    await press(browser, f"{folder}/{token.upper()}", "accept")
    assert await status_of(attachment) == AttachmentStatus.ACCEPTED


@pytest.mark.parametrize("change", ["cut", "other id", "nonsense", "markup", "é"])
async def test_a_link_that_is_not_ours_is_404(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment, change: str
) -> None:
    folder, _, token = url.rpartition("/")
    number, _, signature = token.partition("-")
    wrong = {
        "cut": token[:-3],
        "other id": f"{int(number) + 1}-{signature}",
        "nonsense": "x",
        "markup": "%3Cscript%3Ealert(1)%3C%2Fscript%3E".replace("%2F", "|"),
        "é": "%C3%A9%0D%0Aset-cookie:x=1",
    }[change]
    response = await browser.get(f"{folder}/{wrong}")
    assert response.status_code == 404
    assert "Ce lien n’est pas complet" in text_of(response)
    assert "<script" not in response.text
    response = await browser.post(f"{folder}/{wrong}", data={"decision": "accept"})
    assert response.status_code == 303
    assert "set-cookie" not in response.headers
    assert (await browser.get(response.headers["location"])).status_code == 404
    assert await status_of(attachment) == AttachmentStatus.SENT


async def test_the_token_of_a_reply_address_of_another_kind_is_no_link(
    browser: httpx.AsyncClient, url: str, attachment: models.SupplierAttachment
) -> None:
    """Return paths and reply addresses are signed too, for other purposes."""
    (mail,) = await letters()
    for address in (mail.return_path, str(message(mail)["Reply-To"])):
        token = address.partition("@")[0][len("contact+r") :]
        assert (await browser.get(f"/rattachement/{token}")).status_code == 404
        assert (await browser.post(f"/rattachement/{token}", data={"decision": "accept"})).status_code == 303
    assert await status_of(attachment) == AttachmentStatus.SENT


async def test_names_are_text(browser: httpx.AsyncClient, url: str, group: Group) -> None:
    name = "<script>alert('1')</script> & \"Fils\""
    await models.Member.filter(id=group.member.id).update(legal_name=name, city="<b>Lyon</b>")
    await models.SupplierAttachment.all().update(account_number="<i>1</i>")
    response = await browser.get(url)
    assert name in text_of(response)
    for markup in ("<script", "<b>", "<i>"):
        assert markup not in response.text


async def test_a_member_that_was_deleted(browser: httpx.AsyncClient, url: str) -> None:
    await models.SupplierAttachment.all().delete()
    assert (await browser.get(url)).status_code == 404
    assert (await browser.post(url, data={"decision": "accept"})).status_code == 303


@pytest.fixture
async def rental(settings: Settings, group: Group) -> tuple[str, models.SupplierAttachment]:
    """The link of a letter to a car-rental company."""
    viewer = await viewer_of(group.owner)
    await workflow.request(settings, viewer, supplier_id=group.cars.id, siret=None, account_number=ACCOUNT)
    letter = await models.OutboundMail.filter(letter="SupplierAttachmentLetter").order_by("-id").first()
    assert letter
    return "/rattachement/" + link_in(letter.body_text, settings), await models.SupplierAttachment.get()


async def test_a_car_rental_company_names_the_companys_own_code(
    browser: httpx.AsyncClient, rental: tuple[str, models.SupplierAttachment]
) -> None:
    url, attachment = rental
    assert 'name="code"' in (await browser.get(url)).text
    wrong = await browser.post(url, data={"decision": "accept", "code": "<b>K12"})
    assert wrong.status_code == 422
    assert "Ce code n’a pas la forme attendue : 4 à 12 chiffres." in text_of(wrong)
    assert 'value="&lt;b&gt;K12"' in wrong.text
    assert await status_of(attachment) == AttachmentStatus.SENT
    response = await press(browser, url, "accept", code=" 99 00 11 ")
    assert "le compte est rattaché" in text_of(response)
    assert (await models.SupplierAttachment.get()).own_code == "990011"


async def test_without_a_code_of_its_own(
    browser: httpx.AsyncClient, rental: tuple[str, models.SupplierAttachment]
) -> None:
    await press(browser, rental[0], "accept", code="")
    assert (await models.SupplierAttachment.get()).own_code is None


async def test_other_suppliers_are_not_asked_for_a_code(browser: httpx.AsyncClient, url: str) -> None:
    assert 'name="code"' not in (await browser.get(url)).text
