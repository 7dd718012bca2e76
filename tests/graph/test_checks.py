"""A declaration that doesn't fit its model or its policy stops the start, with all problems at once."""

import datetime as dt
from typing import Annotated

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

import models
from access.conditions import Arg, Eq
from access.policy import Role
from graph.checks import DeclarationError, check
from graph.fields import argument, column, first, labels, over, page, part, related, relation, row, tally
from graph.gates import AccessRestricted
from graph.relay import Connection
from graph.scalars import SCALARS
from schema.build import build_schema


def test_the_schema_fits() -> None:
    check(build_schema())


@over(models.Person, requires=Role.ANYONE, description="Wrong in every way.")
class Someone:
    email: int = column(description="Wrong type.")
    phone: str = column(description="May be NULL.")
    nickname: str = column(description="No such column.")
    created_at: dt.date = column(description="A moment, not a day.")
    first_name: list[str] = column(description="No list.")


@over(models.SupplierAttachmentEvent, requires=Role.ANYONE, description="Never null, even where there is none.")
class Happened:
    note: str = column(description="What would stand there?")
    attachment: Annotated["Wrong", strawberry.lazy("tests.graph.test_checks")] | None = related(description="Or here?")


@over(models.SupplierAttachment, requires=Role.ANYONE, description="Wrong in every way.")
class Wrong:
    member: Someone = related(description="May be hidden.")
    advisor: Someone | None = related(description="No such relation.")
    supplier: Someone | None = relation(description="No list.")
    status: str = labels("status", {models.AttachmentStatus.SENT: "envoyé"}, description="Not every value.")
    account_number: str = column(requires=Role.MEMBER, description="Denied to some, yet non-null.")
    gated: Someone = part(gate=Role.MEMBER, description="No union.")
    half_gated: Annotated[Someone | AccessRestricted, strawberry.union("Half")] | None = part(
        gate=Role.MEMBER, description="Nullable."
    )
    count: int = tally("member", description="No list.")
    blank: Happened = first("events", blank=True, description="Something that can't be null is asked of no row.")
    last: Happened = first("events", description="There may be none.")


@strawberry.type
class WrongConnection(Connection[Wrong]):
    pass


@strawberry.type
class Query:
    wrongs: WrongConnection = page(models.SupplierAttachment, order=("account_number",), description="NULLs in order.")
    letter: Someone = row(
        models.InboundSource,
        arguments=(argument("day", str | None, "Day.", matches=Eq("day", Arg("day"))),),
        description="Nobody said who may see it.",
    )
    one: Wrong = row(
        models.SupplierAttachment,
        arguments=(argument("day", str | None, "Day.", matches=Eq("day", Arg("day"))),),
        description="No such column; and it may be missing.",
    )


@pytest.mark.parametrize(
    "problem",
    [
        "Someone.email: the column email is of type String, not Int",
        "Someone.phone: the column phone may be NULL, so the field must be nullable",
        "Someone.nickname: Person has no column 'nickname'; it has: active, created_at, email",
        "Someone.createdAt: the column created_at is of type DateTime, not Date",
        "Someone.firstName: the column first_name holds no list",
        "Wrong.member: a Member may be missing or hidden, so the field must be nullable",
        "Wrong.advisor: SupplierAttachment has no relation 'advisor'",
        "Wrong.supplier: supplier is a foreign key, not a list",
        "Wrong.status: no label for REQUESTED, ACCEPTED, REFUSED, CANCELLED",
        "Wrong.accountNumber: a field with requires=MEMBER must be nullable",
        "Wrong.gated: a gate must be a non-null union of its content and AccessRestricted",
        "Wrong.halfGated: a gate must be a non-null union of its content and AccessRestricted",
        "Wrong.count: count is a foreign key, not a list",
        "Wrong.blank: there may be no row, so Happened.note must be a column and nullable",
        "Wrong.blank: there may be no row, so Happened.attachment must be a column and nullable",
        "Wrong.last: there may be no row, so the field must be nullable",
        "Query.wrongs: account_number can't order a list: the databases don't agree where NULL stands",
        "Query.wrongs: its cursors show account_number, which asks for MEMBER",
        "Query.letter: access.scope says nothing about who may see a InboundSource",
        "Query.one: SupplierAttachment has no column 'day'",
    ],
)
def test_all_problems_are_told_at_once(problem: str) -> None:
    schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))
    with pytest.raises(DeclarationError) as caught:
        check(schema)
    assert problem in str(caught.value)
