"""Who asks to join, as far as their mail says: company, place, name and telephone number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from mailbot.understanding.phones import find_phones, phone_to_call
from mailbot.understanding.words import any_of
from models.folding import fold
from models.geography import places
from models.siret import CompanyNumberKind, find_company_numbers

_LONGEST = 120
_CAPITALIZED = r"[A-ZÀ-ÖØ-Ý0-9][\w&.’'-]{0,40}"
_NAME = rf"{_CAPITALIZED}(?:[ \u00a0](?:{_CAPITALIZED}|de|du|des|la|le|les|et|&|en|sur)){{0,6}}"
_FORM = "(?:SARL|S\\.A\\.R\\.L\\.?|SASU?|S\\.A\\.S\\.?|EURL|SELARL|SNC|SCOP|SCI|EIRL|EARL|GAEC|SA)"
_LABELLED = re.compile(
    r"(?im)^[ \t*•–-]{0,6}(?:raison sociale|d[ée]nomination(?: sociale)?|enseigne|nom commercial|company(?: name)?"
    r"|(?:nom (?:de (?:la |notre )?|de l['’]))?(?:soci[ée]t[ée]|entreprise))[ \u00a0]{0,3}[:=][ \u00a0]{0,3}"
    rf"(?P<name>[^\n]{{2,{_LONGEST}}})"
)
_IN_PROSE = re.compile(
    r"\b(?:[Ss]oci[ée]t[ée]|[Ee]ntreprise|[Cc]abinet|[Aa]ssociation|[Ee]tablissements?|[ÉE]ts)[ \u00a0]"
    rf"(?P<name>{_NAME})"
)
_WITH_FORM = re.compile(rf"\b(?P<name>{_FORM}[ \u00a0]{_NAME}|(?:{_CAPITALIZED}[ \u00a0]){{1,5}}{_FORM})(?![\w.])")
_END_OF_NAME = re.compile(r"[,;(|]|\s[-–]\s|\b(?:siret|siren|rcs|t[ée]l|au capital)\b.*", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:siret|siren|rcs|tva|bonjour|madame|monsieur|merci)\b.*", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![\w.,/-])(?P<code>[0-9]{2} ?[0-9]{3})(?![\w/@-])(?:[ \u00a0,–-]{1,3}(?P<city>[^\W\d_][^\n,;:()0-9]{1,50}))?"
)
_DISTRICT = re.compile(r" \d{1,2}er? Arrondissement")
_FIRST_NAME = re.compile(r"(?im)^[ \t*•–-]{0,6}pr[ée]nom[ \u00a0]{0,3}[:=][ \u00a0]{0,3}(?P<name>[^\n,;]{2,60})")
_LAST_NAME = re.compile(r"(?im)^[ \t*•–-]{0,6}nom[ \u00a0]{0,3}[:=][ \u00a0]{0,3}(?P<name>[^\n,;]{2,60})")
_PERSON = r"[A-ZÀ-ÖØ-Ý][\w’'-]{1,30}"
_I_AM = re.compile(
    rf"\b(?:[Jj]e m['’]appelle|[Jj]e suis|[Mm]y name is|I am) (?P<name>{_PERSON} {_PERSON}(?: {_PERSON})?)"
)
_WISH = any_of(
    "(?:souhait|voul|voudr|veu|aimer|desir|demand|decid|compt|envisag)* (?:\\w+ ){0,4}"
    "(?:adher*|adhesion|rejoindre|inscri*|devenir|integrer)",
    "(?:demande|dossier|bulletin|formulaire) d (?:adhesion|inscription)",
    "(?:inscrive[zs]|inscrire|enregistre[rz]|valide[rz]) (?:\\w+ ){0,3}"
    "(?:nous|moi|societe|entreprise|demande|adhesion)",
    "(?:nous|m|me|moi) (?:inscrire|enregistrer)|(?:nous|j|je) (?:adherons|adhere|rejoignons|rejoins)",
    "(?:want|would like|wish) to (?:join|become|register)|(?:pour|afin d) adherer",
)
_REFUSES = re.compile(r"(?:non|no|nan|pas maintenant|plus tard|finalement non|laisse\w* tomber|annule\w*)\b")


@dataclass(frozen=True)
class Applicant:
    """What is known of them; "" is what isn't. `wrong_siret`: one that was given, but whose digits don't fit."""

    siret: str = ""
    wrong_siret: str = ""
    legal_name: str = ""
    postcode: str = ""
    city: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""

    def or_else(self, other: Applicant) -> Applicant:
        """What is missing here is taken from the other one; a place stays whole, and so does a name."""
        place = self if self.postcode else other
        named = self if self.last_name else other
        known = {field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(self)}
        known |= {"postcode": place.postcode, "city": place.city}
        return Applicant(**known | {"first_name": named.first_name, "last_name": named.last_name})


def applicant_in(texts: Sequence[str], sender_name: str) -> Applicant:
    """What the mail says: what is written now before what was written earlier, then the name in its From."""
    found = Applicant()
    for text in texts:
        found = found.or_else(_in(text))
    first, last = person_name(sender_name)
    found = found.or_else(Applicant(first_name=first, last_name=last))
    if not found.legal_name and len(texts) > 1 and texts[1].strip():
        found = found.or_else(Applicant(legal_name=_bare_name(texts[0], f"{found.first_name} {found.last_name}")))
    return found


def wants_to_join(text: str) -> bool:
    """Whether they ask to join, rather than how one joins."""
    return _WISH.search(fold(text)) is not None


def refuses(text: str) -> bool:
    """A reply that says no."""
    return _REFUSES.match(fold(text[:200])) is not None


def person_name(shown: str) -> tuple[str, str]:
    """First and last name of "Margaux Tessier", "TESSIER Margaux" or "Tessier, Margaux"; empty for what is no name."""
    before, comma, behind = shown.strip(" \"'").partition(",")
    words = f"{behind} {before}".split() if comma else before.split()
    if not 2 <= len(words) <= 4 or not all(re.fullmatch(r"[^\W\d_][\w.’'-]{0,30}", word) for word in words):
        return "", ""
    if words[0].isupper() and len(words[0]) > 1 and not words[-1].isupper():
        words = [*words[1:], words[0]]
    first, last = words[0], " ".join(words[1:])
    return first.title() if first.isupper() else first, last.title() if last.isupper() else last


def _in(text: str) -> Applicant:
    companies, phones = find_company_numbers(text), find_phones(text)
    numbers = [one for one in companies if one.kind is CompanyNumberKind.SIRET]
    spans = [(one.position, one.position + len(one.as_written)) for one in companies]
    spans += [(one.position, one.position + len(one.as_written)) for one in phones]
    postcode, city = _place(text, spans)
    first, last = _person(text)
    return Applicant(
        siret=next((one.value for one in numbers if one.valid), ""),
        wrong_siret=next((one.as_written for one in numbers if not one.valid), ""),
        legal_name=_legal_name(text),
        postcode=postcode,
        city=city,
        first_name=first,
        last_name=last,
        phone=phone_to_call([text]) or "",
    )


def _legal_name(text: str) -> str:
    for pattern in (_LABELLED, _WITH_FORM, _IN_PROSE):
        for match in pattern.finditer(text):
            name = _END_OF_NAME.split(match["name"])[0].strip(" .:-–\u00a0")
            if len(name) > 1 and not _NO_NAME.fullmatch(name):
                return name[:_LONGEST]
    return ""


def _place(text: str, taken: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """The first French postcode that is one, and the city behind it, else the largest of that postcode."""
    for match in _POSTCODE.finditer(text):
        place = places().get(match["code"].replace(" ", ""))
        if place is None or any(start <= match.start() < end for start, end in taken):
            continue
        written = re.split(r"\s[-–]\s|\b(?:t[ée]l|siret|france)\b", match["city"] or "", flags=re.IGNORECASE)[0]
        city = " ".join(written.split()).strip(" .-–")
        known = _DISTRICT.sub("", place.city)
        return place.postcode, city if city[:1].isupper() and len(city.split()) <= 5 else known
    return "", ""


def _person(text: str) -> tuple[str, str]:
    first, last = _FIRST_NAME.search(text), _LAST_NAME.search(text)
    if first and last:
        return first["name"].strip(), last["name"].strip()
    if last and len(last["name"].split()) > 1:
        return person_name(last["name"])
    introduced = _I_AM.search(text)
    return person_name(introduced["name"]) if introduced else ("", "")


def _bare_name(text: str, person: str) -> str:
    """A company's name on a line of its own, in a reply to our question for it."""
    for line in text.splitlines()[:10]:
        name = line.strip(" \t.-–•*")
        words = name.split()
        plain = 1 <= len(words) <= 6 and words[0][:1].isupper() and not re.search(r"[0-9@?!:]|,$", name)
        if plain and fold(name) != fold(person) and not _POLITE.fullmatch(fold(name)):
            return name[:_LONGEST]
    return ""


_POLITE = re.compile(r"(?:re)?bonjour.*|bonsoir.*|salut.*|hello.*|madame.*|monsieur.*|oui.*|ok.*|d accord.*|merci.*"
                     r"|(?:bien )?cordialement|voici.*|bonne .*|cdlt|bien a vous")  # fmt: skip
