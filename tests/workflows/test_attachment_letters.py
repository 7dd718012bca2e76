"""What the letters of an attachment say, and where their links and replies lead."""

from __future__ import annotations

import pytest

import models
from access.tokens import Purpose, sign, verify
from letters.french import format_phone
from models.siret import format_siret
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.requests import ACCOUNT, ask_for, attachment_of, letters, link_in, message, sent, supplier_of
from workflows import supplier_attachments as workflow
from workflows.attachment_letters import reply_address


def parts(mail: models.OutboundMail) -> tuple[str, str]:
    """Plain text and HTML."""
    read = message(mail)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


async def test_the_supplier_reads_what_it_needs(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    (mail,) = await letters()
    for text in parts(mail):
        for fact in (
            group.member.legal_name, group.member.siret[-5:], ACCOUNT, "69000", "Lyon", "Claire Éclair",
            "Sophie Conseil", settings.group_name,
        ):  # fmt: skip
            assert fact in text, fact
        assert format_siret(group.member.siret).split()[0] in text
        assert group.owner.email not in text, "the supplier answers us, not the member"
        assert "Remise de 30" not in text
    token = link_in(mail.body_text, settings)
    assert attachment_of(token, settings) == attachment.id
    read = message(mail)
    assert read["To"] == "comptes@bureau-clair.test"
    assert settings.contact_address in read["From"]
    assert read["Reply-To"] == reply_address(settings, attachment.id)
    assert read["Message-ID"] == mail.message_id
    assert read["Auto-Submitted"] is None
    assert (mail.attachment_id, mail.automatic, mail.status) == (attachment.id, False, models.OutboundStatus.QUEUED)


@pytest.mark.parametrize("accepted", [True, False])
async def test_the_member_reads_what_was_decided(settings: Settings, group: Group, accepted: bool) -> None:
    outcome = await ask_for(settings, group.owner, group.cars)
    assert isinstance(outcome, workflow.Sent)
    await workflow.decide(settings, supplier_of(outcome.attachment), outcome.attachment.id, accepted=accepted,
                          reason="Le compte est clos.")  # fmt: skip
    (mail,) = await letters("AttachmentDecided")
    for text in parts(mail):
        for fact in (
            group.cars.name,
            ACCOUNT,
            group.member.legal_name,
            "Claire Éclair",
            "Sophie Conseil",
            format_phone("06 00 00 00 00"),
        ):
            assert fact in text, fact
        assert ("584213" in text) == accepted, "the discount code comes with the acceptance"
        assert ("Le compte est clos." in text) != accepted
    assert "/rattachement/" not in mail.content.decode(), "the decision is the supplier's alone"


async def test_the_supplier_reads_that_it_was_cancelled(settings: Settings, group: Group) -> None:
    attachment = await sent(settings, group)
    await workflow.cancel(settings, await viewer_of(group.owner), attachment.id)
    (mail,) = await letters("AttachmentCancelledLetter")
    for text in parts(mail):
        for fact in (group.member.legal_name, ACCOUNT, group.member.siret[-5:]):
            assert fact in text, fact
    first = (await letters("SupplierAttachmentLetter"))[0]
    assert message(mail)["Reply-To"] == message(first)["Reply-To"]


async def test_names_that_are_markup_are_text(settings: Settings, group: Group) -> None:
    group.member.legal_name = "<script>alert(1)</script> & Fils"
    await group.member.save()
    await sent(settings, group)
    plain, html = parts((await letters())[0])
    assert "<script>alert(1)</script> & Fils" in plain
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


async def test_names_cannot_write_headers(settings: Settings, group: Group) -> None:
    group.member.legal_name = "Moulin\r\nBcc: espion@ailleurs.test"
    await group.member.save()
    await sent(settings, group)
    read = message((await letters())[0])
    assert read["Bcc"] is None
    assert "\n" not in read["Subject"]


async def test_a_letter_comes_with_its_own_return_path(settings: Settings, group: Group) -> None:
    await ask_for(settings, group.owner, group.office)
    await ask_for(settings, group.owner, group.cars)
    tags = [mail.return_path.removeprefix("contact+b").partition("@")[0] for mail in await letters()]
    numbers = [verify(settings.secret_key, Purpose.RETURN_PATH, tag) for tag in tags]
    assert None not in numbers
    assert len(set(numbers)) == 2


async def test_the_reply_address_opens_no_page_and_the_link_is_no_reply_address(
    settings: Settings, group: Group
) -> None:
    attachment = await sent(settings, group)
    (mail,) = await letters()
    link, tag = link_in(mail.body_text, settings), str(message(mail)["Reply-To"]).partition("@")[0]
    reply = tag.removeprefix("contact+r")
    assert link == sign(settings.secret_key, Purpose.ATTACHMENT_DECISION, attachment.id)
    assert reply == sign(settings.secret_key, Purpose.ATTACHMENT_REPLY, attachment.id)
    assert attachment_of(reply, settings) is None
    assert verify(settings.secret_key, Purpose.ATTACHMENT_REPLY, link) is None
