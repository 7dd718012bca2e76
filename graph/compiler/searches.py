"""A ranked list as SQL: the ids that were found in memory, joined to their rows, in their order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from access.conditions import EVERY_ROW
from graph.compiler import json_sql as js
from graph.compiler.arguments import Constant, Variable
from graph.compiler.compile import Compiler, Site
from graph.compiler.plan import Row, Variables
from graph.searching import OfHit, Ranked, hits_wanted

_COLUMNS = {"score": 1, "passage": 2}


def write_ranked(compiler: Compiler, source: Ranked, site: Site) -> js.Json:
    """The rows that exist for the viewer, each with its score and passage."""
    texts = source.texts(compiler.roles)
    compiler.needs(texts.ready)

    # Not the site, which has the whole document: plans outlive theirs among the shared answers.
    text, first = (_value(site, name) for name in ("text", "first"))

    def hits(viewer: object, variables: Variables) -> str:
        return json.dumps(texts.best(text(variables), hits_wanted(first(variables))))

    bound, found, inner = compiler.bound(hits, "text"), compiler.alias(), Row(source.model, compiler.alias())
    if compiler.dialect == "postgres":
        each = f"jsonb_array_elements({bound}::jsonb) WITH ORDINALITY AS {found}(value, key)"
        key, *values = f"({found}.value ->> 0)::int", *(f"{found}.value ->> {at}" for at in _COLUMNS.values())
    else:
        each = f"json_each({bound}) {found}"
        key, *values = (f"json_extract({found}.value, '$[{at}]')" for at in (0, *_COLUMNS.values()))
    shown = ", ".join(f"{value} AS _{name}" for name, value in zip(_COLUMNS, values, strict=True))
    joined = f"{compiler.table(source.model)} {inner.alias} ON {inner.alias}.id = {key}"
    rows = (
        f"SELECT {inner.alias}.*, {shown} FROM {each} JOIN {joined}"
        f" WHERE ({compiler.visible(inner, EVERY_ROW)}) ORDER BY {found}.key"
    )
    row = Row(source.model, compiler.alias())
    return compiler.json.list(compiler.content(site, row)).of(f"({rows}) {row.alias}")


def write_of_hit(compiler: Compiler, source: OfHit, site: Site) -> js.Json:
    """A number as it was written, or a text."""
    value = f"{site.row.alias}._{source.name}"
    return compiler.json.ready(value) if source.name == "score" else compiler.json.text(value)


def _value(site: Site, name: str) -> Callable[[Variables], Any]:
    given = site.arguments.source(name)
    if isinstance(given, Variable):
        variable = given.name
        return lambda variables: variables[variable]
    value = given.value if isinstance(given, Constant) else None
    return lambda variables: value
