"""Discount codes in the suppliers' file: their form, and a type that fits."""

from __future__ import annotations

import pytest

from models import DiscountCodeType, Supplier
from tests.imports.conftest import Folder

HEADER = "code,name,car_rental,cdp_code,code_type\n"
CDP, AWD, CONTRACT = DiscountCodeType.CDP, DiscountCodeType.AWD, DiscountCodeType.CONTRACT


async def types() -> dict[str, tuple[str | None, str | None]]:
    return {one.code: (one.cdp_code, one.code_type) for one in await Supplier.all()}


async def test_a_type_is_told_or_seen(group: Folder) -> None:
    rows = (
        "a,A,yes,48 20 117,\nb,B,yes,k482193,\nc,C,yes,CT-2026-00871,\nd,D,yes,4820117,contract\n"
        "e,E,yes,,\nf,F,yes,4820118,CDP\n"
    )
    assert await group.counts(suppliers=HEADER + rows) == (6, 0, 0)
    found = await types()
    assert [found[code] for code in "abcdef"] == [
        ("4820117", CDP), ("K482193", AWD), ("CT-2026-00871", CONTRACT), ("4820117", CONTRACT), (None, None),
        ("4820118", CDP),
    ]  # fmt: skip
    assert await group.counts(suppliers=HEADER + rows) == (0, 0, 6)


async def test_a_new_code_of_another_form_changes_the_type(group: Folder) -> None:
    await group.load(suppliers=HEADER + "a,A,yes,4820117,\nd,D,yes,4820117,CONTRACT\n")
    await group.load(suppliers="code,name,cdp_code\na,A,K482193\nd,D,5820117\n")
    found = await types()
    assert found["a"] == ("K482193", AWD)
    assert found["d"] == ("5820117", CONTRACT), "what was told stays while it fits"


@pytest.mark.parametrize(("cells", "errors"), [
    ("K482193,CDP", [(2, "cdp_code", "K482193")]), ("?,", [(2, "cdp_code", "?")]), ("?,CDP", [(2, "cdp_code", "?")]),
    (",AWD", [(2, "cdp_code", "")]), ("4820117,XYZ", [(2, "code_type", "XYZ")]),
])  # fmt: skip
async def test_what_does_not_fit_is_told_once(group: Folder, cells: str, errors: list[tuple[int, str, str]]) -> None:
    assert await group.errors(suppliers=HEADER + f"a,A,yes,{cells}\n") == errors
