"""The account number in a reply that says nothing else: "c'est le 7719203", to our question for it."""

from __future__ import annotations

from mailbot.understanding.account import find_accounts
from models.folding import fold
from models.siret import find_company_numbers

_MOST_LINES = 6
_LONGEST_LINE = 80
# All that may stand beside the number; who greets or thanks on other lines says nothing of it.
_WORDS = frozenset(
    """bonjour bonsoir re voici voila c est ce cest le la les notre mon nos numero num no n nr nº compte client chez eux
    lui merci cordialement cdlt svp stp oui alors donc il s agit du de d code reference ref et bien a vous""".split()
)


def bare_account(reply: str) -> str | None:
    """The number, where the line that it stands on is short and names nothing else; None where two lines have one."""
    found = []
    for line in [line for line in reply.splitlines() if line.strip()][:_MOST_LINES]:
        labelled = f"Notre compte client : {line.strip()}"
        numbers = find_accounts(labelled, ())
        if not numbers or len(line) > _LONGEST_LINE or find_company_numbers(line):
            continue
        (number, *more) = numbers
        beside = fold(labelled[: number.position] + " " + labelled[number.end :]).split()
        if more or not _WORDS.issuperset(beside):
            return None
        found.append(number.value)
    return found[0] if len(found) == 1 else None
