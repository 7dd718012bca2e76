"""Corrections as training data, without what tells of people: the words that a classifier learns from, and the label.

What goes: addresses, links, telephone numbers, bank accounts, names (of the sender and their company, of everybody whom
we know, behind « Madame », first names with what follows them), who wrote to whom above what is quoted, everything from
the closing formula or the signature on. Numbers lose their digits, but for the one that the correction is about. Mails
are numbered in the order of the export, so that nothing points back to them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator, Container, Iterable
from dataclasses import dataclass

from access.passwords import french
from models import ConversationMessage, InboundMail, Person, Supplier, UnderstandingCorrection, UnderstandingField
from models.closings import closes
from models.folding import fold

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b")
_PHONE = re.compile(r"(?:\+33|0033|\b0)[ .\u00a0-]?[1-9](?:[ .\u00a0-]?\d{2}){4}\b")
_DIGIT = re.compile(r"\d")
# What stands above a mail that is quoted or passed on: who wrote to whom.
_HEADER = re.compile(
    r"^(?P<kept>[\s>|*]{0,10}(?:de|from|[àa]|to|cc|cci|bcc|pour|exp[ée]diteur|destinataires?|copie(?: [àa])?"
    r"|r[ée]pondre [àa]|reply-to)\*?[ \u00a0]?:\*?).*$",
    re.IGNORECASE,
)
_INTRO = re.compile(r"^[\s>|]{0,10}(?:le|on)\s.{0,300}\b(?:a [ée]crit|wrote)\b.{0,5}$", re.IGNORECASE)
# A word as names are written, what may stand between two of them, and several of them.
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w]|['’-](?=\w)){1,40}"
_PARTICLE = r"(?:de la|de|du|des|d['’]|le|la|van|von|el|ben)"
_NAMES = rf"{_CAPITAL}(?:[ \u00a0]+(?:{_PARTICLE}[ \u00a0]*)?{_CAPITAL}){{0,3}}"
_CIVILITY = re.compile(
    r"(?<!\w)(?P<kept>(?:M\.|MM\.|Mr\.?|Mrs\.?|Mme\.?|Mmes|Mlle|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames|Me|Maître|Dr\.?"
    rf"|Docteur|MONSIEUR|MADAME)[ \u00a0]+)(?:[A-Z]\.[ \u00a0]*|(?:de la|de|du|van|von|el|ben)[ \u00a0]+)?{_NAMES}"
)
_NAMED = re.compile(rf"(?<![\w@.]){_NAMES}")
_WORD = re.compile(r"[\w'’-]+")
# A last line that is nothing but a name, or initials: somebody signs without a closing formula.
_SIGNED = re.compile(rf"^\W*(?:{_NAMES}|[A-Z]\.? ?[A-Z]?\.?)\W*$")
_LONGEST_SIGNATURE = 6
# These fields' labels are numbers that stand in the text.
_NUMBERS = (UnderstandingField.ACCOUNT_NUMBER, UnderstandingField.SIRET)
_SHORTEST_NAME = 3
# Words that begin sentences, months and towns, more often than people's names.
_NO_NAMES = frozenset(
    "merci bonjour bonsoir madame monsieur nous vous notre votre suite france paris lyon nantes lille rose olive prune "
    "mars avril mai juin juillet aout ange noel victoire clemence".split()
)


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
    async for example, _ in examples_with_mails():
        yield example


async def examples_with_mails() -> AsyncIterator[tuple[Example, InboundMail]]:
    """All corrections, oldest first, each with the mail that was put right."""
    numbers: dict[int, int] = {}
    people = await _people()
    async for row in UnderstandingCorrection.all().order_by("id").select_related("mail__person", "mail__member"):
        mail = row.mail
        message = await ConversationMessage.filter(inbound_mail_id=mail.id).first()
        kept = [label for label in (row.was, row.corrected) if label] if row.field in _NUMBERS else []
        names = _names(mail)
        example = Example(
            mail=numbers.setdefault(mail.id, len(numbers) + 1),
            day=str(row.at.date()),
            field=row.field.value,
            was=row.was,
            corrected=row.corrected,
            subject=anonymous(mail.subject, names, kept, people),
            text=anonymous(message.text if message else mail.excerpt, names, kept, people),
        )
        yield example, mail


def anonymous(text: str, names: Iterable[str], kept: Iterable[str] = (), people: Container[str] | None = None) -> str:
    """The text without what tells of people; numbers in `kept` stay as they are written, whatever their spaces.

    `names` are the sender's and the company's, whole and in pieces; `people` folded pieces of others', else common.
    """
    body = []
    for line in text.splitlines():
        if closes(line):
            break
        body.append("[citation]" if _INTRO.match(line) else _HEADER.sub(r"\g<kept> [nom]", line))
    text = "\n".join(_unsigned(body)).strip()
    for told, stands_for in ((_ADDRESS, "[adresse]"), (_LINK, "[lien]"), (_IBAN, "[compte bancaire]")):
        text = told.sub(stands_for, text)
    spared = [pattern for number in kept if (pattern := _spaced(number))]
    text = _outside(text, spared, _PHONE, "[téléphone]")
    text = _outside(text, spared, _DIGIT, "#")
    for name in sorted(set(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[nom]", text, flags=re.IGNORECASE)
    text = _CIVILITY.sub(r"\g<kept>[nom]", text)
    known = common_names() if people is None else people
    return _NAMED.sub(lambda found: _without_people(found[0], known), text)


def _unsigned(lines: list[str]) -> list[str]:
    """Without a short last block that begins with a name: a signature without a closing formula."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    signed = 1 <= end - start <= _LONGEST_SIGNATURE and _SIGNED.match(lines[start])
    return lines[:start] if start and signed else lines


def _without_people(found: str, people: Container[str]) -> str:
    """Words in capitals beside each other: behind the first that is somebody's name stands the rest of it."""
    words = _WORD.findall(found)
    first = next(
        (number for number, word in enumerate(words) if any(one in people for one in fold(word).split())), None
    )
    return found if first is None else " ".join([*words[:first], "[nom]"])


@functools.cache
def common_names() -> frozenset[str]:
    """The names that most people in France have, folded."""
    return frozenset(fold(name) for name in french.words("names")) - _NO_NAMES


async def _people() -> frozenset[str]:
    """The folded names of everybody whom we know, in pieces, and common ones; but not what suppliers are called."""
    found = set(common_names())
    for name in await Person.all().values_list("first_name", "last_name"):
        found.update(_pieces(*name))
    for supplier, aliases in await Supplier.all().values_list("name", "aliases"):
        found.difference_update(_pieces(supplier, *aliases))
    return frozenset(found) - _NO_NAMES


def _pieces(*names: str) -> set[str]:
    return {fold(piece) for name in names for piece in _WORD.findall(name) if len(piece) >= _SHORTEST_NAME}


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
