"""What the members had audited: one audit whose results are there, and one that their advisor still looks at."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bench import dataset
from bench.dataset import Table, exact, ids, moment


def tables() -> Iterator[Table]:
    """Name, columns and rows of each table, in the order in which they may be written."""
    yield "audit", ("id", "member_id", "requested_by_id", "status", "created_at", "validated_at"), _audits()
    yield "audit_category", ("audit_id", "category_id"), ((n, 1 + n % dataset.CATEGORIES) for n in _audit_ids())
    columns = (
        "id", "audit_id", "kind", "total", "lines", "lines_audited", "amount_audited", "paid", "negotiated", "saving",
    )  # fmt: skip
    yield "audit_savings", columns, _savings()


def _audit_ids() -> range:
    return ids(2 * dataset.MEMBERS)


def _audits() -> Iterator[tuple[Any, ...]]:
    for n in _audit_ids():
        member, done = (n + 1) // 2, n % 2 == 1
        validated = moment(n + 9) if done else None
        yield n, member, member, "VALIDATED" if done else "REVIEW", moment(n), validated


def _savings() -> Iterator[tuple[Any, ...]]:
    for n in _audit_ids():
        for place, kind in enumerate(("IDENTICAL", "EQUIVALENT")):
            saving = exact(Decimal(n % 5_000) / 100 - place)
            amounts = (exact(Decimal("900.50")), exact(Decimal("400.00")), exact(Decimal("350.00")), saving)
            yield 2 * n - 1 + place, n, kind, True, 12 + place, 40, *amounts
