"""What gets no answer: bounces, automatic replies, lists, our own mail; and what people write still gets through."""

from __future__ import annotations

import pytest

from mailbot.guards import Guard, guard
from mailbot.message import read_message

OWN = ("contact@centrale.test",)
FROM = "From: Anne <anne@member.test>"


def check(*headers: str, text: str = "Bonjour", own: tuple[str, ...] = OWN, max_bytes: int = 10_000) -> Guard | None:
    source = "\r\n".join([*headers, "", text]).encode()
    return guard(read_message(source), own_addresses=own, size=len(source), max_bytes=max_bytes)


REPORT = 'Content-Type: multipart/report; report-type={}; boundary="b"'

STOPPED = {
    "delivery report": (Guard.BOUNCE, [FROM, REPORT.format("delivery-status")]),
    "delivery report, folded": (Guard.BOUNCE, [FROM, REPORT.format('"delivery-status"').replace(";", ";\r\n\t")]),
    "null return path": (Guard.BOUNCE, ["Return-Path: <>", FROM]),
    "mailer-daemon": (Guard.BOUNCE, ["From: Mail Delivery System <MAILER-DAEMON@mx.test>"]),
    "failed recipients": (Guard.BOUNCE, [FROM, "X-Failed-Recipients: a@x.test"]),
    "mailer-daemon without a domain": (Guard.BOUNCE, ["From: Mail Delivery Subsystem <MAILER-DAEMON>"]),
    "mailer-daemon, bare": (Guard.BOUNCE, ["From: mailer-daemon (Mail Delivery)"]),
    "postmaster": (Guard.BOUNCE, ["From: postmaster@x.test", "Subject: Non remis : demande"]),
    "postmaster, English": (Guard.BOUNCE, ["From: postmaster@x.test", "Subject: Undeliverable: demande"]),
    "postmaster with an underscore": (Guard.BOUNCE, ["From: post_master@x.test", "Subject: Re:x", "", "No such user"]),
    "RFC 3834": (Guard.AUTO_REPLY, [FROM, "Auto-Submitted: auto-replied"]),
    "RFC 3834 with parameters": (Guard.AUTO_REPLY, [FROM, "Auto-Submitted: Auto-Generated; owner=x (y)"]),
    "absence with a null return path": (Guard.AUTO_REPLY, ["Return-Path: <>", FROM, "Auto-Submitted: auto-replied"]),
    "x-autoreply": (Guard.AUTO_REPLY, [FROM, "X-Autoreply: yes"]),
    "x-autorespond": (Guard.AUTO_REPLY, [FROM, "X-Autorespond: demande"]),
    "precedence auto_reply": (Guard.AUTO_REPLY, [FROM, "Precedence: auto_reply"]),
    "precedence bulk": (Guard.AUTO_REPLY, [FROM, "Precedence: Bulk"]),
    "precedence junk": (Guard.AUTO_REPLY, [FROM, "Precedence: junk"]),
    "Exchange": (Guard.AUTO_REPLY, [FROM, "X-Auto-Response-Suppress: DR, OOF, AutoReply"]),
    "read receipt": (Guard.AUTO_REPLY, [FROM, REPORT.format("disposition-notification")]),
    "complaint about spam": (Guard.AUTO_REPLY, [FROM, REPORT.format("feedback-report")]),
    "complaint about spam, folded": (Guard.AUTO_REPLY, [FROM, 'Content-Type:\r\n multipart/report; boundary="b"']),
    "complaint about spam, by its part": (Guard.AUTO_REPLY, [FROM, "Content-Type: message/feedback-report"]),
    "complaint about spam, by its subject": (
        Guard.AUTO_REPLY,
        ["From: <staff@mail.test>", "Subject:  complaint about message from 192.0.2.22"],
    ),
    "Outlook's subject": (Guard.AUTO_REPLY, [FROM, "Subject: Réponse automatique : Votre demande"]),
    "an old Outlook's subject": (Guard.AUTO_REPLY, [FROM, "Subject: Absence du bureau : demande"]),
    "English subject": (Guard.AUTO_REPLY, [FROM, "Subject: Automatic reply: demande"]),
    "list": (Guard.MAILING_LIST, [FROM, "List-Id: <lettre.x.test>"]),
    "newsletter": (Guard.MAILING_LIST, [FROM, "List-Unsubscribe: <mailto:x@x.test>", "Precedence: bulk"]),
    "a list's control program": (Guard.MAILING_LIST, [FROM, "List-Subscribe: <mailto:on@x.test>"]),
    "an old list's header": (Guard.MAILING_LIST, [FROM, "Mailing-List: contact aide@x.test; run by ezmlm"]),
    "precedence list": (Guard.MAILING_LIST, [FROM, "Precedence: list"]),
    "own address": (Guard.OWN_MAIL, ["From: La centrale <Contact@Centrale.test>"]),
    "own tagged address": (Guard.OWN_MAIL, ["From: contact+jeton@centrale.test"]),
    "own address second": (Guard.OWN_MAIL, [FROM, "From: contact@centrale.test"]),
    "own header": (Guard.OWN_MAIL, [FROM, "X-Centrale-Letter: 12"]),
    "no sender": (Guard.NO_SENDER, ["Subject: x"]),
    "unreadable sender": (Guard.NO_SENDER, ["From: personne"]),
}


@pytest.mark.parametrize(("expected", "headers"), STOPPED.values(), ids=STOPPED.keys())
def test_stopped(expected: Guard, headers: list[str]) -> None:
    assert check(*headers) is expected


LET_THROUGH = {
    "a plain mail": [FROM, "Return-Path: <anne@member.test>"],
    "not automatic": [FROM, "Auto-Submitted: no"],
    "not automatic, with a comment": [FROM, "Auto-Submitted: No (person)"],
    "no receipts wished": [FROM, "X-Auto-Response-Suppress: DR, RN, NRN"],
    "first-class": [FROM, "Precedence: first-class"],
    "a person at postmaster": ["From: postmaster@member.test", "Subject: Rattachement de notre compte"],
    "absence of an answer": [FROM, "Subject: Absence de réponse de l'agence"],
    "an answer to an automatic mail": [FROM, "Subject: RE: Réponse automatique : demande"],
    "about absences": [FROM, "Subject: Absences en intérim, quel coefficient ?"],
    "a person called like a daemon": ['From: "Mailer-Daemon" <anne@member.test>'],
    "a complaint": [FROM, "Subject: Complaint about message from the supplier"],
    "closing of a site": [FROM, "Subject: Fermeture du compte de notre agence"],
}


@pytest.mark.parametrize("headers", LET_THROUGH.values(), ids=LET_THROUGH.keys())
def test_let_through(headers: list[str]) -> None:
    assert check(*headers) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Absent jusqu'au 3 janvier", "Bonjour, je suis absente et serai de retour le 3 janvier."),
        ("Absence", "Je suis actuellement en congés. En cas d'urgence, appelez le standard."),
        ("Congés d'été", "Nos bureaux sont fermés du 3 au 24 août inclus."),
        (
            "Fermeture annuelle",
            "Nous serons fermés du 1er août au 20 août inclus. À notre retour nous vous répondrons.",
        ),
    ],
)
def test_absence_notes_without_a_header(subject: str, text: str) -> None:
    assert check(FROM, f"Subject: {subject}", text=text) is Guard.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Absence de réponse de l'agence",
            "L'agence ne répond pas. Je suis en congés lundi, de retour mardi ; en cas d'urgence, appelez Marc.",
        ),
        ("Absence", "Bonjour, notre intérimaire est absent, qui peut le remplacer ? Cordialement"),
        ("Rattachement", "Je suis absente demain, je serai de retour jeudi."),
    ],
)
def test_people_writing_about_absence(subject: str, text: str) -> None:
    assert check(FROM, f"Subject: {subject}", text=text) is None


def test_the_size_is_looked_at_last() -> None:
    assert check(FROM, text="x" * 200, max_bytes=100) is Guard.TOO_LARGE
    assert check("Return-Path: <>", FROM, text="x" * 200, max_bytes=100) is Guard.BOUNCE
    assert check(FROM, "Auto-Submitted: auto-replied", text="x" * 200, max_bytes=100) is Guard.AUTO_REPLY
    size = len(f"{FROM}\r\n\r\nBonjour")
    assert check(FROM, max_bytes=size) is None
    assert check(FROM, max_bytes=size - 1) is Guard.TOO_LARGE
