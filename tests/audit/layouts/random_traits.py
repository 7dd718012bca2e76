"""The traits that a random layout is made of: each is drawn by itself, by weights; the same seed gives the same ones.

The first value of each is the plain one: `random_blame` goes back to it to find out which traits make a page hard.
"""

from __future__ import annotations

import random

from tests.audit.layouts.goods import GOODS

Traits = dict[str, str]

TRAITS: dict[str, dict[str, int]] = {
    "goods": dict.fromkeys(GOODS, 1),
    "kind": {"invoice": 88, "credit_negative": 6, "credit_positive": 6},
    # What a line tells, and where.
    "measures": {"full": 80, "no_price": 8, "amounts": 6, "inline": 6},
    "reference": {"column": 45, "none": 25, "row_below": 9, "row_above": 5, "bracket": 7, "suffix": 4, "column_after": 8},
    "unit": {"none": 45, "column": 28, "before_quantity": 5, "behind_quantity": 15, "behind_price": 7},
    "discount": {"none": 58, "percent": 18, "cascade": 4, "euro": 6, "percent_net": 11, "stacked": 3},
    "vat": {"none": 40, "bare": 18, "percent": 20, "code": 15, "letter": 7},
    "rates": {"one": 65, "several": 35},
    "with_tax": {"none": 79, "amount": 9, "tax": 4, "price_amount": 4, "grouped": 4},
    "date": {"none": 86, "column": 10, "two_rows": 4},
    "delivery": {"none": 94, "column": 6},
    "position": {"none": 90, "column": 10},
    "other_quantity": {"none": 88, "ordered": 8, "parcels": 4},
    "order": {"usual": 58, "price_first": 14, "quantity_first": 8, "amount_first": 3, "vat_first": 6, "shuffled": 11},
    # Titles and columns.
    "titles": {"one": 58, "two": 27, "none": 6, "own_words": 9},
    "title_case": {"usual": 65, "upper": 25, "lower": 10},
    "title_align": {"column": 60, "center": 25, "left": 15},
    "align": {"right": 72, "center": 14, "left": 8, "mixed": 6},
    "gaps": {"usual": 45, "tight": 25, "wide": 30},
    "text_width": {"usual": 70, "narrow": 30},
    "narrow_reference": {"no": 92, "yes": 8},
    # Texts.
    "texts": {"short": 35, "more": 40, "long": 25},
    "numbers_at": {"top": 70, "bottom": 12, "middle": 12, "below": 6},
    "row_gap": {"some": 40, "none": 35, "wide": 25},
    "name_bold": {"no": 85, "yes": 15},
    "details": {"none": 70, "serial": 10, "of_which": 8, "wide": 12},
    # Between the lines.
    "sections": {"none": 68, "headings": 12, "subtotals": 11, "notes": 9},
    "pages": {"one": 74, "repeated": 11, "carried": 9, "bare": 6},
    "free_lines": {"no": 92, "yes": 8},
    "extras": {"none": 60, "freight": 16, "discount": 9, "eco": 9, "several": 6},
    # Numbers.
    "numbers": {"joined": 20, "space": 25, "hard_space": 25, "dot_comma": 10, "point": 12, "comma_point": 8},
    "currency": {"none": 62, "spaced": 16, "glued": 10, "before": 4, "eur": 8},
    "price_places": {"2": 70, "3": 15, "4": 15, "5": 0},
    "quantity_places": {"fewest": 50, "2": 32, "3": 18},
    "minus": {"front": 60, "behind": 14, "brackets": 8, "apart": 18},
    "per": {"one": 91, "title": 3, "cell": 3, "column": 3},
    # The page.
    "font": {"helvetica": 60, "times": 22, "courier": 12},
    "size": {"9": 35, "7": 15, "8": 30, "10": 20},
    "glyphs": {"rows": 70, "words": 18, "letters": 12},
    "paper": {"portrait": 88, "landscape": 12},
    "rules": {"none": 40, "rows": 15, "grid": 15, "verticals": 18, "zebra": 12},
    "head": {"left": 35, "right": 15, "center": 15, "boxes": 35},
    "totals": {"right": 45, "under": 20, "left": 10, "boxes": 25},
    "vat_table": {"none": 45, "beside": 30, "above": 25},
    "leaders": {"no": 80, "yes": 20},
    "sum_in_words": {"no": 88, "yes": 12},
    "foot": {"short": 50, "numbers": 50},
}  # fmt: skip


def chance_of(what: str, seed: int) -> random.Random:
    """Chances of their own for each part of a page, so that a trait changes no other part."""
    return random.Random(f"{what} {seed}")  # noqa: S311 (no secret)


def traits(seed: int) -> Traits:
    """The traits of a page; those that can't be together give way."""
    chance = chance_of("traits", seed)
    drawn = {name: chance.choices(list(of), list(of.values()))[0] for name, of in TRAITS.items()}
    return settled(drawn)


def plain(name: str) -> str:
    """The plain value of a trait."""
    return next(iter(TRAITS[name]))


def special(of: Traits) -> str:
    """What isn't plain in a page; what it sells is no matter."""
    found = (f"{name}={value}" for name, value in of.items() if name != "goods" and value != plain(name))
    return ", ".join(found) or "nothing"


# What gives way to what: combinations that nobody prints, or that nobody could read surely.
_GIVES_WAY: tuple[tuple[str, set[str], Traits], ...] = (
    ("measures", {"amounts", "inline", "no_price"}, {"discount": "none", "per": "one", "with_tax": "none", "other_quantity": "none", "order": "usual"}),
    ("measures", {"amounts", "inline"}, {"unit": "none", "kind": "invoice"}),
    ("measures", {"inline"}, {"titles": "one", "numbers_at": "top"}),
    ("discount", {"cascade", "euro", "percent_net", "stacked"}, {"per": "one"}),
    ("with_tax", {"amount", "tax", "price_amount", "grouped"}, {"per": "one"}),
    ("with_tax", {"grouped"}, {"titles": "two", "order": "usual", "discount": "none", "vat": "none"}),
    ("discount", {"stacked"}, {"numbers_at": "top", "unit": "none"}),
    ("per", {"title", "cell", "column"}, {"unit": "none", "price_places": "2"}),
    ("titles", {"none"}, {"with_tax": "none", "other_quantity": "none", "per": "one", "position": "none", "order": "usual"}),
    ("minus", {"behind", "brackets"}, {"currency": "none"}),
    ("goods", {"energy"}, {"price_places": "5"}),
    ("goods", {"print"}, {"price_places": "4"}),
    ("goods", {"food"}, {"price_places": "3"}),
    ("kind", {"credit_negative", "credit_positive"}, {"extras": "none"}),
)  # fmt: skip


def settled(drawn: Traits) -> Traits:
    """Without combinations that don't go together."""
    for name, values, changes in _GIVES_WAY:
        if drawn[name] in values:
            drawn |= changes
    # Texts of several rows beside numbers farther down need something that parts them.
    parted = drawn["rules"] in {"rows", "grid", "zebra"}
    if drawn["numbers_at"] != "top" and drawn["row_gap"] == "none" and not parted:
        drawn["row_gap"] = "some"
    if drawn["per"] != "one" and drawn["goods"] not in {"office", "works"}:
        drawn["goods"] = "works"
    if drawn["titles"] == "none" and drawn["discount"] in {"euro", "stacked"}:
        drawn["discount"] = "none"
    return drawn
