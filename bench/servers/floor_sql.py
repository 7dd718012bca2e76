"""The floor's statements, written by hand: one for each operation, its text is the whole answer.

`fastest` is the best that was found on each database; `floor_objects` is what one would write first on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass

from access.policy import DENIAL_MESSAGES, Role
from bench.servers.floor_desk import home, queue
from bench.servers.floor_words import Members, Postgres, Sqlite, Words, maybe, plain, raw, text
from errors import ErrorCode

_CATEGORIES = """FROM supplier_category p JOIN category c ON c.id = p.category_id
  WHERE p.supplier_id = s.id ORDER BY c.code"""
_AGENCIES = "SELECT * FROM agency g WHERE g.supplier_id = s.id ORDER BY g.name, g.id LIMIT 3"
_COEFFICIENTS = """SELECT * FROM coefficient f WHERE f.supplier_id = s.id
  ORDER BY f.contract_type, f.qualification, f.id LIMIT 12"""
_COMPANIES = """SELECT m.legal_name FROM member m JOIN affiliation l ON l.member_id = m.id
  WHERE l.person_id = p.id ORDER BY m.sort_name, m.id"""


def closed_gate() -> str:
    """What stands for content that the public may not read."""
    return f'{{"code":"{ErrorCode.UNAUTHENTICATED}","message":"{DENIAL_MESSAGES[Role.MEMBER]}"}}'


def page_of_suppliers(mark: str) -> str:
    """Fifty suppliers behind a name and an id."""
    return f"""SELECT * FROM supplier WHERE (sort_name, id) > ({mark}1, {mark}2) ORDER BY sort_name, id LIMIT 50"""


def latest(mark: str) -> str:
    """The twenty latest attachments of a person's companies."""
    return f"""SELECT * FROM supplier_attachment WHERE member_id IN (
      SELECT member_id FROM affiliation WHERE person_id = {mark}1) ORDER BY id DESC LIMIT 20"""


@dataclass(frozen=True)
class Statements:
    """`list` takes a name, an id and today, `public` (its gates closed) a name and an id, `one` a code and today.

    The others take a person's id.
    """

    list: str
    public: str
    one: str
    dashboard: str
    home: str
    queue: str


def fastest(*, sqlite: bool = False) -> Statements:
    """The fastest statements known for a database."""
    words: Words = Sqlite() if sqlite else Postgres()
    return Statements(
        list=_list(words, _supplier(words, f"{words.mark}3")),
        public=_list(words, _teaser(words)),
        one=words.answer(
            {"supplier": raw(words.object(_supplier(words, f"{words.mark}2")))},
            f"supplier s WHERE s.code = {words.mark}1",
        ),
        dashboard=_dashboard(words),
        home=home(words),
        queue=queue(words),
    )


def _list(words: Words, supplier: Members) -> str:
    page = words.array(supplier, page_of_suppliers(words.mark), "s")
    return words.answer({"suppliers": raw(words.object({"nodes": raw(page)}))})


def _shown_to_all(words: Words) -> Members:
    named = {"id": plain("'Category:' || x.id"), "name": text("x.name")}
    return {
        "id": plain("'Supplier:' || s.id"),
        "code": text("s.code"),
        "name": text("s.name"),
        "summary": text("s.summary"),
        "categories": raw(words.array(named, f"SELECT c.id, c.name {_CATEGORIES}")),
    }


def in_force(day: str) -> str:
    """The condition that a period includes a day."""
    return f"x.valid_from <= {day} AND (x.valid_to IS NULL OR x.valid_to >= {day})"


def _supplier(words: Words, day: str) -> Members:
    terms = {"general": maybe("x.general"), "special": maybe("x.special")}
    nothing = words.constant('{"general":null,"special":null}')
    contact = {"phone": maybe("x.phone"), "email": maybe("x.email")}
    agencies = words.array({"id": plain("'Agency:' || x.id"), "name": text("x.name"), **contact}, _AGENCIES)
    return {
        **_shown_to_all(words),
        "terms": raw(words.one(terms, f"supplier_terms x WHERE x.supplier_id = s.id AND {in_force(day)}", nothing)),
        "agencies": raw(words.object({"nodes": raw(agencies)})),
        "coefficients": raw(words.object({"nodes": raw(_coefficients(words))})),
    }


def _teaser(words: Words) -> Members:
    gate = raw(words.constant(closed_gate()))
    return {**_shown_to_all(words), "terms": gate, "agencies": gate, "coefficients": gate}


def _coefficients(words: Words) -> str:
    members = {
        "contractType": plain("x.contract_type"),
        "qualification": text("x.qualification"),
        "value": plain(words.decimal("x.value")),
        "validFrom": plain("x.valid_from"),
    }
    return words.array(members, _COEFFICIENTS)


def _dashboard(words: Words) -> str:
    names = words.array({"name": text("x.name")}, f"SELECT c.name {_CATEGORIES}")
    supplier = {
        "id": plain("'Supplier:' || s.id"),
        "name": text("s.name"),
        "categories": raw(names),
        "coefficients": raw(words.object({"nodes": raw(_coefficients(words))})),
    }
    attachment = {
        "id": plain("'SupplierAttachment:' || a.id"),
        "status": plain("a.status"),
        "createdAt": plain(words.moment("a.created_at")),
        "accountNumber": maybe("a.account_number"),
        "supplier": raw(words.one(supplier, "supplier s WHERE s.id = a.supplier_id")),
    }
    viewer = {
        "displayName": text("p.first_name || ' ' || p.last_name"),
        "members": raw(words.array({"legalName": text("x.legal_name")}, _COMPANIES)),
        "supplierAttachments": raw(words.object({"nodes": raw(words.array(attachment, latest(words.mark), "a"))})),
    }
    return words.answer({"viewer": raw(words.object(viewer))}, f"person p WHERE p.id = {words.mark}1")
