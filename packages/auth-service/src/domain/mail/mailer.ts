/** A mail to one person. */
export interface Mail {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** BCP 47 language of the content. */
  language: string;
  /**
   * `local@host`, without brackets. The same mail has the same ID whenever it is sent (RFC 5322 §3.6.4), so
   * that mailboxes recognise a second copy.
   */
  messageId: string;
}

/** What became of a mail. */
export type Delivery =
  | { kind: 'accepted' }
  /** Not taken; `permanent`: another attempt would end the same way (RFC 5321 §4.2.1, 5yz). */
  | { kind: 'refused'; permanent: boolean; reason: string }
  /** Nobody knows whether it was taken: the connection broke, or there was no time left. */
  | { kind: 'unknown'; reason: string };

export interface Mailer {
  /** Never rejects. Ends within `SEND_DEADLINE`. */
  send(mail: Mail): Promise<Delivery>;
}

/** What a look at the mail server found: that it would take mails, or why not, in one line without an address. */
export type MailServerCheck = { kind: 'ready' } | { kind: 'failed'; reason: string };

/** A mailer that can be asked before there is a mail. */
export interface CheckedMailer extends Mailer {
  /** Connects and signs in, and sends nothing. Never rejects. */
  check(): Promise<MailServerCheck>;
}

/** Milliseconds after which a mail server that has not answered is given up. */
export const SEND_DEADLINE = 60_000;
