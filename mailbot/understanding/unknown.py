"""Names that stand where a supplier is meant and that the directory doesn't know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailbot.understanding.directory import SupplierMention, ordinary_words, usual_words
from mailbot.understanding.strange import strange_names
from mailbot.understanding.words import COMMON_WORDS, DETERMINERS, SMALL_WORDS, any_of
from models.folding import fold, folded_words

_SUBJECT_REACH = 1_000  # characters of the mail that a subject is compared with
_SHORT = 5  # of words so short some are names of people and places that everybody has
_NAME = r"[A-ZÀ-Þ][\w&'’.-]{0,38}\w(?:[ ](?:(?:&|de|du|des)[ ])?[A-ZÀ-Þ][\w&'’.-]{0,38}\w){0,3}"
_NAMED = re.compile(
    r"\b(?i:(?<!de )chez|auprès d[eu]|aupres d[eu]|(?:le |notre |mon |un )?(?:fournisseur|loueur|prestataire)"
    r"|(?:notre|mon|un) compte|(?:jur\w+|parl\w+) (?:que par|de)|jure que par|accord avec"
    r"|(?:travaillez|bossez|connaissez|avez|auriez|proposez)[- ]vous(?: avec)?|vous (?:connaissez|travaillez avec))"
    r"[ \u00a0]+(?:la |le |l['’])?(?:société |societe |fournisseur |maison |agence |scierie |magasin )?"
    rf"[«“\"]?[ \u00a0]?(?P<name>{_NAME})"
)
# Without a capital only what hardly anybody writes as a word, right behind one of these.
_NAMED_LOW = re.compile(
    r"\b(?:chez|(?<!votre )(?<!notre )(?<!cette )soci[ée]t[ée]|fournisseur|enseigne|loueur"
    r"|(?:travaill|boss)\w+[ -](?:vous[ ])?avec|savoir si)[ ]"
    r"(?P<name>[a-zà-ÿ]{6,20})\b(?!['’-])"
)
# "Bricomaton", and in the mail: "vous les avez ?"
_OUR_LIST = any_of(
    "(?:dans|de|sur) votre liste|(?:parmi|dans) vos (?:partenaires|fournisseurs|references)|(?:au|votre) catalogue"
    "|(?:est|sont)(?: (?:il|elle|ce|ils|elles))? (?:bien )?chez vous|referenc*|vous les avez|vous travaillez avec"
    "|vous connaissez|figure(?:nt)? (?:t )?(?:il|elle|ils|elles)|existe(?:nt)? chez vous|fournisseur a vous"
    "|on your list|one of your suppliers|one of yours|do you (?:work|deal) with"
    "|un de vos (?:partenaires|fournisseurs)|en votre nom|vous l envoyez|compte parmi|fait partie de"
)
_OWN = re.compile(r"[ ,]{1,2}(?:nous|on)\b")
_LOW_BEFORE = re.compile(
    r"(?:^|[.?!,;] |\bde |\bsur )(?:les? |la )?(?P<name>[a-zà-ÿ]{4,}(?: (?:d[eu]s? |d['’])?[a-zà-ÿ]{4,}){0,2}),?"
    r" (?:c['’ ]?est|ils sont) (?:bien )?chez vous",
    re.MULTILINE,
)
# Where a supplier with its account heads a line: "2) Ploumarel Froid (les chambres froides), compte PF/330".
_WITH_ACCOUNT = re.compile(
    rf"^[ \t\u00a0]*(?:(?:[-–*•·]|[0-9][.)/]|et|pour|chez)[ \t\u00a0]*)?(?P<name>{_NAME})"
    r"(?:[ \u00a0]?\([^()\n]{2,40}\))?[ \u00a0]?[,:–-]?[ \u00a0]"
    r"(?i:(?:notre |mon )?(?:n[°o] de |num[ée]ro de )?(?:compte|cpte?|client|contrat|r[ée]f))\b[^\n]{0,12}[0-9]",
    re.MULTILINE,
)
# "torvinelle c'est notre fournisseur de vaisselle"
_OUR_SUPPLIER = re.compile(
    r"(?<![\w'’-])(?P<name>[A-ZÀ-Þa-zà-ÿ][a-zà-ÿ]{4,20}),? (?:c['’ ]?est|est|sont) (?:notre|nos|mon|mes) (?:\w+ )?"
    r"(?:fournisseurs?|loueurs?|prestataires?|grossistes?|transporteurs?|imprimeurs?|traiteurs?)\b"
)
# "mon grossiste pour les bacs de douche c sanidorne"
_WHO_SUPPLIES = re.compile(
    r"\b(?:notre|nos|mon|mes) (?:grossiste|fournisseur|loueur|prestataire|transporteur|imprimeur|traiteur)s?\b"
    r"[^.!?\n]{0,50}?[ ,](?:c['’ ]?est|c|est|sont|s['’]appellent?)[ ](?:chez[ ])?"
    r"(?P<name>[A-ZÀ-Þa-zà-ÿ][a-zà-ÿ]{5,20})\b(?!['’-])"
)
# A subject that is one odd word, and what people write beside it.
_BESIDE_SUBJECT = frozenset(
    "compte comptes tarif tarifs prix remise remises condition conditions rattachement rattacher fournisseur client"
    " contrat accord question re tr fwd svp n".split()
)
_NAME_BEFORE = re.compile(
    r"\b(?:(?:conditions?|tarifs?|prix|remises?|codes?|accord) (?:de|d|avec)|chez|fournisseur|grossiste|loueur"
    r"|prestataire) $"
)
_NO_FIRM = re.compile(r"\b(?:a|au|en|rue|avenue|ville|commune|gare|m|mr|mme|monsieur|madame|docteur|dr|maitre) $")
# A supplier writes of a member: "votre demande concernant la société Toitures Escoffre".
_OF_A_MEMBER = re.compile(
    r"\b(?:votre (?:demande|courrier|courriel|message|mail)|concernant"
    r"|(?:le|son|du) compte [^\W_]{0,4}[0-9][\w./-]{2,15} de)"
    r"\b[^.!?\n]{0,60}"
    r"\b(?:soci[ée]t[ée]|entreprise|adh[ée]rente?|membre)[ \u00a0][«“\"]?[ \u00a0]?$",
    re.IGNORECASE,
)
# "Elle aimerait aussi la même chose pour Lustrépi"
_LIKEWISE = re.compile(
    rf"\b(?i:m[êe]me chose|pareil|idem|de m[êe]me) (?:pour|chez|avec) (?:la |le |l['’])?(?P<name>{_NAME})"
)
_NAMES_IF_STRANGE = (_LIKEWISE, _WITH_ACCOUNT, _OUR_SUPPLIER, _WHO_SUPPLIES, _LOW_BEFORE)
_ORDINARY = (
    COMMON_WORDS
    | DETERMINERS
    | SMALL_WORDS
    | frozenset("ha pme client vous nous eux siret je et ou madame monsieur mme mr me m bonjour combien".split())
)
_NO_NAME = _ORDINARY - COMMON_WORDS


def unknown_places(text: str, mentions: Sequence[SupplierMention], of_mail: frozenset[str]) -> dict[str, list[int]]:
    """Names where a supplier's would stand that no mention covers, as they are written, each with all its places.

    `of_mail`: what its kinds tell, see `strange.signs_of_kinds`.
    """
    found: dict[str, tuple[str, list[int]]] = {}
    shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    for name, start in (*_named(text), *_in_subject(text)):
        covered = any(mention.position < start + len(name) and start < mention.end for mention in mentions)
        words = fold(name).split()
        strange = any(len(word) > _SHORT and word not in ordinary_words() for word in words)
        usual = (
            (shouted and not strange)
            or _OWN.match(text, start + len(name))
            or _OF_A_MEMBER.search(text[max(0, start - 120) : start])
            or not words
            or words[0] in _NO_NAME
            or all(word in _ORDINARY for word in words)
        )
        if not covered and not usual and not any(sign.isdigit() for sign in name):
            found.setdefault(fold(name), (name, []))[1].append(start)
    told = [(start, start + len(name)) for name, starts in found.values() for start in starts]
    for span in strange_names(text, mentions, of_mail, named=bool(mentions or found)):
        name = text[span.start : span.end]
        if _OF_A_MEMBER.search(text[max(0, span.start - 120) : span.start]):
            continue
        if not found or not any(start < span.end and span.start < end for start, end in told):
            found.setdefault(fold(name), (name, []))[1].append(span.start)
    return dict(found.values())


def _named(text: str) -> Iterator[tuple[str, int]]:
    for match in _NAMED.finditer(text):
        yield match["name"], match.start("name")
    for match in _NAMED_LOW.finditer(text):
        if fold(match["name"]) not in ordinary_words():
            yield match["name"], match.start("name")
    for match in (one for pattern in _NAMES_IF_STRANGE for one in pattern.finditer(text)):
        if any(len(word) > _SHORT and word not in ordinary_words() for word in fold(match["name"]).split()):
            yield match["name"], match.start("name")


def _in_subject(text: str) -> Iterator[tuple[str, int]]:
    """A subject that is nothing but a name, where the mail asks whether it is one of ours."""
    subject, _, below = text.partition("\n\n")
    words = fold(subject).split()
    strange = words and not ordinary_words().intersection(words) and re.fullmatch(_NAME, subject.strip())
    if strange and len(words) <= 3 and _OUR_LIST.search(fold(below[:300])):
        yield subject.strip(), len(subject) - len(subject.lstrip())
    else:
        yield from _odd_in_subject(subject, below)


def _odd_in_subject(subject: str, below: str) -> Iterator[tuple[str, int]]:
    """The one odd word of a subject, where the mail goes on to speak of it as of a firm: "c'est chez quorvane"."""
    words = [word for word in folded_words(subject) if word.value not in _BESIDE_SUBJECT | _NO_NAME]
    if len(words) != 1 or not _is_odd(words[0].value):
        return
    told = fold(below[:_SUBJECT_REACH])
    places = [one.span() for one in re.finditer(rf"\b{words[0].value}\b", told)]
    if any(_NO_FIRM.search(told[max(0, start - 20) : start]) for start, _ in places):
        return
    if any(_NAME_BEFORE.search(told[max(0, start - 20) : start]) for start, _ in places):
        yield subject[words[0].start : words[0].end], words[0].start


def _is_odd(word: str) -> bool:
    return len(word) > _SHORT and word.isalpha() and usual_words().isdisjoint((word, word.removesuffix("s")))
