"""Invented prices and invoice lines for the audit's bench: as many as wanted, the same each time."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from decimal import Decimal

from audit.matching import Query
from audit.prices import Price

DAY = dt.date(2026, 6, 1)
_BRANDS = [
    a + b
    for a, b in itertools.product(
        ("Vel", "Nor", "Alt", "Pro", "Clair", "Dura", "Sol", "Ferr", "Tek", "Lumi", "Bas", "Orm", "Quint", "Sari"),
        ("ine", "vane", "ura", "lia", "net", "pack", "tis", "elle", "aco", "ax"),
    )
]
# category, label, unit, units in one; `{}` are filled in by what follows, `#` by a model number, `~` by a number.
_GOODS: tuple[tuple[str, str, str, int, tuple[tuple[str, ...], ...]], ...] = (
    (
        "papeterie",
        "Papier {} {} g {}, ramette de 500 feuilles",
        "feuille",
        500,
        (
            ("A4", "A3", "A5"),
            ("70", "75", "80", "90", "100"),
            ("blanc", "ivoire", "recyclé", "jaune pastel", "bleu pastel"),
        ),
    ),
    (
        "papeterie",
        "Stylo {} pointe {} {}, boîte de {}",
        "piece",
        50,
        (
            ("bille", "gel", "roller", "plume"),
            ("fine", "moyenne", "large"),
            ("bleu", "noir", "rouge", "vert"),
            ("12", "20", "50"),
        ),
    ),
    (
        "papeterie",
        "Classeur à levier # dos {} cm {}",
        "piece",
        1,
        (("4", "5", "7", "8"), ("noir", "bleu", "rouge", "vert", "blanc", "gris", "orange")),
    ),
    (
        "consommables",
        "Toner {} compatible {} #, {} pages",
        "piece",
        1,
        (
            ("noir", "cyan", "magenta", "jaune"),
            ("laser", "multifonction", "copieur"),
            ("1500", "2500", "5000", "12000"),
        ),
    ),
    (
        "informatique",
        "Ordinateur portable # {} pouces {} Go {} Go SSD",
        "piece",
        1,
        (("13", "14", "15", "17"), ("8", "16", "32", "64"), ("256", "512", "1000")),
    ),
    (
        "informatique",
        "{} {} # {}",
        "piece",
        1,
        (
            ("Clavier", "Souris", "Casque audio", "Webcam", "Station d’accueil"),
            ("filaire", "sans fil", "Bluetooth"),
            ("noir", "gris", "blanc"),
        ),
    ),
    (
        "mobilier",
        "{} # {} × {} cm {}",
        "piece",
        1,
        (
            ("Bureau droit", "Table de réunion", "Armoire haute", "Étagère"),
            ("100", "120", "140", "160", "180"),
            ("40", "60", "80"),
            ("blanc", "chêne", "hêtre", "gris"),
        ),
    ),
    (
        "hygiene",
        "{} # {}, bidon de {} litres",
        "litre",
        5,
        (
            ("Nettoyant sols", "Dégraissant", "Détartrant", "Désinfectant", "Savon crème"),
            ("citron", "pin", "lavande", "neutre"),
            ("5", "10", "20"),
        ),
    ),
    (
        "epi",
        "Gants {} # taille {}, lot de {} paires",
        "paire",
        10,
        (("nitrile", "cuir", "anti-coupure", "latex", "tricot"), ("6", "7", "8", "9", "10", "11"), ("10", "12", "50")),
    ),
    (
        "epi",
        "Chaussures de sécurité {} # {} pointure {}",
        "paire",
        1,
        (("S1P", "S3", "S2"), ("basses", "montantes"), ("37", "38", "39", "40", "41", "42", "43", "44", "45", "46")),
    ),
    (
        "emballage",
        "Caisse {} cannelure ~ × ~ × ~ cm, lot de {}",
        "piece",
        25,
        (("simple", "double", "triple"), ("10", "20", "25")),
    ),
    (
        "outillage",
        "Vis à {} # ~ × ~ mm, boîte de {}",
        "piece",
        200,
        (("bois", "métaux", "béton", "placo"), ("100", "200", "500")),
    ),
    (
        "outillage",
        "Foret {} # {} mm longueur ~ mm",
        "piece",
        1,
        (("béton", "métal", "bois", "verre"), ("3", "4", "5", "6", "8", "10", "12", "14")),
    ),
    (
        "pauses",
        "Café {} # {}, sac de {} kg",
        "kg",
        1,
        (("en grains", "moulu"), ("classique", "corsé", "bio", "décaféiné"), ("1", "2", "5")),
    ),
)
_CHANGES = (
    (" de ", " "),
    ("boîte", "bte"),
    ("ramette", "rmt"),
    ("feuilles", "f"),
    ("noir", "nr"),
    ("bidon", "bid."),
    ("litres", "L"),
    ("Chaussures de sécurité", "CHAUSS SECU"),
    ("pointure", "P"),
    ("Papier", "PAP"),
    (" × ", "x"),
    ("lot de", "x"),
    (" pouces", '"'),
)


def prices(number: int) -> Iterator[Price]:
    """`number` different prices."""
    chance = random.Random(7)
    for key in range(1, number + 1):
        category, label, unit, pack, choices = _GOODS[key % len(_GOODS)]
        for values in choices:
            label = label.replace("{}", chance.choice(values), 1)
        while "~" in label:
            label = label.replace("~", str(chance.randrange(2, 200)), 1)
        label = label.replace(
            "#", f"{chance.choice('ABCDEFKLMPRSTVX')}{chance.choice('ABCDEKMRSX')}{chance.randrange(100, 9999)}"
        )
        yield Price(
            key=key,
            supplier=f"fournisseur-{key % 180}",
            supplier_name=f"Fournisseur {key % 180}",
            reference=f"{category[:3].upper()}-{key:07}",
            label=label,
            price=Decimal(chance.randrange(90, 40_000)) / 100,
            unit=unit,
            pack_size=Decimal(pack),
            category=category,
            brand=chance.choice(_BRANDS),
            valid_from=dt.date(2026, 1, 1),
        )


def lines(number: int, among: int) -> tuple[list[Query], list[int]]:
    """Lines that name prices of `prices(among)` as other people write, without reference or category; their keys."""
    chance = random.Random(11)
    wanted = set(chance.sample(range(1, among + 1), number))
    queries, keys = [], []
    for price in prices(among):
        if price.key in wanted:
            queries.append(Query(text=_written(f"{price.brand} {price.label}", chance), unit="U", day=DAY))
            keys.append(price.key)
    return queries, keys


def _written(text: str, chance: random.Random) -> str:
    for before, after in _CHANGES:
        if chance.random() < 0.5:
            text = text.replace(before, after)
    words = text.split()
    if chance.random() < 0.5:
        words.append(words.pop(0))
    if chance.random() < 0.3:
        words.pop(chance.randrange(len(words) - 1))
    text = " ".join(words)
    return text.upper() if chance.random() < 0.5 else text
