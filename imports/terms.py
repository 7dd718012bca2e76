"""The terms in the file of suppliers: a text that changed begins a new period, and ends the one before."""

# Identifiers are our own; values travel through the staging tables, but for the day.
# ruff: noqa: S608

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from tortoise.expressions import Q

from imports.report import RowError
from imports.staging import Staging
from models import SupplierTerms
from models.france import today

_AT_ONCE = 500


class Terms:
    """The terms of a supplier (`terms`, `special_terms` in the stage) from today on.

    An empty cell leaves that text as it is, and a text that holds today already changes nothing. What was to come
    later stays: the new period ends before it. Two different texts on one day: the second replaces the first.
    """

    _columns: ClassVar[dict[str, str]] = {"terms": "general", "special_terms": "special"}

    async def refused(self, staging: Staging, file: str) -> tuple[int, list[RowError]]:
        """None: any text will do."""
        return 0, []

    async def mark_changed(self, staging: Staging) -> None:
        """A supplier is updated when its terms of today say something else."""
        if self._given(staging):
            await staging.run(
                f"""UPDATE import_plan SET outcome = 'updated' WHERE outcome = 'unchanged'
                    AND line IN (SELECT s.line {self._changed(staging, today())})"""
            )

    async def write(self, staging: Staging) -> None:
        """End what changed, add what holds from today on."""
        given, day = self._given(staging), today()
        if not given:
            return
        texts = ", ".join(f's."{name}" AS "{name}"' for name in given)
        found = await staging.fetch(f"SELECT p.target_id, {texts} {self._changed(staging, day)} ORDER BY s.line")
        for start in range(0, len(found), _AT_ONCE):
            await self._write(staging, found[start : start + _AT_ONCE], day)

    async def _write(self, staging: Staging, changed: list[dict[str, Any]], day: dt.date) -> None:
        using, ids = staging.connection, [row["target_id"] for row in changed]
        not_over = SupplierTerms.filter(Q(valid_to=None) | Q(valid_to__gte=day), supplier_id__in=ids)
        periods: dict[int, list[SupplierTerms]] = {id_: [] for id_ in ids}
        for period in await not_over.order_by("valid_from").using_db(using):
            periods[period.supplier_id].append(period)
        written = [self._period(row, periods[row["target_id"]], day) for row in changed]
        old = [period for found in periods.values() for period in found]
        if old:
            await SupplierTerms.bulk_update(old, fields=("general", "special", "valid_to"), using_db=using)
        await SupplierTerms.bulk_create([period for period in written if period.pk is None], using_db=using)

    def _period(self, row: dict[str, Any], periods: list[SupplierTerms], day: dt.date) -> SupplierTerms:
        """The period that holds the texts of the row; those before and behind it are ended, or left, to suit."""
        now = next((period for period in periods if period.valid_from <= day), None)
        then = next((period for period in periods if period.valid_from > day), None)
        if now is not None and now.valid_from == day:
            period = now
        else:
            period = SupplierTerms(supplier_id=row["target_id"], valid_from=day)
            period.valid_to = then.valid_from - dt.timedelta(days=1) if then else None
            if now is not None:
                period.general, period.special = now.general, now.special
                now.valid_to = day - dt.timedelta(days=1)
        for name, column in self._columns.items():
            if row.get(name) is not None:
                setattr(period, column, row[name])
        return period

    def _given(self, staging: Staging) -> list[str]:
        """The columns that the file has."""
        return [name for name in self._columns if name in staging.names]

    def _changed(self, staging: Staging, day: dt.date) -> str:
        """FROM and WHERE of the rows with a text that doesn't hold on that day."""
        return f"""FROM import_rows s JOIN import_plan p ON p.line = s.line
            LEFT JOIN "supplier_terms" t ON t."supplier_id" = p.target_id AND t."valid_from" <= '{day}'
                AND (t."valid_to" IS NULL OR t."valid_to" >= '{day}')
            WHERE {" OR ".join(self._differs(staging))}"""

    def _differs(self, staging: Staging) -> Iterator[str]:
        for name in self._given(staging):
            yield f'(s."{name}" IS NOT NULL AND s."{name}" {staging.differs} t."{self._columns[name]}")'
