/** «Salle du courrier»: what came in, what was understood, what was done, what was answered. */
import "../shared/base.css";
import "./mailroom.css";
import { createRoot } from "react-dom/client";
import { MailRoom } from "./MailRoom.tsx";

createRoot(document.getElementById("app") as HTMLElement).render(<MailRoom />);
