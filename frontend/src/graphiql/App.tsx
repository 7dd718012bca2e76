/** GraphiQL below our bar: the viewer, the demo's roles, and the question before a mutation. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { useGraphiQLActions } from "@graphiql/react";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { fetchDemoRoles, type DemoRole } from "../shared/demo.ts";
import { TopBar } from "../shared/TopBar.tsx";
import { useViewer } from "../shared/useViewer.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { examplesPlugin, ViewerRoles } from "./examples.tsx";
import { createFetcher, type MutationToConfirm } from "./fetcher.ts";
import { PlainText } from "./PlainText.tsx";
import { measured, ResponseCost, type Answered } from "./ResponseCost.tsx";
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
  const [answered, setAnswered] = useState<Answered | null>(null);
  const fetcher = useMemo(
    () =>
      createFetcher({
        confirm: (mutation) => new Promise((answer) => setQuestion({ ...mutation, answer })),
        mutated: () => void reload().catch(() => undefined),
        answered: (answer, milliseconds) => setAnswered(measured(answer, milliseconds)),
      }),
    [reload],
  );
  const sessionChanged = useCallback(async () => {
    setAnswered(null);
    await reload();
  }, [reload]);
  useEffect(() => {
    fetchDemoRoles().then(setDemoRoles, () => setDemoRoles([]));
  }, []);

  function answerQuestion(go: boolean) {
    question?.answer(go);
    setQuestion(null);
  }

  return (
    <>
      <TopBar current="./graphiql.html" viewer={viewer} onSession={sessionChanged}>
        {demoRoles.length > 0 && <RoleSwitcher roles={demoRoles} viewer={viewer} onSwitched={sessionChanged} />}
      </TopBar>
      <main className="workbench">
        <ViewerRoles value={viewer?.roles ?? null}>
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
            <GraphiQL.Footer>
              <ResponseCost answered={answered} />
            </GraphiQL.Footer>
            <PlainText />
            <StopWhenSomebodyElse email={viewer?.person?.email ?? null} />
          </GraphiQL>
        </ViewerRoles>
      </main>
      {question && <ConfirmDialog mutation={question} viewer={viewer} onAnswer={answerQuestion} />}
    </>
  );
}

/** What is listened to belongs to whoever asked for it; another person asks anew. */
function StopWhenSomebodyElse({ email }: { email: string | null }) {
  const { stop } = useGraphiQLActions();
  const before = useRef(email);
  useEffect(() => {
    if (before.current !== email) stop();
    before.current = email;
  }, [email, stop]);
  return null;
}
