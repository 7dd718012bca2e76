"""Discount codes of car-rental companies: each kind has its form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import BadInput
from models import Supplier
from models.discount_codes import CODE_FORMS, CODE_NAMES, DiscountCodeType, is_of, normal_code, type_of

CDP, AWD, CONTRACT = DiscountCodeType.CDP, DiscountCodeType.AWD, DiscountCodeType.CONTRACT


@pytest.mark.parametrize(("text", "kind", "code"), [
    ("4820117", CDP, "4820117"), (" 48 20 117 ", CDP, "4820117"), ("K482193", AWD, "K482193"),
    ("k 482193", AWD, "K482193"),
    ("CT-2026-00871", CONTRACT, "CT-2026-00871"), ("ct-2026/00871", CONTRACT, "CT-2026/00871"),
    ("123", CONTRACT, "123"),
    ("K48219", CONTRACT, "K48219"), ("1234567890123", CONTRACT, "1234567890123"),
])  # fmt: skip
def test_what_a_code_looks_like(text: str, kind: DiscountCodeType, code: str) -> None:
    assert (normal_code(text), type_of(code)) == (code, kind)
    assert normal_code(text, kind) == code


def test_digits_may_be_a_contract_number() -> None:
    assert normal_code("4820117", CONTRACT) == "4820117"


@pytest.mark.parametrize(("text", "kind"), [
    ("", None), ("A", None), ("é1234", None), ("a b\x00c", None), ("-12-", None), ("x" * 33, None), ("12 34;56", None),
    ("٤٨٢٠١١٧", None), ("K482193", CDP), ("4820117", AWD), ("KK82193", AWD), ("123", CDP),
])  # fmt: skip
def test_what_is_none(text: str, kind: DiscountCodeType | None) -> None:
    with pytest.raises(BadInput, match="a discount code: "):
        normal_code(text, kind)


@given(st.text())
def test_a_normal_code_stays_as_it_is(text: str) -> None:
    try:
        code = normal_code(text)
    except BadInput:
        return
    kind = type_of(code)
    assert kind is not None
    assert is_of(code, kind)
    assert normal_code(code) == code


def test_every_kind_has_its_words() -> None:
    assert set(CODE_NAMES) == set(CODE_FORMS) == set(DiscountCodeType)


@pytest.mark.parametrize(("code", "given_kind", "kind"), [
    (None, CDP, None), ("584213", None, CDP), ("584213", CONTRACT, CONTRACT), ("584213", AWD, CDP),
    ("K584213", CDP, AWD),
])  # fmt: skip
def test_a_supplier_keeps_the_type_that_fits(
    code: str | None, given_kind: DiscountCodeType | None, kind: DiscountCodeType | None
) -> None:
    supplier = Supplier(code="x", name="X", cdp_code=code, code_type=given_kind)
    supplier.derive()
    assert supplier.code_type == kind
