"""What an hour of a temp costs: exact arithmetic, and the formula as people read it. No database, no clock.

Hourly cost net of VAT = gross hourly pay × coefficient. The end-of-mission bonus (IFM, 10 % of the gross pay; Code du
travail, L. 1251-32) and paid leave (ICCP, 10 % of gross pay and IFM; L. 1251-19) are either covered by the coefficient
or added to the pay before it: × 1.21.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from letters.french import format_euros, format_number
from models import IfmIccp

IFM_RATE = Decimal("0.10")
ICCP_RATE = Decimal("0.10")
# 1.21: paid leave is paid on the end-of-mission bonus too.
IFM_ICCP_FACTOR = ((1 + IFM_RATE) * (1 + ICCP_RATE)).normalize()

FORMULA = "Coût horaire HT = salaire horaire brut × coefficient de facturation"
FORMULA_WITH_ADDED = "Coût horaire HT = salaire horaire brut × 1,21 (IFM et ICCP) × coefficient de facturation"
# The public FAQ's own example: the SMIC of 2016, without bonuses.
EXAMPLE_WAGE = Decimal("9.67")
EXAMPLE = (
    "Pour un intérimaire rémunéré au SMIC de 9,67 € par heure, sans prime : "
    "coût horaire HT = 9,67 € × coefficient de facturation."
)


@dataclass(frozen=True)
class StaffingPrice:
    """The price of a temp's hour, and of `hours` where they are known. Euros net of VAT."""

    gross: Decimal
    coefficient: Decimal
    ifm_iccp: IfmIccp = IfmIccp.UNKNOWN
    hours: Decimal | None = None

    @property
    def ifm_iccp_factor(self) -> Decimal:
        """What the gross pay is multiplied with before the coefficient: 1.21 where they are added, else 1."""
        return IFM_ICCP_FACTOR if self.ifm_iccp is IfmIccp.ADDED else Decimal(1)

    @property
    def hourly(self) -> Decimal:
        """Of one hour, to the cent."""
        return cents(self.exact)

    @property
    def total(self) -> Decimal | None:
        """Of all hours, to the cent; from the exact price of an hour, not from the rounded one."""
        return None if self.hours is None else cents(self.exact * self.hours)

    @property
    def hourly_if_added(self) -> Decimal | None:
        """Where nobody knows: what an hour costs if IFM and ICCP come on top. Else None."""
        return cents(self.exact * IFM_ICCP_FACTOR) if self.ifm_iccp is IfmIccp.UNKNOWN else None

    @property
    def exact(self) -> Decimal:
        return self.gross * self.ifm_iccp_factor * self.coefficient

    @property
    def text(self) -> str:
        """The calculation in French: `12,02 € × 1,95 = 23,44 € HT de l’heure`."""
        factors = [format_euros(self.gross)]
        if self.ifm_iccp is IfmIccp.ADDED:
            factors.append(f"{format_number(IFM_ICCP_FACTOR)} (IFM et ICCP)")
        factors.append(format_number(self.coefficient))
        text = f"{' × '.join(factors)} = {format_euros(self.hourly)} HT de l’heure"
        if self.total is not None and self.hours is not None:
            text += f" ; pour {format_number(self.hours, least=0)} h : {format_euros(self.total)} HT"
        return text


def cents(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
