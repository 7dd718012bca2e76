/** Sends what the editor holds, after asking when it would change data. */
import type { Fetcher } from "@graphiql/toolkit";
import { getOperationAST, parse, type ExecutionResult, type OperationDefinitionNode } from "graphql";
import { sendGraphQL } from "../shared/api.ts";

export interface MutationToConfirm {
  operationName: string | null;
  variables: unknown;
}

const CANCELLED: ExecutionResult = {
  extensions: { message: "Opération annulée : rien n’a été envoyé au serveur." },
};

/** Wraps the API for GraphiQL; `confirm` resolves to false when the person changes their mind. */
export function createFetcher(confirm: (mutation: MutationToConfirm) => Promise<boolean>): Fetcher {
  return async ({ query, variables, operationName }) => {
    const operation = findOperation(query, operationName ?? null);
    const name = operation ? (operation.name?.value ?? null) : (operationName ?? null);
    if (operation?.operation === "mutation" && !(await confirm({ operationName: name, variables }))) return CANCELLED;
    const answer = await sendGraphQL({ query, variables, operationName: name });
    // GraphiQL's type speaks of error objects, but it only prints what came over the wire.
    return answer as unknown as ExecutionResult;
  };
}

/**
 * The operation that would run, or null when that can't be told (the server then explains why).
 *
 * GraphiQL learns the operation's name some moments after the editor changed. A name from before must not let the
 * only operation of a new document fail, nor let a mutation pass unasked.
 */
export function findOperation(query: string, operationName: string | null): OperationDefinitionNode | null {
  try {
    const document = parse(query);
    return getOperationAST(document, operationName) ?? getOperationAST(document, null) ?? null;
  } catch {
    return null;
  }
}
