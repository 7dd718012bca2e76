"""Forgetting: marks are planted in every column that is a person's, and nothing of them is left anywhere."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from tortoise import timezone

import models
from access.viewer import load_viewer
from settings import Settings
from tests.group import Ask, Group
from tests.schema import members_marks
from tests.schema.dump import dump
from tests.schema.marks import MARKS, plant
from workflows.privacy.erasure import Erased, Hindered, erase_person, forget, request_erasure
from workflows.privacy.export import export_person
from workflows.privacy.holdings import ERASED, HOLDINGS
from workflows.privacy.retention import end_what_is_over

ADDRESS = "claire.martin@boulangerie-eclair.test"


async def dumped() -> str:
    """All but the legal archive."""
    return await dump(without={models.LegalArchive})


async def planted(group: Group) -> models.Person:
    """Everything that is held of the owner carries marks; a colleague can take over."""
    await plant(group)
    owner = await models.Person.get(id=group.owner.id)
    owner.email = ADDRESS
    await owner.save()
    await models.InboundMail.all().update(from_address=ADDRESS, status=models.InboundStatus.ANSWERED)
    await models.OutboundMail.all().update(to_address=ADDRESS, status=models.OutboundStatus.SENT)
    await models.ResetRequest.all().update(email=ADDRESS)
    await models.SupplierAttachment.filter(id=1).update(requested_by_id=owner.id)
    await models.SupplierAttachmentEvent.all().update(actor_id=owner.id)
    await members_marks.give_to(owner)
    return owner


def personal_marks() -> dict[str, str]:
    """The marks that stand in a person's columns."""
    found = {}
    for holding in HOLDINGS:
        for (table, column), (_, text) in MARKS.items():
            if table is holding.model and column not in holding.impersonal:
                found[f"{table.__name__}.{column}"] = text
    return found


async def test_nothing_of_a_person_is_left_outside_the_legal_archive(db: str, group: Group, settings: Settings) -> None:
    owner = await planted(group)
    before = await dumped()
    everything = personal_marks()
    present = {name for name, mark in everything.items() if mark in before}
    assert len(present) >= 15
    admin = await load_viewer(group.admin.id)
    assert admin is not None
    outcome = await erase_person(settings, admin, owner.id, address=ADDRESS)
    assert isinstance(outcome, Erased), outcome
    # The last letter is sent, then it goes as well.
    (farewell,) = await models.OutboundMail.filter(letter="DataErased")
    assert farewell.to_address == ADDRESS
    await models.OutboundMail.filter(id=farewell.id).update(status=models.OutboundStatus.SENT)
    await end_what_is_over(settings)
    left = await dumped()
    assert {name for name, mark in everything.items() if mark in left} == set()
    assert ADDRESS not in left
    assert owner.display_name not in left


async def test_what_the_law_wants_kept_is_in_the_archive_and_nowhere_else(
    db: str, group: Group, settings: Settings
) -> None:
    owner = await planted(group)
    mark = MARKS[models.OutboundMail, "content"][1]
    await forget(owner)
    (kept,) = await models.LegalArchive.filter(kind="outbound_mail")
    assert mark in bytes(kept.content).decode()
    assert "L110-4" in kept.reason
    assert mark not in await dumped()


async def test_other_people_s_data_stays(db: str, group: Group, settings: Settings) -> None:
    owner = await planted(group)
    others = {
        table: await table.exclude(**({"id": owner.id} if table is models.Person else {})).count()
        for table in (models.Person, models.Member, models.Supplier)
    }
    await models.InboundMail.create(
        mailbox_id=1, uidvalidity=1, uid=2, sha256="b", size=1, from_address="paul@boulangerie-eclair.test",
        person=group.staff, subject="Le courrier de Paul",
    )  # fmt: skip
    await forget(owner)
    assert {table: await table.all().count() for table in others} == others
    assert "Le courrier de Paul" in await dumped()


async def test_a_letter_that_waits_is_still_sent(db: str, group: Group, settings: Settings) -> None:
    owner = await planted(group)
    await models.OutboundMail.all().update(status=models.OutboundStatus.QUEUED)
    await forget(owner)
    (waiting,) = await models.OutboundMail.all()
    assert (waiting.to_address, waiting.forget, bool(waiting.content)) == (ADDRESS, True, True)
    assert (await end_what_is_over(settings))["letters to be forgotten"] == 0
    await models.OutboundMail.all().update(status=models.OutboundStatus.SENT)
    assert (await end_what_is_over(settings))["letters to be forgotten"] == 1
    assert (await models.OutboundMail.get()).to_address == ERASED


async def test_a_mail_that_nobody_could_read_is_found_by_the_address_in_it(
    db: str, group: Group, settings: Settings
) -> None:
    mailbox = await models.Mailbox.create(name="INBOX")
    for uid, source in enumerate((f"From: Claire <{group.owner.email.upper()}>", "From: x@y.test")):
        mail = await models.InboundMail.create(
            mailbox=mailbox, uidvalidity=1, uid=uid, sha256=str(uid), size=1, status=models.InboundStatus.BURIED
        )
        await models.InboundSource.create(mail=mail, content=source.encode())
    await forget(group.owner)
    assert [bytes(row.content) for row in await models.InboundSource.all()] == [b"From: x@y.test"]


MUTATION = """mutation($person: ID!, $email: String!) { erasePerson(input: { personId: $person, email: $email }) {
    __typename ... on InvalidInput { userErrors { field code message } } ... on PersonErased { erased { table rows } }
} }"""


async def test_only_an_administrator_forgets_and_never_by_a_slip(ask: Ask, group: Group) -> None:
    staff = {"person": f"Person:{group.staff.id}", "email": group.staff.email}
    for who in (None, group.owner, group.advisor):
        answer = await ask.data(MUTATION, as_=who, **staff)
        assert answer["erasePerson"]["__typename"] == "AccessRestricted"
    slip = await ask.data(MUTATION, as_=group.admin, person=f"Person:{group.staff.id}", email=group.owner.email)
    assert slip["erasePerson"]["userErrors"][0]["code"] == "NOT_FOUND"
    done = await ask.data(MUTATION, as_=group.admin, **staff)
    assert {"table": "person", "rows": 1} in done["erasePerson"]["erased"]
    assert not await models.Person.exists(id=group.staff.id)


async def test_what_must_be_settled_first_is_said(db: str, group: Group, settings: Settings) -> None:
    admin = await load_viewer(group.admin.id)
    assert admin is not None
    await models.Affiliation.filter(member=group.other).update(role=models.AffiliationRole.STAFF)
    await models.Affiliation.filter(person=group.other_owner).update(role=models.AffiliationRole.OWNER)
    for person, words in ((group.advisor, "confiez-les"), (group.other_owner, "seul responsable")):
        outcome = await erase_person(settings, admin, person.id, address=person.email)
        assert isinstance(outcome, Hindered)
        assert words in outcome.problems[0].message
        assert await models.Person.exists(id=person.id)


async def test_asking_to_be_forgotten(ask: Ask, group: Group) -> None:
    mutation = "mutation { requestErasure { ... on ErasureRequestPayload { erasureRequest { id status dueOn } } } }"
    first = await ask.data(mutation, as_=group.owner)
    assert await ask.data(mutation, as_=group.owner) == first
    assert (await ask.data("{ viewer { erasureRequest { status } } }", as_=group.owner)) == {
        "viewer": {"erasureRequest": {"status": "REQUESTED"}}
    }
    listed = "{ erasureRequests { nodes { person { email } } } }"
    shown = await ask.data(listed, as_=group.admin)
    assert shown["erasureRequests"]["nodes"] == [{"person": {"email": group.owner.email}}]
    assert (await ask(listed, as_=group.advisor))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    withdraw = "mutation { withdrawErasureRequest { ... on ErasureRequestPayload { erasureRequest { status } } } }"
    assert (await ask.data(withdraw, as_=group.owner))["withdrawErasureRequest"] == {
        "erasureRequest": {"status": "WITHDRAWN"}
    }
    assert (await ask.data("{ viewer { erasureRequest { id } } }", as_=group.owner))["viewer"]["erasureRequest"] is None


async def test_an_erasure_closes_its_request(db: str, group: Group, settings: Settings) -> None:
    viewer = await load_viewer(group.staff.id)
    assert viewer is not None
    await request_erasure(viewer)
    await forget(group.staff)
    (request,) = await models.ErasureRequest.all()
    assert (request.status, request.person_id, request.open_key) == (models.ErasureStatus.DONE, None, None)


async def test_an_export_holds_everything_and_only_theirs(db: str, group: Group, settings: Settings) -> None:
    owner = await planted(group)
    viewer = await load_viewer(owner.id)
    assert viewer is not None
    with await export_person(settings, viewer, owner.id) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        names = set(archive.namelist())
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in names)
        person = json.loads(archive.read("person.json"))
    assert {"LISEZ-MOI.txt", "session.json", "inbound_mail.json", "outbound_mail.json"} <= names
    assert person[0]["email"] == ADDRESS
    for table, column in (
        (models.InboundSource, "content"),
        (models.OutboundMail, "body_text"),
        (models.InboundMail, "subject"),
    ):
        assert MARKS[table, column][1] in text
    assert group.other_owner.email not in text
    assert MARKS[models.Session, "token_hash"][1] not in text
    assert await models.JournalEntry.exists(kind=models.JournalKind.DATA_EXPORTED, person_id=owner.id)


@pytest.mark.parametrize("days", [1094, 1096])
async def test_mails_are_kept_as_long_as_the_settings_say(db: str, group: Group, settings: Settings, days: int) -> None:
    await planted(group)
    past = timezone.now() - dt.timedelta(days=days)
    await models.InboundMail.all().update(received_at=past)
    await models.OutboundMail.all().update(created_at=past)
    over = days > settings.keep_mail_days
    ended = await end_what_is_over(settings)
    assert (ended["incoming mails"], ended["outgoing mails"]) == (int(over), int(over))
    assert await models.InboundSource.all().count() == int(not over)
    assert set((await end_what_is_over(settings)).values()) == {0}, "once more changes nothing"


async def test_conversations_are_kept_as_long_and_while_they_wait(db: str, group: Group, settings: Settings) -> None:
    for days, waits in ((1094, "NOBODY"), (1096, "NOBODY"), (1096, "CONTACT"), (1096, "GROUP")):
        conversation = await models.Conversation.create(
            subject="", member=group.member, waiting_for=waits, last_message_at=timezone.now() - dt.timedelta(days=days)
        )
        await models.ConversationMessage.create(conversation=conversation, direction="IN", channel="CHAT", text="x")
    assert (await end_what_is_over(settings))["conversations"] == 2
    assert await models.Conversation.all().count() == await models.ConversationMessage.all().count() == 2


async def test_who_has_written_is_in_touch(db: str, group: Group, settings: Settings) -> None:
    await models.Person.all().update(created_at=timezone.now() - dt.timedelta(days=2000))
    conversation = await models.Conversation.create(subject="", person=group.lonely)
    await models.ConversationMessage.create(
        conversation=conversation, direction="IN", channel="CHAT", text="x", author=group.lonely
    )
    await end_what_is_over(settings)
    assert await models.Person.exists(id=group.lonely.id)


async def test_people_out_of_touch_are_forgotten_and_no_others(db: str, group: Group, settings: Settings) -> None:
    await models.Person.all().update(created_at=timezone.now() - dt.timedelta(days=2000))
    await models.Session.create(
        person=group.prospect_owner, token_hash="x", expires_at=timezone.now() + dt.timedelta(days=1)
    )
    ended = await end_what_is_over(settings)
    assert ended["people out of touch"] == 1  # Luc, who acts for no company
    assert await models.Person.exists(id=group.prospect_owner.id)
    assert not await models.Person.exists(id=group.lonely.id)
    assert await models.Person.exists(id=group.former_owner.id)
