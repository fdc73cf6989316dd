import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { nameOf, type PageClient } from './page-client.ts';
import { hiddenFields, type PageForm, problemNotice, waitInWords } from './page-form.ts';

/** Posts `email` and `password`; with a client also `decision=deny` to go back to it without. */
export interface SignInView extends PageForm {
  /** On whose behalf, if somebody is waiting for it. */
  client?: PageClient | undefined;
  /** As typed before. */
  email?: string | undefined;
  problem?: 'credentials' | 'throttled' | undefined;
  /** With `throttled`: seconds. */
  retryAfter?: number | undefined;
}

export function signInPage(view: SignInView): string {
  const { client, email = '', problem } = view;
  const described =
    problem === 'credentials' && html` aria-invalid="true" aria-describedby="problem"`;
  const startHere = html` autofocus`;
  return layout({
    title: problem ? 'Problem: Sign in' : 'Sign in',
    body: html`<h1>Sign in</h1>
<p class="lead">${client ? html`to continue to ${nameOf(client)}` : 'to your account'}</p>
${problemNotice(problemText(view))}
<form method="post" action="${view.action}">
${hiddenFields(view)}
<label for="email">E-mail</label>
<input class="field" id="email" name="email" type="email" value="${email}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="254"${described}${email === '' && startHere}>
<label for="password">Password</label>
<input class="field" id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${described}${email !== '' && startHere}>
<div class="actions">
<button class="button primary" type="submit">Sign in</button>
${client && html`<button class="button quiet" type="submit" name="decision" value="deny" formnovalidate>Cancel</button>`}
</div>
</form>
<p class="aside">Forgotten your password? Your administrator can set a new one.</p>`,
  });
}

function problemText({ problem, retryAfter }: SignInView): string | undefined {
  if (problem === 'credentials') {
    return 'E-mail and password do not match an account. Check both and try again.';
  }
  if (problem === 'throttled') {
    const wait = retryAfter === undefined ? 'a while' : waitInWords(retryAfter);
    return `Too many attempts. Wait ${wait}, then try again.`;
  }
  return undefined;
}
