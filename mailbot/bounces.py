"""Reports of mail servers: which letter they are about, and telling the group that it did not arrive. Never answered.

A letter is found by the address that the report was sent to, its return path, which holds a token of that letter alone;
else by the Message-ID of what is returned; else by another address of ours with a token in it. Only the first proves
that the letter's own road led there: it alone counts against the reader's address (`UndeliveredReport.proven`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from access.tokens import Purpose, verify
from errors import Unavailable
from mailbot.incoming import Handled, tag_of
from mailbot.message import MailMessage
from mailbot.undelivered import tell
from mailbot.understanding.bounce import Action, BounceReport, read_bounce
from models.mail import UNDELIVERED_LABELS, InboundStatus, OutboundMail, OutboundStatus, UndeliveredReason
from schema.client import LocalClient
from settings import Settings

_FILED = "Avis de non-remise"
# What a report names is looked up; more of it is noise.
_MOST_NAMED = 20


@dataclass(frozen=True)
class _Match:
    letter: OutboundMail
    proven: bool


async def handle(message: MailMessage, client: LocalClient, settings: Settings) -> Handled:
    """File the report; what it says of a letter of ours is shown to the group.

    Raises `Unavailable` while that letter is still with the mail server: the report has overtaken its answer.
    """
    report = read_bounce(message)
    match = await _letter(message, report, settings)
    if report.action is Action.DELAYED:
        return _filed(f"Avis de retard : le courrier{_to(match)} est encore en route.", report)
    if report.action is not Action.FAILED or match is None:
        return _filed(f"{_FILED} : classé.", report)
    letter = match.letter
    if letter.status in (OutboundStatus.QUEUED, OutboundStatus.SENDING):
        raise Unavailable(f"outgoing mail {letter.id} is still being sent")
    if letter.status is OutboundStatus.SENT:
        # A report about whom a reader's mail is passed on to says nothing of their own address.
        own = not report.recipients or letter.to_address.lower() in report.recipients
        await tell(
            client, letter, reason=report.reason, detail=report.detail or report.status,
            permanent=report.permanent and own, proven=match.proven,
        )  # fmt: skip
    unverified = "" if match.proven else " L’avis n’est pas vérifié."
    return _filed(f"{_FILED}{_to(match)} : {UNDELIVERED_LABELS[report.reason]}.{unverified}", report)


def _to(match: _Match | None) -> str:
    return f" à {match.letter.to_address}" if match else ""


def _filed(outcome: str, report: BounceReport) -> Handled:
    findings = [("Motif", UNDELIVERED_LABELS[report.reason])] if report.reason is not UndeliveredReason.OTHER else []
    if report.status:
        findings.append(("Code", report.status))
    if report.detail:
        findings.append(("Réponse du serveur", report.detail))
    return Handled(InboundStatus.IGNORED, outcome, (), tuple(findings))


async def _letter(message: MailMessage, report: BounceReport, settings: Settings) -> _Match | None:
    token = tag_of(message, settings.contact_address, "b")
    if token is not None and verify(settings.secret_key, Purpose.RETURN_PATH, token) is not None:
        found = await _of_return_path(settings, token)
        if found is not None:
            return _Match(found, True)
    for message_id in report.message_ids[:_MOST_NAMED]:
        found = await OutboundMail.get_or_none(message_id=message_id)
        if found is not None:
            return _Match(found, False)
    found = await _of_returned_addresses(report, settings)
    return _Match(found, False) if found else None


async def _of_return_path(settings: Settings, token: str) -> OutboundMail | None:
    local, domain = settings.contact_address.split("@")
    return await OutboundMail.filter(return_path=f"{local}+b{token}@{domain}").order_by("-id").first()


async def _of_returned_addresses(report: BounceReport, settings: Settings) -> OutboundMail | None:
    """By the return path, or by the Reply-To of a letter that carries a message: each stands in one letter only."""
    local, domain = (re.escape(part) for part in settings.contact_address.lower().split("@"))
    pattern = re.compile(rf"{local}\+([bc])(\d{{1,12}}-[a-z2-7]{{26}})@{domain}")
    for kind, token in pattern.findall(report.returned.lower())[:_MOST_NAMED]:
        purpose = Purpose.RETURN_PATH if kind == "b" else Purpose.REPLY
        subject = verify(settings.secret_key, purpose, token)
        if subject is None:
            continue
        if kind == "b":
            found = await _of_return_path(settings, token)
        else:
            letters = await OutboundMail.filter(conversation_message_id=subject).limit(2)
            found = letters[0] if len(letters) == 1 else None
        if found is not None:
            return found
    return None
