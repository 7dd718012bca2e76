/** Asks for the mails every two seconds, and changes the page only when the answer changed. */
import { useCallback, useEffect, useRef, useState } from "react";
import mailRoomDocument from "../operations/mailroom.graphql?raw";
import { sendGraphQL, type GraphQLProblem } from "../shared/api.ts";
import type { InboundMail, MailRoomData } from "./types.ts";

const POLL_MILLISECONDS = 2000;
const DENIALS = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

export type MailRoomState =
  | { kind: "loading" }
  | { kind: "restricted" }
  | { kind: "ready"; mails: readonly InboundMail[] };

interface MailRoomFeed {
  state: MailRoomState;
  /** Why the last round failed; what was shown before stays on the page. */
  problem: string | null;
  refresh: () => Promise<void>;
}

export function useMailRoom(): MailRoomFeed {
  const [state, setState] = useState<MailRoomState>({ kind: "loading" });
  const [problem, setProblem] = useState<string | null>(null);
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

  useEffect(() => pollWhileVisible(refresh), [refresh]);
  return { state, problem, refresh };
}

async function fetchState(): Promise<MailRoomState> {
  const { data, errors } = await sendGraphQL<MailRoomData>({ query: mailRoomDocument });
  if (data?.mailRoom) return { kind: "ready", mails: data.mailRoom.nodes };
  if (!errors?.length || errors.some(isDenial)) return { kind: "restricted" };
  throw new Error(errors[0]?.message);
}

function isDenial({ extensions }: GraphQLProblem): boolean {
  return DENIALS.has(extensions?.code ?? "");
}

/** Calls `task` now and then two seconds after each end; rests while the tab is hidden. Returns the way to stop. */
function pollWhileVisible(task: () => Promise<void>): () => void {
  let timer: number | undefined;
  let stopped = false;

  async function round() {
    window.clearTimeout(timer);
    if (!document.hidden) await task();
    if (!stopped) timer = window.setTimeout(round, POLL_MILLISECONDS);
  }

  void round();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
  };
}
