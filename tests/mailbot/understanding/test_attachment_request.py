"""Requests for supplier attachment: 213 labelled mails, and the rule that in doubt a person decides."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.understanding import Missing, understand_attachment_request
from models.mail_kinds import MailKind
from tests.mailbot.understanding.evaluation import differences, load, read, understand
from tests.mailbot.understanding.suppliers import DIRECTORY

SETS = ("tuning", "unseen1", "unseen2", "unseen3", "unseen4", "natural1", "natural2", "natural3")
MAILS = [pytest.param(mail, id=f"{name}: {mail['name']}") for name in SETS for mail in load(name)]


@pytest.mark.parametrize("mail", MAILS)
def test_labelled_mail(mail: dict[str, Any]) -> None:
    assert differences(mail, understand(mail)) == []


def test_what_is_acted_upon() -> None:
    """The classifier learnt from these very mails: unseen ones are measured in test_reading.py."""
    mails = [mail for name in SETS for mail in load(name)]
    assert len(mails) == 213
    taken = {mail["name"] for mail in mails if MailKind.SUPPLIER_ATTACHMENT in read(mail).kinds}
    requests = {mail["name"] for mail in mails if mail["request"]}
    assert taken <= requests
    assert len(taken) > 0.8 * len(requests)


def test_a_misspelt_supplier_beyond_recognition_is_asked_for() -> None:
    understood = understand_attachment_request("", "Merci de rattacher notre compte chez Orepautto.", DIRECTORY)
    assert understood.unknown_suppliers == ("Orepautto",)
    assert understood.missing == (Missing.UNKNOWN_SUPPLIER,)


def test_a_complete_request_misses_nothing() -> None:
    understood = understand_attachment_request("", "Merci de rattacher notre compte Herzog n° 4578123.", DIRECTORY)
    assert understood.missing == ()
    [one] = understood.suppliers
    assert one.supplier is not None
    assert (one.supplier.id, one.account_number, one.has_account) == ("HERZOG", "4578123", True)


def test_a_long_text_is_read_soon() -> None:
    start = time.monotonic()
    understand_attachment_request("rattachement", "Merci de rattacher chez Herzgo compte 123 456, " * 5_000, DIRECTORY)
    understand_attachment_request("re: " * 200, "a " * 100_000, DIRECTORY)
    understand_attachment_request("", "1 " * 100_000, DIRECTORY)
    assert time.monotonic() - start < 20


@given(st.text(max_size=60), st.text(alphabet="rattacher compte Herzog n° 123,.?\n-:siret FR", max_size=200))
def test_any_text_is_read(subject: str, text: str) -> None:
    understood = understand_attachment_request(subject, text, DIRECTORY)
    assert understood is None or understood.suppliers or understood.missing
