"""Makes a `Line` of what stands in a table's rows, with how sure each field is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise

from stdnum import ean

from audit.invoice import Box, Flag, Line, LineKind, Method, Provenance
from audit.reading.printed.cells import Cells
from audit.reading.printed.equation import Solution
from audit.reading.printed.items import Item
from audit.reading.printed.labels import Role, folded, is_pricing
from audit.reading.printed.numbers import RATES, Number
from audit.reading.printed.words import Word

_BRACKET = re.compile(r"^\[([^\]\s]{2,30})\]\s*(?=\S)")
_LABELLED = re.compile(
    r"(?:^|\b)(?:r[ée]f(?:[ée]rence)?s?|code(?: article| produit)?|art(?:icle)?|sku|item|part)\s?(?:n°|no)?\.?\s?[:#]?\s?(?P<code>[A-Z0-9][\w./-]{2,30})\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\((?:r[ée]f(?:[ée]rence)?s?|code(?: article| produit)?|art(?:icle)?|sku)\.?\s?(?:n°)?\s?[:#]?\s?(?P<code>(?=[^()]*[\dA-Z])[\w./-]{2,30})\)",
    re.IGNORECASE,
)
# Says nothing but a GTIN.
_GTIN_ROW = re.compile(r"(?:ean|gtin|gencod|code[ -]barres?|upc)(?:[ -]?1[34])?\.? ?:? ?\d{8,14}", re.IGNORECASE)
_DAY = re.compile(r"^(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:20)?\d{2}(?: |$)|[./] )")
REFERENCE_ROW = re.compile(
    r"^(?:votre |notre )?(?:r[ée]f(?:[ée]rence)?|code(?: article| produit)?|ean|gtin|sku|item no|cip)\.?\s?(?:n°)?\s?[:#]\s?\S+$|^r[ée]f\.? \S+$|^art\. ?(?:n°)? ?:? ?\S+$|^code \S*\d\S*$|^\((?:r[ée]f|sku|code|art)[^()]{0,12}[:#]\s?[^()\s]+\)$",
    re.IGNORECASE,
)
_RATE = re.compile(r"(\d{1,2}[.,]\d{1,2}) ?%?")
_CODE_ROW = re.compile(r"[^\W_][\w./-]{2,24}")
# Capitals, digits and marks, a digit or a hyphen among them.
_CODE = r"(?P<code>(?=[A-Z0-9./_-]*[\d-])[A-Z0-9][A-Z0-9./_-]{2,19}[A-Z0-9])"
_LEADING = re.compile(rf"{_CODE}(?P<apart> [-–:] |\n| )(?P<name>(?s:\S.*))")
# Beyond doubt a code: "RP91450 - Rouleau papier".
_DASHED = re.compile(r"(?P<code>(?=\S*\d)(?=\S*[A-Z])[A-Z0-9./_-]{5,20}) [-–] (?P<name>(?s:[^\W\d].*))")
_CLOSING = re.compile(rf"(?s:(?P<name>\S.*))(?P<apart>\n){_CODE}$")
# How lists of prices call for how many they are, in a column of its own.
_BASES = {Decimal(100): ("c", "ct", "cent"), Decimal(1000): ("m", "mil", "mille", "‰")}
_CENTS = frozenset(("cts", "cts€", "centimes", "cents", "cts/kwh", "ct/kwh"))
_LEADERS = re.compile(r"(?: ?[.…·]){3,}$")
# What stands behind a price.
_MONEY = re.compile(r"\s*(?:€|EUR|euros?)?(?:\s*HT)?(?:\s*/\s*\w+)?\s*", re.IGNORECASE)
_DATED = re.compile(r"(jan|feb|fev|mar|apr|avr|may|mai|jun|juin|jul|juil|aug|aout|sep|oct|nov|dec)[a-z]* (20)?\d{2}\b")
_GTIN = re.compile(r"(?<!\d)(\d{13}|\d{14}|\d{8})(?!\d)")
_KINDS: tuple[tuple[LineKind, str], ...] = (
    (LineKind.FREIGHT, r"^(frais (de )?(port|livraison|transport|expedition|emballage)|port\b|participation (aux )?(frais|transport)|transport\b|livraison\b|forfait (livraison|port|transport)|shipping|freight|delivery charge)"),
    (LineKind.TAX, r"^(eco ?(contribution|participation|part|taxe)|deee\b|contribution|tgap|taxe\b|cta\b.{0,4}$|cspe|ticgn|turpe)"),
    (LineKind.DEPOSIT, r"^(consigne|deconsigne|caution|deposit)"),
    (LineKind.DISCOUNT, r"^(remise|rabais|ristourne|discount|escompte|reduction|geste commercial|avoir commercial)"),
    (LineKind.DOWN_PAYMENT, r"^(acompte|avance|down payment)"),
    (LineKind.FEE, r"^(frais (de )?(dossier|gestion|facturation)|fees?\b)"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def line_of(item: Item, position: int, method: Method, summed: bool, cents: bool, with_vat: bool = False,
            bases: frozenset[Decimal] = frozenset()) -> Line:  # fmt: skip
    """The line. `summed`: whether all lines together make the total; `cents`: whether its prices are in cents;
    `with_vat`: whether its amounts seem to hold VAT; `bases`: for how many the titles say that prices are."""
    cells, solution = item.cells, item.solution
    name, reference, gtin = texts_of(item)
    if reference and reference.startswith(f"{position} "):
        # Lines are counted just before their codes.
        reference = reference.partition(" ")[2]
    amount = solution.amount if solution else (item.below or cells).first(Role.AMOUNT)
    quantity = solution.quantity if solution else _counted(cells)
    printed = solution.price if solution else next(iter(cells.all(Role.NET, Role.PRICE, Role.GROSS)), None)
    discount = solution.discount if solution else cells.first(Role.DISCOUNT)
    net = solution.net if solution else printed.value if printed else None
    if net is None:
        net = _exact_share(amount, quantity)
    signed = quantity.value * (solution.sign if solution else 1) if quantity else None
    confidence = _confidence(item, summed, printed, name, frozenset({Decimal(100)}) if cents else bases)
    if net is None and quantity is not None:
        confidence = {**confidence, "net_price": 0.5}
    vat = cells.first(Role.VAT)
    gross = cells.first(Role.GROSS) or (printed if discount and discount.value else None)
    # Less than nothing of something that costs less than nothing.
    turned = net is not None and signed is not None and max(net, signed) < 0
    uncertain = with_vat or turned or min(confidence.values()) < 0.9
    return Line(
        position=position,
        name=name,
        quantity=signed,
        unit=_unit(cells),
        net_price=net / 100 if net is not None and cents else net,
        base_quantity=solution.base if solution and solution.base != 1 and not cents else None,
        gross_price=gross.value if gross else None,
        discount_percent=discount.value if discount and abs(discount.value) <= 100 else None,
        net_amount=amount.value if amount else None,
        vat_rate=vat.value if vat and _is_rate(vat) else None,
        seller_reference=reference,
        gtin=gtin,
        kind=_kind_of(name),
        provenance=Provenance(method, boxes=_boxes(item)),
        confidence=confidence,
        raw=_raw(cells),
        flags=frozenset({Flag.UNCERTAIN}) if uncertain else frozenset(),
    )


def texts_of(item: Item) -> tuple[str, str | None, str | None]:
    """The text of a line, its reference and its GTIN; the same once its rows were given."""
    if item.told is None:
        item.told = _read(item)
    return item.told


def _read(item: Item) -> tuple[str, str | None, str | None]:
    texts = [cells for cells in item.texts if cells is item.cells or not is_pricing(folded(cells.row.text))]
    rows = [row for cells in texts if (row := _without_leaders(cells.text(Role.TEXT)))]
    rows = _without(rows, item.inside) or rows
    if not rows and item.cells.words:
        rows = [" ".join(word.text for words in item.cells.words.values() for word in words)]
    # A day is no code, nor part of one, and no rate is.
    code = _DAY.sub("", _whole_code(item)).strip() or None
    code = None if code is not None and _says_nothing(code) else code
    text = "\n".join(rows)
    gtin = item.cells.text(Role.GTIN).replace(" ", "") or None
    if code is None:
        code, rows = _code_in(rows)
    elif code.count(" ") > 1 and any(map(str.isdigit, code.split()[0])):
        # A text that begins too near to its code.
        code, _, rest = code.partition(" ")
        rows = [" ".join((rest, *rows[:1])), *rows[1:]]
    if gtin is None or not ean.is_valid(gtin):
        valid = (
            found for found in _GTIN.findall(f"{code or ''} {text}") if len(found) > 8 and ean.is_valid(found[-13:])
        )
        gtin = next(valid, None)
    rows = [row for at, row in enumerate(rows) if not at or not _GTIN_ROW.fullmatch(row)]
    return "\n".join(rows) or text, code, gtin


def _says_nothing(code: str) -> bool:
    """Whether this is a rate of VAT ("20,00") or the code of one, and no reference."""
    found = _RATE.fullmatch(code)
    return len(code) == 1 or (found is not None and Decimal(found[1].replace(",", ".")) in RATES)


def _without_leaders(text: str) -> str:
    return _LEADERS.sub("", text) if text.endswith((".", "…", "·")) else text


def _without(rows: list[str], inside: str) -> list[str]:
    """The rows without the quantity and price that stand at the end of one."""
    if not inside:
        return rows
    kept = []
    for row in rows:
        before, _, behind = row.partition(inside)
        bare = before.rstrip(" :,;–-") if _MONEY.fullmatch(behind) and inside in row else row
        kept += [bare] if bare else []
    return kept


def _whole_code(item: Item) -> str:
    """The words in the column of references; a code that breaks behind its hyphen goes on in the next row."""
    code = item.cells.text(Role.REFERENCE)
    if item.whole and not code:
        # Beside another row of its text than the numbers.
        code = next((found for cells in item.texts if (found := cells.text(Role.REFERENCE))), "")
    above = (
        one for one in item.texts if item.cells.row.page == one.row.page and one.row.bottom < item.cells.row.bottom
    )
    for cells in sorted(above, key=lambda cells: -cells.row.bottom):
        begun = cells.text(Role.REFERENCE)
        if not (code and begun.endswith(("-", "/"))):
            break
        code = begun + code
    if not code.endswith(("-", "/")):
        return code
    for cells in sorted([*_further(item), *item.codes], key=lambda cells: (cells.row.page, cells.row.bottom)):
        if not code.endswith(("-", "/")):
            break
        code += cells.text(Role.REFERENCE)
    return code


def _code_in(rows: list[str]) -> tuple[str | None, list[str]]:
    """A reference that stands in the text ("[AB12] …", "Réf. : AB12"), and the text without it."""
    if rows and (found := _BRACKET.match("\n".join(rows))):
        return found[1], [rest for rest in (rows[0][found.end() :].strip(), *rows[1:]) if rest]
    rows = _unwrapped(rows)
    whole = " ".join(rows)
    if (found := _BRACKETED.search(whole)) and found[0] not in rows:
        return found["code"], [" ".join((whole[: found.start()] + whole[found.end() :]).split())]
    for at, row in enumerate(rows):
        found = _LABELLED.search(row)
        coded = found is not None and (any(map(str.isdigit, found["code"])) or found["code"].isupper())
        if found and coded and (REFERENCE_ROW.match(row) or "ref" in folded(row)):
            rest = (
                [other for at_, other in enumerate(rows) if at_ != at]
                if REFERENCE_ROW.match(row) and len(rows) > 1
                else rows
            )
            return found["code"], rest
    coded = bool(rows) and _CODE_ROW.fullmatch(rows[0]) is not None and rows[0] == rows[0].upper()
    marked = (
        any(map(str.isdigit, rows[0])) or (len(rows) > 1 and "-" in rows[0] and rows[1][:1].isupper())
        if rows
        else False
    )
    if coded and len(rows) > 1 and marked:
        return rows[0], rows[1:]
    return None, rows


def _unwrapped(rows: list[str]) -> list[str]:
    """The rows; a label of a reference that ends its row is one with the code in the next row."""
    for at, (label, code) in enumerate(pairwise(rows)):
        if label.endswith(":") and _CODE_ROW.fullmatch(code) and REFERENCE_ROW.match(f"{label} {code}"):
            return [*rows[:at], f"{label} {code}", *rows[at + 2 :]]
    return rows


def with_codes(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Where no product has a reference, but nearly each text begins (or ends, in a row of its own) with a code: takes
    these. Behind a mere space stand the second words of names, too: there all of three have to."""
    products = [line for line in lines if line.kind is LineKind.PRODUCT]
    for pattern in (_LEADING, _CLOSING):
        found = [match for line in products if (match := pattern.match(line.name))]
        spaced = any(match["apart"] == " " for match in found)
        few = len(found) < (max(3, len(products)) if spaced else max(2, 0.8 * len(products)))
        if few or len({match["code"] for match in found}) < 2 or any(line.seller_reference for line in products):
            continue
        return tuple(
            replace(line, seller_reference=match["code"], name=match["name"])
            if not line.seller_reference and (match := pattern.match(line.name))
            else line
            for line in lines
        )
    return tuple(
        replace(line, seller_reference=match["code"], name=match["name"])
        if not line.seller_reference and (match := _DASHED.match(line.name))
        else line
        for line in lines
    )


def _counted(cells: Cells) -> Number | None:
    """The number in the column of quantities that is no money and no rate: "5 % sur 100,00 EUR" counts nothing."""
    found = cells.first(Role.QUANTITY)
    return None if found is None or found.money or found.percent else found


def _exact_share(amount: Number | None, quantity: Number | None) -> Decimal | None:
    """The price where none is printed and the division leaves nothing: what one was charged."""
    if amount is None or quantity is None or not quantity.value:
        return None
    share = amount.value / quantity.value
    rounded = round(share, 4)
    return Decimal(f"{rounded.normalize():f}") if rounded == share else None


def _unit(cells: Cells) -> str | None:
    unit = cells.text(Role.UNIT) or cells.units.get(Role.QUANTITY, "")
    return unit.strip("/ ") if any(map(str.isalpha, unit)) else None


def _is_rate(vat: Number) -> bool:
    return vat.percent or vat.places > 0 or vat.value in {0, 5, 8, 10, 20}


def _kind_of(name: str) -> LineKind:
    text = folded(name)
    return next((kind for kind, pattern in _COMPILED if pattern.search(text)), LineKind.PRODUCT)


def _confidence(
    item: Item, summed: bool, price: Number | None, name: str, bases: frozenset[Decimal]
) -> Mapping[str, float]:
    """How sure each field is: the equation proves numbers best, the sum of lines proves amounts."""
    solution = item.solution
    proof = 0.6
    if solution is not None:
        proof = 0.99 if solution.exact else 0.92
        if (solution.base != 1 and not _says(item, solution, bases)) or (not solution.telling and not summed):
            proof = 0.85
    elif price is None and summed:
        proof = 0.93
    proof = min(proof, 0.7) if item.reduced else proof
    sure = min((word.sure for words in item.cells.words.values() for word in words), default=1.0)
    text = text_confidence(item)
    found = {
        "quantity": proof,
        "net_price": proof,
        "net_amount": max(proof, 0.95 if summed else 0.0),
        "name": min(text, sure),
    }
    if _counted(item.cells) is None and solution is None:
        # Only an amount: nothing but the sum of all says that this is a line.
        known = summed and price is None and _kind_of(name) not in {LineKind.PRODUCT, LineKind.DISCOUNT}
        sure = 0.93 if known else 0.6
        found |= {"quantity": sure, "net_price": sure, "net_amount": max(sure, 0.93 if summed else 0.6)}
    return found


def text_confidence(item: Item) -> float:
    """How sure the text is, by where it stands and what it looks like; the same once its rows were given."""
    if item.sure is None:
        item.sure = _sure(item, texts_of(item)[0])
    return item.sure


def _sure(item: Item, name: str) -> float:
    beside, code = item.cells.text(), item.cells.text(Role.REFERENCE)
    if sum(map(str.isalpha, name)) < 3:
        return 0.3
    if beside and not any(map(str.isalpha, beside)):
        # What stands beside the numbers is of another column.
        return 0.5
    if not any(cells.words.get(Role.TEXT) for cells in item.texts) or (code and not _looks_coded(code)):
        # The text stands in another column than the titles say.
        return 0.5
    if not set(name) & {" ", "\n"} and (
        any(map(str.isdigit, name)) or name.islower() or (name.isupper() and (len(name) < 7 or "-" in name))
    ):
        # A code rather than a text.
        return 0.5
    parted = any(_with_gap(cells.words.get(Role.TEXT, [])) for cells in item.texts) or (
        not item.whole and any(map(_beside, _further(item)))
    )
    # A code that goes on nobody knows where; what is left of a column of dates.
    broken = (
        _whole_code(item).endswith("-") or name.count(")") > name.count("(") or _DATED.match(folded(name)) is not None
    )
    return 0.7 if item.ambiguous or parted or broken else 0.95


def _says(item: Item, solution: Solution, bases: frozenset[Decimal]) -> bool:
    """Whether a price for a hundred or a thousand is called that: in its title (`bases`) or in a column of its own."""
    words = [word.text for word in item.cells.row.words]
    said = words.count(f"{solution.base}") + any(f"/{solution.base}" in word for word in words)
    said += solution.base == 100 and any("c€" in word or word.casefold() in _CENTS for word in words)
    said += any(word.casefold() in _BASES.get(solution.base, ()) for word in words)
    return solution.base in bases or said > (solution.quantity.value == solution.base)


def _further(item: Item) -> list[Cells]:
    """The rows of its text that are not that of its numbers."""
    return [cells for cells in item.texts if cells is not item.cells]


def _beside(cells: Cells) -> bool:
    """Whether a row of text goes on in other columns too: a code that wraps, a label whose value stands apart."""
    apart = bool(cells.numbers or cells.words.get(Role.REFERENCE) or cells.words.get(Role.OTHER))
    return bool(cells.words.get(Role.REFERENCE)) or (apart and cells.text().endswith(":"))


def _with_gap(words: Sequence[Word]) -> bool:
    """Whether so much room is between two words that the second may be of another column."""
    return any(right.left - left.right > 1.6 * right.size for left, right in pairwise(words))


def _looks_coded(code: str) -> bool:
    """Whether this may be a reference: digits or capitals, no sentence, and no words of a name."""
    named = re.search(r"(?<![\w.-])[^\W\d_]*[^\W\d_A-Z]{4}(?![\w.-])", code) is not None and " " in code
    return not named and (any(map(str.isdigit, code)) or code.upper() == code)


def _raw(cells: Cells) -> dict[str, str]:
    """What was printed in the columns of numbers."""
    names = {
        Role.QUANTITY: "quantity",
        Role.AMOUNT: "net_amount",
        Role.DISCOUNT: "discount_percent",
        Role.PRICE: "net_price",
        Role.NET: "net_price",
        Role.GROSS: "gross_price",
    }
    return {names[role]: found[0][0].text for role, found in cells.numbers.items() if role in names}


def _boxes(item: Item) -> tuple[Box, ...]:
    """One box a page around all rows of the line."""
    found = []
    for page, group in groupby(sorted(item.rows, key=lambda row: row.page), key=lambda row: row.page):
        rows = list(group)
        box = (
            min(r.left for r in rows),
            min(r.top for r in rows),
            max(r.right for r in rows),
            max(r.bottom for r in rows),
        )
        found.append(Box(page, *(round(edge, 1) for edge in box)))
    return tuple(found)
