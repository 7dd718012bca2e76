"""What lies on the advisors' desks: conversations, most of them settled, some of which wait for their advisor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from bench import dataset
from bench.dataset import Table, advisors, ids, moment

# Of each company's one conversation: every so many waits for the group, and every so many of these in the pool.
WAITING_EVERY, POOL_EVERY, UNREAD_EVERY = 10, 7, 3
MESSAGES = 3
_ANSWER = "Bonjour,\n\nVotre demande est transmise au fournisseur n° {}. « Sans frais » : rien à payer.\n\nCordialement"
_ASKED = "Bonjour,\n\nNous souhaitons rattacher notre compte n° C-{0:06} au tarif du groupe.\n\nClaire Éclair-{0}"


def tables() -> Iterator[Table]:
    """Name, columns and rows of each table, in the order in which they may be written."""
    yield "mailbox", ("id", "name"), ((1, "INBOX"),)
    columns: tuple[str, ...] = (
        "id", "subject", "member_id", "person_id", "advisor_id", "status", "waiting_for", "waiting_since",
        "waiting_order", "last_message_order", "last_message_at", "unread_by_group", "created_at",
    )  # fmt: skip
    yield "conversation", columns, _conversations()
    columns = (
        "id", "mailbox_id", "uidvalidity", "uid", "sha256", "size", "received_at", "status", "sender_proof",
        "understanding", "outcome", "person_id", "member_id", "conversation_id",
    )  # fmt: skip
    yield "inbound_mail", columns, _mails()
    columns = (
        "id", "conversation_id", "direction", "channel", "author_id", "author_label", "text", "at",
        "inbound_mail_id", "suggestion",
    )  # fmt: skip
    yield "conversation_message", columns, _messages()


def _waits(conversation: int) -> bool:
    return conversation % WAITING_EVERY == 0


def _advisor(conversation: int) -> int | None:
    """Whose it is; None is the pool."""
    turn = conversation // WAITING_EVERY
    return None if _waits(conversation) and turn % POOL_EVERY == 0 else advisors()[turn % dataset.ADVISORS]


def _conversations() -> Iterator[tuple[Any, ...]]:
    for n in ids(dataset.MEMBERS):
        waits, last = _waits(n), n * MESSAGES
        yield (
            n, f"Rattachement de « Boulangerie n° {n} »", n, n, _advisor(n), "OPEN" if waits else "CLOSED",
            "GROUP" if waits else "NOBODY", moment(n) if waits else None, last if waits else 0, last, moment(n),
            waits and n // WAITING_EVERY % UNREAD_EVERY == 0, moment(n),
        )  # fmt: skip


def _mails() -> Iterator[tuple[Any, ...]]:
    for n in ids(dataset.MEMBERS):
        findings = {"Demande": "rattachement", "Fournisseur": f"n° {n}", "Compte": f"C-{n:06}", "Langue": "français"}
        understood = json.dumps([{"label": label, "value": value} for label, value in findings.items()])
        digest = hashlib.sha256(str(n).encode()).hexdigest()
        yield (
            n, 1, 1, n, digest, 4_000, moment(n), "HANDED_OVER" if _waits(n) else "ANSWERED", "dkim", understood,
            "Transmis au conseiller", n, n, n,
        )  # fmt: skip


def _messages() -> Iterator[tuple[Any, ...]]:
    for n in ids(dataset.MEMBERS):
        key, claire = n * MESSAGES, f"Claire Éclair-{n}"
        yield key - 2, n, "IN", "FORM", n, claire, _ASKED.format(n), moment(n), None, None
        yield key - 1, n, "OUT", "MAIL", _advisor(n), "Aïcha Conseil", _ANSWER.format(n), moment(n + 1), None, None
        yield key, n, "IN", "MAIL", n, claire, _ASKED.format(n), moment(n + 2), n, _ANSWER.format(n)
