"""What the words around a supplier's name say of it, folded: that it is past, left, compared with, asked for…"""

from __future__ import annotations

import re

from mailbot.understanding.words import any_of

SIGNS = {
    "past": any_of(
        "avai[ts]|avions|avaient|etai[ts]|etions|etaient|jusqu ici|jusqu a present",
        # The imperfect of any verb; "conditions", "souhait" and "voudrait" are none.
        "(?!souhait|parfait|satisfait|[a-z]+r(?:ait|ions|aient)\\b)[a-z]{3,}(?:ait|(?<![ts])ions|aient)",
        "jusque la|auparavant|avant|(?:l an|l annee|la fois) (?:dernier|derniere|passe|passee)|d ordinaire|d habitude",
        "autrefois|ancien*|precedent*|a l epoque|hier|l autre jour|ce matin|en ce moment|aujourd hui|actuel*",
        "used to|last year|previous*|until now|before",
    ),
    "left": any_of(
        "quitt*|resili*|fini|finie|finis|termine*|arret*|s acheve|cess*|stop|abandonn*|vire|vires|fache*|oubli*|laiss*",
        "annul*|retir*|suspend*|left|leaving|cancel*|drop*|renonc*|expir*|reconduit",
    ),
    "no more": any_of("plus|no longer|any more"),
    "no": any_of("pas|ne|n|non|not|jamais|never|aucun|sans|ni|no|don t"),
    "bad": any_of(
        "cher|chers|chere|cheres|dear|expensive|trop|silly|nuls?|decus?|deception|plain\\w+|peur|ferme|fermes|fermee",
        "fermer?|fermera|fermeture|clos|closes?|clotur*|convain*|satisfai*|satisfaction|decevant*|emballe*|serieu*",
        "closed|problem*|litige*|retards?|froid|panne|rupture|mauvais*|perdu*|casse*|confon*|erreur|megarde|trompe*",
    ),
    "others": any_of(
        "mari|femme|gendre|fille|fils|voisine?s?|confreres?|consoeurs?|collegues?|beau frere|belle soeur|cousine?",
        "copine?|copains?|potes?|amie?s?|friends?|landlord|proprietaire|patron|predecesseur|concurrents?|bailleur",
        "neighbour|elle|il|ils|they|lui|she|he",
    ),
    "compare": any_of(
        "compar*|contre|versus|vs|moins cher*|plus cher*|mieux|meilleure?s?|than|en direct|propos*|devis|annonc*",
        "quoted?|hesit*|entre|soit|plutot que|au lieu de|a la place de|instead of|rather than",
    ),
    "done": any_of("deja|already|c est fait|sont faits|en place|parfait|regle*|merci pour|as for|meme chose|comme"),
    "later": any_of(
        "plus tard|pas encore|ulterieurement|on verra|on en reparle*|attendra|(?:pourra|peut|peuvent) attendre|later",
        "(?:an|annee|mois|exercice|rentree|saison|fois) (?:prochain|prochaine|suivant|suivante)|prochaine? annee",
        "next year|en 20\\d\\d|au (?:printemps|automne)|fin d annee|a echeance|not yet",
    ),
    "settled": any_of(
        "c(?: est)? (?:bon|ok|fait|regle|vu|en ordre)|on a (?:deja )?(?:la|le|les|leur|ce)",
        "(?:l ai|l avons) (?:deja|retrouve*)",
        "(?:a|ont) (?:bien )?(?:ete (?:accepte|recu|envoye|valide|regle|traite|pris|fait)\\w*|fonctionne|marche)",
        "(?:a|ont) (?:bien )?repondu",
        "bien (?:recue?s?|parvenu\\w*|passe|arrive\\w*)|fonctionne\\w*|effectif|actif",
        "(?:j ai|nous avons|on a|avons) (?:deja|recu|eu|obtenu)|sorted|all set",
    ),
    "want": any_of(
        "veux|veut|veulent|voul*|voudr*|souhait*|prefer*|aimer*|prend|prends|prenons|prendre|prenez|essai*|essay*",
        "tester|gard*|reste|restons|chois*|bascul*|rejoi*|passe|passons|passer|donc|plutot|finalement|desormais",
        "maintenant|dorenavant|instead|want|would like|need|please|svp|s il vous plait|faut|will|depuis|repris*",
        "reprends|en revanche|par contre|mais|but|cette annee|moi|nous|on|we|our|je",
    ),
    "ask": any_of(
        "ouvr*|ouverture|rattach*|raccroch*|mettez|mettre|met|codes?|conditions?|tarifs?|prix|remises?|grilles?",
        "contacts?|interlocut*|coordonnees|combien|coef*|couts?|coute*|terms|prices?|discount|account|comptes?",
        "clients?|commercial*|cost|open|who|qui|quel|quelle|quels|quelles|donnez|envoyez|indiquer|connaitre|savoir",
        "accords?|negoci*",
    ),
    "this": any_of(
        "celui|celle|ce dernier|cette derniere|le second|la seconde|le premier|la premiere|c est|eux|these|this|lui",
        "la bas|y|them|it",
    ),
    "except": any_of("sauf|hormis|excepte*|except|a part|hors|et non|and not"),
    "only": any_of("seulement|uniquement|seule?|seuls|rien que|que|only|just|juste"),
    "here": any_of("notre|nos|mon|mes|our|my"),
}
# All that are named are asked for: "Lyreva et Brunelle, les deux grilles".
ALL = any_of(
    "deux|both|chacune?|chacuns|each|trois|two|three|respectivement|d une part|d autre part|egalement|ainsi que",
    "l une? et l autre|lequel|laquelle|lesquels|lesquelles|side by side|premierement|deuxiemement|second|puis|comptes",
)

# What the words around a name that nobody knows say of it.
NAME_SIGNS = {
    "list": any_of(
        "(?:dans|de|sur|a) (?:votre|vos|la) (?:listes?|catalogue)|votre catalogue|au catalogue|referenc*|ref chez",
        "(?:parmi|dans|des?|un de|une de|un d|un des|une des|l un de) vos"
        " (?:\\w+ )?(?:partenaires?|fournis*|references|maisons?|prestataires?|adresses?)",
        "(?:des|les|un des|une des|l un des) votres|(?:un|une) (?:\\w+ )?(?:a|de chez|chez) vous|partenaires? a vous",
        "(?:sont|est)(?: (?:il|elle|ils|elles|ce|t))* (?:bien )?(?:avec|chez|parmi) v(?:ou)?s|chez vous",
        "avec (?:vous|vs)",
        "(?:vous|vs) (?:les |l )?(?:av\\w+|connaissez|travaillez|bossez|auriez)|un accord|vous parle|en votre nom",
        "(?:avez|auriez|connaissez|travaillez|bossez) v(?:ou)?s|fait partie|font(?: ils| elles)? partie|figur*",
        "compte parmi|existe chez|pass* par vous|par (?:vous|votre intermediaire)",
        "on your list|one of your suppliers|one of yours|do you (?:work|deal)|is that you",
    ),
    "buy": any_of(
        "achet*|prend|prends|prenons|prenait|command*|livre|livrent|fourni\\w*|vend|vendent|vient|viennent",
        "approvision*|utilis*|lou(?:e|es|er|ons)|travaill*|bosse|bossons|buy|buys|get|gets|use|order",
    ),
    "spoken": any_of(
        "parle*|connai\\w*|decouvert|vante*|representant\\w*|commercial\\w*|catalogue|offre|devis|demarch*|contact*",
        "sollicit*|propos*|plaquette|rencontre*|salon|recommand*|cite\\w*|told|mention*|heard|jur\\w*|swears|vu",
    ),
    "firm": any_of(
        "societe|maison|fournisseur\\w*|entreprise|enseigne|prestataire|loueur|agence|editeur|magasin|scierie|boucherie",
        "station|carte|logiciel|laboratoires?|compte|client|compt*|cpte?|account|supplier",
    ),
    "terms": any_of("prix|tarifs?|remises?|conditions?|codes?|combien|terms|prices?|accords?|rattach*|ouvr\\w*"),
    "we": any_of("nous|notre|nos|mon|ma|mes|our|my|je suis"),
    "past": any_of("ancien*|avant|jusqu ici|precedent*|quitt*|resili*|fini|avait|etait|etions"),
    "where": any_of("a|de|rue|avenue|place|quai|route|au|en|vers|sur|pres de|commune|ville|gare"),
    "greeting": any_of("bonjour|bonsoir|chere?s?|hello|hi|salut|monsieur|madame"),
}
# By what it does a firm is known whose name nobody knows: right in front of the name, and right behind it.
_TRADES = (
    "agence|societe|maison|entreprise|enseigne|blanchisserie|imprimerie|papeterie|laiterie|scierie|brasserie|boucherie"
    "|fabrique|fabricant|fonderie|cave|cooperative|centrale|garage|loueur|grossiste|negociant|prestataire|fournisseur"
    "|transporteur|editeur|laboratoire|quincaillerie|menuiserie|teinturerie|pressing|droguerie|jardinerie|pepiniere"
    "|conserverie|torrefacteur|traiteur|cartonnerie|savonnerie|carrosserie|plateforme|marque|firme|usine|depot|magasin"
    "|boutique|distributeur|installateur|electricien|plombier|chauffagiste|couvreur|company|supplier|firm|agency"
    "|[a-z]{3,}erie"
)
_SERVED = "[a-z]{2,}(?:[eiu]|[eiu]e|[eiu]s|[eiu]es|it|its|ite|ites|erts?|ertes?)"
_FROM = "(?:(?:la|le|l|les|un|une|gens|de|chez|societe|maison) ){0,2}"
FIRM_BEFORE = {
    "trade": re.compile(rf"\b(?:{_TRADES})(?: (?:d|de|en) [a-z]+| [a-z]{{5,}}(?:aire|elle|ique|ale))? $"),
    "served by": re.compile(rf"\b{_SERVED} (?:\w+ )?(?:par|by|chez|aupres de) {_FROM}$"),
    "comes from": re.compile(
        r"\b(?:vien\w+|provien\w+|achet\w+|sort\w*|arriv\w+|prend\w*|prenons|fourni\w+|sert|servons|command\w+|comes?|buy)"
        rf" (?:\w+ ){{0,4}}(?:de|d|chez|aupres de|a|from) {_FROM}$"
    ),
    "whether": re.compile(r"\b(?:si|que|qu|whether|if) $"),
    "who at": re.compile(
        r"\b(?:qui|contact\w*|personne|interlocut\w+|commercial\w*|nom)\b.*\b(?:chez|a|de|du)\b.{0,30}$"
    ),
}
FIRM_BEHIND = {
    "a house": re.compile(
        r"(?:une?|notre|votre|la|le) (?:\w+ )?(?:maison|societe|fournisseur|loueur|entreprise|firme|boite)"
    ),
    "which": re.compile(
        r"(?:qui|avec qui|chez qui|avec lequel|avec laquelle|ou) (?:nous |m |me |l |on |j |leur |vous |nos )?\w+"
    ),
    "serves": re.compile(
        r"(?:\w+ ){0,5}?(?:nous |me |vous |leur )?(?:livr\w+|fourni\w+|propose\w*|accord\w+|fait|font|lave\w*|loue\w*"
        r"|vend\w*|entretien\w*|facture\w*|a signe|ont signe|est il|sont ils|fait il|fait elle)\b"
    ),
    "account": re.compile(r"(?:\w+ ){0,6}?(?:compte|contrat|client|numero|n|sous le n\w*|reference)\b"),
}
