"""Whether a mail says no to what it speaks of: such a request is never carried out without a human.

The classifier sees what a mail is about, not whether it is wanted: "ne nous rattachez pas" speaks of an attachment
as much as "rattachez-nous". Here a negation must govern the deed itself; "nous ne sommes pas encore rattachés",
"je n’ai pas le code" and "n’hésitez pas" tell how things are, and hold nothing up. In doubt a human reads the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from mailbot.message.quoting import PASSED_ON
from mailbot.understanding.sentences import Sentence, sentences_of
from mailbot.understanding.words import any_of
from models.folding import fold
from models.mail_kinds import MailKind

MAX_CHARACTERS = 20_000
# Characters around the deed in which it is refused; a request that names it so often is nobody's, and is not searched.
_REACH, _MOST_NAMED, _LONG = 100, 25, 600

# How each deed is called, folded; what only gives information is not here.
_DEEDS = {
    MailKind.SUPPLIER_ATTACHMENT: (
        r"rr?att?a?t?c?h\w*|affili\w*|attach\w*|link(?:ed|ing)?|connect\w*|koppel\w*|gekoppeld|aansluit\w*|anschlie\w*"
    ),
    MailKind.CALL_BACK: r"rappel\w*|appel\w*|telephon\w*|call\w*|phon\w*|ring",
    MailKind.AUDIT: r"audit\w*|analys\w*|etude",
    MailKind.MEMBERSHIP_APPLICATION: (
        r"adher\w*|adhesion|inscri\w*|rejoindre|join\w*|(?:devenir|etre) membres?|member\w*"
    ),
    MailKind.EMAIL_CHANGE: r"chang\w*|modifi\w*|remplac\w*|updat\w*|replac\w*",
    MailKind.DISCOUNT_CODE: r"codes?",
}
_NO = r"(?:pas|plus|jamais|rien|aucun\w*|nullement|en aucun cas|point)"
_WANT = (
    r"(?:souhait(?!ant)\w*|voul\w+|voudr\w+|veu\w+|desir\w+|accept\w+|autoris\w+|tien\w*|envisage\w*|faut|faudra\w*"
    r"|interess\w+|prev\w+)"
)
_DO = (
    r"(?:lanc(?:ez|er|iez)|fai(?:tes|re)|fass\w+|proced\w+|engag(?:ez|er|iez)|demand(?:ez|er|iez)|command(?:ez|er|iez)"
    r"|ouvr(?:ez|ir|iez)|envoy(?:ez|er|iez)|planif\w+|valid(?:ez|er|iez)|transmett\w+|donn(?:ez|er|iez)|pren(?:ez|dre))"
)
# A negation that asks for the deed, or tells how things are.
_NO_REFUSAL = (
    r"(?:oubli\w*|hesit\w*|tard\w*|attendre|encore|toujours|ete|etre|avoir|savoir|trouver|connaitre|pouvoir|manqu\w*)"
)
# Before "pas de rattachement": there is none yet.
_STATE = "".join(
    rf"(?<!\b{word} )"
    for word in "ai a as avons avez ont avait avions eu fait faite recu vu trouve encore toujours comprends".split()
)
_NOUN = r"(?:rattachement|audit|analyse|etude|r?appel|adhesion|inscription|changement|codes?)"
_TURN_BACK = (
    r"(?:annul\w*|resili\w*|suspend\w*|arret\w*|stop\w*|refus\w*|interdi\w*|rejet\w*|oppos\w*|inutile|report(?:er|ez)"
    r"|differ(?:er|ez)|renonc\w*|abandonn\w*|reflechi\w*|(?<!n )(?<!par )(?<!ci )contre(?= l| c| u| v| t)"
    r"|laiss\w* tomber|(?<!n )(?<!pas )oubli(?:ez|er)|hors de question|que se passe\w*|si jamais|si un jour"
    r"|qui (?:\w+ )?a (?:demande|autorise|lance)\w*|tant que(?! vous y)"
    r"|(?:pas|jamais) (?:demande|autorise|valide|sollicite)|(?:mettre|mettez|mise) en attente|patienter avant|cancel\w*"
    r"|hold off|wait (?:for|until|before))"
)
_BEHIND = (
    r"(?:stop|plus tard|pas maintenant|pas pour l instant|dit non|non merci|a annuler|interesse\w* (?:pas|plus)"
    r"|(?:pas|plus) (?:souhait\w*|voulu\w*|desir\w*|prevu\w*|d actualite)"
    r"|en attente de \w+ (?:decision|accord|validation))"
)
_EN_NO = r"(?:rather not|do not|don t|dont|never|not to|please not|no need to|must not|should not|shouldn t|won t)"
_EN_STATE = r"(?:yet|have|know|hesitate|been|see|find|understand|forget|get)"


def _refusal(deed: str) -> re.Pattern[str]:
    """A folded sentence that says no to a deed; every gap is a few words long."""
    return re.compile(
        r"\b(?:"
        rf"{_WANT} (?:\w+ ){{0,2}}?{_NO} (?:\w+ ){{0,6}}?(?:{deed})"
        rf"|(?:pas|plus) (?:d accord|question|interesse\w*|besoin|la peine|necessaire|favorable\w*)"
        rf" (?:\w+ ){{0,5}}?(?:{deed})"
        rf"|n(?:e)? (?:\w+ ){{0,3}}?(?:{deed})(?<=ez|er|he|ns) (?:\w+ ){{0,2}}?{_NO}(?! (?:avant|apres|entre|trop)\b)"
        rf"|(?:{deed})(?<=ez|er) (?:nous |moi |surtout |le |la |les )?(?:pas|rien|jamais)"
        r"(?! (?:avant|apres|entre|trop)\b)"
        rf"|n(?:e)? doi\w+ (?:surtout )?{_NO} (?:\w+ ){{0,2}}?(?:{deed})"
        rf"|(?<!pourquoi )n(?:e)? (?:surtout )?{_NO} (?!{_NO_REFUSAL}\b)(?:(?!{_NO_REFUSAL}\b)\w+ ){{0,4}}?(?:{deed})"
        rf"|n(?:e)? (?:\w+ ){{0,2}}?{_DO} (?:\w+ ){{0,2}}?{_NO} (?:\w+ ){{0,6}}?(?:{deed})"
        rf"|{_STATE}(?:(?:pas|plus) (?:de|d|du)|aucune?|ni) (?={_NOUN}\b)(?:{deed})"
        rf"|{_TURN_BACK} (?:\w+ ){{0,6}}?(?:{deed})"
        rf"|(?:{deed}) (?:\w+ ){{0,10}}?{_BEHIND}"
        rf"|{_EN_NO} (?!{_EN_STATE}\b)(?:\w+ ){{0,8}}?(?:{deed})"
        r")\b"
    )


_REFUSALS = {kind: _refusal(deed) for kind, deed in _DEEDS.items()}
_NAMED = {kind: re.compile(rf"\b(?:{deed})\b") for kind, deed in _DEEDS.items()}
# Nothing is to be done, whatever the mail speaks of.
_DO_NOTHING = any_of(
    "n en (?:faites|fais|faire) rien|(?:ne )?(?:faites|fais) (?:surtout |donc )?rien",
    "ne rien faire|ne (?:surtout )?rien lancer",
    "(?:ne )?(?:le|la|les) (?:faites|fais|faire) (?:surtout )?pas|(?<!hesitez )(?<!hesite )surtout pas(?! d)",
    "(?:pas|plus) (?:en )?tenir compte|tenez (?:pas|plus|aucun) compte",
    "en (?:veu\\w*|voul\\w*|souhait\\w*) (?:pas|plus)",
    "arret\\w+ tout|supprim\\w+ de chez vous",
    "(?:lancez|engagez|procedez|traitez|signez) (?:surtout )?(?:pas|rien|plus)|touchez a rien",
    "donn\\w+ (?:pas|plus|aucune) (?:\\w+ )?suite|(?:pas|plus) (?:y )?donner suite",
    "(?:dit|dis|disons|toujours|est|reponse) non",
    "se f\\w+ passer pour|usurp*|a (?:mon|notre) insu|sans (?:mon|notre) (?:accord|autorisation)",
    "jamais (?:donne|demande|autorise|valide|voulu)|rien (?:decide|demande|valide|autorise)",
    "(?<!vous )(?<!que )(?<!qu )(?<!n )(?<!non )attendez(?! (?:vous|pas))",
    "(?:attend*|avant|sans|tant que|d abord|quand|lorsque|apres|des que) (?:\\w+ ){0,5}feu vert",
    "d abord (?:verifier|valider|reflechir|en parler|signer)|(?:pour l instant|pour le moment) (?:rien|non)",
    "(?:wait|before|until|without) (?:\\w+ ){0,4}(?:green light|go ahead|approval)",
    "niet|nicht|keinesfalls|nee|nein|geen|keine?n?|(?:no|nao) quer\\w+|non vogl\\w+",
    "hors (?:du group*|de (?:la|votre) centrale)",
)
# A sentence by itself, that takes back what stands before it.
_TAKEN_BACK = re.compile(
    r"(?:(?:ah|euh|non|bon|en fait|finalement|mais) ){0,3}"
    r"(?:laissez tomber|oubliez (?:ca|cela)|annulez|contrordre|stop|non merci)(?: \w+){0,3}"
)
# All that stands above what is passed on: "Non merci."
_BARE_NO = re.compile(
    r"(?:bonjour |bonsoir )?"
    r"(?:non|nope|no|nein|nee|no thanks|surtout pas|certainement pas|pas question|hors de question)"
    r"(?: (?:merci|thanks|thank you|pas pour nous|pas interesses?|cordialement))*"
)
# What somebody outside wishes is theirs to say: "mon voisin voudrait que vous le rappeliez".
_OUTSIDER = (
    r"\b(?:mon|ma|une?|nos?|notre|my|our|a) (?:\w+ )?"
    r"(?:voisine?|amie?|beau frere|belle soeur|cousine?|copine?|copain|confrere|consoeur|connaissance|neighbour|friend)"
    r"(?: (?!me |nous )\w+){0,5}? (?:aimer\w+|voud\w+|souhait\w+|veut|veulent|demande|interessee?|would like|wants)\b"
)
_WISHED_BY_OTHERS = {
    kind: re.compile(rf"{_OUTSIDER}(?: \w+){{0,12}}? (?:{_DEEDS[kind]})\b")
    for kind in (MailKind.CALL_BACK, MailKind.AUDIT, MailKind.MEMBERSHIP_APPLICATION)
}
# A password that is told, and none that is lost.
_PASSWORD_GIVEN = any_of(
    "voici (?:le|mon|notre|son|votre) (?:mot de passe|mdp)",
    "(?:mot de passe|mdp|password) (?:du|de la|de l|pour (?:ouvrir|lire)(?: le| la)?) (?:\\w+ )?(?:fichier|pdf|piece"
    "|document|zip|archive|classeur|excel)",
    "here is (?:the|my|our) password",
)
# The contrary of an attachment.
_DETACH = any_of(
    "detach(?:er|ez|ement|ements|ons|iez|ions)|dissoci*|desaffili*|desolidaris*|detach from|unlink*|disconnect",
    "(?:sort|retir|enlev|supprim)(?:ir|ez|er|ons|i) (?:\\w+ ){0,6}(?:centrale|group*)",
)


def refused(kinds: Iterable[MailKind], text: str) -> frozenset[MailKind]:
    """Those of these kinds that the text says no to, delays, or only thinks of."""
    given = {MailKind.FORGOTTEN_PASSWORD} & set(kinds) if _PASSWORD_GIVEN.search(fold(text[:MAX_CHARACTERS])) else set()
    return _said_no(_DEEDS.keys() & set(kinds), text) | given


def _said_no(asked: Set[MailKind], text: str) -> frozenset[MailKind]:
    own, passed_on, _ = text[:MAX_CHARACTERS].partition(PASSED_ON)
    if passed_on and asked and _BARE_NO.fullmatch(fold(own.partition("\n\n")[2])):
        return frozenset(asked)
    sentences = sentences_of(text[:MAX_CHARACTERS]) if asked else []
    if any(_DO_NOTHING.search(one.folded) or _TAKEN_BACK.fullmatch(one.folded) for one in sentences):
        return frozenset(asked)
    return frozenset(kind for kind in asked if _is_refused(kind, sentences))


def _is_refused(kind: MailKind, sentences: Sequence[Sentence]) -> bool:
    if kind is MailKind.SUPPLIER_ATTACHMENT and any(_DETACH.search(one.folded) for one in sentences):
        return True
    if kind in _WISHED_BY_OTHERS and any(_WISHED_BY_OTHERS[kind].search(one.folded[:_LONG]) for one in sentences):
        return True
    named = [(one.folded, deed) for one in sentences for deed in _NAMED[kind].finditer(one.folded)]
    return len(named) > _MOST_NAMED or any(_refuses(_REFUSALS[kind], folded, deed) for folded, deed in named)


def _refuses(refusal: re.Pattern[str], folded: str, deed: re.Match[str]) -> bool:
    """Whether the words around a deed say no to it."""
    end = folded.find(" ", deed.end() + _REACH)
    return refusal.search(folded, max(0, deed.start() - _REACH), len(folded) if end < 0 else end) is not None
