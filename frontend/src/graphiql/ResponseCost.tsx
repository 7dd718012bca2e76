/** Below the answer: what it cost, as the API reports it, and how long it took. */
import type { GraphQLAnswer } from "../shared/api.ts";

export interface Answered {
  /** As `extensions.cost.requested` says; null when the answer doesn't tell. */
  cost: number | null;
  /** Null for an answer that nobody waited for. */
  milliseconds: number | null;
}

export function measured(answer: GraphQLAnswer, milliseconds: number | null): Answered {
  const cost = answer.extensions?.["cost"] as { requested?: unknown } | undefined;
  return { cost: typeof cost?.requested === "number" ? cost.requested : null, milliseconds };
}

const COUNT = new Intl.NumberFormat("fr-FR");

export function ResponseCost({ answered }: { answered: Answered | null }) {
  if (!answered) return null;
  const { cost, milliseconds } = answered;
  return (
    <p className="response-cost" role="status" data-testid="cost">
      {cost !== null && (
        <span title="Points de coût : lignes × champs, chaque liste comptée pleine (extensions.cost)">
          Coût&nbsp;: <strong>{COUNT.format(cost)}</strong>
        </span>
      )}
      {milliseconds === null ? <span>reçu en direct</span> : <span>{COUNT.format(Math.round(milliseconds))}&nbsp;ms</span>}
    </p>
  );
}
