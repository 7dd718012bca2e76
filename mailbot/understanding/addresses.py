"""E-mail addresses that a mail speaks of: the login that somebody can't use, the new address that they want."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mailbot.understanding.words import any_of
from models.folding import fold

# More addresses than these in one mail are a list of something.
MOST_ADDRESSES = 20
# How much of a text around an address tells what it is.
_AROUND = 90

_ADDRESS = re.compile(
    r"(?<![\w.+%-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?![\w@-])"
)
_CLOSING = re.compile(
    r"(?:bien )?cordialement|cdlt|cdt|bien a vous|a bientot|salutations|(?:sinceres|meilleures) salutations"
    r"|bonne (?:journee|reception|soiree)|merci(?: (?:d avance|par avance|beaucoup|bien))?|best regards|regards"
    r"|dans l attente.*|envoye de(?:puis)? .*|sent from .*"
)
_LOGIN = any_of(
    "login", "log in", "identifiants?", "comptes?", "acces", "connecte*", "connexion*", "utilisateur", "mots? de passe",
    "mdp", "password", "account", "reinitialis*", "espace(?: client)?", "lien", "inscri*", "enregistre*",
)  # fmt: skip
_NEW = any_of(
    "nouv*(?: \\w+){0,3}", "new(?: \\w+){0,2}", "desormais", "dorenavant", "maintenant", "devien*", "par", "vers",
    "change* (?:pour|en|to)", "remplace* par", "utilis*", "mettre", "passe* (?:a|en|sur)", "to", "plutot", "sur",
    "ecri* (?:a|moi|nous)", "joindre a", "reecrire a",
)  # fmt: skip
_OLD = any_of(
    "ancien*(?: \\w+){0,3}", "au lieu de", "a la place de", "remplace*", "actuel*",
    "old(?: \\w+){0,2}", "supprime*", "from", "avant", "precedent*", "plus(?: \\w+){0,2}", "quitte*", "instead of",
    "jusqu (?:a|ici)",
)  # fmt: skip
_IS_NEW = re.compile(
    r"(?:qui )?(?:remplace\w*|au lieu d|a la place d|est (?:ma|notre|la) nouvelle|desormais|maintenant)\b"
)
_IS_OLD = re.compile(
    r"(?:qui )?(?:n est plus|ne (?:marche|fonctionne|sera|sert|recoi\w+|repond)|n existe(?:ra)? plus|n a plus|va etre"
    r"|devien\w*|par\b|en\b|change\w*|est supprime|sera supprime|est (?:mon|notre|l) ancien)"
)


@dataclass(frozen=True)
class _Found:
    address: str
    before: str  # folded
    behind: str


def own_words(text: str) -> str:
    """The text up to its complimentary close: what stands below is a signature."""
    kept: list[str] = []
    for line in text.splitlines():
        if kept and _CLOSING.fullmatch(fold(line[:80])):
            break
        kept.append(line)
    return "\n".join(kept)


def login_named(texts: Sequence[str], own: Collection[str]) -> str | None:
    """The address that is called a login, an account or the like, other than the sender's own; the first one.

    `texts`: what was written now, and what was written earlier.
    """
    for text in texts:
        for found in _others(own_words(text), own):
            if _LOGIN.search(found.before) or _LOGIN.search(found.behind):
                return found.address
    return None


def new_address(texts: Sequence[str], own: Collection[str]) -> str | None:
    """The address to be used from now on; None when none is named, or when it can't be told which one."""
    for text in texts:
        others = list(_others(text, own))
        if not others:
            continue
        called = {one.address for one in others if _is_new(one) is True}
        plain = {one.address for one in _others(own_words(text), own) if _is_new(one) is None}
        wanted = called or plain
        return next(iter(wanted)) if len(wanted) == 1 else None
    return None


def _is_new(found: _Found) -> bool | None:
    """What is said of it: the new one, the old one, or nothing."""
    if _IS_OLD.match(found.behind):
        return False
    if _IS_NEW.match(found.behind):
        return True
    new, old = (max((one.end() for one in cue.finditer(found.before)), default=-1) for cue in (_NEW, _OLD))
    return None if new == old else new > old


def _others(text: str, own: Collection[str]) -> Iterator[_Found]:
    """Each address that isn't one of those, with what stands around it up to the next address."""
    matches = list(_ADDRESS.finditer(text))[:MOST_ADDRESSES]
    mine = {address.lower() for address in own}
    for number, match in enumerate(matches):
        address = match.group().rstrip(".-").lower()
        if address in mine:
            continue
        start = matches[number - 1].end() if number else 0
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        before = text[max(start, match.start() - _AROUND) : match.start()].rpartition("\n\n")[2]
        behind = text[match.end() : min(end, match.end() + _AROUND)].partition("\n")[0]
        yield _Found(address, fold(before), fold(behind))
