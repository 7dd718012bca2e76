"""Which rows exist for whom, counted in a database that holds something of everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tortoise.models import Model

import models
from access.conditions import EVERY_ROW, NO_ROW, Eq, Literal, both
from access.policy import Role
from access.scope import SCOPES, scope_of
from access.viewer import Viewer
from audit.invoice import InvoiceKind, LineKind, Method
from audit.results import Band, MatchKind
from graph.context import Context
from graph.rows import Order, select
from settings import Settings
from tests.group import Group, viewer_of
from tests.schema.test_leaks import READERS
from tests.texts import make_texts


async def one_of_everything(group: Group) -> None:
    """An attachment with an event of each company, a mail in and a mail out."""
    for number, company in enumerate((group.member, group.other), 1):
        attachment = await models.SupplierAttachment.create(id=number, member=company, supplier=group.office)
        await models.SupplierAttachmentEvent.create(
            id=number, attachment=attachment, status=attachment.status, channel=models.Channel.WEB
        )
    mailbox = await models.Mailbox.create(name="INBOX")
    await models.InboundMail.create(mailbox=mailbox, uidvalidity=1, uid=1, sha256="x", size=1)
    await models.OutboundMail.create(
        letter="AnswerLetter", dedupe_key="x", message_id="<x@y>", return_path="", to_address="", subject="",
        body_text="", content=b"",
    )  # fmt: skip
    await models.Session.create(person=group.owner, token_hash="x", expires_at=dt.datetime.now(dt.UTC))
    await models.ErasureRequest.create(person=group.owner, due_on=dt.date(2026, 12, 1))
    await models.JournalEntry.create(kind=models.JournalKind.SIGNED_IN, person=group.owner, member=group.member)
    await models.JournalEntry.create(kind=models.JournalKind.CODE_REVEALED, member=group.member)
    await models.Invitation.create(member=group.member, email="a@b.test")
    await models.EmailChange.create(person=group.owner, old_email="", new_email="")
    check = await models.RegulatoryCheck.create(
        slug="c", phase=models.SitePhase.SALE, title="", body="", visibility=models.Visibility.PUBLIC
    )
    for number, company in enumerate((group.member, group.other, group.former, group.prospect), 1):
        await models.Site.create(id=number, member=company, phase=models.SitePhase.SALE)
        await models.SiteCheck.create(id=number, member=company, check=check)
        await models.CalendarFeed.create(id=number, member=company, person=group.owner)
    for number, company in enumerate((group.member, group.other), 1):
        await one_audit(number, company, models.AuditStatus.VALIDATED)
    await one_audit(3, group.member, models.AuditStatus.REVIEW)


async def one_audit(number: int, company: models.Member, status: models.AuditStatus) -> None:
    """An audit with a file, an invoice, a line with its match, and sums."""
    audit = await models.Audit.create(id=number, member=company, status=status)
    file = await models.AuditFile.create(id=number, audit=audit, name="", sha256="", size=1)
    invoice = await models.Invoice.create(
        id=number, audit=audit, file=file, value={}, kind=InvoiceKind.INVOICE, method=Method.CII, currency="EUR"
    )
    line = await models.InvoiceLine.create(
        id=number, audit=audit, invoice=invoice, place=0, position=1, kind=LineKind.PRODUCT, name=""
    )
    await models.LineMatch.create(id=number, audit=audit, line=line, value={}, band=Band.REVIEW, waiting=True)
    sums = ("files", "files_read", "invoices", "lines", "lines_compared", "lines_to_review", "lines_audited")
    amounts = ("audited", "compared", "to_review", "out_of_scope", "not_comparable")
    nothing: dict[str, Any] = dict.fromkeys(sums, 0) | {f"amount_{each}": Decimal(0) for each in amounts}
    await models.AuditReport.create(id=number, audit=audit, value={}, catalogue_version="", **nothing)
    money: dict[str, Any] = dict.fromkeys(("amount_audited", "paid", "negotiated", "saving"), Decimal(0))
    await models.AuditSavings.create(
        id=number, audit=audit, kind=MatchKind.IDENTICAL, total=True, lines=0, lines_audited=0, **money
    )


Ids = Callable[[Group], set[int]]
COLLEAGUES: Ids = lambda g: {g.owner.id, g.staff.id, g.double.id}  # noqa: E731
STAFF: Ids = lambda g: {g.advisor.id, g.other_advisor.id, g.admin.id}  # noqa: E731
NONE: Ids = lambda g: set()  # noqa: E731
NUMBER_1: Ids = lambda g: {1}  # noqa: E731

# The third is the first one's company's too, and not validated yet.
ALL_AUDITS: dict[str, Ids] = {"member": lambda g: {1, 3}, "other_member": lambda g: {2}, "double": lambda g: {1, 2, 3}}
VALIDATED: dict[str, Ids] = {"member": NUMBER_1, "other_member": lambda g: {2}, "double": lambda g: {1, 2}}
# Of each table, what exists for whom; who is not named sees nothing, the group everything.
# Of active members' companies: former members and prospects have rows too, and see none.
OF_ACTIVE_MEMBERS: dict[str, Ids] = {
    "member": NUMBER_1, "other_member": lambda g: {2}, "double": lambda g: {1, 2},
}  # fmt: skip
VISIBLE: dict[type[Model], dict[str, Ids]] = {
    models.Site: OF_ACTIVE_MEMBERS,
    models.SiteCheck: OF_ACTIVE_MEMBERS,
    models.CalendarFeed: OF_ACTIVE_MEMBERS,
    models.Member: {
        "supplier": lambda g: {g.member.id},
        "member": lambda g: {g.member.id},
        "other_member": lambda g: {g.other.id},
        "double": lambda g: {g.member.id, g.other.id},
        "prospect": lambda g: {g.prospect.id},
        "former": lambda g: {g.former.id},
    },
    models.SupplierAttachment: {
        "supplier": NUMBER_1,
        "member": NUMBER_1,
        "other_member": lambda g: {2},
        "double": lambda g: {1, 2},
    },
    models.SupplierAttachmentEvent: {
        "member": NUMBER_1,
        "other_member": lambda g: {2},
        "double": lambda g: {1, 2},
    },
    models.Person: {
        "member": lambda g: COLLEAGUES(g) | STAFF(g),
        "other_member": lambda g: {g.other_owner.id, g.double.id} | STAFF(g),
        "double": lambda g: COLLEAGUES(g) | {g.other_owner.id} | STAFF(g),
        "prospect": lambda g: {g.prospect_owner.id} | STAFF(g),
        "former": lambda g: {g.former_owner.id} | STAFF(g),
        "lonely": lambda g: {g.lonely.id} | STAFF(g),
    },
    models.InboundMail: {},
    models.OutboundMail: {},
    # What is about oneself, and the codes that were told for one's company.
    models.JournalEntry: {"member": lambda g: {1, 2}, "double": lambda g: {2}},
    models.Invitation: {"member": NUMBER_1, "double": NUMBER_1},
    models.EmailChange: {"member": NUMBER_1},
    **dict.fromkeys((models.Audit, models.AuditFile), ALL_AUDITS),
    **dict.fromkeys(
        (models.Invoice, models.InvoiceLine, models.LineMatch, models.AuditReport, models.AuditSavings), VALIDATED
    ),
    models.MatchAlias: {},
    models.PriceLine: {},
}
MEMBERS_ONLY = (models.Agency, models.Coefficient)
PUBLIC = (models.Category, models.Supplier, models.MinimumWage, models.ServiceClosure)
# Not even the advisors see those of others.
PERSONAL: dict[type[Model], dict[str, Ids]] = {
    models.Session: {"member": NUMBER_1},
    models.ErasureRequest: {"member": NUMBER_1, "admin": NUMBER_1},
}
PUBLISHED = (models.FaqEntry, models.Article, models.RegulatoryCheck)
ACTIVE = {"member", "other_member", "double"}
GROUP = {"advisor", "other_advisor", "admin"}


async def viewers(group: Group) -> dict[str, Viewer]:
    found = {name: await viewer_of(person) for name, person in group.people().items()}
    return found | {"supplier": Viewer(attachment_id=1)}


async def ids(model: type[Model], viewer: Viewer, settings: Settings) -> set[int]:
    return {row.pk for row in await select(model, Context(viewer, settings), EVERY_ROW, Order())}


async def all_ids(model: type[Model]) -> set[int]:
    return {row.pk for row in await model.all()}


@pytest.mark.parametrize("model", VISIBLE, ids=lambda model: model.__name__)
async def test_private_rows(group: Group, settings: Settings, model: type[Model]) -> None:
    await one_of_everything(group)
    everything = await all_ids(model)
    for who, viewer in (await viewers(group)).items():
        expected = everything if who in GROUP else VISIBLE[model].get(who, NONE)(group)
        assert await ids(model, viewer, settings) == expected, who
        assert expected <= everything


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model.__name__)
async def test_personal_rows(group: Group, settings: Settings, model: type[Model]) -> None:
    await one_of_everything(group)
    for who, viewer in (await viewers(group)).items():
        assert await ids(model, viewer, settings) == PERSONAL[model].get(who, NONE)(group), who


@pytest.mark.parametrize("model", MEMBERS_ONLY, ids=lambda model: model.__name__)
async def test_rows_for_members(group: Group, settings: Settings, model: type[Model]) -> None:
    everything = await all_ids(model)
    assert everything
    for who, viewer in (await viewers(group)).items():
        expected = everything if who in GROUP | ACTIVE else set()
        assert await ids(model, viewer, settings) == expected, who


@pytest.mark.parametrize("model", PUBLIC, ids=lambda model: model.__name__)
async def test_public_rows(group: Group, settings: Settings, model: type[Model]) -> None:
    for who, viewer in (await viewers(group)).items():
        assert await ids(model, viewer, settings) == await all_ids(model), who


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
async def test_published_rows(group: Group, settings: Settings, model: type[Model]) -> None:
    await make_texts()
    await model.filter(id=1).update(status=models.ContentStatus.WITHDRAWN)
    everything = await all_ids(model)
    published = {row.pk for row in await model.filter(status=models.ContentStatus.PUBLISHED)}
    assert 1 not in published < everything
    for who, viewer in (await viewers(group)).items():
        assert await ids(model, viewer, settings) == (everything if who in GROUP else published), who


async def test_who_acts_for_a_company_is_its_own_business(group: Group, settings: Settings) -> None:
    async def of(company: models.Member) -> set[int]:
        return {row.id for row in await models.Affiliation.filter(member=company)}

    found = {who: await ids(models.Affiliation, viewer, settings) for who, viewer in (await viewers(group)).items()}
    assert found["member"] == await of(group.member)
    assert found["double"] == await of(group.member) | await of(group.other)
    assert found["prospect"] == await of(group.prospect)
    assert not found["anonymous"] | found["supplier"] | found["lonely"]
    everything = await all_ids(models.Affiliation)
    assert all(found[who] == everything for who in GROUP)


def test_every_table_of_the_table_is_tested() -> None:
    """Here by rows, or by the readers of each of its columns in tests/schema/test_leaks.py."""
    by_rows = {*VISIBLE, *PERSONAL, *MEMBERS_ONLY, *PUBLIC, *PUBLISHED, models.Affiliation}
    assert set(SCOPES) - by_rows - set(READERS) == set()


@pytest.mark.parametrize("model", SCOPES, ids=lambda model: model.__name__)
def test_without_any_role_only_public_rows_exist(model: type[Model]) -> None:
    public = any("anonymous" in readers for readers in READERS.get(model, {}).values())
    if model not in PUBLISHED:
        assert scope_of(model, ()) == (EVERY_ROW if public else NO_ROW)
    assert model in PERSONAL or scope_of(model, tuple(Role)) == EVERY_ROW


def test_joining_conditions() -> None:
    one = Eq("id", Literal(1))
    assert both() == EVERY_ROW
    assert both(EVERY_ROW, one) == one
    assert both(one, NO_ROW) == NO_ROW
