"""The guards: which mails get no answer, whatever they say. They run before anything that could start a loop."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from letters.subjects import is_reply_subject
from mailbot.message import MailMessage
from mailbot.notices import (
    begins_absent,
    begins_automatic,
    begins_undelivered,
    is_automatic,
    is_challenge,
    is_titled_automatic,
    tells_undelivered,
)
from models.folding import fold

OWN_HEADER_PREFIX = "x-centrale"


class Guard(StrEnum):
    """Why a mail is not answered, in the order in which the reasons are looked for."""

    BOUNCE = "BOUNCE"
    AUTO_REPLY = "AUTO_REPLY"
    MAILING_LIST = "MAILING_LIST"
    OWN_MAIL = "OWN_MAIL"
    NO_SENDER = "NO_SENDER"
    # A person's words that a program sent, or what reads like a program's and bears no mark of one: for a human, and
    # nobody is answered.
    FROM_DESK = "FROM_DESK"
    TOO_LARGE = "TOO_LARGE"


# What is told of a mail that is filed, in French. (A bounce has words of its own.)
OUTCOMES = {
    Guard.AUTO_REPLY: "Réponse automatique : classée.",
    Guard.MAILING_LIST: "Liste de diffusion : classée.",
    Guard.OWN_MAIL: "Notre propre courrier : classé.",
    Guard.NO_SENDER: "Sans expéditeur : classé.",
}


def guard(
    message: MailMessage, *, own_addresses: Collection[str], size: int, max_bytes: int, replies: bool = False
) -> Guard | None:
    """The first guard that stops this mail, or None. `size` and `max_bytes` count bytes of the raw mail.

    `replies`: it came to an address that stands in one letter of ours alone. Then a person who writes by way of a help
    desk or a list is no program.
    """
    from_desk = (replies and is_from_desk(message)) or wants_proof(message, replies=replies)
    reasons = {
        Guard.BOUNCE: is_bounce(message),
        Guard.AUTO_REPLY: not from_desk and is_auto_reply(message),
        Guard.MAILING_LIST: not from_desk and is_list_mail(message),
        Guard.OWN_MAIL: is_own_mail(message, own_addresses),
        Guard.NO_SENDER: not message.from_addresses,
        Guard.FROM_DESK: from_desk or _reads_automatic(message) or _reads_undelivered(message),
        Guard.TOO_LARGE: size > max_bytes,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


_REPORT = re.compile(
    r"multipart/report\b.*report-type\s*=\s*\"?(?:delivery-status|global-delivery-status)", re.IGNORECASE
)
# A read receipt, a complaint about spam (RFC 5965), a verdict of DMARC: only machines write reports (RFC 6522).
_ANY_REPORT = re.compile(r"\s*multipart/report\b", re.IGNORECASE)
# A mail server without a domain: `From: Mail Delivery Subsystem <MAILER-DAEMON>`.
_BARE_DAEMON = re.compile(r"(?:[^<]*<)?\s*mailer-daemon\s*(?:>|\(|<\s*>|$)", re.IGNORECASE)
_DELIVERY_FAILED = re.compile(
    r"undeliver|non remis|non distribu|echec de (?:la )?(?:remise|distribution|livraison)|delivery (?:status"
    r"|has failed|failed"
    r"|failure|delayed)|returned mail|mail delivery|failure notice|n a pas pu etre (?:remis|distribu|livre|delivre)"
    r"|no such user|user unknown|(?:invalid|unknown) (?:user|recipient)"
)


def is_bounce(message: MailMessage) -> bool:
    """A delivery status notification (RFC 3464), or what servers without it send. An absence note is none."""
    if any(_REPORT.match(value) for value in message.header_values("content-type")):
        return True
    if "message/delivery-status" in message.part_types or message.header_values("x-failed-recipients"):
        return True
    if any(_BARE_DAEMON.match(value) for value in message.header_values("from")):
        return True
    for sender in message.from_addresses:
        local = re.sub(r"[-_.]", "", sender.address.partition("@")[0])
        if local in _DAEMONS or _EXCHANGE.match(local) or (local in _SYSTEMS and _tells_failure(message)):
            return True
    if (is_marked(message) or not message.from_addresses) and _reads_undelivered(message):
        return True
    return message.return_path == "" and not is_auto_reply(message)


_DAEMONS = frozenset({"mailerdaemon", "maildaemon", "mailsystem"})
# Exchange's own sender: `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@…`.
_EXCHANGE = re.compile(r"microsoftexchange[0-9a-f]{32}$")
# People may write from these, too.
_SYSTEMS = frozenset({"postmaster", "mailmaster", "mailadmin", "mdaemon", "bounce", "bounces", "mailer"})
# `550 5.1.1`, `550-5.7.1`, `Status: 5.1.1`, `host mx.test said: 550`; no date, no chapter and no price.
_REPLY_CODE = r"(?:4(?:21|5[0-5])|5(?:2[13]|30|4[1-9]|5[0-6]))"
_REFUSAL = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.[0-7]\.\d{1,3}(?![\d.]*\d)"
    r"|\b(?:status|diagnostic[- ]code|smtp|esmtp|code|error|erreur)\b[^\n\w]{1,4}[45]\.[0-7]\.\d{1,3}(?![\d.]*\d)"
    r"|(?:[>\])]:|<<<|\b(?:said|smtp|esmtp|repl(?:y|ied)|responded|error|erreur|code|r[ée]pondu|rcpt to)\b)"
    rf"[^\n\w€$]{{1,4}}(?:smtp[;: ]{{1,3}})?{_REPLY_CODE}\b(?!,\d|[.]\d\d\b|\s*(?:€|\$|e\b|eur|kg|m\b|p))",
    re.IGNORECASE,
)


def _tells_failure(message: MailMessage) -> bool:
    told = f"{message.subject} {message.text[:2000]}"
    return (
        _DELIVERY_FAILED.search(fold(told)) is not None
        or begins_undelivered(message.subject)
        or tells_undelivered(told)
    )


def _reads_undelivered(message: MailMessage) -> bool:
    """A report by its subject and a code of SMTP. People quote such things when they ask what went wrong."""
    return begins_undelivered(message.subject) and _REFUSAL.search(message.text[:5000]) is not None


# "Absent jusqu'au 3", "Congés d'été", "Fermeture annuelle"; but not "Absence de réponse de l'agence".
_ABSENCE_SUBJECT = re.compile(
    r"(?:re )?(?:(?:actuellement )?absente?s?\b|absence\b(?! (?:de|d|du|des)\b)|(?:en )?(?:conges?"
    r"|vacances)\b|fermeture\b)"
)
_ABSENCE_PHRASES = (
    r"(?:suis|serai|sommes|serons) (?:actuellement |momentanement )?(?:absent|en (?:conge|vacances"
    r"|deplacement|arret))",
    r"(?:serai|sera|serons|suis) (?:de nouveau |a nouveau )?(?:de retour|joignable|disponible)\b|a (?:mon"
    r"|notre) retour\b",
    r"en (?:mon|notre|son) absence\b|pendant (?:mon|notre|cette) (?:absence|periode|fermeture)",
    r"en cas d urgence|pour toute (?:urgence|demande urgente)|(?:ne pourrai|n aurai) (?:pas|qu|que)\b",
    r"acces (?:limite|restreint)|sera (?:pas )?(?:lu|traite|transfere) |(?:sont|serons|est|sera) fermee?s?\b",
    r"du \d.{0,25} au \d.{0,25} inclus|jusqu au \d.{0,20} inclus",
)
_SILENCE_WISHED = re.compile(r"\b(?:all|autoreply|oof)\b", re.IGNORECASE)


def is_auto_reply(message: MailMessage) -> bool:
    """Written by a program: RFC 3834's header and its forerunners, a read receipt, a subject that only programs write.

    What programs call their replies counts in a reply that asks nothing. An absence note without any of these counts
    where it has no sender to return to; else it may be a person's.
    """
    replies = message.in_reply_to is not None or bool(message.references)
    if replies and is_titled_automatic(message.subject) and "?" not in message.new_text:
        return True
    if _no_person_sends(message) or _says_automatic(message) or is_automatic(message.subject):
        return True
    return message.return_path == "" and _reads_automatic(message)


def is_marked(message: MailMessage) -> bool:
    """Whether its headers say that a program or a list sent it."""
    return _no_person_sends(message) or _says_automatic(message) or is_list_mail(message)


def _no_person_sends(message: MailMessage) -> bool:
    """Reports, and what only programs mark that answer by themselves."""
    return (
        any(_AUTO_HEADER.fullmatch(name.lower()) and _says_yes(value) for name, value in message.headers)
        or bool(_precedence(message) & {"auto_reply", "auto-reply"})
        or any(_ANY_REPORT.match(value) for value in message.header_values("content-type"))
        or "message/feedback-report" in message.part_types
    )


def _says_automatic(message: MailMessage) -> bool:
    """Marked as sent by a program; help desks mark what people write there, too."""
    values = (_COMMENT.sub(" ", value).strip() for value in message.header_values("auto-submitted"))
    submitted = (re.split(r"[;(\s]", value, maxsplit=1)[0] for value in values)
    return (
        any(value.lower() not in ("", "no") for value in submitted)
        or any(_AUTO_HEADER.fullmatch(name.lower()) and not value.strip() for name, value in message.headers)
        or (bool(_precedence(message) & {"bulk", "junk"}) and not is_list_mail(message))
        or any(_SILENCE_WISHED.search(value) for value in message.header_values("x-auto-response-suppress"))
    )


# RFC 3834, 5: "(of a rule) auto-replied"
_COMMENT = re.compile(r"\([^()]{0,200}\)")


def _precedence(message: MailMessage) -> set[str]:
    return {value.strip().lower() for value in message.header_values("precedence")}


# What programs wrote before RFC 3834, and those write that never read it.
_AUTO_HEADER = re.compile(
    r"x-(?:mail-)?auto[-_]?(?:reply|replied|respond|response|responder|generated|submitted)(?:-from)?"
    r"|x-(?:fc-)?machine-?generated|x-holiday-?reply|x-vacation(?:-.*)?|x-post-messageclass|x-amazon-auto-reply"
    r"|x-ms-exchange-inbox-rules-loop|x-ebay-mailtracker-auto|x-autogenerated"
)


def _says_yes(value: str) -> bool:
    return value.strip().lower() not in ("", "no", "false", "0")


# A reply that begins by saying so: "Bonjour, je suis absent du bureau jusqu'au 3".
_ABSENT_FIRST = re.compile(
    r"(?:bonjour |bonsoir |madame |monsieur |merci (?:de|pour) (?:votre|ton) (?:message|mail|courriel|e mail) )*"
    r"(?:je suis|je serai|nous sommes|actuellement|notre (?:entreprise|societe|bureau)|nos bureaux|le cabinet)"
    r"[a-z0-9 ]{0,40}\b(?:absente?s?|en conges?|en vacances|en deplacement|fermee?s?|hors du bureau|injoignable)\b"
)
_LONGEST_NOTE = 1_000


# A few lines of a reply that begin so, and name nothing that anybody may want.
_CURT = re.compile(
    r"(?:bonjour |bonsoir |madame |monsieur |merci (?:de|pour) (?:votre|ton) (?:message|mail|courriel|e mail) )*"
    r"(?:(?:je suis |nous sommes )?(?:actuellement )?(?:en (?:deplacement|conges?|formation|arret|rtt|vacances)"
    r"|absente?s?\b(?: e)?) ?"
    r"|(?:nos bureaux|l agence|notre (?:agence|societe|etablissement|bureau|entreprise)|le cabinet)"
    r" (?:est|sont|sera|seront) (?:actuellement )?fermee?s?"
    r"|fermeture (?:exceptionnelle|annuelle)|conges (?:annuels|d ete|de fin d annee)"
    r"|je ne (?:suis|serai) pas (?:au bureau|joignable|disponible|present)"
    r"|(?:votre|ton) (?:message|mail|courriel|demande|e mail) a (?:bien )?ete (?:recue?|prise? en compte|enregistree?)"
    r"|je n ai plus acces a (?:cette|ma)|cette (?:adresse|boite) (?:mail |e mail )?n est plus|je ne fais plus partie)\b"
)
_WANTED = re.compile(
    r"\b(?:rattach\w*|comptes?|codes?|tarifs?|prix|combien|besoin|souhait\w*|voudr\w*|factures?|siret|rappele[rz]"
    r"|adhe\w+|audit\w*|conditions|interim\w*|envoye[rz]|mot de passe|identifiant|joignable au 0)\b"
)
_LONGEST_CURT = 400


def _is_curt_note(folded: str) -> bool:
    return len(folded) <= _LONGEST_CURT and bool(_CURT.match(folded)) and not _WANTED.search(folded)


def _reads_automatic(message: MailMessage) -> bool:
    """An absence note by its words. People who are away write them, too, and then what they want."""
    subject, text = fold(message.subject), fold(message.new_text[:3000])
    if begins_automatic(message.subject):
        return True
    if not _ABSENCE_SUBJECT.match(subject):
        replies = is_reply_subject(message.subject) or message.in_reply_to is not None
        short = replies and "?" not in message.new_text and len(text) <= _LONGEST_NOTE
        if short and (begins_absent(message.new_text) or (not message.files and _is_curt_note(text))):
            return True
        if not (short and _ABSENT_FIRST.match(text)):
            return False
    return sum(re.search(phrase, text) is not None for phrase in _ABSENCE_PHRASES) >= 2


# Receipts of ticket systems, and absences in English: any of these.
_NOTICE = re.compile(
    r"(?:message|mail|courriel|e mail|reponse|notification) (?:est |a ete )?(?:genere |envoye )?automatique"
    r"|accuse de reception|enquete de satisfaction"
    r"|(?:demande|ticket|dossier|message|mail|requete|incident|reclamation)[a-z0-9 ]{0,40} (?:a|ont) (?:bien )?ete"
    r" (?:enregistre|recu|cree|ouvert|clos|cloture|ferme|resolu|prise? en (?:compte|charge)|mise? a jour)"
    r"|(?:ticket|case|request|message|inquiry|e ?mail)[a-z0-9 ]{0,40} (?:has been|was) (?:successfully )?"
    r"(?:created|received|registered|opened|closed|solved|resolved|updated|assigned)"
    r"|(?:automatic|automated|auto) (?:reply|response|message|e ?mail)"
    r"|out of (?:the )?office|(?:be|am) (?:back on|on (?:annual )?leave|away until)"
)
# Thanks for the mail, and an answer is promised: both.
_RECEIVED = re.compile(
    r"bien recu (?:votre|ta)\b|bien (?:arrive|parvenu)e?\b|merci (?:de|pour) (?:votre|nous avoir)|thank you for"
    r"|we (?:have )?received your"
)
_PROMISED = re.compile(
    r"\b(?:vous|nous) (?:re)?(?:pond|vien|contact|recontact|traite)r(?:a|ons|ont)\b|\bvous (?:repondr|sera repondu)"
    r"|\bsera (?:traitee?|etudiee?) (?:dans|sous|par)|we will (?:get back|respond|reply|answer|contact)"
)


def is_from_desk(message: MailMessage) -> bool:
    """A person's words that a help desk or a mailing list sent: marked as a program's, and they don't read like one.

    In doubt it is a person's: it costs a human a look, and nobody is answered by itself.
    """
    marked = _says_automatic(message) or is_list_mail(message)
    if not marked or message.return_path == "" or _no_person_sends(message):
        return False
    if is_list_mail(message) and not (message.in_reply_to or message.references):
        return False  # a newsletter to an address that somebody collected
    subject, text = fold(message.subject), fold(message.new_text[:3000])
    automatic = begins_automatic(message.subject) or _ABSENCE_SUBJECT.match(subject)
    if automatic or not (text or message.files):
        return False
    return not (_NOTICE.search(text) or (_RECEIVED.search(text) and _PROMISED.search(text)) or _reads_absent(message))


# Filters say in a few lines what they want; people tell of them and ask for something else.
_LONGEST_CHALLENGE = 1_500
_WEB_ADDRESS = re.compile(r"https?://\S+")


def wants_proof(message: MailMessage, *, replies: bool = False) -> bool:
    """A filter holds a mail of ours until somebody follows its link: for a human, and never answered.

    It replies to our mail, or it is short and asks nothing.
    """
    if message.return_path == "" or is_list_mail(message) or not is_challenge(message.new_text):
        return False
    replies = replies or bool(message.in_reply_to or message.references) or is_reply_subject(message.subject)
    told = _WEB_ADDRESS.sub("", message.new_text)
    return replies or (len(told) <= _LONGEST_CHALLENGE and "?" not in told)


def _reads_absent(message: MailMessage) -> bool:
    """An absence note among mails that are marked as a program's: less is enough than where nothing is marked."""
    text = fold(message.new_text[:3000])
    phrases = sum(re.search(phrase, text) is not None for phrase in _ABSENCE_PHRASES)
    return phrases >= 2 or ("?" not in message.new_text and (phrases == 1 or _ABSENT_FIRST.match(text) is not None))


def is_list_mail(message: MailMessage) -> bool:
    """A mailing list or a newsletter (RFC 2919, RFC 2369)."""
    names = ("list-id", "list-unsubscribe", "list-post", "list-help", "list-subscribe", "list-owner", "list-archive")
    lists = {value.strip().lower() for value in message.header_values("precedence")}
    return "list" in lists or any(
        message.header_values(name) for name in (*names, "mailing-list", "x-mailing-list", "x-mlserver")
    )


def is_own_mail(message: MailMessage, own_addresses: Collection[str]) -> bool:
    """From one of our addresses (a `+tag` does not hide it), or marked by the header of our own letters."""
    own = {_untagged(address) for address in own_addresses}
    if any(_untagged(sender.address) in own for sender in message.from_addresses):
        return True
    return any(name.lower().startswith(OWN_HEADER_PREFIX) for name, _ in message.headers)


def _untagged(address: str) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
