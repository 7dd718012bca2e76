"""A supplier answers our letter by mail: yes, no, or something that a human must read."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

import models
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import Bot, letters_to, mail, read, request_text, text_of
from workflows.attachment_letters import decision_url, reply_address

pytestmark = pytest.mark.usefixtures("db")
SUPPLIER = "comptes@bureau-clair.test"
Attachment = models.AttachmentStatus
Status = models.InboundStatus


@pytest.fixture
async def letter(bot: Bot, group: Group) -> EmailMessage:
    """The letter that the supplier got."""
    await bot.ask(group.owner, request_text())
    (row,) = await letters_to(SUPPLIER)
    return read(row)


def reply(letter: EmailMessage, text: str, *, sender: str = SUPPLIER, **options: str | None) -> bytes:
    """The supplier presses "reply": to the letter's Reply-To."""
    subject = f"RE: {letter['Subject']}"
    to = letter["Reply-To"]
    return mail(sender, text, subject=subject, to=to, reply_to=letter, **options)  # type: ignore[arg-type]


QUOTE = "\n\nLe 17 nov. 2026 à 08:02, HA+PME <contact@centrale.test> a écrit :\n> Accepter ou refuser la demande\n"


@pytest.mark.parametrize(
    "text",
    ["ACCEPTER", "Accepté, bonne journée.", "Bonjour,\n\nC'est fait.\n\nZoé", "Ok", "Oui, le compte est rattaché."],
)
async def test_yes_accepts_and_the_member_is_told(bot: Bot, group: Group, letter: EmailMessage, text: str) -> None:
    received = await bot.receive(reply(letter, text + QUOTE))
    assert (received.status, received.outcome) == (Status.ANSWERED, "Demande acceptée par le fournisseur.")
    assert (await models.SupplierAttachment.get()).status is Attachment.ACCEPTED
    last = await models.SupplierAttachmentEvent.all().order_by("-id").first()
    assert last is not None
    assert (last.status, last.channel, last.actor_label) == (
        Attachment.ACCEPTED,
        models.Channel.MAIL,
        "fournisseur",
    )
    (notice,) = await models.OutboundMail.filter(letter="AttachmentDecided")
    assert (notice.to_address, notice.cause_id) == (group.owner.email, received.id)
    assert "a accepté votre demande" in text_of(read(notice))
    # The supplier asked nothing, and gets nothing.
    assert len(await letters_to(SUPPLIER)) == 1


async def test_no_refuses_with_the_reason(bot: Bot, group: Group, letter: EmailMessage) -> None:
    await bot.receive(reply(letter, "REFUSER : ce compte a été clos en mars." + QUOTE))
    attachment = await models.SupplierAttachment.get()
    assert attachment.status is Attachment.REFUSED
    assert attachment.refusal_reason is not None
    assert "ce compte a été clos en mars" in attachment.refusal_reason
    assert "Accepter" not in attachment.refusal_reason
    (notice,) = await models.OutboundMail.filter(letter="AttachmentDecided")
    assert "ce compte a été clos en mars" in text_of(read(notice))
    # The member may ask again.
    await bot.ask(group.owner, request_text())
    assert await models.SupplierAttachment.filter(status=Attachment.SENT).count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, quel est le nom du contact ?",
        "Accepté, mais seulement à partir de janvier.",
        "Nous transmettons au service concerné.",
        "",
    ],
)
async def test_anything_else_is_read_by_an_advisor(bot: Bot, group: Group, letter: EmailMessage, text: str) -> None:
    received = await bot.receive(reply(letter, text + QUOTE))
    assert received.status is Status.HANDED_OVER
    assert {"label": "Réponse d’un fournisseur", "value": "Bureau Clair"} in received.understanding
    assert (await models.SupplierAttachment.get()).status is Attachment.SENT
    assert len(await letters_to(SUPPLIER)) == 1


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        ("voleur@ailleurs.test", ""),
        ("claire@boulangerie-eclair.test", ""),
        ("x@bureau-clair.test.ailleurs.test", ""),
        ("x@sous.bureau-clair.test", ""),
        (SUPPLIER, None),
        (SUPPLIER, "mx.centrale.test; dmarc=fail header.from=bureau-clair.test"),
    ],
)
async def test_a_stolen_letter_is_worth_nothing(
    bot: Bot, group: Group, letter: EmailMessage, sender: str, results: str | None
) -> None:
    received = await bot.receive(reply(letter, "ACCEPTER", sender=sender, results=results))
    assert received.status is Status.HANDED_OVER
    assert (await models.SupplierAttachment.get()).status is Attachment.SENT
    assert await models.OutboundMail.filter(letter="AttachmentDecided").count() == 0


async def test_the_letter_of_one_request_does_not_decide_another(
    bot: Bot, group: Group, letter: EmailMessage, settings: Settings
) -> None:
    await bot.ask(group.other_owner, request_text(account="8888"))
    other = await models.SupplierAttachment.get(member_id=group.other.id)
    token = letter["Reply-To"].partition("@")[0].partition("-")[2]
    for address in (
        f"contact+r{other.id}-{token}@centrale.test",
        reply_address(settings, other.id)[:-24] + "@centrale.test",
        reply_address(settings, 999),
    ):
        await bot.receive(mail(SUPPLIER, "ACCEPTER", to=address))
    assert await models.SupplierAttachment.filter(status=Attachment.SENT).count() == 2


async def test_the_token_of_the_link_is_no_reply_address(
    bot: Bot, group: Group, letter: EmailMessage, settings: Settings
) -> None:
    attachment = await models.SupplierAttachment.get()
    token = decision_url(settings, attachment.id).rpartition("/")[2]
    await bot.receive(mail(SUPPLIER, "ACCEPTER", to=f"contact+r{token}@centrale.test"))
    assert (await models.SupplierAttachment.get()).status is Attachment.SENT


async def test_an_address_in_capitals_is_the_same_address(bot: Bot, group: Group, letter: EmailMessage) -> None:
    await bot.receive(mail(SUPPLIER, "ACCEPTER", to=letter["Reply-To"].upper()))
    assert (await models.SupplierAttachment.get()).status is Attachment.ACCEPTED


async def test_a_decision_comes_once(bot: Bot, group: Group, letter: EmailMessage) -> None:
    await bot.receive(reply(letter, "ACCEPTER"))
    again = await bot.receive(reply(letter, "Oui, accepté."))
    assert again.status is Status.ANSWERED
    late = await bot.receive(reply(letter, "REFUSER"))
    assert (late.status, late.outcome) == (Status.HANDED_OVER, "La demande était déjà close.")
    assert (await models.SupplierAttachment.get()).status is Attachment.ACCEPTED
    assert await models.OutboundMail.filter(letter="AttachmentDecided").count() == 1


async def test_an_absence_note_from_the_supplier_decides_nothing(bot: Bot, group: Group, letter: EmailMessage) -> None:
    absent = "Bonjour, je suis absente jusqu’au 24 août. Ok ?"
    source = mail(SUPPLIER, absent, to=letter["Reply-To"], headers=[("Auto-Submitted", "auto-replied")])
    assert (await bot.receive(source)).status is Status.IGNORED
    # A person's word that a program sent is for a human (test_help_desks).
    source = mail(SUPPLIER, "Ok", to=letter["Reply-To"], headers=[("Auto-Submitted", "auto-replied")])
    assert (await bot.receive(source)).status is Status.HANDED_OVER
    assert (await models.SupplierAttachment.get()).status is Attachment.SENT
