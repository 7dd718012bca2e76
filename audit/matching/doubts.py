"""When a likely price is no sure one: the line is about a part, a service or a variant that the price doesn't name.

Names are alike to a scorer when one holds the other: "support écran 24 pouces" has all of "écran 24 pouces" in it. What
is doubted is proposed to an advisor instead of being compared.
"""

from __future__ import annotations

import re
from functools import lru_cache

from audit.matching.trigrams import plain
from audit.prices import Price

# What a text begins with is what is sold. These are sold for something else …
_PARTS = frozenset(
    "accessoire adaptateur ampoule attache axe bague batterie bouchon bras buse cable cache chargeur charniere "
    "chiffon cle coffret collier coque courroie couvercle crochet cylindre distributeur equerre etagere etiquette "
    "etui extension filtre fixation galet goupille grille habillage housse joint kit lame lampe lingette manche "
    "mandrin mecanisme moteur patin pied pile pince plaque plateau poignee pompe porte presentoir prolongateur "
    "protection protege pulverisateur rail rallonge reducteur ressort roulette sacoche sangle serrure socle spray "
    "support tablette tapis telecommande tete tige tiroir trappe trousse tuyau valve ventouse verin verrou".split()
)
# … and these are work on it, where what is priced is no work itself.
_SERVICES = frozenset(
    "contrat controle demontage depannage deplacement diagnostic enlevement entretien formation garantie "
    "installation livraison location maintenance mise montage nettoyage personnalisation pose programmation "
    "recharge reconditionnement remplacement reparation reprise revision verification visite".split()
)
_OF_SERVICES = frozenset("colis jour km kwh mois palette passage prestation".split())
_BY_TIME = re.compile(r"\b(?:jours?|journee|semaine|mois|heures?)\b")
_STEM = 7
# Words before what is sold: how it is packed, and small ones.
_BEFORE = frozenset("lot boite carton pack paquet jeu set de d du des la le les l un une x nouveau nouvelle".split())
# Variants that cost something else; a price that doesn't say so is perhaps another.
_VARIANTS = re.compile(
    r"\b(concentre|sds|quadrille|seyes|personnalise|grave|imprime|logo|renforce|antistatique|sterile|alimentaire|motorise|"
    r"electrique|connecte|tactile|incurve|gaming|premium|luxe|inox|blinde|refurbished|destockage|vers|assurance|"
    r"offert|gratuit|promo|remplacement|rechange|reglable|cobalt|chimique)(?:e?s?)\b"
)

# Variants by another name.
_SAME = {"seyes": "grands carreaux"}


def is_doubtful(text: str, price: Price) -> bool:
    """Whether a line's text says something that this price should say too."""
    label = plain(price.label)
    first = _first_word(text)
    if any(each in _PARTS and each not in label for each in (first, first.rstrip("sx"))):
        return True
    # "Retour pour bureau droit": what stands after "pour" is what it is for.
    if f" pour {label.split()[0] if label else ''}" in f" {plain(text)}" and " pour " not in f" {label} ":
        return True
    is_service = plain(price.unit) in _OF_SERVICES or _BY_TIME.search(label) or _is_named_service(label, text)
    if first.rstrip("s") in _SERVICES and first not in label and not is_service:
        return True
    # "Électrique" is in "électricité" too.
    return any(not _says(label, match[1]) for match in _VARIANTS.finditer(plain(text)))


def _says(label: str, variant: str) -> bool:
    return variant[:_STEM] in label or _SAME.get(variant, variant) in label


def _is_named_service(label: str, text: str) -> bool:
    """Whether what is priced is a service that the text names, too: "maintenance annuelle, visite d'extincteurs"."""
    service = _first_word(label).rstrip("s")
    return service in _SERVICES and f" {service}" in f" {plain(text)}"


@lru_cache(maxsize=100_000)
def _first_word(text: str) -> str:
    words = (word for word in plain(text).split() if word not in _BEFORE and not word.isdigit())
    return next(words, "")
