import { type Html, html } from '../../html.ts';

/** Name of the field that carries the CSRF token, unless a form has it in `hidden` under another name. */
export const CSRF_FIELD = 'csrf';

/** Where a form goes, and what it carries unseen. */
export interface PageForm {
  /** Path of our own. */
  action: string;
  csrf?: string;
  /** Further fields, by name: what the engine's own forms carry. */
  hidden?: Readonly<Record<string, string>>;
}

export function hiddenFields({ csrf, hidden = {} }: PageForm): Html {
  const fields = Object.entries({
    ...(csrf === undefined ? {} : { [CSRF_FIELD]: csrf }),
    ...hidden,
  });
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** What the buttons of a form answer with: the field `decision`. */
export type Decision = 'allow' | 'deny' | 'switch-account';

/** What is wrong, above the form: announced, and what the field in question is described by. */
export const problemNotice = (text: string | undefined): Html =>
  text === undefined ? html`` : html`<p class="problem" id="problem" role="alert">${text}</p>`;

/** A wait in words; whole minutes from two minutes on. */
export function waitInWords(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
