"""A member's mail from the inbox to the outbox: understood, done through the schema, answered."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tortoise import timezone

import models
from models.france import today
from models.mail_kinds import MailKind
from models.siret import format_siret
from tests.group import Group, siret
from tests.mailbot.bot import Bot, letters_to, mail, read, request_text, text_of

pytestmark = pytest.mark.usefixtures("db")
Sent = models.AttachmentStatus.SENT
Status = models.InboundStatus


async def test_an_existing_account_is_attached_for_the_asking(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, request_text(), subject="Papeterie")
    attachment = await models.SupplierAttachment.get()
    assert (attachment.member_id, attachment.supplier_id) == (group.member.id, group.office.id)
    assert (attachment.status, attachment.account_number) == (Sent, "4471-AB")
    assert (attachment.channel, attachment.requested_by_id) == (models.Channel.MAIL, group.owner.id)
    history = await models.SupplierAttachmentEvent.filter(attachment_id=attachment.id).order_by("id")
    assert [(line.status, line.channel, line.actor_label) for line in history] == [
        (models.AttachmentStatus.REQUESTED, models.Channel.MAIL, "Claire Éclair"),
        (Sent, models.Channel.MAIL, "Claire Éclair"),
    ]
    (letter,) = await letters_to("comptes@bureau-clair.test")
    told = text_of(read(letter))
    for word in ("Boulangerie Éclair", "4471-AB", format_siret(group.member.siret), "/rattachement/"):
        assert word in told.replace("\u00a0", " ").replace("\u202f", " ")
    assert letter.cause_id == received.id
    assert read(letter)["Reply-To"].startswith("contact+r")
    assert "4471-AB" in text_of(answer)
    assert answer["To"] == group.owner.email
    assert (received.status, received.person_id, received.member_id) == (
        Status.ANSWERED,
        group.owner.id,
        group.member.id,
    )
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (conversation.advisor_id, conversation.member_id) == (group.advisor.id, group.member.id)
    assert (conversation.status, conversation.waiting_for) == (
        models.ConversationStatus.CLOSED,
        models.WaitingFor.NOBODY,
    )
    assert received.outcome == "Demande envoyée à Bureau Clair pour le compte 4471-AB."
    assert {"label": "Numéro de compte", "value": "4471-AB"} in received.understanding


@pytest.mark.parametrize("left", [False, True], ids=["away", "has left"])
async def test_whoever_stands_in_for_the_advisor_gets_it(bot: Bot, group: Group, left: bool) -> None:
    await models.AdvisorAbsence.create(
        advisor=group.advisor, backup=group.other_advisor, first_day=today(), last_day=today()
    )
    if left:
        await models.Person.filter(id=group.advisor.id).update(staff_role=None)
    received, answer = await bot.ask(group.owner, "Bonjour, une question sur ma facture de septembre. Merci, Claire")
    conversation = await models.Conversation.get(id=received.conversation_id)
    assert (received.status, conversation.advisor_id) == (Status.HANDED_OVER, group.other_advisor.id)
    assert "Marc Appui" in text_of(answer)


async def test_the_answer_is_threaded_and_starts_no_loop(bot: Bot, group: Group) -> None:
    source = mail(
        group.owner,
        request_text(),
        subject="Re: Papeterie",
        message_id="<trois@eclair.test>",
        headers=[("In-Reply-To", "<deux@eclair.test>"), ("References", "<un@eclair.test> <deux@eclair.test>")],
    )
    received = await bot.receive(source)
    (row,) = await models.OutboundMail.filter(cause_id=received.id, letter="AnswerLetter")
    answer = read(row)
    assert answer["In-Reply-To"] == "<trois@eclair.test>"
    assert answer["References"].split() == ["<un@eclair.test>", "<deux@eclair.test>", "<trois@eclair.test>"]
    assert answer["Subject"] == "Re: Papeterie"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["X-Auto-Response-Suppress"] == "All"
    assert answer["Message-ID"] == row.message_id
    assert answer["From"].addresses[0].addr_spec == "contact@centrale.test"
    assert answer["Reply-To"].startswith("contact+c")
    assert row.return_path.startswith("contact+b")
    assert row.thread_key == "<un@eclair.test>"
    # A letter that a person had us send carries no mark of a machine, but keeps machines from answering.
    (letter,) = await letters_to("comptes@bureau-clair.test")
    assert read(letter)["Auto-Submitted"] is None
    assert "OOF" in read(letter)["X-Auto-Response-Suppress"]


async def test_without_an_account_the_answer_tells_how_to_open_one(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    told = text_of(answer).replace("\u202f", " ").replace("\u00a0", " ")
    for word in ("Zoé Accueil", "Agence de Lyon", "04 00 00 00 00", "584213", format_siret(group.member.siret)):
        assert word in told
    attachment = await models.SupplierAttachment.get()
    assert (attachment.status, attachment.account_number) == (models.AttachmentStatus.REQUESTED, None)
    assert await letters_to("pro@roulevite.test") == []
    assert received.status is Status.ANSWERED


async def test_the_account_number_in_the_reply_goes_on_with_the_request(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    reply = mail(
        group.owner, "Bonjour, notre numéro de compte est le 778899.", subject="Re: Rattachement", reply_to=answer
    )
    received = await bot.receive(reply)
    attachment = await models.SupplierAttachment.get()
    assert (attachment.status, attachment.account_number) == (Sent, "778899")
    assert len(await letters_to("pro@roulevite.test")) == 1
    assert "778899" in text_of(await bot.answer(received))


async def test_two_suppliers_in_one_mail_get_one_answer(bot: Bot, group: Group) -> None:
    text = (
        "Bonjour,\n\nMerci de rattacher nos comptes :\n- Bureau Clair : 111222\n- Roulevite : 333444\n\nClaire Éclair"
    )
    received, answer = await bot.ask(group.owner, text)
    rows = await models.SupplierAttachment.all().order_by("supplier_id").select_related("supplier")
    assert [(row.supplier.code, row.account_number, row.status) for row in rows] == [
        ("bureau-clair", "111222", Sent),
        ("roulevite", "333444", Sent),
    ]
    assert "111222" in text_of(answer)
    assert "333444" in text_of(answer)
    assert await models.OutboundMail.filter(cause_id=received.id).count() == 3


async def test_one_supplier_with_and_one_without_an_account(bot: Bot, group: Group) -> None:
    text = "Bonjour,\n\nMerci de nous rattacher chez Bureau Clair (compte 111222) et chez Roulevite.\n\nClaire"
    _, answer = await bot.ask(group.owner, text)
    rows = await models.SupplierAttachment.all().order_by("supplier_id")
    assert [row.account_number for row in rows] == ["111222", None]
    assert "584213" in text_of(answer)
    told = await models.JournalEntry.get(kind=models.JournalKind.CODE_REVEALED)
    assert (told.person_id, told.member_id, str(told.channel)) == (group.owner.id, group.member.id, "MAIL")
    # A bare number, when two suppliers were spoken of, is nobody's for sure: a human looks.
    reply = mail(group.owner, "Notre numéro de compte est le 999888.", reply_to=answer)
    received = await bot.receive(reply)
    assert received.status is Status.HANDED_OVER
    assert not await models.SupplierAttachment.filter(account_number="999888").exists()


async def test_a_name_that_two_suppliers_share_is_asked_back_and_the_reply_goes_on(bot: Bot, group: Group) -> None:
    for place in ("Nord", "Sud"):
        await models.Supplier.create(
            code=f"tempaline-{place}", name=f"Tempaline {place}", aliases=["Tempaline"],
            attachment_email=f"{place.lower()}@tempaline.test",
        )  # fmt: skip
    received, answer = await bot.ask(group.owner, request_text("Tempaline", "310447"))
    assert "Tempaline Nord" in text_of(answer)
    assert "Tempaline Sud" in text_of(answer)
    assert received.asked_back
    assert await models.SupplierAttachment.all().count() == 0
    again = await bot.receive(mail(group.owner, "C'est Tempaline Sud.", subject="Re: Rattachement", reply_to=answer))
    attachment = await models.SupplierAttachment.get().select_related("supplier")
    assert (attachment.supplier.name, attachment.account_number) == ("Tempaline Sud", "310447")
    assert again.status is Status.ANSWERED
    assert [row.to_address for row in await models.OutboundMail.filter(cause_id=again.id).order_by("id")] == [
        "sud@tempaline.test",
        group.owner.email,
    ]


async def test_a_reply_by_somebody_else_goes_on_with_nothing(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulevite", account=None))
    await bot.receive(mail(group.other_owner, "Notre numéro de compte est le 778899.", reply_to=answer))
    assert await models.SupplierAttachment.filter(status=Sent).count() == 0


async def next_hour() -> None:
    """The cap of the hour counts no answer any more."""
    await models.OutboundMail.all().update(created_at=timezone.now() - dt.timedelta(hours=2))


async def test_two_questions_in_a_row_keep_what_was_said_first(bot: Bot, group: Group) -> None:
    text = f"Bonjour, merci de rattacher notre compte n° 556677 à vos conditions.\nSIRET {group.other.siret}"
    _, first = await bot.ask(group.double, text)
    assert "chez quel fournisseur" in text_of(first)
    await next_hour()
    wrong = "C'est chez Fantasio Location."
    _, second = await bot.ask(group.double, wrong, subject="Re: Rattachement", reply_to=first)
    assert "« Fantasio Location »" in text_of(second)
    await bot.receive(mail(group.double, "Pardon, Bureau Clair.", subject="Re: Rattachement", reply_to=second))
    attachment = await models.SupplierAttachment.get()
    assert (attachment.member_id, attachment.account_number) == (group.other.id, "556677")


async def test_an_unknown_supplier_is_named_in_the_question(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, request_text("Fantasio Location", "12345"))
    assert "« Fantasio Location »" in text_of(answer)
    assert (received.status, received.asked_back) == (Status.ANSWERED, True)
    assert await models.SupplierAttachment.all().count() == 0
    reply = mail(group.owner, "Pardon, je voulais dire Roulevite.", subject="Re: Rattachement", reply_to=answer)
    again = await bot.receive(reply)
    assert "Fantasio" not in text_of(await bot.answer(again))
    assert (await models.SupplierAttachment.get()).account_number == "12345"


async def test_a_typo_in_the_name_is_asked_about_before_an_account_is_told(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, request_text("Roulvite", "12345"))
    assert "Est-ce bien ce fournisseur" in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0
    await bot.receive(mail(group.owner, "Oui, Roulevite.", subject="Re: Rattachement", reply_to=answer))
    attachment = await models.SupplierAttachment.get()
    assert (attachment.supplier_id, attachment.account_number) == (group.cars.id, "12345")


async def test_an_account_beside_an_unknown_name_is_not_told_to_another_supplier(bot: Bot, group: Group) -> None:
    text = "Bonjour,\nMerci de rattacher notre compte client n° 55231 chez Manutex. Roulevite, eux, c’est déjà ok."
    received, answer = await bot.ask(group.owner, text)
    assert "« Manutex »" in text_of(answer)
    assert received.asked_back
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_mail_with_a_password_is_for_a_human(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, request_text() + "\nMot de passe du compte : Azerty2024")
    assert received.status is Status.HANDED_OVER
    assert "Azerty2024" not in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0


async def test_asking_twice_attaches_once(bot: Bot, group: Group) -> None:
    await bot.ask(group.owner, request_text())
    received, answer = await bot.ask(group.staff, request_text(account="9999"))
    attachment = await models.SupplierAttachment.get()
    assert attachment.account_number == "4471-AB"
    assert len(await letters_to("comptes@bureau-clair.test")) == 1
    assert "déjà en cours" in text_of(answer)
    assert received.outcome == "Déjà demandé chez Bureau Clair."


async def test_a_supplier_without_an_address_is_the_advisor_s_work(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, request_text("Intérim Soleil", "4321"))
    assert received.status is Status.HANDED_OVER
    assert "Sophie Conseil" in text_of(answer)
    attachment = await models.SupplierAttachment.get()
    assert (attachment.status, attachment.account_number) == (models.AttachmentStatus.REQUESTED, "4321")


@pytest.mark.parametrize("where", [0, 1], ids=["first", "second"])
async def test_two_accounts_at_one_supplier_are_no_guess(bot: Bot, group: Group, where: int) -> None:
    numbers = ("112233", "445566")
    text = f"Merci de rattacher nos comptes Bureau Clair n° {numbers[where]} et n° {numbers[1 - where]}."
    received, _ = await bot.ask(group.owner, text)
    assert received.status is Status.HANDED_OVER
    assert await models.SupplierAttachment.all().count() == 0


SIRET = siret(1)


def _writings() -> list[str]:
    siren, nic = SIRET[:9], SIRET[9:]
    key = (12 + 3 * (int(siren) % 97)) % 97
    return [
        SIRET,
        format_siret(SIRET),
        format_siret(SIRET).replace(" ", "\u00a0"),
        format_siret(SIRET).replace(" ", "."),
        f"{siren} {nic}",
        f"{siren}-{nic}",
        f"SIREN {siren}",
        f"TVA FR{key:02d}{siren}",
        f"TVA FR {key:02d} {siren[:3]} {siren[3:6]} {siren[6:]}",
    ]


@pytest.mark.parametrize("written", _writings())
async def test_the_company_s_number_in_every_writing(bot: Bot, group: Group, written: str) -> None:
    assert group.member.siret == SIRET
    # Dora acts for two companies: only the number says for which.
    label = "" if written[0] in "ST" else "SIRET "
    await bot.ask(group.double, f"{request_text()}\n{label}{written}")
    assert (await models.SupplierAttachment.get()).member_id == group.member.id


async def test_a_typo_in_the_siret_is_asked_back(bot: Bot, group: Group) -> None:
    wrong = SIRET[:-1] + str((int(SIRET[-1]) + 1) % 10)
    _, answer = await bot.ask(group.owner, request_text(siret=wrong))
    assert wrong in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0
    await bot.receive(mail(group.owner, f"Pardon : SIRET {SIRET}", subject="Re: Rattachement", reply_to=answer))
    assert (await models.SupplierAttachment.get()).account_number == "4471-AB"


@pytest.mark.parametrize("number", [2, 77], ids=["another member's", "nobody's"])
@pytest.mark.parametrize("kind", ["SIRET", "SIREN"])
async def test_somebody_else_s_number_is_told_nothing_about(bot: Bot, group: Group, number: int, kind: str) -> None:
    other = siret(number)[: 14 if kind == "SIRET" else 9]
    _, answer = await bot.ask(group.owner, f"{request_text()}\n{kind} {other}")
    told = text_of(answer)
    assert f"Le {kind} {other}" in re.sub(r"(?<=\d)\s(?=\d)", "", told)
    assert "n’est pas celui d’une société liée à votre espace client" in told
    assert "Garage" not in told
    assert await models.SupplierAttachment.all().count() == 0


async def test_a_person_of_two_companies_is_asked_which(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.double, request_text())
    assert "Boulangerie Éclair" in text_of(answer)
    assert "Garage du Lac" in text_of(answer)
    both = f"{request_text()}\nSIRET {group.member.siret}\nSIRET {group.other.siret}"
    _, answer = await bot.ask(group.double, both)
    assert "Laquelle" in text_of(answer)
    assert await models.SupplierAttachment.all().count() == 0


@pytest.mark.parametrize("where", ["SIRET in the subject", "name in the text", "name in the subject"])
async def test_the_company_is_known_by_its_number_or_name_wherever_it_stands(
    bot: Bot, group: Group, where: str
) -> None:
    name = group.other.legal_name
    subject = {"SIRET in the subject": f"Rattachement {group.other.siret}", "name in the subject": f"Compte de {name}"}
    text = request_text() + (f"\nC’est pour {name}." if where == "name in the text" else "")
    await bot.ask(group.double, text, subject=subject.get(where, "Rattachement"))
    assert (await models.SupplierAttachment.get()).member_id == group.other.id


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ACE", "Merci de tout mettre en place chez Bureau Clair, notre compte est le 4471-AB."),
        ("...", request_text()),
        ("Garage du Lac", f"Voir ci-dessous, merci de faire le nécessaire.\n\n---------- Message transféré ----------\n"
         f"De : Marc\nDate : jeudi\nObjet : compte\nÀ : Dora\n\nLe Garage du Lac aussi. {request_text(account=None)}"),
    ],
    ids=["within a word", "of no letters", "in words of others"],
)  # fmt: skip
async def test_a_company_is_not_named_by_chance(bot: Bot, group: Group, name: str, text: str) -> None:
    await models.Member.filter(id=group.other.id).update(legal_name=name)
    _, answer = await bot.ask(group.double, text, kinds=(MailKind.SUPPLIER_ATTACHMENT,))
    assert await models.SupplierAttachment.all().count() == 0
    assert group.member.legal_name in text_of(answer), "it is asked which company is meant"


async def test_a_company_is_named_by_whole_words(bot: Bot, group: Group) -> None:
    await models.Member.filter(id=group.other.id).update(legal_name="ACE")
    await bot.ask(group.double, f"Pour Ace : {request_text()}", kinds=(MailKind.SUPPLIER_ATTACHMENT,))
    assert (await models.SupplierAttachment.get()).member_id == group.other.id


async def test_mails_without_any_id_don_t_wait_for_each_other(
    bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []

    async def lock_name(connection: object, name: str) -> None:
        locked.append(name)

    monkeypatch.setattr("mailbot.process.lock_name", lock_name)
    await bot.receive(mail(group.owner, request_text(), message_id="<un@x.test>"))
    assert "thread <un@x.test>" in locked or "thread un@x.test" in locked
    locked.clear()
    received = await bot.receive(mail(group.owner, request_text()).replace(b"Message-ID:", b"X-Id:"))
    assert received.status is not Status.RECEIVED
    assert not [name for name in locked if name.startswith("thread")]
