"""Finds the rows that title a table of lines, and the columns that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from audit.reading.printed.labels import PRICES, Role, folded, role_of
from audit.reading.printed.words import Row, Word, joined

_MOST_ROWS = 4
# So far apart stand words of one title, in sizes.
_USUAL = 0.48
# What a title's second row or word may be that means nothing, or something else, alone.
_BESIDE = (
    r"h ?t|ttc|hors taxes?|nets?|nette|bruts?|unitaires?|horaire|journalier|livrees?|facturees?|commandees?|euros?|en"
)
_MODIFIERS = (
    rf"(?:{_BESIDE}|tva|unit|fact|liv|cdees?|article|produit|total|ligne|rem|remise|%|eur|kwh|heures?|jours?|de|vente"
    r"|client|fournisseur|price|code|no|rate)"
)
_MODIFIER = re.compile(rf"{_MODIFIERS}(?: {_MODIFIERS})*")
_MODIFIER_BESIDE = re.compile(rf"(?:{_BESIDE})(?: (?:{_BESIDE}))*")
# Words that begin a title, and what is one title all the same.
_BEGINS = re.compile(
    r"(prix|pu|puht|montant|mt|total|qtes?|quantites?|tva|rem|remise|%|desi\w*|libelle|description|refs?|reference|code|unite|uv"
    r"|tarif|taux|coef\w*|date|unit|price|amount|quantity|qty|discount|vat|eco)$"
)
_ONE = re.compile(
    r"(\b(de|du|des|la|le|d|l|en|par|n|no|total|montant|taux|code|mt|%)|prix unite|prix total|valeur total\w*)"
    r" (tva|rem|remise|total|unite|prix|facture|code|reference|article|quantite|taux|montant|ht|date)$"
    r"|^(unit|net|list|line) price$"
    r"|(tva|rem|remise|taux) %$|prix total$|vat (amount|%)$|\b(line|net|total) amount$"
)
_NET_AMOUNT = re.compile(r"^(montants?|total|mt|prix)( net)?( eur| euros?)? (ht|hors taxes?)$")
_DECIMALS = re.compile(r"\d[.,]\d{2}\b")


@dataclass(slots=True)
class Column:
    """A column: where its title stands, and (`seen`) from where to where its numbers were found."""

    role: Role
    left: float
    right: float
    title: str
    seen: tuple[float, float] | None = None

    @property
    def middle(self) -> float:
        """Half way from left to right of the title."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Header:
    """A table's titles: rows `first` to `last` of the document, both included."""

    first: int
    last: int
    columns: list[Column] = field(default_factory=list)
    score: float = 0.0

    def repeats(self, other: Header) -> bool:
        """Whether most of these titles are those of another table."""
        own, others = ({folded(column.title) for column in header.columns} for header in (self, other))
        return 2 * len(own & others) >= max(len(own), len(others))

    def roles(self) -> set[Role]:
        """All roles of its columns."""
        return {column.role for column in self.columns}


def headers(rows: list[Row]) -> list[Header]:
    """All headers of tables of lines, from top to bottom."""
    named = [_may_title(row) for row in rows]
    found: list[Header] = []
    at = 0
    while at < len(rows):
        best = _best_at(rows, named, at)
        if best is None:
            at += 1
        else:
            # Rows below may make it better: a title's first row often names one column, an address stands over it.
            below = (_best_at(rows, named, later) for later in range(at + 1, best.last + 1))
            best = max((best, *filter(None, below)), key=lambda header: header.score)
            found.append(best)
            at = best.last + 1
    return found


def _may_title(row: Row) -> bool:
    """Whether a row has at most one amount, and a word that titles columns."""
    if len(_DECIMALS.findall(row.text)) > 1 or len(row.text) > 260:
        return False
    return any(role_of(word.text) is not None for word in row.words)


def _best_at(rows: list[Row], named: list[bool], at: int) -> Header | None:
    if at >= len(rows) or not named[at]:
        return None
    best: Header | None = None
    titles: list[Word] = []
    for last in range(at, min(at + _MOST_ROWS, len(rows))):
        if last > at and not _follows(rows[last - 1], rows[last]):
            break
        _stack(titles, rows[last])
        if len(titles) < 2:
            # No table has one column.
            continue
        header = Header(at, last, _columns(titles))
        header.score = _score(header)
        if header.score > 0 and (
            best is None or header.score > best.score + 0.4 or _completes(best, header, rows[last])
        ):
            best = header
    return best


def _follows(above: Row, below: Row) -> bool:
    """Whether two rows may be the halves of one title."""
    near = below.page == above.page and below.top - above.bottom < 0.75 * max(above.size, below.size)
    return near and not _DECIMALS.search(below.text) and not any(len(word.text) > 28 for word in below.words)


def _completes(above: Header, both: Header, row: Row) -> bool:
    """Whether a row goes on with titles ("Prix" over "unitaire"): only words of titles, and not the text's alone."""
    parts = titles_of(row)
    if len(both.columns) > len(above.columns) or both.score < above.score - 0.4:
        return False
    if not all(_MODIFIER.fullmatch(folded(part.text)) or role_of(part.text) for part in parts) or any(
        map(str.isdigit, row.text)
    ):
        return False
    wordy = [column for column in above.columns if column.role is Role.TEXT]
    return not all(any(part.left < column.right and part.right > column.left for column in wordy) for part in parts)


def _stack(titles: list[Word], row: Row) -> None:
    """Adds a row's titles to those of the rows over it, put together where they stand over each other."""
    for title in titles_of(row):
        over = [one for one in titles if min(one.right, title.right) - max(one.left, title.left) > 0.2 * title.size]
        if len(over) == 1:
            titles[titles.index(over[0])] = joined(over[0], title)
        else:
            titles.append(title)


def _columns(titles: list[Word]) -> list[Column]:
    ordered = sorted(titles, key=lambda title: title.left)
    columns = [Column(role_of(title.text) or Role.OTHER, title.left, title.right, title.text) for title in ordered]
    return settled(columns)


def titles_of(row: Row) -> list[Word]:
    """The titles in a row; words farther apart (a typewriter's, or evenly) are one where no fewer titles then mean
    something."""
    if row.titles is None:
        best = _titles_within(row, _USUAL)
        if row.is_typed:
            typed = _titles_within(row, _USUAL, typed=True)
            best = typed if len(typed) < len(best) and _meaning(typed) >= _meaning(best) else best
        near = _near(row)
        wide = _titles_within(row, near) if near > _USUAL else best
        row.titles = wide if _meaning(wide) > _meaning(best) else best
    return row.titles


def _meaning(titles: list[Word]) -> tuple[int, int]:
    """How many roles they name, and how few of them name none."""
    roles = [role_of(title.text) for title in titles]
    return len(set(roles) - {None}), -roles.count(None)


def _titles_within(row: Row, near: float, *, typed: bool = False) -> list[Word]:
    """Words that stand close; one without meaning joins its neighbour if both mean something."""
    parts: list[Word] = []
    for chunk in (piece for close in row.chunks(near, typed=typed) for piece in _apart(close)):
        word = chunk[0]
        for other in chunk[1:]:
            word = joined(word, other)
        parts.append(word)
    whole: list[Word] = []
    for part in parts:
        if whole and part.left - whole[-1].right < 0.85 * part.size and _one_title(whole[-1].text, part.text):
            whole[-1] = joined(whole[-1], part)
        else:
            whole.append(part)
    return whole


def _near(row: Row) -> float:
    """How far words of one title stand apart, in sizes: as the nearest two words of the row do, within bounds."""
    narrow = min((right.left - left.right for left, right in pairwise(row.words)), default=0.0)
    return min(max(_USUAL, 1.12 * narrow / max(row.words[0].size, 1.0)), 0.58)


def _apart(words: list[Word]) -> list[list[Word]]:
    """Titles too close to tell by their gaps: cut before words that begin a title, if each part then is one."""
    if len(words) < 3:
        return [words]
    parts: list[list[Word]] = [[words[0]]]
    for word in words[1:]:
        if _BEGINS.match(folded(word.text)):
            so_far = " ".join([one.text for one in parts[-1]])
            if role_of(so_far) is not None and not _ONE.search(folded(f"{so_far} {word.text}")):
                parts.append([word])
                continue
        parts[-1].append(word)
    if len(parts) == 1:
        return [words]
    roles = [role_of(" ".join(one.text for one in part)) for part in parts]
    known = all(role or len(part[0].text) < 3 for role, part in zip(roles, parts, strict=True))
    return parts if known and len(set(roles) - {None}) > 1 else [words]


def _one_title(left: str, right: str) -> bool:
    both = role_of(f"{left} {right}")
    return both is not None and (
        role_of(right) is None or role_of(left) is None or _MODIFIER_BESIDE.fullmatch(folded(right)) is not None
    )


def settled(columns: list[Column]) -> list[Column]:
    """Roles that only the others decide: "Article" alone is the text, beside a text it is the reference."""
    _settle_text(columns)
    roles = [column.role for column in columns]
    if (
        {Role.TEXT, Role.AMOUNT} <= set(roles)
        and not {Role.QUANTITY, *PRICES} & set(roles)
        and {Role.BASE, Role.VAT} <= set(roles)
    ):
        for column in columns:
            column.role = {Role.BASE: Role.QUANTITY, Role.VAT: Role.PRICE}.get(column.role, column.role)
    if {Role.AMOUNT, Role.QUANTITY} <= set(roles) and not set(PRICES) & set(roles):
        for column in columns:
            # Of hours, and no rate of VAT.
            column.role = Role.PRICE if folded(column.title) == "taux" else column.role
    if Role.AMOUNT not in roles and Role.QUANTITY in roles and set(PRICES) & set(roles):
        _settle_amount(columns)
    last = max(columns, key=lambda column: column.left)
    if not {Role.AMOUNT, Role.WITH_VAT, *PRICES} & set(roles) and folded(last.title).endswith(" ht"):
        # "Loyer HT": whatever is charged.
        last.role = Role.AMOUNT
    taxed = [column for column in columns if column.role is Role.WITH_VAT]
    if taxed and Role.AMOUNT not in roles and not set(PRICES) & set(roles) and Role.QUANTITY in roles:
        # A till's receipt: nothing is printed without VAT.
        taxed[-1].role = Role.AMOUNT
        if len(taxed) > 1:
            taxed[0].role = Role.PRICE
    if Role.QUANTITY not in roles and Role.OTHER_QUANTITY in roles:
        next(column for column in columns if column.role is Role.OTHER_QUANTITY).role = Role.QUANTITY
    return columns


def _settle_amount(columns: list[Column]) -> None:
    """The column of amounts that isn't called so: the last one without a meaning, or the last of several prices."""
    prices = [column for column in columns if column.role in PRICES]
    last = max(columns, key=lambda column: column.left if role_of(column.title) is None else 0.0)
    if role_of(last.title) is None and last.left > max(column.left for column in prices):
        last.role = Role.AMOUNT
    elif sum(column.role is Role.PRICE for column in prices) > 1:
        # "Prix unitaire", then "Prix HT".
        max((one for one in prices if one.role is Role.PRICE), key=lambda column: column.left).role = Role.AMOUNT


def _settle_text(columns: list[Column]) -> None:
    """Exactly one column of text, when any can be it: of several the one with the most room."""
    roles = [column.role for column in columns]
    if Role.TEXT not in roles:
        # "Référence" over "Désignation", or "Article" alone: codes and texts stand in one column.
        codes = [column for column in columns if column.role is Role.REFERENCE]
        if codes:
            articles = [column for column in codes if re.search(r"article|produit", column.title.casefold())]
            # "Code", "Analyse": the text is the title with most room, of whatever trade.
            unknown = [one for one in columns if one.role is Role.OTHER and role_of(one.title) is None]
            max(articles or codes + unknown, key=lambda one: _room(columns, one)).role = Role.TEXT
        elif len(columns) < 5 and any(_NET_AMOUNT.search(folded(column.title)) for column in columns[1:]):
            # "Vos abonnements": whatever stands on the left of "Montant HT".
            first = columns[0]
            if first.role is Role.OTHER and role_of(first.title) is None and len(first.title) < 40:
                first.role = Role.TEXT
        return
    if roles.count(Role.TEXT) > 1:
        wide = max((column for column in columns if column.role is Role.TEXT), key=lambda one: _room(columns, one))
        for column in columns:
            if column.role is Role.TEXT and column is not wide:
                column.role = Role.OTHER if Role.REFERENCE in roles else Role.REFERENCE


def _room(columns: list[Column], column: Column) -> float:
    """How far it is from a title to the next one."""
    return min((other.left for other in columns if other.left > column.left), default=column.right + 60) - column.left


def _score(header: Header) -> float:
    """How much this looks like the titles of lines: 0 when it can't be."""
    roles = header.roles()
    if Role.BASE in roles and not roles & {Role.TEXT, Role.QUANTITY, *PRICES}:
        return 0.0
    priced = bool(roles & set(PRICES))
    counted = Role.QUANTITY in roles or Role.TEXT in roles or Role.REFERENCE in roles
    if not ((Role.AMOUNT in roles and (counted or priced)) or (priced and Role.QUANTITY in roles)):
        return 0.0
    if Role.AMOUNT in roles and not priced and not roles & {Role.TEXT, Role.QUANTITY}:
        return 0.0
    unknown = sum(column.role is Role.OTHER and role_of(column.title) is None for column in header.columns)
    long = sum(len(column.title) > 32 for column in header.columns)
    score = len(roles - {Role.OTHER}) - 0.7 * unknown - 0.5 * long
    if priced and Role.AMOUNT in roles and roles & {Role.TEXT, Role.QUANTITY}:
        # All that lines have: whatever else there is.
        score = max(score, 2.0 - long)
    return score if score >= 2 and unknown <= len(header.columns) / 2 else 0.0
