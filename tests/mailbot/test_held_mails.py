"""Proven mails that a human has to decide about: written to others, by the group's own people, or passed on."""

from __future__ import annotations

import pytest

import models
from models.mail_kinds import MailKind
from settings import Settings
from tests.group import Group
from tests.mailbot.bot import CONTACT, Bot, mail, request_text
from workflows.attachment_letters import reply_address

pytestmark = pytest.mark.usefixtures("db")
Status = models.InboundStatus
SUPPLIER = "comptes@bureau-clair.test"
NEW = "claire@nouvelle-adresse.test"
ACCOUNT = {"label": "Numéro de compte", "value": "4471-AB"}


def forwarded(text: str) -> str:
    """What a colleague wrote, passed on with a word."""
    head = "---------- Message transféré ----------\nDe : Marc\nDate : jeudi\nObjet : compte\nÀ : Claire"
    return f"Voir ci-dessous.\n\n{head}\n\n{text}"


async def test_a_mail_to_somebody_else_sent_to_us_once_more_does_nothing(bot: Bot, group: Group) -> None:
    source = mail(group.owner, request_text(), to="ventes@ailleurs.test", headers=[("Delivered-To", CONTACT)])
    received = await bot.receive(source)
    assert (received.status, received.person_id) == (Status.HANDED_OVER, group.owner.id)
    assert received.outcome.startswith("Notre adresse n’est ni en destinataire ni en copie")
    assert ACCOUNT in received.understanding
    assert await models.Conversation.filter(id=received.conversation_id, waiting_for="GROUP").exists()
    assert await models.SupplierAttachment.all().count() == 0


@pytest.mark.parametrize(
    ("to", "copy"),
    [("ventes@ailleurs.test", CONTACT), (CONTACT.upper(), "x@ailleurs.test"), ("contact+c1-abc@centrale.test", "")],
    ids=["in copy", "in capitals", "with a tag"],
)
async def test_a_mail_that_names_us_is_done(bot: Bot, group: Group, to: str, copy: str) -> None:
    received = await bot.receive(mail(group.owner, request_text(), to=to, headers=[("Cc", copy)] if copy else []))
    assert received.status is Status.ANSWERED
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.SENT


@pytest.mark.parametrize("to", ["contact@ailleurs.test", "contacts@centrale.test", "contact.x@centrale.test"])
async def test_an_address_like_ours_is_not_ours(bot: Bot, group: Group, to: str) -> None:
    assert (await bot.receive(mail(group.owner, request_text(), to=to))).status is Status.HANDED_OVER
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_supplier_s_yes_to_somebody_else_decides_nothing(bot: Bot, group: Group, settings: Settings) -> None:
    await bot.ask(group.owner, request_text())
    attachment = await models.SupplierAttachment.get()
    envelope = [("Delivered-To", reply_address(settings, attachment.id))]
    received = await bot.receive(mail(SUPPLIER, "ACCEPTER", to="client@ailleurs.test", headers=envelope))
    assert received.status is Status.HANDED_OVER
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.SENT


async def test_a_newsletter_to_a_hidden_list_stays_filed(bot: Bot, group: Group) -> None:
    source = mail("lettre@marchand.test", "Nos offres du mois.", to="abonnes@marchand.test")
    received = await bot.receive(source, kinds=(MailKind.NEWSLETTER,))
    assert received.status is Status.IGNORED
    assert await models.OutboundMail.all().count() == 0


async def test_nobody_acts_by_mail_with_the_rights_of_the_group(bot: Bot, group: Group) -> None:
    received = await bot.receive(mail(group.advisor, request_text(siret=group.member.siret)))
    assert received.status is Status.HANDED_OVER
    assert received.outcome.startswith("Écrit par un membre de l’équipe")
    assert ACCOUNT in received.understanding
    await bot.receive(mail(group.advisor, f"Ma nouvelle adresse est {NEW}"), kinds=(MailKind.EMAIL_CHANGE,))
    assert await models.SupplierAttachment.all().count() == 0
    assert await models.EmailChange.all().count() == 0


async def test_an_address_that_somebody_else_wrote_is_not_taken(bot: Bot, group: Group) -> None:
    text = forwarded(f"Bonjour, la nouvelle adresse est {NEW}. Merci")
    received = await bot.receive(mail(group.owner, text, subject="TR: adresse"), kinds=(MailKind.EMAIL_CHANGE,))
    assert received.status is Status.HANDED_OVER
    assert "Courrier transféré ou mots d’un autre : à confirmer avant d’agir." in received.outcome
    assert {"label": "Nouvelle adresse", "value": NEW} in received.understanding
    assert await models.EmailChange.all().count() == 0


async def test_an_account_that_somebody_else_wrote_is_not_taken(bot: Bot, group: Group) -> None:
    source = mail(group.owner, forwarded(request_text()), subject="TR: Rattachement")
    received = await bot.receive(source, kinds=(MailKind.SUPPLIER_ATTACHMENT,))
    assert received.status is Status.HANDED_OVER
    assert ACCOUNT in received.understanding
    assert await models.SupplierAttachment.all().count() == 0
    # Without an account nothing is written to anybody but the sender.
    source = mail(group.owner, forwarded(request_text(account=None)), subject="TR: Rattachement")
    await bot.receive(source, kinds=(MailKind.SUPPLIER_ATTACHMENT,))
    assert (await models.SupplierAttachment.get()).status is models.AttachmentStatus.REQUESTED


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Bonjour, voici ce que Paul Durand m'écrit :\n\n{}", "Courrier transféré ou mots d’un autre"),
        ("{}\nJe me suis trompée, le bon numéro est 4471920.", "Le courrier corrige"),
    ],
)
async def test_a_copied_or_corrected_account_is_for_a_human(bot: Bot, group: Group, written: str, why: str) -> None:
    source = mail(group.owner, written.format(request_text().strip()), subject="Rattachement")
    received = await bot.receive(source, kinds=(MailKind.SUPPLIER_ATTACHMENT,))
    assert received.status is Status.HANDED_OVER
    assert why in received.outcome
    assert await models.SupplierAttachment.all().count() == 0
