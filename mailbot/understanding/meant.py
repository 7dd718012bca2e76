"""Which of the suppliers that a mail names are meant: not set aside, and each once."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mailbot.message.quoting import PASSED_ON
from mailbot.understanding.aside import set_aside
from mailbot.understanding.chosen import Named, Seen, chooser, signs_of
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention
from mailbot.understanding.owners import names_somebody
from mailbot.understanding.referents import pointed_to
from mailbot.understanding.strange import signs_of_kinds
from mailbot.understanding.topics import spoken_of
from mailbot.understanding.unknown import unknown_places
from models.folding import fold
from models.mail_kinds import MailKind

MAX_CHARACTERS = 20_000
# Which of several suppliers is meant must be so sure; else the sender is asked.
ASK_CHANCE = 0.5
# Where suppliers are looked for, mostly terms are asked for.
TERMS = signs_of_kinds({MailKind.SUPPLIER_TERMS: 1.0})
# A name that is only guessed since the mail needs one doesn't count then.
OF_NO_KIND = frozenset[str]()

# What an adjective behind a shared name stands for: "Geodys, the southern one".
_SIDES = {"southern": "sud", "south": "sud", "northern": "nord", "north": "nord", "N": "nord", "S": "sud"}
_SIDE_LETTER = re.compile(r"[ \u00a0]([NS])(?:\.|\b(?!['’]))")
_REPLY_SUBJECT = re.compile(r"\s*(?:re|rép?|tr|fwd?|aw)\s*:", re.IGNORECASE)
_FAMILY_REACH = 24
# "Elle aimerait la même chose pour Lyreva": it is asked for too.
_LIKEWISE = re.compile(r"\b(?:meme chose|idem|pareil|egalement) (?:aussi )?(?:pour|chez|avec)(?: (?:le|la|l))?$")
_AGAINST = re.compile(r"\b(?:mais|pas|plus|finalement|sauf|non|attend\w*)\b")
_REACH = 40
# "les remises consenties par l'un et par l'autre": both that are named.
_BOTH = re.compile(r"\bl une? (?:et|comme) (?:(?:par|pour|chez|de|avec|a) )?l autre\b")


@dataclass(frozen=True)
class Settled:
    """What the sender answered to our question which supplier is meant: these, and not the others that we named."""

    confirmed: frozenset[SupplierEntry] = frozenset()
    others: frozenset[SupplierEntry] = frozenset()


OPEN = Settled()


class Asked(NamedTuple):
    """What a text asks for: mentions, names that nobody knows; how sure that is; and where it has such names."""

    mentions: tuple[SupplierMention, ...]
    unknown: tuple[str, ...]
    chance: float
    places: Mapping[str, Sequence[int]]
    # The suppliers among which the choice is so unsure that the sender must be asked.
    choice: tuple[SupplierMention, ...] = ()


def meant_in(text: str, directory: SupplierDirectory, of_mail: frozenset[str], settled: Settled = OPEN) -> Asked:
    """What a text asks for, each supplier once; all that it names where it asks for none of them.

    `of_mail`: what its kinds tell, see `strange.signs_of_kinds`.
    """
    text = text[:MAX_CHARACTERS]
    mentions = mentions_in(text, directory)
    asked = asked_in(text, tuple(mentions), of_mail, settled)
    return asked._replace(mentions=tuple(distinct(asked.mentions if asked.mentions or asked.unknown else mentions)))


def suppliers_in(
    text: str, directory: SupplierDirectory, of_mail: frozenset[str] = TERMS
) -> tuple[tuple[SupplierMention, ...], tuple[str, ...]]:
    """The suppliers that a text means, each once, and the names where a supplier is meant that nobody knows."""
    meant = meant_in(text, directory, of_mail)
    return meant.mentions, meant.unknown


# A mail is asked for its suppliers, and for what it wants to have attached.
@functools.lru_cache(maxsize=4)
def asked_in(
    text: str, mentions: tuple[SupplierMention, ...], of_mail: frozenset[str], settled: Settled = OPEN
) -> Asked:
    """What a text asks for, of these mentions and of the names that nobody knows."""
    places = unknown_places(text, mentions, of_mail)
    kept = _kept(text, mentions, set_aside(text, mentions))
    if settled.confirmed:
        confirmed = [one for one in _clear(mentions) if one.candidates[0] in settled.confirmed]
        besides = [one for one in kept if settled.others.isdisjoint(one.candidates) and one not in confirmed]
        return Asked((*confirmed, *besides), (), 1.0, places)
    asked, unknown, chance = asked_for(text, mentions, places)
    several = distinct(kept)
    unsure = chance < ASK_CHANCE and len(several) > 1 and not any(one.ambiguous for one in several)
    return Asked(tuple(asked), unknown, chance, places, tuple(several) if unsure else ())


def mentions_in(text: str, directory: SupplierDirectory) -> list[SupplierMention]:
    """The places where suppliers are named; a person or a street that is called like one is none."""
    return [one for one in settled(text, directory.find(text)) if not names_somebody(text, one)]


def asked_for(
    text: str, mentions: Sequence[SupplierMention], unknown: Mapping[str, Sequence[int]]
) -> tuple[list[SupplierMention], tuple[str, ...], float]:
    """Those of these mentions, and of these names that nobody knows, that the text asks for; and how sure, 0 to 1.

    `mentions` are `settled`; `unknown` has the places of each name. What a rule sets aside stays aside.
    """
    aside = set_aside(text, mentions)
    kept = _kept(text, mentions, aside)
    named = _named(text, mentions, aside, unknown)
    if len({one.key for one in named}) < 2:
        return kept, tuple(unknown), 1.0
    if len({one.key for one in named}) == 2 and not aside and _BOTH.search(fold(text)):
        return kept, tuple(unknown), 1.0
    seen = signs_of(text, named)
    chosen, chance = chooser().choose(seen.names, seen.of_mail)
    chosen |= {one.key for one in named if not one.aside and _is_likewise(text, one)}
    asked = [one for one in kept if one.candidates in chosen or one.candidates not in seen.names]
    names = tuple(name for name in unknown if name in chosen or name not in seen.names)
    return (asked, names, chance) if asked or names else (kept, tuple(unknown), 0.0)


def _is_likewise(text: str, one: Named) -> bool:
    """ "La même chose pour Lyreva", if nothing is said against it."""
    before, behind = text[max(0, one.start - _REACH) : one.start], text[one.end : one.end + 2 * _REACH]
    return _LIKEWISE.search(fold(before)) is not None and _AGAINST.search(fold(behind)) is None


def _kept(
    text: str, mentions: Sequence[SupplierMention], aside: set[tuple[SupplierEntry, ...]]
) -> list[SupplierMention]:
    return asked_now(text, [one for one in _clear(mentions) if one.candidates not in aside])


def named_in(text: str, directory: SupplierDirectory, of_mail: frozenset[str]) -> Seen:
    """The signs around each name of a text, for training."""
    mentions = mentions_in(text, directory)
    unknown = unknown_places(text, mentions, of_mail)
    return signs_of(text, _named(text, mentions, set_aside(text, mentions), unknown))


def _named(
    text: str,
    mentions: Sequence[SupplierMention],
    aside: set[tuple[SupplierEntry, ...]],
    unknown: Mapping[str, Sequence[int]],
) -> list[Named]:
    known = [Named(one.candidates, one.position, one.end, one.candidates in aside) for one in _clear(mentions)]
    named = known + [Named(name, at, at + len(name)) for name, places in unknown.items() for at in places]
    named = named + pointed_to(text, named)
    starts = {one.start for one in named}
    return named + [one for one in spoken_of(text, named) if one.start not in starts]


def asked_now(text: str, mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """Without those that only what is passed on or a reply's subject names, where the sender names another."""
    subject, _, _ = text.partition("\n\n")
    below = [one for one in mentions if one.position > len(subject)]
    passed_on = text.find(PASSED_ON)
    own = [one for one in below if one.position < passed_on]
    if own:
        return own
    return below if below and _REPLY_SUBJECT.match(subject) else list(mentions)


def settled(text: str, mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """A shared name is settled by what follows it: "Géodys, le Sud" is Géodys Sud."""
    return [_settled(text, one) if one.ambiguous else one for one in mentions]


def _settled(text: str, mention: SupplierMention) -> SupplierMention:
    side = _SIDE_LETTER.match(text, mention.end)
    following = (
        [_SIDES[side[1]]]
        if side
        else [_SIDES.get(word, word) for word in fold(text[mention.end : mention.end + _FAMILY_REACH]).split()]
    )
    shared = set.intersection(*(_words(entry) for entry in mention.candidates))
    meant = [entry for entry in mention.candidates if (_words(entry) - shared).intersection(following)]
    if len(meant) != 1:
        return mention
    return SupplierMention((meant[0],), mention.score, mention.as_written, mention.position)


def _words(entry: SupplierEntry) -> set[str]:
    return set(fold(entry.name).split())


def distinct(mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """Each supplier once; an ambiguous mention is settled by a clear one of the same family."""
    unique: dict[tuple[SupplierEntry, ...], SupplierMention] = {}
    for mention in _clear(mentions):
        unique.setdefault(mention.candidates, mention)
    return list(unique.values())


def _clear(mentions: Sequence[SupplierMention]) -> list[SupplierMention]:
    """Without the ambiguous ones of which a clear one says who is meant."""
    clear = {one.candidates[0] for one in mentions if not one.ambiguous}
    return [one for one in mentions if not one.ambiguous or clear.isdisjoint(one.candidates)]
