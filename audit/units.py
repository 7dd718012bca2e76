"""Words and codes of units: what invoices call a litre, a box or a sheet, and the codes of UN/ECE Rec. 20 and 21.

All words are folded (lower case, no accents). Measures say how much of a base unit one of them is; what vessels, packs
and rolls hold only the text tells.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from audit.results import BaseUnit


class Holder(StrEnum):
    """Kinds of packs: those of one kind are called by each other's names, those of two kinds aren't."""

    SMALL = "SMALL"
    BIG = "BIG"
    PALLET = "PALLET"
    VESSEL = "VESSEL"
    ROLL = "ROLL"
    REAM = "REAM"


def _spread(table: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in (name, *words.split())}


_M = BaseUnit
_ONE = Decimal(1)
_MEASURES: dict[str, tuple[Decimal, BaseUnit]] = {
    "l litre litres lt ltr ltrs lts liter": (_ONE, _M.LITRE),
    "dl decilitre decilitres": (Decimal("0.1"), _M.LITRE),
    "cl centilitre centilitres": (Decimal("0.01"), _M.LITRE),
    "ml millilitre millilitres": (Decimal("0.001"), _M.LITRE),
    "hl hectolitre hectolitres": (Decimal(100), _M.LITRE),
    "kg kgs kilo kilos kilogramme kilogrammes": (_ONE, _M.KILOGRAM),
    "g gr grs gramme grammes": (Decimal("0.001"), _M.KILOGRAM),
    "t tonne tonnes": (Decimal(1000), _M.KILOGRAM),
    "m ml. metre metres mtr mtrs metre-lineaire": (_ONE, _M.METRE),
    "m2 metre-carre metres-carres": (_ONE, _M.SQUARE_METRE),
    "m3 metre-cube metres-cubes": (_ONE, _M.CUBIC_METRE),
    "km kms kilometre kilometres": (_ONE, _M.KILOMETRE),
    "kwh kilowattheure kilowattheures": (_ONE, _M.KILOWATT_HOUR),
    "mwh megawattheure megawattheures": (Decimal(1000), _M.KILOWATT_HOUR),
    "gwh": (Decimal(1_000_000), _M.KILOWATT_HOUR),
    "h hr hrs heure heures": (_ONE, _M.HOUR),
    "jour jours journee journees j": (_ONE, _M.DAY),
    "semaine semaines sem": (Decimal(7), _M.DAY),
    "mois mensuel mensualite mensualites": (_ONE, _M.MONTH),
    "trimestre trimestres": (Decimal(3), _M.MONTH),
    "semestre semestres": (Decimal(6), _M.MONTH),
    "an ans annee annees annuel": (Decimal(12), _M.MONTH),
}
MEASURES = {word: measure for words, measure in _MEASURES.items() for word in words.split()}
# What a text counts in, so that "20 h" or "30 jours" in it is how much is sold; not every measure is one of those.
SOLD_TIME = frozenset({_M.HOUR, _M.DAY, _M.MONTH})

# Things that are counted, by what they are counted as.
_COUNTED: dict[BaseUnit, tuple[Decimal, str]] = {
    _M.SHEET: (_ONE, "feuille feuilles flle flles fle fles f feuil feuill fe fts feuillets"),
    _M.PAIR: (_ONE, "paire paires pr prs"),
    _M.PIECE: (
        _ONE,
        "piece pieces pce pces pc pcs pcs. unite unites u un unit units ex exemplaire exemplaires item items element "
        "elements article articles ea each stk nb gants stylos crayons marqueurs feutres surligneurs capsules dosettes "
        "gobelets verres assiettes couverts cuilleres fourchettes couteaux tablettes pastilles lingettes masques "
        "enveloppes chemises cartouches piles vis chevilles boulons ecrous rondelles clous ampoules lampes tubes-led "
        "serviettes mouchoirs doses morceaux buchettes sticks touillettes agitateurs trombones agrafes punaises "
        "elastiques etiquettes intercalaires classeurs blocs cahiers carnets badges tampons eponges lavettes "
        "charlottes "
        "surchaussures combinaisons bouchons casques gilets tshirts disques forets lames embouts colliers attaches "
        "rivets crochets porte-vues protege-documents tubes-colle gommes regles formats essuie-mains sous-chemises "
        "bacs palettes-bois prestation prestations forfait forfaits passage passages intervention interventions "
        "enlevement enlevements envoi envois lavage lavages visite visites course courses livraison livraisons ens "
        "ensemble poste postes licence licences acces ligne lignes abonnement abonnements bouteilles-vides",
    ),
}
COUNTED = {word: unit for unit, (_, words) in _COUNTED.items() for word in words.split()}
# Units that say nothing: the invoiced item is what its text says. Price lists call one so too.
GENERIC = frozenset(
    "piece pieces pce pces pc pcs u un unite unites unit units ea each item items article articles ex".split()
)
# Units that are a number.
DOZENS = {
    "mille": Decimal(1000), "millier": Decimal(1000), "milliers": Decimal(1000), "%o": Decimal(1000),
    "cent": Decimal(100), "centaine": Decimal(100), "centaines": Decimal(100), "douzaine": Decimal(12),
    "douzaines": Decimal(12), "dz": Decimal(12), "dzn": Decimal(12), "dizaine": Decimal(10), "dizaines": Decimal(10),
    "grosse": Decimal(144),
}  # fmt: skip

_HOLDERS: dict[Holder, dict[str, str]] = {
    Holder.SMALL: {
        "boite": "boites bte btes bt bx box boit",
        "paquet": "paquets pqt pqts paq pq pk pkt",
        "lot": "lots",
        "pack": "packs",
        "sachet": "sachets sch scht",
        "etui": "etuis",
        "blister": "blisters",
        "set": "sets",
        "kit": "kits",
        "jeu": "jeux",
        "pochette": "pochettes",
        "barquette": "barquettes",
        "coffret": "coffrets",
        "liasse": "liasses",
        "display": "presentoir",
        "plaquette": "plaquettes",
        "conditionnement": "cond conditionnements cdt",
    },
    Holder.BIG: {
        "carton": "cartons ctn ctns crt crts cart ct",
        "colis": "col",
        "caisse": "caisses",
        "casier": "casiers",
        "fardeau": "fardeaux",
    },
    Holder.PALLET: {"palette": "palettes pal"},
    Holder.VESSEL: {
        "bidon": "bidons bid jerrican jerricans jerrycan",
        "flacon": "flacons fl",
        "bouteille": "bouteilles btl btle blle bout",
        "tube": "tubes",
        "pot": "pots",
        "seau": "seaux",
        "fut": "futs",
        "cubi": "cubis",
        "aerosol": "aerosols bombe bombes spray sprays pulverisateur pulverisateurs",
        "sac": "sacs",
        "brique": "briques",
        "canette": "canettes",
        "doypack": "recharge recharges",
        "poche": "poches",
        "cartouche": "",
        "bonbonne": "bonbonnes",
    },
    Holder.ROLL: {
        "rouleau": "rouleaux rlx rl rlo rouleau(x) rlt roul",
        "bobine": "bobines bob",
        "touret": "tourets",
        "couronne": "couronnes",
    },
    Holder.REAM: {"ramette": "ramettes rame rames rmt rte ram"},
}
HOLDERS = {word: name for table in _HOLDERS.values() for word, name in _spread(table).items()}
KIND_OF_HOLDER = {name: kind for kind, table in _HOLDERS.items() for name in table}

# UN/ECE Recommendation 20 (and 21, with an X before it): the word that stands for the code.
CODES = {
    "C62": "u", "H87": "u", "EA": "u", "NAR": "u", "NMP": "paquet", "PCE": "u", "PCS": "u", "ZZ": "", "XZZ": "",
    "E48": "prestation",
    "LS": "forfait", "1N": "u", "IE": "u", "NIU": "u", "XPP": "u", "XUN": "u", "AS": "", "E50": "", "SQ": "",
    "KGM": "kg", "KG": "kg", "GRM": "g", "TNE": "t", "LTR": "l", "MLT": "millilitre", "CLT": "cl", "DLT": "dl",
    "HLT": "hl",
    "MTR": "m", "LM": "m", "MTK": "m2", "MTQ": "m3", "DMQ": "l", "KMT": "km", "KTM": "km",
    "KWH": "kwh", "MWH": "mwh", "GWH": "gwh",
    "HUR": "h", "DAY": "jour", "WEE": "semaine", "MON": "mois", "QAN": "trimestre", "SAN": "semestre", "ANN": "an",
    "MIL": "mille", "CEN": "cent", "DZN": "douzaine", "GRO": "grosse", "NPR": "paire", "PR": "paire", "T3": "mille",
    "DZP": "", "TPR": "", "SET": "set", "KT": "kit", "RM": "ramette", "ST": "feuille", "LEF": "feuille",
    "BX": "boite", "CT": "carton", "CS": "caisse", "PK": "paquet", "PA": "paquet", "RO": "rouleau", "CR": "caisse",
    "BG": "sachet", "BO": "bouteille", "CA": "canette", "CN": "bidon", "DR": "fut", "PF": "palette", "TU": "tube",
    "BJ": "seau", "CQ": "cartouche", "KI": "kit",
    "XBX": "boite", "XCT": "carton", "XCS": "caisse", "XPK": "paquet", "XPA": "paquet", "XPC": "colis",
    "XRO": "rouleau",
    "XBG": "sac", "XSA": "sac", "XBO": "bouteille", "XBQ": "bouteille", "XCA": "canette", "XCX": "canette",
    "XJY": "bidon", "XJR": "pot", "XPL": "seau", "XBJ": "seau", "XDR": "fut", "XPX": "palette", "XTU": "tube",
    "XCR": "caisse", "XST": "feuille", "XLT": "lot", "XPT": "pot", "XBB": "bobine", "XSK": "kit", "XCQ": "cartouche",
    "XRL": "rouleau", "XPH": "pot", "XAE": "aerosol", "XSET": "set", "XSH": "sachet", "XPO": "pochette", "XBD": "",
}  # fmt: skip
# Not whole numbers of a base unit.
FRACTIONS = {
    "MIN": (Decimal(1) / Decimal(60), _M.HOUR),
    "CMT": (Decimal("0.01"), _M.METRE),
    "MMT": (Decimal("0.001"), _M.METRE),
}
