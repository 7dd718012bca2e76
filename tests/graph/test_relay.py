"""Cursors and ids: what was made is read back, anything else is refused as the client's mistake."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import BadInput
from graph.relay import decode_cursor, encode_cursor, global_id, key_of, page_size, parse_global_id

KINDS = st.lists(st.sampled_from([int, str]), min_size=1, max_size=4)
KEYS = st.integers(-(2**31) + 1, 2**31 - 1)
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)


@given(st.lists(KEYS | st.text(), min_size=1, max_size=4))
def test_a_cursor_is_read_back(values: list[int | str]) -> None:
    assert decode_cursor(encode_cursor(values), [type(value) for value in values]) == values


@given(st.text() | ANYTHING.map(json.dumps), KINDS)
def test_any_text_is_a_cursor_of_such_a_list_or_refused(text: str, kinds: list[type]) -> None:
    try:
        values = decode_cursor(text, kinds)
    except BadInput:
        return
    assert [type(value) for value in values] == kinds
    assert all(abs(value) < 2**31 for value in values if isinstance(value, int))


@pytest.mark.parametrize("text", ["[" * 100_000, "[" + "9" * 5_000 + "]", '{"a":' * 50_000, "[true]", "[1e3]", "[NaN]"])
def test_hostile_cursors_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        decode_cursor(text, [int])


@given(st.sampled_from(["Supplier", "Member"]), st.integers(1, 2**31 - 1))
def test_an_id_is_read_back(type_name: str, key: int) -> None:
    assert parse_global_id(global_id(type_name, key)) == (type_name, key)
    assert key_of(type_name)(global_id(type_name, key)) == key
    with pytest.raises(BadInput):
        key_of("Category")(global_id(type_name, key))


@given(st.text() | st.from_regex(r"[A-Za-z]*:[-0-9]*"))
def test_any_text_is_an_id_or_refused(text: str) -> None:
    try:
        type_name, key = parse_global_id(text)
    except BadInput:
        return
    assert f"{type_name}:{key}" == text
    assert 0 < key < 2**31


@given(st.integers())
def test_a_page_has_up_to_a_hundred_rows(first: int) -> None:
    if 0 <= first <= 100:
        assert page_size(first) == first
    else:
        with pytest.raises(BadInput):
            page_size(first)
