/** One inbound mail, from left to right: what it said, what we understood and did; below, what we wrote. */
import "./mail-card.css";
import { memo } from "react";
import { fullDate, shortDate } from "./format.ts";
import { LetterStatus, MailStatus } from "./StatusBadge.tsx";
import type { InboundMail, Letter } from "./types.ts";

// Elsewhere (automatic replies, duplicates…) nobody looked at who wrote.
const IDENTITY_MATTERS = new Set(["ANSWERED", "HANDED_OVER", "QUARANTINED"]);

const LETTER_KINDS: Readonly<Record<string, string>> = {
  AnswerLetter: "Réponse",
  AdvisorReply: "Réponse du conseiller",
  ContactReceipt: "Accusé de réception",
  SupplierAttachmentLetter: "Lettre au fournisseur",
  AttachmentCancelledLetter: "Annulation au fournisseur",
  AttachmentDecided: "Décision du fournisseur",
  DigestLetter: "Lettre d’information",
};

interface MailCardProps {
  mail: InboundMail;
  /** Arrived while the page was open: shown with a short glow. */
  fresh: boolean;
}

export const MailCard = memo(function MailCard({ mail, fresh }: MailCardProps) {
  return (
    <article className={fresh ? "mail is-fresh" : "mail"} data-mail-id={mail.id}>
      <header className="mail-head">
        <div>
          <h2>{mail.subject || "(sans objet)"}</h2>
          <p className="mail-from">
            <strong>{mail.fromName || mail.fromAddress}</strong>
            {mail.fromName && <span> {mail.fromAddress}</span>}
            <time dateTime={mail.receivedAt} title={fullDate(mail.receivedAt)}>
              {shortDate(mail.receivedAt)}
            </time>
          </p>
        </div>
        <MailStatus status={mail.status} label={mail.statusLabel} />
      </header>
      <div className="mail-columns">
        <section>
          <h3>Reçu</h3>
          <blockquote>{mail.excerpt || "(message vide)"}</blockquote>
        </section>
        <section>
          <Understanding mail={mail} />
          {mail.outcome && (
            <>
              <h3>Fait</h3>
              <p className="mail-outcome">{mail.outcome}</p>
            </>
          )}
        </section>
      </div>
      {mail.answers.length > 0 && (
        <section className="letters" aria-label="Courriers envoyés">
          {mail.answers.map((letter) => (
            <LetterRow key={letter.id} letter={letter} />
          ))}
        </section>
      )}
    </article>
  );
}, sameContent);

function Understanding({ mail }: { mail: InboundMail }) {
  const facts = understood(mail);
  const reading = mail.status === "RECEIVED";
  if (facts.length === 0 && !reading) return null;
  return (
    <>
      <h3>Compris</h3>
      {reading && <p className="muted mail-outcome">Lecture en cours…</p>}
      <dl>
        {facts.map(({ label, value }, index) => (
          <div key={`${index}-${label}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Who wrote, as far as proven, then the facts of the request. A mail that was never read has neither. */
function understood({ person, member, understanding, status }: InboundMail): InboundMail["understanding"] {
  if (!person && !IDENTITY_MATTERS.has(status)) return understanding;
  const name = person && (`${person.firstName} ${person.lastName}`.trim() || person.email);
  const value = [name ?? "non reconnu", member?.legalName].filter(Boolean).join(", ");
  return [{ label: "Expéditeur", value }, ...understanding];
}

export function LetterRow({ letter }: { letter: Letter }) {
  return (
    <details className="letter">
      <summary>
        <span className="letter-kind">{LETTER_KINDS[letter.letter] ?? "Courrier"}</span>
        <span className="letter-subject">{letter.subject}</span>
        <span className="letter-to">à {letter.toAddress}</span>
        <LetterStatus status={letter.status} />
      </summary>
      <div className="letter-sheet">
        <p className="letter-meta">
          {letter.sentAt ? (
            <>
              Envoyé le <time dateTime={letter.sentAt}>{fullDate(letter.sentAt)}</time>
            </>
          ) : (
            "Pas encore envoyé"
          )}
          <span className="letter-id"> · {letter.messageId}</span>
        </p>
        <p className="letter-body">{letter.bodyText}</p>
      </div>
    </details>
  );
}

/** Each poll builds new objects; a card is drawn again only when what it shows is different. */
function sameContent(before: MailCardProps, after: MailCardProps): boolean {
  return before.fresh === after.fresh && JSON.stringify(before.mail) === JSON.stringify(after.mail);
}
