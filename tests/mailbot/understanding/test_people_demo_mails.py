"""The demo's mails about people: what is taken out of each."""

from __future__ import annotations

from mailbot.message import MailMessage, read_message
from mailbot.understanding.addresses import login_named, new_address
from mailbot.understanding.colleagues import names_successor
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
