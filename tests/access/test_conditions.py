"""A condition asked of a row at hand says what SQL would say."""

from __future__ import annotations

import dataclasses

import pytest

import models
from access.conditions import (
    All,
    AnyOf,
    Arg,
    AtLeast,
    Condition,
    Contains,
    Eq,
    Exists,
    In,
    IsNull,
    IsTrue,
    Literal,
    Not,
    OfViewer,
    Today,
    met,
)
from access.permissions import may, update_company
from access.viewer import ANONYMOUS, Viewer
from graph.context import Context
from graph.rows import Order, select
from settings import Settings
from tests.group import Group, viewer_of

STATUS = models.MemberStatus
CONDITIONS: tuple[Condition, ...] = (
    All(()),
    AnyOf(()),
    Eq("status", Literal(STATUS.MEMBER)),
    Eq("city", Literal(None)),
    Eq("street", Literal("2 place du Four")),
    Eq("advisor_id", OfViewer("person_id")),
    In("id", OfViewer("member_ids")),
    In("status", Literal((STATUS.PROSPECT, STATUS.FORMER))),
    In("left_on", Literal(())),
    IsNull("left_on"),
    Not(IsNull("city")),
    Not(Eq("status", Literal(STATUS.MEMBER))),
    All((Eq("status", Literal(STATUS.MEMBER)), In("id", OfViewer("owned_ids")))),
    AnyOf((Eq("status", Literal(STATUS.FORMER)), In("id", OfViewer("member_ids")))),
)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
async def test_python_and_sql_agree(group: Group, settings: Settings, condition: Condition) -> None:
    await models.Member.filter(id=group.other.id).update(city=None, street=None)
    for person in (group.advisor, group.owner, group.double):
        viewer = await viewer_of(person)
        # As the group, whose scope holds every row.
        context = Context(dataclasses.replace(viewer, staff_role=models.StaffRole.ADMIN), settings)
        found = {row.pk for row in await select(models.Member, context, condition, Order())}
        assert {row.id for row in await models.Member.all() if met(condition, row, viewer)} == found


async def test_truth_of_a_column(group: Group) -> None:
    assert met(IsTrue("car_rental"), group.cars, ANONYMOUS)
    assert not met(IsTrue("car_rental"), group.office, ANONYMOUS)


@pytest.mark.parametrize(
    "condition",
    [
        Exists("people", All(())),
        Contains("city", Literal("y")),
        AtLeast("joined_on", Literal(None)),
        Eq("city", Arg("city")),
        In("city", Today()),
    ],
    ids=str,
)
async def test_what_only_sql_can_say(group: Group, condition: Condition) -> None:
    with pytest.raises(LookupError):
        met(condition, group.member, ANONYMOUS)


async def test_who_may_correct_a_company(group: Group) -> None:
    await models.Affiliation.filter(person=group.staff).update(role=models.AffiliationRole.STAFF)
    allowed = {
        who
        for who, person in {**group.people(), "staff": group.staff}.items()
        if may(await viewer_of(person), update_company, group.member)
    }
    assert allowed == {"member", "double", "advisor", "other_advisor", "admin"}
    assert not may(Viewer(attachment_id=1), update_company, group.member)
