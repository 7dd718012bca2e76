"""Which supplier it is, once the sender was asked: "Lyreva", "les deux", "le premier", "oui", "celui du bureau"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.understanding.chosen import Named
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry
from mailbot.understanding.meant import OF_NO_KIND, Settled, meant_in, mentions_in
from mailbot.understanding.referents import pointed_to
from mailbot.understanding.topics import spoken_of
from models.folding import fold

__all__ = ["Settled", "settled_by"]

_YES = re.compile(
    r"(?:(?:bonjour|re|bonsoir|hello|merci) )*(?:oui|yes|exact|exactement|tout a fait|affirmatif|absolument|bien sur"
    r"|c est (?:bien )?(?:ca|cela|lui|celui la|exact|eux)|en effet|je (?:le )?confirme|that s (?:right|it))\b"
)
_ALL = re.compile(r"\b(?:les (?P<count>deux|trois|2|3)|tous|toutes|l une? et l autre|both|chacun|chacune)\b")
_COUNTS = {"deux": 2, "2": 2, "trois": 3, "3": 3}
_NO = re.compile(r"\b(?:non|pas|aucune?|ni|sauf|plus|no|not|neither|rien|mais|autres?)\b")
_REACH = 300
_SHORT = 12
_SMALL = frozenset("de du des la le les l d et en au aux a".split())


@dataclass(frozen=True)
class _Reply:
    """A reply, what was asked for before, and the suppliers that we offered, in their order."""

    text: str
    earlier: str
    offered: tuple[SupplierEntry, ...]

    def picked(self, directory: SupplierDirectory) -> set[SupplierEntry]:
        meant = meant_in(self.text, directory, OF_NO_KIND)
        if meant.mentions or meant.unknown:  # a name says more than any other word
            plain = not meant.unknown and not meant.choice
            return {one.candidates[0] for one in meant.mentions if not one.ambiguous} if plain else set()
        words = fold(self.text[:_REACH])
        if _NO.search(_ALL.sub("", words)):
            return set()
        if len(self.offered) == 1:
            return set(self.offered) if _YES.match(words) else set()
        every = _ALL.search(words)
        if every:
            count = _COUNTS.get(every["count"] or "", len(self.offered))
            return set(self.offered) if count == len(self.offered) else set()
        return self._by_order() or self._by_word() or self._by_matter(directory)

    def _by_order(self) -> set[SupplierEntry]:
        """ "Le premier", in the order of our question."""
        names, named = "", list[Named]()
        for entry in self.offered:
            named.append(Named((entry,), len(names), len(names) + len(entry.name)))
            names += f"{entry.name}, "
        return self._pointed(pointed_to(f"{names}\n\n{self.text}", named), behind=len(names))

    def _by_word(self) -> set[SupplierEntry]:
        """ "Celui du Rhône", by a word that one name alone has, in a reply that says little else."""
        said = fold(self.text).split()
        words = {entry: {*fold(entry.name).split()} - _SMALL for entry in self.offered}
        others = {entry: set[str]().union(*(words[one] for one in words if one != entry)) for entry in words}
        meant = {entry for entry in words if not (words[entry] - others[entry]).isdisjoint(said[:_SHORT])}
        return meant if len(meant) == 1 and len(said) <= _SHORT else set()

    def _by_matter(self, directory: SupplierDirectory) -> set[SupplierEntry]:
        """ "Celui du bureau", of which one name alone was said to be."""
        before = f"\n\n{self.earlier}\n\n"
        named = [Named(one.candidates, one.position, one.end) for one in mentions_in(before, directory)]
        return self._pointed(spoken_of(f"{before}{self.text}", named), behind=len(before))

    @staticmethod
    def _pointed(places: Sequence[Named], *, behind: int) -> set[SupplierEntry]:
        keys = {one.key for one in places if one.start >= behind and not one.aside}
        (key,) = keys if len(keys) == 1 else ("",)
        return {key[0]} if isinstance(key, tuple) and len(key) == 1 else set()


def settled_by(reply: str, earlier: str, offered: Sequence[str], directory: SupplierDirectory) -> Settled:
    """Whom a reply confirms of those that our question offered, by name; nobody where that isn't plain."""
    by_name = {entry.name: entry for entry in directory.entries}
    entries = tuple(by_name[name] for name in offered if name in by_name)
    picked = _Reply(reply, earlier, entries).picked(directory)
    if not entries or not picked or not picked <= set(entries):
        return Settled()
    return Settled(frozenset(picked), frozenset(entries) - picked)
