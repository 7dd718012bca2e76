/** The way to the server: one function for GraphQL, one for the demo's JSON routes, all on the same origin. */
import viewerDocument from "../operations/viewer.graphql?raw";

export interface GraphQLRequest {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

export interface GraphQLProblem {
  message: string;
  extensions?: { code?: string };
}

export interface GraphQLAnswer<T = Record<string, unknown>> {
  data?: T | null;
  errors?: GraphQLProblem[];
  extensions?: Record<string, unknown>;
}

export interface Viewer {
  /** Empty for the public. */
  displayName: string;
  roles: readonly string[];
  /** The signed-in person; null for the public. */
  person: { email: string } | null;
  /** The companies that they act for, with their status: `PROSPECT`, `MEMBER` or `FORMER`. */
  members: readonly { legalName: string; status: string }[];
}

// Which page is asking, as its <html data-client="…"> says.
const CLIENT = document.documentElement.dataset.client ?? "web";

/** Posts JSON with the header that a foreign site can't send without a preflight (the server refuses without it). */
export function postJson(path: string, body: unknown, accept = "application/json"): Promise<Response> {
  return fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      accept,
      "content-type": "application/json",
      "x-centrale-client": CLIENT,
    },
    body: JSON.stringify(body),
  });
}

/** Sends a GraphQL request. Throws when no GraphQL answer comes back; GraphQL errors are part of the answer. */
export async function sendGraphQL<T = Record<string, unknown>>(request: GraphQLRequest): Promise<GraphQLAnswer<T>> {
  const response = await postJson(
    "/graphql",
    request,
    "application/graphql-response+json, application/json;q=0.9",
  );
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) throw new Error(`Le serveur a répondu ${response.status} ${response.statusText}`.trim());
  return (await response.json()) as GraphQLAnswer<T>;
}

/** Who is asking; the public is a viewer too. */
export async function fetchViewer(): Promise<Viewer> {
  const { data, errors } = await sendGraphQL<{ viewer: Viewer }>({ query: viewerDocument });
  if (!data) throw new Error(errors?.[0]?.message ?? "Réponse vide du serveur.");
  return data.viewer;
}
