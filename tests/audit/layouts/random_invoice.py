"""What a random page says: its lines with exact amounts, what stands between them, and the sums."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.audit.layouts import random_words as words
from tests.audit.layouts.goods import GOODS, Good
from tests.audit.layouts.random_traits import Traits
from tests.audit.layouts.truth import cents

_STANDARD = Decimal(20)
_MEASURED = {"kg", "h", "m2", "tonne", "litre", "ml", "m", "MWh"}


@dataclass(kw_only=True)
class Entry:
    """A line, or (`kind`) a heading, subtotal or note between lines. `more`: further rows of its text; `aside`: rows
    that stand below it and may be told or not; `price` is before the discount, for `per` pieces."""

    name: str
    kind: str = "line"
    more: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    reference: str | None = None
    unit: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    per: int = 1
    discount: str = ""
    reduction: Decimal = Decimal(0)
    net: Decimal | None = None
    amount: Decimal = Decimal(0)
    rate: Decimal = _STANDARD
    day: dt.date = dt.date(2025, 1, 1)

    def told(self, traits: Traits, printed: str) -> dict[str, Any]:
        """The line as `measure` wants it; `printed`: all its text as it stands on the page."""
        reference = self.reference if traits["reference"] != "none" else None
        told = {
            "name": "\n".join((self.name, *self.more)),
            "reference": reference,
            "quantity": None if self.quantity is None else str(self.quantity),
            "price": None if self.net is None or traits["measures"] == "no_price" else str(self.net / self.per),
            "amount": str(self.amount),
        }
        inside = reference is not None and not traits["reference"].startswith("column")
        if self.aside or inside or traits["measures"] == "inline":
            told["full"] = printed
        return told


@dataclass
class Paper:
    """An invoice: its entries from top to bottom, and the sums that follow."""

    number: str
    day: dt.date
    credit: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def lines(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "line"]

    @property
    def net(self) -> Decimal:
        return sum((entry.amount for entry in self.lines), Decimal(0))

    @property
    def vat(self) -> dict[Decimal, tuple[Decimal, Decimal]]:
        """Base and tax by rate."""
        bases: dict[Decimal, Decimal] = {}
        for entry in self.lines:
            bases[entry.rate] = bases.get(entry.rate, Decimal(0)) + entry.amount
        return {rate: (base, cents(base * rate / 100)) for rate, base in sorted(bases.items(), reverse=True)}

    @property
    def gross(self) -> Decimal:
        return self.net + sum((tax for _, tax in self.vat.values()), Decimal(0))


def invoice(traits: Traits, chance: random.Random) -> Paper:
    """The invoice of a page with these traits."""
    goods = list(GOODS[traits["goods"]])
    chance.shuffle(goods)
    count = chance.randint(3, 9) if traits["pages"] == "one" else chance.randint(26, 44)
    rates = (_STANDARD,) if traits["rates"] == "one" else (_STANDARD, Decimal(chance.choice(["5.5", "10"])))
    paper = Paper(
        f"{chance.choice(['FA', 'F', 'FC-', '2025-', ''])}{chance.randint(10000, 999999)}",
        dt.date(2025, 1, 5) + dt.timedelta(days=chance.randint(0, 300)),
        traits["kind"] != "invoice",
    )
    lines = [_line(traits, goods[at % len(goods)], at, chance, rates) for at in range(count)]
    if traits["free_lines"] == "yes" and traits["measures"] == "full":
        free = chance.choice(lines)
        free.price = free.net = free.reduction = free.amount = Decimal(0)
        free.discount = ""
    paper.entries = _sectioned(traits, lines, chance) + _extras(traits, lines, chance)
    return paper


def _line(traits: Traits, good: Good, at: int, chance: random.Random, rates: tuple[Decimal, ...]) -> Entry:
    unit = good.unit
    quantity = Decimal(chance.choice([1, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 50]))
    if unit in _MEASURED and traits["quantity_places"] != "fewest":
        quantity += Decimal(chance.randint(0, 3)) / 4
    if unit in {"kWh", "copie"}:
        quantity = Decimal(chance.randint(900, 9000))
    per = {"one": 1, "title": 100, "cell": 100, "column": chance.choice([1, 100, 1000])}[traits["per"]]
    if per > 1:
        quantity = Decimal(chance.choice([50, 100, 200, 250, 500, 1000, 1200, 2500]))
    step = Decimal(1).scaleb(-int(traits["price_places"]))
    price = (Decimal(good.price) * Decimal(chance.randint(80, 140)) / 100).quantize(step, ROUND_HALF_UP) or step
    discount, reduction, net = _discounted(traits, price, step, chance)
    sign = -1 if traits["kind"] == "credit_negative" else 1
    entry = Entry(
        name=good.name, unit=unit, quantity=sign * quantity, price=price, per=per, discount=discount, reduction=reduction, net=net,
        amount=cents(sign * quantity * net / per), rate=chance.choice(rates), reference=good.reference if at % 7 != 6 and len(good.reference) > 2 else f"{good.reference}-{at + 10}",
        day=dt.date(2025, chance.randint(1, 9), chance.randint(1, 28)),
    )  # fmt: skip
    return _worded(traits, entry, good, chance)


def _discounted(traits: Traits, price: Decimal, step: Decimal, chance: random.Random) -> tuple[str, Decimal, Decimal]:
    """How the discount is printed, what it takes off each, and the price after it."""
    how = traits["discount"]
    if how == "none" or price < 1 or chance.random() < 0.35:
        return "", Decimal(0), price
    if how == "euro":
        off = (price * chance.choice([5, 10, 20]) / 100).quantize(step, ROUND_HALF_UP)
        return "", off, price - off
    shares = [Decimal(chance.choice([5, 10, 15, 20, 25, 30, 40]))] + ([Decimal(5)] if how == "cascade" else [])
    net = price
    for share in shares:
        net = net * (100 - share) / 100
    net = net.quantize(step, ROUND_HALF_UP) if how in {"percent_net", "stacked"} else net
    return "+".join(str(share) for share in shares), Decimal(0), net


def _worded(traits: Traits, entry: Entry, good: Good, chance: random.Random) -> Entry:
    """The line with the text that the page gives it."""
    if traits["measures"] in {"amounts"}:
        entry.quantity = entry.price = entry.net = None
    if traits["measures"] == "no_price":
        entry.price = None
    if traits["texts"] == "more":
        entry.more = good.more
    elif traits["texts"] == "long" and chance.random() < 0.7:
        entry.name += ", " + chance.choice(words.LONG)
    if traits["details"] == "serial" and chance.random() < 0.5:
        entry.aside = (f"N° de série {chance.randint(10**7, 10**8)}",)
    elif traits["details"] == "of_which" and chance.random() < 0.5:
        entry.aside = (f"dont éco-participation {chance.randint(1, 40) / 100:.2f} €".replace(".", ","),)
    elif traits["details"] == "wide" and chance.random() < 0.5:
        entry.more += (f"{chance.choice(words.LONG)} - {chance.choice(words.LONG)}".capitalize(),)
    return entry


def _sectioned(traits: Traits, lines: list[Entry], chance: random.Random) -> list[Entry]:
    """The lines with headings, subtotals and delivery notes between them."""
    if traits["sections"] == "none":
        return list(lines)
    entries: list[Entry] = []
    titles = list(words.HEADINGS)
    chance.shuffle(titles)
    style, note = chance.choice(words.SUBTOTALS), chance.choice(words.NOTES)
    for at in range(0, len(lines), size := chance.randint(2, 4)):
        part, title = lines[at : at + size], titles[at // size % len(titles)]
        if traits["sections"] == "notes":
            day = dt.date(2025, 3, 1) + dt.timedelta(days=at)
            entries.append(Entry(name=note.format(chance.randint(10000, 999999), f"{day:%d/%m/%Y}"), kind="note"))
        else:
            entries.append(Entry(name=title, kind="heading"))
        entries += part
        if traits["sections"] == "subtotals":
            total = sum((entry.amount for entry in part), Decimal(0))
            entries.append(Entry(name=style.format(title), kind="subtotal", amount=total))
    return entries


def _extras(traits: Traits, lines: list[Entry], chance: random.Random) -> list[Entry]:
    """Charges and discounts in rows of their own below the lines."""
    how, rate = traits["extras"], lines[0].rate
    found: list[Entry] = []
    if how in {"eco", "several"}:
        count, each = Decimal(chance.randint(2, 20)), Decimal(chance.randint(5, 90)) / 100
        entry = Entry(name=chance.choice(words.ECO), amount=cents(count * each), rate=rate)
        if traits["measures"] == "full":
            entry.quantity, entry.price, entry.net = count, each, each
        found.append(entry)
    if how in {"discount", "several"}:
        total = sum((entry.amount for entry in lines), Decimal(0))
        share = chance.choice([2, 3, 5])
        name = (
            f"{chance.choice(words.REDUCTION)} {share} %" if chance.random() < 0.5 else chance.choice(words.REDUCTION)
        )
        found.append(Entry(name=name, amount=-cents(total * share / 100), rate=rate))
    if how in {"freight", "several"}:
        found.append(
            Entry(name=chance.choice(words.FREIGHT), amount=Decimal(chance.randint(600, 4900)) / 100, rate=rate)
        )
    return found
