"""What operators see of the mail path on a console: the figures, and one mail's way through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from errors import NotFound
from mailbot.message.read import read_message
from models.mail import InboundMail, InboundSource, OutboundMail

_NEVER = "never"


async def mail_way(id_: int, *, with_text: bool = False) -> list[tuple[str, str]]:
    """Label and value of each thing that is known of a mail: no text of anybody but with `with_text`."""
    mail = await InboundMail.get_or_none(id=id_).select_related("mailbox")
    if mail is None:
        raise NotFound(f"There is no mail {id_}. The mail room shows each one with its number.")
    return [
        ("Mail", f"{mail.id}, UID {mail.uid} of {mail.mailbox.name} (UIDVALIDITY {mail.uidvalidity})"),
        ("Received", f"{_time(mail.received_at)}, {mail.size} bytes{', only its head' if mail.truncated else ''}"),
        ("State", str(mail.status)),
        ("Attempts", str(mail.attempts)),
        *_if("Next attempt", _time(mail.next_attempt_at), mail.processed_at is None),
        *_if("Held by", f"{mail.lease_owner} until {_time(mail.lease_until)}", mail.lease_owner),
        ("Processed", _time(mail.processed_at)),
        *_if("Last error", mail.last_error or "", mail.last_error),
        ("Sender", mail.sender_proof or "not looked at yet"),
        *_if("Outcome", mail.outcome, mail.outcome),
        *((str(one["label"]), str(one["value"])) for one in mail.understanding),
        *_if("Conversation", str(mail.conversation_id), mail.conversation_id),
        *await _letters(mail),
        *(await _text(mail) if with_text else ()),
    ]


async def _letters(mail: InboundMail) -> list[tuple[str, str]]:
    letters = await OutboundMail.filter(cause_id=mail.id).order_by("id")
    return [
        ("Letter", f"{one.id} {one.letter}: {one.status}, {one.attempts} attempts, sent {_time(one.sent_at)}"
         + (f", {one.last_error}" if one.last_error else ""))
        for one in letters
    ]  # fmt: skip


async def _text(mail: InboundMail) -> list[tuple[str, str]]:
    source = await InboundSource.get_or_none(mail_id=mail.id)
    if source is None:
        return [("Text", "erased")]
    message = read_message(bytes(source.content))
    return [("From", mail.from_address), ("Subject", message.subject), ("Text", message.new_text)]


def _if(label: str, value: str, there: object) -> Iterator[tuple[str, str]]:
    if there:
        yield label, value


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else _NEVER
