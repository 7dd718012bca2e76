"""A question that the FAQ answers: answered at once when that is sure, else a human finds the answer written."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from letters.faq_parts import FaqAnswered
from letters.parts import AdvisorTold, HandedOver
from letters.subjects import bare_subject
from mailbot.incoming import Handled, Incoming
from mailbot.operations import operation
from mailbot.understanding.advisor_asked import asks_for_advisor
from mailbot.understanding.question import questions_in, whole_question
from models.mail import InboundStatus
from models.markdown import to_text
from schema.client import LocalClient

# From here on a hit is likely to be what was asked: docs/understanding.md has the figures.
LEAST_SCORE = 0.4
# From here on it is sure, if the same article suits the mail as a whole best, from the second score on.
SURE_SCORE, SURE_WHOLE_SCORE = 0.3, 0.15
_MOST_ANSWERS = 2


@dataclasses.dataclass(frozen=True)
class _Found:
    entry: Mapping[str, Any]
    sure: bool


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Answer what the FAQ surely answers; whoever writes back to one of our answers gets a human."""
    advisor = _advisor(mail)
    if advisor is not None:
        return advisor
    found = await _search(mail, client)
    sure = [one.entry for one in found if one.sure]
    if not sure or mail.replies_to_answer:
        return _suggested(mail, [one.entry for one in found])
    answered = Handled(
        InboundStatus.ANSWERED,
        "Réponse de la foire aux questions envoyée.",
        tuple(FaqAnswered(entry["question"], entry["slug"], to_text(entry["answer"]["markdown"])) for entry in sure),
        tuple(("Question de la FAQ", entry["question"]) for entry in sure),
    )
    rest = _suggested(mail, [one.entry for one in found if not one.sure])
    # Another question seems to stand beside the one that is answered: a human sees to that one.
    return (
        answered
        if rest is None
        else dataclasses.replace(
            rest,
            parts=(*answered.parts, *rest.parts),
            findings=(*answered.findings, *rest.findings),
            outcome=f"{answered.outcome} {rest.outcome}",
        )
    )


async def suggest(mail: Incoming, client: LocalClient) -> Handled | None:
    """Hand it over with the suggestion; None when the FAQ has nothing that suits."""
    return _advisor(mail) or _suggested(mail, [one.entry for one in await _search(mail, client)])


def _advisor(mail: Incoming) -> Handled | None:
    """Who follows the sender's companies, where that is asked; beside another question a human answers that one."""
    text = f"{mail.message.subject}\n{mail.message.new_text}"
    if mail.viewer.person_id is None or not asks_for_advisor(text):
        return None
    told = {one.advisor: one for one in reversed(mail.companies) if one.advisor}
    parts = tuple(
        AdvisorTold(one.legal_name, advisor.name, advisor.phone, advisor.email)
        for advisor, one in reversed(told.items())
    )
    if not parts:
        return None
    outcome = "Nom du conseiller communiqué."
    if all(asks_for_advisor(question) for question in questions_in("", mail.message.new_text)):
        return Handled(InboundStatus.ANSWERED, outcome, parts)
    return Handled(InboundStatus.HANDED_OVER, f"{outcome} Transmis au conseiller.", (*parts, HandedOver(perhaps=True)))


def is_sure(score: float, whole_score: float) -> bool:
    """Whether an article answers: how well it suits a question of the mail, and the whole mail, which it suits best."""
    return score >= SURE_SCORE and whole_score >= SURE_WHOLE_SCORE


async def _search(mail: Incoming, client: LocalClient) -> list[_Found]:
    """The articles that suit, the sure ones first. They are searched as the sender: no reserved answer is found."""
    subject, text = mail.message.subject, mail.message.new_text
    whole = await _best(whole_question(subject, text), mail, client)
    found: dict[str, _Found] = {}
    for question in questions_in(subject, text):
        hit = await _best(question, mail, client)
        if hit is None or "markdown" not in hit["entry"]["answer"]:
            continue
        slug = hit["entry"]["slug"]
        sure = is_sure(hit["score"], whole["score"]) if whole and whole["entry"]["slug"] == slug else False
        if sure or (hit["score"] >= LEAST_SCORE and slug not in found):
            found[slug] = _Found(hit["entry"], sure)
    return sorted(found.values(), key=lambda one: not one.sure)[:_MOST_ANSWERS]


async def _best(text: str, mail: Incoming, client: LocalClient) -> Mapping[str, Any] | None:
    if not text:
        return None
    hits = (await client.run(operation("search_faq"), {"text": text}, mail.viewer))["searchFaq"]
    best: Mapping[str, Any] | None = hits[0] if hits else None
    return best


def _suggested(mail: Incoming, entries: Sequence[Mapping[str, Any]]) -> Handled | None:
    if not entries:
        return None
    topic = bare_subject(mail.message.subject)[:120] or None if mail.proof.proven else None
    name = mail.viewer.display_name if mail.proof.proven else ""
    answers = (to_text(entry["answer"]["markdown"]) for entry in entries)
    return Handled(
        InboundStatus.HANDED_OVER,
        "Transmis au conseiller, avec une réponse proposée.",
        (HandedOver(topic),),
        tuple(("Question proche", entry["question"]) for entry in entries),
        suggestion="\n\n".join((f"Bonjour {name}," if name else "Bonjour,", *answers, "Bien à vous,")),
    )
