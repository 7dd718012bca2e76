/** GraphiQL below our bar: the viewer, the demo's roles, and the question before a mutation. */
import { useEffect, useMemo, useState } from "react";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { useGraphiQL } from "@graphiql/react";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { fetchDemoRoles, type DemoRole } from "../shared/demo.ts";
import { TopBar } from "../shared/TopBar.tsx";
import { useViewer } from "../shared/useViewer.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { examplesPlugin } from "./examples.tsx";
import { createFetcher, type MutationToConfirm } from "./fetcher.ts";
import { RoleSwitcher } from "./RoleSwitcher.tsx";

const PLUGINS = [examplesPlugin, explorerPlugin({}), HISTORY_PLUGIN];

const WELCOME = `# Bienvenue. Choisissez un exemple à gauche, ou écrivez votre requête ici.
# Ctrl+Espace propose les champs, Ctrl+Entrée exécute.

query Viewer {
  viewer {
    displayName
    roles
  }
}
`;

// On a phone the panel covers the editor, so it doesn't open by itself there.
const WIDE = window.matchMedia("(min-width: 701px)").matches;

interface Question extends MutationToConfirm {
  answer: (go: boolean) => void;
}

export function App() {
  const { viewer, reload } = useViewer();
  const [demoRoles, setDemoRoles] = useState<DemoRole[]>([]);
  const [question, setQuestion] = useState<Question | null>(null);
  const fetcher = useMemo(
    () => createFetcher((mutation) => new Promise((answer) => setQuestion({ ...mutation, answer }))),
    [],
  );
  useEffect(() => {
    fetchDemoRoles().then(setDemoRoles, () => setDemoRoles([]));
  }, []);

  function answerQuestion(go: boolean) {
    question?.answer(go);
    setQuestion(null);
  }

  return (
    <>
      <TopBar current="./graphiql.html" viewer={viewer}>
        {demoRoles.length > 0 && <RoleSwitcher roles={demoRoles} viewer={viewer} onSwitched={reload} />}
      </TopBar>
      <main className="workbench">
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          {...(WIDE && { visiblePlugin: examplesPlugin })}
          defaultQuery={WELCOME}
          defaultEditorToolsVisibility="variables"
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
          schemaDescription
          inputValueDeprecation
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <WrapLongLines />
        </GraphiQL>
      </main>
      {question && <ConfirmDialog mutation={question} viewer={viewer} onAnswer={answerQuestion} />}
    </>
  );
}

/** Beside the panel the editor is narrow; an operation must be readable without scrolling sideways. */
function WrapLongLines() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => queryEditor?.updateOptions({ wordWrap: "on" }), [queryEditor]);
  return null;
}
