"""Names of firms that don't exist, of all shapes that names have: the model shall learn what stands around them.

The same names every time, from a `random.Random` of the caller's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_HEADS = (
    "bra bre bri bro cal cor cla cre del dor dra dru fal fer flo fra gal gar gle gra gri hel jal jon kel ker lan"
    " lim lor lun mar mel mir mon mor nar nel nor oli orv pal par per plo pra quo ram ris rol sal san sel sor tal"
    " tar ter tor tra tri val van ver vil vol ysa zel zin"
).split()
_MIDDLES = (
    "ba be bi bo ca da de di do fa fe ga go la le li lo ma me mi na ne ni no ra re ri ro sa se ta te ti va ve vi"
).split()
_TAILS = (
    "bin bert brec cel chet court dac dier dreau fort gnac gnol lac land lec lène lis lom lune lys mat mont nel nex"
    " nor nox phane quin rac ral rance rel rette rieu roc ron roux sel sine tal tel tier ton tour vaux vel vert vic"
    " ville vin vola zac zel"
).split()
# What firms of all trades are named by; any ending goes with them.
_STEMS = (
    "aliment appro aqua archi atel auto azur badge bati bois bric bureau cadre café calori carrel carton chari"
    " chauff clim cloison colis confort copi cuisin dépann déco drap emball entret équip étanch event extinct fenêtr"
    " ferr fibr filtr fleur forma fourni frigo froid fruit gant gaz gravur gomme grain hygi habit imprim isol jardin"
    " lampe lav linge litterie locat logis lumi lubri machin manut marbr matér medi menuis meubl mob moul net numér"
    " optic outil ozon pack palett papi parqu pavo pêche peintur pharm pisc plast plomb pneu porte poterie press"
    " propr quinc récup resta roul sani savon scalp sécur serr signal soud sono stér stock tamp tapis techn télé"
    " text therm toil tonnel trans tubul vaiss ventil verr vêt vid visi vitr zinc"
).split()
_ENDINGS = (
    "a adour alis ance andine aton avite éa eco élia elle éo ex express ia ic ico ilis illon ine io is line lis lux"
    " luxe matic max mod nord oa olys on or orama os oufle ouest ox plus pro rama sol sud up us val vite vroc ys"
).split()
_BEHIND = (
    "Services Ouest Nord Sud Est Atlantique Plus Pro Distribution Diffusion Location Intérim Équipement Industrie"
    " Négoce France Centre Bretagne Savoie Touraine Energie Conseil Express Emballages Matériaux Sécurité Hygiène"
    " Textile Médical Bureau Auto Staffing Supplies Catering Rentals"
).split()
_BEFORE = (
    "Maison Atelier Laboratoires Établissements Éts Ets Blanchisserie Imprimerie Papeterie Scierie Brasserie"
    " Transports Vernis Froid Tissus Tissages Pépinières Conserverie Fonderie Librairie Menuiserie Garage Comptoir"
    " Groupe Bois Cafés Fermes Moulins Ateliers Sérigraphie Quincaillerie Cartonnages"
).split()
# Words of the language, with which any firm may be called.
_WORDS = (
    "abeille albatros alizé amarante ancre arbalète arche ardoise argile armoise aurore balise baliverne boussole"
    " bruyère cabestan calebasse caravelle cascade cerise chevron cigale colibri comète coquelicot corail corniche"
    " coriandre cormoran cyprès dauphin diapason digitale ébène écluse écureuil églantine émeraude équinoxe escale"
    " estampe étincelle étoile falaise farandole fougère frégate fusain galaxie garance genêt girouette glycine"
    " goéland grenadine hirondelle iris jonquille lagune lanterne lavande libellule luciole lucarne magnolia"
    " mangrove marjolaine martinet mélodie méridien mimosa mirabelle mistral mosaïque muscade myrtille nacelle"
    " narval nuage oasis olivier opale oriflamme palombe papillon pélican perle pivoine platane prairie quartz"
    " rivage romarin sarment saphir savane sillage sirocco solstice sureau tandem tilleul topaze tournesol"
    " tramontane trapèze trident tulipe vanille vignoble voilier zéphyr"
).split()
_SURNAMES = (
    "Armenault Bauzemont Bertignol Boisgontier Caradec Castaing Chauvigny Corbineau Costedoat Delcambre Delestrade"
    " Duverneuil Escoubas Estournel Fauchard Ferragut Garrigou Gaudichon Grosjean Guillemot Hauteville Hoarau"
    " Jacquemin Jouvenel Kerdréan Kerjean Lacassagne Lamoureux Larroque Lebreton Legoff Lestrade Maillochon Malaquin"
    " Marchadier Montagnac Morvan Noblecourt Olivieri Payendec Peyrelade Pouyadoux Quemener Quentrec Rabouin"
    " Rocamora Roussillon Sabatier Schaeffer Stoeckel Tastevin Tourneval Toullec Urruty Vandamme Verschuere Vialatte"
    " Wacquez Zimmermann"
).split()
_PLACES = (
    "Kerlann Thévignac Kerhuon Vaubrissac Montsabert Plouvien Rochebrune Valmire Saint-Elvy Fontbelle Argoule".split()
)


def invented_name(draw: random.Random, *, vowel: bool | None = None) -> str:
    """A name with its capitals; `vowel`: whether it must begin with one, as behind "d'"."""
    while True:
        shape = draw.choices(_SHAPES, _WEIGHTS)[0]
        name = shape(draw)
        if vowel is None or (name[0].lower() in "aeiouyéèêàâîôhœ") == vowel:
            return name


def _syllables(draw: random.Random) -> str:
    middle = draw.choice(_MIDDLES) if draw.random() < 0.5 else ""
    return (draw.choice(_HEADS) + middle + draw.choice(_TAILS)).capitalize()


def _compound(draw: random.Random) -> str:
    name = (draw.choice(_STEMS) + draw.choice(_ENDINGS)).capitalize()
    return name if draw.random() < 0.9 else name[: len(name) // 2] + name[len(name) // 2 :].capitalize()


def _single(draw: random.Random) -> str:
    return draw.choice((_syllables, _compound))(draw)


def _two_words(draw: random.Random) -> str:
    if draw.random() < 0.5:
        return f"{_single(draw)} {draw.choice(_BEHIND)}"
    return f"{draw.choice(_BEFORE)} {draw.choice((_single, _surname))(draw)}"


def _word(draw: random.Random) -> str:
    name = draw.choice(_WORDS).capitalize()
    return f"{name} {draw.choice(_BEHIND)}" if draw.random() < 0.3 else name


def _surname(draw: random.Random) -> str:
    return draw.choice(_SURNAMES)


def _family(draw: random.Random) -> str:
    name = _surname(draw)
    kind = draw.random()
    if kind < 0.35:
        return f"{name} {draw.choice(('& Fils', 'et Fils', '& Cie', 'Frères', 'SA', 'SAS'))}"
    if kind < 0.6:
        return f"{draw.choice(('Éts', 'Ets', 'Établissements', 'Maison', 'Transports'))} {name}"
    return f"{name}-{_surname(draw)}" if kind < 0.7 else name


def _letters(draw: random.Random) -> str:
    name = "".join(draw.choice("ABCDEFGHIJKLMNOPRSTV") for _ in range(draw.choice((3, 3, 4, 4, 5))))
    return f"{name} {draw.choice(_BEHIND)}" if draw.random() < 0.2 else name


def _placed(draw: random.Random) -> str:
    place = draw.choice(_PLACES)
    return f"{draw.choice(_BEFORE)} {'d’' if place[0] in 'AEIOU' else 'de '}{place}"


_SHAPES: Sequence[Callable[[random.Random], str]] = (
    _syllables,
    _compound,
    _two_words,
    _word,
    _family,
    _letters,
    _placed,
)
_WEIGHTS = (30, 28, 15, 9, 9, 5, 4)
