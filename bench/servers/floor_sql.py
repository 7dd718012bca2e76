"""The floor's statements, written by hand: one for each operation, its text is the whole answer.

`concatenation` is the fastest found on both databases; `objects` is what one would write first on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass

from access.policy import DENIAL_MESSAGES, Role
from errors import ErrorCode

_CATEGORIES = """FROM supplier_category p JOIN category c ON c.id = p.category_id
  WHERE p.supplier_id = s.id ORDER BY c.code"""


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
    """`list` and `public` (its gates closed) take a name and an id, `one` a code, `dashboard` a person's id."""

    list: str
    public: str
    one: str
    dashboard: str


class _Words:
    """What the two databases call the same things; `s`, `g`, `f`, `a` are our rows."""

    def __init__(self, sqlite: bool) -> None:
        self.mark = "?" if sqlite else "$"
        self.sqlite = sqlite
        self.gather = "group_concat" if sqlite else "string_agg"

    def text(self, name: str) -> str:
        """A text as JSON."""
        return f"json_quote({name})" if self.sqlite else f"to_json({name})"

    def factor(self, name: str) -> str:
        """A coefficient with its four decimals."""
        return f"printf('%.4f', {name})" if self.sqlite else name

    def moment(self, name: str) -> str:
        """A date and time as RFC 3339."""
        if self.sqlite:
            return f"substr({name}, 1, 10) || 'T' || substr({name}, 12, 8) || 'Z'"
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

    def listed(self, body: str, rows: str) -> str:
        """A JSON array."""
        return f"'[' || coalesce((SELECT {self.gather}({body}, ',') FROM ({rows}) x), '') || ']'"


def concatenation(*, sqlite: bool = False) -> Statements:
    """JSON as text, piece by piece."""
    words = _Words(sqlite)
    text = words.text
    coefficients = words.listed(
        f"""'{{"contractType":"' || x.contract_type || '","qualification":' || {text("x.qualification")}
          || ',"value":"' || {words.factor("x.value")} || '","validFrom":"' || x.valid_from || '"}}'""",
        """SELECT * FROM coefficient f WHERE f.supplier_id = s.id
           ORDER BY f.contract_type, f.qualification, f.id LIMIT 12""",
    )
    agencies = words.listed(
        f"""'{{"id":"Agency:' || x.id || '","name":' || {text("x.name")}
          || ',"phone":' || coalesce({text("x.phone")}{"" if sqlite else "::text"}, 'null')
          || ',"email":' || coalesce({text("x.email")}{"" if sqlite else "::text"}, 'null') || '}}'""",
        "SELECT * FROM agency g WHERE g.supplier_id = s.id ORDER BY g.name, g.id LIMIT 3",
    )
    named = words.listed(f"""'{{"id":"Category:' || x.id || '","name":' || {text("x.name")} || '}}'""",
                         f"SELECT c.id, c.name {_CATEGORIES}")  # fmt: skip
    teaser = f"""'{{"id":"Supplier:' || s.id || '","code":' || {text("s.code")} || ',"name":' || {text("s.name")}
      || ',"summary":' || {text("s.summary")} || ',"categories":' || {named}"""
    cast = "" if sqlite else "::text"
    opened = f"""{teaser} || ',"terms":{{"general":' || coalesce({text("s.terms")}{cast}, 'null')
      || ',"special":' || coalesce({text("s.special_terms")}{cast}, 'null') || '}},"agencies":{{"nodes":' || {agencies}
      || '}},"coefficients":{{"nodes":' || {coefficients} || '}}}}'"""
    gate = closed_gate()
    closed = f"""{teaser} || ',"terms":{gate},"agencies":{gate},"coefficients":{gate}}}'"""
    page = page_of_suppliers(words.mark)
    name_alone = f"""'{{"name":' || {text("x.name")} || '}}'"""
    attachment = f"""'{{"id":"SupplierAttachment:' || a.id || '","status":"' || a.status || '","createdAt":"'
      || {words.moment("a.created_at")} || '","accountNumber":' || coalesce({text("a.account_number")}{cast}, 'null')
      || ',"supplier":{{"id":"Supplier:' || s.id || '","name":' || {text("s.name")} || ',"categories":'
      || {words.listed(name_alone, f"SELECT c.name {_CATEGORIES}")}
      || ',"coefficients":{{"nodes":' || {coefficients} || '}}}}}}'"""
    companies = words.listed(
        f"""'{{"legalName":' || {text("x.legal_name")} || '}}'""",
        """SELECT m.legal_name FROM member m JOIN affiliation l ON l.member_id = m.id WHERE l.person_id = p.id
           ORDER BY m.sort_name, m.id""",
    )
    return Statements(
        list=_rows_of(words, opened, page),
        public=_rows_of(words, closed, page),
        one=f"""SELECT '{{"data":{{"supplier":' || {opened} || '}}}}' FROM supplier s WHERE s.code = {words.mark}1""",
        dashboard=f"""SELECT '{{"data":{{"viewer":{{"displayName":' || {text("p.first_name || ' ' || p.last_name")}
          || ',"members":' || {companies} || ',"supplierAttachments":{{"nodes":[' || coalesce((
          SELECT {words.gather}({attachment}, ',') FROM ({latest(words.mark)}) a
          JOIN supplier s ON s.id = a.supplier_id), '') || ']}}}}}}}}' FROM person p WHERE p.id = {words.mark}1""",
    )


def _rows_of(words: _Words, body: str, page: str) -> str:
    gathered = f"coalesce({words.gather}({body}, ','), '')"
    return f"""SELECT '{{"data":{{"suppliers":{{"nodes":[' || {gathered} || ']}}}}}}' FROM ({page}) s"""
