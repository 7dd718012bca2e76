"""Whether a page is an invoice or a credit note, by its titles; what its sentences speak of decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.invoice import InvoiceKind
from audit.reading.printed.labels import folded
from audit.reading.printed.words import Row

CREDIT_NAMES = r"avoirs?|note de credit|credit ?(?:note|memo)|gutschrift"
_SPACED = {"a v o i r": "avoir", "f a c t u r e": "facture", "i n v o i c e": "invoice"}
# What stands before the name in a title or in the label of a number.
_BEFORE = frozenset(
    "n no num numero ref reference date de d du l la le document piece type nature titre votre notre duplicata copie"
    " original note bon".split()
)
_CREDIT = re.compile(rf"(?:{CREDIT_NAMES}|(?:facture|note) de retour|remboursement|rechnungskorrektur)(?:nr|nummer)?\b")
_INVOICE = re.compile(r"(?:factures?|invoice|rechnung(?:s?(?:nr|nummer|datum))?)\b")
# What stands behind it, beside codes and days.
_BEHIND = frozenset(
    "n no nr num numero number ref reference client fournisseur commercial financier partiel total du le de d la date"
    " en eur page sur facture avoir original duplicata copie janvier fevrier mars avril mai juin juillet aout septembre"
    " octobre novembre decembre".split()
)
_MONEY = re.compile(r"\d[.,]\d{2}(?![\d.,/])|€")
_SPOKEN = re.compile(
    r"(?<!merci d )(?<!pour )(?<!apres )(?<!sans )(?<!peut )(?<!doit )(?<!plaisir d )"
    rf"\b(?:{CREDIT_NAMES}|(?:facture|note|bon) de retour)\b"
)
_CODE = re.compile(r"\S*\d\S*")
_MAY_CALL = re.compile(
    r"fact|avoir|invoic|cr[eé]dit|rechnung|gutschrift|rembours|retour|a v o i r|f a c t|i n v", re.IGNORECASE
)
_INSIDE = re.compile(r"(?<=\w)[-_/.](?=\w)")
_LARGER = 1.15


def kind_of(rows: Sequence[Row]) -> tuple[InvoiceKind, bool]:
    """What the document calls itself, by the rows above its lines, and whether that is sure: of two titles the larger
    one, else the first; a credit note that is only spoken of makes a doubt where nothing is called an invoice."""
    titles: list[tuple[float, InvoiceKind]] = []
    is_spoken = is_both = False
    for text, raw, size in _texts(rows):
        kind, both = _called(text, raw)
        is_both = is_both or both
        is_spoken = is_spoken or (kind is None and _SPOKEN.search(text) is not None)
        titles += [(size, kind)] if kind else []
    kinds = {kind for _, kind in titles}
    if not titles:
        return InvoiceKind.INVOICE, not is_spoken
    largest = max(size for size, _ in titles)
    large = [kind for size, kind in titles if size * _LARGER > largest]
    return large[0], not is_both and (len(kinds) == 1 or len(set(large)) == 1)


def titled_kind(rows: Sequence[Row]) -> InvoiceKind | None:
    """What these rows call the document; None when they don't, or when it is not sure which."""
    # Asked for all pages, most of which don't: quickly.
    if not any(_MAY_CALL.search(row.text) for row in rows):
        return None
    called = any(_called(text, raw)[0] is not None for text, raw, _ in _texts(rows))
    kind, is_sure = kind_of(rows) if called else (None, False)
    return kind if is_sure else None


def _texts(rows: Sequence[Row]) -> Iterator[tuple[str, str, float]]:
    """Each text of the rows, folded, as it was and its size; letters that stand apart put together."""
    for row in rows:
        parts = [row.words] if sum(len(word.text) == 1 for word in row.words) > 4 else row.chunks()
        for part in parts:
            raw = " ".join(word.text for word in part)
            text = folded(_CODE.sub(lambda code: _INSIDE.sub("", code[0]), raw))
            for apart, whole in _SPACED.items():
                text = text.replace(apart, whole)
            yield text, raw, part[0].size


def _called(text: str, raw: str) -> tuple[InvoiceKind | None, bool]:
    """What a text calls the document, if it is a title or the label of a number; whether it calls it both."""
    words = text.split()
    at = next((at for at, word in enumerate(words) if word not in _BEFORE), len(words))
    rest = " ".join(words[at:])
    form = rest.startswith("facture avoir")
    rest = re.sub(r"^facture (?:d )?(?=avoir)", "", rest)
    found, kind = _CREDIT.match(rest), InvoiceKind.CREDIT_NOTE
    if found is None:
        found, kind = _INVOICE.match(rest), InvoiceKind.INVOICE
    if found is None or _MONEY.search(raw):
        return None, False
    behind = rest[found.end() :].split()
    if kind is InvoiceKind.CREDIT_NOTE and not all(
        word in _BEHIND or len(word) == 1 or any(map(str.isdigit, word)) for word in behind
    ):
        return None, False
    return kind, form
