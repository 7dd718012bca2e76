"""Imports a million price rows on SQLite and PostgreSQL, beside the floor: the same rows, unchecked, loaded bare.

`python -m bench.import_bench [--rows N]`. Every measure runs in a process of its own, so that its peak memory is its
own; the floor inserts finished values into the same empty table (COPY on PostgreSQL, executemany on SQLite), and
reads them from the same CSV. Rows/s and MiB are printed, and each time as a multiple of the floor's.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from tortoise.transactions import in_transaction

from imports import import_folder
from models import Category, FrameworkAgreement, Supplier
from models.database import database, dialect
from tests.private_servers.postgres import PrivatePostgres
from tests.private_servers.process import Missing

ROOT = Path(__file__).resolve().parent.parent
SUPPLIERS, CATEGORIES = 32, 17
COLUMNS = ("supplier", "reference", "category", "gtin", "brand", "label", "unit", "pack_size", "price", "quality",
           "valid_from", "valid_to")  # fmt: skip
FLOOR_COLUMNS = ("agreement_id", *COLUMNS[1:2], "category_id", *COLUMNS[3:])


def write_folder(folder: Path, rows: int, raise_prices: bool = False) -> None:
    """A folder with `rows` prices; with `raise_prices` the same ones a tenth dearer."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "categories.csv", ("code", "name"), ((f"c{n}", f"Poste {n}") for n in range(CATEGORIES)))
    _write(folder / "suppliers.csv", ("code", "name"), ((f"s{n}", f"Fournisseur {n}") for n in range(SUPPLIERS)))
    _write(folder / "prices.csv", COLUMNS, _prices(rows, 110 if raise_prices else 100))


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)


def _prices(rows: int, percent: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(1)
    for n in range(rows):
        price = f"{chance.randrange(20, 99_999) * percent / 10_000:.2f}".replace(".", ",")
        label = f"Article {n} de la gamme {n % 977}, conditionnement d'usage"
        yield (f"s{n % SUPPLIERS}", f"REF-{n:07}", f"c{n % CATEGORIES}", _gtin(n), f"Marque {n % 301}", label,
               ("piece", "ramette", "litre", "kg")[n % 4], str(n % 50 + 1), price, ("standard", "premium", "")[n % 3],
               "01/01/2026", "31/12/2026")  # fmt: skip


def _gtin(number: int) -> str:
    body = f"20{number:010}"
    return body + str(-(sum(map(int, body[0::2])) + 3 * sum(map(int, body[1::2]))) % 10)


async def measure_import(url: str, folder: Path) -> float:
    """Seconds of the import of the prices alone."""
    async with database(url):
        report = await import_folder(folder)
    return next(it.seconds for it in report.files if it.file == "prices.csv")


async def measure_floor(url: str, folder: Path) -> float:
    """Seconds to load the rows without a check, in one transaction."""
    async with database(url):
        await _owners()
        started = time.monotonic()
        async with in_transaction() as transaction:
            with (folder / "prices.csv").open(encoding="utf-8", newline="") as file:
                reader = csv.reader(file, delimiter=";")
                next(reader)
                while rows := [_finished(cells) for cells in islice(reader, 5_000)]:
                    await _load(transaction, rows)
        return time.monotonic() - started


async def _owners() -> None:
    """What the prices refer to; the ids are 1, 2, 3… as `_finished` expects."""
    for n in range(SUPPLIERS):
        supplier = await Supplier.create(code=f"s{n}", name=f"Fournisseur {n}")
        await FrameworkAgreement.create(supplier=supplier)
    for n in range(CATEGORIES):
        await Category.create(code=f"c{n}", name=f"Poste {n}")


_FIRST, _LAST = date(2026, 1, 1), date(2026, 12, 31)


def _finished(cells: list[str]) -> tuple[Any, ...]:
    """The values as the driver takes them, with the least work there is."""
    pack: Any = cells[7]
    price: Any = cells[8].replace(",", ".")
    days: tuple[Any, Any] = ("2026-01-01", "2026-12-31")
    if dialect() == "postgres":
        pack, price, days = Decimal(pack), Decimal(price), (_FIRST, _LAST)
    return (int(cells[0][1:]) + 1, cells[1], int(cells[2][1:]) + 1, *cells[3:7], pack, price, cells[9], *days)


async def _load(connection: Any, rows: list[Any]) -> None:
    if dialect() == "postgres":
        async with connection.acquire_connection() as raw:
            await raw.copy_records_to_table("price_line", columns=FLOOR_COLUMNS, records=rows)
        return
    names, marks = ", ".join(FLOOR_COLUMNS), ", ".join("?" * len(FLOOR_COLUMNS))
    await connection.execute_many(f"INSERT INTO price_line ({names}) VALUES ({marks})", rows)


def _child(what: str, url: str, folder: Path) -> None:
    measure = measure_floor if what == "floor" else measure_import
    seconds = asyncio.run(measure(url, folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": peak}))


def _run(what: str, url: str, folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.import_bench", "--child", what, url, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["mib"]


def _compare(name: str, rows: int, floor_url: str, url: str, folders: tuple[Path, Path]) -> None:
    first, dearer = folders
    floor, mib = _run("floor", floor_url, first)
    print(f"{name:10}  {'bare load (floor)':22} {rows / floor:>10,.0f} rows/s {mib:>6.0f} MiB   1.0 x")
    for what, folder in (("import, all new", first), ("again, all unchanged", first), ("every price changed", dearer)):
        seconds, mib = _run("import", url, folder)
        print(f"{name:10}  {what:22} {rows / seconds:>10,.0f} rows/s {mib:>6.0f} MiB {seconds / floor:>5.1f} x")


def main() -> None:
    """Run every measure and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--child", nargs=3)
    arguments = parser.parse_args()
    if arguments.child:
        what, url, folder = arguments.child
        return _child(what, url, Path(folder))
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        folders = base / "first", base / "dearer"
        write_folder(folders[0], arguments.rows)
        write_folder(folders[1], arguments.rows, raise_prices=True)
        _compare("SQLite", arguments.rows, f"sqlite:///{base}/floor.sqlite3", f"sqlite:///{base}/db.sqlite3", folders)
        try:
            server = PrivatePostgres()
        except Missing as why:
            return print(f"PostgreSQL  left out: {why}")
        try:
            server.start()
            _compare("PostgreSQL", arguments.rows, server.create_database(), server.create_database(), folders)
        finally:
            server.close()


if __name__ == "__main__":
    main()
