/** The «Exemples» panel: ready operations of the server by role and topic, each opened in a new tab by a click. */
import { createContext, useContext, useEffect, useState } from "react";
import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { roleLabel } from "../shared/roles.ts";
import { findOperation } from "./fetcher.ts";

export interface Example {
  slug: string;
  title: string;
  description: string;
  /** What it is about, in French: the heading above it. */
  group: string;
  /** Who can run it. */
  role: string;
  document: string;
  variables: Record<string, unknown> | null;
}

type Loaded = { examples: Example[] } | { problem: string };

/** The roles of whoever is signed in; null while unknown. */
export const ViewerRoles = createContext<readonly string[] | null>(null);

// From what everybody may to what few may.
const ROLES = ["ANYONE", "SUPPLIER", "SIGNED_IN", "MEMBER", "ADVISOR", "ADMIN"];

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
  const [search, setSearch] = useState("");
  useEffect(() => {
    void (loading ??= loadExamples()).then(setLoaded);
  }, []);

  return (
    <section className="examples" aria-label="Exemples">
      <h2>Exemples</h2>
      <p className="examples-intro">Un clic ouvre l’opération dans un nouvel onglet&nbsp;; ▶ ou Ctrl+Entrée l’exécute.</p>
      <input
        type="search"
        className="examples-search"
        placeholder="Chercher un exemple"
        aria-label="Chercher un exemple"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {loaded && "problem" in loaded && <p role="alert">{loaded.problem}</p>}
      {loaded && "examples" in loaded && <ByRole examples={matching(loaded.examples, search)} searching={search !== ""} />}
    </section>
  );
}

/** Every word is somewhere in its texts, whatever the accents. */
function matching(examples: readonly Example[], search: string): Example[] {
  const words = folded(search).split(/\s+/);
  return examples.filter((example) => {
    const text = folded([example.title, example.description, example.group, roleLabel(example.role)].join(" "));
    return words.every((word) => text.includes(word));
  });
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

/** One section for each role, open when it is the viewer's; in it the topics in the order of the server's list. */
function ByRole({ examples, searching }: { examples: readonly Example[]; searching: boolean }) {
  const viewerRoles = useContext(ViewerRoles);
  const signedIn = viewerRoles?.includes("SIGNED_IN") ?? false;
  const roles = ROLES.filter((role) => examples.some((example) => example.role === role));
  if (roles.length === 0) return <p className="examples-intro">Aucun exemple ne correspond.</p>;
  return roles.map((role) => {
    const reachable = viewerRoles?.includes(role) ?? true;
    return (
      // A new key closes or opens the section when somebody signs in, and leaves it to the person afterwards.
      <details key={`${role} ${reachable} ${searching}`} className="examples-role" open={reachable || searching}>
        <summary>
          {roleLabel(role)}
          {!reachable && <span className="examples-reserved">{signedIn ? "réservé" : "connexion requise"}</span>}
        </summary>
        <ByTopic examples={examples.filter((example) => example.role === role)} />
      </details>
    );
  });
}

function ByTopic({ examples }: { examples: readonly Example[] }) {
  const openExample = useOpenExample();
  const groups = [...new Set(examples.map(({ group }) => group))];
  return groups.map((group) => (
    <section key={group} aria-label={group}>
      <h3>{group}</h3>
      <ul>
        {examples
          .filter((example) => example.group === group)
          .map((example) => (
            <li key={example.slug}>
              <ExampleButton example={example} onOpen={openExample} />
            </li>
          ))}
      </ul>
    </section>
  ));
}

const KINDS: Readonly<Record<string, string>> = { mutation: "modifie", subscription: "en direct" };

function ExampleButton({ example, onOpen }: { example: Example; onOpen: ((example: Example) => void) | null }) {
  const kind = findOperation(example.document, null)?.operation ?? "query";
  return (
    <button type="button" data-slug={example.slug} data-kind={kind} disabled={!onOpen} onClick={() => onOpen?.(example)}>
      <strong>{example.title}</strong>
      {KINDS[kind] && <span className={`examples-kind is-${kind}`}>{KINDS[kind]}</span>}
      <span>{example.description}</span>
    </button>
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
