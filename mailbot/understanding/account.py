"""Account numbers at suppliers: which codes of a text are some, and to which supplier each belongs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.understanding.directory import SupplierMention
from mailbot.understanding.not_accounts import is_never_account
from mailbot.understanding.words import any_of
from models.folding import fold

# More codes than that are a list of something; nobody has so many accounts to be told of.
MOST_CODES = 200
# In front of the digits, with a blank between: "RX 7781".
_LETTERS = (
    r"(?-i:(?!(?:N|NO|NR|NUM|A|ET|DE|DU|LE|LA|LES|EN|AU|OU|ON|EST|PAR|SUR|CHEZ|BP|CS|TEL|FAX|RCS|TVA|SAS|SARL|SA|REF|CPT"
    r"|CPTE|EUR|HT|TTC|FR|NOUS|Y|PDL|PCE|PRM|LOT|CACES)\b)[A-Z]{1,4}[ \u00a0](?=[0-9]))"
)
# Behind them, where the sentence or the line ends there: "4471 AB".
_LAST_LETTERS = (
    r"(?-i:(?!(?:OK|A|ET|DE|DU|LE|LA|LES|EN|AU|OU|PS|HT|TTC|SA|SAS|SARL|EUR|MG|NB|SVP|TVA|CDT|CDLT|KM)\b)[A-Z]{1,3})"
    r"(?=[ \u00a0]*(?:[.,;)\n]|\Z|chez\b))"
)
# As people dictate them: "19 tiret 30 26", "7 7 0 4 1 9".
_DICTATED = (
    rf"(?:{_LETTERS})?[0-9]{{1,6}}(?: [0-9]{{2,4}}){{0,2}}"
    r"(?: (?:tiret|slash|barre|point) (?:[A-Z]{1,3}\b|[0-9]{1,6}(?: [0-9]{2,4}){0,2})){1,3}"
    r"|[0-9](?: [0-9]){4,9}(?! ?[0-9])"
)
_SPOKEN_SIGNS = {"tiret": "-", "slash": "/", "barre": "/", "point": "."}
_SPOKEN_SIGN = re.compile(rf"\s({'|'.join(_SPOKEN_SIGNS)})\s", re.IGNORECASE)
_CODE = re.compile(
    rf"(?<![\w@.,/+€-])(?:{_DICTATED}|(?:{_LETTERS})?[0-9]{{1,4}}(?:[ \u00a0\u202f][0-9]{{2,4}}){{1,4}}"
    r"|[0-9]{1,3}(?:['’][0-9]{3}){1,3}(?:-[A-Z])?|[0-9]{1,4} [A-Z] [0-9]{2,5}"
    rf"|[0-9]{{3,10}}[ \u00a0]{_LAST_LETTERS}"
    r"|(?:[A-Z]{1,3}[/-]|[0-9]{1,3}-)[0-9]{1,4}(?:[ \u00a0][0-9]{2,4}){1,3}"
    rf"|{_LETTERS}[0-9](?:[A-Z0-9]|[./_-](?=[A-Z0-9])){{1,12}}"
    r"|(?=[A-Z./_-]{0,8}[0-9])[A-Z0-9](?:[A-Z0-9]|[./_-](?=[A-Z0-9])){2,24})"
    r"(?![\w@€%]|,[0-9]|[ \u00a0]?(?:€|%|euros?\b|h\b|km\b|ans\b|mois\b|jours?\b))",
    re.IGNORECASE,
)
_NOT_CODES = re.compile(
    r"(?:0?[1-9]|[12][0-9]|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:[0-9]{2}|(?:19|20)[0-9]{2})|(?:24|7)[/-]7|(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|1[0-2])"
    r"|20[0-9]{2}[/-](?:20)?[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}|0[1-9](?:[ .-]?[0-9]{2}){4}|0(?: [0-9]){9}"
    r"|[0-9]{1,2}h[0-9]{0,2}"
    r"|(?:https?|www)\b.*",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"\b(?:comptes?|contes?|conptes?|cpte?s?|clients?|customer|account|identifiant)\b")
_NUMBER = re.compile(r"\b(?:n|no|nos|num|nr|numero|numeros|number|reference|ref|code)\b")
# Of the customer at the supplier that is named right before.
_CONTRACT = re.compile(r"\b(?:contrats?|cartes?|abonnements?|dossiers?)\b")
# "On nous y connaît sous le 61 204", "j'y suis déjà au 12 04 88".
_KNOWN_AS = re.compile(
    r"\b(?:sous|on est|je suis|nous sommes|[jy] y suis|y suis)(?: (?:deja|chez eux|le|au|la|leur|l))*$"
)
_CALLED_BEHIND = re.compile(r"[ ,]{1,3}(?:c['’]est|est) (?:leur|notre|mon|le) (?:num[ée]ro|compte|n°)", re.IGNORECASE)
# What the sender calls a matter, "N/Réf. 26-0417", or the subject begins with.
_OWN_REFERENCE = re.compile(
    r"(?:\A\W*(?:[nv] ?/ ?)?r[ée]f\w*|\b[nv] ?/ ?r[ée]f\w*)[ .:°]{0,4}(?:n°)?[ ]?[\w./-]{3,25}", re.IGNORECASE
)
_REFERENCE = re.compile(r"\br[ée]f\w{0,7}[ .:°]{0,4}(?:n°)?[ ]?$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:depuis(?: le| l an)?|en|annee)$")
_SOMETHING_ELSE = re.compile(
    r"\b(?:factures?|facts?|facs?|interventions?|ascenseur|appareil|sinistre|cde|bl|commandes?|devis|colis|telephone|tel|portable|mobile|fax|siret|siren|rcs|tva|iban|rib"
    r"|bancaire|ticket"
    r"|bon|article|immatriculation|plaque|vehicule|rue|avenue|boulevard|bp|cs|cedex"
    r"|invoice|order"
    r"|adherent|papier|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)
_ABBREVIATION = re.compile(r"\b(?:n|no|num|r[ée]f|cpte?|facts?|facs?|art|cde|int)\.$", re.IGNORECASE)
_STOP = re.compile(r"[.!?;](?=\s)|\n\s*\n")
_TO_NAME_BEHIND = re.compile(
    r"[ \u00a0]*(?:[(]|[,(]?[ \u00a0]*(?:chez|pour|aupr[èe]s d[eu]|at|with)\b)[ \u00a0]*", re.IGNORECASE
)
_NO_ACCOUNT = any_of(
    "(?:pas|aucun|jamais|sans)(?: (?:encore|de|d|eu|un|ouvert|actuellement|pour l instant|le|moment)){0,3}"
    " (?:comptes?|cpte?|clients?)",
    "rien (?:chez|ouvert|signe)|jamais (?:rien )?(?:commande|travaille|achete|loue)|nouveaux? clients?",
    "(?:no|not|not have an) account",
    "(?:ouvrir|ouverture|creer|creation|faire|open|opening) (?:d )?(?:une? |de |an )?(?:nouveau )?(?:comptes?|account)",
)
_AN_ACCOUNT = any_of(
    "deja (?:\\w+ ){0,2}(?:comptes?|clients?|cpte?)|(?:sommes|suis|est) clients?|(?:comptes?|client) existants?",
    "(?:notre|nos|mon|mes|our|my) (?:\\w+ ){0,2}(?:comptes?|cpte?s?|accounts?)",
    "(?:avons|ai|a|avez|have|detenons) (?:\\w+ ){0,2}(?:comptes?|account)",
)
_JUST_OPENED = any_of("(?:vien*|venons) … d (?:ouvrir|creer)")


@dataclass(frozen=True)
class AccountNumber:
    """A customer's account number at a supplier, as the supplier knows it (blanks within digits are taken out)."""

    value: str
    position: int
    end: int


def find_accounts(
    text: str, mentions: Sequence[SupplierMention], taken: Sequence[tuple[int, int]] = ()
) -> list[AccountNumber]:
    """Codes called account, customer number or the like. `taken` are places of other numbers, such as a SIRET."""
    spans = [
        *taken,
        *(one.span() for one in _OWN_REFERENCE.finditer(text)),
        *((mention.position, mention.end) for mention in mentions),
    ]
    speaks_of_accounts = _ACCOUNT.search(fold(text)) is not None
    nameless = _without_names(text, mentions)
    found: list[AccountNumber] = []
    previous_end = 0
    for match in itertools.islice(_codes(text, spans), MOST_CODES):
        context = _context(nameless, previous_end, match.start())
        beside = _beside_name(text, match, mentions) and _SOMETHING_ELSE.search(context) is None
        # A bare number of a text that has no word of accounts may count anything: it isn't told to a supplier.
        codelike = _LOOKS_LIKE_CODE.search(match.group()) is not None
        beside = beside and (speaks_of_accounts or codelike)
        named = _is_named(text, match, mentions)
        never = _is_place(nameless, match, context) or is_never_account(
            nameless, *match.span(), context, _context(nameless, 0, match.start())
        )
        if not never and (
            beside
            or _is_account(context, speaks_of_accounts, named=named)
            or ((speaks_of_accounts or codelike) and _behind_name(text, match, mentions))
            or (named and _CALLED_BEHIND.match(text, match.end()))
            or (named and codelike and _is_put_in(text, match, context))
        ):
            found.append(AccountNumber(_value(match.group()), match.start(), match.end()))
        previous_end = match.end()
    return _without_reference(text, found)


def _value(written: str) -> str:
    """What a supplier would write: without blanks, and "tiret" as a hyphen."""
    return re.sub(r"[\s'’]", "", _SPOKEN_SIGN.sub(lambda sign: _SPOKEN_SIGNS[sign[1].lower()], written))


def _without_reference(text: str, accounts: list[AccountNumber]) -> list[AccountNumber]:
    """Without what the subject calls the sender's reference, where the body gives an account."""
    subject = len(text.partition("\n\n")[0])
    if all(one.position < subject for one in accounts):
        return accounts
    return [one for one in accounts if one.position >= subject or not _REFERENCE.search(text[: one.position])]


def says_account(text: str) -> bool | None:
    """Whether the sender says to have an account, or to have none; None: not said."""
    folded = fold(text)
    if _NO_ACCOUNT.search(folded) and not _JUST_OPENED.search(folded):
        return False
    return True if _AN_ACCOUNT.search(folded) or _JUST_OPENED.search(folded) else None


def _without_names(text: str, mentions: Sequence[SupplierMention]) -> str:
    """The same text with the names blotted out: some are ordinary words that would mislead here."""
    for mention in mentions:
        text = text[: mention.position] + "x" * len(mention.as_written) + text[mention.end :]
    return text


def _codes(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for match in _CODE.finditer(text):
        overlaps = any(match.start() < end and start < match.end() for start, end in spans)
        enough = sum(character.isdigit() for character in match.group()) >= 3
        if enough and not overlaps and not _NOT_CODES.fullmatch(match.group()):
            yield match


def _context(text: str, start: int, end: int) -> str:
    """What stands in front of a code: at most 120 characters, of the same sentence, behind the code before."""
    window = text[max(start, end - 120) : end]
    for stop in reversed(list(_STOP.finditer(window))):
        if stop.group()[0] == "\n" or not _ABBREVIATION.search(window[: stop.end()]):
            return fold(window[stop.end() :])
    return fold(window)


def _is_account(context: str, speaks_of_accounts: bool, *, named: bool) -> bool:
    """Whether what stands before a code calls it an account; `named`: a supplier's name is near."""
    if _SINCE.search(context):
        return False
    if named and _KNOWN_AS.search(context):
        return True
    ends = [label.end() for label in _ACCOUNT.finditer(context)]
    if named:
        ends += [label.end() for label in _CONTRACT.finditer(context)]
    if speaks_of_accounts or named:
        ends += [label.end() for label in _NUMBER.finditer(context) if not _names_another(context[: label.start()])]
    return bool(ends) and _SOMETHING_ELSE.search(context[max(ends) :]) is None


def _is_named(text: str, code: re.Match[str], mentions: Sequence[SupplierMention]) -> bool:
    """Whether a supplier's name stands a little before a code, or right behind: "je suis B-15-330 chez Brunelle"."""
    before = any(code.start() - _NAMED_REACH < one.position < code.start() for one in mentions)
    return before or any(_TO_NAME_BEHIND.fullmatch(text[code.end() : one.position]) for one in mentions)


def _is_put_in(text: str, code: re.Match[str], context: str) -> bool:
    """In brackets by itself, or "c'est le PT-3318"; not behind what else has a number."""
    if _SOMETHING_ELSE.search(context):
        return False
    alone = text[: code.start()].endswith("(") and text.startswith(")", code.end())
    return alone or context.endswith(("c est le", "c est"))


def _names_another(before: str) -> bool:
    """Whether "n°" belongs to the word in front of it, as in "facture n°"."""
    return _SOMETHING_ELSE.search(" ".join(before.split()[-2:])) is not None


def _behind_name(text: str, code: re.Match[str], mentions: Sequence[SupplierMention]) -> bool:
    """A line such as "- Supplier : 12345", or "Supplier (12345)" anywhere."""
    line_start = text.rfind("\n", 0, code.start()) + 1
    for mention in mentions:
        if line_start <= mention.position and mention.end <= code.start():
            head, gap = text[line_start : mention.position], text[mention.end : code.start()]
            heads_line = re.fullmatch(r"\s*[-–*•·]?\s*", head) and re.fullmatch(r"\s*[:=–-]\s*", gap)
            if heads_line or re.fullmatch(r"\s*[(]\s*", gap):
                return True
    return False


def _beside_name(text: str, code: re.Match[str], mentions: Sequence[SupplierMention]) -> bool:
    """Right behind a name, with hardly anything between: "Rexol R-2088", "Brunelle, le 20-118"."""
    gaps = (text[mention.end : code.start()] for mention in mentions if mention.end <= code.start() <= mention.end + 20)
    beside = any(_HARDLY_ANYTHING.fullmatch(fold(gap)) and not set(gap) & set(":=\n") for gap in gaps)
    return beside and not _YEAR.fullmatch(code.group())


def _is_place(nameless: str, code: re.Match[str], context: str) -> bool:
    """A postcode and its town, as in "Rexol 69003 Lyon", unless it is called a number right in front."""
    if not _POSTCODE.fullmatch(code.group()) or not _TOWN.match(nameless, code.end()):
        return False
    label = context.rpartition(" ")[2]
    return not (_ACCOUNT.fullmatch(label) or _NUMBER.fullmatch(label))


_NAMED_REACH = 160
_LOOKS_LIKE_CODE = re.compile(r"[A-Z./_-]", re.IGNORECASE)
_POSTCODE = re.compile("(?:0[1-9]|[1-8][0-9]|9[0-58])[0-9]{3}")
_TOWN = re.compile(r"[ \u00a0]{1,3}(?!(?:Merci|Cordialement|Bien|Bonne)\b)[A-ZÀ-Þ]")
_HARDLY_ANYTHING = re.compile(r"(?:(?:le|client|compte|cpte|n|no|num|numero)(?: |$)){0,3}")
_YEAR = re.compile("20[0-9]{2}")


def supplier_of(account: AccountNumber, mentions: Sequence[SupplierMention], text: str) -> SupplierMention | None:
    """Where an account number belongs to: "12345 chez X", else the last name on its line, else the last before."""
    behind = [one for one in mentions if one.position >= account.end]
    if behind and _TO_NAME_BEHIND.fullmatch(text[account.end : behind[0].position]):
        return behind[0]
    line_start = text.rfind("\n", 0, account.position) + 1
    line_end = text.find("\n", account.end) if "\n" in text[account.end :] else len(text)
    before = [one for one in mentions if one.end <= account.position]
    if before and before[-1].position >= line_start:
        return before[-1]
    return next((one for one in behind if one.position < line_end), before[-1] if before else next(iter(behind), None))
