"""A question by mail: the FAQ's own answer at once where that is sure, a human for all the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import models
from models.mail_kinds import MailKind
from tests.group import Group
from tests.mailbot.bot import Bot, mail, text_of
from tests.workflows.conversations.talking import messages

pytestmark = pytest.mark.usefixtures("db")
ANSWERED, HANDED_OVER = models.InboundStatus.ANSWERED, models.InboundStatus.HANDED_OVER
HOURS = "Bonjour,\n\nÀ quelles heures répondez-vous au téléphone ?\n\nCordialement"
STATES = "Bonjour, où suivre mes demandes de rattachement ?"
ENTRIES = (
    ("horaires", "À quelles heures répondez-vous ?", "Du lundi au vendredi :\n\n- de 9 h à 12 h\n- de **14 h** à 18 h",
     models.Visibility.PUBLIC),
    ("suivre-mes-rattachements", "Où suivre mes demandes de rattachement ?", "Page Rattachements de votre espace.",
     models.Visibility.MEMBER),
    ("code-cdp", "Qu’est-ce qu’un code CDP ?", "Le code qui ouvre nos tarifs.", models.Visibility.PUBLIC),
    ("numero-adherent", "Où trouver mon numéro d’adhérent ?", "C’est votre SIRET.", models.Visibility.PUBLIC),
)  # fmt: skip


@pytest.fixture(autouse=True)
async def _faq(db: object, asks_for: Callable[..., None]) -> None:
    asks_for(MailKind.QUESTION)
    for slug, question, answer, visibility in ENTRIES:
        await models.FaqEntry.create(
            slug=slug, topic="Questions", question=question, answer=answer, visibility=visibility,
            status=models.ContentStatus.PUBLISHED,
        )  # fmt: skip


async def test_the_article_answers_at_once(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, HOURS, subject="Question")
    told = text_of(answer)
    assert "« À quelles heures répondez-vous ? »" in told
    assert "– de 9 h à 12 h" in told
    assert "– de 14 h à 18 h" in told
    assert "/faq/horaires" in told
    assert "Répondez à ce message : Sophie Conseil vous répondra personnellement" in told
    assert received.status is ANSWERED
    assert received.understanding[1:] == [{"label": "Question de la FAQ", "value": "À quelles heures répondez-vous ?"}]
    html = answer.get_body(("html",))
    assert html is not None
    assert "/faq/horaires" in html.get_content()


async def test_a_reply_to_it_goes_to_a_human(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.owner, HOURS, subject="Question")
    received = await bot.receive(mail(group.owner, HOURS, subject="Re: Question", reply_to=answer))
    assert received.status is HANDED_OVER
    came = (await messages(direction="IN"))[-1]
    assert came.suggestion is not None
    assert "de 14\u00a0h" in came.suggestion
    # Without In-Reply-To, by the thread.
    references = [("References", f"<un@eclair.test> {answer['Message-ID']} <deux@eclair.test>")]
    received = await bot.receive(mail(group.owner, "À quelles heures répondez-vous alors ?", headers=references))
    assert received.status is HANDED_OVER


async def test_another_question_beside_it_goes_to_a_human(bot: Bot, group: Group) -> None:
    text = (
        "Le copieur fume depuis ce matin et personne ne vient. Et à quelles heures répondez-vous ?"
        " Le code CDP ouvre quels tarifs de location ? Où trouver mon numéro d'adhérent ?"
    )
    received, answer = await bot.ask(group.owner, text, subject="Numéro d'adhérent, facture du copieur contestée")
    assert received.status is HANDED_OVER
    assert "C’est votre SIRET." in text_of(answer)
    assert "Pour le reste, Sophie Conseil" in text_of(answer)
    (came,) = await messages(direction="IN")
    assert "Du lundi au vendredi" in (came.suggestion or "")


async def test_what_is_not_sure_is_only_suggested(bot: Bot, group: Group) -> None:
    text = (
        "Notre comptable conteste la facture du copieur de septembre et le numéro de commande est illisible, le livreur"
        " n'a rien laissé, où trouver cela ?\nÀ quelles heures est-ce que vous répondez ?"
    )
    received, answer = await bot.ask(group.owner, text, subject="Facture du copieur, rattachement et adhérent")
    assert received.status is HANDED_OVER
    assert "/faq/" not in text_of(answer)
    (came,) = await messages(direction="IN")
    assert "Du lundi au vendredi" in (came.suggestion or "")


async def test_what_the_faq_does_not_know_goes_to_a_human(bot: Bot, group: Group) -> None:
    received, answer = await bot.ask(group.owner, "Pourquoi le ciel est-il bleu ?", subject="Question")
    assert received.status is HANDED_OVER
    assert "/faq/" not in text_of(answer)


async def test_two_questions_get_two_answers(bot: Bot, group: Group) -> None:
    text = "À quelles heures répondez-vous ? À quelles heures répondez-vous le samedi ?"
    _, answer = await bot.ask(group.owner, text, subject="")
    assert text_of(answer).count("/faq/horaires") == 1


@pytest.mark.parametrize("who", ["prospect_owner", "former_owner", "lonely", "stranger", "unproven"])
async def test_public_articles_are_for_everybody_and_reserved_ones_are_not(bot: Bot, group: Group, who: str) -> None:
    others: dict[str, models.Person | str] = {"stranger": "jean@inconnu.test", "unproven": group.owner}
    sender = others[who] if who in others else getattr(group, who)
    results = None if who == "unproven" else ""
    received = await bot.receive(mail(sender, HOURS, subject="Question", results=results))
    told = text_of(await bot.answer(received))
    assert "de 14 h à 18 h" in told
    assert received.status is ANSWERED
    if who == "unproven":
        assert "Claire" not in told
        assert "Sophie" not in told
        assert "notre équipe vous répondra personnellement" in told
    await models.OutboundMail.all().delete()
    received = await bot.receive(mail(sender, STATES, subject="Suivi", results=results))
    assert received.status is HANDED_OVER
    for row in await models.OutboundMail.all():
        assert "Page Rattachements" not in str(row.body_text)
    for message in await messages(direction="IN"):
        assert "Page Rattachements" not in (message.suggestion or "")


async def test_members_get_reserved_articles(bot: Bot, group: Group) -> None:
    _, answer = await bot.ask(group.other_owner, STATES, subject="Suivi")
    assert "Page Rattachements de votre espace." in text_of(answer)
