// Reading rows: named statements, so that PostgreSQL plans each once, and a batching loader for each relation.
import { createHash } from 'node:crypto'
import DataLoader from 'dataloader'
import pg from 'pg'

pg.types.setTypeParser(pg.types.builtins.DATE, text => text)
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows

const SUPPLIER = `SELECT id AS key, 'Supplier:' || id AS id, code, name, summary FROM supplier`
const RELATIONS = {
  categories: `SELECT p.supplier_id AS parent, 'Category:' || c.id AS id, c.name FROM supplier_category p
    JOIN category c ON c.id = p.category_id WHERE p.supplier_id = ANY($1::int[]) ORDER BY c.code`,
  agencies: `SELECT supplier_id AS parent, 'Agency:' || id AS id, name, phone, email FROM agency g
    WHERE supplier_id = ANY($1::int[]) ORDER BY g.name, g.id`,
  coefficients: `SELECT supplier_id AS parent, contract_type AS "contractType", qualification, value,
    valid_from AS "validFrom" FROM coefficient f WHERE supplier_id = ANY($1::int[])
    ORDER BY f.contract_type, f.qualification, f.id`
}

const TERMS = `SELECT supplier_id AS parent, general, special FROM supplier_terms WHERE supplier_id = ANY($1::int[])
  AND valid_from <= (now() AT TIME ZONE 'Europe/Paris')::date
  AND (valid_to IS NULL OR valid_to >= (now() AT TIME ZONE 'Europe/Paris')::date)`
const NO_TERMS = { general: null, special: null }

const children = name => async parents => {
  const found = new Map(parents.map(parent => [parent, []]))
  for (const row of await rows(name, RELATIONS[name], [parents])) found.get(row.parent).push(row)
  return parents.map(parent => found.get(parent))
}

const suppliers = async keys => {
  const found = await rows('suppliers', `${SUPPLIER} WHERE id = ANY($1::int[])`, [keys])
  const byKey = new Map(found.map(row => [row.key, row]))
  return keys.map(key => byKey.get(key))
}

const terms = async parents => {
  const found = new Map((await rows('terms', TERMS, [parents])).map(row => [row.parent, row]))
  return parents.map(parent => found.get(parent) ?? NO_TERMS)
}

export const loaders = () => ({
  supplier: new DataLoader(suppliers),
  terms: new DataLoader(terms),
  ...Object.fromEntries(Object.keys(RELATIONS).map(name => [name, new DataLoader(children(name))]))
})

export const pageOfSuppliers = (first, after) => {
  const [name, key] = after === null || after === undefined ? ['', 0] : JSON.parse(after)
  const text = `${SUPPLIER} s WHERE (sort_name, s.id) > ($1, $2) ORDER BY sort_name, s.id LIMIT $3`
  return rows('page', text, [name, key, first])
}

export const supplierByCode = async code =>
  (await rows('byCode', `${SUPPLIER} WHERE code = $1`, [code]))[0] ?? null

export const latestAttachments = (members, first) =>
  rows('latest', `SELECT 'SupplierAttachment:' || id AS id, status, account_number AS "accountNumber", supplier_id,
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "createdAt" FROM supplier_attachment a
    WHERE member_id = ANY($1::int[]) ORDER BY a.id DESC LIMIT $2`, [members, first])

// Who holds this token, in one statement.
export const viewerOf = async token => {
  const found = await rows('viewer', `SELECT p.first_name || ' ' || p.last_name AS name, m.id, m.status,
      m.legal_name AS "legalName" FROM session s JOIN person p ON p.id = s.person_id
      JOIN affiliation l ON l.person_id = p.id JOIN member m ON m.id = l.member_id
    WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND p.active
    ORDER BY m.sort_name, m.id`, [createHash('sha256').update(token).digest('hex')])
  if (found.length === 0) return null
  return {
    displayName: found[0].name,
    members: found,
    keys: found.map(row => row.id),
    active: found.some(row => row.status === 'MEMBER')
  }
}
