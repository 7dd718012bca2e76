"""Signs and codes of currencies; those beside the amounts of spreadsheets, and in the titles over them."""

from __future__ import annotations

import re

EURO = "EUR"
CODES = frozenset(
    "EUR USD GBP CHF CAD AUD NZD JPY CNY HKD SGD INR KRW THB MAD TND DZD EGP XOF XAF XPF MUR MGA KMF DJF GNF CDF PLN"
    " CZK HUF RON BGN SEK NOK DKK ISK RSD UAH RUB TRY ILS AED SAR QAR KWD BHD ZAR BRL MXN ARS CLP COP".split()
)
# Other names of theirs, in capitals.
SIGNS = {
    "€": EURO, "EURO": EURO, "EUROS": EURO, "$": "USD", "US$": "USD", "DOLLAR": "USD", "DOLLARS": "USD", "£": "GBP",
    "¥": "JPY", "DH": "MAD", "DHS": "MAD", "FCFA": "XOF", "CFA": "XOF", "FCFP": "XPF", "CFP": "XPF", "SFR": "CHF",
    "FR.": "CHF", "ZŁ": "PLN", "KČ": "CZK", "LEI": "RON",
}  # fmt: skip
_LETTERS = "|".join(sorted([*CODES, *(sign for sign in SIGNS if sign.isalpha())], key=len, reverse=True))
SIGN = re.compile(rf"US\$|[€$£¥]|(?<![^\W\d_])(?:{_LETTERS})(?![^\W_])", re.IGNORECASE)
# What may be said over a table of all its amounts; other sentences name currencies too.
_SPEAKS_OF_AMOUNTS = re.compile(r"\b(?:prix|montants?|devises?|tarifs?|currency|amounts?|prices?)\b", re.IGNORECASE)
_LONGEST_TEXT = 200


def code_of(written: str) -> str:
    """The code of ISO 4217 of what stands in a column of currencies; other texts in capitals, as they are."""
    name = written.strip().upper()
    return SIGNS.get(name, name)


def currencies_in(text: str) -> frozenset[str]:
    """The codes of all currencies whose sign, name or code stands in a title, or in the cell of an amount."""
    return frozenset(code_of(found) for found in SIGN.findall(text[:_LONGEST_TEXT]))


def currencies_told(text: str) -> frozenset[str]:
    """Those of all amounts, as a sentence says it: there only capitals are codes."""
    text = text[:_LONGEST_TEXT]
    if not _SPEAKS_OF_AMOUNTS.search(text):
        return frozenset()
    return frozenset(code_of(found) for found in SIGN.findall(text) if found == found.upper())
