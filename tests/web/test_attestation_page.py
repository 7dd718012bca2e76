"""The page that checks an attestation, and the PDF for the company's people, from issuing to the copier."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import re
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pypdfium2
import pytest
import zxingcpp

import models
from documents.attestation import render
from models.france import today
from models.siret import format_siret
from settings import Settings
from tests.group import Ask, Group, viewer_of
from web.viewers import cookie_name
from workflows import attestations, members
from workflows.accounts import open_session

ISSUE = """mutation ($input: IssueMembershipAttestationInput!) { issueMembershipAttestation(input: $input) { __typename
  ... on MembershipAttestationPayload { attestation { id status verificationUrl pdfUrl validUntil viewerCanRevoke
    supplier { name } issuedBy { firstName } } }
  ... on InvalidInput { userErrors { field code } } ... on AccessRestricted { requiredRole code } } }"""
REVOKE = """mutation ($id: ID!) { revokeMembershipAttestation(input: { id: $id }) { __typename
  ... on MembershipAttestationPayload { attestation { status } } ... on InvalidInput { userErrors { code } } } }"""
LIST = """query ($siret: String) { member(siret: $siret) { viewerCanIssueAttestation
  attestations { nodes { id status legalName verificationUrl } } } }"""


async def issued(settings: Settings, group: Group, supplier: models.Supplier | None = None) -> Any:
    viewer = await viewer_of(group.owner)
    outcome = await attestations.issue(settings, viewer, siret=None, supplier_id=supplier.id if supplier else None)
    assert isinstance(outcome, attestations.Issued)
    return outcome.attestation


async def page(browser: httpx.AsyncClient, settings: Settings, attestation: Any) -> str:
    response = await browser.get(attestations.verification_url(settings, attestation.id))
    assert response.status_code == 200
    return html.unescape(response.text)


async def sign_in(browser: httpx.AsyncClient, settings: Settings, person: models.Person | None) -> None:
    browser.cookies.clear()
    if person is not None:
        session = await open_session(settings, person.id)
        assert session is not None
        browser.cookies.set(cookie_name(settings), session.token)


async def test_a_valid_one(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group, group.office)
    text = await page(browser, settings, attestation)
    for fact in (
        "Attestation valable aujourd’hui", "Boulangerie Éclair", format_siret(group.member.siret), "Bureau Clair",
        "Valable jusqu’au",
    ):  # fmt: skip
        assert fact in text, fact
    for secret in ("place du Four", group.owner.email, "Claire", "2020", "Sophie"):
        assert secret not in text, "no more than what a supplier must know"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"valid_until": dt.date(2026, 1, 31)}, "Attestation expirée"),
        ({"revoked_at": dt.datetime(2026, 2, 1, tzinfo=dt.UTC)}, "Attestation annulée"),
        ({"ended_at": dt.datetime(2026, 2, 1, tzinfo=dt.UTC)}, "L’adhésion a pris fin"),
    ],
)
async def test_one_that_holds_no_more(
    browser: httpx.AsyncClient, settings: Settings, group: Group, change: dict[str, Any], verdict: str
) -> None:
    attestation = await issued(settings, group)
    await models.MembershipAttestation.all().update(**change)
    text = await page(browser, settings, attestation)
    assert verdict in text
    assert "valable aujourd’hui" not in text
    assert "bénéficie" not in text
    assert "Boulangerie Éclair" in text
    if "valid_until" in change:
        assert "jusqu’au 31 janvier 2026" in text.replace("\u00a0", " ")


async def test_a_membership_that_ends_is_told_at_once(
    browser: httpx.AsyncClient, settings: Settings, group: Group
) -> None:
    attestation = await issued(settings, group)
    assert "valable aujourd’hui" in await page(browser, settings, attestation)
    await members.end(settings, await viewer_of(group.admin), group.member.id)
    assert "L’adhésion a pris fin" in await page(browser, settings, attestation)


@pytest.mark.parametrize("token", ["x", "1-" + "a" * 26, "%3Cscript%3E", "0", "é", "1-" + "a" * 5000])
async def test_a_link_that_is_not_ours(
    browser: httpx.AsyncClient, settings: Settings, group: Group, token: str
) -> None:
    await issued(settings, group)
    response = await browser.get(f"/attestation/{token}")
    assert response.status_code == 404
    assert "Ce lien n’est pas complet" in html.unescape(response.text)
    assert "Boulangerie" not in response.text


async def test_its_headers(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group)
    response = await browser.get(attestations.verification_url(settings, attestation.id))
    assert response.headers["content-security-policy"].startswith("default-src 'none';")
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in response.text


async def test_names_are_text(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    name = "<script>alert('1')</script> & Fils"
    await models.Member.filter(id=group.member.id).update(legal_name=name)
    text = (await browser.get(attestations.verification_url(settings, (await issued(settings, group)).id))).text
    assert "<script" not in text
    assert name in html.unescape(text)


# The document.


async def test_the_document_leads_back_to_its_page(
    browser: httpx.AsyncClient, settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    attestation = await issued(settings, group)
    await sign_in(browser, settings, group.staff)
    rendering = AsyncMock(wraps=render)
    monkeypatch.setattr("web.attestations.render", rendering)
    url = attestations.pdf_url(settings, attestation.id)
    response, *others = await asyncio.gather(*(browser.get(url) for _ in range(4)))
    assert response.status_code == 200
    assert {one.content for one in others} == {response.content}
    assert rendering.await_count == 1, "typeset once"
    assert response.headers["content-type"] == "application/pdf"
    name = f"attestation-{group.member.siret}-{today():%Y%m%d}.pdf"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    sheet = pypdfium2.PdfDocument(response.content)[0]
    text = re.sub(r"\s+", " ", sheet.get_textpage().get_text_range().replace("\u00a0", " "))
    assert "Boulangerie Éclair" in text
    assert format_siret(group.member.siret) in text
    bitmap = sheet.render(scale=2, grayscale=True)
    image = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
    (code,) = zxingcpp.read_barcodes(image)
    browser.cookies.clear()
    assert "valable aujourd’hui" in html.unescape((await browser.get(code.text)).text)
    await sign_in(browser, settings, group.owner)
    again = await browser.get(attestations.pdf_url(settings, attestation.id))
    assert again.content == response.content, "the same bytes each time"


async def test_whose_it_is_not_there_is_none(browser: httpx.AsyncClient, settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group)
    url = attestations.pdf_url(settings, attestation.id)
    for who, status in (
        (group.other_owner, 404), (group.prospect_owner, 404), (group.former_owner, 404), (group.lonely, 404),
        (group.owner, 200), (group.double, 200), (group.advisor, 200), (group.admin, 200),
    ):  # fmt: skip
        await sign_in(browser, settings, who)
        response = await browser.get(url)
        assert response.status_code == status, who.email
        wrong = await browser.get(url.replace(f"/{attestation.id}.pdf", "/999.pdf"))
        assert wrong.status_code == 404
        if status == 404:
            assert wrong.text == response.text
    await sign_in(browser, settings, None)
    response = await browser.get(url)
    assert (response.status_code, response.headers["location"]) == (
        303, f"/acces/connexion?suite=/attestations/{attestation.id}.pdf",
    )  # fmt: skip
    await sign_in(browser, settings, group.owner)
    for strange in ("x", "-1", "1.5", "1%00", "2147483648", "9" * 30):
        assert (await browser.get(f"/attestations/{strange}.pdf")).status_code == 404


async def test_a_document_that_proves_nothing_is_not_handed_out(
    browser: httpx.AsyncClient, settings: Settings, group: Group
) -> None:
    attestation = await issued(settings, group)
    await attestations.revoke(await viewer_of(group.owner), attestation.id)
    await sign_in(browser, settings, group.owner)
    response = await browser.get(attestations.pdf_url(settings, attestation.id))
    assert response.status_code == 410
    assert "n’est plus valable" in response.text


# Through the API.


async def test_a_member_issues_lists_and_revokes(ask: Ask, settings: Settings, group: Group) -> None:
    given = {"supplierId": f"Supplier:{group.office.id}"}
    shown = (await ask.data(ISSUE, input=given, as_=group.owner))["issueMembershipAttestation"]["attestation"]
    id_ = int(shown["id"].partition(":")[2])
    assert shown == {
        "id": f"MembershipAttestation:{id_}",
        "status": "VALID",
        "verificationUrl": attestations.verification_url(settings, id_),
        "pdfUrl": f"{settings.public_url}/attestations/{id_}.pdf",
        "validUntil": str(today() + dt.timedelta(days=90)),
        "viewerCanRevoke": True,
        "supplier": {"name": "Bureau Clair"},
        "issuedBy": {"firstName": "Claire"},
    }
    listed = (await ask.data(LIST, siret=group.member.siret, as_=group.staff))["member"]
    assert listed["viewerCanIssueAttestation"]
    assert [one["status"] for one in listed["attestations"]["nodes"]] == ["VALID"]
    revoked = (await ask.data(REVOKE, id=shown["id"], as_=group.staff))["revokeMembershipAttestation"]
    assert revoked["attestation"] == {"status": "REVOKED"}
    for stranger in (group.other_owner, group.lonely):
        answer = (await ask.data(REVOKE, id=shown["id"], as_=stranger))["revokeMembershipAttestation"]
        assert answer["userErrors"] == [{"code": "NOT_FOUND"}]
        document = "query ($id: ID!) { node(id: $id) { id } }"
        assert (await ask.data(document, id=shown["id"], as_=stranger))["node"] is None


async def test_who_may_is_who_does(ask: Ask, group: Group) -> None:
    for who, person in group.people().items():
        if person is None:
            continue
        for company in (group.member, group.former, group.prospect):
            member = (await ask.data(LIST, siret=company.siret, as_=person))["member"]
            answer = (await ask.data(ISSUE, input={"siret": company.siret}, as_=person))["issueMembershipAttestation"]
            done = answer["__typename"] == "MembershipAttestationPayload"
            assert done == bool(member and member["viewerCanIssueAttestation"]), (who, company.legal_name)


async def test_the_public_checks_with_the_link_alone(ask: Ask, settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group)
    document = """query ($token: String!) { attestationVerification(token: $token) {
      status statusLabel siret legalName supplierName issuedOn validUntil } }"""
    token = attestations.token_of(settings, attestation.id)
    assert (await ask.data(document, token=token))["attestationVerification"] == {
        "status": "VALID", "statusLabel": "Valable aujourd’hui", "siret": group.member.siret,
        "legalName": group.member.legal_name, "supplierName": None, "issuedOn": str(today()),
        "validUntil": str(today() + dt.timedelta(days=90)),
    }  # fmt: skip
    assert (await ask.data(document, token="x"))["attestationVerification"] is None
