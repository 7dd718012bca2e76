"""The floor's statements, written by hand: one for each operation, its text is the whole answer.

`fastest` is the best that was found on each database: on PostgreSQL text put together by `||`, on SQLite, where that
copies too much, json_object for the rows of lists. `floor_objects` is what one would write first on PostgreSQL.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from access.policy import DENIAL_MESSAGES, Role
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
    """`list` and `public` (its gates closed) take a name and an id, `one` a code, `dashboard` a person's id."""

    list: str
    public: str
    one: str
    dashboard: str


class _Words(ABC):
    """What the two databases call the same things. A list's rows are named `x`."""

    mark: str
    gather: str
    moment: str

    @abstractmethod
    def text(self, name: str) -> str:
        """A text, never NULL, as JSON."""

    @abstractmethod
    def maybe(self, name: str) -> str:
        """A text or NULL as JSON."""

    @abstractmethod
    def categories(self) -> str:
        """A JSON array of ids and names."""

    @abstractmethod
    def category_names(self) -> str:
        """A JSON array of names."""

    @abstractmethod
    def agencies(self) -> str:
        """A JSON array."""

    @abstractmethod
    def coefficients(self) -> str:
        """A JSON array."""

    @abstractmethod
    def companies(self) -> str:
        """A JSON array."""


class _Postgres(_Words):
    mark, gather = "$", "string_agg"
    moment = """to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

    def text(self, name: str) -> str:
        return f"to_json({name})"

    def maybe(self, name: str) -> str:
        return f"coalesce(to_json({name})::text, 'null')"

    def categories(self) -> str:
        return self._listed(
            """'{"id":"Category:' || x.id || '","name":' || to_json(x.name) || '}'""",
            f"SELECT c.id, c.name {_CATEGORIES}",
        )

    def category_names(self) -> str:
        return self._listed("""'{"name":' || to_json(x.name) || '}'""", f"SELECT c.name {_CATEGORIES}")

    def agencies(self) -> str:
        body = f"""'{{"id":"Agency:' || x.id || '","name":' || to_json(x.name) || ',"phone":' || {self.maybe("x.phone")}
          || ',"email":' || {self.maybe("x.email")} || '}}'"""
        return self._listed(body, _AGENCIES)

    def coefficients(self) -> str:
        body = """'{"contractType":"' || x.contract_type || '","qualification":' || to_json(x.qualification)
          || ',"value":"' || x.value || '","validFrom":"' || x.valid_from || '"}'"""
        return self._listed(body, _COEFFICIENTS)

    def companies(self) -> str:
        return self._listed("""'{"legalName":' || to_json(x.legal_name) || '}'""", _COMPANIES)

    def _listed(self, body: str, rows: str) -> str:
        return f"'[' || coalesce((SELECT string_agg({body}, ',') FROM ({rows}) x), '') || ']'"


class _Sqlite(_Words):
    mark, gather = "?", "group_concat"
    moment = "substr(a.created_at, 1, 10) || 'T' || substr(a.created_at, 12, 8) || 'Z'"

    def text(self, name: str) -> str:
        return f"json_quote({name})"

    def maybe(self, name: str) -> str:
        return f"json_quote({name})"

    def categories(self) -> str:
        return self._listed("'id', 'Category:' || x.id, 'name', x.name", f"SELECT c.id, c.name {_CATEGORIES}")

    def category_names(self) -> str:
        return self._listed("'name', x.name", f"SELECT c.name {_CATEGORIES}")

    def agencies(self) -> str:
        return self._listed("'id', 'Agency:' || x.id, 'name', x.name, 'phone', x.phone, 'email', x.email", _AGENCIES)

    def coefficients(self) -> str:
        body = """'contractType', x.contract_type, 'qualification', x.qualification, 'value', printf('%.4f', x.value),
          'validFrom', x.valid_from"""
        return self._listed(body, _COEFFICIENTS)

    def companies(self) -> str:
        return self._listed("'legalName', x.legal_name", _COMPANIES)

    def _listed(self, members: str, rows: str) -> str:
        return f"(SELECT json_group_array(json_object({members})) FROM ({rows}) x)"


def fastest(*, sqlite: bool = False) -> Statements:
    """The fastest statements known for a database."""
    words: _Words = _Sqlite() if sqlite else _Postgres()
    mark, page = words.mark, page_of_suppliers(words.mark)
    opened = _supplier(words)
    attachments = f"""SELECT {words.gather}({_attachment(words)}, ',')
      FROM ({latest(mark)}) a JOIN supplier s ON s.id = a.supplier_id"""
    return Statements(
        list=_rows_of(words, opened, page),
        public=_rows_of(words, _teaser(words), page),
        one=f"""SELECT '{{"data":{{"supplier":' || {opened} || '}}}}' FROM supplier s WHERE s.code = {mark}1""",
        dashboard=f"""SELECT '{{"data":{{"viewer":{{"displayName":'
          || {words.text("p.first_name || ' ' || p.last_name")} || ',"members":' || {words.companies()}
          || ',"supplierAttachments":{{"nodes":[' || coalesce(({attachments}), '') || ']}}}}}}}}'
          FROM person p WHERE p.id = {mark}1""",
    )


def _rows_of(words: _Words, body: str, page: str) -> str:
    gathered = f"coalesce({words.gather}({body}, ','), '')"
    return f"""SELECT '{{"data":{{"suppliers":{{"nodes":[' || {gathered} || ']}}}}}}' FROM ({page}) s"""


def _shown_to_all(words: _Words) -> str:
    return f"""'{{"id":"Supplier:' || s.id || '","code":' || {words.text("s.code")}
      || ',"name":' || {words.text("s.name")} || ',"summary":' || {words.text("s.summary")}
      || ',"categories":' || {words.categories()}"""


def _supplier(words: _Words) -> str:
    return f"""{_shown_to_all(words)} || ',"terms":{{"general":' || {words.maybe("s.terms")}
      || ',"special":' || {words.maybe("s.special_terms")} || '}},"agencies":{{"nodes":' || {words.agencies()}
      || '}},"coefficients":{{"nodes":' || {words.coefficients()} || '}}}}'"""


def _teaser(words: _Words) -> str:
    gate = closed_gate()
    return f"""{_shown_to_all(words)} || ',"terms":{gate},"agencies":{gate},"coefficients":{gate}}}'"""


def _attachment(words: _Words) -> str:
    return f"""'{{"id":"SupplierAttachment:' || a.id || '","status":"' || a.status || '","createdAt":"'
      || {words.moment} || '","accountNumber":' || {words.maybe("a.account_number")}
      || ',"supplier":{{"id":"Supplier:' || s.id || '","name":' || {words.text("s.name")}
      || ',"categories":' || {words.category_names()}
      || ',"coefficients":{{"nodes":' || {words.coefficients()} || '}}}}}}'"""
