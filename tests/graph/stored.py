"""Every operation that the project itself sends, with variables and the viewer that it is for."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import OperationDefinitionNode, OperationType, parse

from access.policy import Role
from schema.examples import load_examples

_ROOT = Path(__file__).parents[2]
_FOLDERS = ("mailbot/operations", "web/operations", "frontend/src/operations")
# Who of `viewers_of` sends the operations of the mailbot, the web pages and the front end.
_SENDERS = {
    "agencies_near": "member",
    "categories": "anonymous",
    "category_suppliers": "anonymous",
    "supplier_sheet": "member",
    "car_rentals": "anonymous",
    "company_places": "anonymous",
    "qualifications": "anonymous",
    "sender_details": "member",
    "service_hours": "anonymous",
    "staffing_cost": "anonymous",
    "staffing_formula": "anonymous",
    "temp_agencies": "anonymous",
    "faq_entry": "anonymous",
    "directory": "anonymous",
    "letter_of_attachment": "advisor",
    "search_faq": "anonymous",
    "sender": "member",
    "stand_ins": "member",
    "attestation": "anonymous",
    "decision": "supplier_0",
    "mailroom": "advisor",
    "open_audits": "member",
    "password_link": "anonymous",
    "invitation_link": "anonymous",
    "email_link": "anonymous",
    "mail_to_confirm": "anonymous",
    "digest_link": "anonymous",
    "account": "member",
    "calendar": "member",
    "viewer": "member",
}
_VARIABLES: dict[str, dict[str, Any]] = {
    "agencies_near": {"input": {"postcode": "35000"}},
    "category_suppliers": {"category": "Category:1", "first": 5},
    "supplier_sheet": {"id": "Supplier:1"},
    "staffing_cost": {"input": {"qualification": "Cariste", "hours": "151.67"}},
    "faq_entry": {"slug": "numero-adherent"},
    "search_faq": {"text": "numéro d’adhérent"},
    "letter_of_attachment": {"id": "SupplierAttachment:1"},
    "calendar": {"id": "Member:1"},
    "password_link": {"token": "no such link"},
    "invitation_link": {"token": "no such link"},
    "email_link": {"token": "no such link"},
    "mail_to_confirm": {"token": "no such link"},
    "digest_link": {"token": "no such link"},
    "attestation": {"token": "1-abcdefghijklmnopqrstuvwxyz"},
    "decision": {"id": "SupplierAttachment:1"},
}
_OF_ROLE = {
    Role.ANYONE: "anonymous",
    Role.SIGNED_IN: "prospect",
    Role.MEMBER: "member",
    Role.SUPPLIER_ACCESS: "supplier_key",
    Role.ADVISOR: "advisor",
    Role.ADMIN: "admin",
}


@dataclass(frozen=True)
class Stored:
    """One operation, and as whom to send it."""

    name: str
    document: str
    variables: dict[str, Any]
    viewer: str


@functools.cache
def stored_queries() -> tuple[Stored, ...]:
    """All that are queries."""
    found = [Stored(one.slug, one.document, one.variables, _OF_ROLE[one.role]) for one in load_examples()]
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).glob("*.graphql")):
            name, text = path.stem, path.read_text("utf-8")
            if _is_query(text):
                found.append(Stored(name, text, _VARIABLES.get(name, {}), _SENDERS[name]))
    return tuple(one for one in found if _is_query(one.document))


def _is_query(text: str) -> bool:
    operations = [node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)]
    return all(node.operation is OperationType.QUERY for node in operations)


def python_documents() -> dict[str, str]:
    """Documents written in Python code, by file: there should be none that this list doesn't know of."""
    found = {}
    for folder in ("mailbot", "web", "letters", "workflows", "jobs", "imports"):
        for path in (_ROOT / folder).rglob("*.py"):
            for text in re.findall(r'"""\s*((?:query|\{)\s.*?)"""', path.read_text("utf-8"), re.DOTALL):
                found[str(path.relative_to(_ROOT))] = text
    return found
