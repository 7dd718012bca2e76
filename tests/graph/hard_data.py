"""Rows that are hard to answer: nulls, empty lists, texts that some layer misreads, more rows than a page holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import models
from access.viewer import Viewer
from models.france import today
from models.sites import NO_DAY
from tests.graph.hard_conversations import add_conversations
from tests.graph.hard_members import add_hard_memberships
from tests.group import Group, siret, viewer_of
from tests.schema import audit_marks

# Each has bitten somebody: JSON, SQL, LIKE, HTML, str.format, terminals, Unicode.
TEXTS = (
    "",
    " ",
    "null",
    "émoji 🦊 👩‍👩‍👧 𝔘",
    "שלום \u202eRTL\u202c",
    "\"double\" 'simple' `back`",
    "barre \\ oblique \\\\ \\u0041 \\n",
    "\x01\x02\x08\t\n\x0b\x0c\r\x1f\x7f\x80\x9f",
    "ligne\r\nsuivante\u2028\u2029",
    "</script><!-- <b>&amp;</b> -->",
    "100 %_\\% %s _",
    "e\u0301 é \ufeff\u00a0\u200b",
    "$1 ?1 :nom @nom {alias} {0} ${x}",
    "'; DROP TABLE supplier; --",
    "[1,2]",
    '["a",1]',
    "{}",
    "ÀÉÎÕÜ ẞ ﬁ İ ı",
)
MANY_SUPPLIERS = 110
_MOMENTS = (
    dt.datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 25, 3, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    dt.datetime(1999, 12, 31, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=-9, minutes=-30))),
    dt.datetime(2038, 1, 19, 3, 14, 8, 1, tzinfo=dt.UTC),
)


def texts(start: int, *, at_most: int | None = None) -> str:
    """The hard text of that number, counted round."""
    return TEXTS[start % len(TEXTS)][:at_most]


async def add_hard_data(group: Group) -> None:
    """Write all of it beside the group."""
    categories = [
        await models.Category.create(code=f"C{number}", name=text or "vide", description=texts(number + 5))
        for number, text in enumerate(TEXTS[:8])
    ]
    suppliers = await _suppliers(categories)
    await _agencies(suppliers)
    await _coefficients(suppliers)
    await _terms(suppliers)
    companies = [group.member, group.other, group.prospect, group.former, *await _companies(group)]
    mails = await _mails(group, companies)
    await _texts()
    await _sites(companies, group)
    await _attachments(companies, suppliers, group, mails)
    await add_hard_memberships(group, companies[4:], TEXTS)
    await _sessions(group)
    await add_conversations(group, mails, texts, _MOMENTS)
    await audit_marks.rows(group)


async def _suppliers(categories: list[models.Category]) -> list[models.Supplier]:
    made = [
        models.Supplier(
            code=f"dur-{number}", name=texts(number) or "vide", aliases=list(TEXTS[: number % 5]),
            website=_maybe(number), summary=texts(number + 3),
            car_rental=number % 3 == 0, temp_agency=number % 4 == 0,
            cdp_code=(None, "584213", "K482193", "CT-2026/1")[number % 4],
            email_domains=[f"d{number}.test"] * (number % 2), attachment_email=None,
        )
        for number in range(MANY_SUPPLIERS)
    ]  # fmt: skip
    for supplier in made:
        supplier.derive()
    await models.Supplier.bulk_create(made)
    found = await models.Supplier.filter(code__startswith="dur-").order_by("id")
    for number, supplier in enumerate(found[:30]):
        if number % 5:
            await supplier.categories.add(*islice(cycle(categories), number % 8, number % 8 + number % 4 + 1))
    return found


def _maybe(number: int) -> str | None:
    return None if number % 4 == 0 else texts(number)


async def _agencies(suppliers: list[models.Supplier]) -> None:
    made = [
        models.Agency(
            supplier=supplier, name=f"{texts(number + at)} {number}", contact_name=_maybe(number),
            phone=(_maybe(number + 1) or "")[:32] or None, email=_maybe(number + 2), street=_maybe(number + 3),
            postcode=(None, "69003", "20200", "97490", "99999", "92042")[number % 6], city=_maybe(at),
        )
        for at, supplier in enumerate(suppliers[:12])
        for number in range(at)
    ]  # fmt: skip
    made += [models.Agency(supplier=suppliers[12], name=f"Agence {number:03d}") for number in range(105)]
    for agency in made:
        agency.derive()
    await models.Agency.bulk_create(made)


async def _coefficients(suppliers: list[models.Supplier]) -> None:
    values = ("0", "0.0001", "1.85", "99.9999", "10", "1.5000")
    await models.Coefficient.bulk_create(
        models.Coefficient(
            supplier=supplier, contract_type=contract, qualification=f"{texts(number)} {number}",
            value=Decimal(values[number % len(values)]), valid_from=dt.date(1900 + number, 2, 28),
            valid_to=dt.date(9999, 12, 31) if number % 2 else None,
        )
        for supplier in suppliers[:20:4]
        for contract in models.ContractType
        for number in range(8)
    )  # fmt: skip


async def _terms(suppliers: list[models.Supplier]) -> None:
    """None, past ones, present ones, those to come, days without any; and what begins and ends today."""
    now = today()
    days = (
        (dt.date(1000, 1, 1), dt.date(2024, 2, 29)), (dt.date(2024, 3, 2), now - dt.timedelta(days=1)), (now, now),
        (now + dt.timedelta(days=1), dt.date(9999, 12, 31)),
    )  # fmt: skip
    await models.SupplierTerms.bulk_create(
        models.SupplierTerms(
            supplier=supplier, general=_maybe(number + at), special=_maybe(number + at + 1), valid_from=first,
            valid_to=None if at == 3 and number % 2 else last,
        )
        for number, supplier in enumerate(suppliers)
        for at, (first, last) in enumerate(days)
        if (number >> at) % 2
    )  # fmt: skip


async def _companies(group: Group) -> list[models.Member]:
    made = [
        models.Member(
            siret=siret(100 + number), legal_name=texts(number) or "vide", status=status, street=_maybe(number),
            joined_on=dt.date(1000 + number, 1, 1) if number % 2 else None,
            left_on=dt.date(2024, 2, 29) if status == models.MemberStatus.FORMER else None,
            postcode=None if number % 3 else "01000", city=_maybe(number + 1),
            advisor=(None, group.advisor, group.admin)[number % 3],
        )
        for number, status in zip(range(24), cycle(models.MemberStatus), strict=False)
    ]  # fmt: skip
    for company in made:
        company.derive()
    await models.Member.bulk_create(made)
    found = await models.Member.filter(siret__in=[company.siret for company in made]).order_by("id")
    for company in (*found[:3], group.prospect):
        await models.Affiliation.create(person=group.double, member=company, role=models.AffiliationRole.STAFF)
    strange = await models.Person.create(email="drole@nulle-part.test", first_name=TEXTS[3], last_name=TEXTS[7])
    await models.Affiliation.create(person=strange, member=group.member)
    return found


async def _mails(group: Group, companies: list[models.Member]) -> list[models.InboundMail]:
    mailbox = await models.Mailbox.create(name="hard data")
    await models.InboundMail.bulk_create(
        models.InboundMail(
            mailbox=mailbox, uidvalidity=1, uid=number, sha256=f"{number:064d}", size=number, status=status,
            from_address=f"a{number}@b.test", from_name=texts(number), subject=texts(number + 1),
            excerpt=texts(number + 2), sender_proof="dkim", outcome=texts(number + 3), attempts=number,
            understanding=[{"label": texts(n), "value": texts(n + number)} for n in range(number % 4)],
            last_error=_maybe(number), person=(None, group.owner, group.lonely)[number % 3],
            member=(None, *companies)[number % 5], advisor=(None, group.advisor)[number % 2],
            received_at=_MOMENTS[number % 4],
        )
        for number, status in zip(range(30), cycle(models.InboundStatus), strict=False)
    )  # fmt: skip
    return await models.InboundMail.filter(mailbox=mailbox).order_by("id")


async def _attachments(
    companies: list[models.Member], suppliers: list[models.Supplier], group: Group, mails: list[models.InboundMail]
) -> None:
    statuses, channels = cycle(models.AttachmentStatus), cycle(models.Channel)
    await models.SupplierAttachment.bulk_create(
        models.SupplierAttachment(
            member=company, supplier=supplier, account_number=(_maybe(number) or "")[:64] or None,
            status=next(statuses), channel=next(channels), refusal_reason=_maybe(number + 1),
            created_at=_MOMENTS[number % 4],
        )
        for number, company, supplier in zip(range(45), cycle(companies), cycle(suppliers), strict=False)
    )  # fmt: skip
    attachments = await models.SupplierAttachment.all().order_by("id")
    await models.SupplierAttachmentEvent.bulk_create(
        models.SupplierAttachmentEvent(
            attachment=attachment, status=next(statuses), channel=next(channels), note=texts(number + at),
            actor_label=texts(number + at + 4), actor=(None, group.owner)[at % 2],
        )
        for number, attachment in enumerate(attachments)
        for at in range(number % 4)
    )  # fmt: skip
    await models.OutboundMail.bulk_create(
        _letter(number * 10 + at, attachment, mails[number % len(mails)])
        for number, attachment in enumerate(attachments)
        for at in range(number % 3)
    )


async def _sessions(group: Group) -> None:
    people = [person for person in group.people().values() if person]
    await models.Session.bulk_create(
        models.Session(
            person=person, token_hash=f"{number}", expires_at=_MOMENTS[number % 4], device=texts(number, at_most=100),
            last_seen_at=(None, *_MOMENTS)[number % 5], revoked_at=(None, _MOMENTS[0])[number % 7 == 6],
        )
        for number, person in zip(range(4 * len(people)), cycle(people), strict=False)
    )  # fmt: skip


async def _sites(companies: list[models.Member], group: Group) -> None:
    """Checks with and without a day, of published and withdrawn ones; days that are over and to come."""
    checks = await models.RegulatoryCheck.all().order_by("id")
    days = (None, dt.date(2000, 2, 29), dt.date(2099, 12, 31), dt.date(2026, 11, 23))
    phases, people = cycle(models.SitePhase), cycle((group.owner, group.advisor, group.lonely))
    for number, company in enumerate(companies[:8]):
        await models.Site.create(
            member=company, phase=next(phases), opened_on=days[number % 4], sale_on=days[-number % 4]
        )
        await models.CalendarFeed.create(
            member=company, person=next(people), revoked_at=(None, _MOMENTS[0])[number % 3 == 2]
        )
        await models.SiteCheck.bulk_create(
            models.SiteCheck(
                member=company, check=check, last_done_on=days[(number + at) % 4], next_due_on=days[at % 4],
                due_order=days[at % 4] or NO_DAY, updated_at=_MOMENTS[at % 4],
            )
            for at, check in enumerate(checks[number : number + 12])
        )  # fmt: skip


async def _texts() -> None:
    """Published or not, public or not: each in turn."""
    statuses, readers, kinds, phases = (
        cycle(kind) for kind in (models.ContentStatus, models.Visibility, models.ArticleKind, models.SitePhase)
    )
    for number, text in enumerate(TEXTS * 2):
        shared: dict[str, Any] = {"status": next(statuses), "visibility": next(readers), "slug": f"dur-{number}"}
        if number % 5 == 0:
            next(readers)
        await models.FaqEntry.create(
            **shared, question=text, answer=texts(number + 1), topic=texts(number + 2, at_most=80),
            position=number % 7, keywords=texts(number + 3),
        )  # fmt: skip
        await models.Article.create(
            **shared, kind=next(kinds), title=text, summary=texts(number + 1), body=texts(number + 2),
            published_on=dt.date(2026 - number % 9, 2, 28) if number else dt.date(9999, 12, 31),
        )  # fmt: skip
        await models.RegulatoryCheck.create(
            **shared, phase=next(phases), title=text, body=texts(number + 1), legal_source=texts(number + 2),
            every_months=number % 4 * 6 or None,
        )  # fmt: skip


def _letter(number: int, attachment: models.SupplierAttachment, cause: models.InboundMail) -> models.OutboundMail:
    return models.OutboundMail(
        letter="attachment_request", dedupe_key=f"k{number}", message_id=f"<{number}@centrale.test>",
        return_path="", to_address="x@y.test", subject=texts(number), body_text=texts(number + 1), content=b"\x00\xff",
        status=list(models.OutboundStatus)[number % 4], attachment=attachment, cause=(None, cause)[number % 2],
        sent_at=(None, *_MOMENTS)[number % 5], last_error=_maybe(number),
    )  # fmt: skip


async def viewers_of(group: Group) -> dict[str, Viewer]:
    """Every kind of viewer by name: `group.people()`, and suppliers that hold a letter."""
    found = {name: await viewer_of(person) for name, person in group.people().items()}
    session = await models.Session.filter(person=group.owner).first()
    found["member"] = dataclasses.replace(found["member"], session_id=session.id if session else None)
    attachments = await models.SupplierAttachment.all().order_by("id").limit(2)
    for number, attachment in enumerate(attachments):
        found[f"supplier_{number}"] = Viewer(attachment_id=attachment.id, channel=models.Channel.LINK)
    found["supplier_key"] = Viewer(supplier_id=group.office.id, supplier_access_id=1)
    return found | {"supplier_of_nothing": Viewer(attachment_id=987_654)}
