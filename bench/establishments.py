"""What the members told of their establishments: a few checks each, whose days lie all over the years to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bench import dataset
from bench.dataset import STARTED, Table, ids, moment, stored

CHECKS, EACH = 24, 6


def tables() -> Iterator[Table]:
    """Name, columns and rows of each table, in the order in which they may be written."""
    columns: tuple[str, ...] = ("id", "slug", "phase", "title", "body", "every_months", "legal_source")
    yield "regulatory_check", columns, _checks()
    columns = ("id", "member_id", "check_id", "next_due_on", "due_order", "updated_at")
    yield "site_check", columns, _site_checks()


def _checks() -> Iterator[tuple[Any, ...]]:
    for n in ids(CHECKS):
        text = f"Faire vérifier l’installation n° {n} par un organisme agréé."
        yield n, f"controle-{n}", "OPERATION", f"Vérification périodique n° {n}", text, 12, "Code du travail"


def _site_checks() -> Iterator[tuple[Any, ...]]:
    for member in ids(dataset.MEMBERS):
        for turn in range(EACH):
            day = stored(STARTED.date() + dt.timedelta(days=(member * 31 + turn * 97) % 700))
            key = (member - 1) * EACH + turn + 1
            yield key, member, (member + turn * 5) % CHECKS + 1, day, day, moment(key)
