/** The advisors' GraphiQL: ready operations, a role switcher on the demo, no request outside this origin. */
import "./workers.ts";
import "./styles.ts";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";

createRoot(document.getElementById("app") as HTMLElement).render(<App />);
