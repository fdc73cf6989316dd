import { type Content, html } from '../../../html.ts';

/** Text between backquotes is code. */
export function withCode(text: string): Content[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
