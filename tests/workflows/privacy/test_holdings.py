"""The list of what is held of people is complete: no table and no column can be forgotten."""

from __future__ import annotations

import pytest
from tortoise import fields

import models
from tests.schema.marks import tables
from workflows.privacy.holdings import HOLDINGS, Archive, Blank, Delete, Holding, Keep
from workflows.privacy.nothing_of_people import NOTHING_OF_PEOPLE

_TEXTS = (fields.CharField, fields.TextField, fields.JSONField, fields.BinaryField)


def test_every_table_is_either_held_of_people_or_said_not_to_be() -> None:
    held, not_held = {holding.model for holding in HOLDINGS}, set(NOTHING_OF_PEOPLE)
    assert held | not_held == set(tables())
    assert not held & not_held


def erased_columns(holding: Holding) -> set[str]:
    """Columns whose content goes."""
    match holding.erase:
        case Archive(then=then):
            return erased_columns(Holding(holding.model, holding.rows, holding.export, then))
        case Blank(values):
            return set(values)
        case Delete():
            return set(holding.model._meta.fields_map)
        case Keep():
            return set()


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
def test_every_text_is_erased_or_said_to_tell_nothing_of_a_person(holding: Holding) -> None:
    texts = {
        name
        for name, field in holding.model._meta.fields_map.items()
        if isinstance(field, _TEXTS) and not hasattr(field, "enum_type")
    }
    assert texts - erased_columns(holding) - set(holding.impersonal) == set()
    assert not set(holding.impersonal) & erased_columns(holding) or isinstance(holding.erase, Delete)


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
def test_columns_are_columns(holding: Holding) -> None:
    # Before the database is opened, a foreign key has no column of its own yet.
    columns = {name + end for name in holding.model._meta.fields_map for end in ("", "_id")}
    assert {*holding.export, *holding.impersonal} <= columns
    if isinstance(holding.erase, Blank):
        assert set(holding.erase.values) <= columns


def test_every_way_from_a_person_to_a_row_is_known() -> None:
    """Every foreign key to a person stands on a table that is held of people."""
    held = {holding.model for holding in HOLDINGS} | {models.Member}  # its advisor is handed over before
    for table in tables():
        for name in table._meta.fk_fields | table._meta.o2o_fields:
            field = table._meta.fields_map[name]
            if getattr(field, "related_model", None) is models.Person:
                assert table in held, f"{table.__name__}.{name}"
