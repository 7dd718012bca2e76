/** Sends what the editor holds: queries at once, mutations after asking, subscriptions over a socket. */
import type { Fetcher, Observable } from "@graphiql/toolkit";
import { getOperationAST, Kind, parse, type ExecutionResult, type OperationDefinitionNode } from "graphql";
import { sendGraphQL, type GraphQLAnswer, type GraphQLRequest } from "../shared/api.ts";
import { listenLive } from "../shared/live.ts";

export interface MutationToConfirm {
  operationName: string | null;
  /** The fields of the root: what will be done. */
  fields: readonly string[];
  variables: unknown;
}

/** What the page does around the sending. */
export interface Desk {
  /** Resolves to false when the person changes their mind. */
  confirm: (mutation: MutationToConfirm) => Promise<boolean>;
  /** A mutation was answered: who is signed in may have changed. */
  mutated: () => void;
  /** What came, and how many milliseconds it took; null for an answer that nobody waited for. */
  answered: (answer: GraphQLAnswer, milliseconds: number | null) => void;
}

/** What GraphiQL itself asks for the schema: nobody asked that, so nobody is told its cost. */
const INTROSPECTION = "IntrospectionQuery";
const CANCELLED: ExecutionResult = {
  extensions: { message: "Opération annulée : rien n’a été envoyé au serveur." },
};

/** The way to the server for GraphiQL. */
export function createFetcher(desk: Desk): Fetcher {
  return async ({ query, variables, operationName }) => {
    const operation = findOperation(query, operationName ?? null);
    const name = operation ? (operation.name?.value ?? null) : (operationName ?? null);
    const request = { query, variables, operationName: name };
    if (operation?.operation === "subscription") return subscribe(request, desk);
    const changes = operation?.operation === "mutation";
    if (changes && !(await desk.confirm({ operationName: name, fields: fieldsOf(operation), variables }))) return CANCELLED;
    const began = performance.now();
    const answer = await sendGraphQL(request);
    if (name !== INTROSPECTION) desk.answered(answer, performance.now() - began);
    if (changes) desk.mutated();
    // GraphiQL's type speaks of error objects, but it only prints what came over the wire.
    return answer as unknown as ExecutionResult;
  };
}

/** An observable of the answers, each with its number and time, so that equal ones are told apart. */
function subscribe(request: GraphQLRequest, desk: Desk): Observable<ExecutionResult> {
  const observable = {
    subscribe(sink: { next: (value: ExecutionResult) => void; complete: () => void }) {
      let number = 0;
      const show = (answer: GraphQLAnswer) => {
        desk.answered(answer, null);
        number += 1;
        const reception = { numéro: number, heure: new Date().toLocaleTimeString("fr-FR") };
        sink.next({ ...answer, extensions: { ...answer.extensions, réception: reception } } as unknown as ExecutionResult);
      };
      const stop = listenLive(request, {
        next: show,
        failed: (errors) => {
          show({ errors: [...errors] });
          sink.complete();
        },
        completed: () => sink.complete(),
      });
      return { unsubscribe: stop };
    },
  };
  return observable as unknown as Observable<ExecutionResult>;
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

function fieldsOf(operation: OperationDefinitionNode): string[] {
  return operation.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}
