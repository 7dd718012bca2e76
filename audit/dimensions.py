"""What looks like a content and is none: formats, weights of paper, thicknesses, powers, capacities, references.

`masked(text)` takes them out of a folded text, so that no number that is left belongs to them.
"""

from __future__ import annotations

import re
import unicodedata

_N = r"\d+(?:[.,]\d+)?"
_LONG = r"(?:mm|cm|dm|m|pouces?|in)"
_TECH = (
    r"go|gb|to|tb|mo|mb|ko|gbit/s|mbit/s|gbits?|mbits?|mbps|gbps|ghz|mhz|khz|hz|w|wh|kw|kwc|kva|va|v|volts?|watts?|mah|ah|a|"
    r"amperes?|lm|lumens?|k|kelvins?|c|degres?|bars?|db|dba|dpi|ppp|ppm|cpm|pouces?|microns?|mic|um|plis?|epaisseurs?|places?|"
    r"ports?|prises?|trous?|tiroirs?|cases?|compartiments?|touches?|niveaux|etages?|tablettes\s+reglables|portes?|roues?|roulettes?|"
    r"positions?|vitesses?|couleurs?|coloris|pages?|copies?|impressions?|lignes?|carreaux|zones?|marches?|personnes?|"
    r"utilisateurs?|postes?\s+de\s+travail|tours?/min|tr/min|rpm|nm|n|cv|ch|px|pixels?|mpx|mp|fps|bit|bits|jours\s+ouvres|carats?|denier|"
    r"anneaux|soufflets?|vues|doigts?|dents?|branches?|faces?|brins?|pans?|soudures?|broches?|contacts?|voies?|poles?|etoiles?|heures?\s+d\s?autonomie"
)
_NAMED = (
    r"tailles?|t\.|pointures?|dos|pointe|epaisseur|ep\.?|diametre|diam\.?|ø|dia|largeur|larg\.?|hauteur|haut\.?|"
    r"longueur|long\.?|profondeur|prof\.?|laize|mandrin|format|ral|ref\.?|reference|modele|type|serie|n°|no\.|"
    r"numero|code|art\.|iso|nf|en|din|ip|classe|zones?|indice|mailles?|grain|calibre|section|entraxe|trou|"
    r"garantie?|engagement|contrat(?: de)?|duree|version|v\.|windows|office|page|lot n°|cmd|commande|bl|facture|"
    r"devis"
)


def _any(words: str) -> re.Pattern[str]:
    """One of these words, also in the plural; `_` stands for what may separate two words."""
    return re.compile(rf"\b(?:{'|'.join(words.replace('_', '.').split())})[sx]?\b")


# Things of a size that hold nothing: their litres, kilograms and metres say how big or strong they are.
_SIZED = _any(
    "poubelle corbeille seau_vide bac utilitaire fourgon camion conteneur container benne malle glaciere "
    "refrigerateur frigo congelateur micro_ondes bouilloire thermos pichet carafe distributeur aspirateur cuve "
    "retention housse armoire balance pese_.?\\w* extincteur transpalette diable chariot etagere rayonnage elingue "
    "sangle echelle escabeau cable cordon rallonge metre_ruban metre_a_ruban mesure gobelet verre tasse mug bol "
    "saladier casserole sac_a_dos sacs?_poubelle sac_isotherme sac_plastique reservoir ballon chauffe_eau fontaine "
    "cafetiere machine vitrine coffre valise trolley pulverisateur_a_pression multiprise tuyau flexible guirlande "
    "tapis table bureau nappe_ronde bache lance enrouleur devidoir cric palan treuil serre_joint perche mat drapeau "
    "ecran tableau rampe bandeau_led ruban_led colis_france colis_benelux colis_allemagne colis_espagne colis_italie "
    "colis_europe colis_express colis_national colis_international colis_standard colis_suivi colis_retour "
    "colis_monde"
)
_PAPER = re.compile(
    r"\b(?:papiers?|ramettes?|rames?|feuilles?|bristols?|velin|enveloppes?|chemises?|sous.chemises?|cahiers?|blocs?|carnets?|copies|"
    r"calque|kraft|carte|a[0-6]|etiquettes?|intercalaires?|pochettes?|dossiers?|reprographie|cartonnee?s?)\b"
)
_SCREWS = re.compile(
    r"\b(?:vis|boulons?|chevilles?|forets?|clous?|tiges?|equerres?|goujons?|rivets?|ecrous?|rondelles?|meches?|pointes?|tirefonds?)\b"
)
_AREA_SITE = re.compile(
    rf"\b(?:site|surface|locaux|local|batiment|bureaux|moins|plus)\b[^|]{{0,20}}?{_N}\s*(?:a\s*{_N}\s*)?m2\b"
)

_ALWAYS = [
    re.compile(p)
    for p in (
        # 80 g/m2, 80gr/m2, 80 g m2
        rf"{_N}\s*(?:g|gr|grs|gsm|grammes?)\s*(?:/|par|au|)\s*m2\b|{_N}\s*gsm\b|{_N}\s*g/m\b",
        # 0 a 2 kg, 5-10 kg, jusqu'a 30 kg, max 30 kg, < 2 kg
        rf"(?:de\s+)?\b{_N}\s*(?:kg|g|l|m2|m3|m|t)?(?:\s+a\s+|-|/){_N}\s*(?:kg|kgs|kilos?|g|t|l|m2|m3|km)\b",
        r"(?:jusqu\W?\s?a|max\.?i?m?u?m?|moins de|plus de|inferieur a|superieur a|<|>|charge\s*(?:utile|max\w*)?|"
        rf"capacite|contenance utile|ptac|poids)\s*:?\s*{_N}\s*(?:kg|g|l|litres?|m2|m3|m|t|km)?\b",
        # Widths and lengths: 21 x 29,7 cm, 60 x 40 x 40, 1200x800 mm, h. 2 m
        rf"\b{_N}\s*{_LONG}?\s*x\s*{_N}\s*{_LONG}?\s*x\s*{_N}\s*{_LONG}?(?![a-z0-9])(?!\s*(?:feuilles?|f|l|ml|cl|kg|g)\b)",
        rf"\b{_N}\s*(?:mm|cm)?\s*x\s*{_N}\s*(?:mm|cm)\b",
        # Made for, made of, how big: the number belongs to the word before.
        rf"\b(?:{_NAMED}|(?:h|l|w|d|ht|lg)(?=\s*[.:=]))\.?\s*:?\s*=?\s*{_N}"
        r"\s*(?:mm|cm|m|ans?|mois|g|kg)?(?![a-z0-9])(?=\s|$|[,;)|/-])",
        rf"\b{_N}\s*(?:{_TECH})(?![a-z0-9])",
        rf"\b{_N}\s*(?:mm|cm|dm)2?\b",
        # M8 x 30, T10 x 50
        rf"\b[mtdh]{_N}\s*(?:x\s*{_N})+",
        rf"{_N}\s*[\"'%°]+",
        rf"\b{_N}\s*(?:ans?|mois|jours?)\s+(?:de\s+)?(?:garantie|d\s?engagement|engagement)",
        r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d+/\d+\b|\b24\s*h?/\s*24\b|\b7j?/7j?\b|\bj\s?\+\s?\d+\b",
        r"\b(?:gtin|ean|ean13)\s*:?\s*\d+|\b\d{8,14}\b",
        rf"\b{_N}\s*(?:€|eur|euros?)",
    )
]
_TWO_SIDES = re.compile(
    rf"\b({_N})\s*x\s*({_N})(?![a-z0-9.,])(?!\s*(?:[a-z]+\b)?\s*x)(?!\s*(?:feuilles?|f|flles?|fles?|pieces?|pcs|unites?|sachets?|l|lt|litres?|dl|cl|ml|kg|kgs|g|gr|grammes?|paires?|rouleaux)\b)"
)
_LENGTH_OF_ROLL = re.compile(rf"\b{_N}\s*(?:mm|cm)\s*x\s*({_N})\s*(m|metres?)\b")
_NARROW_ROLL = re.compile(rf"\b0[.,]\d+\s*m?\s*x\s*({_N})\s*(m|metres?)\b")
_SIDES_IN_METRES = re.compile(rf"\b({_N})\s*m?\s*x\s*({_N})\s*(?:m|metres?)\b")
_ROLLED = re.compile(
    r"\b(?:rouleaux?|rlx|bobines?|bob|tourets?|couronnes?|rubans?|films?|gaines?|ficelles?|cordes?|cordages?|feuillards?|galons?|scotch|"
    r"adhesifs?|toiles?|kraft|moquettes?|tissus?|bulles?|etirable|grillages?|fil)\b"
)
_GRAMS = re.compile(rf"\b{_N}\s*(?:g|gr|grs|grammes?)\b")
_SIZES = re.compile(rf"\b{_N}\s*(?:l|litres?|lt|cl|ml|kg|kgs|kilos?|t|tonnes?|m|metres?|m2|m3)\b")
_METRES = re.compile(rf"\b{_N}\s*(?:m|metres?)\b")
# A mark that nobody's words have: here was a number that may have been a content and wasn't understood.
UNCLEAR = "\x1a"
# Patterns look at so many signs of a text: their time may grow with the square of its length, or of a number's.
_LOOKED_AT = 1000
_LONG_NUMBER = re.compile(r"\d{15,}")
GAP = " | "


def folded(text: str) -> str:
    """Lower case without accents, `×` as x, ² and ³ as digits, no-break spaces in numbers gone; its first 1,000 signs,
    without numbers that are longer than a GTIN."""
    text = _LONG_NUMBER.sub(GAP, text[:_LOOKED_AT])
    text = re.sub(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))", "", text)
    text = unicodedata.normalize("NFKD", text.replace("×", "x").replace("œ", "oe").replace("Œ", "oe")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'")
    text = re.sub(r"(?<=\d)\s*[x*]\s*(?=\d)", " x ", text)
    text = re.sub(r"(?<![\d.,])(\d{1,3}) (\d{3})(?=\s*(?:kwh|mwh|km)\b)", r"\1\2", text)
    return re.sub(r"[ \t\r\f\v]+", " ", text.replace("\n", " , ")).strip()[:_LOOKED_AT]


def is_paper(text: str) -> bool:
    """Whether grams in this (folded) text may be those of a square metre."""
    return _PAPER.search(text) is not None


def is_rolled(text: str) -> bool:
    """Whether metres in this (folded) text are how much there is."""
    return _ROLLED.search(text) is not None and not re.search(r"\b(?:metre|mesure|rubans? led)\b(?! lineaire)", text)


def masked(text: str) -> str:
    """A folded text without what is no content; `UNCLEAR` stands where two numbers might have been one."""
    rolled, sized = is_rolled(text), _SIZED.search(text) is not None
    text = _LENGTH_OF_ROLL.sub(r"| \1 \2" if rolled else GAP, text)
    text = _NARROW_ROLL.sub(r"| \1 \2" if rolled else GAP, text)
    text = _SIDES_IN_METRES.sub(_sides, text)
    text = _AREA_SITE.sub(GAP, text)
    for pattern in _ALWAYS:
        text = pattern.sub(GAP, text)
    if is_paper(text):
        text = _GRAMS.sub(GAP, text)
    if sized:
        text = _SIZES.sub(GAP, text)
    elif not rolled:
        text = _METRES.sub(GAP, text)
    return _TWO_SIDES.sub(lambda match: _pair(match, text), text)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _sides(match: re.Match[str]) -> str:
    """Two sides in metres are a surface when both are of one kind, else pieces of a length: nobody knows."""
    first, second = _number(match[1]), _number(match[2])
    return GAP if max(first, second) <= 25 and max(first, second) <= 6 * min(first, second) else f" {UNCLEAR} "


def _pair(match: re.Match[str], text: str) -> str:
    """`24 x 32` are sides, `5 x 500` reams; what may be either is unclear."""
    first, second = _number(match[1]), _number(match[2])
    if _SCREWS.search(text):
        return GAP
    if first <= 20 and second in (250, 500) and first == int(first):
        return f" {match[1]} x {match[2]} feuilles " if second == 500 or is_paper(text) else f" {UNCLEAR} "
    if min(first, second) >= 10 and max(first, second) <= 4 * min(first, second):
        return GAP
    return f" {UNCLEAR} "
