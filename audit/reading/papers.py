"""Papers of suppliers that look like invoices and charge nothing: quotes, orders, delivery notes with prices.

Their lines would be counted as bought, or twice, beside those of the invoice that follows. But these names stand on
invoices too, before the number of an order or of a delivery: a paper is refused only when its first or largest title is
such a name and nothing in any head speaks of an invoice. In doubt it is read, and an advisor decides about its lines.
What stands over a table of a spreadsheet is judged in the same way, and so are its sheet's and its file's names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from audit.reading.printed.kinds import CREDIT_NAMES
from audit.reading.printed.labels import folded as fold
from audit.reading.printed.words import Word, rows_of

# Titles stand in the upper half of a page (points from its top), in capitals or larger than what is around them.
_HEAD = 400.0
_LARGER = 1.15
_AS_LARGE = 0.95
_LONGEST_TITLE = 8
_LONGEST_REST = 60
_PAPERS = {
    "un devis": r"devis|offre de prix|proposition (?:commerciale|de prix|tarifaire)|quotation",
    "un bon de commande": (
        r"bon de commande|confirmation (?:de )?(?:votre |la )?commande"
        r"|accuse de reception de (?:votre |la )?commande|recapitulatif de (?:votre |la )?commande"
        r"|purchase order|order (?:confirmation|acknowledge?ment)"
    ),
    "un bon de livraison": (
        r"bon de (?:livraison|preparation)|bordereau de livraison|delivery note|packing (?:list|slip)"
    ),
    "un relevé": (
        r"releve (?:de compte|bancaire|de factures|d operations)|extrait de compte|(?:bank|account) statement"
        r"|statement of account"
    ),
    "un bulletin de paie": r"bulletin de (?:paie|paye|salaire)|fiche de paie|payslip",
    "un tarif": (
        r"tarifs? (?:public )?\d{4}|liste (?:de|des) prix|price list|grille tarifaire|bordereau (?:de|des) prix"
        r"|mercuriale"
    ),
}
# Names of sheets and files are shorter, and say less surely what is in them.
_SHORT = {
    "un devis": re.compile(r"(?:offre|proposition|quote)\b"),
    "un bon de livraison": re.compile(r"bls?(?: \d|$)"),
    "un tarif": re.compile(r"(?:tarifs?|tarification|catalogue|prices?)\b"),
}
# What documents are called in a column of kinds, where nothing else is said.
_KINDS = {
    "un devis": re.compile(r"(?:devis|offre|quote)$"),
    "un bon de commande": re.compile(r"(?:bdc|commande|cde|order)$"),
    "un bon de livraison": re.compile(r"bl$"),
}
_OF_QUOTES = re.compile(r"(?:(?:n|no|num|numero|ref|reference) (?:de |du )?)?(?:devis|quote)\b")
_BEFORE_NAME = re.compile(r"^(?:(?:\d+|n|no|le|la|les|mon|notre|votre|copie|scan|export) )+")
_TITLES = {name: re.compile(rf"(?:{titles})\b") for name, titles in _PAPERS.items()}
_ANY = re.compile(rf"\b(?:{'|'.join(_PAPERS.values())}|pro ?forma)\b")
_PRO, _QUOTE = "une facture pro forma", "un devis"
# Called an invoice, and none; alone it may be the second half of a title.
_PROFORMA = re.compile(r"(?:factures? |(?:commercial )?invoice )?pro ?forma\b")
# What invoices and credit notes are called. "Facturé à", "reçu le" and "invoice to" call nothing so; OCR glues the
# number to the name, and without a degree sign "FACTUREN°12" is a word.
_NAMES = (
    r"(?:factures?(?:no?|num|numero|du)?\d*(?! (?:a|au|aux|par|sera|seront|suit|suivra|vous|pro ?forma)\b)"
    r"|invoice(?:s|no)?\d*(?! (?:to|address|will|follows|pro ?forma)\b)|fact(?= (?:n|no|\d))"
    rf"|{CREDIT_NAMES}|(?:note|facture|releve) d honoraires|honoraires|quittance"
    r"|situation(?: de travaux)?(?= (?:n|no|\d)|$)|situation de travaux|decompte(?: \w+)?(?= (?:n|no|\d)|$)"
    r"|recu(?! (?:le|par|conforme|en)\b)|ticket|\w*rechnung(?:s?(?:nummer|nr|datum))?|fattura|factura|fatura"
    r"|factuur|faktura)\b"
)
_INVOICE = re.compile(
    r"(?:(?:(?:no?|num|numero|date|ref|reference|duplicata|copie|original)(?: de)?(?: la)?|tax|vat|commercial|sales) )?"
    + _NAMES
)
# In the midst of a text: with its number or day, or what another paper is at the same time.
_NUMBERED = re.compile(
    r"\b(?:factures?|fact|invoice|avoir|rechnung) (?:(?:n|no|num|numero|du|de|date) )?(?:(?:f[a-z]?|av|inv) )?[a-z]*\d"
    r"|\b(?:valant|vaut|tenant lieu de|tient lieu de) (?:facture|avoir)\b"
)
_AND = re.compile(r" (?:(?:et|ou|and) )?" + _NAMES)
_SPACED = re.compile(r"\b(?:f a c t u r e|a v o i r|i n v o i c e|h o n o r a i r e s)\b")
_NUMBER_BEHIND = re.compile(r"$| (?:(?:n|no|num|numero|ref|reference|du|date)\b.*)?(?:[a-z]{1,3} )?[\w-]*\d")
# What only a quote asks for or says of itself, wherever it stands.
_OFFERED = re.compile(
    r"\bbon pour (?:accord|commande)\b|\b(?:devis|offre|proposition) valable"
    r"|\bvalidite (?:du devis|de l offre|de la prop)|\bsi (?:ce devis|cette offre|cette proposition)\b"
)
# Speaks of an invoice; where one is sent to says nothing.
_SPOKEN = re.compile(r"factur(?!ation)|\bfact\b|invoic|rechnung|honoraires|situation de travaux")


@dataclass(frozen=True, slots=True)
class Paper:
    """Which other paper pages are, in French; not `is_sure` when they may be an invoice."""

    name: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """A folded text of a head; whether it stands out as titles do, and whether it is the first or largest to do so."""

    text: str
    stands_out: bool = False
    leads: bool = False

    @property
    def names(self) -> str | None:
        """The other paper that it is a title of; in plain type only with nothing but a number behind it."""
        name = name_of(self.text)
        return name if name is None or self.stands_out or _is_label(self.text) else None


def other_paper(pages: Sequence[Sequence[Word]]) -> Paper | None:
    """What the pages are when titles say so and none calls them an invoice."""
    heads = [(number, [word for word in words if word.top < _HEAD]) for number, words in enumerate(pages, 1)]
    heads = [(number, head) for number, head in heads if head]
    if not any(_ANY.search(fold(" ".join(word.text for word in head))) for _, head in heads):
        return None
    found: Paper | None = None
    is_spoken_of = False
    for at, (number, head) in enumerate(heads):
        texts = _texts(head, number)
        if any(_is_invoice(text) for text in texts):
            return Paper(_PRO, is_sure=False) if any(_is_proforma(text) for text in texts) else None
        is_spoken_of = is_spoken_of or any(_is_spoken(text.text) for text in texts)
        titles = [(name, text) for text in texts for name in [text.names] if name]
        if titles and found is None:
            name, text = next(((name, text) for name, text in titles if text.leads), titles[0])
            found = Paper(name, is_sure=at == 0 and (text.leads or (name == _QUOTE and _is_offered(pages))))
    return replace(found, is_sure=found.is_sure and not is_spoken_of) if found else None


def paper_of_table(above: Sequence[str], columns: Sequence[str], names: Sequence[str]) -> Paper | None:
    """What a table is by the texts over it, the titles of its columns, and the names of its sheet and file.

    All of them are folded. Names are sure only when they begin with what it is.
    """
    called = [_BEFORE_NAME.sub("", text) for text in names]
    if any(calls_an_invoice(text) for text in (*above, *columns)):
        return None
    is_spoken_of = any(_is_spoken(text) for text in (*above, *columns, *names))
    title = _first(name_of, (text for text in above if len(text.split()) <= _LONGEST_TITLE))
    if title is None and any(calls_an_invoice(text) for text in called):
        return None
    sure = title or _first(name_of, called)
    if sure is not None:
        return Paper(sure, is_sure=not is_spoken_of)
    if any(_OF_QUOTES.match(text) for text in columns):
        return Paper(_QUOTE, is_sure=False)
    unsure = _first(_name_within, called)
    return Paper(unsure, is_sure=False) if unsure is not None and not is_spoken_of else None


def paper_of_kind(kind: str) -> str | None:
    """Which other paper a row is of, by its folded cell in a column of kinds, in French."""
    return name_of(kind) or next((name for name, pattern in _KINDS.items() if pattern.match(kind)), None)


def _first(named: Callable[[str], str | None], texts: Iterable[str]) -> str | None:
    return next((name for text in texts for name in [named(text)] if name is not None), None)


def _name_within(text: str) -> str | None:
    """`tarifs bureau clair`, `bureau clair devis d 12`"""
    found = _ANY.search(text)
    if found is not None:
        return name_of(text[found.start() :])
    return next((name for name, pattern in _SHORT.items() if pattern.match(text)), None)


def name_of(text: str) -> str | None:
    """Which other paper a folded title names, in French."""
    if _PROFORMA.match(text):
        return _PRO
    return next((name for name, pattern in _TITLES.items() if pattern.match(text)), None)


def calls_an_invoice(text: str) -> bool:
    """Whether a folded text is the title or number of an invoice, also of another paper that is one as well."""
    if _PROFORMA.match(text) or _TITLES["un relevé"].match(text):
        return False
    if _INVOICE.match(text) or _SPACED.search(text):
        return True
    found = next((found for pattern in _TITLES.values() if (found := pattern.match(text))), None)
    return _NUMBERED.search(text) is not None or (found is not None and _AND.match(text, found.end()) is not None)


def _is_label(text: str) -> bool:
    """`devis n d 2026 7 du 12 03 2026`, `bon de livraison`: a name and its number, no sentence."""
    patterns = (pattern.match(text) for pattern in (*_TITLES.values(), _PROFORMA))
    rest = next((text[found.end() :] for found in patterns if found), text)
    return len(rest) <= _LONGEST_REST and _NUMBER_BEHIND.match(rest) is not None


def _is_offered(pages: Sequence[Sequence[Word]]) -> bool:
    return any(_OFFERED.search(fold(" ".join(word.text for word in words))) for words in pages)


def _is_invoice(text: _Text) -> bool:
    return calls_an_invoice(text.text) or (text.leads and text.text.startswith("facturation"))


def _is_proforma(text: _Text) -> bool:
    """As a title, or as the half of one below "FACTURE"; "PRO FORMA N° 12" on an invoice is a reference."""
    found = _PROFORMA.match(text.text)
    return found is not None and (text.leads or (text.stands_out and found[0] == text.text))


def _is_spoken(text: str) -> bool:
    """A title's own letters may stand apart, however unevenly."""
    if _PROFORMA.match(text) or _TITLES["un relevé"].match(text):
        return False
    return _SPOKEN.search(text) is not None or _SPOKEN.search(text.replace(" ", "")) is not None


def _texts(words: Sequence[Word], page: int) -> list[_Text]:
    """The texts of a page's head, each as far as it goes without a gap; letters that stand apart as one text more."""
    usual = median(word.size for word in words)
    found: list[tuple[str, float, bool]] = []
    for row in rows_of(words, page):
        for chunk in row.chunks():
            text, size = " ".join(word.text for word in chunk), chunk[0].size
            stands_out = " ".join(text.split()[:2]).isupper() or size >= _LARGER * usual
            found.append((fold(text), size, stands_out and len(chunk) <= _LONGEST_TITLE))
        if sum(len(word.text) == 1 for word in row.words) > 4:
            found.append((fold(row.text), row.size, False))
    largest = _AS_LARGE * max(size for _, size, _ in found)
    first = next((at for at, (_, _, stands_out) in enumerate(found) if stands_out), None)
    return [
        _Text(text, stands_out, stands_out and (at == first or size >= max(largest, _LARGER * usual)))
        for at, (text, size, stands_out) in enumerate(found)
    ]
