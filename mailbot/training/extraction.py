"""How well the details of a request are read: accounts, telephone numbers, and what tells what a temp costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from mailbot.training.corpus import LabelledMail
from mailbot.understanding.attachment_request import understand_attachment_request
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.phones import phone_to_call
from mailbot.understanding.staffing import read_staffing
from models.folding import fold
from models.mail_kinds import MailKind

# The labelled mails were written around this day.
_TODAY = dt.date(2026, 11, 23)
_MINIMUM_WAGE = Decimal("12.02")
_KINDS = {
    "account": MailKind.SUPPLIER_ATTACHMENT,
    "phone": MailKind.CALL_BACK,
    "wage": MailKind.STAFFING_COST,
    "hours": MailKind.STAFFING_COST,
    "contract": MailKind.STAFFING_COST,
    "date": MailKind.STAFFING_COST,
    "qualification": MailKind.STAFFING_COST,
}


def details(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> Iterator[str]:
    """A line for each detail: how many of the labelled ones are found, and how many of those found are right."""
    names = sorted({str(mail.labels["qualification"]) for mail in mails if "qualification" in mail.labels})
    yield f"{'detail':16} {'labelled':>8} {'found':>7} {'right':>7}"
    for key, kind in _KINDS.items():
        asked = [mail for mail in mails if kind in mail.kinds and mail.suppliers is not None]
        pairs = [(_labelled(mail, key), _found(mail, key, directory, names)) for mail in asked]
        labelled = sum(len(label) for label, _ in pairs)
        found = sum(len(value) for _, value in pairs)
        right = sum(len(label & value) for label, value in pairs)
        if labelled:
            yield f"{key:16} {labelled:8} {right / labelled:7.1%} {right / found if found else 0:7.1%}"


def _labelled(mail: LabelledMail, key: str) -> frozenset[str]:
    label = mail.labels.get(key, {})
    values = label.values() if isinstance(label, Mapping) else [label]
    return frozenset(_plain(key, str(value)) for value in values)


def _found(mail: LabelledMail, key: str, directory: SupplierDirectory, names: Sequence[str]) -> frozenset[str]:
    message = mail.message()
    text = f"{message.subject}\n\n{message.new_text}"
    if key == "account":
        understood = understand_attachment_request(message.subject, message.new_text, directory)
        values: list[object] = [one for request in understood.suppliers for one in request.account_candidates]
    elif key == "phone":
        values = [phone_to_call([text])]
    else:
        temp = read_staffing(text, "", names, directory, _TODAY)
        told: dict[str, list[object]] = {
            "wage": [temp.wage.hourly or (None if temp.wage.problem else _MINIMUM_WAGE) if temp.wage else None],
            "hours": [temp.working.weekly],
            "contract": [temp.contract],
            "date": [temp.start],
            "qualification": [trade.name for trade in temp.trades],
        }
        values = told[key]
    return frozenset(_plain(key, str(value)) for value in values if value is not None)


def _plain(key: str, value: str) -> str:
    """The same value is the same text, however it is written."""
    if key in ("wage", "hours"):
        return str(Decimal(value.replace(",", ".")).normalize())
    if key == "phone":
        return "".join(sign for sign in value.replace("+33", "0") if sign.isdigit())
    return fold(value).replace(" ", "")
