"""The words around a place of a text, and whether they say that a supplier's name stands there."""

from __future__ import annotations

import re

from mailbot.understanding.words import (
    ACTS,
    ADJECTIVES,
    ARTICLES,
    COMMON_WORDS,
    DETERMINERS,
    GOODS,
    MONTHS,
    NUMBER_CUES,
    PEOPLE,
    SHORTENED,
    SMALL_WORDS,
    SUPPLIER_CUES,
    TITLES,
    WAYS,
)
from models.folding import FoldedWord, fold

# A supplier that is called like a month rents cars.
_RENTS = re.compile(
    r"\b(?:comptes?|conte|cpte|client|lou(?:e|er|ons|eur)|location|loc|camions?|voitures?|vehicules?)\b"
)
# What a name is, right behind it: "d'avril, oui le loueur", "mandarine (le fournisseur)".
_FIRM = r"(?:loueur|fournisseur|prestataire|agence|soci[ée]t[ée]|enseigne|marque|transporteur|supplier)\b"
_CALLED = re.compile(
    rf",[ ](?:oui|yes|je parle d[eu]|je veux dire),?[ ](?:le |la |l['’]|notre |the ){_FIRM}"
    rf"|[ ]?[(](?:le |la |l['’]|notre |the ){_FIRM}[^()\n]{{0,30}}[)]",
    re.IGNORECASE,
)


class Surroundings:
    """A text while it is searched: its words, which of them are taken, and what stands around them."""

    def __init__(self, text: str, words: list[FoldedWord]) -> None:
        self.text, self.words = text, words
        self._taken = [False] * len(words)
        letters = [character for character in text if character.isalpha()]
        self._shouted = sum(map(str.isupper, letters)) > len(letters) / 2

    def phrase(self, first: int, last: int) -> str:
        """These words, folded, with blanks between."""
        return " ".join(word.value for word in self.words[first:last])

    def take(self, first: int, last: int) -> None:
        """Words `first` to `last`, not included, are a name."""
        for index in range(first, last):
            self._taken[index] = True

    def is_free(self, first: int, last: int) -> bool:
        """Whether none of these words is part of a name yet."""
        return not any(self._taken[first:last])

    def is_determined(self, first: int) -> bool:
        """Whether an article or the like stands before it, so that it is an ordinary word."""
        return first > 0 and self.words[first - 1].value in ARTICLES and not self._gap(first, ".!?:;\n,(")

    def is_title(self, first: int, last: int) -> bool:
        """Several words that all have capitals though not everything has, or that are a line by themselves."""
        if last - first < 2 or self.is_determined(first):
            return False
        words = self.words[first:last]
        line = self.text[self.text.rfind("\n", 0, words[0].start) + 1 :].partition("\n")[0]
        alone = fold(line) == self.phrase(first, last)
        return alone or (not self._shouted and all(self.text[word.start].isupper() for word in words))

    def is_bare(self, first: int, last: int) -> bool:
        """Several words without the article that they would need as ordinary ones: "pour point b"."""
        return last - first > 1 and not (first and self.words[first - 1].value in DETERMINERS)

    def names_something(self, first: int, last: int) -> bool:
        """Whether a name may stand here: behind "chez", "compte"…, in a list of names, or with a capital of its own."""
        before = self.words[first - 1].value if first else ""
        if _CALLED.match(self.text, self.words[last - 1].end):
            return True
        if before in DETERMINERS:
            return self._had(first, last) or self._whose(first)
        if before.isdigit() and self.words[first].value in COMMON_WORDS and not self._gap(first, "\n°.)/"):
            return False  # "le 3 avril"
        if self._behind_cue(first) or self._in_list(first, last) or self._capital(first):
            return True
        return self._is_subject(first, last) or self._acts(first, last) or self._belongs(first, last)

    def is_person(self, first: int) -> bool:
        """Whether a title stands right before it: "notre marbrier, Monsieur Bernardet"."""
        title = first > 0 and self.words[first - 1].value in TITLES and not self._gap(first, "!?:;\n,(")
        return title and (first < 2 or self.words[first - 2].value not in ("le", "la", "l", "chez"))

    def is_asked_for(self, first: int) -> bool:
        """Whether it has a capital and stands behind "chez", "avec"…, and no other capital behind it: no person."""
        behind = self.words[first + 1] if first + 1 < len(self.words) else None
        person = behind is not None and self.text[behind.start].isupper() and not self._gap(first + 1, ".!?:;\n,(")
        before = self._values(first - 1, first)
        cue = bool(before) and before[0] in ("chez", "avec", "avez", "de", "d") and not self._gap(first, ".!?:;\n,(")
        return cue and not person and not self._shouted and self.text[self.words[first].start].isupper()

    def _had(self, first: int, last: int) -> bool:
        """Had for something: "on a mandarine pour la fibre"; "à" is no "a"."""
        word, behind = self.words[first - 1], self._values(last, last + 1)
        has = self.text[word.start : word.end].lower() == "a" and self._values(first - 2, first - 1) == ["on"]
        return has and behind[:1] in (["pour"], ["comme"], ["depuis"], ["en"], ["et"])

    def _whose(self, first: int) -> bool:
        """With a capital behind "d'", or behind what one has of a supplier: "les grilles d'Italique"."""
        if self.words[first - 1].value != "d" or self.words[first].value in MONTHS or self._shouted:
            return False
        owned = self._values(first - 2, first - 1)
        return self.text[self.words[first].start].isupper() or bool(owned and owned[0] in SUPPLIER_CUES | PEOPLE)

    def _belongs(self, first: int, last: int) -> bool:
        """Whose people or goods are spoken of: "le monsieur de mandarine", "les ramettes italique", "Mandarine's"."""
        if self.text[self.words[last - 1].end :][:2].lower() in ("'s", "’s"):
            return True
        before = self._values(first - 2, first)
        month = self.words[first].value in MONTHS
        if self._gap(first, ".!?:;\n,(") or not before:
            return False
        if before[-1] == "de" and before[0] in PEOPLE:
            return True
        if month:
            return before[-1] in ("camion", "camions", "loueur", "monsieur")
        return before[-1] in GOODS and self.words[first].value not in ADJECTIVES

    def _behind_cue(self, first: int) -> bool:
        index = first - 1
        while index >= max(0, first - 3) and self.words[index].value in SMALL_WORDS - SUPPLIER_CUES:
            index -= 1
        return index >= 0 and self.words[index].value in SUPPLIER_CUES and not self._gap(index + 1, ".!?\n")

    def _in_list(self, first: int, last: int) -> bool:
        """Behind another name and "et" or a comma, or at the head of a line with a bullet."""
        start, end = self.words[first].start, self.words[last - 1].end
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        if re.fullmatch(r"\s*(?:[-–*•·]|[0-9]{1,2}\s?[.)°/])\s*", line) and re.match(
            r"\s*(?:[:(,–-]|$|\n)", self.text[end : end + 20]
        ):
            return True
        if line == "De : ":
            return True  # who wrote what is passed on
        if not line.strip() and re.match(r"\s*:\s*[A-Z0-9]", self.text[end : end + 20]):
            return True  # "Cohésion : 300817"
        if first and self._taken[first - 1] and "," in self.text[self.words[first - 1].end : start]:
            return True
        return first > 1 and self.words[first - 1].value in ("et", "ou", "and") and self._taken[first - 2]

    def _capital(self, first: int) -> bool:
        """A capital inside a sentence; at its beginning, or where all is in capitals, it says nothing."""
        word = self.words[first]
        if self._shouted or not self.text[word.start].isupper() or first == 0:
            return False
        return not self._gap(first, ".!?:\n-•*")

    def _is_subject(self, first: int, last: int) -> bool:
        """The whole first line; a month only where something is rented or an account is spoken of."""
        alone = first == 0 and fold(self.text.lstrip().partition("\n")[0]) == self.phrase(first, last)
        return alone and (self.words[first].value not in MONTHS or _RENTS.search(fold(self.text)) is not None)

    def _acts(self, first: int, last: int) -> bool:
        """An ordinary word without an article that does something ("italique livre"), or through whom it is done."""
        before, behind = (self._values(first - 2, first), self._values(last, last + 2))
        if behind[:1] and behind[0] in NUMBER_CUES and not self._gap(last, ".!?;\n"):
            return True  # "global confort, client 4471"
        if before == ["c", "est"] and behind[:1] and behind[0] in ("qu", "que", "qui"):
            return True  # "c'est mandarine qu'on a"
        starts = first == 0 or self._gap(first, ".!?:;\n,(") or before[-1:] == ["que"]
        if starts and behind[:1] and behind[0] in ACTS and not self._gap(last, ".!?:;\n,("):
            return behind[0] in ("ils", "elles", "m") or self.words[first].value not in MONTHS
        if self.words[first].value in MONTHS:
            return False
        if before[-1:] and before[-1] in WAYS and not self._gap(first, ".!?:;\n,("):
            return True  # "un cariste par cohésion"
        apposed = behind[:1] and behind[0] in ("l", "la", "les", "eux") and self._gap(last, ",")
        return bool(apposed) and (starts or before == ["parle", "de"])  # "italique, la papeterie"

    def _values(self, first: int, last: int) -> list[str]:
        return [word.value for word in self.words[max(0, first) : last]]

    def _gap(self, index: int, signs: str) -> bool:
        """Whether one of these signs stands before word `index`."""
        inside = 0 < index < len(self.words)
        between = self.text[self.words[index - 1].end : self.words[index].start] if inside else ""
        if inside and self.words[index - 1].value in SHORTENED:
            between = between.removeprefix(".")
        return any(sign in between for sign in signs)
