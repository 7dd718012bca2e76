"""JSON written by the database is the JSON that Python would write, whatever the text."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from access.viewer import Viewer
from graph.compiler import json_sql as js
from graph.database import Connection
from models.database import dialect
from tests.graph.comparing import Comparer
from tests.graph.hard_data import TEXTS
from tests.graph.queries import Query
from tests.group import Group, viewer_of

# PostgreSQL takes no NUL, and no database half a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.sampled_from(TEXTS)
with_fixtures = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25, database=None
)


@with_fixtures
@given(st.lists(texts, min_size=1, max_size=30))
async def test_a_bound_text_comes_back(db: str, given_texts: list[str]) -> None:
    placeholder = "${}::text" if dialect() == "postgres" else "?{}"
    bound = (js.Sql(js.string(placeholder.format(number), dialect())) for number in range(1, len(given_texts) + 1))
    assert await read(list(bound), given_texts) == given_texts


@with_fixtures
@given(st.lists(texts, min_size=1, max_size=30))
async def test_a_constant_comes_back(db: str, given_texts: list[str]) -> None:
    assert await read([js.constant(text) for text in given_texts], []) == given_texts


async def read(values: list[str | js.Sql], bound: list[str]) -> list[str]:
    """The values of an object that the database wrote, in order."""
    pieces = js.obj((f"k{number}", [value]) for number, value in enumerate(values))
    return list(json.loads((await Connection().row(f"SELECT {js.joined(pieces, dialect())}", bound))[0]).values())


async def test_every_control_character_comes_back(db: str) -> None:
    everything = "".join(map(chr, range(1, 0x300))) + "\u2028\u2029\ufeff\uffff\U0001f98a\U0010ffff"
    placeholder = "$1::text" if dialect() == "postgres" else "?1"
    assert await read([js.Sql(js.string(placeholder, dialect()))], [everything]) == [everything]


def test_what_sqlite_can_parse() -> None:
    assert js.sqlite_parses('SELECT t.name, (SELECT 1) FROM "no_such_table" t WHERE t.id = ?1')
    assert not js.sqlite_parses("SELECT " + "(" * 200 + "1" + ")" * 200)
    assert not js.sqlite_parses("SELECT " + " || ".join(["'x'"] * 1_100))


async def test_numbers_dates_and_moments_are_written_as_python_does(comparer: Comparer, group: Group) -> None:
    random = Random(7)  # noqa: S311 - the same each time
    await models.Coefficient.bulk_create(
        models.Coefficient(
            supplier=group.temps, contract_type=models.ContractType.GESTION, qualification=f"q{number}",
            value=Decimal(random.randrange(-999_999, 1_000_000)).scaleb(-4), valid_from=_date(random),
            valid_to=random.choice((None, dt.date(9999, 12, 31), _date(random))),
        )
        for number in range(90)
    )  # fmt: skip
    await models.OutboundMail.bulk_create(
        models.OutboundMail(
            letter="x", dedupe_key=f"k{number}", message_id=f"<{number}>", return_path="", to_address="", subject="",
            body_text="", content=b"", created_at=_moment(random), sent_at=random.choice((None, _moment(random))),
        )
        for number in range(90)
    )  # fmt: skip
    admin = await viewer_of(group.admin)
    ids = await models.OutboundMail.all().values_list("id", flat=True)
    mails = " ".join(f'm{key}: node(id: "OutboundMail:{key}") {{ ...M }}' for key in ids[:18])
    for document in (
        '{ supplier(code: "interim-soleil") { coefficients(first: 100) { ... on CoefficientConnection {'
        " edges { cursor node { value validFrom validTo } } } } } }",
        f"{{ {mails} }} fragment M on OutboundMail {{ createdAt sentAt }}",
    ):
        both = await comparer.both(Query(document, {}, None), admin)
        assert both.way in {"compiled", "shared"}
        assert both.compiled == both.stock


def _date(random: Random) -> dt.date:
    return dt.date(1000, 1, 1) + dt.timedelta(days=random.randrange(3_287_000))


def _moment(random: Random) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=random.choice((0, 0, 60, 120, -570, 345))))
    return dt.datetime(1970, 1, 2, tzinfo=zone) + dt.timedelta(microseconds=random.randrange(4 * 10**15))


@pytest.mark.parametrize("size", [1, 7, 20, 100])
async def test_pages_put_together_are_the_whole_list(
    comparer: Comparer, viewers: dict[str, Viewer], hard_group: Group, size: int
) -> None:
    document = "query P($first: Int!, $after: String) { suppliers(first: $first, after: $after) { %s } }"
    document %= "nodes { id name } edges { cursor } totalCount pageInfo { hasNextPage endCursor }"
    seen: list[str] = []
    after, following = None, True
    while following:
        query = Query(document, {"first": size, "after": after}, None)
        both = await comparer.both(query, viewers["member"])
        assert both.compiled == both.stock
        page = both.answer["data"]["suppliers"]
        seen += [node["id"] for node in page["nodes"]]
        after, following = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    everything = await models.Supplier.all().order_by("id").values_list("id", flat=True)
    assert len(seen) == len(set(seen)) == page["totalCount"] == len(everything)
