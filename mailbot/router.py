"""Which modules take a mail: one for each thing that it asks for, a human for all the rest; one answer to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letters.parts import HandedOver, WhichSupplier, WrittenByStaff
from letters.subjects import bare_subject, is_reply_subject
from mailbot.guards import OUTCOMES, Guard, is_marked
from mailbot.incoming import ASKED, OFFERED, Handled, Incoming, is_addressed_to
from mailbot.requests import HANDLERS, email_change, question, supplier_attachment, supplier_reply
from mailbot.sender import SenderReason
from mailbot.understanding.addresses import new_address
from mailbot.understanding.corrected import corrects_account
from mailbot.understanding.courtesy import is_courtesy
from mailbot.understanding.reading import UNSOLICITED
from models.mail import InboundStatus
from models.mail_kinds import MAIL_KIND_LABELS, MailKind
from schema.client import LocalClient
from settings import Settings

_ELSEWHERE = "Notre adresse n’est ni en destinataire ni en copie : rien n’a été fait."
_OF_OURS = "Écrit par un membre de l’équipe : rien n’a été fait en son nom."
_FROM_DESK = "Réponse passée par un outil de support ou une liste : rien n’a été fait, ni répondu."
_DOUBTFUL = "Peut-être écrit par une machine, mais rien ne le prouve : rien n’a été fait, ni répondu."
_FORWARDED = "Courrier transféré ou mots d’un autre : à confirmer avant d’agir."
_THANKS = "Un remerciement : rien à faire."
# How a request is called to its sender that a human carries out.
_YOURS = {
    MailKind.SUPPLIER_ATTACHMENT: "votre demande de rattachement",
    MailKind.AUDIT: "votre demande d’audit",
    MailKind.DISCOUNT_CODE: "votre demande de code de remise",
    MailKind.STAFFING_COST: "votre demande de prix d’intérim",
    MailKind.SUPPLIER_TERMS: "votre question sur nos fournisseurs",
    MailKind.CALL_BACK: "votre demande de rappel",
    MailKind.EMAIL_CHANGE: "votre demande de changement d’adresse e-mail",
    MailKind.MEMBERSHIP_APPLICATION: "votre demande d’adhésion",
    MailKind.QUESTION: "votre question",
}
_CORRECTED = "Le courrier corrige un numéro de compte ou un fournisseur : à confirmer avant d’agir."


async def route(mail: Incoming, client: LocalClient, settings: Settings) -> Handled:
    """Do all that the mail asks for. What no module can do, and what is not certain, goes to a human."""
    marked = is_marked(mail.message)
    if mail.from_desk and marked and UNSOLICITED.intersection(mail.reading.kinds):
        # Its headers say so, and its words.
        return Handled(InboundStatus.IGNORED, OUTCOMES[Guard.AUTO_REPLY], settled=True)
    # A signature holds wherever a mail is sent once more: what was written to somebody else asks us for nothing.
    elsewhere = mail.proof.reason is SenderReason.PROVEN and not is_addressed_to(mail.message, settings.contact_address)
    reply = None if elsewhere else await supplier_reply.handle(mail, client, settings)
    if reply is not None:
        return reply
    # Advisors pass things on; nobody acts by mail with the rights of the group.
    of_ours = mail.viewer.is_staff and not mail.companies
    desk = _FROM_DESK if marked else _DOUBTFUL
    # Whoever answers our question is heard, though a program may have written it.
    unsure = mail.from_desk or bool(mail.asked and UNSOLICITED.intersection(mail.reading.kinds))
    kept = ((unsure, desk), (elsewhere, _ELSEWHERE), (of_ours, _OF_OURS))
    why = next((why for applies, why in kept if applies), None)
    if why is not None and (unsure or not UNSOLICITED.intersection(mail.reading.kinds)):
        held = hand_over(mail, why)
        if unsure:
            held = replace(held, parts=())
        elif of_ours:
            held = replace(held, parts=(WrittenByStaff(),))
        values = (value for kind in mail.reading.best for value in _values(mail, kind))
        return replace(held, findings=(*_kinds(mail), *values))
    if is_thanks(mail):
        return Handled(InboundStatus.ANSWERED, _THANKS)
    done = [await _take(mail, client, kind) for kind in mail.reading.kinds]
    if mail.reading.doubtful:
        done.append(hand_over(mail, perhaps=True))
    if not done:
        done = [await question.suggest(mail, client) or hand_over(mail)]
    return replace(merged(done), findings=(*_kinds(mail), *merged(done).findings))


async def _take(mail: Incoming, client: LocalClient, kind: MailKind) -> Handled:
    why = _to_confirm(mail, kind)
    if why is not None:
        return replace(hand_over(mail, why, kind=kind), findings=_values(mail, kind))
    handler = HANDLERS.get(kind)
    handled = await handler(mail, client) if handler else None
    if handled is not None and handled.asks:
        asked = ((ASKED, MAIL_KIND_LABELS[kind]), *((OFFERED, name) for name in _offered(handled)))
        return replace(handled, findings=(*handled.findings, *asked))
    if handled is None and kind in UNSOLICITED:  # a member's own words, for which the FAQ may have an answer
        return await question.handle(mail, client) or hand_over(mail)
    return handled or hand_over(mail, kind=kind)


def _offered(handled: Handled) -> tuple[str, ...]:
    """The suppliers among which the answer asks to choose, unless it asks for several choices."""
    questions = [part for part in handled.parts if isinstance(part, WhichSupplier)]
    return questions[0].candidates if len(questions) == 1 else ()


def _to_confirm(mail: Incoming, kind: MailKind) -> str | None:
    """Why values of the mail may not change an address, or make us write to a supplier about an account."""
    attachment = mail.reading.attachment if kind is MailKind.SUPPLIER_ATTACHMENT else None
    accounts = [number for one in (attachment.suppliers if attachment else ()) for number in one.account_candidates]
    if mail.message.forwards and (accounts or kind is MailKind.EMAIL_CHANGE):
        return _FORWARDED
    if kind in mail.asked and _names_supplier(mail) and not corrects_account("\n".join(mail.texts[1:]), accounts):
        return None  # "pardon, je voulais dire X" is what we had asked for
    return _CORRECTED if corrects_account("\n".join((mail.message.subject, *mail.texts)), accounts) else None


def _names_supplier(mail: Incoming) -> bool:
    """Whether a reply says which supplier is meant, and no number."""
    now = mail.texts[0]
    return bool(mail.directory.find(now)) and not any(character.isdigit() for character in now)


def _values(mail: Incoming, kind: MailKind) -> tuple[tuple[str, str], ...]:
    """What a request that nobody carries out is about, for the advisor."""
    if kind is MailKind.EMAIL_CHANGE:
        return email_change.findings_of(new_address(mail.texts, mail.own_addresses))
    if kind is MailKind.SUPPLIER_ATTACHMENT and mail.reading.attachment is not None:
        return supplier_attachment.findings_of(mail.reading.attachment)
    return ()


def is_thanks(mail: Incoming) -> bool:
    """Whether it is nothing but thanks, which wait for nobody; what answers a question of ours is never that."""
    message = mail.message
    subject = "" if is_reply_subject(message.subject) else message.subject
    return not (mail.asked or message.files) and is_courtesy(subject, message.new_text)


def hand_over(mail: Incoming, why: str = "", *, kind: MailKind | None = None, perhaps: bool = False) -> Handled:
    """The backstop: a kind acknowledgement, and the advisor's queue.

    `why` it is not done by itself, in French; `kind`: what is asked; `perhaps`: nobody knows whether anything is.
    """
    proven = mail.proof.proven
    topic = bare_subject(mail.message.subject).strip()[:120] or None if proven else None
    about = (_YOURS[kind],) if kind in _YOURS and proven else ()
    outcome = f"{why} Transmis au conseiller.".strip()
    part = HandedOver(perhaps=True) if perhaps else HandedOver(topic, about)
    return Handled(InboundStatus.HANDED_OVER, outcome, (part,))


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
