/** The page: loading, reserved, empty, or the list of cards; the list stays while the server is away. */
import { useRef } from "react";
import { TopBar } from "../shared/TopBar.tsx";
import { useViewer } from "../shared/useViewer.ts";
import { LetterRow, MailCard } from "./MailCard.tsx";
import { Reserved } from "./Reserved.tsx";
import type { InboundMail, Letter } from "./types.ts";
import { useMailRoom } from "./useMailRoom.ts";

export function MailRoom() {
  const { viewer, reload } = useViewer();
  const { state, problem, restart } = useMailRoom();
  const sessionChanged = async () => {
    await Promise.all([reload(), restart()]);
  };
  return (
    <>
      <TopBar current="./mailroom.html" viewer={viewer} onSession={sessionChanged} />
      <main className="room">
        <div className="room-head">
          <h1>Salle du courrier</h1>
          <Pulse live={state.kind === "ready"} problem={problem} />
        </div>
        <p className="room-intro">
          Chaque courriel reçu, ce que nous en avons compris, ce qui a été fait et ce que nous avons répondu.
        </p>
        {state.kind === "loading" && !problem && <p className="notice">Chargement…</p>}
        {state.kind === "restricted" && <Reserved onSignedIn={sessionChanged} />}
        {state.kind === "ready" && <MailList mails={state.mails} />}
        {state.kind === "ready" && state.unprompted.length > 0 && <Unprompted letters={state.unprompted} />}
      </main>
    </>
  );
}

function Pulse({ live, problem }: { live: boolean; problem: string | null }) {
  if (problem) {
    return (
      <p className="pulse pulse-lost" role="status" title={problem}>
        Le serveur ne répond pas, nouvel essai en cours…
      </p>
    );
  }
  return live ? <p className="pulse">En direct</p> : null;
}

function MailList({ mails }: { mails: readonly InboundMail[] }) {
  const known = useRef<ReadonlySet<string>>(undefined);
  known.current ??= new Set(mails.map(({ id }) => id));
  const firstSeen = known.current;
  const arrived = mails.filter(({ id }) => !firstSeen.has(id)).length;
  return (
    <>
      <p className="visually-hidden" role="status">
        {arrived > 0 && `${arrived} ${arrived > 1 ? "nouveaux courriels" : "nouveau courriel"}`}
      </p>
      {mails.length === 0 && <EmptyRoom />}
      {mails.map((mail) => (
        <MailCard key={mail.id} mail={mail} fresh={!firstSeen.has(mail.id)} />
      ))}
    </>
  );
}

/** What went out without a mail having come in: the digest, notices, links. */
function Unprompted({ letters }: { letters: readonly Letter[] }) {
  return (
    <section className="unprompted">
      <h2>Envoyés de nous-mêmes</h2>
      <p className="room-intro">
        Les derniers courriers qui ne répondent à aucun autre&nbsp;: lettre d’information, avis, liens.
      </p>
      <div className="letters">
        {letters.map((letter) => (
          <LetterRow key={letter.id} letter={letter} />
        ))}
      </div>
    </section>
  );
}

function EmptyRoom() {
  return (
    <section className="notice">
      <h2>Aucun courriel pour l’instant</h2>
      <p>Envoyez-en un depuis un terminal, à la racine du projet&nbsp;; il apparaît ici en quelques secondes&nbsp;:</p>
      <pre>.venv/bin/python manage.py mail send demo/essai.eml</pre>
      <p className="muted">
        <code>demo/essai.eml</code> est à modifier librement&nbsp;; <code>demo/mails/</code> contient d’autres exemples.
      </p>
    </section>
  );
}
