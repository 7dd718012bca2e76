/**
 * The GraphQL-over-HTTP audits of the npm package graphql-http against a running server; prints them as JSON.
 *
 *   node tests/clients/audit.mjs http://127.0.0.1:8000/graphql
 */
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const shown = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify(shown, null, 1));
