"""The demo's mails are understood as its readers expect, with the demo's suppliers as the directory."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mailbot.message import MailMessage
from mailbot.message.read import read_message
from mailbot.understanding import Missing, SupplierDirectory, SupplierEntry
from mailbot.understanding.reading import Reading, read_request
from models.mail_kinds import MailKind

DEMO = Path(__file__).parents[3] / "demo"
Accounts = dict[str, str | None]  # by supplier; several that share a name are joined by "|"


def directory() -> SupplierDirectory:
    with (DEMO / "suppliers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    # As in production, the mail domains stay out: the public door does not give them.
    return SupplierDirectory(
        [SupplierEntry(row["code"], row["name"], tuple(filter(None, row["aliases"].split("|")))) for row in rows]
    )


DIRECTORY = directory()
REQUESTS: dict[str, tuple[Accounts, str | None, tuple[Missing, ...]]] = {
    "01": ({"papiralde": "4471902"}, "99900001100018", ()),
    "02": ({"rouladour": None}, None, ()),
    "03": ({"telvane": "TV-88213", "carburelle": "70051283"}, "99900009400014", ()),
    "04": ({}, None, (Missing.SUPPLIER,)),
    "05": ({"netrivage": "NR4402176"}, "99900012800010", ()),
    "06": ({"tempaline-atlantique|tempaline-rhone": "310447"}, "99900044100017", (Missing.WHICH_SUPPLIER,)),
    "07": ({"lokarive": "902214"}, None, ()),
    # Understood like any other; that its sender is not who they say is found elsewhere.
    "10": ({"octanelle": "9990001"}, "99900001100018", ()),
    "11": ({"cartonelle": "C-20931"}, None, ()),
    "12": ({"encrevia": "EN-5518-B", "siegebelle": None}, None, ()),
}
OTHERS = ("08", "09", "20", "21", "22", "23", "30", "31", "32", "33", "34", "35")


def message_of(number: str) -> MailMessage:
    (path,) = (DEMO / "mails").glob(f"{number}-*.eml")
    return read_message(path.read_bytes())


def text_of(number: str) -> tuple[str, str]:
    message = message_of(number)
    return message.subject, message.new_text


def reading_of(number: str) -> Reading:
    message = message_of(number)
    return read_request(message.subject, message.new_text, message.files, DIRECTORY)


def test_every_mail_is_expected() -> None:
    numbers = {path.name[:2] for path in (DEMO / "mails").glob("*.eml")}
    assert numbers == {*REQUESTS, *OTHERS}


@pytest.mark.parametrize("number", REQUESTS)
def test_a_request(number: str) -> None:
    found = reading_of(number)
    assert MailKind.SUPPLIER_ATTACHMENT in found.kinds
    understood = found.attachment
    assert understood is not None
    accounts = {
        "|".join(entry.id for entry in one.mention.candidates): one.account_number for one in understood.suppliers
    }
    siret = understood.company_number.value if understood.company_number else None
    assert (accounts, siret, understood.missing) == REQUESTS[number]
    assert understood.unknown_suppliers == ()
    for one in understood.suppliers:
        assert one.has_account is (one.account_number is not None)


@pytest.mark.parametrize("number", OTHERS)
def test_something_else(number: str) -> None:
    assert reading_of(number).attachment is None
