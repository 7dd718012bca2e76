"""The demo group: it loads, it is whole, it is invented."""

from __future__ import annotations

import csv
import email
import json
import re
import subprocess
import sys
from email.policy import default
from pathlib import Path

from imports import import_folder
from models import (
    Affiliation,
    Agency,
    Article,
    Category,
    Coefficient,
    FaqEntry,
    Member,
    MinimumWage,
    Person,
    PriceLine,
    RegulatoryCheck,
    Supplier,
)

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"


async def test_the_demo_loads_and_loads_again(db: str) -> None:
    await import_folder(DEMO)
    for it in (await import_folder(DEMO)).files:
        assert (it.created, it.updated, it.rejected) == (0, 0, 0), it.file
    least = {
        Category: 17, Supplier: 32, Member: 55, PriceLine: 2_000, FaqEntry: 20, Article: 6, RegulatoryCheck: 12,
        Agency: 64, Coefficient: 96, MinimumWage: 15,
    }  # fmt: skip
    for model, number in least.items():
        assert await model.all().count() >= number, model.__name__
    assert await Category.all().count() == 17
    assert await Supplier.filter(car_rental=True, cdp_code__isnull=False).count() >= 6
    assert await Supplier.filter(temp_agency=True).count() >= 8
    assert await Person.filter(staff_role="ADVISOR").count() + await Person.filter(staff_role="ADMIN").count() == 5
    assert {it.id for it in await Category.all()} == {it.category_id for it in await PriceLine.all()}
    assert {it.advisor_id for it in await Member.all()} <= {it.id for it in await Person.exclude(staff_role=None)}
    two = await Member.all().values_list("siren", flat=True)
    assert len(two) == len(set(two)) + 1


async def test_accounts_are_people_of_the_demo(db: str) -> None:
    await import_folder(DEMO)
    for account in json.loads((DEMO / "accounts.json").read_text(encoding="utf-8")):
        person = await Person.get(email=account["email"])
        companies = await Affiliation.filter(person=person).select_related("member")
        roles = [str(it.member.status) for it in companies] or [str(person.staff_role)]
        assert roles == [account["role"].removesuffix("ISTRATOR")]


def test_every_mail_comes_from_a_person_of_the_demo() -> None:
    with (DEMO / "people.csv").open(encoding="utf-8", newline="") as file:
        known = {row["email"] for row in csv.DictReader(file, delimiter=";")}
    mails = sorted((DEMO / "mails").glob("*.eml"))
    assert len(mails) >= 9
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        assert mail["From"].addresses[0].addr_spec in known, path.name
        assert mail["To"] == "contact@centrale.test"
        assert "Authentication-Results" not in mail
        body = mail.get_body(("plain",))
        assert body is not None
        assert len(body.get_content()) > 40


def test_nothing_points_to_somebody_real() -> None:
    for path in (*DEMO.glob("*.csv"), *DEMO.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert all(domain.endswith(".test") for domain in re.findall(r"@([\w.-]*\w)", text)), path.name
        assert all(host.endswith(".test") for host in re.findall(r"https?://([\w.-]+)", text)), path.name
        # Numbers that ARCEP keeps for fiction, and the group's own.
        phones = re.findall(r"\b0[1-9](?: \d\d){4}\b", text)
        assert all(
            re.match(r"01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98|01 30 57 36 65", it) for it in phones
        )


def test_the_generated_files_are_what_the_script_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(ROOT / "scripts" / "make-demo"), str(tmp_path)], check=True)
    written = sorted(tmp_path.iterdir())
    assert [path.name for path in written] == [
        "agencies.csv",
        "coefficients.csv",
        "members.csv",
        "people.csv",
        "prices.csv",
    ]
    for path in written:
        assert path.read_bytes() == (DEMO / path.name).read_bytes(), path.name
