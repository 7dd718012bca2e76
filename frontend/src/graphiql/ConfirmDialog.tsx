/** Asks before a mutation leaves: what it does, with which variables, on whose behalf. Escape and the backdrop mean no. */
import { useEffect, useRef } from "react";
import type { Viewer } from "../shared/api.ts";
import { ANONYMOUS_LABEL, strongestLabel } from "../shared/roles.ts";
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
        <dl>
          <dt>Opération</dt>
          <dd>
            <code>{mutation.operationName ?? "sans nom"}</code>
          </dd>
          <dt>Ce qu’elle fait</dt>
          <dd>
            {mutation.fields.map((field, index) => (
              <code key={`${index}-${field}`}>{field}</code>
            ))}
          </dd>
          <dt>Au nom de</dt>
          <dd>
            <Behalf viewer={viewer} />
          </dd>
        </dl>
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

function Behalf({ viewer }: Pick<ConfirmDialogProps, "viewer">) {
  if (!viewer?.person) return <strong>{ANONYMOUS_LABEL}</strong>;
  const companies = viewer.members.map(({ legalName }) => legalName).join(", ");
  return (
    <>
      <strong>{viewer.displayName}</strong>, {[strongestLabel(viewer), companies].filter(Boolean).join(", ")}
    </>
  );
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
