"""Mails that only say thank you."""

from __future__ import annotations

import re

from models.folding import fold

_LONGEST = 300
_THANKS = (
    r"(?:(?:un )?(?:tres )?(?:grand )?merci(?: (?:beaucoup|infiniment|bien|encore|a vous|a tous|d avance))*"
    r"(?: pour (?:tout|votre (?:aide|reponse|retour|rapidite|reactivite|reponse rapide|retour rapide)))?"
    r"|je vous remercie(?: beaucoup| infiniment)?(?: pour votre (?:aide|reponse|retour))?"
    r"|thanks?(?: you)?(?: very much| a lot)?)"
)
_POLITE = (
    r"(?:bonjour|bonsoir|hello|hi|madame|monsieur|parfait|super|tres bien"
    r"|c est (?:parfait|super|note)|bien (?:recu|note)"
    r"|(?:je vous souhaite )?(?:une )?(?:tres )?(?:bonne|belle|excellente)"
    r" (?:journee|soiree|semaine|fin de (?:journee|semaine)|continuation)"
    r"|bon week end|a bientot|(?:bien )?cordialement|cdlt|bien a vous|salutations|regards|best regards)"
)
_SAID = re.compile(rf"(?:{_THANKS}|{_POLITE})(?: (?:{_THANKS}|et|{_POLITE}))*")
_THANKED = re.compile(_THANKS)
_PIECE = re.compile(r"[.!,;\n]+")
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w’'.-]*\s*){1,4}")


def is_courtesy(subject: str, text: str) -> bool:
    """Whether a short text says thank you and nothing else; behind the last polite word names may sign."""
    if len(text) > _LONGEST or "?" in text or (subject.strip() and not _SAID.fullmatch(fold(subject))):
        return False
    pieces = [piece.strip() for piece in _PIECE.split(text) if piece.strip()]
    polite = [_SAID.fullmatch(fold(piece)) is not None for piece in pieces]
    thanked = any(_THANKED.search(fold(piece)) for piece in pieces)
    unknown = next((at for at, known in enumerate(polite) if not known), len(pieces))
    return thanked and 0 < unknown and all(_NAME.fullmatch(piece) for piece in pieces[unknown:])
