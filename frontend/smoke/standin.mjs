/** A small server for the smoke test alone: the built pages, canned answers to the real schema, the demo's sign-in. Loopback only. */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSchema, graphql, GraphQLError } from "graphql";
import { EXAMPLES, MAILS, NEW_MAIL, PEOPLE, viewerOf } from "./answers.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
};

/** Starts on a free port. `control` changes what the next poll sees; `mutations` counts what arrived. */
export async function startStandin() {
  const policies = JSON.parse(await readFile(join(ROOT, "csp.json"), "utf8"));
  const state = { mails: [...MAILS], mutations: 0, policies };
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error) => answer(response, 500, "text/plain", String(error)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    control: {
      empty: () => (state.mails = []),
      refill: () => (state.mails = [...MAILS]),
      receive: () => (state.mails = [NEW_MAIL, ...state.mails]),
      mutations: () => state.mutations,
    },
    close: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  };
}

async function handle(state, request, response) {
  const { pathname } = new URL(request.url, "http://standin");
  const route = `${request.method} ${pathname}`;
  if (route === "GET /demo/people.json") return json(response, 200, PEOPLE);
  if (route === "GET /graphql/examples.json") return json(response, 200, EXAMPLES);
  if (request.method === "POST" && !request.headers["x-centrale-client"]) {
    return json(response, 403, { errors: [{ message: "preflight header missing" }] });
  }
  if (route === "POST /demo/sign-in") {
    const { email } = await body(request);
    return json(response, 200, {}, { "set-cookie": `who=${encodeURIComponent(email)}; HttpOnly; SameSite=Lax; Path=/` });
  }
  if (route === "POST /demo/sign-out") {
    return json(response, 200, {}, { "set-cookie": "who=; Max-Age=0; Path=/" });
  }
  if (route === "POST /graphql") return runGraphQL(state, request, response);
  if (request.method === "GET" && pathname.startsWith("/app/")) return page(state, pathname.slice(5), response);
  return answer(response, 404, "text/plain", "not found");
}

const schema = buildSchema(await readFile(join(ROOT, "../schema/schema.graphql"), "utf8"));

async function runGraphQL(state, request, response) {
  const email = decodeURIComponent(/who=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "");
  const viewer = viewerOf(email);
  const { query, variables, operationName } = await body(request);
  const rootValue = {
    viewer,
    suppliers: () => ({ nodes: [{ id: "Supplier:1", name: "Papeterie Vermillon" }] }),
    inboundMails: () => {
      if (viewer.roles.includes("ADVISOR")) return { nodes: state.mails };
      throw new GraphQLError("Réservé aux conseillers.", { extensions: { code: "UNAUTHENTICATED" } });
    },
    requestSupplierAttachment: () => {
      state.mutations += 1;
      return { __typename: "SupplierAttachmentSent", supplierAttachment: { status: "SENT" } };
    },
  };
  const result = await graphql({ schema, source: query, variableValues: variables, operationName, rootValue });
  return json(response, 200, result, { "content-type": "application/graphql-response+json" });
}

async function page(state, name, response) {
  const path = normalize(join(DIST, name));
  if (!path.startsWith(DIST)) return answer(response, 404, "text/plain", "not found");
  const policy = state.policies[name.replace(/\.html$/, "")] ?? "default-src 'none'";
  const headers = name.endsWith(".html") ? { "content-security-policy": `${policy}; frame-ancestors 'none'` } : {};
  try {
    return answer(response, 200, TYPES[extname(path)] ?? "application/octet-stream", await readFile(path), headers);
  } catch {
    return answer(response, 404, "text/plain", "not found");
  }
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function json(response, status, value, headers = {}) {
  answer(response, status, "application/json", JSON.stringify(value), headers);
}

function answer(response, status, type, content, headers = {}) {
  response.writeHead(status, { "content-type": type, "x-content-type-options": "nosniff", ...headers });
  response.end(content);
}
