"""Newsletters, advertising, phishing, absence notes without any header: filed, shown, not answered, not lost."""

from __future__ import annotations

import pytest

import models
from models import InboundStatus as Status
from tests.group import Group
from tests.mailbot.bot import Bot, mail

NEWSLETTER = """L’essentiel des ateliers, n° 88

Au sommaire de ce mois : le prix de l’acier, trois conseils pour négocier, l’agenda des salons.
Lire tous les articles en ligne. Pour ne plus recevoir cette lettre, désabonnez-vous ici."""
SPAM = """Bonjour, notre agence de référencement vous garantit la première page de Google en trente jours.
Plus de 900 clients satisfaits, audit gratuit de votre site, sans engagement. Puis-je vous envoyer nos tarifs ?"""
PHISHING = """Cher client, votre compte sera suspendu sous 24 heures.
Vérifiez votre identité et votre mot de passe ici :
http://secure-login.verification.test
Sans action de votre part, il sera définitivement bloqué. Le service sécurité"""
ABSENCE = """Je suis absente jusqu’au 2 janvier inclus et je lirai votre message à mon retour.
En cas d’urgence, contactez M. Alard au 04 65 71 20 77."""
SENT = {
    "newsletter": ("La lettre des ateliers n° 88", NEWSLETTER, Status.IGNORED, "Lettre d’information : classée."),
    "spam": ("Votre site en première page", SPAM, Status.IGNORED, "Publicité : classée."),
    "phishing": ("Suspension de votre compte", PHISHING, Status.QUARANTINED, "Hameçonnage probable"),
    "absence": ("Votre audit est prêt", ABSENCE, Status.IGNORED, "Réponse automatique : classée."),
}


@pytest.mark.parametrize("kind", SENT)
async def test_it_is_filed_without_an_answer(bot: Bot, group: Group, kind: str) -> None:
    subject, text, status, outcome = SENT[kind]
    received = await bot.receive(mail("envois@inconnu.test", text, subject=subject, results=None))
    assert (received.status, received.outcome[: len(outcome)]) == (status, outcome)
    assert received.conversation_id is None
    assert await models.OutboundMail.all().count() == 0


@pytest.mark.parametrize("known", [True, False])
async def test_a_reply_that_reads_like_an_absence_note_is_for_a_human(bot: Bot, group: Group, known: bool) -> None:
    sender = group.owner if known else "envois@inconnu.test"
    received = await bot.receive(mail(sender, ABSENCE, subject="Re: Votre audit est prêt"))
    assert (received.status, received.outcome) == (
        Status.HANDED_OVER,
        "Peut-être écrit par une machine, mais rien ne le prouve : rien n’a été fait, ni répondu."
        " Transmis au conseiller.",
    )
    assert received.conversation_id is not None
    assert await models.OutboundMail.all().count() == 0, "nobody is answered by itself: nothing can loop"


@pytest.mark.parametrize("kind", sorted(SENT.keys() - {"absence"}))
async def test_from_a_member_a_human_looks_whatever_it_seems_to_be(bot: Bot, group: Group, kind: str) -> None:
    subject, text, *_ = SENT[kind]
    received = await bot.receive(mail(group.owner, text, subject=subject))
    assert received.status is Status.HANDED_OVER
    assert received.conversation_id is not None


async def test_who_only_claims_to_be_a_member_gains_nothing(bot: Bot, group: Group) -> None:
    subject, text, status, _ = SENT["phishing"]
    received = await bot.receive(mail(group.owner, text, subject=subject, results=None))
    assert received.status is status
