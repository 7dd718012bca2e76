"""What stands around the lines: number, date, parties, currency, totals and the VAT of each rate."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from stdnum.fr import siren, siret, tva

from audit.invoice import InvoiceKind, Party
from audit.reading.printed.labels import folded
from audit.reading.printed.words import Row, Word

_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY = re.compile(
    r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)|(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"
)
_PAGES = re.compile(r"\d{1,2}/\d{1,2}")
_SHORTEST_DAY = len("1/1/26")
_WRITTEN = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]{3,9}) (\d{4})")
_NUMBER_LABEL = re.compile(
    r"(?:facture|avoir|rechnungs?|gutschrifts?|invoice|credit ?note|note de cr[ée]dit|document|pi[èe]ce(?! \d))\s*(?:d['’ ]avoir\s*)?(?:n\s?[°ºo]|num[ée]ro|no\.?|nr\.?|nummer|-nr\.?|number|#|:|r[ée]f[ée]?r?e?n?c?e?)?\s*\.?\s*[:#]?\s*"
    r"(?P<code>(?=[A-Z0-9/_.-]*\d)[A-Z0-9][A-Z0-9/_.-]{1,28}(?: \d{2,8})?)",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(
    r"^\s*n\s?[°ºo]\.?\s*:?\s*(?P<code>(?=[A-Z0-9/_-]*\d)[A-Z0-9][A-Z0-9/_-]{2,28})\b", re.IGNORECASE
)
_NUMBER_TITLE = re.compile(
    r"^(n|no|num|numero)( (de )?(la )?(facture|avoir|piece|document))?$|^(facture|invoice|avoir|credit note)( (n|no|num|number|numero))?$|^invoice (no|number|n)$|^n (facture|avoir|piece)$"
)
_DATE_LABEL = re.compile(
    r"date( de)?( la)? (facture|facturation|emission|piece|avoir)|date d (emission|edition)|invoice date|date of issue|rechnungsdatum|datum\b|^date\b|\bdate\b|\ble\b|\bdu\b|\bemise? le\b"
)
_OTHER_DATE = re.compile(
    r"echeance|fallig|lieferdatum|leistung|due|livraison|commande|periode|reglement|payable|delivery|order|depart|retour|payment|prelev|valeur"
)
# Begins with the digit, so that the search leaps to one.
_IDENTITY = re.compile(r"(\d(?<!\d\d)\d{2} ?\d{3} ?\d{3}(?: ?\d{5})?)(?!\d)")
_VAT_NUMBER = re.compile(r"\bFR[  ]?([0-9A-Z]{2})[  ]?(\d{3}[  ]?\d{3}[  ]?\d{3})(?!\d)", re.IGNORECASE)
_LEGAL = re.compile(
    r"\b(sarl|sas|sasu|sa|eurl|sci|snc|scop|gmbh|ltd|association|ets|etablissements|societe|gie|selarl|scea|earl)\b"
)
_BUYER_LABEL = re.compile(
    r"^(client|facture a|adresse de facturation|destinataire|acheteur|bill to|sold to|customer|facturer a|adresse facturation)\b"
)
_SELLER_LABEL = re.compile(r"^(emetteur|vendeur|fournisseur|seller|from|prestataire)\b")


def number_of(rows: Sequence[Row]) -> str | None:
    """The document's number: behind its label, or under it; else the first that is called one."""
    return labelled_number(rows) or next(
        (found["code"] for row in rows if (found := _NUMBER_ONLY.match(row.text))), None
    )


def labelled_number(rows: Sequence[Row]) -> str | None:
    """The number that is called that of an invoice, a credit note or a document."""
    for row in rows:
        if (found := _NUMBER_LABEL.search(row.text)) and not _DAY.fullmatch(found["code"]):
            return found["code"]
    for at, row in enumerate(rows):
        for chunk in row.chunks(1.2):
            if _NUMBER_TITLE.match(folded(" ".join(word.text for word in chunk))) and (
                code := _code_below(rows[at + 1 : at + 3], chunk) or _code_beside(row, chunk)
            ):
                return code
    return None


def _code_below(rows: Sequence[Row], title: list[Word]) -> str | None:
    for row in rows:
        for word in row.words:
            over = min(word.right, title[-1].right) - max(word.left, title[0].left)
            if over > 0 and _may_number(word):
                return word.text
    return None


def _code_beside(row: Row, title: list[Word]) -> str | None:
    right = [word for word in row.words if word.left > title[-1].left and _may_number(word)]
    return right[0].text.strip(":") if right else None


def _may_number(word: Word) -> bool:
    """Whether it has digits, and is neither a day nor one of so many pages."""
    text = word.text
    return any(map(str.isdigit, text)) and not _DAY.search(text) and not _PAGES.fullmatch(text)


def day_of(rows: Sequence[Row], kind: InvoiceKind = InvoiceKind.INVOICE) -> dt.date | None:
    """The day of issue: the date with the best label, before it or above it, else the first; never one that is called
    another day, when it is due or was ordered. Of the other `kind` of document it is as good as none."""
    best: tuple[int, dt.date] | None = None
    for at, row in enumerate(rows):
        for date, left in _dates(row):
            score = _date_score(rows, at, left, kind)
            if score > 0 and (best is None or score > best[0]):
                best = (score, date)
    return best[1] if best else None


def _dates(row: Row) -> list[tuple[dt.date, float]]:
    """Dates of a row and where each begins."""
    found = []
    for word in row.words:
        if len(word.text) >= _SHORTEST_DAY and (match := _DAY.search(word.text)):
            groups = match.groups()
            parts = (groups[2], groups[1], groups[0]) if groups[0] else groups[3:6] if groups[3] else groups[6:9]
            year, month, day = (int(part or 0) for part in parts)
            if date := _date(year + 2000 if year < 100 else year, month, day):
                found.append((date, word.left))
    plain = folded(row.text)
    for day_, month_, year_ in _WRITTEN.findall(plain):
        names = _MONTHS if month_ in _MONTHS else _ENGLISH
        index = next((at for at, name in enumerate(names) if name.startswith(month_[:4]) or name == month_), None)
        if index is not None and (date := _date(int(year_), index + 1, int(day_))):
            left = next((word.left for word in row.words if word.text == day_), row.left)
            found.append((date, left))
    return found


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _date_score(rows: Sequence[Row], at: int, left: float, kind: InvoiceKind) -> int:
    """How much the words before a date, or the title above it, say that it is the day of issue."""
    row = rows[at]
    before = folded(" ".join(word.text for word in row.words if word.left < left - 0.1))[-40:]
    above = ""
    for other in rows[max(0, at - 2) : at]:
        above += " " + folded(
            " ".join(word.text for word in other.words if word.left < left + 30 and word.right > left - 10)
        )
    label = (
        before
        if before and not _DAY.search(row.text[: row.text.find(before[-4:])]) and re.search(r"[a-z]", before)
        else above
    )
    best = (
        6
        if re.search(r"(date )?(de |d )?(la )?(facture|facturation|emission|invoice|avoir)", label)
        else 4
        if _DATE_LABEL.search(label)
        else 1
    )
    last = _last_label(label)
    own, foreign = ("facture", "avoir") if kind is InvoiceKind.INVOICE else ("avoir", "facture")
    if foreign in label and own not in label:
        best = 2
    return best - (6 if _OTHER_DATE.search(last) else 0)


def _last_label(label: str) -> str:
    return " ".join(label.split()[-3:])


def parties(pages: Sequence[Sequence[Row]], first_line: float) -> tuple[Party, Party]:
    """Seller and buyer: numbers with right check digits; the seller's has a VAT number, a footer or the first place."""
    rows = pages[0] if pages else ()
    found: list[tuple[str, str | None, bool, Row, float]] = []
    vats = {
        match[2].replace(" ", "").replace("\u00a0", ""): re.sub(r"\s", "", match[0]).upper()
        for row in rows
        for match in _vat_numbers(row)
    }
    for row in rows:
        for text, left in _identities(row):
            bare = re.sub(r"\s", "", text)
            good = siret.is_valid(bare) if len(bare) == 14 else siren.is_valid(bare)
            if good and (len(bare) == 14 or re.search(r"siren|rcs|siret|r c s", folded(row.text)) or bare in vats):
                found.append((bare[:9], bare if len(bare) == 14 else None, row.top > first_line, row, left))
    order = list(dict.fromkeys(one[0] for one in found))
    seller = _seller(found, order, vats, rows)
    buyer = next((one for one in order if one != seller), None)
    return _party(seller, found, vats, rows, first_line), _party(buyer, found, vats, rows, first_line)


def _vat_numbers(row: Row) -> list[re.Match[str]]:
    return [match for match in _VAT_NUMBER.finditer(row.text) if tva.is_valid(re.sub(r"\s", "", match[0]))]


def _identities(row: Row) -> list[tuple[str, float]]:
    """Fourteen or nine digits in a row, and where they begin."""
    found = []
    for match in _IDENTITY.finditer(row.text):
        head = match[0].split()[0]
        left = next((word.left for word in row.words if head in word.text), row.left)
        found.append((match[0], left))
    return found


def _seller(
    found: list[tuple[str, str | None, bool, Row, float]], order: list[str], vats: dict[str, str], rows: Sequence[Row]
) -> str | None:
    if not order:
        return next(iter(vats), None)
    labels = _labels(rows)
    scores = dict.fromkeys(order, 0.0)
    for number_, _, below, row, left in found:
        scores[number_] += 3 if below else 0
        scores[number_] += _label_score(labels, row, left)
    for number_ in order:
        scores[number_] += 2 if number_ in vats and len(vats) == 1 else 0
    return max(order, key=lambda one: (scores[one], -order.index(one)))


def _labels(rows: Sequence[Row]) -> list[tuple[int, Row, float]]:
    """ "Client", "Émetteur" …: +1 for the seller's, -1 for the buyer's."""
    found = []
    for row in rows:
        for chunk in row.chunks():
            text = folded(" ".join(word.text for word in chunk))
            side = 1 if _SELLER_LABEL.match(text) else -1 if _BUYER_LABEL.match(text) else 0
            if side and len(text) < 40:
                found.append((side, row, chunk[0].left))
    return found


def _label_score(labels: list[tuple[int, Row, float]], row: Row, left: float) -> float:
    near = [
        (row.top - label.top + abs(left - where) / 2, side)
        for side, label, where in labels
        if 0 <= row.top - label.top < 130
    ]
    return 2.0 * min(near)[1] if near else 0.0


def _party(
    number_: str | None,
    found: list[tuple[str, str | None, bool, Row, float]],
    vats: dict[str, str],
    rows: Sequence[Row],
    first_line: float,
) -> Party:
    if number_ is None:
        return Party()
    places = [one for one in found if one[0] == number_]
    full = next((one[1] for one in places if one[1]), None)
    return Party(_name(places, rows, first_line), number_, full, vats.get(number_))


def _name(places: list[tuple[str, str | None, bool, Row, float]], rows: Sequence[Row], first_line: float) -> str | None:
    """The first row of the address above the number; of a number in the footer, the first words of its row."""
    for _, _, below, row, left in places:
        if below:
            head = re.split(r" [-–|•·] |,| au capital|\bSIRET|\bRCS|\bSIREN", row.text)[0].strip()
            if head and not any(map(str.isdigit, head)):
                return head
            continue
        above = [other for other in rows if 0 <= row.top - other.top < 95]
        names = []
        for other in above:
            for chunk in other.chunks():
                if abs(chunk[0].left - left) < 60 or other is row:
                    text = " ".join(word.text for word in chunk)
                    plain = folded(text)
                    if (
                        chunk[0].left < left + 3
                        and "@" not in text
                        and not any(map(str.isdigit, text))
                        and not _BUYER_LABEL.match(plain)
                        and not _SELLER_LABEL.match(plain)
                    ):
                        names.append((bool(_LEGAL.search(plain)), -other.top, text))
        good = [name for name in names if not re.match(r"(siret|siren|facture|date|rcs|tva)\b", folded(name[2]))]
        if good:
            legal = [name for name in good if name[0]]
            return max(legal, key=lambda one: one[1])[2] if legal else max(good, key=lambda one: -one[1])[2]
    return None
