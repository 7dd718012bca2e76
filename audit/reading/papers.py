"""Papers of suppliers that look like invoices and charge nothing: quotes, orders, delivery notes with prices.

Their lines would be counted as bought, or twice, beside those of the invoice that follows. But these names stand on
invoices too, before the number of an order or of a delivery: a paper is refused only when its first or largest title is
such a name and nothing in any head speaks of an invoice. In doubt it is read, and an advisor decides about its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from audit.invoice import Flag, Invoice, Method
from audit.reading.printed.labels import folded as fold
from audit.reading.printed.reader import invoice_of
from audit.reading.printed.words import Word, chunks, rows_of
from audit.reading.refusals import refused
from audit.reading.values import RefusalCode

# Titles stand in the upper half of a page (points from its top), in capitals or larger than what is around them.
_HEAD = 400.0
_LARGER = 1.15
_AS_LARGE = 0.95
_LONGEST_TITLE = 8
_PAPERS = {
    "un devis": r"devis|offre de prix|proposition (?:commerciale|de prix|tarifaire)|quotation",
    "un bon de commande": (
        r"bon de commande|confirmation de (?:votre )?commande|accuse de reception de (?:votre )?commande"
        r"|purchase order|order confirmation"
    ),
    "un bon de livraison": (
        r"bon de (?:livraison|preparation)|bordereau de livraison|delivery note|packing (?:list|slip)"
    ),
    "un relevé": (
        r"releve (?:de compte|bancaire|de factures|d operations)|extrait de compte|(?:bank|account) statement"
        r"|statement of account"
    ),
    "un bulletin de paie": r"bulletin de (?:paie|paye|salaire)|fiche de paie|payslip",
    "un tarif": r"tarifs? (?:public )?\d{4}|liste de prix|price list",
}
_TITLES = {name: re.compile(rf"(?:{titles})\b") for name, titles in _PAPERS.items()}
_ANY = re.compile(rf"\b(?:{'|'.join(_PAPERS.values())}|pro ?forma)\b")
_PRO = "une facture pro forma"
# Called an invoice, and none; alone it may be the second half of a title.
_PROFORMA = re.compile(r"(?:factures? |(?:commercial )?invoice )?pro ?forma\b")
# What invoices and credit notes are called. "Facturé à", "reçu le" and "invoice to" call nothing so; OCR glues the
# number to the name, and without a degree sign "FACTUREN°12" is a word.
_NAMES = (
    r"(?:factures?(?:no?|num|numero|du)?\d*(?! (?:a|au|aux|par|sera|seront|suit|suivra|vous|pro ?forma)\b)"
    r"|invoice(?:s|no)?\d*(?! (?:to|address|will|follows|pro ?forma)\b)|fact(?= (?:n|no|\d))"
    r"|avoirs?|note de credit|credit (?:note|memo)|(?:note|facture|releve) d honoraires|honoraires|quittance"
    r"|situation(?: de travaux)?(?= (?:n|no|\d)|$)|situation de travaux|decompte(?: \w+)?(?= (?:n|no|\d)|$)"
    r"|recu(?! (?:le|par|conforme|en)\b)|ticket|\w*rechnung(?:s?(?:nummer|nr|datum))?|gutschrift|fattura|factura|fatura"
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


def invoice_on(pages: Sequence[Sequence[Word]], method: Method) -> Invoice | None:
    """The invoice whose pages hold these words, as `invoice_of`; all its lines are UNCERTAIN where it may be another
    paper. Raises `Refused` for what is one."""
    paper = other_paper(pages)
    if paper is not None and paper.is_sure:
        raise refused(RefusalCode.OTHER_PAPER, paper=paper.name)
    invoice = invoice_of(pages, method)
    if invoice is None or paper is None:
        return invoice
    return replace(invoice, lines=tuple(replace(line, flags=line.flags | {Flag.UNCERTAIN}) for line in invoice.lines))


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
        titles = [(name, text) for text in texts if text.stands_out for name in [name_of(text.text)] if name]
        if titles:
            led = next(((name, text) for name, text in titles if text.leads), None)
            found = found or Paper((led or titles[0])[0], is_sure=led is not None and at == 0)
    return replace(found, is_sure=found.is_sure and not is_spoken_of) if found else None


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
        for chunk in chunks(row.words):
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
