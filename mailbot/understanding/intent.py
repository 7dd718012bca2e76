"""Does a mail ask for a supplier attachment? Sentence by sentence; whatever speaks against it wins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

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
    question: bool = False


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text; a line that merely wraps is none, a line of a list is one."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(text[start : match.end()]):
            continue
        found.append(Sentence(start, match.end(), fold(text[start : match.end()]), "?" in match.group()))
        start = match.end()
    found.append(Sentence(start, len(text), fold(text[start:])))
    return [sentence for sentence in found if sentence.folded]


def split_subject(subject: str) -> tuple[str, bool]:
    """The subject without its prefixes, and whether it had any (then others may have written it)."""
    bare = _REPLY.sub("", subject, count=1)
    return bare, bare != subject


_ATTACH = re.compile(r"\brr?att?a?t?c?h\w*")
_WISH = re.compile(
    r"souhait|voudr|voul|\bveu[xt]\b|aimer|desir|pourr|pouvez|pouvons|possible|merci d|\bmerci(?: d avance"
    r"| a vous| bonne \w+)?$|\bmci\b|\bsvp\b|\bstp\b|s il vous plait|serait"
    r"|demand|sollicit|please|could|can you|would|veuillez|proceder|besoin|vous confirme|convenu|est ce que"
)
_TAKE_PART = re.compile(
    r"\b(?:benefici(?:er|ions|ons)|profit(?:er|ions)|adher(?:er|ions)|adhesion|acceder|acces|integr(?:er"
    r"|ions)|bascul(?:er|iez)|passer"
    r"|mettre|mettiez|placer|activ(?:er|ation|iez)|appliqu(?:er|iez)|relier|raccorder|associer|affilier"
    r"|attach|link|connect)\b"
)
_OUR_TERMS = re.compile(
    r"\b(?:vos|votre|your) (?:\w+ ){0,2}(?:conditions?|tarifs?|prix|remises?|accords?|rates?|terms|prices)\b"
    r"|\b(?:conditions?|tarifs?|prix|remises?|accords?|rates?|terms)\b.{0,60}\b(?:ha pme|negoci\w*|centrale"
    r"|groupement|cadre)\b"
    r"|\b(?:ha pme|negotiated|group) (?:rates?|terms|prices|tarifs?|conditions?)\b"
)
_ATTACHED_THING = re.compile(
    r"(?:factures?|adresses?|etablissements?|collaborat\w+|salaries?|mails?|documents?|pieces?|commandes?"
    r"|utilisateurs?|collegues?"
    r"|sites?|agences?|numeros? de telephone|lignes?)\b"
)
_SOME_CONTEXT = re.compile(
    r"\b(?:comptes?|cpte?s?|conditions?|tarifs?|fournisseurs?|ha pme|groupement|centrale|accords?|account)\b"
)

# Speaks against a request wherever it stands: it is about one that exists, or against one.
_VETO = re.compile(
    r"\bannul|\bdetach|\bresili|\bne (?:\w+ ){1,3}(?:pas|plus) (?:\w+ ){0,4}rr?att?ach|\bne (?:pas"
    r"|plus) (?:\w+ )?rr?att?ach"
    r"|\bfinalement\b|\battendre\b|\breflechissons\b|\bhesit|\bplus tard\b|\bne rien faire\b|\bconfrere|\bparrain"
    r"|\bservice clients?\b|\bcliquez\b|\bretirer\b|\bclotur|\bclos\b|\bsupprim|\bou en (?:est|sont|etes)"
    r"|\brelanc|\bsuite a (?:ma|notre) demande|sans (?:reponse|retour|nouvelles)"
    r"|pas (?:eu|recu) (?:de |d )?(?:retour|reponse|nouvelle)"
    r"|\bdemandes? (?:de )?rr?att?ach\w* (?:\w+ ){0,4}(?:du \d|envoye|faite|en cours)"
    r"|rr?att?ach\w* (?:\w+ ){0,6}(?:effectue|effectif|realise|valide\b|refuse|en cours|pose|probleme)"
    r"|merci (?:beaucoup |encore )?pour (?:le|votre|ce) rr?att?ach|confirmer (?:\w+ ){0,12}rr?att?ach|refus"
)
# Speaks against the sentence that it stands in.
_STATED = re.compile(
    r"\b(?:est|sont|suis|es|sommes|etes|etait|etions|ete)(?: \w+){0,2} rr?att?ache(?:e?s?)\b(?! (?:a "
    r"|aux )?une autre)"
    r"|\b(?:connaitre|savoir|comprendre|renseign\w*|informations?|confirmation|bien recu|avantages?|envoyer"
    r"|transmettre)\b"
    r".{0,60}\b(?:rr?att?ach|conditions?|tarifs?|prix)"
    r"|\bquand (?:est ce|notre|nos|le|la|mon|sera|serons|aurons|pouvons)\b|\bdelais?\b|\bcomment\b"
    r"|\bcombien\b|\bquel(?:le)?s?\b|\bpourquoi\b|qu est ce qu|\baudit\b|please find attached"
)
# "Ce rattachement", "notre rattachement": one that exists, save where it is asked for.
_EXISTING = re.compile(r"\b(?:ce|ces|cette|notre|nos|mon|mes|votre|vos|leurs?) (?:demande de )?rr?att?ach\w*me?nts?\b")
_ASKED_FOR = re.compile(
    r"\b(?:demand\w*|souhait\w*|sollicit\w*|desir\w*|proceder a|voudr\w*|effectuer|faire) (?:\w+ )?(?:notre"
    r"|mon) rr?att?ach"
)
_BE_ATTACHED = re.compile(r"\b(?:etre|soit|soient|soyons|faire) (?:\w+ )?rr?att?ache")


_POLITE_QUESTION = re.compile(
    r"pouvez|pourr|possible|serait|\bwould|\bcould|\bcan you|\bpeux tu|\btu peux|\bveuillez|comment allez"
)


def has_veto(sentences: list[Sentence]) -> bool:
    """Whether the mail is about an attachment that was asked for before, exists, or is not wanted.

    A question that is no polite request vetoes too: a person should answer that mail.
    """
    return any(
        _VETO.search(one.folded) or (one.question and not _POLITE_QUESTION.search(one.folded)) for one in sentences
    )


def states(sentence: Sentence) -> bool:
    """Whether this sentence tells or asks about attachments instead of asking for one."""
    if _EXISTING.search(sentence.folded) and not _ASKED_FOR.search(sentence.folded):
        return True
    return _STATED.search(sentence.folded) is not None and _BE_ATTACHED.search(sentence.folded) is None


def asks(sentence: Sentence, *, names_supplier: bool, has_account_number: bool) -> bool:
    """Whether this sentence asks for an attachment. `names_supplier` and the account number: anywhere in the mail."""
    folded = sentence.folded
    if states(sentence):
        return False
    wishes = _WISH.search(folded) is not None
    word = attach_word(folded)
    if word is not None:
        return _asks_to_attach(folded, word, wishes or has_account_number, names_supplier)
    return names_supplier and wishes and bool(_TAKE_PART.search(folded) and _OUR_TERMS.search(folded))


def _asks_to_attach(folded: str, word: str, wishes: bool, names_supplier: bool) -> bool:
    behind = " ".join(folded.partition(word)[2].split()[:4])
    if _ATTACHED_THING.search(behind):
        return False
    ordered = word.endswith("ez") or f"a {word}" in folded
    return (wishes or ordered) and (names_supplier or _SOME_CONTEXT.search(folded) is not None)


def attach_word(folded: str) -> str | None:
    """The word "rattachement", "rattacher"… of a folded sentence, typos included."""
    match = _ATTACH.search(folded)
    if match:
        return match.group()
    long_words = (word for word in folded.split() if len(word) >= 9 and word.startswith("r"))
    return next((word for word in long_words if OSA.distance(word, "rattachement") <= 2), None)
