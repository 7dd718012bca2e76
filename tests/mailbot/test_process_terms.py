"""A mail asks for a supplier's terms or contacts: all of it for members, the teaser for everybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, mail, text_of

pytestmark = pytest.mark.usefixtures("db")
ANSWERED, HANDED_OVER = models.InboundStatus.ANSWERED, models.InboundStatus.HANDED_OVER
ASKED = "Bonjour, qui contacter chez Roulevite, et quelles sont leurs conditions ? Merci"


@pytest.fixture(autouse=True)
def _terms(asks_for: Callable[..., None]) -> None:
    asks_for(MailKind.SUPPLIER_TERMS)


async def test_a_member_gets_terms_and_the_nearest_agencies(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, ASKED, subject="Contact")
    told = text_of(answer)
    assert "Oui, Roulevite fait partie de nos fournisseurs référencés : Location de véhicules." in told
    assert "Tarif groupe. Citer le code." in told
    # The member's own place is Lyon.
    assert "Son agence la plus proche de Lyon (69001)" in told
    assert "Agence de Lyon (Lyon)" in told
    assert "Agence de Nantes" not in told, "too far"
    assert "Zoé Accueil, 04 00 00 00 00" in told
    assert "lyon@roulevite.test" in told
    assert "votre numéro de compte chez Roulevite" in told
    assert "code de remise" in told
    assert "584213" not in told
    assert received.status is ANSWERED
    assert {"label": "Fournisseur", "value": "Roulevite (« Roulevite »)"} in received.understanding


async def test_near_the_place_that_the_mail_names(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "Quelle agence Bureau Clair près de Nantes ?", subject="?")
    told = text_of(answer)
    assert "Son agence la plus proche de Nantes (44000)" in told
    assert "- Agence de Nantes (Nantes), " in told
    assert " km" not in told
    assert "Agence de Lyon" not in told
    assert "Remise de 30" in told
    _, answer = await bot.ask(group.other_owner, "l'agence bureau clair dans le 59 svp", subject="?")
    assert "Agence de Lille" in text_of(answer)
    assert "Agence de Nantes" not in text_of(answer)


async def test_long_terms_are_shortened_at_the_end_of_a_sentence(bot: Bot, group: Group) -> None:
    await models.SupplierTerms.filter(supplier=group.office).update(general="Remise de 10 % dès dix colis. " * 60)
    _, answer = await bot.ask(group.owner, "les conditions de Bureau Clair ?", subject="?")
    told = text_of(answer)
    assert "dès dix colis. […]" in told
    assert told.count("Remise de 10 %") < 25
    assert "La suite est sur la fiche du fournisseur" in told


async def test_a_supplier_without_terms(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, "Vous avez un accord avec Intérim Soleil ?", subject="?")
    assert "ne sont pas encore publiées" in text_of(answer)
    assert "Pour le coût d’un intérimaire" in text_of(answer)


async def test_an_unknown_supplier_and_names_like_it(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Avez-vous un accord avec le fournisseur Roulevento ?", subject="?")
    told = text_of(answer)
    assert "Nous n’avons pas trouvé « Roulevento »" in told
    assert "- Roulevite" in told
    assert received.asked_back
    reply, second = await bot.ask(group.owner, "Roulevite", subject="Re: ?", reply_to=answer)
    assert "Tarif groupe" in text_of(second)
    assert "Roulevento" not in text_of(second)
    assert reply.status is ANSWERED


async def test_a_name_that_two_share_is_asked_for(bot: Bot, group: Group) -> None:
    for code, name in (("azur-nord", "Azur Nord"), ("azur-sud", "Azur Sud")):
        await models.Supplier.create(code=code, name=name, aliases=["Azurel"], summary=f"{name} livre tout.")
    received, answer = await bot.ask(group.owner, "les conditions chez Azurel svp", subject="?")
    assert "- Azur Nord" in text_of(answer)
    assert received.asked_back
    _, second = await bot.ask(group.owner, "Azur Sud", subject="Re: ?", reply_to=answer)
    assert "Azur Sud livre tout." in text_of(second)
    assert "Azur Nord" not in text_of(second)


async def test_whom_the_quoted_mail_names_is_spoken_of(bot: Bot, group: Group) -> None:
    quoted = "Le 16 novembre 2026 à 10:31, Anne Conseil a écrit :\n> Votre code chez Roulevite est parti.\n"
    received, answer = await bot.ask(group.owner, f"Et leurs conditions ?\n\n{quoted}", subject="Re: ?")
    assert "Tarif groupe" in text_of(answer)
    assert {"label": "Fournisseur", "value": "Roulevite (« Roulevite »)"} in received.understanding


async def test_a_category_without_a_supplier(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Vous avez quelqu'un pour la papeterie, du papier ?", subject="?")
    told = text_of(answer)
    assert "Pour « Papeterie », nous travaillons avec : - Bureau Clair : Papeterie et mobilier." in told
    assert "L’agence la plus proche de Lyon" in told
    assert "Bureau Clair, Agence de Lyon" in told
    assert received.status is ANSWERED


@pytest.mark.parametrize("text", ["Et les prix ?", "Vos conditions svp", ""])
async def test_nothing_that_is_named_goes_to_a_human(bot: Bot, group: Group, text: str) -> None:
    received, answer = await bot.ask(group.owner, text, subject="Question")
    assert received.status is HANDED_OVER
    assert "vous répondra personnellement" in text_of(answer)


async def test_a_reply_to_the_answer_goes_to_a_human(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, ASKED, subject="Contact")
    received = await bot.receive(
        mail(group.owner, "Et le franco chez Roulevite ?", subject="Re: Contact", reply_to=answer)
    )
    assert received.status is HANDED_OVER


@pytest.mark.parametrize("who", ["prospect_owner", "former_owner", "lonely", "stranger", "unproven", "closed"])
@pytest.mark.parametrize("asked", [ASKED, "Un fournisseur de location de véhicules près de Nantes ?"])
async def test_who_is_no_member_gets_the_teaser(bot: Bot, group: Group, who: str, asked: str) -> None:
    if who == "closed":
        await models.Person.filter(id=group.owner.id).update(active=False)
    others: dict[str, models.Person | str] = {
        "stranger": "jean@inconnu.test",
        "unproven": group.owner,
        "closed": group.owner,
    }
    sender = others[who] if who in others else getattr(group, who)
    received = await bot.receive(mail(sender, asked, subject="Contact", results=None if who == "unproven" else ""))
    answer = await bot.answer(received)
    told = text_of(answer)
    assert "Roulevite" in told
    assert "Location de véhicules" in told
    if asked == ASKED:
        assert "Auvergne-Rhône-Alpes" in told
        assert "/adherer" in told
    page = "".join(part.get_content() for kind in ("plain", "html") if (part := answer.get_body((kind,))))
    for reserved in ("Tarif groupe", "Citer le code", "Zoé", "04 00", "@roulevite", "Agence de", "584213", "1,85"):
        assert reserved not in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert received.status is (HANDED_OVER if who == "unproven" else ANSWERED)
    if who in ("unproven", "closed"):
        assert "Claire" not in page
        assert "Sophie" not in page


async def test_an_unproven_sender_s_words_are_not_repeated(bot: Bot, group: Group) -> None:
    text = "Avez-vous un accord avec le fournisseur Gagnez Vite ?"
    received = await bot.receive(mail(group.owner, text, subject="Contact", results=None))
    assert "Gagnez" not in text_of(await bot.answer(received))
    assert received.status is HANDED_OVER
