"""What an invented invoice says: lines with exact amounts, parties and totals; the truth that a reading is judged by."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tests.audit.layouts.goods import GOODS, Good
from tests.audit.layouts.specs import Spec
from tests.group import siret

_CENT = Decimal("0.01")
_SELLERS = ("Papeteries du Vexin", "Hygial Distribution", "Comptoir Armor", "Telvia Réseaux", "Locavia", "Interim Brennus",
            "Enerval", "Recyval Nord", "Batimat Loire", "Medisoin", "Infolane", "Copygraph")  # fmt: skip
_STREETS = (
    "12 rue des Tanneurs|59000 LILLE",
    "3 avenue du Port|44600 SAINT-NAZAIRE",
    "ZA des Prés, bât. C|69780 MIONS",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the invoice, or (`kind`) a heading, a subtotal, a delivery note."""

    name: str = ""
    kind: str = "PRODUCT"
    reference: str | None = None
    unit: str = ""
    quantity: Decimal | None = None
    gross: Decimal | None = None
    discount: Decimal = Decimal(0)
    coefficient: Decimal | None = None
    amount: Decimal | None = None
    rate: Decimal = Decimal(20)
    more: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether this is a line, and no text between lines."""
        return self.kind not in {"HEADING", "SUBTOTAL", "NOTE"}

    @property
    def net(self) -> Decimal | None:
        """The price after the discount, for one."""
        if self.gross is None:
            return None
        return self.gross * (100 - self.discount) / 100 * (self.coefficient or 1)


@dataclass(frozen=True)
class Company:
    """A party of the invoice."""

    name: str
    siret: str
    street: str
    town: str

    @property
    def vat_number(self) -> str:
        siren = int(self.siret[:9])
        return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren:09d}"


@dataclass(frozen=True, kw_only=True)
class Truth:
    """An invoice; `totals` and `vat` follow from its rows."""

    number: str
    day: dt.date
    kind: str
    seller: Company
    buyer: Company
    rows: list[Row] = field(default_factory=list)

    @property
    def lines(self) -> list[Row]:
        return [row for row in self.rows if row.counts]

    @property
    def net(self) -> Decimal:
        return sum((row.amount for row in self.lines if row.amount is not None), Decimal(0))

    @property
    def vat(self) -> dict[Decimal, tuple[Decimal, Decimal]]:
        """Base and tax by rate."""
        bases: dict[Decimal, Decimal] = {}
        for row in self.lines:
            bases[row.rate] = bases.get(row.rate, Decimal(0)) + (row.amount or 0)
        return {rate: (base, cents(base * rate / 100)) for rate, base in sorted(bases.items())}

    @property
    def tax(self) -> Decimal:
        return sum((tax for _, tax in self.vat.values()), Decimal(0))


def cents(value: Decimal) -> Decimal:
    """Rounded half up to the cent."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def truth(spec: Spec, number: int) -> Truth:
    """The invoice of this layout; the same number gives the same one."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    kind = list(GOODS).index(spec.goods)
    seller = Company(_SELLERS[kind], siret(4100 + kind), *_STREETS[number % 3].split("|"))
    buyer = Company("Résidence Les Tilleuls SAS", siret(7300 + number), "8 place de l'Église", "45000 ORLÉANS")
    prefix = "AV" if spec.kind == "credit" else ("FA", "F", "FC-", "2024-")[number % 4]
    return Truth(
        number=f"{prefix}{chance.randint(10000, 999999)}",
        day=dt.date(2024, 1, 5) + dt.timedelta(days=chance.randint(0, 640)),
        kind="CREDIT_NOTE" if spec.kind == "credit" else "INVOICE",
        seller=seller,
        buyer=buyer,
        rows=_rows(spec, chance),
    )


def _rows(spec: Spec, chance: random.Random) -> list[Row]:
    goods = GOODS[spec.goods]
    rows: list[Row] = []
    open_sum = Decimal(0)
    for index in range(spec.lines):
        if spec.sections and index % 3 == 0:
            rows.append(
                Row(
                    name=("Lot 1 - Fournitures", "Prestations de la période", "Site Bâtiment B")[index // 3 % 3],
                    kind="HEADING",
                )
            )
        if spec.delivery and index % 4 == 0:
            rows.append(Row(name=f"Bon de livraison n° {chance.randint(100000, 999999)} du 12/03/2025", kind="NOTE"))
        row = _line(spec, goods[index % len(goods)], index, chance)
        rows.append(row)
        open_sum += row.amount or 0
        if spec.subtotals and index % 3 == 2:
            rows.append(Row(name="Sous-total", amount=open_sum, kind="SUBTOTAL"))
            open_sum = Decimal(0)
    return rows + _extras(spec)


def _line(spec: Spec, good: Good, index: int, chance: random.Random) -> Row:
    step = Decimal("0.01") if good.decimals == 2 else Decimal(1).scaleb(-good.decimals)
    price = (Decimal(good.price) * (Decimal(100 + index) / 100)).quantize(step, ROUND_HALF_UP)
    quantity = Decimal(chance.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 24, 50]))
    if good.unit in {"kg", "h", "m2", "tonne", "litre"}:
        quantity = Decimal(chance.randint(2, 160)) / 4 + Decimal("0.25")
    if good.unit in {"kWh", "copie"}:
        quantity = Decimal(chance.randint(900, 48000))
    discount = Decimal(spec.discounts[index % len(spec.discounts)]) if spec.discounts else Decimal(0)
    coefficient = Decimal("1.98") if "coef=" in spec.columns else None
    amount = cents(quantity * price * (100 - discount) / 100 * (coefficient or 1))
    more = good.more if spec.more != "none" else ()
    return Row(name=good.name, reference=_reference(spec, good), unit=good.unit, quantity=quantity, gross=price, discount=discount,
               coefficient=coefficient, amount=amount, rate=Decimal(spec.rates[index % len(spec.rates)]), more=more)  # fmt: skip


def _reference(spec: Spec, good: Good) -> str | None:
    return good.reference if "ref=" in spec.columns or spec.reference else None


def _extras(spec: Spec) -> list[Row]:
    found = []
    rate = Decimal(spec.rates[0])
    if "eco" in spec.extras:
        found.append(
            Row(
                name="Éco-contribution DEEE",
                kind="TAX",
                quantity=Decimal(4),
                gross=Decimal("0.35"),
                amount=Decimal("1.40"),
                rate=rate,
            )
        )
    if "deposit" in spec.extras:
        found.append(
            Row(
                name="Consigne caisses plastique",
                kind="DEPOSIT",
                quantity=Decimal(6),
                gross=Decimal("4.20"),
                amount=Decimal("25.20"),
                rate=rate,
            )
        )
    if "negative" in spec.extras:
        found.append(
            Row(
                name="Avoir sur rotation du 02/02",
                kind="PRODUCT",
                quantity=Decimal(-1),
                gross=Decimal("118.00"),
                amount=Decimal("-118.00"),
                rate=rate,
            )
        )
    if "freight" in spec.extras:
        found.append(Row(name="Frais de port", kind="FREIGHT", amount=Decimal("12.50"), rate=rate))
    return found
