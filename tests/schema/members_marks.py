"""Rows to be marked of the tables about memberships, advisors and suppliers' keys; all belong to `group.member`."""

from __future__ import annotations

import datetime as dt

from tortoise.models import Model

import models
from graph.node import NODE_MODELS
from tests.group import Group

TABLES: frozenset[type[Model]] = frozenset(
    {
        models.AdvisorAbsence,
        models.AdvisorHandover,
        models.AdvisorDepartment,
        models.MembershipEvent,
        models.MembershipApplication,
        models.SupplierAccess,
        models.MembershipAttestation,
    }
)


async def rows(group: Group) -> list[Model]:
    """One of each table."""
    return [
        await models.AdvisorAbsence.create(
            advisor=group.advisor, backup=group.other_advisor, first_day=dt.date.min, last_day=dt.date.min
        ),
        await models.AdvisorHandover.create(member=group.member, advisor=group.advisor),
        await models.AdvisorDepartment.create(advisor=group.advisor, department=""),
        await models.MembershipEvent.create(
            member=group.member, status=models.MemberStatus.MEMBER, day=dt.date(2020, 1, 1), actor=group.advisor
        ),
        await models.MembershipApplication.create(
            siret="", legal_name="", postcode="", city="", first_name="", last_name="", email="",
            consented_at=dt.datetime.now(dt.UTC), advisor=group.advisor, member=group.member, decided_by=group.advisor,
        ),
        await models.MembershipAttestation.create(
            member=group.member, siret="", legal_name="", issued_by=group.owner, issued_on=dt.date(2026, 1, 1),
            valid_until=dt.date(2026, 1, 1),
        ),
        await models.SupplierAccess.create(
            supplier=group.office, label="", key_hash="", key_hint="", created_by=group.admin, revoked_by=group.admin
        ),
    ]  # fmt: skip


async def nodes(group: Group) -> dict[str, Model]:
    """One of each that has an id of its own, by the name of its type."""
    found = {type(row).__name__: row for row in await rows(group)}
    return {name: row for name, row in found.items() if name in NODE_MODELS}


async def give_to(person: models.Person) -> None:
    """What of these rows is a person's becomes this person's."""
    await models.AdvisorAbsence.all().update(advisor_id=person.id)
    await models.AdvisorHandover.all().update(actor_id=person.id)
    await models.AdvisorDepartment.all().update(advisor_id=person.id)
    await models.MembershipEvent.all().update(actor_id=person.id)
    await models.MembershipApplication.all().update(email=person.email)
