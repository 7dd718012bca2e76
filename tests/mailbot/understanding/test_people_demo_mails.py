"""The demo's mails about people: what is taken out of each."""

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.message import MailMessage
from mailbot.message.read import read_message
from mailbot.understanding.addresses import login_named, new_address
from mailbot.understanding.applicant import Applicant, applicant_in, wants_to_join
from mailbot.understanding.call_times import call_wish
from mailbot.understanding.colleagues import names_successor
from mailbot.understanding.invoice_files import FileProblem, problem_of
from mailbot.understanding.phones import phone_to_call
from mailbot.understanding.reading import read_request
from models.france import PARIS
from models.mail_kinds import MailKind
from tests.mailbot.understanding.test_demo_mails import DEMO, DIRECTORY


def demo_mail(number: int) -> MailMessage:
    """A mail of the demo as it is read."""
    (path,) = (DEMO / "mails").glob(f"{number}-*.eml")
    return read_message(path.read_bytes())


def own(mail: MailMessage) -> set[str]:
    """Where it comes from and goes to."""
    return {address.address for address in (*mail.from_addresses, *mail.to)}


def test_a_forgotten_password() -> None:
    mail = demo_mail(30)
    assert login_named((mail.subject, mail.new_text), own(mail)) is None


def test_a_new_address() -> None:
    mail = demo_mail(31)
    assert new_address((mail.new_text,), own(mail)) == "pauline@veto-halles.test"
    assert not names_successor(mail.new_text)


def test_a_code_of_two_car_rentals() -> None:
    found = DIRECTORY.find(demo_mail(32).new_text)
    assert [mention.candidates[0].id for mention in found] == ["vehilune", "trajectelle"]


def test_invoices_for_an_audit() -> None:
    assert [problem_of(file) for file in demo_mail(33).files] == [None, FileProblem.PASSWORD, FileProblem.EMPTY]


def test_an_application() -> None:
    mail = demo_mail(34)
    assert wants_to_join(mail.new_text)
    assert applicant_in((mail.new_text, ""), mail.from_addresses[0].name) == Applicant(
        siret="99900053200013", legal_name="Cyclerie du Faubourg", postcode="67000", city="Strasbourg",
        first_name="Anna", last_name="Kieffer", phone="03 53 01 31 96",
    )  # fmt: skip


def test_a_call_back() -> None:
    mail = demo_mail(35)
    wish = call_wish((mail.new_text,), dt.datetime(2026, 11, 19, 17, 0, tzinfo=PARIS))
    assert phone_to_call((mail.new_text,)) == "06 39 98 73 30"
    assert wish is not None
    assert wish.earliest == dt.datetime(2026, 11, 20, 14, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (30, MailKind.FORGOTTEN_PASSWORD),
        (31, MailKind.EMAIL_CHANGE),
        (32, MailKind.DISCOUNT_CODE),
        (33, MailKind.AUDIT),
        (34, MailKind.MEMBERSHIP_APPLICATION),
        (35, MailKind.CALL_BACK),
    ],
)
def test_what_is_asked_for(number: int, kind: MailKind) -> None:
    mail = demo_mail(number)
    assert read_request(mail.subject, mail.new_text, mail.files, DIRECTORY).kinds == (kind,)
