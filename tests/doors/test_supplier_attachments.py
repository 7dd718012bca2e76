"""The attachment scenarios, written once: web and mail leave the same rows, history and letters, and say the same."""

from __future__ import annotations

from typing import Any

import pytest

import models
from models.siret import format_siret
from tests.doors.door import Door, Kind
from tests.group import Group, siret
from tests.mailbot.bot import letters_to, read, text_of

pytestmark = pytest.mark.usefixtures("db")
A = models.AttachmentStatus
OFFICE = "comptes@bureau-clair.test"


async def rows() -> list[tuple[Any, ...]]:
    """Every attachment."""
    found = await models.SupplierAttachment.all().order_by("id").select_related("supplier", "member", "requested_by")
    return [(row.supplier.code, row.member.siret, row.account_number, row.status, _asker(row)) for row in found]


def _asker(row: models.SupplierAttachment) -> str | None:
    return row.requested_by.email if row.requested_by else None


async def history() -> list[tuple[Any, ...]]:
    """Every line of history."""
    found = await models.SupplierAttachmentEvent.all().order_by("id")
    return [(line.status, line.channel, line.actor_label, line.note) for line in found]


async def the_attachment() -> models.SupplierAttachment:
    """The only one."""
    return await models.SupplierAttachment.get()


async def test_with_an_account_the_supplier_is_written_to(door: Door, group: Group) -> None:
    assert await door.request(group.owner, group.office, account="4471-AB") is Kind.SENT
    assert await rows() == [("bureau-clair", group.member.siret, "4471-AB", A.SENT, group.owner.email)]
    assert await history() == [
        (A.REQUESTED, door.channel, "Claire Éclair", "compte 4471-AB"),
        (A.SENT, door.channel, "Claire Éclair", "compte 4471-AB"),
    ]
    (letter,) = await letters_to(OFFICE)
    told = text_of(read(letter)).replace("\u202f", " ").replace("\u00a0", " ")
    for word in ("Boulangerie Éclair", format_siret(group.member.siret), "4471-AB", "Claire Éclair", "/rattachement/"):
        assert word in told
    assert (await the_attachment()).channel is door.channel


async def test_without_an_account_nothing_is_sent_yet(door: Door, group: Group) -> None:
    assert await door.request(group.owner, group.cars, account=None) is Kind.ACCOUNT_NEEDED
    assert await rows() == [("roulevite", group.member.siret, None, A.REQUESTED, group.owner.email)]
    assert await history() == [(A.REQUESTED, door.channel, "Claire Éclair", "sans numéro de compte")]
    assert await letters_to("pro@roulevite.test") == []


async def test_the_account_may_come_later(door: Door, group: Group) -> None:
    await door.request(group.owner, group.cars, account=None)
    assert await door.request(group.staff, group.cars, account="778899") is Kind.SENT
    assert await rows() == [("roulevite", group.member.siret, "778899", A.SENT, group.owner.email)]
    assert (await history())[-1] == (A.SENT, door.channel, "Paul Fournil", "compte 778899")
    assert len(await letters_to("pro@roulevite.test")) == 1


async def test_asking_twice_attaches_once(door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account="4471-AB")
    before = await rows(), await history()
    assert await door.request(group.owner, group.office, account="4471-AB") is Kind.PENDING
    assert await door.request(group.staff, group.office, account="9999") is Kind.PENDING
    assert (await rows(), await history()) == before
    assert len(await letters_to(OFFICE)) == 1


async def test_yes_and_then_asking_again(door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account="4471-AB")
    await door.decide(await the_attachment(), accept=True)
    assert (await the_attachment()).status is A.ACCEPTED
    assert (await history())[-1] == (A.ACCEPTED, door.supplier_channel, "fournisseur", "")
    (notice,) = await models.OutboundMail.filter(letter="AttachmentDecided")
    assert notice.to_address == group.owner.email
    assert "a accepté votre demande" in text_of(read(notice))
    assert await door.request(group.owner, group.office, account="4471-AB") is Kind.ACTIVE
    assert len(await rows()) == 1


async def test_no_and_then_asking_again(door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account="4471-AB")
    await door.decide(await the_attachment(), accept=False, reason="ce compte est clos")
    status, channel, actor, note = (await history())[-1]
    assert (status, channel, actor) == (A.REFUSED, door.supplier_channel, "fournisseur")
    assert "ce compte est clos" in note
    (notice,) = await models.OutboundMail.filter(letter="AttachmentDecided")
    assert "ce compte est clos" in text_of(read(notice))
    assert await door.request(group.owner, group.office, account="5555") is Kind.SENT
    assert [row[2:4] for row in await rows()] == [("4471-AB", A.REFUSED), ("5555", A.SENT)]
    assert len(await letters_to(OFFICE)) == 2


async def test_a_decision_is_final(door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account="4471-AB")
    attachment = await the_attachment()
    await door.decide(attachment, accept=True)
    await door.decide(attachment, accept=True)
    await door.decide(attachment, accept=False, reason="trop tard")
    assert (await the_attachment()).status is A.ACCEPTED
    assert await models.OutboundMail.filter(letter="AttachmentDecided").count() == 1


async def test_before_the_letter_there_is_nothing_to_decide(door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account=None)
    await door.decide(await the_attachment(), accept=True)
    assert (await the_attachment()).status is A.REQUESTED


@pytest.mark.parametrize("who", ["prospect_owner", "former_owner", "lonely", "anonymous"])
@pytest.mark.parametrize("account", [None, "4471-AB"])
async def test_only_active_members_may(door: Door, group: Group, who: str, account: str | None) -> None:
    person = group.people().get(who) if who == "anonymous" else getattr(group, who)
    assert await door.request(person, group.office, account=account) is Kind.RESTRICTED
    assert (await rows(), await history(), await letters_to(OFFICE)) == ([], [], [])


@pytest.mark.parametrize("number", [2, 77], ids=["another member's", "nobody's"])
async def test_somebody_else_s_siret_is_as_unknown_as_nobody_s(door: Door, group: Group, number: int) -> None:
    assert await door.request(group.owner, group.office, account="1234", siret=siret(number)) is Kind.NOT_YOURS
    assert (await rows(), await letters_to(OFFICE)) == ([], [])


async def test_a_mistyped_siret_is_asked_again(door: Door, group: Group) -> None:
    wrong = group.member.siret[:-1] + str((int(group.member.siret[-1]) + 1) % 10)
    assert await door.request(group.owner, group.office, account="1234", siret=wrong) is Kind.SIRET_INVALID
    assert await rows() == []


async def test_who_acts_for_two_companies_says_for_which(door: Door, group: Group) -> None:
    assert await door.request(group.double, group.office, account="1234") is Kind.WHICH_COMPANY
    assert await rows() == []
    written = format_siret(group.other.siret)
    assert await door.request(group.double, group.office, account="1234", siret=written) is Kind.SENT
    assert await rows() == [("bureau-clair", group.other.siret, "1234", A.SENT, group.double.email)]


async def test_two_members_at_one_supplier_don_t_meet(door: Door, group: Group) -> None:
    assert await door.request(group.owner, group.office, account="1111") is Kind.SENT
    assert await door.request(group.other_owner, group.office, account="2222") is Kind.SENT
    assert [row[1:3] for row in await rows()] == [(group.member.siret, "1111"), (group.other.siret, "2222")]


async def test_a_supplier_that_has_no_address_is_the_advisor_s_work(door: Door, group: Group) -> None:
    assert await door.request(group.owner, group.temps, account="4321") is Kind.NOTED
    assert await rows() == [("interim-soleil", group.member.siret, "4321", A.REQUESTED, group.owner.email)]
    assert await models.OutboundMail.filter(letter="SupplierAttachmentLetter").count() == 0


async def test_what_began_at_one_door_goes_on_at_the_other(door: Door, other_door: Door, group: Group) -> None:
    await door.request(group.owner, group.office, account=None)
    assert await other_door.request(group.owner, group.office, account="1111") is Kind.SENT
    assert await door.request(group.owner, group.office, account="1111") is Kind.PENDING
    await other_door.decide(await the_attachment(), accept=True)
    assert await door.request(group.owner, group.office, account="1111") is Kind.ACTIVE
    assert [(status, channel) for status, channel, *_ in await history()] == [
        (A.REQUESTED, door.channel),
        (A.SENT, other_door.channel),
        (A.ACCEPTED, other_door.supplier_channel),
    ]
