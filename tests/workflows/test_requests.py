"""Asking for a supplier attachment: who may, for which company, what comes of it, and of asking twice."""

from __future__ import annotations

import datetime as dt

import pytest

import models
from access.policy import Role
from access.viewer import Viewer
from errors import ErrorCode
from models import AttachmentStatus
from models.siret import format_siret
from settings import Settings
from tests.group import Group, siret
from tests.workflows.requests import ACCOUNT, ask_for, history, letters, sent, status_of, supplier_of
from workflows import supplier_attachments as workflow
from workflows.outcomes import Invalid, Restricted


async def only_attachment() -> models.SupplierAttachment:
    (found,) = await models.SupplierAttachment.all()
    return found


async def nothing_happened() -> bool:
    rows = (models.SupplierAttachment, models.SupplierAttachmentEvent, models.OutboundMail)
    return not any([await model.all().count() for model in rows])


async def test_with_an_account_the_supplier_is_written_to(settings: Settings, group: Group) -> None:
    outcome = await ask_for(settings, group.owner, group.office)
    assert isinstance(outcome, workflow.Sent)
    row = await only_attachment()
    assert (row.id, row.status, row.account_number) == (outcome.attachment.id, AttachmentStatus.SENT, ACCOUNT)
    assert (row.member_id, row.supplier_id, row.requested_by_id) == (group.member.id, group.office.id, group.owner.id)
    assert row.channel == models.Channel.WEB
    assert row.refusal_reason is None
    assert [mail.to_address for mail in await letters()] == ["comptes@bureau-clair.test"]
    assert await history() == [
        ("REQUESTED", "Claire Éclair", "WEB", f"compte {ACCOUNT}"),
        ("SENT", "Claire Éclair", "WEB", f"compte {ACCOUNT}"),
    ]


async def test_without_an_account_nobody_is_written_to(settings: Settings, group: Group) -> None:
    outcome = await ask_for(settings, group.owner, group.office, None)
    assert isinstance(outcome, workflow.AccountNeeded)
    assert (outcome.attachment.status, outcome.attachment.account_number) == (AttachmentStatus.REQUESTED, None)
    assert not await letters()
    assert await history() == [("REQUESTED", "Claire Éclair", "WEB", "sans numéro de compte")]


@pytest.mark.parametrize(
    ("who", "code"),
    [("anonymous", ErrorCode.UNAUTHENTICATED), ("prospect", ErrorCode.FORBIDDEN), ("former", ErrorCode.FORBIDDEN),
     ("lonely", ErrorCode.FORBIDDEN)],
)  # fmt: skip
async def test_only_active_members_may(settings: Settings, group: Group, who: str, code: ErrorCode) -> None:
    outcome = await ask_for(settings, group.people()[who], group.office)
    assert isinstance(outcome, Restricted)
    assert (outcome.denial.code, outcome.denial.required) == (code, Role.MEMBER)
    assert await nothing_happened()


async def test_a_supplier_with_a_letter_may_not(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    outcome = await ask_for(settings, supplier_of(attachment), group.cars, siret=group.member.siret)
    assert isinstance(outcome, Restricted)


@pytest.mark.parametrize("company", ["prospect", "former"])
async def test_a_member_of_two_companies_may_not_for_the_one_that_is_not_active(
    settings: Settings, group: Group, company: str
) -> None:
    member: models.Member = getattr(group, company)
    await models.Affiliation.create(person=group.owner, member=member)
    outcome = await ask_for(settings, group.owner, group.office, siret=member.siret)
    assert isinstance(outcome, Restricted)
    assert await nothing_happened()
    assert isinstance(await ask_for(settings, group.owner, group.office, siret=group.member.siret), workflow.Sent)


@pytest.mark.parametrize("who", ["advisor", "other_advisor", "admin"])
async def test_the_group_asks_for_a_member(settings: Settings, group: Group, who: str) -> None:
    outcome = await ask_for(settings, group.people()[who], group.office, siret=group.member.siret)
    assert isinstance(outcome, workflow.Sent)
    assert outcome.attachment.member_id == group.member.id


@pytest.mark.parametrize("company", ["prospect", "former"])
async def test_nobody_asks_for_a_company_that_is_no_member(settings: Settings, group: Group, company: str) -> None:
    outcome = await ask_for(settings, group.admin, group.office, siret=getattr(group, company).siret)
    assert isinstance(outcome, Restricted)
    assert await nothing_happened()


def problem_of(outcome: workflow.Outcome) -> tuple[str, str, str]:
    assert isinstance(outcome, Invalid)
    (problem,) = outcome.problems
    return problem.field, problem.code, problem.message


async def test_whoever_acts_for_two_companies_is_asked_for_which(settings: Settings, group: Group) -> None:
    field, code, message = problem_of(await ask_for(settings, group.double, group.office))
    assert (field, code) == ("siret", "REQUIRED")
    for member in (group.member, group.other):
        assert f"{member.legal_name} ({format_siret(member.siret)})" in message
    assert await nothing_happened()


async def test_the_group_is_asked_for_which(settings: Settings, group: Group) -> None:
    assert problem_of(await ask_for(settings, group.advisor, group.office, siret="  "))[:2] == ("siret", "REQUIRED")


WRITINGS = {
    "bare": "{0}",
    "French grouping": "{1}",
    "no-break spaces": "{2}",
    "dots and dashes": "{3}",
    "spaces around": "  {1}\n",
    "full width": "{4}",
}


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("company", ["member", "other"])
async def test_the_siret_in_any_writing_says_for_which_company(
    settings: Settings, group: Group, writing: str, company: str
) -> None:
    member: models.Member = getattr(group, company)
    bare, grouped = member.siret, format_siret(member.siret)
    full_width = bare.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    written = WRITINGS[writing].format(bare, grouped, grouped.replace(" ", "\u202f"), grouped.replace(" ", ".-"),
                                       full_width)  # fmt: skip
    outcome = await ask_for(settings, group.double, group.office, siret=written)
    assert isinstance(outcome, workflow.Sent)
    assert outcome.attachment.member_id == member.id


@pytest.mark.parametrize("written", ["12", "pas de siret", "1" * 15, "\0", "٣" * 14, siret(1)[:-1] + "x"])
async def test_a_siret_that_is_none(settings: Settings, group: Group, written: str) -> None:
    field, code, message = problem_of(await ask_for(settings, group.owner, group.office, siret=written))
    assert (field, code) == ("siret", "INVALID")
    assert "14 chiffres" in message
    assert await nothing_happened()


async def test_somebody_elses_siret_is_answered_like_one_that_nobody_has(settings: Settings, group: Group) -> None:
    answers = []
    for number in (group.other.siret, siret(999)):
        field, code, message = problem_of(await ask_for(settings, group.owner, group.office, siret=number))
        answers.append((field, code, message.replace(format_siret(number), "…")))
    assert answers == [("siret", "NOT_YOURS", "Le SIRET … n’est pas celui de votre entreprise.")] * 2
    assert await nothing_happened()


async def test_a_supplier_that_does_not_exist(settings: Settings, group: Group) -> None:
    nobody = models.Supplier(id=0, name="Personne", code="personne")
    field, code, message = problem_of(await ask_for(settings, group.owner, nobody))
    assert (field, code, message) == ("supplierId", "NOT_FOUND", "Ce fournisseur n’existe pas.")


@pytest.mark.parametrize("account", ["C 12", "12.345/6-B_7", "é", "x" * 64])
async def test_account_numbers_as_suppliers_write_them(settings: Settings, group: Group, account: str) -> None:
    outcome = await ask_for(settings, group.owner, group.office, f" {account}\n")
    assert isinstance(outcome, workflow.Sent)
    assert (await only_attachment()).account_number == account


@pytest.mark.parametrize("account", ["x" * 65, "<b>12</b>", "1;2", "\0", "a\0b", "-", "compte n° 12"])
async def test_account_numbers_that_are_none(settings: Settings, group: Group, account: str) -> None:
    assert problem_of(await ask_for(settings, group.owner, group.office, account))[:2] == ("accountNumber", "INVALID")
    assert await nothing_happened()


@pytest.mark.parametrize("account", ["", "  ", "\u00a0"])
async def test_a_blank_account_number_is_none_given(settings: Settings, group: Group, account: str) -> None:
    assert isinstance(await ask_for(settings, group.owner, group.office, account), workflow.AccountNeeded)


async def test_everything_that_is_wrong_is_told_at_once(settings: Settings, group: Group) -> None:
    nobody = models.Supplier(id=0, name="Personne", code="personne")
    outcome = await ask_for(settings, group.owner, nobody, "<b>", siret="12")
    assert isinstance(outcome, Invalid)
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("siret", "INVALID"), ("supplierId", "NOT_FOUND"), ("accountNumber", "INVALID"),
    ]  # fmt: skip
    assert await nothing_happened()


# Asking twice.


@pytest.mark.parametrize("again", [ACCOUNT, None, "another account"])
async def test_twice_with_an_account_is_one_letter(settings: Settings, group: Group, again: str | None) -> None:
    first = await sent(settings, group)
    outcome = await ask_for(settings, group.staff, group.office, again)
    assert isinstance(outcome, workflow.Pending)
    assert outcome.attachment.id == first.id
    assert (await only_attachment()).account_number == ACCOUNT
    assert len(await letters()) == 1
    assert len(await history()) == 2


async def test_twice_without_an_account_needs_it_still(settings: Settings, group: Group) -> None:
    first = await ask_for(settings, group.owner, group.office, None)
    second = await ask_for(settings, group.owner, group.office, None)
    assert isinstance(first, workflow.AccountNeeded)
    assert isinstance(second, workflow.AccountNeeded)
    assert second.attachment.id == first.attachment.id
    assert len(await history()) == 1


async def test_the_account_told_later_sends_the_letter(settings: Settings, group: Group) -> None:
    first = await ask_for(settings, group.owner, group.office, None)
    assert isinstance(first, workflow.AccountNeeded)
    outcome = await ask_for(settings, group.staff, group.office)
    assert isinstance(outcome, workflow.Sent)
    row = await only_attachment()
    assert (row.id, row.account_number, row.status) == (first.attachment.id, ACCOUNT, AttachmentStatus.SENT)
    assert len(await letters("SupplierAttachmentLetter")) == 1
    assert [line[:2] for line in await history()] == [("REQUESTED", "Claire Éclair"), ("SENT", "Paul Fournil")]


async def test_after_acceptance_it_is_active(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    await workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=True)
    outcome = await ask_for(settings, group.owner, group.office, "another account")
    assert isinstance(outcome, workflow.Active)
    assert outcome.attachment.id == attachment.id
    assert len(await letters("SupplierAttachmentLetter")) == 1


@pytest.mark.parametrize("end", [AttachmentStatus.REFUSED, AttachmentStatus.CANCELLED])
async def test_after_an_end_one_may_ask_again(settings: Settings, group: Group, end: AttachmentStatus) -> None:
    first = await sent(settings, group)
    if end == AttachmentStatus.REFUSED:
        await workflow.decide(settings, supplier_of(first), first.id, accepted=False, reason="Compte inconnu")
    else:
        await workflow.cancel(settings, Viewer(staff_role=models.StaffRole.ADVISOR), first.id)
    outcome = await ask_for(settings, group.owner, group.office)
    assert isinstance(outcome, workflow.Sent)
    assert outcome.attachment.id != first.id
    assert await status_of(first) == end
    assert len(await letters("SupplierAttachmentLetter")) == 2


async def test_each_member_and_each_supplier_has_its_own(settings: Settings, group: Group) -> None:
    for who in (group.owner, group.other_owner):
        for supplier in (group.office, group.cars):
            assert isinstance(await ask_for(settings, who, supplier), workflow.Sent)
    assert await models.SupplierAttachment.all().count() == 4


async def test_a_supplier_without_an_address_is_the_advisors_to_reach(settings: Settings, group: Group) -> None:
    assert isinstance(await ask_for(settings, group.owner, group.temps), workflow.Noted)
    assert isinstance(await ask_for(settings, group.owner, group.temps), workflow.Pending)
    assert (await only_attachment()).status == AttachmentStatus.REQUESTED
    assert not await letters()
    group.temps.attachment_email = "comptes@interim-soleil.test"
    await group.temps.save()
    assert isinstance(await ask_for(settings, group.owner, group.temps), workflow.Sent)
    assert [mail.to_address for mail in await letters()] == ["comptes@interim-soleil.test"]


async def test_the_moment_of_the_last_change_is_kept(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    past = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    await models.SupplierAttachment.all().update(created_at=past, updated_at=past)
    await workflow.decide(settings, supplier_of(attachment), attachment.id, accepted=True)
    row = await only_attachment()
    assert row.created_at == past
    assert row.updated_at > past
