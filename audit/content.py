"""How much one invoiced item holds: "ramette 500 feuilles" 500 sheets, "6 x 1,5 L" nine litres, "21 x 29,7 cm" nothing.

Right or None: a wrong content makes a wrong saving, an unknown one only a line that isn't compared. The text is read as
levels of packs ("carton de 5 ramettes de 500 feuilles"), the unit says which level was counted, and whatever can be
understood in two ways is not understood.
"""

from __future__ import annotations

import re
from decimal import Decimal

from audit.dimensions import folded
from audit.levels import Level, Parsed, parse
from audit.prices import Price
from audit.results import BaseUnit, Content
from audit.units import CODES, COUNTED, DOZENS, FRACTIONS, GENERIC, HOLDERS, KIND_OF_HOLDER, MEASURES, SOLD_TIME, Holder

_ONE = Decimal(1)
_REAM = Decimal(500)
_HOLDS_ONE_THING = frozenset({Holder.VESSEL, Holder.ROLL})
# "Colis France 2 à 5 kg J+1", "Transport d'une palette 80 x 120 zone 3": what is sold is that one is sent.
_SENT = re.compile(
    r"(?:(?:envoi|expedition|transport|livraison|acheminement|demi|1/2|d'un|d'une|de|une?)[ -]+)*(colis|palette)s?\b.*"
    r"(?:\bzone\b|\bj ?\+ ?\d|\b(?:avant )?\d{1,2} ?h\b|\d ?(?:a|-|/) ?\d+ ?(?:kg|kilos?|t)\b|"
    r"\b(?:jusqu'a|moins de|max\.?|maxi) ?\d+ ?(?:kg|kilos?|t)\b|"
    r"\b(?:express|standard|suivi|retour|(?:inter)?national|france|europe|monde|benelux)\b)"
)
# Packs of several, of which a price that doesn't say how many may be for any number.
_OF_MANY = frozenset(
    "boite paquet lot pack sachet blister barquette display plaquette conditionnement carton colis caisse casier "
    "fardeau palette".split()
)
# A pack of so many that nobody invoices as many packs: then the quantity may count pieces.
_MANY = 10


def content_of(
    text: str, unit: str | None, unit_code: str | None = None, quantity: Decimal | None = None
) -> Content | None:
    """What one of the `quantity` invoiced items holds, in the finest unit that is certain; None when it isn't.

    `unit` is what stood in the column of units, `unit_code` that of UN/ECE Recommendation 20 or 21.
    """
    readings = contents_of(text, unit, unit_code, quantity)
    return readings[0] if readings else None


def contents_of(
    text: str, unit: str | None, unit_code: str | None = None, quantity: Decimal | None = None
) -> tuple[Content, ...]:
    """All that is certain, finest first: "Eau 50 cl, pack de 24" holds 12 litres, and 24 pieces."""
    counted = _unit_word(unit, unit_code)
    if counted is None:
        return ()
    word = folded(text)
    direct = _direct(counted, word)
    if direct is not None:
        return direct
    parsed = parse(word)
    own = parse(counted) if any(c.isdigit() for c in counted) else None
    if own is not None:
        # "bte 12", "lot de 5": the unit itself says how much.
        readings = _content(own, word, "u")
        return readings if readings and own.levels + own.measures else ()
    readings = _content(parsed, word, counted)
    return () if _may_count_pieces(readings, counted, quantity) else readings


def contents_of_price(price: Price) -> tuple[Content, ...]:
    """What the priced item holds: `pack_size` × `unit`, and what its label says too, unless the two disagree."""
    word = folded(price.unit)
    said = contents_of(price.label, "u") if price.label else ()
    if word in HOLDERS and word not in DOZENS:
        said = contents_of(price.label, price.unit)
        if said or _holds_many(HOLDERS[word], price.label) or KIND_OF_HOLDER[HOLDERS[word]] is Holder.REAM:
            # Of a parcel or box that doesn't say how many are in it, none is a piece.
            return tuple(Content(one.amount * price.pack_size, one.unit) for one in said)
        # A roll is a roll, a set a set: the catalogue itself counts in them.
        return (Content(price.pack_size, BaseUnit.PIECE),)
    own = _direct(word, "") or (Content(_ONE, BaseUnit.PIECE),)
    first = Content(own[0].amount * price.pack_size, own[0].unit)
    same = [one for one in said if one.unit is first.unit]
    if same and same[0].amount != first.amount:
        return (first,)
    return (first, *(one for one in said if one.unit is not first.unit))


def _holds_many(holder: str, label: str) -> bool:
    """Whether a price is for a pack of what its label names: not for a parcel that is sent, nor for an empty box."""
    words = folded(label).replace("'", "' ").split()
    itself = len(words) > 1 and HOLDERS.get(words[0]) == holder and words[1] not in ("de", "d'", "des", "avec")
    return holder in _OF_MANY and not itself and not _SENT.match(folded(label))


def contents_beside(
    price: Price | None, text: str, unit: str | None, unit_code: str | None = None, quantity: Decimal | None = None
) -> tuple[Content, ...]:
    """`contents_of`, and where that says nothing: one sent parcel or pallet, when the price is for one of these too.

    A parcel of gloves is none: nobody knows how many are in it.
    """
    own = contents_of(text, unit, unit_code, quantity)
    if own or price is None or price.pack_size != 1:
        return own
    sent = _SENT.match(folded(text))
    of_price = _SENT.match(folded(price.label))
    units = HOLDERS.get(_unit_word(unit, unit_code) or ""), HOLDERS.get(folded(price.unit))
    if not sent or not of_price or {sent[1], of_price[1], *units} != {sent[1]}:
        return own
    parsed = parse(folded(text))
    return () if parsed.unclear or parsed.levels else (Content(_ONE, BaseUnit.PIECE),)


def comparable(paid: Content | None, negotiated: Content | None) -> bool:
    """Whether prices of the two can be brought to the same unit."""
    return paid is not None and negotiated is not None and paid.unit is negotiated.unit and negotiated.amount > 0


def shared(paid: tuple[Content, ...], negotiated: tuple[Content, ...]) -> tuple[Content, Content] | None:
    """The two contents in the finest unit that both sides have; None when there is none."""
    by_unit = {one.unit: one for one in negotiated}
    return next(((one, by_unit[one.unit]) for one in paid if comparable(one, by_unit.get(one.unit))), None)


def _unit_word(unit: str | None, code: str | None) -> str | None:
    """The unit as one folded word; empty when nothing is said; None when word and code contradict each other."""
    said = folded(unit or "").strip(" .:")
    said = said.removesuffix("(s)").removeprefix("a l'").removeprefix("a la ").removeprefix("par ").removeprefix("le ")
    said = said.removeprefix("la ").removeprefix("les ").removeprefix("l'").removeprefix("au ").replace(".", "").strip()
    if (unit or "").strip().upper() in CODES and said not in MEASURES and said not in HOLDERS and said not in COUNTED:
        said, code = "", code or (unit or "").strip().upper()
    coded = (code or "").strip().upper()
    if coded in FRACTIONS or coded not in CODES:
        return coded.lower() if coded in FRACTIONS else ("" if coded and not said else said)
    word = CODES[coded]
    if not said or said == word or word in GENERIC or not word:
        return said or word
    if _kind(said) == _kind(word) or _kind(said) is None or said in GENERIC:
        return word if said in GENERIC else said
    return None


def _kind(word: str) -> object:
    if word in MEASURES:
        return MEASURES[word]
    if word in HOLDERS:
        return KIND_OF_HOLDER[HOLDERS[word]]
    return COUNTED.get(word) or DOZENS.get(word)


def _direct(unit: str, text: str) -> tuple[Content, ...] | None:
    """Units that need no text: kilogram, sheet, hour, thousand; None for those that do."""
    if unit.upper() in FRACTIONS:
        return (Content(*FRACTIONS[unit.upper()]),)
    for word in (unit, unit.replace(" ", "-"), unit.replace("'", "")):
        if word == "ml":
            # In a column of units the metre of a length (mètre linéaire); nobody invoices by the millilitre.
            return (Content(_ONE, BaseUnit.METRE),)
        if word in MEASURES and not (word == "f" and text):
            return (Content(*MEASURES[word]),)
        if word in DOZENS:
            sheets = parse(text).bulk_paper
            return (Content(DOZENS[word], BaseUnit.SHEET if sheets else BaseUnit.PIECE),)
        if word in COUNTED and word not in GENERIC:
            return (Content(_ONE, COUNTED[word]),)
    return None


def _may_count_pieces(readings: tuple[Content, ...], unit: str, quantity: Decimal | None) -> bool:
    """100 "pieces" of a pen in boxes of 50 may be two boxes: unclear."""
    if quantity is None or unit not in GENERIC:
        return False
    pieces = next((one.amount for one in readings if one.unit is BaseUnit.PIECE), _ONE)
    return pieces >= _MANY and quantity >= pieces and quantity % pieces == 0


def _content(parsed: Parsed, text: str, unit: str) -> tuple[Content, ...]:
    if parsed.unclear:
        return ()
    holder = HOLDERS.get(unit)
    if holder is None and unit and unit not in GENERIC:
        return ()
    levels = _counted_from(parsed, holder)
    if levels is None:
        return ()
    return _product(levels, parsed, text, holder)


def _counted_from(parsed: Parsed, holder: str | None) -> tuple[Level, ...] | None:
    """The levels from the one that the unit names inwards; None when the text doesn't say what that holds."""
    levels = parsed.levels
    if holder is None:
        return None if parsed.inverted or parsed.loose else levels
    kind = KIND_OF_HOLDER[holder]
    ordered = tuple(reversed(levels)) if parsed.inverted else levels
    for exact in (True, False):
        for place, level in enumerate(ordered):
            if level.holder and (level.holder == holder if exact else KIND_OF_HOLDER[level.holder] is kind):
                return ordered[place:]
            if exact and level.noun == holder:
                return ordered[place + 1 :]
    of_measure = parsed.measure_holder
    if of_measure == holder or (of_measure and kind in _HOLDS_ONE_THING and KIND_OF_HOLDER[of_measure] is kind):
        return ()
    if kind in _HOLDS_ONE_THING or kind is Holder.REAM:
        # "bidon", and the text says 5 L; a pack around it would have to be named.
        sheets = kind is Holder.REAM and len(levels) == 1 and levels[0].noun == BaseUnit.SHEET
        return levels if not levels or sheets else None
    free = all(level.holder is None for level in levels)
    if not levels:
        # "Café moulu 250 g" by the packet holds 250 g; by the box, lot or pack nobody knows.
        return () if holder in ("paquet", "sachet", "pochette") and parsed.measures else None
    return levels if free and (kind is Holder.SMALL or levels[0].selling) and not parsed.loose else None


def _product(levels: tuple[Level, ...], parsed: Parsed, text: str, holder: str | None) -> tuple[Content, ...]:
    count = _ONE
    for level in levels:
        count *= level.number
    found: list[Content] = []
    measure = parsed.measure
    if parsed.measures and measure is None:
        return ()
    if measure is not None:
        if measure.unit in SOLD_TIME or measure.unit in (BaseUnit.KILOWATT_HOUR, BaseUnit.KILOMETRE):
            return (Content(count * measure.amount, measure.unit),)
        found.append(Content(count * measure.amount, measure.unit))
    leaf = levels[-1].noun if levels else None
    if leaf == BaseUnit.SHEET or leaf == BaseUnit.PAIR:
        return (Content(count, BaseUnit(leaf)), *found)
    if parsed.names_ream and leaf is None and all(level.selling for level in levels):
        leaf = "ramette"
    if leaf == "ramette" or (holder == "ramette" and not levels):
        return (Content(count * _REAM, BaseUnit.SHEET),) if parsed.plain_ream else ()
    if not levels and not found and (parsed.names_pack or holder is not None):
        return ()
    if parsed.bulk_paper and not found and (not levels or leaf is None):
        return ()
    pair = not levels and parsed.of_pairs
    return (*found, Content(count, BaseUnit.PAIR if pair else BaseUnit.PIECE))
