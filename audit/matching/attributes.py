"""What a text says of a product besides its name: sizes, colours, weights of paper, capacities, models; and what of it
contradicts another text's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from audit.dimensions import folded, is_paper
from audit.matching.trigrams import plain
from audit.results import Veto

_NUMBER = r"\d+(?:[.,]\d+)?"
_MEASURED = re.compile(rf"(?<![a-z0-9.,])({_NUMBER})\s*([a-z\"%°]+[a-z0-9/]*)")
_NAMED = re.compile(
    r"(?<![a-z0-9])(taille|pointure|zone|serie|t|p|classe|j\s*\+|dos|d|diam|diametre|ø|h|haut|l|larg)"
    rf"\.?\s*({_NUMBER})(?![a-z0-9])"
)
_NAMES = {"t": "taille", "p": "pointure", "j": "days"}
_SIDES = re.compile(
    rf"(?<![a-z0-9.,]){_NUMBER}\s*(?:mm|cm|m)?\s*x\s*{_NUMBER}(?:\s*x\s*{_NUMBER})?\s*(?:(?:mm|cm|m)\b)?"
)
_FRACTIONS = re.compile(r"(?<![a-z0-9/.,-])(\d{2})[/-](\d{1,2})(?![0-9/])")
_FORMATS = re.compile(r"\b(a[0-6]|dl|c[456])\b")
_CLOTHES = re.compile(r"\b(xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl)\b")
_WORN = re.compile(r"\b(?:gilets?|vestes?|pantalons?|t.shirts?|parkas?|polos?|gants?|combinaisons?|blouses?)\b")
_MODEL = re.compile(r"\b(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]*[a-z0-9]\b")
_NO_MODEL = re.compile(
    rf"(?:a[0-6]|c[456]|{_NUMBER}[a-z]{{1,7}}[0-9]?|s[123]p?|x{_NUMBER}|ffp[123]|h\d+|co2|usb-?c|lr\d+|e\d{{2}}|"
    r"[td]\d{1,2}|\d+x\d+.*|pp\d|r\d{1,3}|j\+?\d)"
)
# Words that say how much or how big: the two sides of a pair that mean another size.
_CAPACITIES = frozenset(
    "go gb to tb mo l ml cl kg w v kva a ah mah bar pouces gbit mbit plis tiroirs places trous ports "
    "pages hp lm k kw t m3 m2".split()
)
# What it means when two texts name different numbers of a unit.
_VETO_OF = {
    **dict.fromkeys(_CAPACITIES, Veto.CAPACITY),
    **dict.fromkeys(("mm", "#taille", "#pointure"), Veto.FORMAT),
    **dict.fromkeys(("#zone", "#serie", "#classe", "#days"), Veto.MODEL),
    "g": Veto.PAPER_WEIGHT,
}
_UNIT_NAMES = {
    "gb": "go",
    "tb": "to",
    "litre": "l",
    "litres": "l",
    "lt": "l",
    "kgs": "kg",
    "kilo": "kg",
    "kilos": "kg",
    "pouce": "pouces",
    '"': "pouces",
    "watts": "w",
    "watt": "w",
    "volts": "v",
    "volt": "v",
    "pli": "plis",
    "tiroir": "tiroirs",
    "place": "places",
    "trou": "trous",
    "port": "ports",
    "page": "pages",
    "gbit/s": "gbit",
    "mbit/s": "mbit",
    "gbps": "gbit",
    "mbps": "mbit",
    "metre": "m",
    "metres": "m",
    "gr": "g",
    "grs": "g",
    "gsm": "g",
    "g/m2": "g",
    "gr/m2": "g",
    "grammes": "g",
    "gramme": "g",
    "ep": "plis",
    "epaisseurs": "plis",
    "tonnes": "t",
    "tonne": "t",
}
_SCALED = {
    "ml": ("l", 0.001),
    "cl": ("l", 0.01),
    "to": ("go", 1000.0),
    "gbit": ("mbit", 1000.0),
    "m": ("mm", 1000.0),
    "cm": ("mm", 10.0),
}
_THICK = frozenset(["dos", "d", "diam", "diametre", "ø"])
_TALL = frozenset(["h", "haut", "l", "larg"])
_COLOURS = {
    word: name
    for name, words in {
        "noir": "noir noire noirs noires nr black bk",
        "bleu": "bleu bleue bleus bleues blue",
        "rouge": "rouge rouges red",
        "vert": "vert verte verts vertes green",
        "jaune": "jaune jaunes yellow jne",
        "blanc": "blanc blanche blancs blanches white blc",
        "gris": "gris grise grises grey anthracite",
        "rose": "rose roses fuchsia",
        "orange": "orange oranges",
        "violet": "violet violette violets mauve",
        "marron": "marron brun brune havane kraft bulle chamois",
        "beige": "beige ivoire creme",
        "transparent": "transparent transparente transparents incolore cristal",
        "cyan": "cyan",
        "magenta": "magenta",
        "chene": "chene",
        "hetre": "hetre",
        "couleurs": "couleur couleurs assorti assortis assorties tricolore",
    }.items()
    for word in words.split()
}
_NO_COLOURS = re.compile(r"\bsavon creme\b|\bpapier (?:kraft|bulle)\b|\bfilm bulle\b|\bbic cristal\b")
# Two words that say one thing are read as one: "sans fil" as "sansfil".
_TWO_WORDS = re.compile(
    r"\b(sans|anti|simili|bi|tout|extra|gestes|royaume|dechets|assis|heures?|h|non|usb|30|haute|d) "
    r"(fil|coupure|cuir|mensuel|venant|fine?|techniques|uni|verts|debout|pleines?|creuses?|routier|c|jours|sup\w*|bruit|"
    r"occasion)\b"
)
# Of each group a product has one: another is another product.
_EXCLUSIVE = (
    ("filaires?", "sansfil|wireless|bluetooth|rf"),
    ("basses?", "montantes?|hautes?|brodequins?"),
    ("simple", "doubles?", "triple"),
    ("fines?|extrafine?", "moyennes?|medium", "larges?|epaisse"),
    ("plate", "gazeuse|petillante"),
    ("decafeines?|deca", "corses?|intenses?|fort", "doux|douce", "classiques?", "bio"),
    ("betons?", "metal|metaux|hss", "bois", "verre|carrelage", "placo"),
    ("tronconner", "ebarber|meuler", "poncer"),
    ("nitrile", "cuir", "latex", "vinyle", "anticoupure", "tricot"),
    ("sans", "avec"),
    ("tissu", "resille|maille", "similicuir|pu", "cuir"),
    ("journee|jour", "semaine|hebdo", "mois|mensuel|30jours"),
    ("hebdomadaire|hebdo", "bimensuel", "mensuel"),
    ("citadine", "compacte", "berline", "break", "utilitaire|fourgon"),
    ("bureautique", "langues?", "gestestechniques"),
    ("interieur", "exterieur", "complet"),
    ("heures?pleines?|hp", "heures?creuses?|hc", "base"),
    ("lente", "acceleree", "rapide"),
    ("gazole|gasoil|diesel", "gnr|nonroutier", "e10", "e85|superethanol", "98"),
    ("eau", "poudre", "co2"),
    ("grains?", "moulu", "capsules?|dosettes?"),
    ("clavier", "souris", "casque", "webcam"),
    ("hdmi", "usbc", "rj45|reseau", "displayport"),
    (
        *("france", "benelux|belgique", "allemagne", "espagne", "italie", "suisse", "portugal"),
        *("royaumeuni", "europe", "monde"),
    ),
    ("menthe", "citron", "tisane|infusion", "noir", "vert"),
    ("sols?", "vitres?", "degraissant", "detartrant", "desinfectant", "lessive", "vaisselle"),
    ("creme", "mousse", "atelier|microbilles"),
    ("mutualisee|ftth", "dediee|ftto"),
    ("gauche", "droite"),
    ("papier", "carton", "plastique", "verre", "biodechets?"),
    ("bulles?", "etirable", "kraft"),
    ("gravats", "toutvenant", "bois", "dechetsverts", "dib"),
    ("ateliers?", "chantiers?", "cuisines?"),
    ("mobiles?", "fibre", "standard"),
    ("tourisme|vl", "utilitaires?|vul"),
    ("velo", "scooter", "utilitaire"),
    ("gilets?", "parkas?", "vestes?", "pantalons?", "blousons?", "polos?", "t?shirts?"),
    ("rondes?", "rectangulaires?", "carrees?"),
    ("effacables?", "permanente?s?|indelebiles?"),
)
# What has one of these is another product than what hasn't.
_MARKED = (
    *(r"recycle\w*", "photo", "calque", "fenetres?", "diamant", "assisdebout", "nonroutier|gnr", "fragile", "demi"),
    *(r"heures?sup\w*|hsup\w*", "antibruit", "decafeines?|deca", "bio", "jumbo|geant", "retractables?"),
    *("magnetiques?", "etanches?|ip6[57]", "rechargeables?", r"ignifuge\w*", r"chauffant\w*", "doccasion|occasion"),
)
_GROUPS = tuple(tuple(re.compile(words) for words in group) for group in _EXCLUSIVE)
_MARKS = tuple(re.compile(words) for words in _MARKED)
_WITH_DIGITS = frozenset(["e10", "e85", "98", "co2", "rj45", "30jours", "ip65", "ip67"])
_COMPATIBLE = re.compile(r"\b(?:compatibles?|generiques?|remanufacture\w*|reconditionne\w*|recharge pour|adaptable)\b")
_ORIGINAL = re.compile(r"\b(?:original|originale|d'origine|origine|oem|constructeur|authentique)\b")
_INK = re.compile(r"\b(?:toners?|cartouches?|tambours?|encres?|jet d.encre)\b")
_LARGE = re.compile(r"\b(?:[a-z]*\d*xl|xxl|haute capacite|grande capacite|hc)\b")


@dataclass(frozen=True, slots=True)
class Attributes:
    """One text's; `measures` are numbers by their units, lengths in millimetres."""

    words: tuple[str, ...]
    measures: dict[str, frozenset[float]]
    numbers: frozenset[float]
    formats: frozenset[str]
    sides: frozenset[tuple[float, ...]]
    colours: frozenset[str]
    models: frozenset[str]
    variants: dict[int, frozenset[int]]
    marks: frozenset[int]
    clothes: frozenset[str]
    compatible: bool
    original: bool
    ink: bool
    large: bool
    paper: bool


@lru_cache(maxsize=200_000)
def attributes_of(text: str) -> Attributes:
    """What this text says."""
    low = folded(text)
    sides = frozenset(_numbers(match[0]) for match in _SIDES.finditer(low))
    rest = _SIDES.sub(" ", low)
    measures: dict[str, set[float]] = {}
    for match in _MEASURED.finditer(rest):
        unit, number = _unit(match[2]), float(match[1].replace(",", "."))
        unit, factor = _SCALED.get(unit, (unit, 1.0))
        measures.setdefault(unit, set()).add(round(number * factor, 6))
    for match in _NAMED.finditer(rest):
        name, number = match[1].rstrip(" +"), float(match[2].replace(",", "."))
        if name in _THICK or name in _TALL:
            measures.setdefault("mm", set()).update(_in_millimetres(name, number))
        else:
            measures.setdefault("#" + _NAMES.get(name, name), set()).add(number)
    name = plain(text)
    words = tuple(name.split())
    variants, marks = _variants(_TWO_WORDS.sub(r"\1\2", name).split())
    coloured = _NO_COLOURS.sub(" ", name)
    return Attributes(
        words=words,
        measures={unit: frozenset(numbers) for unit, numbers in measures.items()},
        numbers=frozenset(float(one.replace(",", ".")) for one in re.findall(rf"(?<![a-z0-9.,]){_NUMBER}", low)),
        formats=frozenset([*_FORMATS.findall(low), *("/".join(one) for one in _FRACTIONS.findall(rest))]),
        sides=sides,
        colours=frozenset(_COLOURS[word] for word in coloured.split() if word in _COLOURS),
        models=frozenset(one.replace("-", "") for one in _MODEL.findall(low) if not _NO_MODEL.fullmatch(one)),
        variants=variants,
        marks=marks,
        clothes=frozenset(_CLOTHES.findall(low)) if _WORN.search(low) else frozenset(),
        compatible=_COMPATIBLE.search(low) is not None,
        original=_ORIGINAL.search(low) is not None,
        ink=_INK.search(low) is not None,
        large=_LARGE.search(low) is not None,
        paper=is_paper(low),
    )


@lru_cache(maxsize=100_000)
def _meanings(word: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """The groups and members that a word is, and the marks."""
    if any(sign.isdigit() for sign in word) and word not in _WITH_DIGITS:
        return (), ()
    members = (
        (at, place) for at, group in enumerate(_GROUPS) for place, one in enumerate(group) if one.fullmatch(word)
    )
    return tuple(members), tuple(place for place, one in enumerate(_MARKS) if one.fullmatch(word))


def _variants(words: Iterable[str]) -> tuple[dict[int, frozenset[int]], frozenset[int]]:
    """The members that a text has of each group, and its marks."""
    found: dict[int, frozenset[int]] = {}
    marks: set[int] = set()
    for word in words:
        members, marked = _meanings(word)
        marks.update(marked)
        for at, place in members:
            found[at] = found.get(at, frozenset()) | {place}
    return found, frozenset(marks)


def _in_millimetres(name: str, number: float) -> tuple[float, ...]:
    """ "D80" and "dos 8" are 80 mm, "H200" two metres; "D6" of a drill is 6 mm."""
    if name in _TALL:
        return (number * 10,) if 30 <= number <= 400 else ()
    if name == "dos":
        return (number * 10,) if number <= 15 else (number,)
    # A table's diameter is told in centimetres, a pipe's in millimetres.
    return (number, number * 10) if number >= 30 else (number,)


def _unit(word: str) -> str:
    return _UNIT_NAMES.get(word, word)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(sorted(float(one.replace(",", ".")) for one in re.findall(_NUMBER, text)))


def vetoes_between(one: Attributes, other: Attributes) -> frozenset[Veto]:
    """What speaks against the two being equivalent. What only one side says is no contradiction, but for marks."""
    found: set[Veto] = set()
    for unit in one.measures.keys() & other.measures.keys():
        veto = _VETO_OF.get(unit)
        if veto is not None and not one.measures[unit] & other.measures[unit]:
            found.add(veto)
    if Veto.PAPER_WEIGHT in found and not (one.paper or other.paper):
        found.discard(Veto.PAPER_WEIGHT)
    if _apart(one.formats, other.formats) or _apart(one.clothes, other.clothes) or _sides_apart(one, other):
        found.add(Veto.FORMAT)
    if _apart(one.colours, other.colours):
        found.add(Veto.COLOUR)
    if _inks_apart(one, other):
        found.add(Veto.CAPACITY)
    if _differ_in_make(one, other):
        found.add(Veto.COMPATIBLE_AGAINST_ORIGINAL)
    if one.marks != other.marks or _models_apart(one.models, other.models) or _variants_apart(one, other):
        found.add(Veto.MODEL)
    return frozenset(found)


def _variants_apart(one: Attributes, other: Attributes) -> bool:
    return any(not one.variants[at] & other.variants[at] for at in one.variants.keys() & other.variants.keys())


def _apart(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> bool:
    return bool(one) and bool(other) and not one & other


def _inks_apart(one: Attributes, other: Attributes) -> bool:
    """A large cartridge isn't a small one; where both say how many pages, that tells it."""
    if not (one.ink or other.ink) or one.large == other.large:
        return False
    return not one.measures.get("pages", frozenset()) & other.measures.get("pages", frozenset())


def _sides_apart(one: Attributes, other: Attributes) -> bool:
    """40 x 30 x 25 is not 60 x 40 x 40; "229 x 324 mm" may be "22,9 x 32,4 cm"."""
    if not one.sides or not other.sides:
        return False
    scales = (0.1, 1.0, 10.0)
    return not any(
        len(first) == len(second)
        and all(abs(a * scale - b) < 0.01 * b + 1e-6 for a, b in zip(first, second, strict=True))
        for first in one.sides
        for second in other.sides
        for scale in scales
    )


def _models_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not any(a in b or b in a for a in one for b in other)


def _differ_in_make(one: Attributes, other: Attributes) -> bool:
    if one.compatible and other.compatible:
        return False
    if (one.compatible and other.original) or (one.original and other.compatible):
        return True
    return (one.ink or other.ink) and one.compatible != other.compatible
