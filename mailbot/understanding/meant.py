"""Which of the suppliers that a mail names are meant, not set aside ("et non Intermed"), and names nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention, ordinary_words
from mailbot.understanding.words import COMMON_WORDS, DETERMINERS, SMALL_WORDS, any_of
from models.folding import fold

MAX_CHARACTERS = 20_000

_CLAUSE_END = re.compile(r"[.!?;\n]|\s[-–—>]+\s|,(?=\s+(?:mais|par contre|en revanche|donc)\b)")
# Right before the name: "et non", "pas par", "plutôt que", "laissez".
_NOT_THIS = re.compile(
    r"(?:\b(?:non|pas?|not|sauf|hormis|excepte|plutot que?|au lieu de|a la place de|contrairement a|ni|aucun|comme"
    r"|hesit\w+ avec|confond\w+ avec|arret\w+|rien a voir)"
    r"(?: (?:pas|par|chez|de|d|l|le|la|avec|a|the|pour|du|comme))*"
    r"|\b(?:laiss\w+|oubli\w+|annul\w+|abandonn\w+|retir\w+|suspend\w*|quitt\w+|changeons de|nous arretons|supprim\w+)"
    r"(?: (?:tomber|dormir|le|la|l|de|numero|compte|chez|pour|donc|a))*"
    r"|\b(?:touch\w+|donn\w+ pas suite|rien lancer|faites rien|faire rien)(?: (?:pas|pour|a|chez|au|compte|le|la))*)$"
)
# Behind it, in the same clause: "Mandarine : STOP", "Lyreva : à retirer".
_NOT_BEHIND = any_of(
    "stop|a retirer|ne rien (?:lancer|faire)|on oublie|a oublier|a revoir|idem contrat en cours|finalement rien"
    "|finalement non|annule|abandonne|laissez tomber|n ont pas|en revanche non|pas pour l instant|plus tard|non merci"
    "|(?:c|ca|s) est (?:fini|termine|mort)|ne (?:m|nous) interesse plus|(?:est )?deja (?:fait|rattache*)"
    "|attendra|on verra"
)
# Right behind it, a comma or dots between: "Karovia !!! euh non", "pour Adelys, enfin non".
_CORRECTED = re.compile(r"(?:\w+ ){0,5}(?:ah|eu|euh|heu|oups|enfin|mince|pardon|oh) (?:non|pardon)\b|non (?!merci)")
_CORRECTED_REACH = 60
# What an adjective behind a shared name stands for: "Geodys, the southern one".
_SIDES = {"southern": "sud", "south": "sud", "northern": "nord", "north": "nord"}
_NOT_BUT = re.compile(r"\bn(?:e |['’])est pas\b[^.!?\n]{0,60}$", re.IGNORECASE)
_BUT = re.compile(r"[^.!?\n]{0,30}\bmais\b", re.IGNORECASE)
_REPLY_SUBJECT = re.compile(r"\s*(?:re|rép?|tr|fwd?|aw)\s*:", re.IGNORECASE)
_FAMILY_REACH = 24
_NAME = r"[A-ZÀ-Þ][\w&'’.-]{0,38}\w(?:[ ](?:(?:&|de|du|des)[ ])?[A-ZÀ-Þ][\w&'’.-]{0,38}\w){0,3}"
_NAMED = re.compile(
    r"\b(?i:(?<!de )chez|auprès d[eu]|aupres d[eu]|(?:le |notre |mon |un )?(?:fournisseur|loueur|prestataire)"
    r"|(?:notre|mon|un) compte|(?:jur\w+|parl\w+) (?:que par|de)|jure que par|accord avec"
    r"|(?:travaillez|bossez|connaissez|avez|auriez|proposez)[- ]vous(?: avec)?|vous (?:connaissez|travaillez avec))"
    r"[ \u00a0]+(?:la |le |l['’])?(?:société |societe |fournisseur |maison |agence |scierie )?"
    rf"[«“\"]?[ \u00a0]?(?P<name>{_NAME})"
)
# Without a capital only what hardly anybody writes as a word, right behind one of these.
_NAMED_LOW = re.compile(
    r"\b(?:chez|soci[ée]t[ée]|fournisseur|enseigne|loueur|travaill\w+[ -](?:vous[ ])?avec|savoir si)[ ]"
    r"(?P<name>[a-zà-ÿ]{6,20})\b(?!['’-])"
)
_ASKED_ABOUT = re.compile(
    rf"(?<!\w)(?P<name>{_NAME})[ ,]{{1,2}}(?:est[- ](?:il|elle)|c['’ ]est (?:dans le catalogue|chez vous|référencé)"
    r"|sont[- ]ils|(?:ils|elles) sont|ils? (?:est|sont) chez vous|fait partie|figure)"
    r"|^(?P<low>[a-z]{5,20})(?: pro)?,? (?:c['’ ]?est chez vous|ils sont chez vous|vous avez \?)",
    re.MULTILINE,
)
# "Bricomaton", and in the mail: "vous les avez ?"
_OUR_LIST = any_of(
    "(?:dans|de|sur) votre liste|(?:parmi|dans) vos partenaires|(?:au|votre) catalogue|chez vous|referenc*"
    "|vous les avez|vous travaillez avec"
)
_BULLET = re.compile(r"^[ \t\u00a0]*(?:[-–*•·]|[0-9][.)/])[ \t\u00a0]*", re.MULTILINE)
_ORDINARY = (
    COMMON_WORDS
    | DETERMINERS
    | SMALL_WORDS
    | frozenset("ha pme client vous nous eux siret je et ou madame monsieur mme mr me m bonjour combien".split())
)


def suppliers_in(text: str, directory: SupplierDirectory) -> tuple[tuple[SupplierMention, ...], tuple[str, ...]]:
    """The suppliers that a text means, each once, and the names where a supplier is meant that nobody knows."""
    text = text[:MAX_CHARACTERS]
    mentions = settled(text, directory.find(text))
    aside = {one.candidates for one in mentions if is_set_aside(text, one)}
    kept = [one for one in mentions if one.candidates not in aside]
    return tuple(distinct(_asked_now(text, kept) or mentions)), unknown_names(text, mentions)


def _asked_now(text: str, mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """Without those that only the subject of a reply names, where the mail itself names another."""
    subject, _, _ = text.partition("\n\n")
    below = [one for one in mentions if one.position > len(subject)]
    return below if below and _REPLY_SUBJECT.match(subject) else list(mentions)


def settled(text: str, mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """A shared name is settled by what follows it: "Géodys, le Sud" is Géodys Sud."""
    return [_settled(text, one) if one.ambiguous else one for one in mentions]


def _settled(text: str, mention: SupplierMention) -> SupplierMention:
    following = [_SIDES.get(word, word) for word in fold(text[mention.end : mention.end + _FAMILY_REACH]).split()]
    shared = set.intersection(*(_words(entry) for entry in mention.candidates))
    meant = [entry for entry in mention.candidates if (_words(entry) - shared).intersection(following)]
    if len(meant) != 1:
        return mention
    return SupplierMention((meant[0],), mention.score, mention.as_written, mention.position)


def _words(entry: SupplierEntry) -> set[str]:
    return set(fold(entry.name).split())


def is_set_aside(text: str, mention: SupplierMention) -> bool:
    """Whether the sentence says that this one is not meant."""
    before = _CLAUSE_END.split(text[max(0, mention.position - 80) : mention.position])[-1]
    if _NOT_THIS.search(fold(before)):
        return True
    behind = text[mention.end : mention.end + 80].partition("\n")[0]
    if _NOT_BUT.search(text[max(0, mention.position - 80) : mention.position]) and _BUT.match(behind):
        return True
    if _CORRECTED.match(fold(behind[:_CORRECTED_REACH])):
        return True
    return _NOT_BEHIND.search(fold(re.split(r"[.!?;]", behind)[0])) is not None


def distinct(mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """Each supplier once; an ambiguous mention is settled by a clear one of the same family."""
    clear = {one.candidates[0] for one in mentions if not one.ambiguous}
    unique: dict[tuple[SupplierEntry, ...], SupplierMention] = {}
    for mention in mentions:
        if not mention.ambiguous or clear.isdisjoint(mention.candidates):
            unique.setdefault(mention.candidates, mention)
    return list(unique.values())


def unknown_names(text: str, mentions: Sequence[SupplierMention]) -> tuple[str, ...]:
    """Names where a supplier's would stand that no mention covers, as they are written."""
    found: dict[str, str] = {}
    for name, start in (*_named(text), *_listed(text, mentions), *_in_subject(text)):
        covered = any(mention.position < start + len(name) and start < mention.end for mention in mentions)
        words = fold(name).split()
        usual = not words or words[0] in _ORDINARY - COMMON_WORDS or all(word in _ORDINARY for word in words)
        if not covered and not usual and not any(sign.isdigit() for sign in name):
            found.setdefault(fold(name), name)
    return tuple(found.values())


def _named(text: str) -> Iterator[tuple[str, int]]:
    for match in _NAMED.finditer(text):
        yield match["name"], match.start("name")
    for match in _NAMED_LOW.finditer(text):
        if fold(match["name"]) not in ordinary_words():
            yield match["name"], match.start("name")
    for match in _ASKED_ABOUT.finditer(text):
        group = "name" if match["name"] else "low"
        yield match[group], match.start(group)


def _in_subject(text: str) -> Iterator[tuple[str, int]]:
    """A subject that is nothing but a name, where the mail asks whether it is one of ours."""
    subject, _, below = text.partition("\n\n")
    words = fold(subject).split()
    strange = words and not ordinary_words().intersection(words) and re.fullmatch(_NAME, subject.strip())
    if strange and len(words) <= 3 and _OUR_LIST.search(fold(below[:300])):
        yield subject.strip(), len(subject) - len(subject.lstrip())


def _listed(text: str, mentions: Sequence[SupplierMention]) -> Iterator[tuple[str, int]]:
    """In a list whose other lines begin with suppliers, the lines that begin with another name."""
    starts = [bullet.end() for bullet in _BULLET.finditer(text)]
    places = {mention.position for mention in mentions}
    if sum(start in places for start in starts) >= 2:
        for start in starts:
            match = re.compile(_NAME).match(text, start)
            if match is not None and re.match(r"\s*[,:(]", text[match.end() :]):
                yield match.group(), start
