"""The answer to a mail: whether one may go, and writing it into the outbox."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from tortoise import timezone

from access.identify import login_of
from access.tokens import Purpose, sign
from letters.arrangement import arranged
from letters.outbox import Envelope, automatic_cap, can_reach, group_card, post, tagged_address
from letters.parts import AnswerPart, ConfirmSender, SenderUnproven
from letters.subjects import LONGEST_SUBJECT, bare_subject, is_reply_subject
from letters.values import AnswerLetter
from mailbot.incoming import MOST_READ, Handled, Incoming
from mailbot.mass_mail import is_mass_mail
from mailbot.message import MailMessage
from mailbot.notices import tells_not_to_reply
from mailbot.sender import FOREIGN, MAY_BE_ASKED, SenderReason
from models.folding import fold
from models.mail import InboundMail, OutboundMail
from settings import Settings

_NOBODY_READS = re.compile(
    r"(?:no|donot|nepas|ne|nao)(?:reply|repondre|answer|responder|response|responda|antworten)\w*"
    r"|\w+(?:noreply|donotreply|nepasrepondre)\w*|nichtantworten|keineantwort|(?:pasde|sans)reponse|nonrispondere"
    r"|nietbeantwoorden|unattended\w*|automated\w*|bounces?.*|\w*daemon|newsletter.*|\w+newsletter"
    r"|(?:auto)?notif(?:y|ier|ications?|icacoes|icaciones|iche)\d*|alerts?"
)


def thread_key(mail: Incoming) -> str:
    """The conversation that a mail belongs to: the root of its references, or itself."""
    return root_of(mail.message)


def root_of(message: MailMessage) -> str:
    """The id that a mail's thread began with."""
    first = message.references[0] if message.references else message.in_reply_to or message.message_id
    return (first or "")[:998]


async def may_answer(settings: Settings, mail: Incoming, *, due: bool, acknowledges: bool = False) -> str | None:
    """None when an automatic answer may go, else why it is held back, in French for the advisor.

    What is `due` is always told: what was changed (asking the same twice changes nothing), and what came of the
    reply to our question (the answer to it asks nothing), so that can't loop. All else is limited per conversation
    and hour, and everything per sender and day and for the whole group an hour. Programs that answer by themselves
    may name no mail and no conversation: what would tell them only that their mail has come goes once an hour.
    """
    address = mail.message.from_addresses[0].address
    if not can_reach(address) or _nobody_reads(address):
        return "on ne peut pas répondre à cette adresse"
    if mail.proof.reason in FOREIGN:
        return "rien n’indique que ce courrier vienne de cette adresse, la réponse irait peut-être à un tiers"
    proven = mail.proof.proven
    cap = await automatic_cap(settings, address, proven=proven)
    if cap is not None:
        return cap
    if due:
        return None
    if tells_not_to_reply(mail.message.new_text):
        return "ce courrier demande de ne pas y répondre"
    if acknowledges and not proven and is_mass_mail(mail.message) and await login_of(address) is None:
        return "ce courrier semble envoyé à tout le monde"
    recent = OutboundMail.filter(
        letter="AnswerLetter", to_address=address, created_at__gt=timezone.now() - dt.timedelta(hours=1)
    )
    if proven:
        recent = recent.filter(unproven=False)
    answers = await recent.order_by("-id").limit(_MOST_RECENT)
    if sum(map(_continued_by(mail), answers)) >= settings.answers_per_thread_hour:
        return "une réponse automatique est déjà partie dans cette conversation depuis moins d’une heure"
    if acknowledges and len(answers) >= settings.acknowledgements_per_hour:
        return "un accusé de réception est déjà parti depuis moins d’une heure"
    return None


# Past so many answers the caps of a day hold.
_MOST_RECENT = 20
_LEAST_QUOTED = 40


def _continued_by(mail: Incoming) -> Callable[[OutboundMail], bool]:
    """Whether the mail goes on with an answer: it names it, or its subject or its own text repeats what we wrote."""
    message, thread = mail.message, thread_key(mail)
    subject, text = _plain_subject(message.subject), fold(message.text[:MOST_READ])
    # Some write no colon behind it.
    replies = is_reply_subject(message.subject) or fold(message.subject[:LONGEST_SUBJECT]).startswith("re ")

    def goes_on_with(answer: OutboundMail) -> bool:
        if answer.thread_key == thread:
            return True
        if message.in_reply_to or message.references:
            return answer.message_id in (message.in_reply_to, *message.references)
        if replies and subject == _plain_subject(answer.subject):
            return True
        told = (fold(line) for line in answer.body_text.splitlines())
        return any(line in text for line in told if len(line) >= _LEAST_QUOTED)

    return goes_on_with


def _plain_subject(subject: str) -> str:
    return fold(bare_subject(subject)).removeprefix("re ")


def _nobody_reads(address: str) -> bool:
    """Addresses such as no-reply@ and nepasrepondre@."""
    local = re.sub(r"[-_.]", "", address.partition("@")[0])
    return _NOBODY_READS.fullmatch(local) is not None


async def with_link(settings: Settings, row: InboundMail, mail: Incoming, handled: Handled) -> tuple[Handled, str]:
    """What is answered to a reserved request that nobody could prove: at a registered address, how to confirm it.

    Returns the token of the link beside it, or "". The answer goes to that address alone, so a forger learns nothing.
    """
    address = mail.message.from_addresses[0].address
    asked = mail.proof.reason in MAY_BE_ASKED and SenderUnproven() in handled.parts
    if not asked or await login_of(address) is None:
        return handled, ""
    token = sign(settings.secret_key, Purpose.MAIL_CONFIRMATION, row.id)
    link = ConfirmSender(f"{settings.public_url}/acces/courrier/{token}", str(settings.confirmation_days))
    parts = tuple(link if part == SenderUnproven() else part for part in handled.parts)
    return replace(
        handled, parts=parts, outcome=f"{handled.outcome} Confirmation demandée à l’adresse enregistrée."
    ), token


def answer_letter(settings: Settings, mail: Incoming, parts: tuple[AnswerPart, ...]) -> AnswerLetter:
    """What is answered to a mail."""
    message = mail.message
    proven = mail.proof.proven
    advisor = mail.companies[0].advisor if mail.companies else None
    return AnswerLetter(
        greeting_name=(mail.viewer.display_name or None) if proven else None,
        # A forger could choose the subject and have us send it to somebody.
        original_subject=message.subject if proven else "",
        parts=arranged(parts),
        unproven=not proven,
        advisor=advisor if proven else None,
        group=group_card(settings),
    )


async def write_answer(
    settings: Settings, row: InboundMail, mail: Incoming, letter: AnswerLetter, message_id: int, *, secret: str = ""
) -> None:
    """Put the answer into the outbox, in the transaction of what it tells; it is that message of a conversation.

    A mail has one answer, and one more once it is confirmed.
    """
    message = mail.message
    confirmed = ":confirmed" if mail.proof.reason is SenderReason.CONFIRMED else ""
    envelope = Envelope(
        to=message.from_addresses[0].address,
        dedupe_key=f"answer:{row.id}{confirmed}",
        reply_to=tagged_address(settings, "c" + sign(settings.secret_key, Purpose.REPLY, message_id)),
        in_reply_to=message.message_id or "",
        references=message.references,
        cause_id=row.id,
        thread_key=thread_key(mail),
        unproven=not mail.proof.proven,
        conversation_message_id=message_id,
        secret=secret,
    )
    await post(settings, letter, envelope)
