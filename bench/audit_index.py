"""The product's own engine over a million prices of a database: built, then told what imports changed; time and memory.

`python -m bench.audit_index [--prices 1000000]`. SQLite in a temporary folder; the categories of the prices alternate
from row to row, which is the worst order for the index. The peak is that of the process since it started.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tortoise.connection import get_connection

from bench.audit_prices import prices
from models import Category, FrameworkAgreement, Supplier
from models.database import database
from workflows.audits.catalogue import Prices

_SUPPLIERS = 180
_PRICE_COLUMNS = (
    "id, agreement_id, category_id, reference, brand, label, unit, pack_size, price, valid_from"  # of `price_line`
)


async def fill(url: str, number: int) -> None:
    """Suppliers with an agreement each, categories, and so many prices."""
    names = list(dict.fromkeys(one.category for one in prices(1_000)))
    async with database(url):
        await Category.bulk_create([Category(id=at, code=code, name=code) for at, code in enumerate(names, 1)])
        for at in range(_SUPPLIERS):
            supplier = await Supplier.create(id=at + 1, code=f"fournisseur-{at}", name=f"Fournisseur {at}")
            await FrameworkAgreement.create(id=at + 1, supplier=supplier)
        rows = (
            (one.key, one.key % _SUPPLIERS + 1, names.index(one.category) + 1, one.reference, one.brand, one.label,
             one.unit, str(one.pack_size), str(one.price), str(one.valid_from))
            for one in prices(number)
        )  # fmt: skip
        marks = ", ".join("?" * 10)
        async with get_connection("default").acquire_connection() as raw:  # past the ORM, which would take minutes
            await raw.execute("BEGIN")
            await raw.executemany(f"INSERT INTO price_line ({_PRICE_COLUMNS}) VALUES ({marks})", rows)
            await raw.execute("COMMIT")


async def measure(url: str, number: int) -> None:
    """Print a line for each state of the prices."""
    async with database(url):
        engine = Prices()
        print(f"{'':>24} {'seconds':>8} {'MiB':>7} {'peak MiB':>9}")
        await _told(engine, "built")
        for part in (100, 10):
            await get_connection("default").execute_query(
                f"UPDATE price_line SET price = price + 1 WHERE id % {part} = 0"
            )
            await _told(engine, f"{number // part:,} changed")
        await _told(engine, "nothing changed")
        assert (engine.built, engine.updated) == (1, 2)


async def _told(engine: Prices, what: str) -> None:
    began = time.perf_counter()
    await engine()
    took = time.perf_counter() - began
    print(f"{what:>24} {took:>8.1f} {_mib('VmRSS'):>7,} {_mib('VmHWM'):>9,}", flush=True)


def _mib(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def main() -> None:
    """Fill in one process, measure in another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prices", type=int, default=1_000_000)
    parser.add_argument("--filled", help="the URL of what was filled already")
    given = parser.parse_args()
    if given.filled:
        asyncio.run(measure(given.filled, given.prices))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/prices.sqlite3"
        asyncio.run(fill(url, given.prices))
        command = [sys.executable, "-m", "bench.audit_index", "--prices", str(given.prices), "--filled", url]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
