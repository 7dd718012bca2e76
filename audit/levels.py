"""Levels of packs in a text: "carton de 5 ramettes de 500 feuilles" is five reams in a carton, 500 sheets in a ream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from audit.dimensions import UNCLEAR, is_rolled, masked
from audit.results import BaseUnit, Content
from audit.units import COUNTED, HOLDERS, KIND_OF_HOLDER, MEASURES, SOLD_TIME, Holder

_TOKEN = re.compile(r"\d{1,3}(?: 000)+(?![\d.,])|\d+(?:[.,]\d+)?|[a-z][a-z0-9'.²-]*|\S")
_GLUED = re.compile(r"(b|bte|bt|bx|lot|pqt|paq|ctn|crt|pack|x|par)\.?(\d+)")
_LINKS = frozenset(["de", "d'", "par", "/", ":", "of", "a", "en", "avec", "contenant", "("])
_SELLING = frozenset(["par", "x", "les", "cond", "conditionnement", "cdt", "vendu", "vendus"])
_BOUND = re.compile(
    r"\b(?:blocs?|bloc.notes|cahiers?|carnets?|agraf\w*|perfor\w*|destruct\w*|reli\w*|classeurs?|post.it|notes|agendas?|registres?|"
    r"protege\w*|lutins?|chemises?|parapheurs?|organiseurs?|massicots?|rogneuses?|plastifi\w*|scanners?|imprimantes?|"
    r"copieurs? |trieurs?|repertoires?|manifolds?|paperboard)\b"
)
_WIPING = re.compile(r"\b(?:essuie\w*|mouchoirs?|toilette|hygienique|ouate|devidoirs?|serviettes?|bobines?)\b")
_SHEETS_IN = re.compile(r"\b\d+\s*(?:feuilles?|flles?|fles?|f|fe|feuillets)\b")
_ENERGY = re.compile(r"\b(?:electricite|gaz|energie|consommation|recharge|heures (?:pleines|creuses)|hp|hc|kwh)\b")
_FLAT = re.compile(
    r"\b(?:moquettes?|revetements?|isolants?|parquets?|carrelages?|gazons?|dalles?|laine|toiles?|films?)\b"
)
_BULK = re.compile(r"\b(?:sables?|graviers?|granulats?|beton|terre|eau|gaz|bois)\b")
_PERIOD = re.compile(
    r"(?:^|[,;/|(-]|\bpar|\bprix (?:du|de la|de l'|au)|\ble|\bla|\bau|\bl')\s*"
    r"(journee|jour|semaine|mois|kwh|mwh|litre|kilo|kg|m3|m2|trimestre|heure)\s*(?=$|[,;|)]|remise|ht\b)"
)
_BULK_PAPER = re.compile(
    r"\bpapiers?\b(?=.*\b(?:a[345]|reprographie|copieurs?|multifonctions?|copies?)\b)|\bramettes?\b|\brames?\b"
)
_HEAVY = re.compile(r"\b(\d{2,3})\s*(?:g|gr|grs|gsm|grammes?)\b")
_NOT_PLAIN = re.compile(
    r"\b(?:photo|bristol|carte|calque|transparents?|couleurs?|assorti\w*|etiquettes?|creation|dessin|parchemin|verge)\b"
)
_SHOES = re.compile(r"\b(?:chaussures?|bottes?|bottines?|sabots?|sandales?|baskets?|chaussettes?|surbottes?)\b")
_KITS = frozenset(["jeu", "set", "kit", "coffret", "pochette", "display"])
# Several, without a word of how many, or more than were paid for.
_BUNDLED = re.compile(
    r"\b(?:twin|duo|bi|trio|tri|multi|double|triple|maxi|eco|value)[ -]?packs?\b|\bpacks? (?:duo|trio|eco|double)\b|"
    r"(?<!livraison )(?<!port )\b(?:offert|gratuit)(?:e?s?)\b|\b\d+ (?:achete\w*|pour \d)\b"
)
_NAMED_PACK = re.compile(r"\b([a-z]+)\s+(?:de |d')\s*(?:\|\s*)?([a-z]{3,}[sx])\b")


@dataclass(frozen=True, slots=True)
class Level:
    """`holder` holds `number` `noun`s: names of packs, a base unit, or None where the text names nothing."""

    holder: str | None
    number: Decimal
    noun: str | None
    # "x 12", "par 10": how it is sold, whatever the pack is called.
    selling: bool
    place: int


@dataclass(frozen=True)
class Parsed:
    """A text's levels in its own order, and the measures in it."""

    text: str
    levels: tuple[Level, ...]
    measures: tuple[Content, ...]
    # What holds the measure ("bidon" 5 L), and where that stands.
    measure_holder: str | None
    measure_place: int
    unclear: bool

    @cached_property
    def measure(self) -> Content | None:
        """The one measure; None when there is none or several that disagree."""
        distinct = list(dict.fromkeys(self.measures))
        if len(distinct) == 2 and distinct[0].unit is distinct[1].unit:
            count = Decimal(1)
            for level in self.levels:
                count *= level.number
            small, big = sorted(distinct, key=lambda one: one.amount)
            return small if small.amount * count == big.amount else None
        return distinct[0] if len(distinct) == 1 else None

    @cached_property
    def inverted(self) -> bool:
        """The inner pack stands first: "boîte de 50, carton de 10 boîtes"."""
        if any(_inside(first, second) for first, second in zip(self.levels, self.levels[1:], strict=False)):
            return True
        return self.measure_holder is not None and any(
            level.place > self.measure_place and level.holder and level.noun in (None, self.measure_holder)
            for level in self.levels
        )

    @cached_property
    def loose(self) -> bool:
        """Two levels of which nobody knows which is in which."""
        return not self.inverted and any(
            not _around(first, second) for first, second in zip(self.levels, self.levels[1:], strict=False)
        )

    @cached_property
    def names_pack(self) -> bool:
        """ "Paquet de mouchoirs": several, and not how many."""
        return any(
            KIND_OF_HOLDER.get(name) in (Holder.SMALL, Holder.BIG, Holder.PALLET) and name not in _KITS
            for name in (HOLDERS.get(match[1], "") for match in _NAMED_PACK.finditer(self.text))
        )

    @cached_property
    def bulk_paper(self) -> bool:
        """Paper that is sold by the sheet, ream or carton."""
        return _BULK_PAPER.search(self.text) is not None and not (_BOUND.search(self.text) or _WIPING.search(self.text))

    @cached_property
    def plain_ream(self) -> bool:
        """Whether a ream of it has the usual 500 sheets."""
        return not _NOT_PLAIN.search(self.text) and all(int(one[1]) <= 100 for one in _HEAVY.finditer(self.text))

    @cached_property
    def names_ream(self) -> bool:
        """ "Ramette papier A4": one of them, without a word of how many sheets."""
        return re.search(r"\b(?:ramette|rame)\b", self.text) is not None and not re.search(
            r"\b(?:cartons?|palettes?|colis|ctn)\b", self.text
        )

    @cached_property
    def of_pairs(self) -> bool:
        """Things that nobody sells singly."""
        return _SHOES.search(self.text) is not None


def _inside(first: Level, second: Level) -> bool:
    if first.holder and second.noun == first.holder:
        return True
    if second.holder and second.noun == "ramette" and first.noun == BaseUnit.SHEET and first.holder is None:
        return True
    return bool(
        first.holder
        and second.holder
        and second.noun is None
        and KIND_OF_HOLDER[second.holder] in (Holder.BIG, Holder.PALLET)
        and KIND_OF_HOLDER[first.holder] not in (Holder.BIG, Holder.PALLET)
    )


def _around(first: Level, second: Level) -> bool:
    if second.holder is None:
        return second.selling or first.selling or first.noun is None or first.noun in HOLDERS
    if first.noun == second.holder:
        return True
    big = first.holder is not None and KIND_OF_HOLDER[first.holder] in (Holder.BIG, Holder.PALLET)
    return first.noun is None and (big or (first.selling and first.holder is None))


def parse(text: str) -> Parsed:
    """The levels of a folded text."""
    return _Parser(text).parsed()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        if _BOUND.search(text) or (
            _WIPING.search(text) and re.search(r"\b(?:rouleaux|rlx|bobines|paquets|distributeurs)\b", text)
        ):
            text = _SHEETS_IN.sub(" | ", text)
        self.wiping = _WIPING.search(text) is not None
        self.rolled = is_rolled(text)
        self.masked = masked(text)
        self.tokens = list(_split(self.masked))
        self.levels: list[Level] = []
        self.measures: list[Content] = []
        self.measure_holder: str | None = None
        self.measure_place = -1
        self.unclear = UNCLEAR in self.masked or _BUNDLED.search(text) is not None

    def parsed(self) -> Parsed:
        for place, token in enumerate(self.tokens):
            number = _number(token)
            if number is not None:
                self._read(place, number)
        if not self.measures:
            self._period()
        return Parsed(
            self.text,
            tuple(self._without_repetitions()),
            tuple(self.measures),
            self.measure_holder,
            self.measure_place,
            self.unclear,
        )

    def _read(self, place: int, number: Decimal) -> None:
        after = self._at(place + 1)
        before = self.tokens[place - 1] if place else ""
        if len(self.tokens[place]) == 3 and before.isdigit() and len(before) <= 3:
            # "lot 5 500 feuilles": five hundred, or five thousand five hundred?
            self.unclear = True
        if after == "x" and _number(self._at(place + 2)) is not None:
            self._level(place, number, None)
        elif (measure := self._measure(after, number)) is not None:
            self.measures.append(measure)
            holder = self._holder_before(place)
            if holder is not None:
                self.measure_holder, self.measure_place = holder, place
        elif (noun := self._noun(after, number)) is not None:
            self._level(place, number, noun)
        elif self._holder_before(place) is not None or self._at(place - 1) in _SELLING:
            self._level(place, number, None)

    def _level(self, place: int, number: Decimal, noun: str | None) -> None:
        if "," in self.tokens[place] or "." in self.tokens[place]:
            # "1.000 feuilles"; other broken numbers count nothing.
            digits = re.fullmatch(r"(\d{1,3})[.,](000)", self.tokens[place])
            if digits is None:
                self.unclear = True
                return
            number = Decimal(digits[1] + digits[2])
        if number <= 0:
            return
        if noun == BaseUnit.SHEET and self.wiping:
            noun = BaseUnit.PIECE
        before = self._at(place - 1)
        selling = before in _SELLING or self._at(place + 1) == "x"
        self.levels.append(Level(self._holder_before(place), number, noun, selling, place))

    def _without_repetitions(self) -> list[Level]:
        """ "Boîte de 100 (100 pièces)" says it twice."""
        kept: list[Level] = []
        for level in self.levels:
            if kept and level.holder is None and not level.selling and level.number == kept[-1].number:
                if kept[-1].noun is None:
                    last = kept.pop()
                    kept.append(Level(last.holder, last.number, level.noun, last.selling, last.place))
                continue
            kept.append(level)
        return kept

    def _measure(self, word: str, number: Decimal) -> Content | None:
        found = MEASURES.get(word)
        if found is None or word in ("t", "j", "h", "hr", "hrs"):
            return None
        factor, unit = found
        if self.rolled and word == "ml":
            self.unclear = self.unclear or not re.search(r"\b(?:rouleaux?|bobines?|rlx)\b", self.text)
            factor, unit = Decimal(1), BaseUnit.METRE
        if not self._is_sold(unit):
            return None
        return Content(number * factor, unit)

    def _is_sold(self, unit: BaseUnit) -> bool:
        if unit in SOLD_TIME:
            return (
                unit is not BaseUnit.HOUR
                and re.search(r"\b(?:loc|location|mois de|forfait de)\b", self.text) is not None
            )
        if unit is BaseUnit.KILOMETRE:
            return "kilomet" in self.text or "km supp" in self.text
        needs = {BaseUnit.KILOWATT_HOUR: _ENERGY, BaseUnit.SQUARE_METRE: _FLAT, BaseUnit.CUBIC_METRE: _BULK}
        return unit not in needs or needs[unit].search(self.text) is not None

    def _period(self) -> None:
        match = _PERIOD.search(self.masked)
        if match:
            factor, unit = MEASURES[match[1]]
            self.measures.append(Content(factor, unit))
        elif re.search(r"\b(?:kilometres?|km) supp", self.masked):
            self.measures.append(Content(Decimal(1), BaseUnit.KILOMETRE))

    def _noun(self, word: str, number: Decimal) -> str | None:
        if word in HOLDERS:
            # "taille 9 boîte de 100": one that stands in the singular was not counted by the number before.
            return None if word == HOLDERS[word] and number != 1 else HOLDERS[word]
        if word in ("f", "fe", "fts") and not re.search(
            r"\b(?:papiers?|ramettes?|rames?|a[345]|feuilles?)\b", self.text
        ):
            return None
        found = COUNTED.get(word)
        return None if found is None else found.value

    def _holder_before(self, place: int) -> str | None:
        place -= 1
        skipped = 0
        while place >= 0 and skipped < 2 and self.tokens[place] in _LINKS:
            place -= 1
            skipped += 1
        word = self._at(place)
        return HOLDERS.get(word) or ("boite" if word == "b" and skipped else None)

    def _at(self, place: int) -> str:
        return self.tokens[place] if 0 <= place < len(self.tokens) else ""


def _number(token: str) -> Decimal | None:
    return Decimal(token.replace(" ", "").replace(",", ".")) if token[:1].isdigit() else None


def _split(text: str) -> list[str]:
    """Words and numbers; "x12" and "bte12" are two, a model number such as "t800" is one, "4x4" is three."""
    tokens: list[str] = []
    end = -1
    for match in _TOKEN.finditer(text):
        token = match[0].rstrip("." if match[0][0].isalpha() else "")
        glued = _GLUED.fullmatch(token)
        if glued:
            tokens += ["x" if glued[1] == "x" else glued[1], glued[2]]
        elif token.startswith("d'"):
            tokens += ["d'", token[2:]]
        elif match.start() == end and token[0].isalpha() and tokens and tokens[-1][0].isdigit():
            tokens += _after_number(tokens, token)
        else:
            tokens.append(token)
        end = match.end()
    return [token for token in tokens if token]


def _after_number(tokens: list[str], word: str) -> list[str]:
    """What is glued to a number: a unit, or the rest of a model number, which is no number then."""
    if word in MEASURES or word in COUNTED or word in HOLDERS or word == "x":
        return [word]
    return ["#" + tokens.pop() + word]
