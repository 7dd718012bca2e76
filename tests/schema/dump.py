"""Everything that the database holds, as text: to look for what must not be there, or must not have changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

from tests.schema.marks import tables


async def dump(without: Collection[type[Model]] = ()) -> str:
    """Every value of every table, but for those named."""
    texts: list[str] = []
    for table in sorted(set(tables()) - set(without), key=lambda table: table.__name__):
        sql = f'SELECT * FROM "{table._meta.db_table}" ORDER BY 1'  # noqa: S608 - our own tables
        rows = await get_connection("default").execute_query_dict(sql)
        texts += [_text(value) for row in rows for value in row.values()]
    return "\n".join(texts)


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
