import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { nameOf, type PageClient } from './page-client.ts';
import { hiddenFields, type PageForm } from './page-form.ts';

/** Posts `logout=yes`, or `stay=yes`. */
export interface SignOutView extends PageForm {
  /** Who asks for it. */
  client?: PageClient | undefined;
  user?: { name: string; email: string } | undefined;
}

export function signOutPage(view: SignOutView): string {
  const { client, user } = view;
  return layout({
    title: 'Sign out?',
    body: html`<h1>Sign out?</h1>
<p class="lead">${user ? html`You are signed in as <bdi>${user.name}</bdi> <span class="email">${user.email}</span>` : 'You are signed in in this browser.'}</p>
<p class="more">${client ? html`${nameOf(client)} asks to sign you out here too. ` : ''}Signing out ends your session in this browser. Applications that you allowed keep their access until you revoke it.</p>
<form method="post" action="${view.action}">
${hiddenFields(view)}
<div class="actions">
<button class="button primary" type="submit" name="logout" value="yes">Sign out</button>
<button class="button" type="submit" name="stay" value="yes">Stay signed in</button>
</div>
</form>`,
  });
}
