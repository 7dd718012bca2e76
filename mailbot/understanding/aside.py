"""Suppliers that a mail names only to say that they are not meant: "et non Intermed", "lyreva, non pardon, papeteo"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.understanding.directory import SupplierEntry, SupplierMention
from mailbot.understanding.words import any_of
from models.folding import fold

_CLAUSE_END = re.compile(r"[.!?;\n]|\s[-–—>]+\s|,(?=\s+(?:mais|par contre|en revanche|donc)\b)")
# Right before the name: "et non", "pas par", "plutôt que", "laissez".
_NOT_THIS = re.compile(
    r"(?:\b(?:non|pas?|not|sauf|hormis|excepte|plutot que?|au lieu de|a la place de|contrairement a|ni|aucun|comme"
    r"|hesit\w+ avec|confond\w+(?: \w+){0,6} avec|arret\w+|rien a voir|portaient sur|portait sur|d avant)"
    r"(?: (?:pas|plus|par|chez|de|d|l|le|la|un|une|avec|a|the|pour|du|comme))*"
    r"|\b(?:laiss\w+|oubli\w+|annul\w+|abandonn\w+|retir\w+|suspend\w*|quitt\w+|changeons de|nous arretons|supprim\w+)"
    r"(?: (?:tomber|dormir|le|la|l|de|numero|compte|chez|pour|donc|a))*"
    r"|\b(?:touch\w+|donn\w+ pas suite|rien lancer|faites rien|faire rien)(?: (?:pas|pour|a|chez|au|compte|le|la))*)$"
)
# Behind it, in the same clause: "Mandarine : STOP", "Lyreva : à retirer".
_NOT_BEHIND = any_of(
    "stop|a retirer|ne rien (?:lancer|faire)|on oublie|a oublier|a revoir|idem contrat en cours|finalement rien"
    "|finalement non|annule|abandonne|laissez tomber|n ont pas|en revanche non|pas pour l instant|plus tard|non merci"
    "|(?:c|ca|s) est (?:fini|termine|mort)|ne (?:m|nous) interesse plus|(?:est )?deja (?:fait|rattache*)"
    "|par (?:megarde|erreur|inadvertance)"
    "|attendra|on verra|(?:peut|peuvent|can) (?:attendre|wait)|already (?:done|attached|linked|in place)"
    "|(?:a ete|est|etait|sont|ont ete) (?:clotur\\w+|resili\\w+|reglee?s?|annul\\w+)|n ont (?:personne|plus)"
    "|(?:je|on|nous)(?: (?:le|la|les|l))? (?:resili\\w+|quitt\\w+|arret\\w+|laiss\\w+ tomber)"
    "|(?:c est|sera|ce sera) pour (?:plus tard|l an\\w* prochaine?|le mois prochain|la rentree)"
    "|ne (?:faites|traitez|lancez|ouvrez) (?:pas|rien) encore"
    "|(?:sera|seront|est|sont) (?:ferme|clos|quitte)e?s? (?:en|a|au|fin|le|l)"
    "|ne (?:nous|m|l)(?: \\w+)? pas (?:convaincue?s?|plu|emballee?s?|donne satisfaction)"
    "|inutile (?:de|d)(?: (?:le|la|les|l|me|nous))?"
    " (?:cherch|envoy|donn|retrouv|rattach|ouvr|demand|relanc|fair|trait)\\w+"
    "|(?:n est |est )?(?:plus|pas) (?:la peine|necessaire|besoin)|on n en veut plus|(?:ne )?travaill\\w+ plus avec"
)
# Right behind it, a comma or dots between: "Karovia !!! euh non", "pour Adelys, enfin non".
_CORRECTED = re.compile(r"(?:\w+ ){0,5}(?:ah|eu|euh|heu|oups|enfin|mince|pardon|oh) (?:non|pardon)\b|non (?!merci)")
# "Pour Chronovite c'est bon, on a la personne": it has been seen to, unless that says to go on.
_SEEN_TO = re.compile(
    r"(?:c|c est|ca y est|tout est|ca) (?:bon|ok|regle|fait|en ordre|vu|deja \w+)\b"
    r"(?!.*\b(?:allez y|vous pouvez|on y va|lancez|go)\b)"
)
_CORRECTED_REACH, _MISTAKEN_REACH, _ONLY_REACH = 60, 160, 60
# Between a name and the one that is put in its place: "lyreva, non pardon, papeteo".
_RATHER = re.compile(
    r"(?:.*[.!?…\n])?[\s,;:(–—-]*+(?:(?:ah|euh|eu|heu|ou|oups|mince),? )?"
    r"(?:non(?:,| pardon| attend[sez]*| enfin| c['’ ]?est| je )|erreur|pardon|enfin|plut[oô]t|je (?:voulais|veux) dire"
    r"|je (?:dis une b[eê]tise|me trompe|confonds|corrige|rectifie)|correction|rectificatif|i mean|sorry|rather)"
    r"(?:[\s,.:;)…'’]+(?:non|pardon|attends?|attendez|enfin|plut[oô]t|je|voulais|veux|dire|toujours|ou|c|est|de|du|d|le|la"
    r"|l|a|à|chez|avec|par|pour|mais))*[\s,.:;)(…'’«\"]*",
    re.IGNORECASE | re.DOTALL,
)
# The sentence between says so: "Je me suis trompé de nom, c'est …".
_MISTAKEN = re.compile(
    r".*\b(?:(?:non|ah|oups) attend\w*|non pardon|mais non"
    r"|(?:suis|sommes|s est) tromp\w+|je corrige|erreur de (?:nom|ma part|notre part|fournisseur)|faut lire"
    r"|(?:j ai|avons) (?:confondu|inverse\w*|melange\w*))\b.*\b(?:c est|lire|plutot|ce sera|il s agit de|bien)"
    r"(?: (?:bien|chez|de|d|le|la|l|donc))*"
)
# What had been thought of before another was chosen: "j'avais penché pour Italique, mais … Lyreva".
_HAD_THOUGHT = re.compile(
    r"\b(?:avais|avait|avions|aurais|aurions|etais|etions)(?: \w+){0,3} (?:pens\w+|pench\w+|chois\w+|envisag\w+"
    r"|reten\w+|song\w+|prevue?s?|commenc\w+|tente\w*)(?: \w+){0,6}$"
    r"|\b(?:meme chose|pareil|idem|comme)(?: \w+){0,7} (?:pour|avec|chez)$"
)
_IN_THE_END = re.compile(r"\b(?:mais|finalement|or|et puis)\b")
# The next sentence takes it back: "… notre compte Rexol. Finalement non, ne faites rien."
_TAKEN_BACK = re.compile(
    r"[^.!?\n]{0,60}[.!?][ \n](?!\n)(?:ah |euh )?(?:finalement,? (?:non(?!.{0,20}si\b)|rien)|ne faites rien"
    r"|laissez tomber|oubliez[ -]ç?a"
    r"|oubliez[ -]le|annulez|contrordre)",
    re.IGNORECASE,
)
# What is asked for no more, whatever it was: "ne tenez plus compte de ma demande relative à Promeo".
_DISREGARD = any_of(
    "ne ten\\w+ (?:plus|pas) (?:aucun )?compte d[eu]",
    "(?:oubliez|ignorez|annulez|disregard|forget) … (?:demande|mail|message|courriel|courrier|request)",
)
# "Les deux. Non pardon, seulement Engiéna": none of those before it.
_ONLY = re.compile(
    r"\b(?:non|pardon|finalement|en fait|correction|rectificatif|erreur|reflexion faite|actually)(?: \w+){0,3}?"
    r" (?:seulement|uniquement|juste|rien que|only|just)(?: (?:chez|le|la|l|pour|avec|de|d|compte|for))*$"
)
_WISH = (
    r"(?:veux|veut|voul\w+|voudr\w+|souhait\w+|gard\w+|retien\w+|reten\w+|demand\w+|rattach\w+|ouvr\w+"
    r"|faut|faudra\w*|concern\w+|interess\w+|trait\w+|lanc\w+|faites|envoy\w+|want|need)"
)
_TO_NAME = (
    r"(?:(?:celui|celle|celles|ceux|le|la|l|les|chez|pour|avec|de|d|du|compte|comptes|codes?|contrat|conditions|tarifs?"
    r"|grille|aupres|for|from) ){0,5}$"
)
_ALONE = r"(?:uniquement|seulement|exclusivement|rien que|juste|only|just)"
# "Je ne veux que celui d'Engiéna", "rattachez uniquement Lyreva", "Seulement Rexol": none of those before it.
_WANTED_ALONE = re.compile(
    rf"\b(?:ne|n) (?:\w+ ){{0,2}}{_WISH}(?: \w+)? qu?e? {_TO_NAME}"
    rf"|\b{_WISH}(?: \w+){{0,3}} {_ALONE} {_TO_NAME}"
    rf"|^(?:donc |merci |svp |mais )?{_ALONE} {_TO_NAME}"
)
# "Lyreva uniquement."
_ALONE_BEHIND = re.compile(
    r"[ \u00a0](?:uniquement|seulement|exclusivement|only|et (?:rien d['’]autre|c['’]est tout))"
    r"(?=[ \u00a0]?(?:[.,;!?)\n]|$|svp\b|merci\b))",
    re.IGNORECASE,
)
# "Nous conservons Libréo en direct": not through us.
_KEEP = r"(?:conserv|gard|mainten|mainti|laiss|rest|continu)\w*"
_DIRECT = (
    r"(?:en direct|hors (?:centrale|groupe\w*|de la centrale)|tels? quels?|en l etat|(?:de|a) (?:notre|mon) cote"
    r"|sans (?:vous|passer par vous))\b"
)
_KEPT = re.compile(
    rf"\b{_KEEP}(?: (?:le|la|l|les|compte|comptes|contrat|chez|avec|de|d|du|nos?|notre|mon|pour|accord))*$"
)
_APART = re.compile(rf"(?:\w+ ){{0,4}}{_DIRECT}")
_KEPT_APART = re.compile(rf"(?:\w+ ){{0,3}}{_KEEP}(?: \w+){{0,3}} {_DIRECT}")
# "Seul le deuxième point est à faire", of a list.
_ITEM = re.compile(r"^[ \t\u00a0]*(?:[-–*•·][ \t\u00a0]|[0-9]{1,2}[ ]?[.)/°])[^\n]*", re.MULTILINE)
_ONLY_ITEM = re.compile(
    r"\b(?:seule?|uniquement|seulement|que|only) (?:le|la|the)"
    r" (?P<which>premiere?|seconde?|deuxieme|troisieme|quatrieme|derniere?|first|third|last)"
    r"(?: (?:point|ligne|compte|fournisseur|nom|cas|dossier|demande|numero|item|one|line))?"
    r"(?= (?:est|sera|nous|me|m|reste|a|compte|concerne|suffit|doit|vous|svp|merci|is)\b|$)"
)
_PLACES = {"premier": 0, "first": 0, "second": 1, "deuxieme": 1, "troisieme": 2, "third": 2, "quatrieme": 3}
_PLACES |= {"premiere": 0, "seconde": 1, "dernier": -1, "derniere": -1, "last": -1}
_NOT_BUT = re.compile(r"\bn(?:e |['’])est (?:pas|plus)\b[^.!?\n]{0,60}$", re.IGNORECASE)
_BUT = re.compile(r"[^.!?\n]{0,60}\bmais\b", re.IGNORECASE)
# "Tous sauf : Lyreva, Rexol et Herzog": it holds for the whole list.
_EXCEPT = re.compile(
    r"\b(?:sauf|hormis|except[ée]\w{0,3}|(?:à l['’]exception|en dehors) d\w{1,3}|(?:mis )?à part|hors)"
    r"[ \u00a0]{0,3}(?:(?:pour|chez|de|les?|la)[ \u00a0]){0,2}:?(?:\s{0,6}[-–*•·])?[ \u00a0\n]{0,3}$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"[\s,;/&*•·–-]{0,12}(?:(?:et|ou|ni|de|du|chez|les?|la|ainsi que)\s{1,3}|d['’]|l['’]){0,4}", re.IGNORECASE
)


def set_aside(text: str, mentions: Sequence[SupplierMention]) -> set[tuple[SupplierEntry, ...]]:
    """The candidates of those that the text names only to say that they are not meant."""
    following = [*mentions[1:], *([None] if mentions else [])]
    return (
        _excepted(text, mentions)
        | _before_only(text, mentions)
        | _other_items(text, mentions)
        | {
            one.candidates
            for one, other in zip(mentions, following, strict=True)
            if _is_set_aside(text, one, other) or (other is not None and _gives_way(text, one, other))
        }
    )


def _excepted(text: str, mentions: Sequence[SupplierMention]) -> set[tuple[SupplierEntry, ...]]:
    """All those of a list that "sauf" or the like begins."""
    found: set[tuple[SupplierEntry, ...]] = set()
    end: int | None = None
    for one in mentions:
        listed = end is not None and one.position - end <= 40 and _LISTED.fullmatch(text, end, one.position)
        aside = listed and "\n\n" not in text[end : one.position]
        end = one.end if aside or _EXCEPT.search(text[max(0, one.position - 60) : one.position]) else None
        if end is not None:
            found.add(one.candidates)
    return found


def _before_only(text: str, mentions: Sequence[SupplierMention]) -> set[tuple[SupplierEntry, ...]]:
    """All the others in front of the one that a mail comes down to."""
    for index, one in enumerate(mentions):
        before = text[max(0, one.position - _ONLY_REACH) : one.position]
        wanted = _WANTED_ALONE.search(fold(_CLAUSE_END.split(before)[-1]) + " ")
        if wanted or _ONLY.search(fold(before)) or _ALONE_BEHIND.match(text, one.end):
            first = index
            while first and not wanted and _LISTED.fullmatch(text, mentions[first - 1].end, mentions[first].position):
                first -= 1
            kept = {other.candidates for other in mentions[first : index + 1]}
            return {other.candidates for other in mentions[:first]} - kept
    return set()


def _other_items(text: str, mentions: Sequence[SupplierMention]) -> set[tuple[SupplierEntry, ...]]:
    """All those of a list of which the mail says that one item alone is meant."""
    only = _ONLY_ITEM.search(fold(text))
    items = [one.span() for one in _ITEM.finditer(text)] if only else []
    place = _PLACES[only["which"]] if only else 0
    if place >= len(items) or len(items) < 2:
        return set()
    start, end = items[place]
    meant = {one.candidates for one in mentions if start <= one.position < end}
    return {one.candidates for one in mentions} - meant if meant else set()


def _gives_way(text: str, mention: SupplierMention, other: SupplierMention) -> bool:
    """Whether the next one stands in its place: a slip, or a thought that was given up."""
    between = text[mention.end : other.position]
    if mention.candidates == other.candidates or "\n\n" in between:
        return False
    if len(between) < _MISTAKEN_REACH and (_RATHER.fullmatch(between) or _MISTAKEN.fullmatch(fold(between))):
        return True
    before = fold(text[max(0, mention.position - 80) : mention.position])
    return _HAD_THOUGHT.search(before) is not None and _IN_THE_END.search(fold(between)) is not None


def _is_set_aside(text: str, mention: SupplierMention, other: SupplierMention | None) -> bool:
    """Whether the sentence says that this one is not meant; what follows `other` is said of that one."""
    before = _CLAUSE_END.split(text[max(0, mention.position - 80) : mention.position])[-1]
    if _NOT_THIS.search(fold(before)) or _DISREGARD.search(fold(before)):
        return True
    reach = mention.end + 80
    if other is not None and other.position < reach and not _LISTED.fullmatch(text, mention.end, other.position):
        reach = other.position
    behind = text[mention.end : reach].partition("\n")[0]
    if fold(before).endswith("pour") and _SEEN_TO.match(fold(behind.partition(".")[0])):
        return True
    told = fold(re.split(r"[.!?;]", behind)[0])
    if _KEPT_APART.match(told) or (_KEPT.search(fold(before)) and _APART.match(told)):
        return True
    if _NOT_BUT.search(text[max(0, mention.position - 80) : mention.position]) and _BUT.match(behind):
        return True
    if _TAKEN_BACK.match(text, mention.end) or _CORRECTED.match(fold(behind[:_CORRECTED_REACH])):
        return True
    return denied(behind)


def denied(behind: str) -> bool:
    """Whether what follows a name in its clause says that it isn't meant."""
    return _NOT_BEHIND.search(fold(re.split(r"[.!?;]", behind)[0])) is not None
