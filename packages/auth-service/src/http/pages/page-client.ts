import { type Html, html } from '../../html.ts';

/** A client as a page shows it: whatever its owner typed, nothing of it checked by anybody. */
export interface PageClient {
  name: string;
  /** Its home page. */
  uri?: string | undefined;
  /** Whom to ask about it. */
  contact?: string | undefined;
  /** Where its answers go: the one thing about it that was registered and is enforced. */
  redirectHost?: string | undefined;
}

/** Kept apart from the sentence around it, whatever its writing direction. */
export const nameOf = ({ name }: { name: string }): Html => html`<bdi class="name">${name}</bdi>`;

/** The first letter of a name, on a tile: no picture is loaded from anywhere. */
export function monogram({ name }: { name: string }): Html {
  const [letter = '?'] = /\p{L}|\p{N}/u.exec(name) ?? [];
  return html`<span class="monogram" aria-hidden="true">${letter.toUpperCase()}</span>`;
}

/** What is known of a client beside its name, as far as it is known. */
export function clientFacts({ uri, contact, redirectHost }: PageClient): Html {
  const facts: [string, Html][] = [];
  if (redirectHost) facts.push(['Takes you back to', html`<strong>${redirectHost}</strong>`]);
  if (uri && /^https?:/i.test(uri)) {
    facts.push(['Website', html`<a href="${uri}" rel="noreferrer noopener">${uri}</a>`]);
  }
  if (contact) facts.push(['Questions to', html`<a href="mailto:${contact}">${contact}</a>`]);
  if (facts.length === 0) return html``;
  return html`<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
