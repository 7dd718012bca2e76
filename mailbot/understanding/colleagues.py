"""Whether a mail tells of another person in a company, rather than of another address of the same person."""

from __future__ import annotations

import re

from mailbot.understanding.words import any_of
from models.folding import fold

_TITLE = "(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)"
_ROLE = (
    "(?:comptable|responsable|interlocut*|contacts?|assistante?|collaborat*|collegue|gerante?|direct*|dirigeante?"
    "|secretaire|acheteu*|salariee?|personne|employee?|associee?|gestionnaire)"
)
_SUCCESSOR = any_of(
    f"remplac* … {_TITLE} \\w+",
    f"{_TITLE} … remplac*",
    f"(?:nouveau|nouvel|nouvelle) (?:\\w+ )?{_ROLE}",
    "prend* (?:la suite|la succession|la releve|mon poste|mes fonctions|sa suite|le relais)",
    "succede* a|mon successeur|ma succes*|successeu*|(?:va|vais) (?:etre )?(?:me |le |la )?remplac*r par",
    "(?:a|ai|avons|vient de) (?:quitte|demissionne)|quitte(?:ra|rai|nt)? (?:la societe|l entreprise|mes fonctions)",
    "(?:est|sont|suis) parti(?:e|s|es)? (?:en retraite|a la retraite|de (?:la societe|l entreprise))",
    "ne (?:travaille|fait) plus (?:partie|chez|dans|pour)|replaces? (?:mr|mrs|ms)",
)
# "Paul remplace Julie": names of people begin with a capital, and no @ stands behind them.
_NAMES = re.compile(r"\b[Rr]emplac(?:e|era|ait|ant) (?:d[ée]sormais )?[A-ZÉÈÀ][a-zéèêëàâîïôûç-]{1,30}\b(?![@.])")


def names_successor(text: str) -> bool:
    """ "Mme Leroy remplace M. Petit", "notre nouvelle comptable", "j’ai quitté l’entreprise"."""
    return _SUCCESSOR.search(fold(text)) is not None or _NAMES.search(text) is not None
