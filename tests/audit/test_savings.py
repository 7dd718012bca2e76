"""The savings, to the cent: what is compared with what, what isn't, and how it adds up."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from audit.invoice import Flag, InvoiceKind, LineKind, Party, Totals
from audit.results import Band, BaseUnit, Match, MatchKind, NotCompared, Reason, RefusedFile, SourceFile, cents
from audit.savings import Verdict, price_days
from tests.audit.values import (
    CATALOGUE,
    audited,
    credit_note,
    discount,
    invoice,
    line,
    matched,
    pieces,
    price,
    sent,
    verdict,
)

D = Decimal


def test_a_saving_is_the_difference_of_prices_in_the_same_unit_times_the_quantity() -> None:
    """10 reams at 3.00 against a box of 5 reams at 12.50, both counted in sheets."""
    box = verdict(
        matched(price("12.50", 5, unit="ramette")),
        content=pieces(500, BaseUnit.SHEET),
        price_content=pieces(2500, BaseUnit.SHEET),
    )
    (only,) = audited(invoice(line()), judge=lambda _: box).lines
    assert only.comparison is not None
    assert only.comparison.unit is BaseUnit.SHEET
    assert only.comparison.quantity == 5000
    assert only.comparison.paid_price == D("0.006")
    assert only.comparison.negotiated_price == D("0.005")
    assert only.comparison.saving == D("5.00")
    assert (only.paid, only.negotiated, only.saving) == (D("30.00"), D("25.00"), D("5.00"))


def test_what_the_group_sells_dearer_is_said() -> None:
    result = audited(invoice(line(amount="20.00")))
    assert result.identical.saving == D("-5.00")


def test_a_discount_of_the_document_makes_the_paid_price() -> None:
    both = invoice(line("A", 10, "30.00"), line("B", 10, "10.00"), adjustments=(discount("-4.00"),))
    first, second = audited(both).lines
    assert (first.amount, first.spread) == (D("27.00"), D("-3.00"))
    assert (second.amount, second.spread) == (D("9.00"), D("-1.00"))
    assert first.comparison is not None
    assert first.comparison.paid_price == D("2.70")


def test_a_discount_stays_with_the_goods_of_its_vat_rate() -> None:
    lines = line("A", 10, "30.00"), line("B", 10, "10.00", vat_rate=D("5.5"))
    first, second = audited(invoice(*lines, adjustments=(discount("-4.00", "5.5"),))).lines
    assert (first.spread, second.spread) == (D(0), D("-4.00"))


def test_a_discount_that_is_a_line_counts_as_one_of_the_document() -> None:
    lines = line("A", 10, "30.00"), line("Remise exceptionnelle", 1, "-3.00", kind=LineKind.DISCOUNT)
    first, second = audited(invoice(*lines)).lines
    assert (first.amount, second.amount) == (D("27.00"), D(0))
    assert second.not_compared is NotCompared.NOT_A_PRODUCT


def test_freight_is_no_price_of_a_product() -> None:
    lines = line("A", 10, "30.00"), line("Port", 1, "9.00", kind=LineKind.FREIGHT)
    with_charge = invoice(*lines, adjustments=(discount("5.00", kind=LineKind.FREIGHT),))
    result = audited(with_charge)
    assert [each.amount for each in result.lines] == [D("30.00"), D("9.00")]
    assert result.coverage.amount_audited == D("30.00")


def test_without_a_product_to_take_it_nothing_is_spread() -> None:
    lines = line("A", 1, "0"), line("B", -1, "-5.00")
    assert [each.spread for each in audited(invoice(*lines, adjustments=(discount("-4.00"),))).lines] == [0, 0]


UNMATCHED = Match(band=Band.UNMATCHED)
LAST_YEAR = price(valid_from=dt.date(2025, 1, 1), valid_to=dt.date(2025, 12, 31))
UNSURE = line(flags=frozenset({Flag.UNCERTAIN}))
DECIDED = matched(band=Band.REVIEW, reason=Reason.DECISION)


@pytest.mark.parametrize(
    ("why", "what", "by"),
    [
        (NotCompared.NOT_A_PRODUCT, line(kind=LineKind.FREIGHT), verdict()),
        (NotCompared.NO_EQUIVALENT, line(), verdict(UNMATCHED)),
        (NotCompared.TO_REVIEW, line(), verdict(matched(band=Band.REVIEW, reason=Reason.LIKENESS))),
        (NotCompared.TO_REVIEW, UNSURE, verdict()),
        (NotCompared.TO_REVIEW, line(flags=frozenset({Flag.LINE_EQUATION})), verdict()),
        (NotCompared.CONTENT_UNKNOWN, line(), verdict(content=None)),
        (NotCompared.CONTENT_UNKNOWN, line(), verdict(price_content=None)),
        (NotCompared.CONTENT_UNKNOWN, line(), verdict(content=0)),
        (NotCompared.UNITS_DIFFER, line(), verdict(content=pieces(1, BaseUnit.LITRE))),
        (NotCompared.INCOMPLETE, line(quantity=None), verdict()),
        (NotCompared.INCOMPLETE, line(quantity=0), verdict()),
        (NotCompared.INCOMPLETE, line(amount=None), verdict()),
        (NotCompared.INCOMPLETE, line(quantity=10, amount="-30.00"), verdict()),
        (NotCompared.NO_PRICE_THAT_DAY, line(), verdict(matched(LAST_YEAR))),
        (NotCompared.OUT_OF_SCOPE, line(), verdict(category="hygiene")),
        (NotCompared.NO_EQUIVALENT, line(), verdict(UNMATCHED, category=None)),
        (None, line(), verdict(category=None)),
        (None, line(), verdict(DECIDED)),
        (None, UNSURE, verdict(DECIDED)),
    ],
)
def test_a_line_that_is_not_compared_says_why(why: NotCompared | None, what: Any, by: Verdict) -> None:
    (only,) = audited(invoice(what), judge=lambda _: by, scope={"papeterie"}).lines
    assert only.not_compared is why
    assert (only.comparison is None) == (why is not None)
    assert (only.saving is None) == (only.kind is None) == (why is not None)


@pytest.mark.parametrize("flag", [Flag.UNCERTAIN, Flag.SUM_OF_LINES])
def test_lines_of_an_invoice_that_does_not_add_up_are_looked_at_first(flag: Flag) -> None:
    read = invoice(line(), flags=frozenset({flag}))
    assert [each.not_compared for each in audited(read).lines] == [NotCompared.TO_REVIEW]
    (decided,) = audited(read, judge=lambda _: verdict(DECIDED)).lines
    assert decided.not_compared is None


@pytest.mark.parametrize("net", ["-51.00", "51.00", None])
@pytest.mark.parametrize("amount", ["41.00", "-41.00"])
def test_a_credit_note_takes_off_whatever_the_signs_of_its_lines_and_totals(net: str | None, amount: str) -> None:
    totals = Totals(net=None if net is None else D(net))
    lines = (line("A", 10 if amount[0] != "-" else -10, amount),)
    assert audited(invoice(*lines, kind=InvoiceKind.CREDIT_NOTE, totals=totals)).lines[0].amount == D("-41.00")


def test_a_credit_note_that_names_no_invoice_has_its_own_day() -> None:
    nameless = invoice(line(), number=None, issued_on=dt.date(2024, 1, 5))
    back = invoice(line(), kind=InvoiceKind.CREDIT_NOTE, number="A-1")
    assert price_days([nameless, back]) == [dt.date(2024, 1, 5), back.issued_on]


def test_mending_one_line_of_a_credit_note_turns_no_other_round() -> None:
    """The sum of its lines said that its amounts are printed positive."""
    read = invoice(line("A", 10, "100.00"), line("B", 10, "300.00"), kind=InvoiceKind.CREDIT_NOTE)
    mended = dataclasses.replace(read, lines=(read.lines[0], line("B", -10, "-250.00")), was_negative=read.is_negative)
    assert [each.amount for each in audited(mended).lines] == [D("-100.00"), D("250.00")]


@pytest.mark.parametrize(
    ("why", "how"),
    [
        (NotCompared.FOREIGN_CURRENCY, {"currency": "USD"}),
        (NotCompared.INCOMPLETE, {"issued_on": None}),
        (NotCompared.NOT_A_PRODUCT, {"kind": InvoiceKind.PREPAYMENT}),
    ],
)
def test_so_does_every_line_of_an_invoice_that_can_t_be(why: NotCompared, how: dict[str, Any]) -> None:
    (only,) = audited(invoice(line(), **how)).lines
    assert only.not_compared is why


def test_dollars_are_never_added_to_euros() -> None:
    result = audited(invoice(line(), currency="USD", adjustments=(discount("-4.00"),)), invoice(line()))
    assert result.coverage.amount_audited == D("30.00")
    assert (result.lines[0].amount, result.lines[0].spread) == (D(0), D(0))


def test_a_credit_note_takes_back_at_the_price_of_the_invoice_it_corrects() -> None:
    seller = Party(name="Bureau Vif")
    bought = invoice(line(), issued_on=dt.date(2025, 12, 30), seller=seller)
    back = credit_note(line(), issued_on=dt.date(2026, 1, 9), corrects="f 1", seller=Party(name="BUREAU VIF"))
    stranger = credit_note(line(), issued_on=dt.date(2026, 1, 9), corrects="F-1", seller=Party(name="Un autre"))
    assert price_days([bought, back, stranger]) == [bought.issued_on, bought.issued_on, stranger.issued_on]
    old = verdict(matched(LAST_YEAR))
    result = audited(bought, back, judge=lambda _: old)
    assert result.identical.saving == 0
    assert result.identical.lines == 2
    assert result.lines[1].comparison is not None
    assert result.lines[1].comparison.paid_price == D("3.00")
    assert result.lines[1].comparison.quantity == -10


def test_a_corrective_invoice_takes_the_place_of_the_one_it_names() -> None:
    wrong, right = (
        invoice(line()),
        invoice(line(amount="28.00"), kind=InvoiceKind.CORRECTIVE, corrects="F-1", number="R"),
    )
    result = audited(wrong, right)
    assert result.lines[0].not_compared is NotCompared.REPLACED
    assert result.coverage.amount_audited == D("28.00")
    assert result.identical.saving == D("3.00")


def test_one_that_only_tells_the_difference_does_not() -> None:
    less = invoice(line(quantity=-1, amount="-3.00"), kind=InvoiceKind.CORRECTIVE, corrects="F-1", number="R")
    assert audited(invoice(line()), less).coverage.amount_audited == D("27.00")


def test_identical_and_equivalent_are_two_totals() -> None:
    like = verdict(matched(kind=MatchKind.EQUIVALENT))
    result = audited(invoice(line(), line("Autre")), judge=lambda each: like if each.name == "Autre" else verdict())
    assert (result.identical.lines, result.equivalent.lines) == (1, 1)
    assert (result.identical.saving, result.equivalent.saving) == (D("5.00"), D("5.00"))
    (category,) = result.categories
    assert (category.identical, category.equivalent) == (result.identical, result.equivalent)


def test_each_line_is_rounded_and_sums_are_of_rounded_lines() -> None:
    """Three thirds of a cent too little each are three cents, everywhere: 3 × 0.33 is shown, so 0.99 is the sum."""
    third = verdict(matched(price("1.00")), price_content=3)
    result = audited(invoice(*[line(quantity=1, amount="0.50")] * 3), judge=lambda _: third)
    assert [each.negotiated for each in result.lines] == [D("0.33")] * 3
    assert result.identical.negotiated == D("0.99")
    assert result.identical.saving == D("0.51")


def test_a_division_that_comes_out_even_does() -> None:
    whole = verdict(matched(price("10.00")), price_content=3)
    (only,) = audited(invoice(line(quantity=3, amount="12.00")), judge=lambda _: whole).lines
    assert only.comparison is not None
    assert only.comparison.saving == 2


@pytest.mark.parametrize(
    ("exact", "shown"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("2.6749", "2.67"), ("0", "0.00")]
)
def test_half_a_cent_goes_up_and_what_is_taken_back_is_what_was_given(exact: str, shown: str) -> None:
    assert str(cents(D(exact))) == shown


def test_coverage_tells_what_the_figures_stand_on() -> None:
    verdicts = {
        "A": verdict(), "B": verdict(UNMATCHED), "C": verdict(matched(band=Band.REVIEW)),
        "D": verdict(category="hygiene"), "E": verdict(),
    }  # fmt: skip
    lines = [line(name, 1, f"{at}.00") for at, name in enumerate("ABCD", 1)] + [line("E", kind=LineKind.FEE)]
    refused = RefusedFile(file=SourceFile("x.doc", "f" * 64), code="UNKNOWN", message="Ce fichier …")
    said = audited(
        invoice(*lines), judge=lambda each: verdicts[each.name], files=("a.xml", "a.pdf"), scope={"papeterie"},
        refused=[refused],
    ).coverage  # fmt: skip
    assert (said.files, said.files_read, said.invoices) == (3, 2, 1)
    assert (said.lines, said.lines_audited, said.lines_compared, said.lines_to_review) == (5, 3, 1, 1)
    assert (said.amount_audited, said.amount_compared) == (D("6.00"), D("1.00"))
    assert (said.amount_to_review, said.amount_not_comparable) == (D("3.00"), D("2.00"))
    assert said.amount_out_of_scope == D("4.00")


def test_verdicts_and_lines_pair_up() -> None:
    from audit.savings import audit

    one = invoice(line(), line())
    with pytest.raises(ValueError, match="shorter"):
        audit([sent(one)], [[verdict()]], catalogue=CATALOGUE)
    with pytest.raises(ValueError, match="shorter"):
        audit([sent(one)], [], catalogue=CATALOGUE)


def test_the_same_goods_at_another_day_are_at_that_day_s_price() -> None:
    this_year = dataclasses.replace(line(), name="2026")
    assert audited(invoice(this_year)).identical.lines == 1
    assert audited(invoice(this_year, issued_on=dt.date(2027, 1, 1))).identical.lines == 0
