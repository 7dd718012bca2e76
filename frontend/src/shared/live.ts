/** Subscriptions over graphql-transport-ws, on the address of the API; the session's cookie says who asks. */
import { createClient, type Client } from "graphql-ws";
import type { GraphQLAnswer, GraphQLProblem, GraphQLRequest } from "./api.ts";

export interface LiveListener {
  next: (answer: GraphQLAnswer) => void;
  /** It ended: the server refused it, or the connection is lost for good. */
  failed: (problems: readonly GraphQLProblem[]) => void;
  /** The server says that nothing more will come. */
  completed?: () => void;
  /** The connection broke and is being made again; the subscription begins anew with it. */
  interrupted?: () => void;
}

interface LiveOptions {
  /** How often a lost connection is made again before giving up. */
  retryAttempts?: number;
}

/**
 * Starts a subscription on a socket of its own; returns the way to stop it.
 *
 * A socket belongs to the session that opened it, so each subscription opens one: after signing in or out nobody goes on
 * as somebody else.
 */
export function listenLive(request: GraphQLRequest, listener: LiveListener, options: LiveOptions = {}): () => void {
  const client = liveClient(listener, options);
  const stop = client.subscribe(
    { query: request.query, variables: request.variables as never, operationName: request.operationName ?? null },
    {
      next: (answer) => listener.next(answer as unknown as GraphQLAnswer),
      error: (error) => listener.failed(problemsOf(error)),
      complete: () => listener.completed?.(),
    },
  );
  return () => {
    stop();
    void client.dispose();
  };
}

function liveClient(listener: LiveListener, { retryAttempts = 3 }: LiveOptions): Client {
  return createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    lazy: true,
    // A proxy that ends quiet connections is noticed by a ping that nobody answers.
    keepAlive: 25_000,
    retryAttempts,
    // A server that starts again must not be asked by everybody at the same moment.
    retryWait: (retries) => pause(Math.min(30_000, 1000 * 2 ** Math.min(retries, 5)) * (0.5 + Math.random())),
    shouldRetry: () => true,
    on: { closed: () => listener.interrupted?.() },
  });
}

/** What graphql-ws hands over: the server's errors, a close event, or a bug. */
function problemsOf(error: unknown): GraphQLProblem[] {
  if (Array.isArray(error)) return error as GraphQLProblem[];
  if (error instanceof CloseEvent) {
    const why = [error.code, error.reason].filter(Boolean).join(" ");
    return [{ message: `La connexion en direct est fermée (${why}).`, extensions: { code: "CONNECTION_CLOSED" } }];
  }
  return [{ message: error instanceof Error ? error.message : String(error) }];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}
