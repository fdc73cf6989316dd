import type { Language } from '../../domain/locale/locale.ts';

/** A mail about a secret's end, in words: what both of its forms show. */
export interface ExpiryView {
  language: Language;
  subject: string;
  greeting: string;
  lead: string;
  colon: string;
  facts: [label: string, value: string][];
  advice: string;
  action: ExpiryAction;
  reason: string;
  automatic: string;
  /** Colours the head of the mail. */
  urgency: 'ahead' | 'soon' | 'ended';
  /** “30 days”; “Expired”. */
  daysLeft: string;
}

/** What the reader does about it: on a page, or where there is none by a command. */
export type ExpiryAction = { label: string } & ({ link: string } | { command: string });
