"""Prepared queries: the rows that the ORM finds, and a clear word where that can't be had."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from models import (
    AdvisorAbsence,
    Affiliation,
    Conversation,
    ConversationMessage,
    InboundMail,
    InboundStatus,
    MessageChannel,
    MessageDirection,
    OutboundMail,
    Person,
    StaffRole,
    SupplierAttachment,
    SupplierAttachmentEvent,
)
from models.mail import Mailbox
from models.prepared import Prepared, insert, insert_with, new, numbers_sql, update
from tests.group import Group

pytestmark = pytest.mark.usefixtures("db")


def values(row: Model) -> dict[str, Any]:
    """The columns of a row."""
    return {name: getattr(row, name) for name in row._meta.fields_db_projection}


async def test_each_call_finds_its_own_rows(group: Group) -> None:
    by_email = Prepared(lambda email: Person.filter(email=email, active=True))
    for person in (group.owner, group.advisor, group.owner):
        assert await by_email(person.email) == [person]
    assert await by_email("probe 1000000000") == []
    assert await by_email.first("niemand@nowhere.test") is None
    await Person.filter(id=group.owner.id).update(active=False)
    assert await by_email.first(group.owner.email) is None


async def test_rows_come_with_what_is_related_in_their_order(group: Group) -> None:
    theirs = Prepared(lambda id_: Affiliation.filter(person_id=id_).select_related("member").order_by("id"))
    expected = await Affiliation.filter(person_id=group.owner.id).select_related("member").order_by("id")
    for _ in range(2):
        found = await theirs(group.owner.id)
        assert found == expected
        assert [one.member.legal_name for one in found] == [one.member.legal_name for one in expected]


async def test_days_and_the_same_value_twice(group: Group) -> None:
    on = Prepared(lambda first, last: AdvisorAbsence.filter(first_day__lte=first, last_day__gte=last))
    away = await AdvisorAbsence.create(
        advisor=group.advisor, first_day=dt.date(2026, 11, 2), last_day=dt.date(2026, 11, 6)
    )
    for day, found in ((1, []), (2, [away]), (6, [away]), (7, [])):
        assert await on(dt.date(2026, 11, day), dt.date(2026, 11, day)) == found


async def test_it_is_part_of_the_transaction_around_it(group: Group) -> None:
    by_id = Prepared(lambda id_: Person.filter(id=id_).select_for_update())
    async with in_transaction() as connection:
        await Person.filter(id=group.owner.id).update(first_name="Camille")
        (changed,) = await by_id(group.owner.id)
        assert changed.first_name == "Camille"
        await connection.rollback()
    (unchanged,) = await by_id(group.owner.id)
    assert unchanged.first_name == group.owner.first_name


async def test_what_can_not_be_prepared_is_refused(group: Group) -> None:
    with pytest.raises(TypeError, match="no None"):
        await Prepared(lambda email: Person.filter(email=email))(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="changes what it is given"):
        await Prepared(lambda word: Person.filter(email__contains=word))("durand")
    with pytest.raises(TypeError, match="all that it is given"):
        await Prepared(lambda word, unused: Person.filter(email=word))("a@b.test", 1)
    with pytest.raises(TypeError, match="depends on its values"):
        await Prepared(lambda first: Person.filter(id__in=range(first // 1_000_000_000)))(1)


async def test_updates_change_the_rows_that_have_the_values(group: Group) -> None:
    moment = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
    changes = {"email_undeliverable_since": moment, "staff_role": StaffRole.ADMIN, "phone": None}
    assert not await update(Person, {"id": group.advisor.id, "email": "someone@else.test"}, changes)
    assert await update(Person, {"id": group.advisor.id, "email": group.advisor.email}, changes)
    changed = await Person.get(id=group.advisor.id)
    assert (changed.email_undeliverable_since, changed.staff_role, changed.phone) == (moment, StaffRole.ADMIN, None)
    assert await Person.filter(staff_role=StaffRole.ADMIN, email_undeliverable_since=moment).count() == 1


async def test_updates_keep_what_columns_need(group: Group) -> None:
    mail = await InboundMail.create(mailbox=await Mailbox.create(name="m"), uidvalidity=1, uid=1, sha256="", size=0)
    findings = [{"label": "Demande", "value": "été"}]
    await update(InboundMail, {"id": mail.id}, {"understanding": findings, "member_id": group.member.id})
    changed = await InboundMail.get(id=mail.id)
    assert (changed.understanding, changed.member_id) == (findings, group.member.id)
    with pytest.raises(TypeError, match="NULL"):
        await update(Person, {"phone": None}, {"first_name": "x"})


async def test_several_rows_are_inserted_at_once_as_the_orm_would(group: Group) -> None:
    mailbox = await Mailbox.create(name="m")
    given = {"mailbox": mailbox, "uidvalidity": 1, "sha256": "", "size": 0, "understanding": [{"label": "été"}]}
    rows = [InboundMail(**given, uid=uid, status=InboundStatus.IGNORED) for uid in (1, 2, 3)]
    before = dt.datetime.now(dt.UTC)
    assert await insert(*rows)
    for row in rows:
        stored = await InboundMail.get(id=row.id)
        assert values(stored) == values(row)
        assert (stored.uid, stored.status, stored.understanding) == (row.uid, InboundStatus.IGNORED, [{"label": "été"}])
        assert before <= stored.received_at <= dt.datetime.now(dt.UTC)
    await InboundMail.filter(id=rows[0].id).update(content_key="k")
    twin = InboundMail(**given, uid=4, content_key="k")
    assert not await insert(twin, once="content_key")
    assert await InboundMail.all().count() == 3
    assert await insert(InboundMail(**given, uid=4, content_key="another"), once="content_key")


def _message(text: str, conversation_id: int = 0) -> ConversationMessage:
    given = {"direction": MessageDirection.IN, "channel": MessageChannel.MAIL, "text": text}
    return new(ConversationMessage, conversation_id=conversation_id, **given)


@pytest.mark.parametrize(
    "model", [InboundMail, OutboundMail, Conversation, ConversationMessage, SupplierAttachment, SupplierAttachmentEvent]
)
async def test_new_rows_are_those_that_the_orm_makes(model: type[Model]) -> None:
    made, usual = new(model), model()
    assert values(made) == values(usual)
    assert {name: vars(made)[name] for name in vars(usual) if name.startswith("_")} == {
        name: value for name, value in vars(usual).items() if name.startswith("_")
    }
    for name, value in values(made).items():  # no row shares what another one may change
        assert not isinstance(value, list | dict) or value is not getattr(new(model), name)


async def test_new_rows_have_no_other_columns(group: Group) -> None:
    with pytest.raises(TypeError, match="no columns of Person: mail"):
        new(Person, mail="a@b.test")
    with pytest.raises(TypeError, match="no columns of Affiliation: member"):
        new(Affiliation, member=group.member)


async def test_a_row_is_inserted_with_its_parts(group: Group) -> None:
    conversation, texts = new(Conversation, subject="Rattachement", person_id=group.owner.id), ("un", "deux", "trois")
    messages = [_message(text) for text in texts]
    await insert_with(conversation, "conversation_id", messages)
    assert values(await Conversation.get(id=conversation.id)) == values(conversation)
    stored = await ConversationMessage.filter(conversation_id=conversation.id).order_by("id")
    assert [values(row) for row in stored] == [values(row) for row in messages]
    assert [row.text for row in stored] == list(texts)
    stray = _message("x")
    stray.author_id = group.owner.id + 1_000
    with pytest.raises(IntegrityError):  # nobody's: then the conversation isn't there either
        await insert_with(new(Conversation, subject="x"), "conversation_id", [stray])
    assert await Conversation.all().count() == 1


async def test_numbered_rows_keep_their_numbers(group: Group) -> None:
    other = new(Conversation, subject="avant")
    await insert_with(other, "conversation_id", [_message("avant")])
    conversation, messages = new(Conversation, subject="Rattachement"), [_message("un"), _message("deux")]
    async with in_transaction() as connection:
        (row,) = await connection.execute_query_dict(numbers_sql(ConversationMessage, "first", "second"))
        keys = [row["first"], row["second"]]
        for message, key in zip(messages, keys, strict=True):
            message.id = key
        conversation.last_message_order = keys[-1]
        await insert_with(conversation, "conversation_id", messages)
    assert keys == sorted(keys)
    stored = await ConversationMessage.filter(conversation_id=conversation.id).order_by("id")
    assert [(row.id, row.text) for row in stored] == list(zip(keys, ("un", "deux"), strict=True))
    last = _message("trois", conversation.id)
    await insert(last)
    assert last.id > keys[-1]
    async with in_transaction() as connection:
        (row,) = await connection.execute_query_dict(numbers_sql(ConversationMessage, "next"))
        alone = new(ConversationMessage, **values(_message("quatre", conversation.id)) | {"id": row["next"]})
        await insert(alone)
    assert (await ConversationMessage.get(id=row["next"])).text == "quatre"
