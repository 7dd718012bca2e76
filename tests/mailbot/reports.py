"""Reports of mail servers about letters of ours, as they come in."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import default

from models import OutboundMail


def report(
    letter: OutboundMail,
    *,
    to: str | None = None,
    status: str = "5.1.1",
    action: str = "failed",
    said: str = "smtp; 550 5.1.1 User unknown",
    recipient: str | None = None,
    returned: bytes | None = None,
    with_original: bool = True,
) -> bytes:
    """A report as RFC 3464 wants it, to the letter's return path unless `to` says otherwise."""
    human = "This is the mail system. I'm sorry to have to inform you that your message could not be delivered."
    fields = (
        f"Reporting-MTA: dns; mx.ailleurs.test\r\n\r\nFinal-Recipient: rfc822; {recipient or letter.to_address}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n"
    )
    original = returned if returned is not None else bytes(letter.content).split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    parts = [
        ("text/plain; charset=us-ascii", human.encode()),
        ("message/delivery-status", fields.encode()),
        *([("text/rfc822-headers", original)] if with_original else []),
    ]
    body = b"".join(b"--b\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + part + b"\r\n" for kind, part in parts)
    head = (
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.ailleurs.test>\r\n"
        f"To: {to or letter.return_path}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    return head.encode() + body + b"--b--\r\n"


def plain(text: str, *, to: str, subject: str = "failure notice") -> bytes:
    """What servers send that know no standard."""
    built = EmailMessage(policy=default.clone(linesep="\r\n", max_line_length=900))
    built["Return-Path"], built["From"], built["To"] = "<>", "MAILER-DAEMON@mx.ailleurs.test", to
    built["Subject"] = subject
    built.set_content(text)
    return built.as_bytes()
