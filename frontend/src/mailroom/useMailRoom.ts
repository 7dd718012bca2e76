/** The mails, read again when the server says that something changed; every two seconds while it can't say so. */
import { useCallback, useEffect, useRef, useState } from "react";
import changesDocument from "../operations/mailroom-changes.graphql?raw";
import mailRoomDocument from "../operations/mailroom.graphql?raw";
import { sendGraphQL, type GraphQLProblem } from "../shared/api.ts";
import { listenLive } from "../shared/live.ts";
import type { InboundMail, Letter, MailRoomData } from "./types.ts";

const POLL_MILLISECONDS = 2000;
const LISTEN_AGAIN_MILLISECONDS = 30_000;
const DENIALS = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

export type MailRoomState =
  | { kind: "loading" }
  | { kind: "restricted" }
  | { kind: "ready"; mails: readonly InboundMail[]; unprompted: readonly Letter[] };

interface MailRoomFeed {
  state: MailRoomState;
  /** Why the last round failed; what was shown before stays on the page. */
  problem: string | null;
  /** Begin anew, as whoever is signed in now. */
  restart: () => Promise<void>;
}

export function useMailRoom(): MailRoomFeed {
  const [state, setState] = useState<MailRoomState>({ kind: "loading" });
  const [problem, setProblem] = useState<string | null>(null);
  const [session, setSession] = useState(0);
  const shown = useRef("");

  const refresh = useCallback(async () => {
    try {
      const next = await fetchState();
      const text = JSON.stringify(next);
      if (text !== shown.current) {
        shown.current = text;
        setState(next);
      }
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, []);
  const restart = useCallback(async () => {
    await refresh();
    setSession((before) => before + 1);
  }, [refresh]);

  // The public has nothing to listen to; it is asked again when somebody signs in.
  const reserved = state.kind === "restricted";
  useEffect(() => (reserved ? undefined : readWhenChanged(refresh)), [refresh, session, reserved]);
  return { state, problem, restart };
}

async function fetchState(): Promise<MailRoomState> {
  const { data, errors } = await sendGraphQL<MailRoomData>({ query: mailRoomDocument });
  if (data?.mailRoom) {
    return { kind: "ready", mails: data.mailRoom.nodes, unprompted: data.unprompted?.nodes ?? [] };
  }
  if (!errors?.length || errors.some(isDenial)) return { kind: "restricted" };
  throw new Error(errors[0]?.message);
}

function isDenial({ extensions }: GraphQLProblem): boolean {
  return DENIALS.has(extensions?.code ?? "");
}

/**
 * Calls `read` at once and whenever the mail room changed; while the live connection is away, two seconds after each
 * end. Rests while the tab is hidden, and catches up when it is seen again. Returns the way to stop.
 */
function readWhenChanged(read: () => Promise<void>): () => void {
  let live = false;
  let stopped = false;
  let reading = false;
  let wanted = true;
  let timer: number | undefined;
  let listening: number | undefined;
  let stopListening = () => {};

  async function round() {
    window.clearTimeout(timer);
    if (reading || document.hidden) return;
    reading = true;
    while (wanted && !stopped) {
      wanted = false;
      await read();
    }
    reading = false;
    if (!live && !stopped) timer = window.setTimeout(readSoon, POLL_MILLISECONDS);
  }

  function readSoon() {
    wanted = true;
    void round();
  }

  function lost() {
    live = false;
    if (!stopped) readSoon();
  }

  function listen() {
    stopListening = listenLive(
      { query: changesDocument },
      {
        next: () => {
          live = true;
          readSoon();
        },
        interrupted: lost,
        failed: () => {
          lost();
          if (!stopped) listening = window.setTimeout(listen, LISTEN_AGAIN_MILLISECONDS);
        },
      },
      { retryAttempts: Infinity },
    );
  }

  listen();
  document.addEventListener("visibilitychange", readSoon);
  readSoon();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    window.clearTimeout(listening);
    document.removeEventListener("visibilitychange", readSoon);
    stopListening();
  };
}
