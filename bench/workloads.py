"""What is asked: documents, and many different requests of each, so that no two neighbours are the same."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.dataset import BUSY_EVERY, MEMBERS, SUPPLIERS, advisors, cursors, supplier_code, token_of
from schema.examples import load_examples

_QUERIES = Path(__file__).parent / "queries"
PAGE = 50
REQUESTS = 128
# A member's first page is the example that GraphiQL offers.
HOME = "TableauDeBordAdherent"
OPERATIONS = ("List", "One", "Dashboard", HOME, "Queue")


@dataclass(frozen=True)
class Ask:
    """One HTTP request."""

    operation: str
    variables: dict[str, Any]
    person: int | None

    @property
    def headers(self) -> dict[str, str]:
        """A program's: JSON, and the session as a bearer token."""
        signed = {} if self.person is None else {"Authorization": f"Bearer {token_of(self.person)}"}
        return {"Content-Type": "application/json", **signed}

    @property
    def body(self) -> bytes:
        """The body of the POST."""
        shown = {"query": document(self.operation), "operationName": self.operation, "variables": self.variables}
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def document(operation: str) -> str:
    """The text of an operation with the fragment that it uses."""
    if operation == HOME:
        return next(one.document for one in load_examples() if one.slug == "tableau-de-bord-adherent")
    text = (_QUERIES / f"{operation.lower()}.graphql").read_text("utf-8")
    if "...Content" in text:
        text += "\n" + (_QUERIES / "content.graphql").read_text("utf-8")
    return text


def operation_of(workload: str) -> str:
    """The operation that a workload asks for."""
    return HOME if workload == "home" else "List" if workload == "public" else workload.title()


def asks(workload: str) -> list[Ask]:
    """The requests of a workload, always the same ones."""
    chance = random.Random(workload)
    return [_ask(workload, chance) for _ in range(REQUESTS)]


def _ask(workload: str, chance: random.Random) -> Ask:
    busy = chance.randrange(BUSY_EVERY, MEMBERS, BUSY_EVERY)
    if workload == "one":
        return Ask("One", {"code": supplier_code(chance.randint(1, SUPPLIERS))}, busy)
    if workload in ("dashboard", "home"):
        return Ask(operation_of(workload), {}, busy)
    if workload == "queue":
        return Ask("Queue", {}, chance.choice(advisors()))
    return Ask("List", {"after": chance.choice(_CURSORS)}, busy if workload == "list" else None)


_CURSORS = cursors(PAGE)
WORKLOADS = {
    "list": "a page of 50 suppliers with categories, terms, 3 agencies and 12 coefficients each, as a member",
    "one": "one supplier with the same, by its code, as a member",
    "dashboard": "a signed-in member's 20 latest attachments, each with its supplier's categories and 12 coefficients",
    "home": "a member's first page: companies, advisors, checks, 5 audits, 10 attachments, 10 conversations",
    "queue": "an advisor's queue: five counts, 30 conversations, 3 messages each, what was understood, the answer",
    "public": "the page of 50 suppliers as the public sees it: every gate closed, the same for everybody",
}
