"""Invoices for an audit: they are put into one, as on the web, and each file is confirmed or refused by its name."""

from __future__ import annotations

from typing import Literal

from letters.parts import AnswerPart, HandedOver, WhichCompany
from letters.people_parts import (
    AuditExplained,
    AuditFile,
    AuditFilesMissing,
    AuditFilesReceived,
    AuditOpened,
    AuditRightUsed,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.message import MailFile
from mailbot.requests.audit_door import AuditDoor, OpenAudit, RightUsed
from mailbot.requests.companies import company_meant
from mailbot.understanding.invoice_files import FileProblem, problem_of, sent_along
from models.mail import InboundStatus
from models.mail_kinds import MailKind
from schema.client import LocalClient

# More names than these in one answer help nobody; the advisor has all the files.
MOST_NAMED = 30
_LONGEST_NAME = 120
_MOST_ENTRIES = 10
_PROBLEMS = {
    FileProblem.EMPTY: "vide",
    FileProblem.PASSWORD: "protégé par un mot de passe",
    FileProblem.DAMAGED: "abîmé",
    FileProblem.TYPE: "format non lu",
}


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Put what came into an audit of the sender's company, opening one if need be; say what of it counts."""
    files = sent_along(mail.message.files)
    named = [_named(file.filename, file.content_type, problem_of(file)) for file in files]
    findings = tuple(
        ("Fichier", file.name + (f" ({_PROBLEMS[FileProblem(file.problem)]})" if file.problem else _inside(sent)))
        for sent, file in zip(files[:MOST_NAMED], named, strict=False)
    )
    if not mail.proof.proven:
        # A forger chose the names: they are told to the advisor alone.
        outcome = "Expéditeur non prouvé : audit expliqué, le conseiller voit les fichiers."
        return Handled(InboundStatus.HANDED_OVER, outcome, (AuditExplained(), HandedOver()), findings)
    company = company_meant(mail)
    if not named:
        return await _without_files(mail, client, company)
    door = AuditDoor(mail, client, company.siret) if isinstance(company, Company) else None
    opened = await door.open() if door else None
    if door and isinstance(opened, OpenAudit):
        named = await door.add(opened, files, named)
    unread = sum(1 for file in named if file.problem)
    outcome = f"{len(named)} fichier(s) reçu(s) pour un audit" + (f", dont {unread} illisible(s)." if unread else ".")
    received = AuditFilesReceived(_standing(mail), tuple(named[:MOST_NAMED]), more=str(max(0, len(named) - MOST_NAMED)))
    parts = (received, *_told(opened, company))
    asks = any(isinstance(part, WhichCompany) or (isinstance(part, AuditOpened) and part.choices) for part in parts)
    if isinstance(opened, OpenAudit):
        findings += (("Audit", ", ".join(opened.names) or "poste de dépenses à préciser"),)
    return Handled(
        InboundStatus.HANDED_OVER, outcome, parts, findings, asks=asks, changed=isinstance(opened, OpenAudit)
    )


async def _without_files(mail: Incoming, client: LocalClient, company: Company | AnswerPart | None) -> Handled:
    """Perhaps the category that we asked for; else the invoices are asked for."""
    if isinstance(company, Company) and MailKind.AUDIT in mail.asked:
        chosen = await AuditDoor(mail, client, company.siret).choose()
        if chosen is not None:
            outcome = f"Poste de dépenses de l’audit noté : {', '.join(chosen.names)}."
            parts = (AuditOpened(chosen.names),)
            return Handled(InboundStatus.ANSWERED, outcome, parts, (("Audit", ", ".join(chosen.names)),), changed=True)
    missing = AuditFilesMissing(_standing(mail))
    return Handled(InboundStatus.ANSWERED, "Factures demandées en retour.", (missing,), asks=True)


def _told(opened: OpenAudit | RightUsed | None, company: Company | AnswerPart | None) -> tuple[AnswerPart, ...]:
    if isinstance(opened, OpenAudit):
        return (AuditOpened(opened.names, again=opened.again, choices=() if opened.names else opened.choices),)
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


def _standing(mail: Incoming) -> Literal["MEMBER", "OTHER"]:
    return "MEMBER" if mail.viewer.is_active_member else "OTHER"
