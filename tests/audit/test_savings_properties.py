"""What must hold of savings whatever the invoices are."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.invoice import Invoice, InvoiceKind, LineKind
from audit.results import AuditResult, Band, BaseUnit, Match, MatchKind, NotCompared, Savings, cents
from audit.savings import Verdict
from audit.spreading import pro_rata, spread
from tests.audit.values import audited, credit_note, discount, invoice, line, matched, pieces, price

euros = st.decimals("-500", "5000", places=2)
quantities = st.one_of(st.none(), st.decimals("-20", "300", places=2))
contents = st.one_of(
    st.none(), st.builds(pieces, st.sampled_from(["1", "5", "12", "500", "0.75"]), st.sampled_from(BaseUnit))
)
kinds = st.sampled_from([LineKind.PRODUCT] * 4 + [LineKind.DISCOUNT, LineKind.FREIGHT])
rates = st.sampled_from([None, Decimal(20), Decimal("5.5")])
lines = st.builds(
    lambda name, quantity, amount, kind, rate: line(name, quantity, amount, kind=kind, vat_rate=rate),
    st.sampled_from("ABCDEFGH"), quantities, st.one_of(st.none(), euros), kinds, rates,
)  # fmt: skip
adjustments = st.lists(st.builds(discount, st.decimals("-300", "0", places=2).map(str), rates), max_size=3)
invoices = st.builds(
    lambda own, off: invoice(*own, adjustments=tuple(off)), st.lists(lines, min_size=1, max_size=8), adjustments
)
verdicts = st.builds(
    lambda kind, band, content, priced, euros_, category: Verdict(
        match=Match(band=band) if band is Band.UNMATCHED else matched(price(euros_), kind, band),
        content=content, price_content=priced, category=category,
    ),
    st.sampled_from(MatchKind), st.sampled_from([Band.AUTOMATIC] * 3 + [Band.REVIEW, Band.UNMATCHED]), contents,
    contents, st.decimals("0.01", "400", places=2), st.sampled_from([None, "papeterie", "hygiene", "epi"]),
)  # fmt: skip
# What becomes of a line depends on what it says.
judgements = st.fixed_dictionaries({name: verdicts for name in "ABCDEFGH"})


def judged(judgement: dict[str, Verdict], *what: Invoice) -> AuditResult:
    return audited(*what, judge=lambda each: judgement[each.name], scope={"papeterie", "hygiene"})


def figures(result: AuditResult) -> tuple[object, ...]:
    return result.coverage, result.identical, result.equivalent, result.categories


@settings(max_examples=40, deadline=None)
@given(st.lists(invoices, min_size=1, max_size=3), judgements)
def test_sums_of_categories_are_the_totals_and_rows_add_up(what: list[Invoice], judgement: dict[str, Verdict]) -> None:
    result = judged(judgement, *what)
    for whole, parts in (
        (result.identical, [each.identical for each in result.categories]),
        (result.equivalent, [each.equivalent for each in result.categories]),
    ):
        assert whole == Savings(
            lines=sum(each.lines for each in parts), paid=sum((each.paid for each in parts), Decimal(0)),
            negotiated=sum((each.negotiated for each in parts), Decimal(0)),
            saving=sum((each.saving for each in parts), Decimal(0)),
        )  # fmt: skip
        assert whole.paid - whole.negotiated == whole.saving
    compared = [each for each in result.lines if each.comparison]
    assert sum(each.saving or 0 for each in compared) == result.identical.saving + result.equivalent.saving
    assert len(compared) == result.identical.lines + result.equivalent.lines == result.coverage.lines_compared
    assert sum((each.amount_audited for each in result.categories), Decimal(0)) == result.coverage.amount_audited


@settings(max_examples=40, deadline=None)
@given(invoices, judgements)
def test_every_line_has_a_comparison_or_a_reason(what: Invoice, judgement: dict[str, Verdict]) -> None:
    for each in judged(judgement, what).lines:
        assert (each.comparison is None) != (each.not_compared is None)


@settings(max_examples=40, deadline=None)
@given(invoices, judgements)
def test_no_saving_comes_from_a_mismatch_of_units(what: Invoice, judgement: dict[str, Verdict]) -> None:
    for each in judged(judgement, what).lines:
        own = judgement[each.line.name]
        if own.content is None or own.price_content is None or own.content.unit is not own.price_content.unit:
            assert each.comparison is None
        if each.comparison is not None and own.content is not None:
            assert each.comparison.unit is own.content.unit
            assert abs(each.comparison.quantity) == abs((each.line.quantity or 0) * own.content.amount)


@settings(max_examples=40, deadline=None)
@given(invoices, judgements)
def test_a_credit_note_reverses_its_invoice(what: Invoice, judgement: dict[str, Verdict]) -> None:
    # Of one that is below zero as a whole nobody could tell whether its amounts are turned round already.
    assume(sum(line.net_amount or 0 for line in what.lines) >= 0)
    back = credit_note(*what.lines, adjustments=what.adjustments)
    there, both = judged(judgement, what), judged(judgement, what, back)
    zero = Decimal(0)
    assert both.identical == Savings(lines=2 * there.identical.lines, paid=zero, negotiated=zero, saving=zero)
    assert both.equivalent == Savings(lines=2 * there.equivalent.lines, paid=zero, negotiated=zero, saving=zero)
    assert both.coverage.amount_audited == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(invoices, min_size=1, max_size=2), judgements, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_invoices_is_irrelevant(
    what: list[Invoice], judgement: dict[str, Verdict], chance: random.Random
) -> None:
    mixed = [dataclasses.replace(each, lines=tuple(chance.sample(each.lines, len(each.lines)))) for each in what]
    # Another order may have other positions, too.
    assert figures(judged(judgement, *what)) == figures(judged(judgement, *chance.sample(mixed, len(mixed))))


@settings(max_examples=40, deadline=None)
@given(invoices)
def test_spreading_adds_up_exactly(what: Invoice) -> None:
    products = [each for each in what.lines if each.kind is LineKind.PRODUCT and (each.net_amount or 0) > 0]
    off = sum((each.amount for each in what.adjustments), Decimal(0))
    assert sum(spread(what), Decimal(0)) == (off if products else 0)
    if products:
        result = audited(what)
        net = sum((each.net_amount or Decimal(0) for each in what.lines), Decimal(0))
        assert sum((each.amount for each in result.lines), Decimal(0)) == net + off


@settings(max_examples=40, deadline=None)
@given(
    st.decimals("-10000", "10000", places=3),
    st.lists(st.decimals("0.001", "100000", places=3), min_size=1, max_size=30),
)
def test_parts_are_as_near_as_the_cent_allows(amount: Decimal, weights: list[Decimal]) -> None:
    parts = pro_rata(amount, weights)
    whole = sum(weights, Decimal(0))
    assert sum(parts, Decimal(0)) == amount
    assert all(
        abs(part - amount * weight / whole) <= Decimal("0.01") for part, weight in zip(parts, weights, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(invoices, judgements)
def test_what_a_corrective_invoice_replaces_counts_once(what: Invoice, judgement: dict[str, Verdict]) -> None:
    again = dataclasses.replace(what, kind=InvoiceKind.CORRECTIVE, corrects=what.number, number="R-1")
    result = judged(judgement, what, again)
    total = sum((each.net_amount or Decimal(0) for each in what.lines), Decimal(0))
    if total >= 0:
        assert result.identical == judged(judgement, what).identical
        assert all(each.not_compared is NotCompared.REPLACED for each in result.lines if each.invoice == 0)


@settings(max_examples=40, deadline=None)
@given(euros, st.decimals("0.01", "400", places=2), st.integers(1, 500), st.integers(1, 300))
def test_a_line_s_figures_are_the_rounded_exact_ones(amount: Decimal, euros_: Decimal, pack: int, count: int) -> None:
    count = -count if amount < 0 else count  # what is taken back
    own = Verdict(match=matched(price(euros_)), content=pieces(1), price_content=pieces(pack))
    (only,) = audited(invoice(line(quantity=count, amount=amount)), judge=lambda _: own).lines
    assert only.paid == amount
    assert only.negotiated == cents(euros_ * count / pack)
