"""What the bot understands of a mail, without doing or storing anything."""

from __future__ import annotations

from mailbot.directory import Directory
from mailbot.guards import guard
from mailbot.message.read import read_message
from mailbot.requests.supplier_attachment import findings_of
from mailbot.sender import prove_sender
from mailbot.understanding.reading import read_request
from models.mail_kinds import MAIL_KIND_LABELS
from schema.client import LocalClient
from settings import Settings

Line = tuple[str, str]


async def explain(source: bytes, client: LocalClient, settings: Settings) -> list[Line]:
    """Label and value of each finding, in French: for operators who wonder about a mail."""
    message = read_message(source)
    proof = prove_sender(message, settings.authserv_id)
    stopped = guard(
        message, own_addresses=(settings.contact_address,), size=len(source), max_bytes=settings.max_mail_bytes
    )
    lines = [
        ("De", ", ".join(sender.address for sender in message.from_addresses) or "personne"),
        ("Objet", message.subject or "(sans objet)"),
        ("Expéditeur", "prouvé" if proof.proven else f"non prouvé ({proof.reason})"),
        *(("Défaut", defect) for defect in message.defects),
    ]
    if stopped is not None:
        return [*lines, ("Sans traitement", str(stopped))]
    directory = await Directory(client).get()
    reading = read_request(message.subject, message.new_text, message.files, directory, message.text)
    kinds = [("Demande", MAIL_KIND_LABELS[kind]) for kind in reading.kinds]
    if not kinds:
        guess = f" ({MAIL_KIND_LABELS[reading.guess]} ?)" if reading.guess else ""
        kinds = [("Demande", f"aucune certaine{guess} : transmis au conseiller")]
    return [*lines, *kinds, *(findings_of(reading.attachment) if reading.attachment else ())]
