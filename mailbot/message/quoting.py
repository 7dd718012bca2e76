"""What the sender wrote now: quoted history, headers of the quoted mail and delimited signatures are cut away.

Made for French mails, and for programs that write German, Dutch, Italian, Spanish, Portuguese or English: Outlook's
block of headers ("De : … Envoyé : … À : … Objet :"), "Le 12 mars 2026 à 10:03, X a écrit :" over several lines, answers
above, below and between the quoted lines. A forwarded mail without a word of its own keeps what it forwards, and so
does one with few, below `PASSED_ON` and the name of who wrote it: that is what its sender wants us to read.
Closings ("Cordialement, …") stay: people put their SIRET there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from letters.subjects import is_reply_subject
from mailbot.message.reported import tells_others_words

MAX_LINES = 20_000
# With few words of their own above it, people hand over what they forward ("voir ci-dessous"); this stands between.
MOST_OWN_WORDS = 60
PASSED_ON = "-----Message transféré-----"
# Of so many quoted mails the latest are looked at, each up to so many characters.
MOST_QUOTED, MOST_QUOTED_CHARACTERS = 4, 4_000

_FORWARD_SUBJECT = re.compile(
    r"\s*(?:(?:re|rép?|r|aw|antw|odp|sv)\s*:\s*){0,20}(?:tr|fwd?|transf[ée]r[ée]?|i|wg|rv|enc|doorst|pd|vs)\s*:",
    re.IGNORECASE,
)
# Of what comes in any number only one part of a pattern may take any: else a long line of dashes takes for ever.
_FORWARD_MARK = re.compile(
    r"[\W_]*(?:forwarded message|message transf[ée]r[ée]|mail transf[ée]r[ée]|e-?mail transf[ée]r[ée]"
    r"|d[ée]but du (?:message|mail) (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|begin forwarded message"
    r"|message r[ée]exp[ée]di[ée])\b[^a-z]{0,40}$",
    re.IGNORECASE,
)
_ORIGINAL_MARK = re.compile(
    r"\W*--\s*(?:message d['’ ]?\s?origine|message (?:original|initial)|original (?:message|appointment)"
    r"|message pr[ée]c[ée]dent|courriel original|mail original|urspr(?:ü|ue?)ngliche nachricht|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht|oprindelig (?:besked|meddelelse)"
    r"|ursprungligt meddelande|opprinnelig melding)\b.{0,40}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{8,}|-{20,})\s*$")
_SIGNATURE = re.compile(r"\s*--\s?$")
_MOBILE_SIGNATURE = re.compile(
    r"\s*(?:(?:envoy[ée]|exp[ée]di[ée]) (?:de(?:puis)?|[àa] partir d[e'’]|avec|par) ?(?:mon|ma"
    r"|l['’]application|un|une|"
    r"outlook|yahoo|mail|gmail|la messagerie|proton|samsung|iphone|android|courrier|orange).{0,80}"
    r"|(?:obtenir|obtenez|t[ée]l[ée]charge[rz]) outlook.{0,60}|sent from (?:my|outlook|mail|yahoo|proton).{0,60}"
    r"|(?:gesendet (?:von mein|von outlook|mit der)|diese nachricht wurde von mein|enviado (?:desde mi|do meu)"
    r"|inviato dal? mio|verzonden vanaf mijn|sendt fra min|skickat fr[åa]n min|wys[łl]ane z mojego).{0,80}"
    r"|von meinem .{1,40} gesendet\.?|get outlook for .{0,60}"
    r"|provenance : courrier pour windows.{0,60}|sans virus.{0,10}www\..{0,60})$",
    re.IGNORECASE,
)
# "Le lun. 12 mars 2026 à 10:03, Jean <jean@…> a écrit :", its reversed forms, and those of other languages.
_WROTE = (
    r"(?:a [ée]crit|[ée]crivait|wrote|schrieb|schreef|escribi[óo]|ha scritto|escreveu|napisa[łl](?:\(a\)|a)?"
    r"|(?<!nous )(?<!m['’])(?<!lui )a envoy[ée])"
)
_INTRO = re.compile(
    rf"(?:le|on|at|el|am|op|il(?: giorno)?|em|dnia|den)\s.{{0,14}}\d.{{3,250}}{_WROTE}\s*:?$"
    r"|(?:am|op|den|on)\s.{0,14}\d.{3,100}\b(?:schrieb|schreef|skrev|wrote)\b.{1,120}:$"
    rf"|.{{0,120}}<\s?[^<>\s]+@[^<>\s]+\s?>.{{0,60}}{_WROTE}.{{0,60}}:$"
    rf"|.{{1,100}}\s{_WROTE} (?:le|on|am|op|il|el)\s.{{0,14}}\d.{{3,60}}:$"
    # In any other language: a date, a time, an address and a colon.
    r"|.{0,30}\d.{1,60}\d[:.h]\d\d.{1,100}<\s?[^<>\s]+@[^<>\s]+\s?>.{0,40}:$"
    r"|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}.{0,150}<\s?[^<>\s]+@[^<>\s]+\s?>\s*:$",
    re.IGNORECASE,
)
_INTRO_START = re.compile(
    r"\s{0,8}(?:le|on|el|am|op|il(?: giorno)?|em|dnia|den)\s.{0,14}\d|\s{0,8}\d{1,4}[-/.]\d{1,2}[-/.]\d", re.I
)
_INTRO_ENDS = (
    *(":", "crit", "crivait", "rote", "schrieb", "schreef", "escribió", "escribio", "scritto", "escreveu"),
    *("napisał", "napisal", "napisała", "napisala", "(a)", "envoyé", "envoye"),
)
_CERTAIN_INTRO = re.compile(r"@|\d{1,2}\s?[:h]\s?\d{2}|\b20\d\d\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"\W{0,3}(?P<name>de|exp[ée]diteur|envoy[ée](?: le)?|date|[àa]|pour|destinataires?|cc|copie [àa]|objet"
    r"|sujet|from|sent|to"
    r"|subject|r[ée]pondre [àa]|reply-to|importance|pi[èe]ces? jointes?"
    r"|von|gesendet|datum|an|kopie|betreff|van|verzonden|aan|onderwerp|da|inviato|data|oggetto"
    r"|enviad[oa](?: (?:el|em))?|fecha|para|asunto|assunto)\W{0,3}\s?:(?P<value>.*)$",
    re.IGNORECASE,
)
_SUBJECT_NAMES = ("objet", "sujet", "subject", "betreff", "onderwerp", "oggetto", "asunto", "assunto")
_FROM_NAMES = ("de", "from", "expéditeur", "expediteur", "von", "van", "da")
# With one of these right below, two headers are enough.
_SENT = re.compile(r"envoy[ée]|sent|gesendet|verzonden|inviato|enviad[oa]", re.IGNORECASE)
_MAIL_PROVIDERS = (
    "gmail",
    "orange",
    "wanadoo",
    "free",
    "sfr",
    "laposte",
    "outlook",
    "hotmail",
    "yahoo",
    "icloud",
    "live",
)
_QUOTED = re.compile(r"\s{0,3}[>|]")
_PLAIN_SPACES = str.maketrans("\u00a0\u202f", "  ")


@dataclass(frozen=True)
class _History:
    """Where older mail begins: `start` is the first line of its heading, `body` the first line behind that."""

    start: int
    body: int
    intro: bool  # one sentence ("… a écrit :"), not a block of headers
    forward: bool


def new_text_of(text: str, subject: str, *, is_reply: bool) -> str:
    """The sender's own new text, see above; without any, what was forwarded, or nothing for an empty reply."""
    lines = _lines(text)
    history = _find_history(lines)
    own = _own_lines(lines, history)
    forwards = _forwards(subject, history)
    if any(line.strip() for line in own):
        passes_on = forwards and history is not None and sum(len(line.split()) for line in own) <= MOST_OWN_WORDS
        passed_on = _join(_forwarded_lines(lines, history)) if passes_on else ""
        return _join([*own, "", PASSED_ON, *_writer(lines, history), "", passed_on]) if passed_on else _join(own)
    replies = is_reply or is_reply_subject(subject)
    if forwards or not replies:
        return _join(_forwarded_lines(lines, history))
    return ""


def is_forward(text: str, subject: str) -> bool:
    """Whether `new_text_of` this may hold words of somebody else.

    That is so of a forward with few words of its own or none, of one in which the older mail has no heading, and of
    what its sender copied or retells.
    """
    lines = _lines(text)
    history = _find_history(lines)
    own_lines = _own_lines(lines, history)
    if tells_others_words("\n".join(own_lines)):
        return True
    own = sum(len(line.split()) for line in own_lines)
    forwards, replies = _forwards(subject, history), is_reply_subject(subject)
    if own == 0:
        return forwards or (not replies and (history is not None or any(map(_QUOTED.match, lines))))
    return forwards and (not replies if history is None else own <= MOST_OWN_WORDS)


def quoted_mails(text: str) -> tuple[str, ...]:
    """The mails that a mail quotes, the latest first: who wrote each, and its own words. Nobody vouches for them."""
    lines, found = _lines(text), list[str]()
    for _ in range(MOST_QUOTED):
        heading, lines = _quoted_lines(lines)
        own = _join([*heading, *_own_lines(lines, _find_history(lines))])
        if own:
            found.append(own[:MOST_QUOTED_CHARACTERS])
    return tuple(found)


def _quoted_lines(lines: list[str]) -> tuple[list[str], list[str]]:
    """What tells of the quoted mail's writer and subject, and its lines without their outermost quote marks."""
    history = _find_history(lines)
    below = lines[history.body :] if history else lines
    first = next((line for line in below if line.strip()), "")
    if history is None or (history.intro and _QUOTED.match(first)):
        below = [line for line in below if _QUOTED.match(line)]
    heading = lines[history.start : history.body] if history else []
    told = [(line, _MAIL_HEADER.match(line)) for line in heading]
    kept = [line for line, match in told if match is None or match["name"].lower() in (*_FROM_NAMES, *_SUBJECT_NAMES)]
    kept += [f"({house})" for house in map(_house, kept) if house]
    return kept, [re.sub(r"^\s{0,3}[>|]\s?", "", line) for line in below]


def _lines(text: str) -> list[str]:
    return [line.translate(_PLAIN_SPACES).rstrip() for line in text.split("\n")[:MAX_LINES]]


def _forwards(subject: str, history: _History | None) -> bool:
    return _FORWARD_SUBJECT.match(subject) is not None or (history is not None and history.forward)


def _own_lines(lines: list[str], history: _History | None) -> list[str]:
    if history is None:
        return _without_signature([line for line in lines if not _QUOTED.match(line)])
    own = _without_signature([line for line in lines[: history.start] if not _QUOTED.match(line)])
    if not history.intro:
        return own
    return own + _below_quote(lines[history.body :], begun=any(line.strip() for line in own))


def _below_quote(lines: list[str], *, begun: bool) -> list[str]:
    """An answer below or between the quoted lines; without quote marks all that follows the intro is history.

    `begun`: there are words above the quote, so a signature may stand alone below it.
    """
    first = next((line for line in lines if line.strip()), "")
    if not _QUOTED.match(first):
        return []
    rest = [line for line in lines if not _QUOTED.match(line)]
    older = _find_history(rest)
    return _without_signature(rest[: older.start] if older else rest, begun=begun)


def _forwarded_lines(lines: list[str], history: _History | None) -> list[str]:
    """The content of the mail that was passed on, without its headers, quote marks and its own history."""
    start = history.body if history else 0
    rest = [re.sub(r"^(?:\s{0,3}[>|]\s?)+", "", line) for line in lines[start:]]
    inner = _find_history(rest)
    if inner is not None and not any(line.strip() for line in rest[: inner.start]):
        rest = rest[inner.body :]
        inner = _find_history(rest)
    return _without_signature(rest[: inner.start] if inner else rest)


def _writer(lines: list[str], history: _History | None) -> list[str]:
    """Who wrote what is passed on, without the address: often a supplier that is named nowhere else."""
    heading = lines[history.start : history.body] if history else []
    found = [match for line in heading if (match := _MAIL_HEADER.match(line)) and match["name"].lower() in _FROM_NAMES]
    value = found[0]["value"].strip() if found else ""
    name = "" if "@" in value.partition("<")[0] else value.partition("<")[0].strip(" \"'")
    house = _house(value)
    writer = f"{name} ({house})".strip() if house else name
    return [f"De : {writer}"] if writer else []


def _house(value: str) -> str:
    """The name in the domain of an address, "lyreva" of julie@mail.lyreva.fr; "" for a provider's."""
    domain = re.search(r"@(?:[\w-]{1,63}\.){0,5}(?P<name>[\w-]{1,63})\.[a-z]{2,10}\b", value)
    return domain["name"] if domain and domain["name"] not in _MAIL_PROVIDERS else ""


def _find_history(lines: list[str]) -> _History | None:
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        history = _mark(lines, index) or _header_block(lines, index) or _intro(lines, index)
        if history is not None:
            return history
    return None


def _mark(lines: list[str], index: int) -> _History | None:
    """A line such as `-----Message d'origine-----`, with the headers that mostly follow it."""
    forward = _FORWARD_MARK.match(lines[index]) is not None
    if not forward and not _ORIGINAL_MARK.match(lines[index]):
        return None
    return _History(index, _skip_headers(lines, index + 1), intro=False, forward=forward)


def _header_block(lines: list[str], index: int) -> _History | None:
    """Outlook's block: "De :" and at least two more headers within a few lines, perhaps below a rule."""
    first = index
    while first < min(len(lines), index + 4) and (not lines[first].strip() or _RULE.match(lines[first])):
        first += 1
    match = _MAIL_HEADER.match(lines[first]) if first < len(lines) else None
    if match is None:
        return None
    near = [_MAIL_HEADER.match(line) for line in lines[first : first + 10]]
    if match["name"].lower() not in _FROM_NAMES and not _dated_block(near[:4]):
        return None
    names = {found["name"].lower() for found in near if found}
    sent = near[1] if len(near) > 1 else None
    certain = len(names) >= 3 or (sent is not None and _SENT.match(sent["name"]) is not None)
    return _History(index, _skip_headers(lines, first), False, False) if certain else None


def _dated_block(near: list[re.Match[str] | None]) -> bool:
    """Hotmail's order: "Date :", "Objet :", "De :" with an address, "À :". People list journeys in such lines, too."""
    found = [(match["name"].lower(), match["value"]) for match in near if match]
    senders = [value for name, value in found if name in _FROM_NAMES]
    return len(found) == 4 and found[0][0] in ("date", "datum", "data", "fecha") and any("@" in one for one in senders)


def _skip_headers(lines: list[str], index: int) -> int:
    """The first line behind a block of headers, whose values may be on lines of their own."""
    end, blanks = index, 0
    for position in range(index, min(len(lines), index + 25)):
        line = lines[position]
        match = _MAIL_HEADER.match(re.sub(r"^\s{0,3}>\s?", "", line))
        if match:
            end, blanks = position + (1 if match["value"].strip() else 2), 0
        elif not line.strip(" >"):
            blanks += 1
        elif position >= end and (blanks or not line.startswith((" ", "\t"))):
            break
    return min(end, len(lines))


def _intro(lines: list[str], index: int) -> _History | None:
    """An introducing sentence, which mail programs wrap over up to four lines."""
    sentence = ""
    for length in range(1, 5):
        line = lines[index + length - 1].strip() if index + length <= len(lines) else ""
        if not line or (_QUOTED.match(line) and line != ">:"):
            return None
        sentence = f"{sentence} {line}".strip()
        if len(sentence) > 400:
            return None
        if sentence.lower().endswith(_INTRO_ENDS) and _INTRO.match(sentence):
            return _confirmed_intro(sentence, lines, _intro_start(lines, index, length), index + length)
    return None


def _intro_start(lines: list[str], index: int, length: int) -> int:
    """The line that begins as an introduction does; words right above it are the sender's own."""
    return next((place for place in range(index, index + length) if _INTRO_START.match(lines[place])), index)


def _confirmed_intro(sentence: str, lines: list[str], start: int, body: int) -> _History | None:
    """People, too, write "le 12 mars X nous a écrit :": a quote must follow, or a time or an address be named."""
    following = next((line for line in lines[body:] if line.strip()), "")
    if _QUOTED.match(following) or _CERTAIN_INTRO.search(sentence):
        return _History(start, body, intro=True, forward=False)
    return None


def _without_signature(lines: list[str], *, begun: bool = False) -> list[str]:
    """Up to the signature delimiter (RFC 3676, section 4.3) and without the advertising of telephones."""
    kept: list[str] = []
    for line in lines:
        if _SIGNATURE.match(line) and (begun or any(text.strip() for text in kept)):
            break
        if not _MOBILE_SIGNATURE.match(line):
            kept.append(line)
    return kept


def _join(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
