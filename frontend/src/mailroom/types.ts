/** What `operations/mailroom.graphql` returns. */

export interface Letter {
  id: string;
  /** Kind of letter, e.g. `AnswerLetter`. */
  letter: string;
  subject: string;
  toAddress: string;
  bodyText: string;
  status: string;
  sentAt: string | null;
  messageId: string;
}

export interface InboundMail {
  id: string;
  receivedAt: string;
  fromAddress: string;
  fromName: string;
  subject: string;
  excerpt: string;
  status: string;
  statusLabel: string;
  /** The proven sender; null when they could not be proven or are not known. */
  person: { firstName: string; lastName: string; email: string } | null;
  member: { legalName: string } | null;
  understanding: readonly { label: string; value: string }[];
  outcome: string;
  answers: readonly Letter[];
}

export interface MailRoomData {
  mailRoom: { nodes: InboundMail[] } | null;
  /** Letters that no mail set off, such as the digest. */
  unprompted: { nodes: Letter[] } | null;
}
