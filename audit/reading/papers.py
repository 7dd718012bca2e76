"""Papers of suppliers that look like invoices and charge nothing: quotes, orders, delivery notes with prices.

Their lines would be counted as bought, or twice, beside those of the invoice that follows. In doubt a paper is an
invoice: these names stand on invoices too, before the number of an order or of a delivery.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from audit.reading.printed.words import Word, chunks, rows_of
from models.folding import fold

# Titles stand in the upper half of a page (points from its top), in capitals or larger than what is around them.
_HEAD = 400.0
_LARGER = 1.15
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
# Called an invoice, and none.
_PROFORMA = re.compile(r"(?:factures? |invoice )?pro ?forma\b")
_INVOICE = re.compile(
    r"\b(?:factures?|invoice\w*|avoirs?|note de credit|credit note|quittance|recu|ticket|rechnung\w*|\w+rechnung"
    r"|gutschrift\w*|fattura|factura|fatura|factuur|faktura)\b"
)


def other_paper(pages: Sequence[Sequence[Word]]) -> str | None:
    """What the pages are, in French, when their titles say so and nothing beside these calls them an invoice."""
    heads = [[word for word in words if word.top < _HEAD] for words in pages]
    if not any(_ANY.search(fold(" ".join(word.text for word in head))) for head in heads):
        return None
    texts = [text for number, head in enumerate(heads, 1) if head for text in _texts(head, number)]
    titles = [folded for folded, is_title in texts if is_title]
    if any(_PROFORMA.match(title) for title in titles):
        return "une facture pro forma"
    found = next((name for title in titles for name, pattern in _TITLES.items() if pattern.match(title)), None)
    others = (text for text, _ in texts if not any(pattern.match(text) for pattern in _TITLES.values()))
    return None if found is None or any(_INVOICE.search(text) for text in others) else found


def _texts(words: Sequence[Word], page: int) -> Iterator[tuple[str, bool]]:
    """Folded texts of a page's head, each as far as it goes without a gap, and whether it may be a title."""
    usual = median(word.size for word in words)
    for row in rows_of(words, page):
        for chunk in chunks(row.words):
            text = " ".join(word.text for word in chunk)
            stands_out = " ".join(text.split()[:2]).isupper() or chunk[0].size >= _LARGER * usual
            yield fold(text), stands_out and len(chunk) <= _LONGEST_TITLE
