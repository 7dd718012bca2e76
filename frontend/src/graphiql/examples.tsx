/** The «Exemples» panel: ready operations of the server, each opened in a new tab by a click. */
import { useEffect, useState } from "react";
import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { roleLabel } from "../shared/roles.ts";
import { findOperation } from "./fetcher.ts";

interface Example {
  slug: string;
  title: string;
  description: string;
  /** Who can run it. */
  role: string;
  document: string;
  variables: Record<string, unknown> | null;
}

type Loaded = { examples: Example[] } | { problem: string };

// Where the panel covers the editor (see graphiql.css), a chosen example has to give the place back.
const PHONE = window.matchMedia("(max-width: 700px)");

let loading: Promise<Loaded> | undefined;

/** Fetched once a page; a failure is shown and tried again when the panel opens the next time. */
async function loadExamples(): Promise<Loaded> {
  try {
    const response = await fetch("/graphql/examples.json", { credentials: "same-origin" });
    if (!response.ok) throw new Error(`réponse ${response.status}`);
    return { examples: (await response.json()) as Example[] };
  } catch (error) {
    loading = undefined;
    return { problem: `Les exemples n’ont pas pu être chargés (${error instanceof Error ? error.message : error}).` };
  }
}

function ExamplesPanel() {
  const [loaded, setLoaded] = useState<Loaded>();
  const openExample = useOpenExample();
  useEffect(() => {
    void (loading ??= loadExamples()).then(setLoaded);
  }, []);

  return (
    <section className="examples" aria-label="Exemples">
      <h2>Exemples</h2>
      <p className="examples-intro">Un clic ouvre l’opération dans un nouvel onglet&nbsp;; ▶ ou Ctrl+Entrée l’exécute.</p>
      {loaded && "problem" in loaded && <p role="alert">{loaded.problem}</p>}
      <ul>
        {loaded &&
          "examples" in loaded &&
          loaded.examples.map((example) => (
            <li key={example.slug}>
              <button
                type="button"
                data-slug={example.slug}
                disabled={!openExample}
                onClick={() => openExample?.(example)}
              >
                <strong>{example.title}</strong>
                <span className="examples-role">{roleLabel(example.role)}</span>
                {findOperation(example.document, null)?.operation === "mutation" && (
                  <span className="examples-mutation">modifie</span>
                )}
                <span>{example.description}</span>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

function useOpenExample() {
  const { addTab, setVisiblePlugin, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  // Monaco loads after the panel; a click before it is there would be lost.
  if (!queryEditor || !variableEditor || !responseEditor) return null;
  return ({ document, variables }: Example) => {
    const variablesText = variables && Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : "";
    addTab();
    queryEditor.setValue(document);
    variableEditor.setValue(variablesText);
    updateActiveTabValues({ query: document, variables: variablesText, operationName: null });
    if (PHONE.matches) setVisiblePlugin(null);
    queryEditor.focus();
  };
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5.5h11M4 12h7M4 18.5h7" strokeLinecap="round" />
      <path d="M14.5 11.5v8l6-4z" strokeLinejoin="round" />
    </svg>
  );
}

export const examplesPlugin: GraphiQLPlugin = {
  title: "Exemples",
  icon: ExamplesIcon,
  content: ExamplesPanel,
};
