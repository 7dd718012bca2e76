"""Does a mail ask for a supplier attachment? A goal, and somebody who asks for it; what speaks against it wins.

The phrases are in the folded form (see `models.folding`); docs/understanding.md tells how to extend them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from mailbot.understanding.words import any_of
from models.folding import fold

_SENTENCE_END = re.compile(r"[.!?;]+(?=\s|$)|\n\s*\n|\n(?=\s*[-–*•·A-ZÀ-Þ0-9])|(?<=[,:])\n")
_ABBREVIATION = re.compile(r"(?:\b(?:n|no|num|r[ée]f|cpte?|m|mme|st|ste)|[^\w\s])\.$", re.IGNORECASE)
_REPLY = re.compile(r"\s*(?:(?:re|rép?|tr|fwd?|aw)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """A sentence or a line of a list, with its place in the text and its folded form."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True)
class Facts:
    """What else the mail says: somebody's name, an account's number, or that there is no account."""

    names_supplier: bool
    gives_account: bool
    lacks_account: bool


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text; a line that merely wraps is none, a line of a list is one."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(text[start : match.end()]):
            continue
        found.append(Sentence(start, match.end(), fold(text[start : match.end()])))
        start = match.end()
    found.append(Sentence(start, len(text), fold(text[start:])))
    return [sentence for sentence in found if sentence.folded]


def split_subject(subject: str) -> tuple[str, bool]:
    """The subject without its prefixes, and whether it had any (then others may have written it)."""
    bare = _REPLY.sub("", subject, count=1)
    return bare, bare != subject


# --- Goals: what an attachment is called. ---

_ATTACH = re.compile(r"\brr?att?a?t?c?h\w*")
_OPEN_ACCOUNT = any_of(
    "(?:ouvrir|ouvrions|ouvre|ouvrez|ouverture|creer|creation|creions|open|opening) … (?:comptes?|account)",
    "(?:faire|avoir|demander|prendre|make) un(?: nouveau)? compte",
    "(?:faut|faudrait) un compte|devenir clients?",
)
_OTHER_ACCOUNT = any_of(
    "compte … (?:utilisateur|adherent|bancaire)",
    "(?:sur|a) (?:votre|notre|leur|le) (?:site|espace|extranet)",
    "vien* … d (?:ouvrir|creer)",
)
# What one does with terms. With an account one of these is needed, since a letter goes out; without one, none is.
# The terms of these may stand in another sentence ("comment en bénéficier ?").
_TAKE_PART = any_of(
    "beneficier|profiter(?! de (?:l occasion|ce|cette))|jouir|adherer|adhesion|affili*|admission|deploy*|bascul*",
    "(?<!est ce )qu?e? … (?:benefici|profit|jouiss)(?:e|ent|ions)",
)
# These are ordinary verbs: the terms must stand beside them.
_MOVE = any_of(
    "(?:integr|plac|activ|appliqu|reli|raccord|associ|ajout|positionn|align|entr|rentr|utilis|essay|test|branch|switch"
    "|migr|transfer|rattrap|etend|inscri)(?:er?|ent|ions|iez|ez|ee?s?|re)",
    "pass(?:er?|ent|ions|iez|ez|ee?s?) (?!(?:\\w+ )?commande)… (?:a|aux?|sous|sur|avec|dans|en|compte)",
    "mettre|met(?:tez|tiez|s)|mis|acced*|acces|obtenir|obtienne|prendre|rejoindre|inclure|activation|integration",
    "(?:avoir|veux|voulons|voudr*|aimer*) "
    "(?:acces |droit |aussi |egalement ){0,2}(?:a |aux? )?(?:vos|votre|les?|ces|des)",
    "(?:etre|soit|soient|soyons) … (?:sur|a|aux?|sous|dans)",
    "attach|link|connect|add|include|join|use|get",
)
_TERMS = "conditions?|tarifs?|tarification|prix|remises?|reductions?|accords?|coefficients?|contrats?|grilles?|deal"
_TERMS += "|agreement|discounts?|rates?|terms|prices"
_OUR_TERMS = any_of(
    rf"(?:vos|votre|your) (?:\w+ ){{0,2}}(?:{_TERMS})",
    rf"(?:{_TERMS}) (?:\w+ ){{0,8}}(?:ha pme|hapme|negoci*|centrale|groupement|groupe|cadre|de vous|adherents?)",
    rf"(?:ha pme|hapme|negotiated|group) (?:{_TERMS})",
    rf"(?:memes?) (?:{_TERMS})|vos membres|(?:dans|avec) (?:le|votre) group*|dans la centrale",
    "adherents? (?:de (?:la|votre) centrale|du group*|(?:de |a )?ha pme)",
    "(?:via|grace a|par l intermediaire d\\w+) (?:ha pme|hapme|vous|(?:la|votre) centrale|(?:le|votre) groupe*)",
)
_INTEREST = any_of(
    "interess*",
    "ok pour",
    "d accord pour",
    "partants?|chauds?|tent(?:es?|ent|erait)",
    "(?:veut|voulons|veux|voudr*) bien",
    "essayer",
)
_ATTACHED_THING = any_of(
    "factures?|adresses?|etablissements?|collaborat*|salaries?|mails?|documents?|pieces?|commandes?|utilisateurs?",
    "collegues?|sites?|agences?|numeros? de telephone|lignes?",
)
_SOME_CONTEXT = any_of("comptes?|cpte?s?|conditions?|tarifs?|fournisseurs?|ha pme|groupement|centrale|accords?|account")

# --- Asking for it. ---

_WISH = any_of(
    "souhait*|voudr*|voul*|veu[xt]|aimer*|desir*|like to|want|please|could|can|would|cherch*",
    "pourr*|pouvez|pouvons|peux|peut|puis je|possib*|moyen|faudrait|envisageable|serait|est ce que",
    "merci d\\w?|mci|svp|stp|s il (?:vous|te) plait|saurais gre|veuillez",
    "demand*|sollicit*|proceder|besoin|vous confirme|convenu|interess*",
    "(?:mett|pass|ajout|bascul|appliqu|inscriv|activ|ouvr)ez",
)
_THANKS = re.compile(r"\bmerci(?: a vous| bonne \w+)?$")  # "compte Herzog à rattacher, merci"
_PURPOSE = any_of("pour", "afin", "en vue")
# Asked by its own sentence: "comment on fait ?", "merci de faire le nécessaire".
_HOW = any_of(
    "comment … (?:faire|fait|fais|faut|proced*|benefici*|profit*|obten*|avoir|ouvr*|pass*|peut|peux|puis|pouvons|dois"
    "|doit|devons|acced*|adher*|bascul*|rr?att?ach*|s y prend*|se rr?att?ach*)",
    "marche a suivre|demarches?|procedure|formalites|qui … (?:contacter|appeler)|a qui … (?:adresser|ecrire)",
    "(?:faut|doit|dois|devons) (?:\\w+ ){0,2}(?:faire|fournir|envoyer)|(?:faire|fait|fais) (?:quoi|comment)",
    "(?:ce qu il faut|quoi) faire|faire le necessaire|vous en (?:charger|occuper)",
    "qu est ce que (?:je|nous|l on|on) (?:dois|devons|doit|faut|peut|peux) … (?:faire|dire|fournir|envoyer|donner)",
    "(?:savoir|dire|voir|demande*) (?:si|s il) … (?:possible|moyen|peut|peux|pouvons|pourr*)",
    "how (?:can|do|to|must|should)|what (?:must|should|do|can|to) … do",
)

# --- Against it. ---

# Wherever it stands: a second thought, an attachment that exists, somebody else's wish, an advertisement.
_VETO = any_of(
    "annul*|detach*|resili*|retirer de|clotur*|clos|supprim*|refus*|ne rien faire|hesit*|plus tard|attendre",
    "finalement|tout compte fait|laiss* tomber|oubli(?:ez|e)|change* d avis|en rester la|reste* comme",
    "(?:pas|aucune?|ni) (?:d )?(?:interet|interess*|suite|besoin)|plus (?:besoin|interessee?s?)",
    "interesse(?:nt)? (?:plus|pas)|renonc*|ne souhait* (?:pas|plus)|reflechiss*",
    "sort(?:ir|ons) … (?:de|des) (?:vos|votre)|trouve … (?:mieux|moins cher) ailleurs",
    "ne (?:\\w+ ){1,3}(?:pas|plus) (?:\\w+ ){0,4}rr?att?ach*|ne (?:pas|plus) (?:\\w+ )?rr?att?ach*",
    "ou en (?:est|sont|etes)|relanc*|suite a (?:ma|notre) demande|sans (?:reponse|retour|nouvelles)",
    "pas (?:eu|recu) (?:de |d )?(?:retour|reponse|nouvelle*)",
    "demandes? (?:de )?rr?att?ach* (?:\\w+ ){0,4}(?:du \\d*|envoye*|faite*|en cours)",
    "rr?att?ach* (?:\\w+ ){0,6}(?:effectue*|effectif*|realise*|valide|en cours|pose*|probleme*)",
    "merci (?:beaucoup |encore )?pour (?:le|votre|ce) rr?att?ach*|confirmer (?:\\w+ ){0,12}rr?att?ach*",
    "confrere … (?:souhait*|aimer*|voudr*|veut)|parrain*|service clients?|cliquez",
    "(?:benefici*|propos*|offr*) … (?:vos|votre) (?:adherents?|membres)",
    "(?:pas|plus) la peine|trouve ailleurs",
)
# Wherever it stands, against all but the word "rattacher": a complaint, or another matter.
_OTHER_MATTER = any_of(
    "(?:pas|plus|jamais|mal|non) … (?:appliqu*|facture*)|malgre|litiges?|rembours*|reclamation|erreurs?|un avoir",
    "intervenir",
    "alors que … (?:sommes|suis|beneficions|avons)|deja (?:a|aux?|sur) (?:vos|votre)|bloquer|perdu*|casse*|panne",
    "prelev*|trop (?:percu|facture)|toujours (?:l ancien|au)|hausse|augment*|ecart|ancienne adresse|facture* (?:au|en)",
    "(?:ci joint*|joins) … factures?|nous demenageons|mot de passe|iban|rib",
)
# In the sentence that it stands in: it tells, or asks to be told.
_INFORMATION = any_of(
    "(?:est|sont|suis|es|sommes|etes|etait|etions|ete)(?: \\w+){0,2} rr?att?ache(?:e?s?)(?! (?:a |aux )?une autre)",
    "(?:connaitre|savoir|comprendre|renseign*|informations?|confirmation|bien recu|avantages?|envoyer|transmettre"
    "|communiquer|indiquer|dire|verifi*|partag*|compar*|expliqu*|detail*|recevoir|consulter|donner|voir|tell|know"
    "|donne|etudi*) .{0,60}(?:rr?att?ach*|conditions?|tarifs?|prix|prices?|coefficients?|grilles?)",
    "valables?|quoi niveau|(?:croyez|pensez) vous|vous (?:croyez|pensez)",
    "(?:sont|est)(?: \\w+)? (?:ils?|elles?)(?! (?:possible|envisageable|prevu))",
    "quand (?:est ce|notre|nos|le|la|mon|sera|serons|aurons|pouvons)|delais?|combien|quel(?:le)?s?|pourquoi|comment",
    "qu est ce qu\\w?|c est quoi|audit|please find attached|faire le point|devis|how much",
    "(?:ravie?s?|contente?s?|heureu*|satisfait*) d\\w?",
)
# "Comment fonctionne le rattachement ?" is about the thing; "comment rattacher" asks for it.
_NOT_HOW = any_of("comment … (?:fonctionn*|marche|calcul*)|combien|quels? (?:est|sont) (?:les? )?(?:tarifs?|prix)")
# "Ce rattachement", "notre rattachement": one that exists, save where it is asked for.
_EXISTING = any_of("(?:ce|ces|cette|notre|nos|mon|mes|votre|vos|leurs?) (?:demande de )?rr?att?ach*me?nts?")
_ASKED_FOR = any_of(
    "(?:demand*|souhait*|sollicit*|desir*|proceder a|voudr*|effectuer|faire) (?:\\w+ )?(?:notre|mon) rr?att?ach*"
)
_BE_ATTACHED = any_of("(?:etre|soit|soient|soyons|faire) (?:\\w+ )?rr?att?ache*")


@dataclass(frozen=True)
class _Whole:
    """What the mail as a whole holds, looked up once."""

    facts: Facts
    asks: bool
    asks_how: bool
    names_our_terms: bool
    is_another_matter: bool


def requests_in(sentences: Sequence[Sentence], body: Sequence[Sentence], facts: Facts) -> list[Sentence]:
    """The sentences of the body that name what is asked for. `sentences` are all whose words may speak against it."""
    if has_veto(sentences):
        return []
    text = " . ".join(one.folded for one in sentences)
    asking = [one for one in body if not informs(one)]
    whole = _Whole(
        facts,
        asks=any(_WISH.search(one.folded) or _HOW.search(one.folded) for one in asking),
        asks_how=_HOW.search(text) is not None,
        names_our_terms=_OUR_TERMS.search(text) is not None,
        is_another_matter=_OTHER_MATTER.search(text) is not None,
    )
    return [one for one in asking if _asks(one.folded, whole)]


def has_veto(sentences: Sequence[Sentence]) -> bool:
    """Whether the mail is about an attachment that was asked for before, exists, or is not wanted."""
    return any(_VETO.search(one.folded) for one in sentences)


def informs(sentence: Sentence) -> bool:
    """Whether this sentence tells or asks about attachments and terms instead of asking for them."""
    folded = sentence.folded
    if _EXISTING.search(folded) and not _ASKED_FOR.search(folded):
        return True
    if _BE_ATTACHED.search(folded) or (_HOW.search(folded) and not _NOT_HOW.search(folded)):
        return False
    return _INFORMATION.search(folded) is not None


def names_goal(sentence: Sentence) -> bool:
    """Whether this sentence, such as a subject, speaks of an attachment or of opening an account."""
    return attach_word(sentence.folded) is not None or _opens(sentence.folded)


def attach_word(folded: str) -> str | None:
    """The word "rattachement", "rattacher"… of a folded sentence, typos included."""
    match = _ATTACH.search(folded)
    if match:
        return match.group()
    long_words = (word for word in folded.split() if len(word) >= 9 and word.startswith("r"))
    return next((word for word in long_words if OSA.distance(word, "rattachement") <= 2), None)


def _asks(folded: str, whole: _Whole) -> bool:
    facts = whole.facts
    word = attach_word(folded)
    if word is not None:
        wishes = _WISH.search(folded) is not None or _THANKS.search(folded) is not None
        how = whole.asks_how and facts.names_supplier
        return _asks_to_attach(folded, word, wishes or facts.gives_account or how, facts.names_supplier)
    if not facts.names_supplier or whole.is_another_matter:
        return False
    asks = whole.asks or (facts.gives_account and _PURPOSE.search(folded) is not None)
    return asks and (_opens(folded) or _takes_part(folded, whole))


def _asks_to_attach(folded: str, word: str, wishes: bool, names_supplier: bool) -> bool:
    behind = " ".join(folded.partition(word)[2].split()[:4])
    if _ATTACHED_THING.search(behind):
        return False
    ordered = word.endswith("ez") or f"a {word}" in folded
    return (wishes or ordered) and (names_supplier or _SOME_CONTEXT.search(folded) is not None)


def _opens(folded: str) -> bool:
    return _OPEN_ACCOUNT.search(folded) is not None and _OTHER_ACCOUNT.search(folded) is None


def _takes_part(folded: str, whole: _Whole) -> bool:
    """A letter must be meant: with an account, it must be said what to do with the terms; without, naming them does."""
    if whole.facts.gives_account:
        if _TAKE_PART.search(folded):
            return whole.names_our_terms
        return _MOVE.search(folded) is not None and _OUR_TERMS.search(folded) is not None
    if whole.facts.lacks_account and _INTEREST.search(folded):
        return True
    return _OUR_TERMS.search(folded) is not None
