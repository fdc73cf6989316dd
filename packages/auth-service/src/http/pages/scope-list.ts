import { isWriting, type Scope } from '../../domain/scope/scope.ts';
import { scopesInWords } from '../../domain/scope/scope-words.ts';
import { type Html, html } from '../../html.ts';

/** What is asked for, in words; what changes something is marked by a word and not by colour alone. */
export function scopeList(scopes: readonly Scope[]): Html {
  const lines = scopesInWords(scopes);
  if (lines.length === 0) return html``;
  return html`<section aria-labelledby="scopes"><h2 id="scopes">It will be able to</h2>
<ul class="scopes">${lines.map(
    ({ scope, words }) =>
      html`<li class="${isWriting(scope) ? 'writing' : 'reading'}"><span>${words}</span>${isWriting(scope) && html` <span class="tag">write access</span>`}</li>`,
  )}</ul></section>`;
}
