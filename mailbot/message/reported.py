"""What somebody else said and the sender copied or retells: "voici ce que Paul m'écrit : …", "m'a écrit ceci : « … »".

It has none of the headings that mail programs write (`mailbot.message.quoting` knows those), so it can't be told apart
from the sender's own words with certainty: nobody acts upon such a mail where only the sender's own words may count.
"""

from __future__ import annotations

import re

MOST_READ = 20_000

# "m'écrit :", "nous ont demandé ceci :"; but not "vous m'avez demandé :", and no number that somebody gave.
_TOLD = re.compile(
    r"(?:\b(?:m|l)['’ ]|\b(?:me|nous|lui|leur) )(?:a |ont |avait |avaient |en )?(?:bien )?"
    r"(?:[ée]cri(?:t|s|vent|vait|vaient)|di(?:t|sent|sait|saient)"
    r"|demand(?:[ée]|e|ent|ait|aient)(?! (?:de |d['’]|si |pour ))"
    r"|r[ée]pon(?:d|du|dent|dait)|(?:(?:r?envoy|transm|fai|laiss|adress)\w{1,6}"
    r" (?:ceci|cela|ce (?:message|mail|mot|courriel|qui)|cette demande"
    r"|(?:le|la|un|une) (?:message|mail|mot|courriel|courrier|demande|sms|e-?mail))))"
    r"(?![^:\n]{0,60}\b(?:num|n°|compte|client|code|r[ée]f|siret))[^:.!?\n]{0,60}:",
    re.IGNORECASE,
)
# "Voici le message de notre client :", "Voici ce que Paul nous propose :", a line or a quote behind it.
_HANDED_ON = re.compile(
    r"\b(?i:voici|voil[àa]|ci-dessous|ci-apr[èe]s|copie|recopie|transmets|transf[èe]re|colle)\b[^:.!?\n]{0,40}"
    r"\b(?i:ce qu[e'’]|(?:messages?|mails?|courriels?|mots?|textes?|lettres?|courriers?|sms|r[ée]ponses?|demandes?"
    r"|e-?mails?) (?:re[çc]ue?s? )?(?:(?:qu[e'’]|du|des) ?|(?:de |d['’])(?=[A-ZÀ-Þ]|(?i:notre|nos|mon|ma|mes|un|une)\b"
    r"|(?:la|l['’])\b)))[^:\n]{1,80}:\s{0,4}(?:\n|[«\"“‘>])"
)
# "****** Message de Paul Durand ******"
_BANNER = re.compile(
    r"^[ \t]{0,8}[*=_~#+-]{2,80}[ \t]{0,8}(?:message|mail|courriel|e-?mail|texte|demande|nachricht|bericht)"
    r" (?:re[çc]u )?(?:de|d['’]|du|from|von|van)",
    re.IGNORECASE | re.MULTILINE,
)
# Whatever was written above: a line that ends in a colon, and a mail begins; or a mail that begins twice.
_GREETS = r"[ \t>]{0,8}[«\"“‘]?[ \t\u00a0\u202f]{0,3}(?:bonjour|bonsoir|hello|hallo|buongiorno|goedendag|guten tag"
_SECOND_MAIL = re.compile(
    rf":[ \t\u00a0\u202f]{{0,4}}(?:\n[ \t>]{{0,8}}){{1,4}}{_GREETS}|salut|dear|hola|madame|monsieur|ch[eè]re?)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(rf"^{_GREETS})\b", re.IGNORECASE | re.MULTILINE)
# A quote of some length that a colon introduces.
_QUOTE = re.compile(r":\s{0,4}[«\"“]\s{0,2}[^«»\"“”]{25,2000}[»\"”]")


def tells_others_words(text: str) -> bool:
    """Whether some of this text, the sender's new one, may be somebody else's, without a heading that says so."""
    text = text[:MOST_READ]
    return any(sign.search(text) for sign in (_TOLD, _HANDED_ON, _BANNER, _SECOND_MAIL, _QUOTE)) or _begins_twice(text)


def _begins_twice(text: str) -> bool:
    """Two greetings at the beginning of lines, with words between."""
    places = [(match.start(), match.end()) for match in _GREETING.finditer(text)]
    return len(places) > 1 and len(text[places[0][1] : places[-1][0]].split()) > 2
