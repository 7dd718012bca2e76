/** Asks before a mutation leaves: its name, its variables, as whom. Escape and the backdrop mean no. */
import { useEffect, useRef } from "react";
import type { Viewer } from "../shared/api.ts";
import { ANONYMOUS_LABEL } from "../shared/roles.ts";
import type { MutationToConfirm } from "./fetcher.ts";

interface ConfirmDialogProps {
  mutation: MutationToConfirm;
  viewer: Viewer | undefined;
  onAnswer: (go: boolean) => void;
}

export function ConfirmDialog({ mutation, viewer, onAnswer }: ConfirmDialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const variables = hasEntries(mutation.variables) ? JSON.stringify(mutation.variables, null, 2) : null;
  return (
    <dialog
      ref={ref}
      className="confirm"
      aria-labelledby="confirm-title"
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
      onClick={(event) => event.target === ref.current && onAnswer(false)}
    >
      <div className="confirm-body">
        <h2 id="confirm-title">Cette opération modifie des données</h2>
        <p>
          <code>{mutation.operationName ?? "mutation sans nom"}</code> sera exécutée en tant que{" "}
          <strong>{viewer?.displayName || ANONYMOUS_LABEL}</strong>.
        </p>
        {variables && <pre tabIndex={0}>{variables}</pre>}
        <div className="confirm-actions">
          <button type="button" className="button button-plain" autoFocus onClick={() => onAnswer(false)}>
            Annuler
          </button>
          <button type="button" className="button" onClick={() => onAnswer(true)}>
            Envoyer
          </button>
        </div>
      </div>
    </dialog>
  );
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
