/** A status told three times over, so that no one depends on colour: a shape, words, and a colour. */
import "./status-badge.css";

type Tone = "waiting" | "done" | "human" | "quiet" | "warning" | "failed";

interface Look {
  tone: Tone;
  /** An SVG path in a 16 × 16 box. */
  shape: string;
}

const CLOCK = "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8 4.5V8l2.5 1.5";
const CHECK = "M2.5 8.5l3.5 3.5 7.5-8";
const PERSON = "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 14c.5-3 2.5-4.5 5.5-4.5s5 1.5 5.5 4.5";
const DASH = "M3 8h10";
const COPIES = "M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z";
const WARNING = "M8 2l6.5 12h-13zM8 6.5V10M8 11.8v.4";
const CROSS = "M3.5 3.5l9 9M12.5 3.5l-9 9";

const LOOKS: Readonly<Record<string, Look>> = {
  RECEIVED: { tone: "waiting", shape: CLOCK },
  ANSWERED: { tone: "done", shape: CHECK },
  HANDED_OVER: { tone: "human", shape: PERSON },
  IGNORED: { tone: "quiet", shape: DASH },
  DUPLICATE: { tone: "quiet", shape: COPIES },
  QUARANTINED: { tone: "warning", shape: WARNING },
  BURIED: { tone: "failed", shape: CROSS },
};

const LETTER_LOOKS: Readonly<Record<string, Look & { label: string }>> = {
  QUEUED: { tone: "waiting", shape: CLOCK, label: "en attente d’envoi" },
  SENDING: { tone: "waiting", shape: CLOCK, label: "envoi en cours" },
  SENT: { tone: "done", shape: CHECK, label: "envoyé" },
  FAILED: { tone: "failed", shape: CROSS, label: "non remis" },
  UNDELIVERED: { tone: "failed", shape: CROSS, label: "non remis" },
  HELD: { tone: "warning", shape: WARNING, label: "retenu : adresse injoignable" },
};

const UNKNOWN: Look = { tone: "quiet", shape: DASH };

export function MailStatus({ status, label }: { status: string; label: string }) {
  return <Badge look={LOOKS[status] ?? UNKNOWN} label={label} />;
}

export function LetterStatus({ status }: { status: string }) {
  const look = LETTER_LOOKS[status];
  return <Badge look={look ?? UNKNOWN} label={look?.label ?? status} small />;
}

function Badge({ look, label, small = false }: { look: Look; label: string; small?: boolean }) {
  return (
    <span className={`badge tone-${look.tone}${small ? " badge-small" : ""}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={look.shape} />
      </svg>
      {label}
    </span>
  );
}
