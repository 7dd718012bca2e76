"""Reports of mail servers in their many words: arrived, on its way, or come back, and why."""

from __future__ import annotations

import time

import pytest

from mailbot.message.read import read_message
from mailbot.understanding.bounce import Action, BounceReport, read_bounce, read_refusal
from models import UndeliveredReason as Reason
from tests.mailbot.reports import plain


def reads(text: str, subject: str = "failure notice") -> BounceReport:
    return read_bounce(read_message(plain(text, to="contact@centrale.test", subject=subject)))


PLAIN = {
    "qmail": (
        "<a@x.test>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up.",
        Action.FAILED, Reason.UNKNOWN_ADDRESS, True,
    ),
    "no code": ("Votre message n’a pas pu être remis : l’adresse a@x.test n’existe pas.", Action.FAILED,
                Reason.UNKNOWN_ADDRESS, True),
    "full, French": ("Message non distribué : la boîte aux lettres du destinataire est pleine.", Action.FAILED,
                     Reason.MAILBOX_FULL, False),
    "full, English": ("552 5.2.2 Mailbox full", Action.FAILED, Reason.MAILBOX_FULL, False),
    "domain": ("Échec de la remise. Host or domain name not found.", Action.FAILED, Reason.UNKNOWN_DOMAIN, True),
    "spam": ("550 5.7.1 Message rejected as spam", Action.FAILED, Reason.REFUSED, False),
    "too large": ("552 5.3.4 message too large", Action.FAILED, Reason.TOO_LARGE, False),
    "closed": ("550 5.2.1 The email account that you tried to reach is disabled", Action.FAILED,
               Reason.MAILBOX_CLOSED, False),
    "our own address is refused": ("550 5.1.8 Sender address rejected", Action.FAILED, Reason.REFUSED, False),
    "given up for now": ("Delivery failed: 451 4.1.1 user unknown for now", Action.FAILED, Reason.UNKNOWN_ADDRESS,
                         False),
    "delayed": ("Delivery delayed. You do not need to resend your message.", Action.DELAYED, Reason.OTHER, False),
    "delayed, French": ("Le message n’a pas encore été remis ; de nouvelles tentatives seront effectuées.",
                        Action.DELAYED, Reason.OTHER, False),
    "nothing": ("Bonjour.", Action.UNKNOWN, Reason.OTHER, False),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN)
def test_reports_in_words(case: str) -> None:
    text, action, reason, permanent = PLAIN[case]
    found = reads(text, subject="Courrier" if action is not Action.FAILED else "failure notice")
    assert (found.action, found.permanent) == (action, permanent)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("said", "permanent"),
    [("550 5.1.1 Adresse inconnue", True), ("554 5.7.1 relay denied", False), ("451 4.3.0 later", False), ("", False)],
)
def test_a_refusal_at_once(said: str, permanent: bool) -> None:
    assert read_refusal(said).permanent is permanent


@pytest.mark.parametrize("hostile", ["5.1.1 " * 20_000, "user " * 25_000, "message-id: <" * 9_000, "a@" * 50_000])
def test_hostile_reports_take_no_time(hostile: str) -> None:
    before = time.process_time()
    reads(hostile)
    assert time.process_time() - before < 1
