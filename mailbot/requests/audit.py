"""Invoices for an audit: they are put into one, as on the web, and each file is confirmed or refused by its name."""

from __future__ import annotations

from collections.abc import Sequence

from letters.parts import AnswerPart, HandedOver, WhichCompany
from letters.people_parts import (
    AuditExplained,
    AuditFile,
    AuditFilesMissing,
    AuditFilesReceived,
    AuditOpened,
    AuditRight,
    AuditRightUsed,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.message import MailFile
from mailbot.requests.audit_door import AuditDoor, OpenAudit, RightUsed
from mailbot.requests.companies import company_meant
from mailbot.understanding.invoice_files import FileProblem, problem_of, sent_along
from models import MemberStatus
from models.mail import InboundStatus
from models.mail_kinds import MailKind
from schema.client import LocalClient

# More names than these in one answer help nobody; the advisor has all the files.
MOST_NAMED = 30
_LONGEST_NAME = 120
_MOST_ENTRIES = 10
_PROBLEMS = {
    "EMPTY": "vide",
    "PASSWORD": "protégé par un mot de passe",
    "DAMAGED": "abîmé",
    "TYPE": "format non lu",
    "SIZE": "trop volumineux",
    "COUNT": "un fichier de trop pour cet audit",
    "NOT_ADDED": "à ajouter à un audit",
}


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Put what came into an audit of the sender's company, opening one if need be; say what of it counts.

    With a reply to what we asked come the files of the mails that we asked about; in an audit each counts once.
    """
    sent = sent_along(mail.message.files)
    files = sent + sent_along(mail.earlier_files if MailKind.AUDIT in mail.asked else ())
    named = [_named(file.filename, file.content_type, problem_of(file)) for file in files]
    if not mail.proof.proven:
        # A forger chose the names: they are told to the advisor alone.
        outcome = "Expéditeur non prouvé : audit expliqué, le conseiller voit les fichiers."
        return Handled(InboundStatus.HANDED_OVER, outcome, (AuditExplained(), HandedOver()), _findings(files, named))
    company = company_meant(mail)
    door = AuditDoor(mail, client, company) if isinstance(company, Company) else None
    chosen = await door.choose() if door and not sent and MailKind.AUDIT in mail.asked else None
    opened = chosen or (await door.open() if door and named else None)
    if door and isinstance(opened, OpenAudit):
        opened, named = await door.add(opened, files, named)
    if chosen and not any(file.problem == "NOT_ADDED" for file in named):
        outcome = f"Poste de dépenses de l’audit noté : {', '.join(chosen.names)}."
        parts = (AuditOpened(chosen.names, reading=_reading(named)),)
        return Handled(InboundStatus.ANSWERED, outcome, parts, (("Audit", ", ".join(chosen.names)),), changed=True)
    standing = _standing(mail, company)
    if not named:
        missing = AuditFilesMissing(standing, await door.wanted() if door else ())
        return Handled(InboundStatus.ANSWERED, "Factures demandées en retour.", (missing,), asks=True)
    received = AuditFilesReceived(standing, tuple(named[:MOST_NAMED]), more=str(max(0, len(named) - MOST_NAMED)))
    parts_ = (received, *_told(opened, company, named))
    asks = any(isinstance(part, WhichCompany) or (isinstance(part, AuditOpened) and part.choices) for part in parts_)
    findings = _findings(files, named)
    if isinstance(opened, OpenAudit):
        findings += (("Audit", ", ".join(opened.names) or "poste de dépenses à préciser"),)
    again = isinstance(opened, OpenAudit) and not (opened.changed or asks or any(file.problem for file in named))
    return Handled(
        InboundStatus.HANDED_OVER, _outcome(named), parts_, findings, asks=asks,
        changed=isinstance(opened, OpenAudit) and opened.changed, nothing_new=again,
    )  # fmt: skip


def _findings(files: Sequence[MailFile], named: Sequence[AuditFile]) -> tuple[tuple[str, str], ...]:
    return tuple(
        ("Fichier", file.name + (f" ({_PROBLEMS[file.problem]})" if file.problem else _inside(sent)))
        for sent, file in zip(files[:MOST_NAMED], named, strict=False)
    )


def _outcome(named: Sequence[AuditFile]) -> str:
    left = sum(1 for file in named if file.problem == "NOT_ADDED")
    unread = sum(1 for file in named if file.problem) - left
    received = "1 fichier reçu" if len(named) == 1 else f"{len(named)} fichiers reçus"
    told = [f"dont {unread} illisible{'s' * (unread > 1)}"] * bool(unread) + [f"dont {left} à ajouter"] * bool(left)
    return f"{', '.join([f'{received} pour un audit', *told])}."


def _reading(named: Sequence[AuditFile]) -> bool:
    """Whether any of the files is in the audit; without files those that came before are."""
    return not named or any(file.problem is None for file in named)


def _told(
    opened: OpenAudit | RightUsed | None, company: Company | AnswerPart | None, named: Sequence[AuditFile]
) -> tuple[AnswerPart, ...]:
    if isinstance(opened, OpenAudit):
        choices = () if opened.names else opened.choices
        return (AuditOpened(opened.names, again=opened.again, choices=choices, reading=_reading(named)),)
    if isinstance(opened, RightUsed):
        return (AuditRightUsed(),)
    return () if company is None or isinstance(company, Company) else (company,)


def _named(name: str, content_type: str, problem: FileProblem | None) -> AuditFile:
    shown = " ".join(name.split())[:_LONGEST_NAME] or f"fichier sans nom ({content_type})"
    return AuditFile(shown, problem.value if problem else None)


def _inside(file: MailFile) -> str:
    """The files of a zip, for the advisor."""
    more = f" et {len(file.entries) - _MOST_ENTRIES} autres" if len(file.entries) > _MOST_ENTRIES else ""
    return f" ({', '.join(file.entries[:_MOST_ENTRIES])}{more})" if file.entries else ""


def _standing(mail: Incoming, company: Company | AnswerPart | None) -> AuditRight:
    """Of the company that is meant; where that isn't known, of the best of the sender's."""
    if company is None:
        return "STRANGER"
    member = company.status == MemberStatus.MEMBER if isinstance(company, Company) else mail.viewer.is_active_member
    return "MEMBER" if member else "OTHER"
