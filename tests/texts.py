"""Published texts for tests: of each kind some for everybody, some for members, some not published."""

from __future__ import annotations

import datetime as dt

from tortoise.models import Model

import models
from models import ArticleKind, ContentStatus, SitePhase, Visibility


async def make_texts() -> None:
    """Write them into the open database."""
    await _faq()
    await _articles()
    await _checks()


async def _faq() -> None:
    entries = (
        (
            "code-cdp",
            "Qu’est-ce qu’un code CDP ?",
            "Le code qui ouvre nos **tarifs** chez le loueur.",
            Visibility.PUBLIC,
        ),
        ("suivre", "Où suivre mes rattachements ?", "Dans votre espace, page *Rattachements*.", Visibility.MEMBER),
        ("numero", "Où trouver mon numéro d’adhérent ?", "C’est votre SIRET.", Visibility.PUBLIC),
    )
    for number, (slug, question, answer, visibility) in enumerate(entries, 1):
        await models.FaqEntry.create(
            slug=slug, question=question, answer=answer, visibility=visibility, topic="Compte", position=number * 10
        )
    await models.FaqEntry.create(
        slug="brouillon", question="Une ébauche ?", answer="Pas encore.", status=ContentStatus.DRAFT, position=40
    )


async def _articles() -> None:
    news, tip = ArticleKind.NEWS, ArticleKind.TIP
    articles = (
        ("smic", news, "SMIC : 12,02 €", "Il a changé.", Visibility.PUBLIC, ContentStatus.PUBLISHED, 5),
        ("toner", tip, "Toner : lisez bien", "Comptez les pages.", Visibility.MEMBER, ContentStatus.PUBLISHED, 20),
        ("papier", tip, "Papier au prix juste", "Comparez la feuille.", Visibility.PUBLIC, ContentStatus.PUBLISHED, 5),
        ("demain", news, "Bientôt", "Patience.", Visibility.PUBLIC, ContentStatus.SCHEDULED, 28),
        ("hier", news, "Hier", "C’est fini.", Visibility.PUBLIC, ContentStatus.WITHDRAWN, 1),
    )
    for slug, kind, title, body, visibility, status, day in articles:
        await models.Article.create(
            slug=slug, kind=kind, title=title, summary=f"À propos : {title}", body=body, visibility=visibility,
            status=status, published_on=dt.date(2100 if status == ContentStatus.SCHEDULED else 2026, 1, day),
        )  # fmt: skip


async def _checks() -> None:
    checks = (
        ("extincteurs", SitePhase.OPENING, "Installer les extincteurs", None, Visibility.PUBLIC),
        ("electricite", SitePhase.OPERATION, "Vérifier l’électricité", 12, Visibility.PUBLIC),
        ("levage", SitePhase.OPERATION, "Vérifier les appareils de levage", 6, Visibility.MEMBER),
        ("cession", SitePhase.SALE, "Informer les salariés", None, Visibility.PUBLIC),
    )
    for slug, phase, title, every, visibility in checks:
        await models.RegulatoryCheck.create(
            slug=slug, phase=phase, title=title, body=f"{title}, par une personne compétente.", every_months=every,
            legal_source="Code du travail", visibility=visibility,
        )  # fmt: skip


async def reserved_texts() -> list[Model]:
    """Write them, and give back one of each kind that is for members."""
    await make_texts()
    tables: tuple[type[Model], ...] = (models.FaqEntry, models.Article, models.RegulatoryCheck)
    for table in tables:
        await table.filter(id=1).update(visibility=Visibility.MEMBER)
    return [await table.get(id=1) for table in tables]
