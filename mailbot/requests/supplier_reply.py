"""A supplier answers our letter: the token in the address says which one, the first words say yes or no.

The token alone is not enough: the reply must also come from a domain of that supplier.
"""

from __future__ import annotations

import re
from dataclasses import replace

from access.identify import LinkEnded, supplier_viewer
from access.tokens import Purpose
from access.viewer import Viewer
from errors import NotFound
from mailbot.guards import is_marked
from mailbot.incoming import Handled, Incoming
from mailbot.operations import operation
from models import AttachmentStatus
from models.folding import fold
from models.mail import InboundStatus
from schema.client import LocalClient
from settings import Settings

_GREETING = r"^(?:bonjour |bonsoir |madame |monsieur )*"
# A yes is written down for good, so nothing else may stand beside it but politeness and a signature.
_YES = re.compile(
    r"(?:accepter|accepte|acceptee|ok|oui|d accord|entendu|c est (?:fait|bon|ok)|fait|rattache"
    r"|(?:le|ce|votre) compte (?:est|a ete) (?:bien )?rattache|demande acceptee"
    r"|(?:le )?rattachement (?:est |a ete )?(?:bien )?(?:fait|effectue|effectif|accepte|ok)"
    r"|ok pour (?:le|ce) rattachement)(?: ce jour| aujourd hui| merci)?"
)
_POLITE = re.compile(
    r"(?:(?:bonjour|bonsoir)(?: madame| monsieur| a tous)?|madame|monsieur|merci(?: a vous| d avance)?"
    r"|(?:bien )?cordialement|bien a vous|(?:sinceres )?salutations|a bientot"
    r"|bonne (?:journee|reception|fin de journee))"
)
_NAME = re.compile(r"(?:(?:[A-ZÀ-Þ0-9+(][^\s]*|d[eu]s?|l[ae]|et|&|-)(?:\s+|$)){1,6}")
# The word that our letter asks for, and what people write instead of it.
_REFUSED = re.compile(_GREETING + r"(?:(?:nous |je )?refus(?:e[rs]?|ee?s?|ons)?)\b(?! pas)")
_NO = re.compile(
    _GREETING
    + r"(?:non|impossible(?: (?:d|de) (?:(?:le|la|ce|cette|l) )?(?:rattach|accept|donner suite|retrouv|trouv)\w*|$)"
    r"|nous ne pouvons pas (?:\w+ ){0,3}?(?:accepter|rattacher|donner suite|faire droit|valider|accorder)"
    r"|ce n est pas possible)\b"
)
# Who is away, needs something first, or says « non, pas de souci ».
_NOT_NOW = re.compile(
    r"\b(?:actuellement|pour (?:l instant|le moment)|avant|jusqu|absen\w+|conges?|deplacement|disponibles?|joignables?"
    r"|retour|repondre|ferme\w*|sans|demain|pas de (?:soucis?|probleme)|aucun (?:souci|probleme)|c est (?:fait|bon|ok)"
    r"|encore|attente|bonne (?:adresse|personne)|interlocut\w+|transfer\w+|transmet\w+)\b"
)
_REFUSE = re.compile(r"^\W*refus(?:er?|é|ée)?\b[\s:;,.–-]*", re.IGNORECASE)
_DOUBT = re.compile(r"\b(?:mais|sauf|pas encore|toutefois|cependant|merci de nous|question)\b")


_DECIDED = {True: AttachmentStatus.ACCEPTED, False: AttachmentStatus.REFUSED}


async def handle(mail: Incoming, client: LocalClient, settings: Settings) -> Handled | None:
    """Write down the decision when the reply is plain, else let the advisor read it."""
    if mail.letter_token is None:
        return None
    try:
        viewer = await supplier_viewer(settings, mail.letter_token, mail.viewer, purpose=Purpose.ATTACHMENT_REPLY)
    except LinkEnded as ended:
        return _too_late(mail, ended)
    except NotFound:
        return None
    attachment_id = f"SupplierAttachment:{viewer.attachment_id}"
    data = await client.run(operation("letter_of_attachment"), {"id": attachment_id}, viewer)
    found = data["supplierAttachment"]
    findings = (
        ("Réponse d’un fournisseur", found["supplier"]["name"] if found else "?"),
        ("Adhérent", found["member"]["legalName"] if found else "?"),
    )
    if found is None or not _from_supplier(mail, found["supplier"]["replyDomains"]):
        end = Handled(InboundStatus.HANDED_OVER, "La réponse ne vient pas d’une adresse du fournisseur.", (), findings)
    elif mail.from_desk:
        passed = "passée par un outil de support ou une liste" if is_marked(mail.message) else "peut-être d’une machine"
        end = Handled(InboundStatus.HANDED_OVER, f"Réponse {passed} : à lire par le conseiller.", (), findings)
    else:
        end = await _decide(mail, client, viewer, attachment_id, findings)
    return replace(end, attachment_id=attachment_id if found else None)


def _too_late(mail: Incoming, ended: LinkEnded) -> Handled:
    """Who says once more what is decided, after a click perhaps, asks nothing of anybody."""
    accepted = decision_in(mail.message.new_text)
    findings = (("Réponse d’un fournisseur", "demande close"),)
    if accepted is not None and ended.status == _DECIDED[accepted]:
        return Handled(InboundStatus.ANSWERED, "Déjà noté : rien à changer.", (), findings)
    why = "Le courrier est trop ancien." if ended.status is None else "La demande était déjà close."
    return Handled(InboundStatus.HANDED_OVER, why, (), findings)


async def _decide(
    mail: Incoming, client: LocalClient, viewer: Viewer, attachment_id: str, findings: tuple[tuple[str, str], ...]
) -> Handled:
    accepted = decision_in(mail.message.new_text)
    if accepted is None:
        return Handled(InboundStatus.HANDED_OVER, "Ni oui ni non : à lire par le conseiller.", (), findings)
    reason = {} if accepted else {"reason": reason_in(mail.message.excerpt(300))}
    variables = {"id": attachment_id, **reason}
    try:
        await client.run(operation("confirm_attachment" if accepted else "refuse_attachment"), variables, viewer)
    except NotFound:
        return Handled(InboundStatus.HANDED_OVER, "La demande était déjà close.", (), findings)
    word = "acceptée" if accepted else "refusée"
    told = f"Demande {word} par le fournisseur."
    return Handled(InboundStatus.ANSWERED, told, (), findings, changed=True, settled=True)


def decision_in(text: str) -> bool | None:
    """Yes, no, or None when it isn't said plainly."""
    first = " ".join(text.split())[:200]
    folded = fold(first)
    if _DOUBT.search(folded) or "?" in first:
        return None
    if _REFUSED.search(folded) or (_NO.search(folded) and not _NOT_NOW.search(folded)):
        return False
    return True if _is_plain_yes(text) else None


def _is_plain_yes(text: str) -> bool:
    """Whether every sentence says yes or is polite; behind the yes, names may sign."""
    said = False
    for sentence in filter(str.strip, re.split(r"[.!,;\n]+", text)):
        folded = fold(sentence)
        if _YES.fullmatch(folded):
            said = True
        elif folded and not _POLITE.fullmatch(folded) and not (said and _NAME.fullmatch(sentence.strip())):
            return False
    return said


def reason_in(text: str) -> str:
    """The supplier's own words, without the "REFUSER :" that we ask for in front of them."""
    return _REFUSE.sub("", text).strip()


def _from_supplier(mail: Incoming, domains: list[str]) -> bool:
    return mail.proof.proven and (mail.proof.address or "").rpartition("@")[2] in domains
