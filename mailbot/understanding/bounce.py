"""What a report of a mail server says (avis de non-remise): who was not reached, for good or for now, and why.

Standard reports (RFC 3464) say it in fields; others in French or English words, read with more care. Which letter it
is about stands in what they return of it: `mailbot.bounces` looks that up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mailbot.message import MailMessage
from models.folding import fold
from models.mail import UndeliveredReason as Reason

MOST_TEXT = 20_000
_MOST_RETURNED = 60_000
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)


class Action(StrEnum):
    """What became of the mail (RFC 3464, 2.3.3). A mail that is on its way still, or has arrived, has not come back."""

    FAILED = "failed"
    DELAYED = "delayed"
    ARRIVED = "arrived"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BounceReport:
    """`status` is the enhanced code (RFC 3463), or ""; `recipients` in lower case; `detail` the server's own words."""

    action: Action
    reason: Reason
    status: str = ""
    detail: str = ""
    recipients: tuple[str, ...] = ()
    # Message-IDs of what is returned, most certain first.
    message_ids: tuple[str, ...] = ()
    # All that came back, where an address of ours with a token may stand.
    returned: str = ""

    @property
    def permanent(self) -> bool:
        """Whether the address itself is wrong, whatever is sent there: X.1.x of the recipient, or words that say so."""
        if self.action is not Action.FAILED or self.reason not in (Reason.UNKNOWN_ADDRESS, Reason.UNKNOWN_DOMAIN):
            return False
        return not self.status or re.fullmatch(r"5\.(?:1\.(?:1|2|3|6|10)|0\.0)", self.status) is not None


def read_bounce(message: MailMessage) -> BounceReport:
    """Read a report. What is none, or says nothing, has the action UNKNOWN."""
    fields = _fields(message)
    words = _words(message)
    diagnostic = " ".join(" ".join(_values(fields, "diagnostic-code")).split())
    status = _status(fields, diagnostic, words)
    action = _action(fields, message.subject, words, status, message.part_types)
    reason = _reason(status, fold(diagnostic) or fold(words))
    if reason is Reason.OTHER:
        reason = _by_words(fold(words))
    returned = "\n".join([words, *_returned(message)])[:_MOST_RETURNED]
    named = (*message.references, *([message.in_reply_to] if message.in_reply_to else ()))
    return BounceReport(
        action=action,
        reason=reason,
        status=status,
        detail=(diagnostic or _smtp_line(words))[:300],
        recipients=tuple(dict.fromkeys(_recipients(fields, message))),
        message_ids=tuple(dict.fromkeys((*_MESSAGE_ID.findall(returned), *reversed(named)))),
        returned=returned,
    )


def read_refusal(detail: str) -> BounceReport:
    """What a server says that refuses a mail at once, such as `550 5.1.1 User unknown`."""
    status = _status((), detail, "")
    return BounceReport(Action.FAILED, _reason(status, fold(detail)), status, detail)


_MESSAGE_ID = re.compile(r"^[>\s]{0,8}message-id:\s{0,8}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z-]{1,60}):[ \t]*(.{0,2000}(?:\n[ \t]+.{0,2000}){0,20})", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>;,()\"']{1,64}@[^\s<>;,()\"']{1,253}")


def _text(content: bytes) -> str:
    return content[:_MOST_RETURNED].decode("utf-8", "replace").replace("\r\n", "\n")


def _fields(message: MailMessage) -> tuple[tuple[str, str], ...]:
    report = "\n".join(_text(file.content) for file in message.files if file.content_type in _REPORTS)
    return tuple((name.lower(), value) for name, value in _FIELD.findall(report))


def _values(fields: tuple[tuple[str, str], ...], name: str) -> list[str]:
    return [value.strip() for key, value in fields if key == name]


def _returned(message: MailMessage) -> list[str]:
    return [_text(file.content) for file in message.files if file.content_type in _RETURNED]


def _words(message: MailMessage) -> str:
    """What the server tells people; without what it returns below, whose words are ours."""
    return message.text[:MOST_TEXT]


_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)")
_SMTP = re.compile(r"(?<!\d)([45])[0-7]\d[- ]")


def _status(fields: tuple[tuple[str, str], ...], diagnostic: str, words: str) -> str:
    """The most telling code: X.0.0 says nothing that the server's own words don't say better."""
    stated = [code for value in _values(fields, "status") for code in _CODE.findall(value)]
    told = _CODE.findall(diagnostic) or ([] if stated else _CODE.findall(_smtp_line(words)))
    codes = [*stated, *told]
    telling: list[str] = [code for code in codes if not code.endswith(".0.0") and not code.startswith("2")]
    return str((telling or codes or [""])[0])


def _smtp_line(words: str) -> str:
    """The line in which the other server answered, such as `550 5.1.1 User unknown`."""
    lines = (line.strip() for line in words.splitlines())
    return next((line for line in lines if _SMTP.search(line) or _CODE.search(line)), "")


_ACTIONS = {
    "failed": Action.FAILED,
    "delayed": Action.DELAYED,
    "delivered": Action.ARRIVED,
    "relayed": Action.ARRIVED,
    "expanded": Action.ARRIVED,
}
_STILL_TRYING = re.compile(
    r"\b(?:delivery (?:has been |is )?delayed|delayed \d+ hours|delayed mail|mail (?:is )?delayed|warning message only"
    r"|will (?:be retried|keep trying|continue to try|retry)|still (?:being )?(?:trying|retried)"
    r"|(?:do not|don t|no) need to (?:resend|retry)|could not send message for|n a pas encore (?:ete|pu)|sera retente"
    r"|nouvelles? tentatives? (?:ser|aur)|continuera d|continuer a essayer|remise (?:est )?retardee"
    r"|retard de (?:remise|livraison)|inutile de (?:le |la )?renvoyer)"
)
_GIVEN_UP = re.compile(
    r"\b(?:undeliver|status notification failure|non remis|non distribu|non delivre|echec (?:de|d)|failure notice"
    r"|delivery (?:has )?failed|delivery failure|returned mail|returned to sender|retour a l expediteur"
    r"|could not be delivered|couldn t be delivered|can(?:not|t) be delivered|was not delivered|not been delivered"
    r"|unable to deliver|n a pas pu etre|n ont pas pu|impossible de (?:remettre|delivrer|distribuer)"
    r"|permanent (?:fatal )?error|permanent failure|gave up|giving up|rejected|refuse|message non )"
)


def _action(
    fields: tuple[tuple[str, str], ...], subject: str, words: str, status: str, part_types: tuple[str, ...]
) -> Action:
    if "message/feedback-report" in part_types:
        return Action.UNKNOWN  # a reader's complaint (RFC 5965)
    actions = [_ACTIONS.get(value.lower().split()[0]) for value in _values(fields, "action") if value]
    for action in (Action.FAILED, Action.DELAYED, Action.ARRIVED):
        if action in actions:
            return action
    told = fold(f"{subject}\n{words[:4000]}")
    if _STILL_TRYING.search(told):
        return Action.DELAYED
    if status.startswith("2"):
        return Action.ARRIVED
    if _GIVEN_UP.search(told) or status or _by_words(told) is not Reason.OTHER:
        return Action.FAILED
    return Action.UNKNOWN


_OF_STATUS = {
    **dict.fromkeys(("5.1.1", "5.1.3", "5.1.6", "5.1.10", "4.1.1"), Reason.UNKNOWN_ADDRESS),
    **dict.fromkeys(("5.1.2", "4.1.2", "5.4.4"), Reason.UNKNOWN_DOMAIN),
    **dict.fromkeys(("5.2.1", "4.2.1"), Reason.MAILBOX_CLOSED),
    **dict.fromkeys(("5.2.2", "4.2.2"), Reason.MAILBOX_FULL),
    **dict.fromkeys(("5.2.3", "5.3.4"), Reason.TOO_LARGE),
}
# The first that fits; folded words.
_WORDS: dict[Reason, tuple[str, ...]] = {
    Reason.MAILBOX_FULL: (
        r"(?:mailbox|inbox|boite(?: aux lettres| de reception| mail)?)(?: [a-z ]{0,20})?(?: is| est)? (?:full|pleine)",
        r"over ?quota|quota (?:exceeded|depasse|atteint)|insufficient (?:system )?storage",
        r"exceed\w* (?:the |his |its |their )?(?:mail |mailbox |storage )?quota",
    ),
    Reason.MAILBOX_CLOSED: (
        r"(?:mailbox|account|user|recipient)[a-z0-9 ]{0,40} (?:disabled|inactive|deactivated|suspended|closed|expired)",
        r"(?:boite|compte)[a-z0-9 ]{0,40} (?:desactivee?|fermee?|suspendue?)",
    ),
    Reason.UNKNOWN_DOMAIN: (
        r"(?:host|domain|domaine)(?: or domain)?(?: name)?[a-z0-9 ]{0,80} (?:not found|unknown|inconnu|introuvable)",
        r"unknown (?:host|domain|mail host)|unrouteable (?:mail )?domain|no mx|nxdomain|no such domain",
        r"name service error|nom de domaine",
    ),
    Reason.UNKNOWN_ADDRESS: (
        r"(?:user|address|recipient|mailbox|account)[a-z0-9 ]{0,80} (?:unknown|not found|not exist|doesn t exist)",
        r"(?:adresse|destinataire|utilisateur|boite|compte)[a-z0-9 ]{0,80} (?:inconnue?|introuvable|inexistante?)",
        r"(?:unknown|invalid|no such) (?:user|address|recipient|mailbox|local part|account)|n existe (?:pas|plus)",
        r"no mailbox here|not our customer|unrouteable address|not listed in|doesn t have a",
    ),
    Reason.TOO_LARGE: (
        r"(?:message|mail|size)[a-z0-9 ]{0,40} (?:too (?:large|big)|exceed\w*)",
        r"trop (?:volumineux|gros|lourd)|size limit",
    ),
    Reason.UNREACHABLE: (
        r"time ?d? ?out|connection refused|could not connect|no route to host|retry time(?:out)?|not respond",
        r"ne repond pas|n a pas repondu|delai (?:maximal |d attente )?(?:depasse|expire)|too (?:long|old)",
    ),
    Reason.REFUSED: (
        r"spam\b|block ?list|blacklist|blocked|reputation|policy|policies|dmarc|spf\b|dkim|content|virus|unsolicited",
        r"not (?:authorized|allowed|permitted|accepted)|access denied|relay(?:ing)?|rejected|refuse|indesirable",
    ),
}
_PATTERNS = {reason: re.compile(rf"\b(?:{'|'.join(patterns)})") for reason, patterns in _WORDS.items()}


def _reason(status: str, words: str) -> Reason:
    if status in _OF_STATUS:
        return _OF_STATUS[status]
    by_words = _by_words(words)
    if by_words is not Reason.OTHER:
        return by_words
    if re.match(r"[45]\.4\.", status):
        return Reason.UNREACHABLE
    return Reason.REFUSED if re.match(r"[45]\.7\.", status) else Reason.OTHER


def _by_words(folded: str) -> Reason:
    text = folded[:4000]
    return next((reason for reason, pattern in _PATTERNS.items() if pattern.search(text)), Reason.OTHER)


def _recipients(fields: tuple[tuple[str, str], ...], message: MailMessage) -> list[str]:
    """Whom it did not reach, by every name that the report gives them."""
    values = [*_values(fields, "final-recipient"), *_values(fields, "original-recipient")]
    values += message.header_values("x-failed-recipients")
    return [address.lower().rstrip(".") for value in values for address in _ADDRESS.findall(value)]
