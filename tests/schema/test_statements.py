"""The number of SQL statements of a query does not grow with its rows, whichever way it runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import models
from access.viewer import Viewer
from graph.context import Context
from graph.engine import Request
from settings import Settings
from tests.group import Group, engine, siret, viewer_of
from tests.schema.statements import statements

PAGE = "pageInfo { hasNextPage endCursor } totalCount"
SUPPLIERS = f"""{{ suppliers(first: 100) {{ {PAGE} nodes {{
  name agencyCount categories {{ name }}
  terms {{ ... on SupplierTerms {{ general }} }}
  agencies(first: 2) {{ ... on AgencyConnection {{ {PAGE} nodes {{ phone }} }} }}
  coefficients(first: 2, contractType: GESTION) {{ ... on CoefficientConnection {{ {PAGE} nodes {{ value }} }} }}
}} }} }}"""
MEMBERS = f"""{{ members(first: 100) {{ {PAGE} nodes {{
  legalName advisor {{ lastName }} people {{ person {{ email }} member {{ siret }} }}
  supplierAttachments(first: 3) {{ {PAGE} nodes {{
    supplier {{ name categories {{ code }} }} events {{ note }} letters {{ subject }} member {{ city }}
  }} }}
}} }} }}"""
MAILS = f"""{{ inboundMails(first: 100) {{ {PAGE} nodes {{
  subject findings {{ value }} person {{ email }} member {{ legalName advisor {{ email }} }}
  conversation {{ subject advisor {{ email }} }} corrections {{ was }}
  letters {{ subject }}
}} }} }}"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Supplier { name categories { name } agencyCount } } }"


async def add_suppliers(group: Group, start: int, end: int) -> None:
    for number in range(start, end):
        supplier = await models.Supplier.create(code=f"f{number}", name=f"Fournisseur {number}")
        await models.SupplierTerms.create(supplier=supplier, general="Remise", valid_from=dt.date(2026, 1, 1))
        await supplier.categories.add(group.stationery, group.rental)
        await models.Agency.bulk_create(models.Agency(supplier=supplier, name=f"Agence {city}") for city in range(3))


async def add_members(group: Group, start: int, end: int) -> None:
    for number in range(start, end):
        member = await models.Member.create(siret=siret(100 + number), legal_name=f"Membre {number}",
                                            status=models.MemberStatus.MEMBER, advisor=group.advisor)  # fmt: skip
        await models.Affiliation.create(person=group.owner, member=member)
        for supplier in (group.office, group.cars):
            attachment = await models.SupplierAttachment.create(member=member, supplier=supplier)
            await models.SupplierAttachmentEvent.create(
                attachment=attachment, status=attachment.status, channel=models.Channel.WEB
            )
            await letter(f"{number}-{supplier.id}", attachment=attachment)


async def add_mails(group: Group, start: int, end: int) -> None:
    mailbox, _ = await models.Mailbox.get_or_create(name="INBOX")
    for number in range(start, end):
        mail = await models.InboundMail.create(
            mailbox=mailbox, uidvalidity=1, uid=number, sha256="", size=1, person=group.owner, member=group.member,
            understanding=[{"label": "Fournisseur", "value": "Bureau Clair"}],
        )  # fmt: skip
        await letter(f"mail {number}", cause=mail)


async def letter(key: str, **more: Any) -> None:
    await models.OutboundMail.create(
        letter="AnswerLetter", dedupe_key=key, message_id=f"<{key}@x.test>", return_path="", to_address="",
        subject=key, body_text="", content=b"", **more,
    )  # fmt: skip


FILLERS = {SUPPLIERS: add_suppliers, MEMBERS: add_members, MAILS: add_mails}
CASES = [(SUPPLIERS, "member"), (SUPPLIERS, "anonymous"), (SUPPLIERS, "admin"), (MEMBERS, "advisor"), (MAILS, "admin")]
# The stock executor takes a statement for each relation, page and count of the document.
MOST_STOCK = 14


async def count(document: str, viewer: Viewer, settings: Settings, *, compiled: bool, **variables: object) -> int:
    """How many statements the document takes; nothing is left from the time before."""
    engine().shared.clear()
    async with statements() as found:
        response = await engine(compiled=compiled).run(Request(document, variables), Context(viewer, settings))
    assert "errors" not in response.as_dict()
    return len(found)


@pytest.mark.parametrize(("document", "who"), CASES, ids=lambda one: one.split("(")[0].strip("{ "))
async def test_three_rows_or_sixty(settings: Settings, group: Group, document: str, who: str) -> None:
    viewer = await viewer_of(group.people()[who])
    fill = FILLERS[document]
    await fill(group, 0, 3)
    await count(document, viewer, settings, compiled=True)  # a new connection is told its bounds
    few = [await count(document, viewer, settings, compiled=compiled) for compiled in (True, False)]
    await fill(group, 3, 60)
    many = [await count(document, viewer, settings, compiled=compiled) for compiled in (True, False)]
    assert few[0] == many[0] == 1, "compiled, a query is one statement"
    # One by one it depends on who comes first whether two loads are one statement; never on the number of rows.
    assert 1 < few[1] <= MOST_STOCK
    assert 1 < many[1] <= MOST_STOCK


async def test_many_nodes(settings: Settings, group: Group) -> None:
    await add_suppliers(group, 0, 60)
    viewer = await viewer_of(group.owner)
    ids = [f"Supplier:{supplier.id}" for supplier in await models.Supplier.all()]
    # Three times: a new connection is told its bounds first.
    _, few, many = [await count(NODES, viewer, settings, compiled=True, ids=ids[:length]) for length in (3, 3, 60)]
    assert few == many


async def test_statements_are_seen(group: Group) -> None:
    async with statements() as found:
        await models.Supplier.all().count()
        await models.Category.all()
    assert len(found) == 2
    await models.Category.all()
    assert len(found) == 2
