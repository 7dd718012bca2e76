"""Who gets a digest, when, with what in it; and nobody twice, whatever happens in between."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import re

import pytest

import models
from letters.outbox import post
from models import ArticleKind, ContentStatus, DigestFrequency, MemberStatus, SitePhase, Visibility
from models.france import today
from settings import Settings
from tests.group import Group, viewer_of
from tests.texts import make_texts
from tests.workflows.digests.reading import TUESDAY, WEEK, begin, letter_to, prefer, publish, send, text_to
from workflows.digests import sending
from workflows.digests.preferences import token_of
from workflows.digests.sending import Periods, preview, send_due
from workflows.periodic import periodic_jobs


def members(group: Group) -> list[str]:
    return sorted(one.email for one in (group.owner, group.staff, group.other_owner, group.double))


def everybody(group: Group) -> list[models.Person]:
    return [person for person in group.people().values() if person is not None] + [group.staff]


async def test_people_of_active_members_get_it_monthly_and_nobody_else(settings: Settings, group: Group) -> None:
    await publish("Prime énergie")
    assert await send(settings) == members(group)
    assert "Vous recevez cette lettre chaque mois au plus" in await text_to(group.owner)


async def test_who_chose_gets_it_as_they_chose(settings: Settings, group: Group) -> None:
    await prefer(group.owner, DigestFrequency.NEVER)
    await prefer(group.prospect_owner, DigestFrequency.WEEKLY)
    await prefer(group.advisor, DigestFrequency.MONTHLY)
    await models.Person.filter(id=group.other_owner.id).update(active=False)
    await publish("Prime énergie")
    assert await send(settings) == sorted(
        one.email for one in (group.staff, group.double, group.prospect_owner, group.advisor)
    )
    assert "chaque semaine au plus" in await text_to(group.prospect_owner)


async def test_nothing_new_is_no_letter(settings: Settings, group: Group) -> None:
    await publish("Trop vieux", days_ago=60)
    await models.Article.create(
        slug="brouillon", kind=ArticleKind.NEWS, title="Brouillon", body="…", published_on=today(),
        status=ContentStatus.DRAFT,
    )  # fmt: skip
    assert await send(settings) == []
    viewer = await viewer_of(group.owner)
    assert (await preview(settings, viewer)).letter is None


async def test_once_a_period_however_often_it_is_sent(settings: Settings, group: Group) -> None:
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await publish("Prime énergie")
    for _ in range(2):
        assert await send(settings) == members(group)
    await publish("Deuxième nouvelle")
    assert await send(settings, TUESDAY + dt.timedelta(days=2)) == members(group), "the same week, the same month"
    assert await send(settings, TUESDAY + WEEK) == sorted([*members(group), *members(group)]), "a new week and month"
    assert "Deuxième nouvelle" in await text_to(group.owner)
    assert "Prime énergie" not in await text_to(group.owner), "that was told"


async def test_weekly_and_monthly(settings: Settings, group: Group) -> None:
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await publish("Première")
    assert await send(settings, TUESDAY - WEEK) == members(group)
    await publish("Seconde")
    assert await send(settings) == sorted([*members(group), group.owner.email])
    text = await text_to(group.owner)
    assert "Seconde" in text
    assert "Première" not in text


async def test_a_change_of_rhythm_loses_nothing(settings: Settings, group: Group) -> None:
    await publish("Première")
    await send(settings)  # monthly, for November
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await publish("Seconde")
    await send(settings)  # weekly, for the same week
    await prefer(group.owner, DigestFrequency.MONTHLY)
    await publish("Tierce")
    before = len(await send(settings))  # November's has gone
    assert len(await send(settings, TUESDAY + WEEK)) == before + 4
    assert "Tierce" in await text_to(group.owner)


@pytest.mark.parametrize("who", ["owner", "prospect_owner", "former_owner", "advisor", "lonely"])
async def test_reserved_texts_are_for_members(settings: Settings, group: Group, who: str) -> None:
    await begin(settings)
    person: models.Person = getattr(group, who)
    await prefer(person, DigestFrequency.WEEKLY)
    await publish("Nouvelle ouverte")
    await publish("Astuce réservée", visibility=Visibility.MEMBER, kind=ArticleKind.TIP)
    await models.SupplierTerms.filter(supplier_id=group.cars.id).update(general="Remise secrète de 40 %.")
    await send(settings)
    text = await text_to(person)
    reader = who in ("owner", "advisor")
    assert "Tout sur Nouvelle ouverte." in text
    assert "Astuce réservée" in text, "that it exists is public"
    assert ("Tout sur Astuce réservée." in text) is reader
    assert ("La suite est réservée aux adhérents." in text) is not reader
    assert ("Remise secrète" in text) is reader


async def test_a_membership_that_ends_closes_it_at_once(settings: Settings, group: Group) -> None:
    await publish("Astuce réservée", visibility=Visibility.MEMBER, kind=ArticleKind.TIP)
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await models.Member.filter(id=group.member.id).update(status=MemberStatus.FORMER)
    assert await send(settings) == sorted([group.owner.email, group.other_owner.email, group.double.email])
    assert "Tout sur Astuce" not in await text_to(group.owner)
    assert "Tout sur Astuce" in await text_to(group.double), "still a member with the other company"


async def test_suppliers_and_terms(settings: Settings, group: Group) -> None:
    assert await send(settings) == [], "the first look knows all suppliers"
    new = await models.Supplier.create(code="neuf", name="Tout Neuf", summary="Des outils.")
    await models.SupplierTerms.create(supplier=new, general="Remise de 12 %.", valid_from=today())
    await models.SupplierTerms.filter(supplier=group.office).update(special="Nouveau : livraison offerte.")
    await models.SupplierTerms.filter(supplier=group.cars).delete()
    tomorrow = today() + dt.timedelta(days=1)
    await models.SupplierTerms.create(supplier=group.temps, general="Bientôt moins cher.", valid_from=tomorrow)
    await send(settings)
    text = await text_to(group.owner)
    assert "Nouveaux fournisseurs" in text
    assert "Tout Neuf\nDes outils." in text
    assert "Bureau Clair\nRemise de 30 % sur le catalogue. Nouveau : livraison offerte." in text
    assert "Remise de 12 %" not in text, "a new supplier's terms are no change"
    assert "Roulevite" not in text, "nor are terms that are gone"
    assert "Bientôt" not in text, "nor such as begin tomorrow, which are news of tomorrow"
    await models.SupplierTerms.filter(supplier=group.temps).update(valid_from=today())
    await send(settings, TUESDAY + WEEK)
    assert "Intérim Soleil\nBientôt moins cher." in await text_to(group.owner)
    assert await models.Announcement.filter(key=new.id, kind=models.AnnouncementKind.SUPPLIER).exists()


async def test_checks_are_of_ones_own_members_and_told_when_they_come_near(settings: Settings, group: Group) -> None:
    await make_texts()
    await send(settings)  # their articles are old; nobody is told anything
    electric = await models.RegulatoryCheck.get(slug="electricite")
    for company, days in ((group.member, 40), (group.other, 200), (group.former, 3)):
        day = today() + dt.timedelta(days=days)
        await models.Site.create(member=company, phase=SitePhase.OPERATION)
        await models.SiteCheck.create(member=company, check=electric, next_due_on=day, due_order=day)
    for person in (group.former_owner, group.prospect_owner):
        await prefer(person, DigestFrequency.WEEKLY)
    assert await send(settings) == sorted([group.owner.email, group.staff.email, group.double.email])
    text = await text_to(group.double)
    assert "- Vérifier l’électricité (Boulangerie Éclair) : à faire au plus tard le" in text
    assert "(Boulangerie" not in await text_to(group.owner), "they have one company only"
    assert len(await send(settings, TUESDAY + WEEK)) == 3, "it is known now"
    await models.SiteCheck.all().update(next_due_on=today() - dt.timedelta(days=1), due_order=today())
    await models.DigestPreference.all().update(told_until=dt.datetime.now(dt.UTC) - WEEK)
    await send(settings, TUESDAY + 5 * WEEK)
    assert "en retard depuis le" in await text_to(group.owner)


async def test_what_was_published_late_is_told_once_to_everybody(settings: Settings, group: Group) -> None:
    draft = await publish("Longtemps un brouillon", days_ago=20)
    await models.Article.filter(id=draft.id).update(status=ContentStatus.DRAFT)
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await publish("Tout de suite")
    await send(settings)
    await models.Article.filter(id=draft.id).update(status=ContentStatus.PUBLISHED)
    await send(settings, TUESDAY + WEEK)
    assert "Longtemps un brouillon" in await text_to(group.owner)
    await models.Article.filter(id=draft.id).update(status=ContentStatus.WITHDRAWN)
    await send(settings, TUESDAY + 2 * WEEK)
    await models.Article.filter(id=draft.id).update(status=ContentStatus.PUBLISHED)
    before = len(await send(settings, TUESDAY + 2 * WEEK))
    assert len(await send(settings, TUESDAY + 3 * WEEK)) == before, "once is enough"


async def test_the_headers_of_one_click_unsubscribing(settings: Settings, group: Group) -> None:
    settings = dataclasses.replace(settings, public_url="https://www.centrale.test")
    await publish("Prime énergie")
    await send(settings)
    letter, token = await letter_to(group.owner), token_of(settings, group.owner.id)
    link, address = re.findall(r"<([^>]+)>", letter["List-Unsubscribe"])
    assert link == f"https://www.centrale.test/lettre/desabonnement/{token}"
    assert address == f"mailto:contact+u{token}@centrale.test?subject=desabonnement"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (letter["List-Id"], letter["Precedence"]) == ("<lettre.centrale.test>", "bulk")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert link in await text_to(group.owner)
    html = letter.get_body(("html",))
    assert html is not None
    assert f'<a href="{link}">Se désabonner</a>' in html.get_content()
    row = await models.OutboundMail.get(to_address=group.owner.email)
    assert b"=?utf-8?" not in bytes(row.content).partition(b"List-Unsubscribe")[2].partition(b"\r\nPrecedence")[0]
    assert token not in row.body_text, "the group's people read this text, and must not unsubscribe anybody by it"


async def test_portions(settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job comes back for the rest, a minute later, and nobody is left out or written to twice."""
    monkeypatch.setattr(sending, "_BATCH", 2)
    few = dataclasses.replace(settings, digest_per_minute=2)
    await publish("Prime énergie")
    (job,) = (one for one in periodic_jobs(few) if one.name == sending.DIGESTS)
    assert await job.work(TUESDAY) == dt.timedelta(minutes=1)
    assert await models.OutboundMail.filter(letter="DigestLetter").count() == 2
    assert await job.work(TUESDAY) == dt.timedelta(minutes=1)
    assert await job.work(TUESDAY) is None
    assert await send(settings) == members(group)


async def test_several_at_once(settings: Settings, group: Group) -> None:
    """As after a lease that ran out: two processes do the same portion."""
    await publish("Prime énergie")
    await asyncio.gather(*(send_due(settings, TUESDAY) for _ in range(4)))
    assert await send(settings) == members(group)


async def test_one_who_cannot_be_written_to_holds_up_nobody(
    settings: Settings, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish("Prime énergie")

    async def failing(settings: Settings, letter: object, envelope: object) -> models.OutboundMail:
        if getattr(envelope, "to", None) == group.owner.email:
            raise RuntimeError("for this reader only")
        return await post(settings, letter, envelope)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(sending, "post", failing)
        assert await send(settings) == [one for one in members(group) if one != group.owner.email]
    assert await send(settings) == members(group), "the next time they get it"


async def test_an_unsubscription_between_two_portions_counts(settings: Settings, group: Group) -> None:
    few = dataclasses.replace(settings, digest_per_minute=1)
    await publish("Prime énergie")
    for person in everybody(group):
        await prefer(person, DigestFrequency.NEVER)
    await prefer(group.owner, DigestFrequency.WEEKLY)
    await send_due(few, TUESDAY)
    await publish("Autre nouvelle")
    await prefer(group.owner, DigestFrequency.NEVER)
    assert await send(settings, TUESDAY + WEEK) == [group.owner.email]


def test_periods_are_of_paris() -> None:
    assert Periods.of(dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)) == Periods("2026-W53", "2026-12")
    assert Periods.of(dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC)) == Periods("2026-W53", "2027-01")


async def test_a_preview_uses_nothing_up(settings: Settings, group: Group) -> None:
    await begin(settings)
    await publish("Prime énergie")
    await models.SupplierTerms.filter(supplier=group.office).update(general="Autres conditions.")
    viewer = await viewer_of(group.owner)
    seen = await preview(settings, viewer)
    assert seen.letter is not None
    assert "Autres conditions." in seen.letter.text
    assert not await models.OutboundMail.exists()
    await send(settings)
    assert (await text_to(group.owner)).split() == seen.letter.text.split()
    assert (await preview(settings, viewer)).letter is None
