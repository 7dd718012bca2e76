"""Mails that are sent to everybody: marked as spam, or strangers' foreign words around a link or a picture.

French advertising and phishing have kinds of their own (`mailbot.understanding.reading`). What is found here goes to a
human like all that isn't understood; it is only not answered by itself, as most of these senders are forged.
"""

from __future__ import annotations

import re

from mailbot.message import MailMessage
from models.folding import folded_words

MOST_READ = 4_000
_LEAST_FOREIGN = 3
_FRENCH = frozenset(
    "le les des du et est vous nous votre vos notre nos je pour avec sur dans qui qu aux ce cette ne pas une au avez"
    " bonjour bonsoir merci cordialement madame monsieur suis sommes chez c ca combien".split()
)
# English, German, Spanish, Portuguese, Italian, Dutch.
_FOREIGN = frozenset(
    "the and you your to of is are this that for with have has be our from will by it we can"
    " der die das und sie ihre ihr ist nicht mit fur zu auf wir haben ein eine einen den im von"
    " el los las y su para con por usted tu del una esta que no"
    " o os voce seu sua nao em uma com ao foi da dos mais"
    " il gli di che per suo sono della non questo una"
    " het een en van je uw op voor niet wij dit zijn met".split()
)
# No mere address of a web site, such as stands in a signature.
_LINK = re.compile(r"https?://[^\s/<>]{1,200}/[^\s<>]")
_LEAVE = re.compile(
    r"unsubscri|opt[- ]?out|abmelde|abbestell|darse de baja|cancelar (?:a |la |su |sua )?(?:inscri|suscri)|descadastr"
    r"|afmelden|uitschrijven|disiscri|in (?:your )?browser|im browser|no navegador|en (?:el|su) navegador",
    re.IGNORECASE,
)


# What filters on the way wrote. A forger may only keep us from answering.
_SPAM = re.compile(r"x-spam-(?:flag|status):[ \t]*yes\b", re.IGNORECASE)


def is_mass_mail(message: MailMessage) -> bool:
    """Whether a filter marked it as spam, or its words are foreign and stand around a link or on a page without "?"."""
    if any(_SPAM.match(f"{name}: {value}") for name, value in message.headers):
        return True
    text = f"{message.subject}\n{message.new_text}"[:MOST_READ]
    if not _is_foreign(text):
        return False
    page = "text/html" in message.part_types and "text/plain" not in message.part_types and "?" not in text
    return page or bool(_LINK.search(text) or _LEAVE.search(text))


def _is_foreign(text: str) -> bool:
    """Another script, or at least twice as many function words of other languages as French ones."""
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign > "\u024f" for sign in letters) * 2 > len(letters):
        return True
    words = [word.value for word in folded_words(text)]
    foreign = sum(word in _FOREIGN for word in words)
    return foreign >= _LEAST_FOREIGN and foreign > 2 * sum(word in _FRENCH for word in words)
