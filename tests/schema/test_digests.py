"""The digest through the API: one's own preference, what it would hold, its link, and sending it now."""

from __future__ import annotations

import datetime as dt

import pytest
from tortoise import timezone

import models
from access.tokens import Purpose, sign
from access.viewer import Viewer
from models import Channel, DigestFrequency, JournalKind, Visibility
from settings import Settings
from tests.group import Ask, Group
from tests.workflows.digests.reading import publish, send
from workflows.digests.preferences import token_of
from workflows.digests.sending import DIGESTS

MINE = "{ viewer { digestPreference { frequency chosen decidedAt lastSentAt } } }"
CHOOSE = """mutation ($frequency: DigestFrequency!) { updateDigestPreference(input: { frequency: $frequency }) {
  __typename ... on DigestPreferencePayload { preference { frequency chosen } }
  ... on AccessRestricted { code requiredRole } } }"""
PREVIEW = "{ previewDigest { __typename ... on DigestPreview { subject text html } ... on AccessRestricted { code } } }"
LINK = "query ($token: String!) { digestLink(token: $token) { subscribed mayReturn } }"
CHANGE = """mutation ($token: String!) {{ {name}(input: {{ token: $token }}) {{ __typename
  ... on DigestLink {{ subscribed mayReturn }} ... on InvalidInput {{ userErrors {{ field code message }} }} }} }}"""
END, RETURN = CHANGE.format(name="unsubscribeFromDigest"), CHANGE.format(name="returnToDigest")
SEND = """mutation { sendDigest { __typename ... on DigestSending { week month }
  ... on AccessRestricted { requiredRole } } }"""
GONE = {"__typename": "DigestLink", "subscribed": False, "mayReturn": False}
JUST_ENDED = {**GONE, "mayReturn": True}


async def chosen() -> list[tuple[int | None, int | None, Channel, str]]:
    entries = await models.JournalEntry.filter(kind=JournalKind.DIGEST_CHOSEN).order_by("id")
    return [(entry.person_id, entry.actor_id, entry.channel, entry.note) for entry in entries]


@pytest.mark.parametrize(
    ("who", "frequency"),
    [("owner", "MONTHLY"), ("double", "MONTHLY"), ("prospect_owner", "NEVER"), ("former_owner", "NEVER"),
     ("lonely", "NEVER"), ("advisor", "NEVER"), ("admin", "NEVER")],
)  # fmt: skip
async def test_without_a_choice(ask: Ask, group: Group, who: str, frequency: str) -> None:
    found = (await ask.data(MINE, as_=getattr(group, who)))["viewer"]["digestPreference"]
    assert found == {"frequency": frequency, "chosen": False, "decidedAt": None, "lastSentAt": None}


async def test_the_public_has_none(ask: Ask) -> None:
    assert (await ask.data(MINE))["viewer"]["digestPreference"] is None


async def test_choosing(ask: Ask, group: Group) -> None:
    for frequency in ("WEEKLY", "WEEKLY", "NEVER"):
        answer = await ask.data(CHOOSE, as_=group.owner, frequency=frequency)
        assert answer["updateDigestPreference"]["preference"] == {"frequency": frequency, "chosen": True}
    found = (await ask.data(MINE, as_=group.owner))["viewer"]["digestPreference"]
    assert (found["frequency"], found["chosen"]) == ("NEVER", True)
    assert dt.datetime.fromisoformat(found["decidedAt"]) > timezone.now() - dt.timedelta(minutes=1)
    key = group.owner.id
    assert await chosen() == [
        (key, key, Channel.WEB, "chaque semaine"), (key, key, Channel.WEB, "jamais")
    ], "the same choice again is no news"  # fmt: skip
    assert (await ask.data(MINE, as_=group.staff))["viewer"]["digestPreference"]["frequency"] == "MONTHLY"


async def test_the_public_chooses_nothing(ask: Ask) -> None:
    answer = await ask.data(CHOOSE, frequency="WEEKLY")
    assert answer["updateDigestPreference"] == {
        "__typename": "AccessRestricted", "code": "UNAUTHENTICATED", "requiredRole": "SIGNED_IN"
    }  # fmt: skip
    assert not await models.DigestPreference.exists()


async def test_a_preview_shows_what_they_may_read(ask: Ask, group: Group) -> None:
    assert (await ask.data(PREVIEW))["previewDigest"] == {"__typename": "AccessRestricted", "code": "UNAUTHENTICATED"}
    nothing = {"__typename": "DigestPreview", "subject": None, "text": None, "html": None}
    assert (await ask.data(PREVIEW, as_=group.owner))["previewDigest"] == nothing
    await publish("Astuce réservée", visibility=Visibility.MEMBER)
    for person, reads in ((group.owner, True), (group.prospect_owner, False), (group.former_owner, False)):
        found = (await ask.data(PREVIEW, as_=person))["previewDigest"]
        assert found["subject"] == "La lettre HA+PME\u00a0: Astuce réservée"
        assert ("Tout sur Astuce réservée." in found["text"]) is reads
        assert ("Tout sur Astuce réservée." in found["html"]) is reads
    assert not await models.Announcement.exists(), "looking writes nothing down"


async def test_the_link_ends_it_and_takes_that_back(ask: Ask, group: Group, settings: Settings) -> None:
    token = token_of(settings, group.owner.id)
    assert (await ask.data(LINK, token=token))["digestLink"] == {"subscribed": True, "mayReturn": False}
    assert not await models.DigestPreference.exists(), "looking writes nothing down"
    for _ in range(2):
        assert (await ask.data(END, token=token))["unsubscribeFromDigest"] == JUST_ENDED
    back = (await ask.data(RETURN, token=token))["returnToDigest"]
    assert back == {"__typename": "DigestLink", "subscribed": True, "mayReturn": False}
    found = (await ask.data(MINE, as_=group.owner))["viewer"]["digestPreference"]
    assert (found["frequency"], found["chosen"]) == ("MONTHLY", True)
    assert [(person, actor, note) for person, actor, _, note in await chosen()] == [
        (group.owner.id, None, "jamais"), (group.owner.id, None, "chaque mois")
    ]  # fmt: skip


async def test_the_link_comes_back_to_what_was_chosen(ask: Ask, group: Group, settings: Settings) -> None:
    token = token_of(settings, group.owner.id)
    await ask.data(CHOOSE, as_=group.owner, frequency="WEEKLY")
    await ask.data(END, token=token)
    await ask.data(RETURN, token=token)
    assert (await ask.data(MINE, as_=group.owner))["viewer"]["digestPreference"]["frequency"] == "WEEKLY"


async def test_the_link_subscribes_nobody(ask: Ask, group: Group, settings: Settings) -> None:
    """Neither who never was, nor who chose so in the web space, nor after an hour."""
    stranger, owner = (token_of(settings, one.id) for one in (group.prospect_owner, group.owner))
    assert (await ask.data(RETURN, token=stranger))["returnToDigest"] == GONE
    assert (await ask.data(END, token=stranger))["unsubscribeFromDigest"] == GONE
    assert (await ask.data(RETURN, token=stranger))["returnToDigest"] == GONE
    await ask.data(CHOOSE, as_=group.owner, frequency="NEVER")
    assert (await ask.data(END, token=owner))["unsubscribeFromDigest"] == GONE
    assert (await ask.data(RETURN, token=owner))["returnToDigest"] == GONE
    await models.DigestPreference.all().delete()
    await ask.data(END, token=owner)
    await models.DigestPreference.all().update(decided_at=timezone.now() - dt.timedelta(hours=2))
    assert (await ask.data(RETURN, token=owner))["returnToDigest"] == GONE


async def test_the_link_works_for_who_can_no_longer_sign_in(ask: Ask, group: Group, settings: Settings) -> None:
    await models.Person.filter(id=group.owner.id).update(active=False)
    assert (await ask.data(END, token=token_of(settings, group.owner.id)))["unsubscribeFromDigest"] == GONE
    await models.Person.filter(id=group.owner.id).update(active=True)
    assert (await ask.data(MINE, as_=group.owner))["viewer"]["digestPreference"]["frequency"] == "NEVER"
    nobody = token_of(settings, 999_999)
    assert (await ask.data(END, token=nobody))["unsubscribeFromDigest"] == GONE, "forgotten, and so unsubscribed"


async def test_a_token_of_another_kind_or_person_is_refused(ask: Ask, group: Group, settings: Settings) -> None:
    token = token_of(settings, group.owner.id)
    other = f"{group.other_owner.id}-{token.partition('-')[2]}"
    calendar = sign(settings.secret_key, Purpose.CALENDAR, group.owner.id)
    for wrong in (token[:-2], other, calendar, "", "0", "x" * 10_000):
        for document, name in ((END, "unsubscribeFromDigest"), (RETURN, "returnToDigest")):
            (error,) = (await ask.data(document, token=wrong))[name]["userErrors"]
            assert (error["field"], error["code"]) == ("token", "NOT_FOUND")
        assert (await ask.data(LINK, token=wrong))["digestLink"] is None
    assert not await models.DigestPreference.exists()


async def test_administrators_send_it_now(ask: Ask, group: Group, settings: Settings) -> None:
    later = timezone.now() + dt.timedelta(days=5)
    await models.ScheduledJob.create(name=DIGESTS, due_at=later, next_attempt_at=later)
    for person in (group.advisor, group.owner):
        answer = await ask.data(SEND, as_=person)
        assert answer["sendDigest"] == {"__typename": "AccessRestricted", "requiredRole": "ADMIN"}
    assert (await models.ScheduledJob.get(name=DIGESTS)).due_at == later
    found = (await ask.data(SEND, as_=group.admin))["sendDigest"]
    row = await models.ScheduledJob.get(name=DIGESTS)
    assert row.due_at <= timezone.now()
    assert (found["week"], found["month"]) == (f"{row.due_at:%G-W%V}", f"{row.due_at:%Y-%m}")
    (entry,) = await models.JournalEntry.filter(kind=JournalKind.DIGEST_SENT)
    assert (entry.actor_id, entry.note) == (group.admin.id, f"{found['week']}, {found['month']}")


async def test_when_the_last_one_was_sent(ask: Ask, group: Group, settings: Settings) -> None:
    await publish("Prime énergie")
    await send(settings)
    letter = await models.OutboundMail.get(to_address=group.owner.email)
    found = (await ask.data(MINE, as_=group.owner))["viewer"]["digestPreference"]
    assert dt.datetime.fromisoformat(found["lastSentAt"]) == letter.created_at.replace(microsecond=0)
    assert (found["frequency"], found["chosen"]) == ("MONTHLY", False), "a letter is no choice"


async def test_by_mail_the_journal_says_so(ask: Ask, group: Group, settings: Settings) -> None:
    await ask.data(END, as_=Viewer(channel=Channel.MAIL), token=token_of(settings, group.owner.id))
    assert await chosen() == [(group.owner.id, None, Channel.MAIL, "jamais")]
    assert (await models.DigestPreference.get(person_id=group.owner.id)).frequency is DigestFrequency.NEVER
