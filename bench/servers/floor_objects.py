"""The floor's statements as one would write them first: PostgreSQL's own JSON functions."""

from __future__ import annotations

from dataclasses import replace

from bench.servers.floor_sql import Statements, closed_gate, fastest, in_force, latest, page_of_suppliers

_COEFFICIENTS = """json_build_object('nodes', (SELECT coalesce(json_agg(json_build_object(
  'contractType', x.contract_type, 'qualification', x.qualification, 'value', x.value::text,
  'validFrom', x.valid_from)), '[]') FROM (SELECT * FROM coefficient f WHERE f.supplier_id = s.id
  ORDER BY f.contract_type, f.qualification, f.id LIMIT 12) x))"""
_AGENCIES = """json_build_object('nodes', (SELECT coalesce(json_agg(json_build_object(
  'id', 'Agency:' || x.id, 'name', x.name, 'phone', x.phone, 'email', x.email)), '[]')
  FROM (SELECT * FROM agency g WHERE g.supplier_id = s.id ORDER BY g.name, g.id LIMIT 3) x))"""
_CATEGORIES = """(SELECT coalesce(json_agg(json_build_object({}) ORDER BY c.code), '[]')
  FROM supplier_category p JOIN category c ON c.id = p.category_id WHERE p.supplier_id = s.id)"""
_NAMED = _CATEGORIES.format("'id', 'Category:' || c.id, 'name', c.name")
_TEASER = f"""'id', 'Supplier:' || s.id, 'code', s.code, 'name', s.name, 'summary', s.summary, 'categories', {_NAMED}"""
_GATE = f"'{closed_gate()}'::json"
_CLOSED = f"json_build_object({_TEASER}, 'terms', {_GATE}, 'agencies', {_GATE}, 'coefficients', {_GATE})"
_ATTACHMENT = f"""json_build_object('id', 'SupplierAttachment:' || a.id, 'status', a.status,
  'createdAt', to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'accountNumber', a.account_number, 'supplier', json_build_object('id', 'Supplier:' || s.id, 'name', s.name,
  'categories', {_CATEGORIES.format("'name', c.name")}, 'coefficients', {_COEFFICIENTS}))"""


def objects() -> Statements:
    """JSON by json_build_object and json_agg, of the first four."""
    return replace(
        fastest(),
        list=_list(_opened("$3")),
        public=_list(_CLOSED),
        one=f"""SELECT json_build_object('data', json_build_object('supplier', {_opened("$2")}))::text
          FROM supplier s WHERE s.code = $1""",
        dashboard=f"""SELECT json_build_object('data', json_build_object('viewer', json_build_object(
          'displayName', p.first_name || ' ' || p.last_name, 'members', (
            SELECT coalesce(json_agg(json_build_object('legalName', m.legal_name) ORDER BY m.sort_name, m.id), '[]')
            FROM member m JOIN affiliation l ON l.member_id = m.id WHERE l.person_id = p.id),
          'supplierAttachments', json_build_object('nodes', (
            SELECT coalesce(json_agg({_ATTACHMENT} ORDER BY a.id DESC), '[]')
            FROM ({latest("$")}) a JOIN supplier s ON s.id = a.supplier_id)))))::text
          FROM person p WHERE p.id = $1""",
    )


def _list(supplier: str) -> str:
    return f"""SELECT json_build_object('data', json_build_object('suppliers', json_build_object('nodes',
      coalesce(json_agg({supplier}), '[]'))))::text FROM ({page_of_suppliers("$")}) s"""


def _opened(day: str) -> str:
    terms = f"""coalesce((SELECT json_build_object('general', x.general, 'special', x.special) FROM supplier_terms x
      WHERE x.supplier_id = s.id AND {in_force(day)}), json_build_object('general', NULL, 'special', NULL))"""
    return (
        f"""json_build_object({_TEASER}, 'terms', {terms}, 'agencies', {_AGENCIES}, 'coefficients', {_COEFFICIENTS})"""
    )
