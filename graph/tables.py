"""What a Tortoise model says of its table: columns and relations, readable before any database is open."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance, OneToOneFieldInstance
from tortoise.models import Model

import models


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the database and its Tortoise field."""

    name: str
    field: Field[Any]

    @property
    def nullable(self) -> bool:
        """Whether it may hold NULL."""
        return bool(self.field.null)


@dataclass(frozen=True, slots=True)
class ToOne:
    """A foreign key of this table."""

    target: type[Model]
    column: str
    nullable: bool


@dataclass(frozen=True, slots=True)
class ToMany:
    """Rows of another table that point here."""

    target: type[Model]
    column: str


@dataclass(frozen=True, slots=True)
class ManyToMany:
    """Rows of another table through a table of pairs."""

    target: type[Model]
    through: str
    own_key: str
    target_key: str


Relation = ToOne | ToMany | ManyToMany


def table_of(model: type[Model]) -> str:
    """The table's name."""
    return model._meta.db_table


@functools.cache
def column_of(model: type[Model], name: str) -> Column:
    """The column behind a field, or behind `<relation>_id`. LookupError names what exists."""
    fields = model._meta.fields_map
    relation = fields.get(name.removesuffix("_id"))
    if name.endswith("_id") and isinstance(relation, ForeignKeyFieldInstance):
        return Column(relation.source_field or name, relation)
    field = fields.get(name)
    if field is None or not field.has_db_field:
        known = ", ".join(sorted(key for key, value in fields.items() if value.has_db_field))
        raise LookupError(f"{model.__name__} has no column {name!r}; it has: {known}")
    return Column(field.source_field or name, field)


@functools.cache
def relation_of(model: type[Model], name: str) -> Relation:
    """The relation of that name, forward or backward. LookupError when there is none."""
    field = model._meta.fields_map.get(name)
    if isinstance(field, ForeignKeyFieldInstance):
        return ToOne(_target(field), field.source_field or f"{name}_id", bool(field.null))
    if isinstance(field, ManyToManyFieldInstance):
        target = _target(field)
        return ManyToMany(target, field.through, f"{table_of(model)}_id", f"{table_of(target)}_id")
    for other in _all_models():
        for other_name, other_field in other._meta.fields_map.items():
            if _points_back(other_field, model, name):
                return ToMany(other, other_field.source_field or f"{other_name}_id")
    raise LookupError(f"{model.__name__} has no relation {name!r}")


def _points_back(field: Field[Any], model: type[Model], name: str) -> bool:
    if not isinstance(field, ForeignKeyFieldInstance) or isinstance(field, OneToOneFieldInstance):
        return False
    return field.related_name == name and _target(field) is model


def _target(field: ForeignKeyFieldInstance[Any] | ManyToManyFieldInstance[Any]) -> type[Model]:
    name = field.model_name
    found: type[Model] = getattr(models, name.split(".")[1]) if isinstance(name, str) else name
    return found


@functools.cache
def _all_models() -> tuple[type[Model], ...]:
    found = (getattr(models, name) for name in models.__all__)
    return tuple(item for item in found if isinstance(item, type) and issubclass(item, Model))
