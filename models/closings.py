"""How French mails end: the formula behind which the signature stands."""

from __future__ import annotations

import re

from models.folding import fold

_CLOSING = re.compile(
    r"^\W*(?:(?:bien )?cordialement|(?:sinceres |meilleures )?salutations|bien a vous|respectueusement|a bientot"
    r"|bonne (?:journee|reception|soiree)|merci (?:d avance|par avance|de votre|pour votre)|dans l attente"
    r"|envoye de(?:puis)? mon)\b"
)


def closes(line: str) -> bool:
    """Whether a line begins with such a formula."""
    return _CLOSING.match(fold(line)) is not None
