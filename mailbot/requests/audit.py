"""Invoices for an audit: each file is confirmed by its name, then the advisor goes on with them."""

from __future__ import annotations

from typing import Literal

from letters.parts import HandedOver
from letters.people_parts import AuditExplained, AuditFile, AuditFilesMissing, AuditFilesReceived
from mailbot.incoming import Handled, Incoming
from mailbot.message import MailFile
from mailbot.understanding.invoice_files import FileProblem, problem_of, sent_along
from models.mail import InboundStatus
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
    """Say what came and what happens next. The files are kept with the mail; its conversation shows it."""
    files = sent_along(mail.message.files)
    named = tuple(_named(file.filename, file.content_type, problem_of(file)) for file in files)
    findings = tuple(
        ("Fichier", file.name + (f" ({_PROBLEMS[FileProblem(file.problem)]})" if file.problem else _inside(sent)))
        for sent, file in zip(files[:MOST_NAMED], named, strict=False)
    )
    if not mail.proof.proven:
        # A forger chose the names: they are told to the advisor alone.
        outcome = "Expéditeur non prouvé : audit expliqué, le conseiller voit les fichiers."
        return Handled(InboundStatus.HANDED_OVER, outcome, (AuditExplained(), HandedOver()), findings)
    if not named:
        missing = AuditFilesMissing(_standing(mail))
        return Handled(InboundStatus.ANSWERED, "Factures demandées en retour.", (missing,), asks=True)
    unread = sum(1 for file in named if file.problem)
    outcome = f"{len(named)} fichier(s) reçu(s) pour un audit" + (f", dont {unread} illisible(s)." if unread else ".")
    received = AuditFilesReceived(_standing(mail), named[:MOST_NAMED], more=str(max(0, len(named) - MOST_NAMED)))
    return Handled(InboundStatus.HANDED_OVER, outcome, (received,), findings)


def _named(name: str, content_type: str, problem: FileProblem | None) -> AuditFile:
    shown = " ".join(name.split())[:_LONGEST_NAME] or f"fichier sans nom ({content_type})"
    return AuditFile(shown, problem.value if problem else None)


def _inside(file: MailFile) -> str:
    """The files of a zip, for the advisor."""
    more = f" et {len(file.entries) - _MOST_ENTRIES} autres" if len(file.entries) > _MOST_ENTRIES else ""
    return f" ({', '.join(file.entries[:_MOST_ENTRIES])}{more})" if file.entries else ""


def _standing(mail: Incoming) -> Literal["MEMBER", "OTHER"]:
    return "MEMBER" if mail.viewer.is_active_member else "OTHER"
