"""The cells of a random page: which columns there are, what they are called, and how numbers are printed in them."""

from __future__ import annotations

import random
from decimal import Decimal

from tests.audit.layouts import random_words as words
from tests.audit.layouts.random_invoice import Entry
from tests.audit.layouts.random_traits import Traits, chance_of
from tests.audit.layouts.truth import cents

_MARKS = {
    "space": " ,", "hard_space": "\u00a0,", "joined": "_,", "dot_comma": ".,", "point": "_.", "comma_point": ",.",
}  # fmt: skip
LEFT = {"ref", "text", "unit", "date", "bl", "pos"}


def columns(traits: Traits, chance: random.Random) -> list[str]:
    """The roles of the columns from left to right."""
    if traits["measures"] in {"amounts", "inline"}:
        middle = []
    else:
        middle = ["qty"] + (["price"] if traits["measures"] == "full" else [])
        middle = _priced(traits, middle)
    end = ["amount"]
    if traits["with_tax"] in {"amount", "price_amount", "grouped"}:
        end.append("ttc")
    if traits["with_tax"] == "tax":
        end.insert(chance.randint(0, 1), "tax")
    if traits["vat"] != "none":
        end.insert(chance.choice([0, len(end)]), "vat")
    middle, end = _ordered(traits, middle, end, chance)
    start = [
        name for name, trait in (("pos", "position"), ("date", "date"), ("bl", "delivery")) if traits[trait] != "none"
    ]
    text = {"column": ["ref", "text"], "column_after": ["text", "ref"]}.get(traits["reference"], ["text"])
    if traits["order"] == "quantity_first" and "qty" in middle:
        middle.remove("qty")
        text.insert(0, "qty")
    if traits["order"] == "amount_first":
        end.remove("amount")
        start.insert(0, "amount")
    if traits["order"] == "vat_first" and "vat" in end:
        end.remove("vat")
        start.insert(0, "vat")
    return start + text + middle + end


def _priced(traits: Traits, middle: list[str]) -> list[str]:
    """The columns of quantities and prices, in the usual order."""
    found = list(middle)
    if traits["other_quantity"] != "none":
        found.insert(0, traits["other_quantity"])
    if traits["unit"] in {"column", "before_quantity"}:
        found.insert(found.index("qty") + (traits["unit"] == "column"), "unit")
    if "price" in found and traits["discount"] == "stacked":
        found[found.index("price")] = "stack"
    elif "price" in found and traits["discount"] != "none":
        found[found.index("price")] = "gross"
        found.append("euro" if traits["discount"] == "euro" else "disc")
        if traits["discount"] == "percent_net":
            found.append("net")
    if traits["per"] == "column":
        found.append("per")
    if traits["with_tax"] in {"price_amount", "grouped"}:
        found.append("price_ttc")
    return found


def _ordered(traits: Traits, middle: list[str], end: list[str], chance: random.Random) -> tuple[list[str], list[str]]:
    if traits["order"] == "shuffled":
        both = middle + end
        chance.shuffle(both)
        return both, []
    if traits["order"] == "price_first":
        counted = [role for role in middle if role in {"qty", "unit", "ordered", "parcels"}]
        return [role for role in middle if role not in counted] + counted, end
    return middle, end


def titles(traits: Traits, roles: list[str], seed: int) -> dict[str, list[str]]:
    """The rows of each column's title; nothing where the page has none."""
    if traits["titles"] == "none":
        return {role: [] for role in roles}
    grouped = (
        {"price": "HT", "price_ttc": "TTC", "amount": "HT", "ttc": "TTC"} if traits["with_tax"] == "grouped" else {}
    )
    found = {}
    used: set[str] = set()
    for role in roles:
        chance = chance_of(role, seed)
        own = traits["titles"] == "own_words" and role in words.OWN and chance.random() < 0.6
        key = "vat_code" if role == "vat" and traits["vat"] in {"code", "letter"} else role
        if role == "price" and traits["per"] == "title":
            text = chance.choice(("Prix au cent", "Prix/les 100", "P.U. HT/le cent", "Prix HT pour 100"))
        else:
            choices = [one for one in (words.OWN[role] if own else words.TITLES[key]) if one not in used]
            text = chance.choice(choices)
        used.add(text)
        found[role] = _cased(
            traits, text if "€/" in text else text.replace("/", "\n" if traits["titles"] == "two" else " ")
        )
    return found | {role: ["", text] for role, text in grouped.items() if role in roles}


def _cased(traits: Traits, text: str) -> list[str]:
    text = {"upper": text.upper(), "lower": text.lower()}.get(traits["title_case"], text)
    return text.split("\n")


class Printer:
    """Prints numbers and cells the way a page does."""

    def __init__(self, traits: Traits, chance: random.Random) -> None:
        self._traits = traits
        self._thousands, self._mark = _MARKS[traits["numbers"]][0], _MARKS[traits["numbers"]][1]
        self._blank = chance.choice(["", "", "0", "-"])
        self._codes: dict[Decimal, str] = {}

    def plain(self, value: Decimal, places: int) -> str:
        """A number with so many decimals."""
        text = f"{abs(value):,.{places}f}".replace(",", "~").replace(".", self._mark)
        text = text.replace("~", "" if self._thousands == "_" else self._thousands)
        if value >= 0:
            return text
        return {"front": f"-{text}", "behind": f"{text}-", "brackets": f"({text})", "apart": f"- {text}"}[
            self._traits["minus"]
        ]

    def money(self, value: Decimal, places: int = 2) -> str:
        """An amount with its currency."""
        text = self.plain(value, places)
        return {"none": text, "spaced": f"{text} €", "glued": f"{text}€", "before": f"€ {text}", "eur": f"{text} EUR"}[
            self._traits["currency"]
        ]

    def code(self, rate: Decimal) -> str:
        """The code of a VAT rate, as the line and the table below have it."""
        return self._codes.setdefault(rate, ("12345" if self._traits["vat"] == "code" else "ABCDE")[len(self._codes)])

    def rate(self, rate: Decimal) -> str:
        """A VAT rate."""
        places = 2 if self._traits["quantity_places"] != "fewest" else (1 if rate % 1 else 0)
        return self.plain(rate, places)

    def _quantity(self, entry: Entry) -> str:
        value = entry.quantity or Decimal(0)
        places = self._traits["quantity_places"]
        text = self.plain(value, (2 if value % 1 else 0) if places == "fewest" else int(places))
        return f"{text} {entry.unit}" if self._traits["unit"] == "behind_quantity" and entry.unit else text

    def _price(self, entry: Entry, value: Decimal) -> str:
        text = self.money(value, int(self._traits["price_places"]))
        if self._traits["unit"] == "behind_price" and entry.unit:
            return f"{text}/{entry.unit}"
        return f"{text} /{entry.per}" if self._traits["per"] == "cell" else text

    def cell(self, role: str, entry: Entry, at: int) -> str:
        """What stands in a column of numbers beside this entry; `at`: which line it is."""
        if role == "amount":
            return self.money(entry.amount)
        if entry.kind != "line":
            return ""
        if role in {"ttc", "tax", "vat"}:
            return self._taxed(role, entry)
        if entry.quantity is None:
            return ""
        return self._counted(role, entry, at)

    def _taxed(self, role: str, entry: Entry) -> str:
        if role == "ttc":
            return self.money(cents(entry.amount * (100 + entry.rate) / 100))
        if role == "tax":
            return self.money(cents(entry.amount * entry.rate / 100))
        how = self._traits["vat"]
        if how in {"code", "letter"}:
            return self.code(entry.rate)
        return self.rate(entry.rate) + (" %" if how == "percent" else "")

    def _counted(self, role: str, entry: Entry, at: int) -> str:
        price, net = entry.price or Decimal(0), entry.net or Decimal(0)
        texts = {
            "qty": lambda: self._quantity(entry),
            "ordered": lambda: self.plain((entry.quantity or Decimal(0)) + (0, 0, 2)[at % 3], 0 if entry.quantity and not entry.quantity % 1 else 2),
            "parcels": lambda: str(1 + at % 3),
            "unit": lambda: entry.unit,
            "price": lambda: self._price(entry, price) if entry.price is not None else "",
            "gross": lambda: self._price(entry, price),
            "net": lambda: self._price(entry, net),
            "disc": lambda: self._discount(entry),
            "euro": lambda: self.money(entry.reduction, int(self._traits["price_places"])) if entry.reduction else self._blank,
            "price_ttc": lambda: self.money(cents(net * (100 + entry.rate) / 100)),
            "per": lambda: str(entry.per),
            "stack": lambda: "\n".join([self._price(entry, price)] + ([f"- {entry.discount} %", self._price(entry, net)] if entry.discount else [])),
        }  # fmt: skip
        return texts[role]()

    def _discount(self, entry: Entry) -> str:
        if not entry.discount:
            return self._blank
        if "+" in entry.discount:
            return entry.discount
        text = self.plain(Decimal(entry.discount), 2 if self._traits["quantity_places"] == "2" else 0)
        return f"{text} %" if self._traits["vat"] == "percent" else text
