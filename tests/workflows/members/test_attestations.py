"""Attestations hold until their day, until they are revoked, and no longer than the membership."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt

import pytest

import models
from access import limits
from access.throttling import Throttled
from access.tokens import Purpose, sign
from models import MemberStatus
from models.france import today
from settings import Settings
from tests.group import Group, viewer_of
from workflows import attestations, members
from workflows.attestations import AttestationStatus, Issued, Revoked
from workflows.outcomes import Invalid, Restricted

DAY = dt.timedelta(days=1)
Status = AttestationStatus


async def issue(
    settings: Settings, who: models.Person | None, *, siret: str | None = None, supplier: models.Supplier | None = None
) -> Issued | Restricted | Invalid | Throttled:
    viewer = await viewer_of(who)
    return await attestations.issue(settings, viewer, siret=siret, supplier_id=supplier.id if supplier else None)


async def issued(settings: Settings, group: Group) -> models.MembershipAttestation:
    outcome = await issue(settings, group.owner)
    assert isinstance(outcome, Issued), outcome
    return outcome.attestation


async def standing(settings: Settings, attestation: models.MembershipAttestation) -> Status:
    found = await attestations.of_token(settings, attestations.token_of(settings, attestation.id))
    assert found is not None
    return found[1]


def problems(outcome: object) -> list[tuple[str, str]]:
    assert isinstance(outcome, Invalid), outcome
    return [(found.field, str(found.code)) for found in outcome.problems]


async def test_it_says_what_is_true_when_it_is_issued(settings: Settings, group: Group) -> None:
    outcome = await issue(settings, group.staff, supplier=group.office)
    assert isinstance(outcome, Issued)
    row = await models.MembershipAttestation.get()
    assert (row.legal_name, row.siret, row.street, row.member_since) == (
        group.member.legal_name, group.member.siret, "2 place du Four", dt.date(2020, 1, 1),
    )  # fmt: skip
    assert (row.supplier_id, row.issued_by_id) == (group.office.id, group.staff.id)
    assert (row.issued_on, row.valid_until) == (today(), today() + settings.attestation_days * DAY)
    entry = await models.JournalEntry.get()
    assert (entry.kind, entry.member_id, entry.actor_id) == (
        models.JournalKind.ATTESTATION_ISSUED, group.member.id, group.staff.id,
    )  # fmt: skip
    await models.Member.filter(id=group.member.id).update(legal_name="Autre nom", street="Ailleurs")
    document = await attestations.document_of(settings, await viewer_of(group.owner), row.id)
    assert document is not None
    assert (document[0].legal_name, document[0].street, document[1]) == (
        "Boulangerie Éclair", "2 place du Four", Status.VALID,
    )  # fmt: skip


async def test_who_gets_one(settings: Settings, group: Group) -> None:
    for who in (group.prospect_owner, group.former_owner):
        assert isinstance(await issue(settings, who), Restricted)
    assert isinstance(await issue(settings, group.advisor, siret=group.former.siret), Restricted)
    assert isinstance(await issue(settings, group.advisor, siret=group.member.siret), Issued)
    assert problems(await issue(settings, group.double)) == [("siret", "REQUIRED")]
    assert isinstance(await issue(settings, group.double, siret=group.other.siret), Issued)
    assert problems(await issue(settings, group.owner, siret=group.other.siret)) == [("siret", "NOT_YOURS")]
    assert problems(await issue(settings, group.lonely)) == [("siret", "REQUIRED")]
    viewer = await viewer_of(group.owner)
    outcome = await attestations.issue(settings, viewer, siret=None, supplier_id=999)
    assert problems(outcome) == [("supplierId", "NOT_FOUND")]


async def test_it_holds_until_its_day_is_over(settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group)
    for days, status in ((0, Status.VALID), (-1, Status.EXPIRED)):
        await models.MembershipAttestation.all().update(valid_until=today() + days * DAY)
        assert await standing(settings, attestation) == status


async def test_it_holds_no_longer_than_a_membership_whose_end_is_announced(settings: Settings, group: Group) -> None:
    await members.end(settings, await viewer_of(group.admin), group.member.id, on=today() + 10 * DAY)
    assert (await issued(settings, group)).valid_until == today() + 10 * DAY


async def test_revoking(settings: Settings, group: Group) -> None:
    attestation = await issued(settings, group)
    for who in (group.other_owner, group.former_owner, group.lonely, None):
        assert problems(await attestations.revoke(await viewer_of(who), attestation.id)) == [("id", "NOT_FOUND")]
    assert await standing(settings, attestation) == Status.VALID
    for who in (group.staff, group.advisor):
        assert isinstance(await attestations.revoke(await viewer_of(who), attestation.id), Revoked)
    assert await standing(settings, attestation) == Status.REVOKED
    assert (await models.MembershipAttestation.get()).revoked_by_id == group.staff.id, "the first one counts"
    assert problems(await attestations.revoke(await viewer_of(group.admin), 999)) == [("id", "NOT_FOUND")]


async def test_the_end_of_a_membership_ends_it_for_good(settings: Settings, group: Group) -> None:
    admin = await viewer_of(group.admin)
    attestation = await issued(settings, group)
    await members.end(settings, admin, group.member.id)
    assert await standing(settings, attestation) == Status.ENDED
    await members.admit(settings, admin, group.member.id)
    assert await standing(settings, attestation) == Status.ENDED
    assert await standing(settings, await issued(settings, group)) == Status.VALID


async def test_a_status_that_an_import_brought_counts_at_once(settings: Settings, group: Group) -> None:
    await members.settle_import(settings)
    attestation = await issued(settings, group)
    await models.Member.filter(id=group.member.id).update(status=MemberStatus.FORMER)
    assert await standing(settings, attestation) == Status.ENDED
    await members.settle_import(settings)
    await models.Member.filter(id=group.member.id).update(status=MemberStatus.MEMBER)
    assert await standing(settings, attestation) == Status.ENDED


async def test_issuing_while_the_membership_ends(settings: Settings, group: Group) -> None:
    admin = await viewer_of(group.admin)
    await asyncio.gather(
        *(issue(settings, group.owner) for _ in range(4)), members.end(settings, admin, group.member.id)
    )
    for attestation in await models.MembershipAttestation.all():
        assert await standing(settings, attestation) == Status.ENDED


async def test_there_is_a_limit(settings: Settings, group: Group) -> None:
    burst = limits.ATTESTATION.burst
    outcomes = [await issue(settings, (group.owner, group.staff)[n % 2]) for n in range(burst + 1)]
    assert [type(one) for one in outcomes] == [Issued] * burst + [Throttled]
    assert isinstance(await issue(settings, group.other_owner), Issued)


@pytest.mark.parametrize("change", ["other id", "other purpose", "other secret", "cut", "nonsense", ""])
async def test_a_link_that_is_not_ours(settings: Settings, group: Group, change: str) -> None:
    attestation = await issued(settings, group)
    token = attestations.token_of(settings, attestation.id)
    wrong = {
        "other id": token.replace(f"{attestation.id}-", f"{attestation.id + 1}-"),
        "other purpose": sign(settings.secret_key, Purpose.ATTACHMENT_DECISION, attestation.id),
        "other secret": attestations.token_of(
            dataclasses.replace(settings, secret_key="another secret of the tests, as long as it"), attestation.id
        ),
        "cut": token[:-1],
        "nonsense": "x",
        "": "",
    }[change]
    assert await attestations.of_token(settings, wrong) is None
    assert await attestations.of_token(settings, token.upper()) is not None
