"""Whose an account is: names beside it that the directory doesn't know, and mentions that name no supplier at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mailbot.understanding.account import AccountNumber
from mailbot.understanding.directory import SupplierMention, usual_words
from mailbot.understanding.words import COMPANY_FORMS, TITLES
from models.folding import fold, folded_words

_REACH = 60
# Between a name and its account's number, or around a name; they say nothing about whose it is.
_FILLING = (
    frozenset(
        "client clients compte comptes cpte cpt n no num numero numeros reference ref code sous account customer number"
        " identifiant contrat le la l les de du des d au c est existant actuel nos notre mon votre et a number id in is"
        " ouvert actif principal societe professionnel pro donc soit deja".split()
    )
    | COMPANY_FORMS
)
_CUES = frozenset("compte comptes cpte chez client clients account with fournisseur societe".split())
_NUMBERS = frozenset("siret siren tva rcs ape naf iban".split())
_SHORT = 5
_VERBS = ("ez", "er", "ent", "ons")
_BEFORE_END = re.compile(r"[.!?;](?=\s)|\n\s*\n")
_NEXT = re.compile(r"[.!?;]\s")
_BEHIND = re.compile(
    r"[ \u00a0]{0,3}(?:(?P<bracket>[(])[ \u00a0]?|,?[ \u00a0]?(?P<at>(?:chez|aupr[eè]s d[eu]|at|with|pour)[ \u00a0])"
    r"(?:(?:le|la|les|l['’])[ \u00a0]?)?)?(?P<name>[^\W\d_][\w&'’-]{2,30})",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|bld|chemin|allees?|impasse|quai|route|faubourg|square|esplanade|venelle|sentier)"
    r"(?: (?:de la|de l|du|des|de|d|la|le|les|l))?$"
)
FIRST_NAMES = frozenset(
    """
    adele adeline adrien agathe agnes alain alban albert alex alexandra alexandre alexis alice aline amandine amelie
    anais andre andrea angelique anne annie anthony antoine antonin arnaud arthur astrid aude audrey aurelie aurelien
    axel baptiste barbara bastien beatrice benedicte benjamin benoit bernadette bernard bertrand brigitte bruno camille
    capucine carine carole caroline catherine cecile cedric celia celine chantal charles charlotte chloe christelle
    christian christiane christine christophe claire clara claude claudine clement clementine colette corinne cyril
    damien daniel danielle david deborah delphine denis denise didier dominique dorothee edouard elena eliane elisa
    elisabeth elise elodie emilie emma emmanuel emmanuelle eric estelle etienne eva eve evelyne fabien fabienne fabrice
    fanny farid fatima felix florence florent florian francis franck francois francoise frederic frederique gabriel
    gaelle gael gaetan genevieve georges gerald gerard gilbert gilles ginette gregory guillaume guy hakim helene henri
    herve hugo hugues ibrahim ines ingrid irene isabelle jacqueline jacques jamel jean jeanne jerome jessica joel joelle
    john jordan jose joseph josephine josette josiane julia julie julien juliette justine karim karine kevin
    lea laetitia
    laura laure laurence laurent leo leon leonie liliane lionel lise loic lola louis louise luc lucas lucie lucien
    ludovic lydia lydie madeleine magali manon manuel marc marcel margaux margot maria marie marina marine marion
    marlene martial martin martine mathieu mathilde matthieu maud maurice maxime mehdi melanie melissa michael michel
    michele micheline mickael mireille mohamed monique morgane muriel myriam nadege nadia nadine natacha nathalie
    nathan nicolas nicole noemie noel nora norbert odette odile olivia olivier ophelie oscar pascal pascale patrice
    patricia patrick paul paule pauline perrine philippe pierre quentin rachel rachid raphael raymond regine regis remi
    remy renaud rene renee richard robert robin roger roland romain romane rosa sabine sabrina salome samia samir samuel
    sandra sandrine sara sarah sebastien serge severine sibylle simon simone solange sofia solene sonia sophie stefan
    stephane stephanie steve suzanne sylvain sylvie tanguy tatiana theo theodore therese thibault thibaut thierry thomas
    tom tristan valentin valentine valerie vanessa veronique victor victoria vincent violette virginie viviane xavier
    yacine yann yannick yasmine yohan yolande yves yvette yvon yvonne zoe
    """.split()
)
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:bien |tr[eè]s )?cordialement|cdt|cdlt|bien [aà] (?:vous|toi)|(?:sinc[eè]res "
    r"|meilleures )?salutations"
    r"|respectueusement|bonne (?:journ[ée]e|r[ée]ception)|belle journ[ée]e|thank you|sincerely"
    r"|(?:(?:with )?(?:best|kind|kindest|warm|many) )?(?:regards|wishes|thanks)"
    r"|yours (?:sincerely|faithfully|truly)|cheers|envoy[ée] (?:de|depuis))\b"
    r"[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
# Somebody else than the supplier, or a place: "le concurrent de Papeterie X", "depuis le parking de Papeterie X".
_IN_PASSING = re.compile(
    r"\b(?:concurr\w+|rival\w*|parkings?|voisins?|voisines?|face|cote|devant|derriere|proximite"
    r"|pres|equivalent|remplacant|successeur|racheteur|clone)(?: (?:a|au|aux|de|du|des|d|chez|la|le|les|l))+$"
)


def strangers(
    text: str,
    mentions: Sequence[SupplierMention],
    accounts: Sequence[AccountNumber],
    unknown: Mapping[str, Sequence[int]],
) -> list[SupplierMention]:
    """Names beside accounts that may be those of suppliers whom nobody knows, as mentions without candidates."""
    found = [SupplierMention((), 0.0, name, at) for name, places in unknown.items() for at in places]
    for account in accounts:
        found += _behind(text, account, mentions) or list(_before(text, account, mentions))
    return list({one.position: one for one in found}.values())


def names_somebody(text: str, mention: SupplierMention) -> bool:
    """Whether a name is a person's or a street's: "Paul Tonelac", "4 rue Clavelune"."""
    before = text[max(0, mention.position - _REACH) : mention.position]
    if _STREET.search(fold(before)) and "\n" not in before[-3:]:
        return True
    first = re.search(r"(?:^|[^\w-])([A-ZÀ-Þ][\w-]{1,20})[ \u00a0]$", before)
    if first is None or not mention.as_written[:1].isupper():
        return False
    word = fold(first[1]).split()
    if word and word[0] in FIRST_NAMES:
        return True
    # Alone on its line below the closing, or a paragraph by itself at the end: whoever signs.
    line = before.rpartition("\n")[2] + text[mention.end : mention.end + _REACH].partition("\n")[0]
    last = line.strip() == first[1] and not text[mention.end :].strip() and before.rpartition("\n")[0].endswith("\n")
    signs = last or (bool(_CLOSING.search(text, 0, mention.position)) and line.strip() == first[1])
    return signs and bool(word) and usual_words().isdisjoint(word) and _FILLING.isdisjoint(word)


def is_doubtful(text: str, account: AccountNumber, owner: SupplierMention, subject_length: int) -> bool:
    """Whether the name that an account was given to may not be its supplier's; the text begins with the subject."""
    if not owner.candidates or _IN_PASSING.search(fold(text[max(0, owner.position - _REACH) : owner.position])):
        return True
    between = text[account.end : owner.position]
    if account.position >= subject_length and _NEXT.search(between) and "\n\n" not in between:
        return True  # of a later sentence: "client 55231. Pour X ce sera plus tard"
    closing = _CLOSING.search(text)
    return closing is not None and closing.end() < owner.position and _owns_form(text, owner)


def _owns_form(text: str, owner: SupplierMention) -> bool:
    """Whether the form of a company stands behind a name, as in a signature."""
    behind = fold(text[owner.end : owner.end + 12]).split()[:1]
    return bool(behind) and behind[0] in COMPANY_FORMS


def _before(text: str, account: AccountNumber, mentions: Sequence[SupplierMention]) -> Iterator[SupplierMention]:
    """What stands between "compte" and the number, "notre compte Lyreco n° 55231", if nobody knows it."""
    start = max(0, account.position - _REACH)
    words = folded_words(text[start : account.position])
    while words and (words[-1].value in _FILLING or words[-1].value.isdigit()):
        words.pop()
    if len(words) > 1 and words[-2].value in _CUES:
        at, end = start + words[-1].start, start + words[-1].end
        apart = _BEFORE_END.search(text, start + words[-2].end, at)
        if not apart and _is_strange(words[-1].value, text[at:end], mentions, at, end):
            yield SupplierMention((), 0.0, text[at:end], at)


def _behind(text: str, account: AccountNumber, mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """The word right behind an account's number, "55231 chez Manutan", if nobody knows it."""
    match = _BEHIND.match(text, account.end)
    if match is None:
        return []
    at, end = match.span("name")
    word = fold(match["name"])
    if match["bracket"] and any(account.position - _REACH < one.position < account.position for one in mentions):
        return []  # "Rexol, n° 55231 (Joliette)"
    placed = match["at"] and match["name"][0].isupper() and word not in _FILLING | TITLES
    known = any(one.position < end and at < one.end for one in mentions)
    if (placed and not known) or _is_strange(word, match["name"], mentions, at, end):
        return [SupplierMention((), 0.0, match["name"], at)]
    return []


def _is_strange(folded: str, written: str, mentions: Sequence[SupplierMention], at: int, end: int) -> bool:
    """Whether a word is no ordinary one, and no name that is known."""
    if any(one.position < end and at < one.end for one in mentions) or not written.isalpha():
        return False
    if written.islower() and folded.endswith(_VERBS):
        return False
    short = len(folded) < _SHORT and not (len(folded) > 2 and written.isupper())
    known = (usual_words(), TITLES, _NUMBERS)
    return not short and all(words.isdisjoint((folded, folded.removesuffix("s"))) for words in known)
