"""What the bot understood, put right: shown from then on, kept with what it was, exported without names."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

import models
from mailbot.training.corpus import read_corpus
from models.mail_kinds import MailKind
from models.siret import format_siret
from tests.group import Ask, Group, siret
from tests.mailbot.bot import Bot, mail, request_text
from tests.workflows.conversations.talking import ERRORS, problems
from workflows.conversations.labelled import labelled_mails
from workflows.conversations.training import anonymous, examples

pytestmark = pytest.mark.usefixtures("db")
CORRECT = f"""mutation ($input: CorrectUnderstandingInput!) {{ correctUnderstanding(input: $input) {{
  __typename
  ... on UnderstandingCorrected {{ mail {{ findings {{ label value }} corrections {{ field was corrected }} }} }}
  ... on AccessRestricted {{ code }} {ERRORS}
}} }}"""


@pytest.fixture
async def bot(group: Group, settings: Any) -> Bot:
    """The bot, on the group's data."""
    return await Bot.start(settings)


async def correct(ask: Ask, who: models.Person, received: models.InboundMail, **given: Any) -> dict[str, Any]:
    given["mailId"] = f"InboundMail:{received.id}"
    result: dict[str, Any] = (await ask.data(CORRECT, as_=who, input=given))["correctUnderstanding"]
    return result


def findings(result: dict[str, Any]) -> dict[str, str]:
    return {one["label"]: one["value"] for one in result["mail"]["findings"]}


async def test_what_is_right_is_shown_and_what_was_wrong_is_kept(ask: Ask, group: Group, bot: Bot) -> None:
    received = await bot.receive(mail(group.owner, request_text()))
    await correct(ask, group.advisor, received, kind="QUESTION")
    await correct(ask, group.advisor, received, supplierId=f"Supplier:{group.cars.id}")
    await correct(ask, group.advisor, received, accountNumber="C-99")
    result = await correct(ask, group.advisor, received, siret=format_siret(siret(1)))
    assert findings(result) == {
        "Demande": "Question générale",
        "Fournisseur": "Roulevite",
        "Numéro de compte": "C-99",
        "SIRET": siret(1),
    }
    assert [tuple(one.values()) for one in result["mail"]["corrections"]] == [
        ("KIND", "Rattachement à un fournisseur", "QUESTION"),
        ("SUPPLIER", "Bureau Clair (« Bureau Clair »)", "roulevite"),
        ("ACCOUNT_NUMBER", "4471-AB", "C-99"),
        ("SIRET", None, siret(1)),
    ]
    assert {row.by_id for row in await models.UnderstandingCorrection.all()} == {group.advisor.id}
    # Nothing is done again because of it.
    assert (await models.SupplierAttachment.get()).supplier_id == group.office.id


async def test_what_is_not_there_is_taken_away(ask: Ask, group: Group, bot: Bot) -> None:
    received = await bot.receive(mail(group.owner, request_text()))
    result = await correct(ask, group.advisor, received, absent="SUPPLIER")
    assert "Fournisseur" not in findings(result)
    assert (await models.UnderstandingCorrection.get()).corrected is None


async def test_of_several_the_wrong_one_is_named(ask: Ask, group: Group, bot: Bot) -> None:
    text = "Bonjour, merci de rattacher nos comptes chez Bureau Clair et chez Roulevite."
    received = await bot.receive(mail(group.owner, text))
    known = [one["value"] for one in received.understanding if one["label"] == "Fournisseur"]
    assert len(known) == 2
    given = {"supplierId": f"Supplier:{group.temps.id}"}
    assert problems(await correct(ask, group.advisor, received, **given)) == [("was", "REQUIRED")]
    assert problems(await correct(ask, group.advisor, received, was="Autre", **given)) == [("was", "NOT_FOUND")]
    result = await correct(ask, group.advisor, received, was=known[1], **given)
    assert [one["value"] for one in result["mail"]["findings"] if one["label"] == "Fournisseur"] == [
        known[0],
        "Intérim Soleil",
    ]


async def test_what_cannot_be_right_is_refused(ask: Ask, group: Group, bot: Bot) -> None:
    received = await bot.receive(mail(group.owner, request_text()))
    for given, field in (
        ({"siret": "123"}, "siret"),
        ({"accountNumber": " "}, "accountNumber"),
        ({"accountNumber": "x" * 65}, "accountNumber"),
    ):
        assert problems(await correct(ask, group.advisor, received, **given)) == [(field, "INVALID")]
    for id_ in ("Supplier:987654", "Member:1"):
        assert problems(await correct(ask, group.advisor, received, supplierId=id_)) == [("supplierId", "NOT_FOUND")]
    received.id += 1
    assert problems(await correct(ask, group.advisor, received, kind="OTHER")) == [("mailId", "NOT_FOUND")]
    for wrong in ({}, {"kind": "OTHER", "siret": siret(1)}, {"kind": "OTHER", "absent": "SIRET"}):
        answer = await ask(CORRECT, as_=group.advisor, input={"mailId": "InboundMail:1", **wrong})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await models.UnderstandingCorrection.all().count() == 0


async def test_only_the_group_corrects(ask: Ask, group: Group, bot: Bot) -> None:
    received = await bot.receive(mail(group.owner, request_text()))
    assert await correct(ask, group.owner, received, kind="OTHER") == {
        "__typename": "AccessRestricted",
        "code": "FORBIDDEN",
    }


MAIL = f"""Bonjour, ici Claire Éclair de la Boulangerie ÉCLAIR (claire@boulangerie-eclair.test, 06 12 34 56 78).

Merci de rattacher le compte 4471-AB, SIRET {format_siret(siret(1))}, IBAN FR76 3000 6000 0112 3456 7890 189.
Voir https://drive.example/facture-claire et la commande 99887766.

Bien cordialement,
Claire Éclair
12 rue du Four, Lyon"""


@pytest.mark.parametrize(
    ("given", "kept", "gone"),
    [
        ({"kind": "QUESTION"}, [], ["4471", siret(1)[:3], siret(1)[-5:]]),
        ({"accountNumber": "4471AB"}, ["4471-AB"], [siret(1)[:3] + " "]),
        ({"siret": siret(1)}, [format_siret(siret(1))], ["4471"]),
    ],
)
async def test_the_export_tells_of_the_mail_and_of_nobody(
    ask: Ask, group: Group, bot: Bot, given: dict[str, str], kept: list[str], gone: list[str]
) -> None:
    received = await bot.receive(mail(group.owner, MAIL, subject="Demande de Claire Éclair"))
    await correct(ask, group.advisor, received, **given)
    (example,) = [one async for one in examples()]
    line = json.dumps(dataclasses.asdict(example), ensure_ascii=False)
    for secret in ("Claire", "Éclair", "ÉCLAIR", "boulangerie-eclair", "06 12", "FR76", "drive.example", "9988", "Four",
                   "sophie", "Conseil", *gone):  # fmt: skip
        assert secret not in line
    assert "Merci de rattacher le compte" in example.text
    assert "[téléphone]" in example.text
    assert example.subject == "Demande de [nom]"
    for number in kept:
        assert number in example.text
    assert (example.mail, example.field) == (1, next(iter(await models.UnderstandingCorrection.all())).field.value)


async def test_the_export_names_no_third_party(ask: Ask, group: Group, bot: Bot) -> None:
    """Neither somebody else whom we know, nor a stranger in what was passed on; suppliers keep their names."""
    await models.Person.filter(id=group.other_owner.id).update(first_name="Zébulon", last_name="Ruaud")
    text = "Mme Kpeglo,\n\nZébulon vous a parlé de Bureau Clair, voyez Nathalie Tartempion.\n\nOui, dit Ruaud."
    received = await bot.receive(mail(group.owner, text))
    await correct(ask, group.advisor, received, kind="OTHER")
    (example,) = [one async for one in examples()]
    assert example.text == ("Mme [nom],\n\n[nom] vous a parlé de Bureau Clair, voyez [nom].\n\nOui, dit [nom].")


async def test_mails_are_numbered_as_they_come(ask: Ask, group: Group, bot: Bot) -> None:
    first = await bot.receive(mail(group.owner, "Bonjour, une question."))
    second = await bot.receive(mail(group.other_owner, "Bonjour, une facture."))
    for received in (second, first, second):
        await correct(ask, group.advisor, received, kind="OTHER")
    assert [one.mail async for one in examples()] == [1, 2, 1]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rappelez le 01.30.57.36.65 ou +33 6 12 34 56 78.", "Rappelez le [téléphone] ou [téléphone]."),
        ("Facture 2026-118 de 1 204,50 €", "Facture ####-### de # ###,## €"),
        ("le Martinet et Martin", "le Martinet et [nom]"),
        ("Bonjour Madame Conseil,", "Bonjour Madame [nom],"),
        ("Voyez avec M. de La Tour ou Mme DUPONT-LEROY.", "Voyez avec M. [nom] ou Mme [nom]."),
        ("Monsieur le Directeur, Madame, Monsieur,", "Monsieur le Directeur, Madame, Monsieur,"),
        ("Sophie Grandjean et Jean-Pierre sont d’accord", "[nom] et [nom] sont d’accord"),
        ("Oui.\n\nKévin Tartempion\nDirecteur des achats", "Oui."),
        ("Zébulon Ruaud", "Zébulon Ruaud"),  # nothing but a name: it may be a supplier's
        ("Voir dessous.\n> De : Zébulon Ruaud\n> À : Contact\nOui", "Voir dessous.\n> De : [nom]\n> À : [nom]\nOui"),
        ("Oui\nLe 12 mars 2026 à 10:03, Zoé Kpeglo a écrit :\nnon", "Oui\n[citation]\nnon"),
        ("Notre compte chez Bureau Clair à Nantes", "Notre compte chez Bureau Clair à Nantes"),
        ("Oui.\n  Cordialement,\nJean", "Oui."),
        ("Merci de rattacher\nmon compte", "Merci de rattacher\nmon compte"),
        ("voir www.site.fr/a et a.b@c.fr", "voir [lien] et [adresse]"),
    ],
)
def test_what_tells_of_people_goes(text: str, left: str) -> None:
    assert anonymous(text, {"Martin"}) == left


async def test_a_corrected_mail_is_a_labelled_one(ask: Ask, group: Group, bot: Bot, tmp_path: Path) -> None:
    received = await bot.receive(mail(group.owner, MAIL, subject="Demande de Claire Éclair"))
    await correct(ask, group.advisor, received, siret=siret(1))
    assert [table async for table in labelled_mails()] == []
    await correct(ask, group.advisor, received, kind="QUESTION")
    await correct(ask, group.advisor, received, kind="AUDIT")
    tables = [table async for table in labelled_mails()]
    (tmp_path / "corrections.toml").write_text("\n".join(tables), "utf-8")
    (read,) = read_corpus(tmp_path)
    assert (read.kinds, read.suppliers) == ((MailKind.AUDIT,), None)
    assert "Merci de rattacher le compte" in read.text
    for told in ("Claire", "4471", siret(1)[:3], "claire@"):
        assert told not in f"{read.subject} {read.text}"
