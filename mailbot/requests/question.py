"""A question that the FAQ answers: a human still answers it, and finds the answer written already."""

from __future__ import annotations

from typing import Any

from letters.parts import HandedOver
from mailbot.incoming import Handled, Incoming
from mailbot.message.html import html_to_text
from mailbot.operations import operation
from mailbot.understanding.question import questions_in
from models.mail import InboundStatus
from schema.client import LocalClient

# From here on a hit is likely to be what was asked: docs/understanding.md has the figures.
LEAST_SCORE = 0.4
_MOST_ANSWERS = 2


async def suggest(mail: Incoming, client: LocalClient) -> Handled | None:
    """Hand it over with the suggestion; None when the FAQ has nothing that suits. It is searched as the sender."""
    found: dict[str, Any] = {}
    for question in questions_in(mail.message.subject, mail.message.new_text):
        data = await client.run(operation("search_faq"), {"text": question}, mail.viewer)
        for hit in data["searchFaq"][:1]:
            if hit["score"] >= LEAST_SCORE and "html" in hit["entry"]["answer"]:
                found.setdefault(hit["entry"]["slug"], hit["entry"])
    if not found:
        return None
    entries = list(found.values())[:_MOST_ANSWERS]
    topic = mail.message.subject.strip()[:120] or None if mail.proof.proven else None
    return Handled(
        InboundStatus.HANDED_OVER,
        "Transmis au conseiller, avec une réponse proposée.",
        (HandedOver(topic),),
        tuple(("Question proche", entry["question"]) for entry in entries),
        suggestion=_suggested(mail, [html_to_text(entry["answer"]["html"]) for entry in entries]),
    )


def _suggested(mail: Incoming, answers: list[str]) -> str:
    name = mail.viewer.display_name if mail.proof.proven else ""
    greeting = f"Bonjour {name}," if name else "Bonjour,"
    return "\n\n".join((greeting, *(answer.strip() for answer in answers), "Bien à vous,"))
