"""The arithmetic of a temp's hour: the FAQ's example, known figures, and what must hold for all numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import IfmIccp
from workflows.staffing_cost import EXAMPLE, EXAMPLE_WAGE, IFM_ICCP_FACTOR, StaffingPrice, cents

wages = st.decimals("0.01", "1000", places=4).filter(bool)
coefficients = st.decimals("1", "10", places=4)
hours = st.decimals("0.01", "10000", places=2).filter(bool)
rules = st.sampled_from(IfmIccp)
prices = st.builds(StaffingPrice, wages, coefficients, rules, hours)


def exact(price: StaffingPrice) -> Fraction:
    """The hourly cost without any decimal arithmetic."""
    factor = Fraction(121, 100) if price.ifm_iccp is IfmIccp.ADDED else Fraction(1)
    return Fraction(price.gross) * factor * Fraction(price.coefficient)


def half_up(amount: Fraction) -> Decimal:
    return Decimal((amount * 200 + 1) // 2) / 100


def test_the_example_of_the_faq() -> None:
    """« pour un intérimaire rémunéré sur la base du SMIC (soit 9,67 € par heure), sans prime : 9,67 × coefficient »."""
    assert EXAMPLE_WAGE == Decimal("9.67")
    assert "9,67\u00a0€ × coefficient de facturation" in EXAMPLE
    for coefficient, cost in (("2", "19.34"), ("1.95", "18.86"), ("1.7", "16.44"), ("2.5", "24.18"), ("1", "9.67")):
        price = StaffingPrice(EXAMPLE_WAGE, Decimal(coefficient), IfmIccp.INCLUDED)
        assert price.hourly == Decimal(cost)
    assert StaffingPrice(EXAMPLE_WAGE, Decimal("1.95"), IfmIccp.INCLUDED).text == (
        "9,67\u00a0€ × 1,95 = 18,86\u00a0€ HT de l’heure"
    )


def test_ifm_and_iccp_are_121_percent() -> None:
    assert Decimal("1.21") == IFM_ICCP_FACTOR
    added = StaffingPrice(Decimal("12.02"), Decimal("1.95"), IfmIccp.ADDED, Decimal("151.67"))
    assert (added.hourly, added.total, added.hourly_if_added) == (Decimal("28.36"), Decimal("4301.54"), None)
    assert added.text == (
        "12,02\u00a0€ × 1,21 (IFM et ICCP) × 1,95 = 28,36\u00a0€ HT de l’heure"
        "\u00a0; pour 151,67 h\u00a0: 4\u202f301,54\u00a0€ HT"
    )
    unknown = StaffingPrice(Decimal("12.02"), Decimal("1.95"))
    assert (unknown.hourly, unknown.hourly_if_added, unknown.total) == (Decimal("23.44"), Decimal("28.36"), None)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.015", "0.02"), ("2.675", "2.68"), ("2.6749", "2.67"), ("1", "1.00")]
)
def test_half_a_cent_goes_up(amount: str, rounded: str) -> None:
    assert str(cents(Decimal(amount))) == rounded


@given(prices)
def test_rounded_once_and_only_at_the_end(price: StaffingPrice) -> None:
    assert price.hours is not None
    assert price.hourly == half_up(exact(price))
    assert price.total == half_up(exact(price) * Fraction(price.hours))


@given(prices)
def test_the_rounding_of_an_hour_is_not_multiplied(price: StaffingPrice) -> None:
    assert price.hours is not None
    assert price.total is not None
    assert abs(price.total - price.hourly * price.hours) <= price.hours * Decimal("0.005") + Decimal("0.005")


@given(wages, coefficients, coefficients, rules)
def test_a_higher_coefficient_never_costs_less(wage: Decimal, one: Decimal, two: Decimal, rule: IfmIccp) -> None:
    low, high = sorted((one, two))
    assert StaffingPrice(wage, low, rule).hourly <= StaffingPrice(wage, high, rule).hourly


@given(wages, wages, coefficients, rules)
def test_a_higher_wage_never_costs_less(one: Decimal, two: Decimal, coefficient: Decimal, rule: IfmIccp) -> None:
    low, high = sorted((one, two))
    assert StaffingPrice(low, coefficient, rule).hourly <= StaffingPrice(high, coefficient, rule).hourly


@given(wages, coefficients)
def test_what_is_unknown_lies_between_included_and_added(wage: Decimal, coefficient: Decimal) -> None:
    unknown = StaffingPrice(wage, coefficient)
    assert unknown.hourly == StaffingPrice(wage, coefficient, IfmIccp.INCLUDED).hourly
    assert unknown.hourly_if_added == StaffingPrice(wage, coefficient, IfmIccp.ADDED).hourly


@given(prices)
def test_the_text_holds_the_result(price: StaffingPrice) -> None:
    whole, _, decimals = f"{price.hourly:,.2f}".replace(",", "\u202f").partition(".")
    assert f"= {whole},{decimals}\u00a0€ HT de l’heure" in price.text
