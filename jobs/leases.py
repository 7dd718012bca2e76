"""Leases on rows: claim, renew, finish, retry, bury. One statement each, safe between any number of processes.

A claimed row belongs to one worker until `lease_until`, which a living worker renews; one that died simply lets it run
out. Finishing checks that the lease is still ours, so a worker that was frozen and wakes up late changes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from tortoise import timezone
from tortoise.connection import get_connection
from tortoise.expressions import F

from jobs.events import Event, table_of, update_and_publish
from models.base import Leased
from models.database import dialect

Row = TypeVar("Row", bound=Leased)

logger = logging.getLogger(__name__)

FIRST_RETRY = dt.timedelta(seconds=2)
LONGEST_RETRY = dt.timedelta(hours=1)


class LeaseLost(Exception):
    """The row is another worker's by now; what this one did must be rolled back."""


def worker_name() -> str:
    """A name for this worker that no other one has."""
    return f"{os.uname().nodename[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


async def claim(
    model: type[Row],
    statuses: Sequence[StrEnum],
    worker: str,
    lease: dt.timedelta,
    *,
    limit: int = 1,
    working: StrEnum | None = None,
) -> list[Row]:
    """Up to `limit` rows in one of `statuses` that are due and nobody's, those first that are due longest.

    Counts an attempt. `working`: the status that they get by it.
    """
    now = timezone.now()
    postgres = dialect() == "postgres"
    sql = _claim_sql(model, tuple(statuses), working, postgres=postgres)
    moments: list[Any] = [now, now + lease] if postgres else [str(now), str(now + lease)]
    # Not execute_query: on PostgreSQL it drops the rows that an UPDATE returns.
    rows = await get_connection("default").execute_query_dict(sql, [*moments, worker, limit])
    return [one for row in sorted(rows, key=lambda row: int(row["id"])) for one in await _read(model, row, worker)]


async def _read(model: type[Row], row: Mapping[str, Any], worker: str) -> list[Row]:
    """The row; none when a newer version of the program wrote what this one can't read: that is tried again later."""
    try:
        claimed = model._init_from_db(**row)
        vars(claimed).update((name, row[name]) for name in model.claimed_with)
        return [claimed]
    except ValueError as error:
        logger.exception("%s %s can't be read; it is tried again", model.__name__, row["id"])
        changes = {"next_attempt_at": timezone.now() + backoff(row["attempts"]), "last_error": repr(error)[:2000]}
        await model.filter(pk=row["id"], lease_owner=worker).update(lease_owner=None, lease_until=None, **changes)
        return []


@cache
def _claim_sql(model: type[Leased], statuses: tuple[StrEnum, ...], working: StrEnum | None, *, postgres: bool) -> str:
    """The index of status and next attempt gives the rows in their order: however many wait, few are looked at.

    `due` is materialized: as a bare sub-select PostgreSQL may run it again for each row of a nested loop, and claim
    too many.
    """
    table = model._meta.db_table
    now, until, owner, most = (
        ("$1::timestamptz", "$2::timestamptz", "$3::text", "$4::int") if postgres else ("?1", "?2", "?3", "?4")
    )
    due = " UNION ALL ".join(
        f"""SELECT * FROM (
            SELECT id, next_attempt_at FROM "{table}"
            WHERE status = '{status}' AND next_attempt_at <= {now} AND (lease_until IS NULL OR lease_until < {now})
            ORDER BY next_attempt_at LIMIT {most} {"FOR UPDATE SKIP LOCKED" if postgres else ""}
        ) AS of_status"""  # noqa: S608 - our own table and status names
        for status in statuses
    )
    beside = "".join(f', ({sql}) AS "{name}"' for name, sql in model.claimed_with.items())
    marked = f", status = '{working}'" if working else ""
    return f"""
        WITH waiting AS MATERIALIZED ({due}),
        due AS MATERIALIZED (SELECT id FROM waiting ORDER BY next_attempt_at, id LIMIT {most})
        UPDATE "{table}" SET lease_owner = {owner}, lease_until = {until}, attempts = attempts + 1{marked}
        WHERE id IN (SELECT id FROM due) RETURNING *{beside}
    """  # noqa: S608 - our own names; the values are bound


async def renew(model: type[Leased], ids: Sequence[int], worker: str, lease: dt.timedelta) -> None:
    """Prolong the leases of those rows that are still ours."""
    await model.filter(pk__in=list(ids), lease_owner=worker).update(lease_until=timezone.now() + lease)


async def finish(row: Leased, worker: str, *, tell: Sequence[Event] = (), **changes: Any) -> None:
    """Write the row's end and tell of it, if it is still ours. Call it inside the transaction of the effects.

    `tell`: what else there is to look at again. Runners aren't told: whoever finishes a row looks for the next one.
    Raises `LeaseLost`.
    """
    if not await finish_all([row], worker, tell=tell, **changes):
        raise LeaseLost(f"{type(row).__name__} {row.pk}")


async def finish_all(rows: Sequence[Leased], worker: str, *, tell: Sequence[Event] = (), **changes: Any) -> set[int]:
    """The same end for several rows of one model, in one statement; the ids of those that were still ours."""
    model = type(rows[0])
    events = (*(Event(table_of(model), row.pk, done=True) for row in rows), *tell)
    ours = {model._meta.pk_attr: [row.pk for row in rows], "lease_owner": worker}
    return await update_and_publish(model, ours, dict(changes, lease_owner=None, lease_until=None), events)


async def retry_or_bury(row: Leased, worker: str, error: str, *, attempts: int, buried: StrEnum) -> bool:
    """Put the row back for later, or set it aside after `attempts` tries. True when it was set aside."""
    bury = row.attempts >= attempts
    changes: dict[str, Any] = {"last_error": error[:2000]}
    if bury:
        changes["status"] = buried
    else:
        changes["next_attempt_at"] = timezone.now() + backoff(row.attempts)
    await finish(row, worker, **changes)
    return bury


async def put_back(model: type[Leased], id_: int, worker: str, error: str) -> None:
    """Put a row back whose handling failed outside of its own retry: an attempt like any other. Raises `LeaseLost`."""
    row = await model.get_or_none(pk=id_, lease_owner=worker)
    if row is None:
        raise LeaseLost(f"{model.__name__} {id_}")
    await finish(row, worker, next_attempt_at=timezone.now() + backoff(row.attempts), last_error=error[:2000])


async def let_go(model: type[Leased], worker: str) -> None:
    """Free whatever is the worker's: it handles nothing, but a claim may have been carried out and its answer lost."""
    await model.filter(lease_owner=worker).update(lease_owner=None, lease_until=None)


async def release(model: type[Leased], ids: Sequence[int], worker: str) -> None:
    """Give rows back untouched, at a clean stop: it was no attempt."""
    ours = model.filter(pk__in=list(ids), lease_owner=worker)
    await ours.update(lease_owner=None, lease_until=None, attempts=F("attempts") - 1)


def backoff(attempts: int) -> dt.timedelta:
    """2 s, 4 s, 8 s … at most an hour."""
    doublings = min(max(0, attempts - 1), 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)
