"""The upsert of a staged file in a handful of set-based statements, the same for SQLite and PostgreSQL.

First a plan is made: for every line the row that it hits and whether it is created, updated or unchanged. Nothing is
written before the whole file has proved good. An empty cell means "not given": it leaves an existing row as it is.
"""

# Identifiers come from the specs and the models, never from a file; values travel through the staging tables.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from tortoise.fields.base import Field

from imports.lookups import Lookup
from imports.report import LISTED_ERRORS, Problems, RowError
from imports.spec import FileSpec, Within
from imports.staging import Staging
from models.settled import mark

_DERIVED_AT_ONCE = 500


async def make_plan(staging: Staging) -> None:
    """Fill `import_plan`; intermediate rows that are missing are created."""
    spec = staging.spec
    await staging.run(*_through(staging))
    differences = [
        f'(s."{name}" IS NOT NULL AND s."{name}" {staging.differs} t."{name}"{_unsettled(spec, "t", name)})'
        for name in _values(staging)
    ]
    differs = " OR ".join(differences) or "1 = 0"
    await staging.run(
        f"""INSERT INTO import_plan (line, target_id, outcome)
        SELECT s.line, t."id",
               CASE WHEN t."id" IS NULL THEN 'created' WHEN {differs} THEN 'updated' ELSE 'unchanged' END
        FROM import_rows s LEFT JOIN "{spec.table}" t ON {_same(spec, "t", "s")}""",
        "CREATE INDEX import_plan_target ON import_plan (target_id)",
    )
    for relation in spec.relations:
        await relation.mark_changed(staging)


def _through(staging: Staging) -> Iterator[str]:
    """The view `import_rows`: the stage, with the ids of the rows that its rows belong to."""
    spec, columns, source = staging.spec, ["s.*"], "import_stage s"
    if it := spec.through:
        yield f"""INSERT INTO "{it.table}" ("{it.by}") SELECT DISTINCT s."{it.by}" FROM import_stage s
            WHERE NOT EXISTS (SELECT 1 FROM "{it.table}" x WHERE x."{it.by}" = s."{it.by}")"""
        columns.append(f'x."id" AS "{it.field}"')
        source += f' JOIN "{it.table}" x ON x."{it.by}" = s."{it.by}"'
    if (within := spec.within) and within.staged in staging.names:
        columns.append(f'w."id" AS "{within.field}"')
        source += f' LEFT JOIN "{within.table}" w ON {_belongs(within)}'
    elif within:
        columns.append(f'CAST(NULL AS INT) AS "{within.field}"')
    yield f"CREATE TEMP VIEW import_rows AS SELECT {', '.join(columns)} FROM {source}"


def _belongs(it: Within) -> str:
    return f'w."{it.by}" = s."{it.by}" AND w."{it.key}" = s."{it.staged}"'


def _unsettled(spec: FileSpec, alias: str, name: str) -> str:
    """And nobody has settled this column of the row."""
    return f""" AND "{alias}"."settled" NOT LIKE '%{mark(name)}%'""" if spec.settles else ""


def _values(staging: Staging) -> list[str]:
    """The columns that an existing row may get anew."""
    return [it.target for it in staging.columns if not it.sql_type and it.target not in staging.spec.key]


def _same(spec: FileSpec, left: str, right: str) -> str:
    """Both have the same key."""
    return " AND ".join(f"{a} = {b}" for a, b in zip(_key(spec, left), _key(spec, right), strict=True))


def _key(spec: FileSpec, alias: str) -> list[str]:
    """The key's columns, an id that may be missing made comparable."""
    field = spec.within.field if spec.within else ""
    return [f'COALESCE({alias}."{name}", 0)' if name == field else f'{alias}."{name}"' for name in spec.key]


def _list(names: Sequence[str], alias: str) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)


async def find_problems(staging: Staging, lookups: dict[str, Lookup], problems: Problems) -> None:
    """What only shows when rows are seen together, or beside the rows of the database."""
    problems.add_counted(*await _unknown(staging, problems.file))
    problems.add_counted(*await _gone(staging, problems.file))
    problems.add_counted(*await _duplicates(staging, lookups, problems.file))
    if staging.spec.exclusive:
        problems.add_counted(*await _overlaps(staging, problems.file))
    for relation in staging.spec.relations:
        problems.add_counted(*await relation.refused(staging, problems.file))


async def _unknown(staging: Staging, file: str) -> tuple[int, list[RowError]]:
    """Rows that name a row of another table which isn't there."""
    it = staging.spec.within
    if it is None or it.staged not in staging.names:
        return 0, []
    found = await staging.fetch(
        f"""SELECT s.line, s."{it.staged}" AS named, COUNT(*) OVER () AS total
        FROM import_stage s LEFT JOIN "{it.table}" w ON {_belongs(it)}
        WHERE s."{it.staged}" IS NOT NULL AND w."id" IS NULL ORDER BY s.line LIMIT {LISTED_ERRORS}"""
    )
    column = next(column.name for column in staging.columns if column.target == it.staged)
    expected = f"the {it.key} of a row of {it.table} of the same {it.by.removesuffix('_id')}"
    return (found[0]["total"] if found else 0), [
        RowError(file, row["line"], column, row["named"], expected) for row in found
    ]


async def _gone(staging: Staging, file: str) -> tuple[int, list[RowError]]:
    """Rows that would make somebody anew under a key that was somebody's."""
    it = staging.spec.gone
    if it is None:
        return 0, []
    (key,) = staging.spec.key
    found = await staging.fetch(
        f"""SELECT s.line, s."{key}" AS given, COUNT(*) OVER () AS total
        FROM import_stage s JOIN "{it.table}" o ON o."{it.column}" = s."{key}"
        LEFT JOIN "{staging.spec.table}" t ON t."{key}" = s."{key}"
        WHERE t."id" IS NULL ORDER BY s.line LIMIT {LISTED_ERRORS}"""
    )
    errors = [RowError(file, row["line"], key, row["given"], it.expected) for row in found]
    return (found[0]["total"] if found else 0), errors


async def _duplicates(staging: Staging, lookups: dict[str, Lookup], file: str) -> tuple[int, list[RowError]]:
    columns = [column for column in staging.spec.key_columns if column.target in staging.names]
    key = _list([column.target for column in columns], "s")
    found = await staging.fetch(
        f"""SELECT d.*, COUNT(*) OVER () AS total
        FROM (SELECT s.line, {key}, MIN(s.line) OVER (PARTITION BY {key}) AS first_line FROM import_stage s) d
        WHERE d.first_line <> d.line ORDER BY d.line LIMIT {LISTED_ERRORS}"""
    )

    def shown(row: dict[str, Any]) -> str:
        return ", ".join(
            lookups[it.name].key_of(row[it.target]) if it.reference else str(row[it.target])
            for it in columns
            if row[it.target] is not None
        )

    names = ", ".join(column.name for column in columns)
    errors = [
        RowError(file, row["line"], names, shown(row), f"each only once; line {row['first_line']} has it too")
        for row in found
    ]
    return (found[0]["total"] if found else 0), errors


async def _overlaps(staging: Staging, file: str) -> tuple[int, list[RowError]]:
    """Periods of the same key that overlap, in the file or with rows that the file doesn't hold."""
    spec = staging.spec
    first, last = spec.period or ("", "")
    group = [name for name in spec.key if name != first]
    keys = {alias: ", ".join(_key(spec, alias)[place] for place in map(spec.key.index, group)) for alias in "st"}
    last_day = f'COALESCE(s."{last}", t."{last}")' if last in staging.names else f't."{last}"'
    found = await staging.fetch(
        f"""WITH periods AS (
            SELECT s.line AS line, {_list(group, "s")}, s."{first}" AS first_day, {last_day} AS last_day
            FROM import_rows s JOIN import_plan p ON p.line = s.line LEFT JOIN "{spec.table}" t ON t."id" = p.target_id
            UNION ALL
            SELECT NULL, {_list(group, "t")}, t."{first}", t."{last}" FROM "{spec.table}" t
            WHERE ({keys["t"]}) IN (SELECT {keys["s"]} FROM import_rows s)
              AND NOT EXISTS (SELECT 1 FROM import_plan p WHERE p.target_id = t."id")
        ), neighbours AS (
            SELECT line, first_day, last_day, LEAD(line) OVER w AS next_line, LEAD(first_day) OVER w AS next_first,
                   LEAD(last_day) OVER w AS next_last
            FROM periods WINDOW w AS (PARTITION BY {_list(group, "periods")} ORDER BY first_day)
        )
        SELECT n.*, COUNT(*) OVER () AS total FROM neighbours n
        WHERE n.next_first > n.first_day AND (n.last_day IS NULL OR n.next_first <= n.last_day)
          AND (n.line IS NOT NULL OR n.next_line IS NOT NULL)
        ORDER BY COALESCE(n.next_line, n.line) LIMIT {LISTED_ERRORS}"""
    )
    return (found[0]["total"] if found else 0), [_overlap(row, file, first) for row in found]


def _overlap(row: dict[str, Any], file: str, column: str) -> RowError:
    """The later row of the two when it is in the file, else the earlier one."""
    if row["next_line"] is not None:
        line, day, other = row["next_line"], row["next_first"], (row["line"], row["first_day"], row["last_day"])
    else:
        line, day, other = row["line"], row["first_day"], (None, row["next_first"], row["next_last"])
    where = "in the database" if other[0] is None else f"line {other[0]}"
    until = f"to {other[2]}" if other[2] else "with no end; give that one its last day first"
    return RowError(file, line, column, str(day), f"no overlap with the period from {other[1]} {until} ({where})")


async def write(staging: Staging) -> dict[str, int]:
    """Carry the plan out; how many rows had which outcome."""
    spec = staging.spec
    await _load_defaults(staging)
    await staging.run(*_update(staging), _insert(staging))
    if spec.relations or spec.derived:
        await staging.run(
            f"""UPDATE import_plan SET target_id = t."id"
            FROM import_rows s JOIN "{spec.table}" t ON {_same(spec, "t", "s")}
            WHERE s.line = import_plan.line AND import_plan.outcome = 'created'"""
        )
    for relation in spec.relations:
        await relation.write(staging)
    if spec.derived:
        await _derive(staging)
    counts = await staging.fetch("SELECT outcome, COUNT(*) AS number FROM import_plan GROUP BY outcome")
    return {row["outcome"]: row["number"] for row in counts}


def _update(staging: Staging) -> Iterator[str]:
    table = staging.spec.table
    values = _values(staging)
    if values:
        changes = ", ".join(_change(staging.spec, name) for name in values)
        yield f"""UPDATE "{table}" SET {changes} FROM import_plan p JOIN import_rows s ON s.line = p.line
            WHERE p.outcome = 'updated' AND "{table}"."id" = p.target_id"""
    for name in values if staging.spec.settles else ():
        # The file says the same: from here on it counts again.
        yield f"""UPDATE "{table}" SET "settled" = REPLACE("{table}"."settled", '{mark(name)}', '')
            FROM import_plan p JOIN import_rows s ON s.line = p.line
            WHERE "{table}"."id" = p.target_id AND "{table}"."settled" LIKE '%{mark(name)}%'
            AND s."{name}" = "{table}"."{name}\" """


def _change(spec: FileSpec, name: str) -> str:
    given = f's."{name}" IS NOT NULL{_unsettled(spec, spec.table, name)}'
    return f'"{name}" = CASE WHEN {given} THEN s."{name}" ELSE "{spec.table}"."{name}" END'


def _insert(staging: Staging) -> str:
    spec = staging.spec
    given = {column.target for column in staging.columns if not column.sql_type}
    exprs = {name: f'COALESCE(s."{name}", d."{name}")' if name in given else f'd."{name}"' for name in _columns(spec)}
    for it in (spec.through, spec.within):
        if it:
            exprs[it.field] = f's."{it.field}"'
    names = ", ".join(f'"{name}"' for name in exprs)
    return f"""INSERT INTO "{spec.table}" ({names}) SELECT {", ".join(exprs.values())}
        FROM import_plan p JOIN import_rows s ON s.line = p.line CROSS JOIN import_defaults d
        WHERE p.outcome = 'created' ORDER BY p.line"""


def _columns(spec: FileSpec) -> dict[str, Field[Any]]:
    """The table's columns but its id."""
    meta = spec.model._meta
    return {name: meta.fields_map[name] for name in meta.fields_db_projection if name != meta.pk_attr}


async def _load_defaults(staging: Staging) -> None:
    fields = _columns(staging.spec)
    types = ", ".join(f'"{name}" {it.get_for_dialect(staging.dialect, "SQL_TYPE")}' for name, it in fields.items())
    await staging.run(f"CREATE TEMP TABLE import_defaults ({types})")
    values = tuple(staging.encode(_default(staging.spec, name, it)) for name, it in fields.items())
    await staging.load("import_defaults", list(fields), [values])


def _default(spec: FileSpec, name: str, field: Field[Any]) -> Any:
    default = field.default() if callable(field.default) else field.default
    if getattr(field, "auto_now_add", False):
        default = datetime.now(UTC)
    if default is None and name in spec.derived and not field.null:
        default = ""  # until `derive` has seen the row
    return None if default is None else field.to_db_value(default, spec.model)


async def _derive(staging: Staging) -> None:
    """Let the model compute its derived columns for the rows that changed."""
    model, using = staging.spec.model, staging.connection
    changed = await staging.fetch("SELECT target_id FROM import_plan WHERE outcome <> 'unchanged' ORDER BY target_id")
    ids = [row["target_id"] for row in changed]
    for start in range(0, len(ids), _DERIVED_AT_ONCE):
        rows: list[Any] = await model.filter(id__in=ids[start : start + _DERIVED_AT_ONCE]).using_db(using)
        for row in rows:
            row.derive()
        await model.bulk_update(rows, fields=staging.spec.derived, using_db=using)
