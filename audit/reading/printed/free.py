"""Columns without titles: found by the arithmetic of the rows and by how numbers stand under each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from audit.reading.printed.equation import Candidates, Solution, solved
from audit.reading.printed.header import Column, Header
from audit.reading.printed.labels import PRICES, Role, role_of
from audit.reading.printed.numbers import Number, number
from audit.reading.printed.words import Row, Word, chunks

_MOST_NUMBERS = 9
_MOST_TITLES = 4


@dataclass(slots=True)
class _Fit:
    """A row whose numbers fit, and which words they are."""

    at: int
    roles: dict[Role, Word]


def free_headers(rows: Sequence[Row], mark: str) -> list[Header]:
    """At most one table over the whole document: its columns are where quantity × price = amount holds most often."""
    fits = [fit for at, row in enumerate(rows) if (fit := _fit(at, row, mark))]
    if not fits:
        return []
    usual, count = Counter(_order(fit) for fit in fits).most_common(1)[0]
    fits = [fit for fit in fits if _order(fit) == usual]
    # One row may fit by accident; its amount at least must be a sum of money.
    if count < 2 and not _money(fits[0], mark):
        return []
    fits = [fit for fit in fits if all(_in_line(role, fit, fits) for role in usual)] or fits[:1]
    columns = [
        Column(role, min(fit.roles[role].left for fit in fits), max(fit.roles[role].right for fit in fits), "")
        for role in usual
    ]
    reduced = [fit.roles[Role.DISCOUNT] for fit in fits if Role.DISCOUNT in fit.roles]
    if reduced:
        columns.append(
            Column(Role.DISCOUNT, min(word.left for word in reduced), max(word.right for word in reduced), "")
        )
    if any(one.right > other.left and one.left < other.right for one, other in combinations(columns, 2)):
        return []
    first = fits[0].at
    columns = _as_titled(columns, rows[max(0, first - _MOST_TITLES) : first])
    columns += _text_columns([rows[fit.at] for fit in fits], columns)
    # A text's first rows may stand over its numbers.
    return [Header(first - 1, first - 1, sorted(columns, key=lambda column: column.left), 1.0)]


def _as_titled(columns: list[Column], above: Sequence[Row]) -> list[Column]:
    """Quantity and price change places where words over them say so: arithmetic doesn't know which is which."""
    said: dict[Role, set[Role]] = {}
    for row in above:
        for word in row.words:
            role = role_of(word.text)
            under = next((one for one in columns if one.left < word.middle < one.right), None)
            if under is not None and role in {Role.QUANTITY, *PRICES}:
                said.setdefault(under.role, set()).add(role)
    counted, priced = said.get(Role.QUANTITY, set()), said.get(Role.PRICE, set())
    if (counted & set(PRICES) or Role.QUANTITY in priced) and Role.QUANTITY not in counted and not priced & set(PRICES):
        turned = {Role.QUANTITY: Role.PRICE, Role.PRICE: Role.QUANTITY}
        return [replace(one, role=turned.get(one.role, one.role)) for one in columns]
    return columns


def _in_line(role: Role, fit: _Fit, fits: list[_Fit]) -> bool:
    """Whether a fit's number stands about where it mostly does."""
    word = fit.roles[role]
    left, right = median(one.roles[role].left for one in fits), median(one.roles[role].right for one in fits)
    return min(abs(word.left - left), abs(word.right - right)) < 2.5 * word.size


def _fit(at: int, row: Row, mark: str) -> _Fit | None:
    """The best way to make the row's numbers fit: amount on the right, quantity before price."""
    found = [(word, value) for word in row.words if (value := number(word.text, mark))]
    if not 3 <= len(found) <= _MOST_NUMBERS or len(row.words) < 4:
        return None
    best: tuple[int, _Fit] | None = None
    for amount_at in range(len(found) - 1, -1, -1):
        word, amount = found[amount_at]
        if amount.places < 2 or amount.percent or not amount.value:
            continue
        others = [pair for at_, pair in enumerate(found) if at_ != amount_at]
        for quantity, price in ((one, two) for one in others for two in others if one is not two):
            solution = _solution(quantity, price, amount, others)
            if solution is None:
                continue
            roles = {Role.QUANTITY: quantity[0], Role.PRICE: price[0], Role.AMOUNT: word}
            discount = next((one for one, value in others if value is solution.discount), None)
            if discount is not None:  # one made of two stands nowhere
                roles[Role.DISCOUNT] = discount
            score = _score(roles, quantity[1], price[1], amount_at)
            if best is None or score > best[0]:
                best = (score, _Fit(at, roles))
    return best[1] if best else None


def _solution(
    quantity: tuple[Word, Number], price: tuple[Word, Number], amount: Number, others: list[tuple[Word, Number]]
) -> Solution | None:
    if price[1].places < 2 or quantity[1].percent or price[1].percent or quantity[1].money:
        return None
    rest = [
        value
        for word, value in others
        if word is not quantity[0]
        and word is not price[0]
        and 0 < value.value < 100
        and word.left > min(quantity[0].left, price[0].left)
    ]
    solution = solved(Candidates([quantity[1]], [price[1]], [amount], rest))
    return solution if solution and solution.exact and solution.base == 1 and solution.sign == 1 else None


def _score(roles: dict[Role, Word], quantity: Number, price: Number, amount_at: int) -> int:
    """Prefers a whole quantity, the price between quantity and amount, an amount far on the right, no discount."""
    ordered = roles[Role.QUANTITY].left < roles[Role.PRICE].left < roles[Role.AMOUNT].left
    telling = 3 if abs(quantity.value) != 1 else 0
    return (
        telling
        + 2 * ordered
        + (quantity.places < price.places)
        + (quantity.places == 0)
        # "5,000" is as whole as "5".
        + 3 * (quantity.places > price.places and quantity.value % 1 == 0 and price.value % 1 != 0)
        # A part of something finer than its price.
        - 4 * (quantity.places > price.places and quantity.value % 1 != 0)
        + amount_at
        - 2 * (Role.DISCOUNT in roles)
    )


def _order(fit: _Fit) -> tuple[Role, ...]:
    return tuple(
        sorted((role for role in fit.roles if role is not Role.DISCOUNT), key=lambda role: fit.roles[role].left)
    )


def _money(fit: _Fit, mark: str) -> bool:
    amount = number(fit.roles[Role.AMOUNT].text, mark)
    quantity = number(fit.roles[Role.QUANTITY].text, mark)
    return amount is not None and quantity is not None and amount.places == 2 and quantity.value != 1


def _text_columns(rows: list[Row], columns: list[Column]) -> list[Column]:
    """The texts left of the numbers: the longest is the text, one before it the reference, one behind it the unit."""
    limit = min(column.left for column in columns)
    begun: list[tuple[float, int]] = []
    for row in rows:
        parts = [part for part in chunks(row.words, 0.9) if part[0].right < limit]
        begun += [(part[0].left, sum(map(str.isalpha, "".join(word.text for word in part)))) for part in parts]
    groups: list[list[tuple[float, int]]] = []
    for left, length in sorted(begun):
        if groups and left - groups[-1][0][0] <= 3:
            groups[-1].append((left, length))
        else:
            groups.append([(left, length)])
    groups = [group for group in groups if len(group) >= max(1, 0.6 * len(rows))]
    if not groups:
        return [Column(Role.TEXT, min(row.left for row in rows), limit - 2, "")]
    wordy = max(range(len(groups)), key=lambda at: sum(length for _, length in groups[at]))
    edges = [min(left for left, _ in group) for group in groups]
    roles = [
        Role.REFERENCE if at == wordy - 1 else Role.OTHER if at < wordy else Role.UNIT for at in range(len(groups))
    ]
    roles[wordy] = Role.TEXT
    ends = [*(edge - 3 for edge in edges[1:]), limit - 2]
    return [Column(role, left, right, "") for role, left, right in zip(roles, edges, ends, strict=True)]
