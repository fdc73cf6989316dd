import { requestAddress } from '../middleware/request-address.ts';
import { sendPage } from '../pages/send-page.ts';
import { type SignInView, signInPage } from '../pages/sign-in-page.ts';
import { interactionPath } from './interaction-path.ts';
import type { InteractionTurn } from './interaction-turn.ts';
import { waitingClient } from './waiting-client.ts';

export function showSignIn(
  { deps, request, response, interaction }: InteractionTurn,
  again: Pick<SignInView, 'email' | 'problem' | 'retryAfter'> & { status?: number } = {},
): void {
  const { status = 200, ...shown } = again;
  const page = signInPage({
    action: interactionPath(interaction.uid),
    csrf: deps.forms.issue(request, response, interaction.uid),
    client: waitingClient(interaction),
    email: interaction.loginHint,
    ...shown,
  });
  sendPage(response, page, { status, redirectTargets: [interaction.redirectUri] });
}

export async function submitSignIn(
  turn: InteractionTurn,
  form: URLSearchParams,
): Promise<string | undefined> {
  const { deps, request, response } = turn;
  const email = form.get('email') ?? '';
  const password = form.get('password') ?? '';
  const result = await deps.authenticate({ email, password, address: requestAddress(request) });
  if (result.outcome === 'signed_in') {
    return deps.interactions.signedIn(request, response, result.user.id);
  }
  if (result.outcome === 'throttled') {
    const { retryAfter } = result;
    response.set('Retry-After', String(retryAfter));
    showSignIn(turn, { email, problem: 'throttled', retryAfter, status: 429 });
  } else {
    showSignIn(turn, { email, problem: 'credentials', status: 403 });
  }
  return undefined;
}
