/** A phrase for each plural category that the language has (CLDR); `#` is the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What a mail about a secret's end says, in one language. */
export interface ExpiryWords {
  /** “in 30 days”, as it stands in the sentences below. */
  inDays: Plural;
  /** “30 days”, on its own. */
  days: Plural;
  subject: {
    ahead: (client: string, inDays: string) => string;
    ended: (client: string) => string;
  };
  greeting: (name: string) => string;
  lead: {
    ahead: (client: string, inDays: string, date: string) => string;
    ended: (client: string, date: string) => string;
  };
  /** Between a label and its value; in French with a space before it. */
  colon: string;
  labels: { client: string; tenant: string; secret: string; expires: string; daysLeft: string };
  /** Of a secret that has ended. */
  none: string;
  advice: { ahead: string; ended: string };
  button: string;
  /** Stands before the command that makes a new secret, where there is no page for it. */
  command: string;
  /** Why the reader gets this mail. */
  reason: { user: string; creator: string; both: string };
  automatic: string;
}
