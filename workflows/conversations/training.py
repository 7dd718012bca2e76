"""Corrections as training data, without what tells of people: the words that a classifier learns from, and the label.

What goes: addresses, links, telephone numbers, bank accounts, the names of the sender and of their company, everything
from the closing formula on, where people sign. Numbers lose their digits, but for the one that the correction is about.
Mails are numbered in the order of the export, so that nothing points back to them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from models import ConversationMessage, InboundMail, UnderstandingCorrection, UnderstandingField
from models.folding import fold

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b")
_PHONE = re.compile(r"(?:\+33|0033|\b0)[ .\u00a0-]?[1-9](?:[ .\u00a0-]?\d{2}){4}\b")
_DIGIT = re.compile(r"\d")
_CLOSING = re.compile(
    r"^\W*(?:(?:bien )?cordialement|(?:sinceres |meilleures )?salutations|bien a vous|bonne (?:journee|reception)"
    r"|merci (?:d avance|par avance)|respectueusement|a bientot)\b"
)
# These fields' labels are numbers that stand in the text.
_NUMBERS = (UnderstandingField.ACCOUNT_NUMBER, UnderstandingField.SIRET)
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class Example:
    """One corrected mail. `was` and `corrected` are labels: a kind, a supplier's code, a number; None: nothing."""

    mail: int
    day: str
    field: str
    was: str | None
    corrected: str | None
    subject: str
    text: str


async def examples() -> AsyncIterator[Example]:
    """All corrections, oldest first."""
    numbers: dict[int, int] = {}
    async for row in UnderstandingCorrection.all().order_by("id").select_related("mail__person", "mail__member"):
        mail = row.mail
        message = await ConversationMessage.filter(inbound_mail_id=mail.id).first()
        kept = [label for label in (row.was, row.corrected) if label] if row.field in _NUMBERS else []
        names = _names(mail)
        yield Example(
            mail=numbers.setdefault(mail.id, len(numbers) + 1),
            day=str(row.at.date()),
            field=row.field.value,
            was=row.was,
            corrected=row.corrected,
            subject=anonymous(mail.subject, names, kept),
            text=anonymous(message.text if message else mail.excerpt, names, kept),
        )


def anonymous(text: str, names: Iterable[str], kept: Iterable[str] = ()) -> str:
    """The text without what tells of people; numbers in `kept` stay as they are written, whatever their spaces."""
    body = []
    for line in text.splitlines():
        if _CLOSING.match(fold(line)):
            break
        body.append(line)
    text = "\n".join(body).strip()
    for told, stands_for in ((_ADDRESS, "[adresse]"), (_LINK, "[lien]"), (_IBAN, "[compte bancaire]")):
        text = told.sub(stands_for, text)
    spared = [pattern for number in kept if (pattern := _spaced(number))]
    text = _outside(text, spared, _PHONE, "[téléphone]")
    text = _outside(text, spared, _DIGIT, "#")
    for name in sorted(set(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[nom]", text, flags=re.IGNORECASE)
    return text


def _names(mail: InboundMail) -> set[str]:
    """What the sender and their company are called, whole and in pieces."""
    person, member = mail.person, mail.member
    whole = [mail.from_name, mail.from_address.partition("@")[0]]
    whole += [person.first_name, person.last_name, person.display_name] if person else []
    whole += [member.legal_name] if member else []
    pieces = [piece for name in whole for piece in re.split(r"[\s.\-_'’]+", name)]
    return {name for name in (*whole, *pieces) if len(name) >= _SHORTEST_NAME and not name.isdigit()}


def _spaced(number: str) -> str:
    """A pattern for a number however its groups are set apart."""
    signs = [re.escape(sign) for sign in number if sign.isalnum()]
    return r"[\s.\-/_\u00a0\u202f]*".join(signs)


def _outside(text: str, spared: list[str], pattern: re.Pattern[str], stands_for: str) -> str:
    """Replace the pattern where none of the spared numbers stands."""
    if not spared:
        return pattern.sub(stands_for, text)
    pieces = re.split(f"({'|'.join(f'(?:{one})' for one in spared)})", text, flags=re.IGNORECASE)
    return "".join(piece if at % 2 else pattern.sub(stands_for, piece) for at, piece in enumerate(pieces))
