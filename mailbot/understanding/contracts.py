"""Gestion or délégation: the type of contract with a temp agency, by its name or by who finds the temp."""

from __future__ import annotations

from mailbot.understanding.words import any_of
from models.folding import fold

GESTION, DELEGATION = "GESTION", "DELEGATION"

_SAYS_GESTION = any_of("(?:contrats? (?:de |dits? de )?|en |mode |c est (?:de la |du )?|donc |coefs? "
                       "|coefficients? |et )gestion"
                       "|gestion (?:et pas|pas|seule|si|uniquement)|portage|management contract")  # fmt: skip
_GESTION = any_of("gestion")
_SAYS_DELEGATION = any_of("delegation*|deleg")
# Somebody is there already: the agency only administers.
_KNOWN = any_of(
    "(?:je|nous|on) (?:(?:le|la|les|l) )?connai* (?!personne|pas)(?:deja |bien |depuis |tres )?",
    "connais (?:deja )?(?:le|la|les|l) ", "(?:je|on|nous) (?:le|la|les|l) (?:connai*|connaissons|ai deja|a deja"
    "|avons deja)",
    "(?:deja|avons|ai|a) (?:trouvee?s?|identifie*|choisi*|recrutee?s?|selectionne*)",
    "(?:on|nous|j) (?:l |les |la |le )?(?:a|ai|avons) deja (?:le|la|l|un|une|notre|les|quelqu un|eue?s?)",
    "deja (?:le gars|la personne|le candidat|la candidate|notre candidat|la remplacante|le remplacant|quelqu un"
    "|identifie*|eue?s?)",
    "(?:nous|on|j) (?:memes? )?(?:a|ai|avons) (?:nous memes? )?(?:trouve|choisi*)",
    "nous memes choisi*|c est moi qui (?:l )?(?:amene|ai trouve*|la connai*|le connai*|apporte)|tu amenes"
    "|amene le (?:gars|bonhomme)",
    "(?:que|juste|seulement|uniquement|qu a|rien que) (?:\\w+ ){0,3}(?:les )?(?:papiers?|papier|administrati*"
    "|ecritures|paie|paperasse*)",
    "s occuper? (?:que )?de (?:sa|la|leur|l) (?:paie|paye|administrati*)|s occupe (?:que )?de sa paie"
    "|tenir les ecritures",
    "(?:c est|ca sera) (?:elle|lui|eux) (?:ou|et) personne|personne a chercher|moi ki la connai|c moi ki",
    "(?:les |des |c est les )memes(?: \\w+)? (?:six|chaque|tous|qui)|les memes \\d+|liste de l an dernier"
    "|portee? par",
    "que je leur (?:amene*|envoie|presente)|candidat* (?:deja )?(?:identifie*|trouve*|choisi*)"
    "|porterait que le contrat",
    "pas (?:le |la |les |de )?recrut*|(?:je|nous|on) (?:l|les) (?:ai|avons|a) (?!pas|plus|vu|jamais)",
    "(?:reprend\\w*|reprenons|rappel\\w+|garde|gardons) (?:le|la|les) memes?",
    "rien a (?:chercher|trouver|recruter)",
    "(?:we|i) (?:already )?(?:know|have found|found) (?:him|her|them|the)|already have (?:the|a|our)",
)  # fmt: skip
# Nobody is there yet: the agency recruits, too.
_WANTED = any_of(
    "(?:eux|elle|ils|elles|l agence|agence|leur) (?:qui |de |doit |devra |devrait |doivent |nous |me |le |la "
    "|les |l |se ){0,4}"
    "(?:cherch*|trouv*|recrut*|denich*|degott*|choisi*|source*|selectionn*|debrouill*)",
    "recrute*s? par leurs soins|\\w+ qu?i? (?:(?:me|nous|m|te|i|le|la|les|l|en|y) ){1,4}"
    "(?:trouv*|cherch*|degott*|denich*|recrut*|envo[iy]*|enverr*|fourni*)",
    "(?:m|nous|me) (?:en |l |la |le |les )?(?:enverr\\w+|delegu*)"
    "|(?:peut|peuvent|pourr\\w+) (?:en |nous en |m en |nous |me )?(?:fournir|envoyer|trouver|deleguer)",
    "(?:people|they|agency) (?:can |could |will )?(?:find*|send*|suppl*) (?:us|me)|agence trouver|envoyee?s? par",
    "qu (?:ils|elle|elles) (?:nous |me |le |la |les |l ){0,4}(?:cherch*|trouv*|recrut*)|se debrouillent? pour",
    "a (?:eux|elle|l agence) de (?:nous |me |le |la |les |l ){0,4}(?:cherch*|trouv*|recrut*|denich*)",
    "(?:nous|m|me|leur|reviendrait donc de) (?:en |la |le |les |l )?(?:cherch*|trouv*|recrut*)|(?:nous"
    "|me) (?:trouver?|chercher?) quelqu un",
    "recrut* (?:a sa charge|par eux|par l agence|a la charge de l agence)|aurait a trouver|se charge(?:nt"
    "|ra)? de (?:\\w+ )?trouver",
    "(?:pas|aucun|aucune|sans) (?:de |encore de )?(?:candidat*|personne|profil) ?(?:en vue|identifie*|sous la main)?",
    "personne (?:en vue|sous la main|a ce jour|dans mon carnet|de libre)|(?:connai*|connaissons) personne"
    "|j ai personne|on a personne",
    "agence (?:doit|devra|devrait|ferait|fera|fait|s occupe\\w*) "
    "(?:donc )?(?:(?:de )?(?:la|le|les|l|tout) )*(?:recherche"
    "|recrutement|cherch*|trouv*|recrut*)"
    "|personne (?:en tete|a (?:vous |leur )?(?:proposer|presenter))|pas de (?:nom|candidat)",
    "en charge de (?:la |le |les |l )?(?:cherch*|trouv*|recrut*)",
    "(?:do|doing|does|handle) (?:all )?(?:the )?(?:recruit*|search*)|must find|(?:they|agency) (?:find*"
    "|recruit*|search*)|to (?:recruit|find|source) (?:us |me )?(?:an?|some)|(?:don t|do not) have anyone",
)  # fmt: skip
_NOT_WANTED = any_of(
    "(?:pas|sans) (?:(?!personne|de nom)\\w+ ){0,4}(?:agence|eux|ils) (?:\\w+ ){0,2}(?:cherch*|trouv*|recrut*)"
    "|donc personne a chercher"
)


def find_contract(text: str) -> tuple[str | None, bool]:
    """Gestion or délégation, and whether that is only told by who finds the temp; None: not said, or both."""
    folded = fold(text)
    if _SAYS_DELEGATION.search(folded):
        return (None if _GESTION.search(folded) else DELEGATION), False
    if _SAYS_GESTION.search(folded):
        return GESTION, False
    wanted = bool(_WANTED.search(_NOT_WANTED.sub(" ", folded)))
    known = bool(_KNOWN.search(folded) or _NOT_WANTED.search(folded))
    if wanted == known:
        return None, False
    return (GESTION if known else DELEGATION), True
