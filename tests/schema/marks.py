"""A mark in every column that holds something of somebody: text, a date or a number that stands nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

import models
from tests.group import Group
from tests.schema import account_marks, audit_marks, catalogue_marks, content_marks, conversation_marks, members_marks

_PRIVATE = (fields.CharField, fields.TextField, fields.JSONField, fields.BinaryField, fields.DateField,
            fields.DecimalField)  # fmt: skip
Columns = dict[type[Model], dict[str, Any]]


def tables() -> Iterator[type[Model]]:
    for name in models.__all__:
        found = getattr(models, name)
        if isinstance(found, type) and issubclass(found, Model) and not found._meta.abstract:
            yield found


def _mark(number: int, column: str, field: fields.Field[Any]) -> tuple[Any, str]:
    """What is written into the column, and the text by which it is found in an answer."""
    text = f"mark{number:03d}x"
    match field:
        case fields.DateField():
            # What has a period is in force.
            day = dt.date(2150 if column == "valid_to" else 1900, 1, 1) + dt.timedelta(number)
            return day, str(day)
        case fields.DecimalField():
            # Three digits, the last never 0, which would be left out.
            value = Decimal(3) + Decimal(number + number // 9 + 1) / 1000
            if field.decimal_places < 3:
                value = Decimal(700 + number) + Decimal("0.25")
            return value, str(value)
        case fields.BinaryField():
            return text.encode(), text
        case fields.JSONField():
            if column == "flags":  # words of our own, no texts
                return ["UNCERTAIN"], text
            objects = {"understanding": ("label", "value"), **audit_marks.OBJECTS}
            return [dict.fromkeys(objects[column], text)] if column in objects else [text], text
        case _:
            return text, text


def _all_marks() -> dict[tuple[type[Model], str], tuple[Any, str]]:
    columns = [
        (table, name, field)
        for table in tables()
        for name, field in table._meta.fields_map.items()
        if isinstance(field, _PRIVATE) and not isinstance(field, CharEnumFieldInstance | fields.DatetimeField)
    ]
    return {(table, name): _mark(number, name, field) for number, (table, name, field) in enumerate(columns)}


MARKS = _all_marks()


async def plant(group: Group) -> None:
    """Mark one row of each table that the API can reach: all of them belong to `group.member` and `group.office`."""
    attachment = await models.SupplierAttachment.create(id=1, member=group.member, supplier=group.office)
    await models.SupplierAttachment.create(id=2, member=group.other, supplier=group.cars)
    event = await models.SupplierAttachmentEvent.create(
        attachment=attachment, status=attachment.status, channel=models.Channel.WEB
    )
    mailbox = await models.Mailbox.create(name="INBOX")
    mail = await models.InboundMail.create(
        mailbox=mailbox, uidvalidity=7, uid=1, sha256="", size=1, person=group.owner, member=group.member
    )
    letter = await models.OutboundMail.create(
        letter="", dedupe_key="", message_id="", return_path="", to_address="", subject="", body_text="", content=b"",
        attachment=attachment, cause=mail,
    )  # fmt: skip
    source = await models.InboundSource.create(mail=mail, content=b"")
    session = await models.Session.create(person=group.owner, token_hash="", expires_at=dt.datetime.now(dt.UTC))
    agency = await models.Agency.filter(supplier=group.office).first()
    coefficient = await models.Coefficient.first()
    await models.Coefficient.filter(id=1).update(supplier_id=group.office.id)
    erasure = await models.ErasureRequest.create(person=group.owner, open_key="", due_on=dt.date(2026, 1, 1))
    archive = await models.LegalArchive.create(kind="", reason="", content=b"", keep_until=dt.date(2026, 1, 1))
    for row in (group.stationery, group.office, group.member, group.owner, attachment, event, mailbox, mail, letter,
                source, session, agency, coefficient, erasure, archive, *await members_marks.rows(group),
                 *await account_marks.rows(group), *await content_marks.rows(group), *await catalogue_marks.rows(group),
                *await conversation_marks.rows(group), *await audit_marks.rows(group)):  # fmt: skip
        assert row is not None
        written = {name: value for (table, name), (value, _) in MARKS.items() if table is type(row)}
        await type(row).filter(pk=row.pk).update(**written)


PLANTED: frozenset[type[Model]] = frozenset(
    {models.Category, models.Supplier, models.Member, models.Person, models.SupplierAttachment,
     models.SupplierAttachmentEvent, models.Mailbox, models.InboundMail, models.OutboundMail, models.InboundSource,
     models.Session, models.Agency, models.Coefficient, models.ErasureRequest, models.LegalArchive}
    | account_marks.TABLES
    | members_marks.TABLES
    | content_marks.TABLES
    | conversation_marks.TABLES
    | catalogue_marks.TABLES
    | audit_marks.TABLES
)  # fmt: skip
