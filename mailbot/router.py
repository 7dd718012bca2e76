"""Which modules take a mail: one for each thing that it asks for, a human for all the rest; one answer to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letters.parts import HandedOver
from mailbot.incoming import ASKED, Handled, Incoming
from mailbot.requests import HANDLERS, question, supplier_reply
from models.mail import InboundStatus
from models.mail_kinds import MAIL_KIND_LABELS, MailKind
from schema.client import LocalClient
from settings import Settings


async def route(mail: Incoming, client: LocalClient, settings: Settings) -> Handled:
    """Do all that the mail asks for. What no module can do, and what is not certain, goes to a human."""
    reply = await supplier_reply.handle(mail, client, settings)
    if reply is not None:
        return reply
    done = [await _take(mail, client, kind) for kind in mail.reading.kinds]
    if mail.reading.doubtful:
        done.append(hand_over(mail))
    if not done:
        done = [await question.suggest(mail, client) or hand_over(mail)]
    return replace(merged(done), findings=(*_kinds(mail), *merged(done).findings))


async def _take(mail: Incoming, client: LocalClient, kind: MailKind) -> Handled:
    handler = HANDLERS.get(kind)
    handled = await handler(mail, client) if handler else None
    if handled is not None and handled.asks:
        return replace(handled, findings=(*handled.findings, (ASKED, MAIL_KIND_LABELS[kind])))
    return handled or hand_over(mail)


def hand_over(mail: Incoming) -> Handled:
    """The backstop: a kind acknowledgement, and the advisor's queue."""
    topic = mail.message.subject.strip()[:120] or None if mail.proof.proven else None
    return Handled(InboundStatus.HANDED_OVER, "Transmis au conseiller.", (HandedOver(topic),))


def merged(done: Sequence[Handled]) -> Handled:
    """One end for all that a mail asked for: what still needs a human goes to one, and each thing is told once."""
    first, *others = done
    if not others:
        return first
    human = [one for one in done if one.status is not InboundStatus.ANSWERED]
    suggestions = [one.suggestion for one in done if one.suggestion]
    return Handled(
        status=human[0].status if human else InboundStatus.ANSWERED,
        outcome=" ".join(dict.fromkeys(one.outcome for one in done)),
        parts=tuple(dict.fromkeys(part for one in done for part in one.parts)),
        findings=tuple(dict.fromkeys(finding for one in done for finding in one.findings)),
        changed=any(one.changed for one in done),
        asks=any(one.asks for one in done),
        attachment_id=next((one.attachment_id for one in done if one.attachment_id), None),
        suggestion="\n\n".join(suggestions) or None,
        call=next((one.call for one in done if one.call), None),
    )


def _kinds(mail: Incoming) -> tuple[tuple[str, str], ...]:
    """What was understood, for the advisor: what is certain, else the best guess."""
    reading = mail.reading
    if reading.kinds:
        certain = (("Demande", MAIL_KIND_LABELS[kind]) for kind in reading.kinds)
        return (*certain, *(("Demande incertaine", MAIL_KIND_LABELS[kind]) for kind in reading.doubtful))
    return (("Demande incertaine", MAIL_KIND_LABELS[reading.guess]),) if reading.guess else ()
