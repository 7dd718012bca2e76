"""Requests of the tests: asking for an attachment, and what was written because of it."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

import models
from access.tokens import Purpose, verify
from access.viewer import Viewer
from settings import Settings
from tests.group import Group, viewer_of
from workflows import supplier_attachments as workflow

ACCOUNT = "C-1789/B"


async def ask_for(
    settings: Settings,
    who: models.Person | Viewer | None,
    supplier: models.Supplier,
    account: str | None = ACCOUNT,
    siret: str | None = None,
) -> workflow.Outcome:
    """Ask as somebody."""
    return await workflow.request(
        settings, await viewer_of(who), supplier_id=supplier.id, siret=siret, account_number=account
    )


async def sent(settings: Settings, group: Group) -> models.SupplierAttachment:
    """An attachment that the supplier has the letter of, asked for by the owner."""
    outcome = await ask_for(settings, group.owner, group.office)
    assert isinstance(outcome, workflow.Sent)
    return outcome.attachment


def supplier_of(attachment: models.SupplierAttachment) -> Viewer:
    """The supplier that holds the letter."""
    return Viewer(attachment_id=attachment.id, channel=models.Channel.LINK)


async def status_of(attachment: models.SupplierAttachment) -> models.AttachmentStatus:
    """Where it stands in the database."""
    return (await models.SupplierAttachment.get(id=attachment.id)).status


async def letters(letter: str | None = None) -> list[models.OutboundMail]:
    """What was written, oldest first; only of one kind when it is named."""
    found = await models.OutboundMail.all().order_by("id")
    return [mail for mail in found if letter in (None, mail.letter)]


async def history() -> list[tuple[str, str, str, str]]:
    """Every line of every history: status, who, door, note."""
    events = await models.SupplierAttachmentEvent.all().order_by("id")
    return [(str(event.status), event.actor_label, str(event.channel), event.note) for event in events]


def message(mail: models.OutboundMail) -> EmailMessage:
    """The mail as its recipient's program reads it."""
    return email.message_from_bytes(mail.content, policy=email.policy.default)


def link_in(text: str, settings: Settings) -> str:
    """The token of the decision link that the letter holds."""
    found = re.search(rf"{re.escape(settings.public_url)}/rattachement/(\S+)", text)
    assert found is not None
    return found[1]


def attachment_of(token: str, settings: Settings) -> int | None:
    """Which attachment a token decides about."""
    return verify(settings.secret_key, Purpose.ATTACHMENT_DECISION, token)
