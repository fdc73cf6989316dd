import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { outcomeSign } from './outcome-sign.ts';
import { nameOf, type PageClient } from './page-client.ts';

export interface SignedOutView {
  client?: PageClient | undefined;
  /** The user chose to stay signed in. */
  stayed?: boolean | undefined;
}

export function signedOutPage({ client, stayed = false }: SignedOutView): string {
  const title = stayed ? 'You are still signed in' : 'You are signed out';
  const uri = client?.uri !== undefined && /^https?:/i.test(client.uri) ? client.uri : undefined;
  return layout({
    title,
    body: html`${outcomeSign(stayed ? 'stopped' : 'good')}
<h1>${title}</h1>
<p class="lead">${stayed ? 'Nothing has changed. You can close this window.' : 'On a shared computer, close the browser as well.'}</p>
${client && uri && html`<p class="actions"><a class="button" href="${uri}" rel="noreferrer"><span>Go to ${nameOf(client)}</span></a></p>`}`,
  });
}
