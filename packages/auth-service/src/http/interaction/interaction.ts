import type { Request, RequestHandler, Response } from 'express';
import { readForm } from '../middleware/body.ts';
import { CSRF_FIELD } from '../pages/page-form.ts';
import { showConsent, submitConsent } from './consent.ts';
import type { InteractionDependencies, InteractionTurn } from './interaction-turn.ts';
import { showSignIn, submitSignIn } from './sign-in.ts';

/** `GET /interaction/:uid`: asks who somebody is, or what they allow. */
export function showInteraction(deps: InteractionDependencies): RequestHandler {
  return async (request, response) => {
    const turn = await begin(deps, request, response);
    if (turn.interaction.prompt === 'login') showSignIn(turn);
    else await showConsent(turn);
  };
}

/** `POST /interaction/:uid`: takes the answer, and sends the browser on. */
export function submitInteraction(deps: InteractionDependencies): RequestHandler {
  return async (request, response) => {
    const form = await readForm(request);
    const turn = await begin(deps, request, response);
    deps.forms.check(request, form.get(CSRF_FIELD), turn.interaction.uid);
    const next = await answer(turn, form);
    // Nothing to go on to: the page was shown again.
    if (next !== undefined) response.set('Cache-Control', 'no-store').redirect(303, next);
  };
}

/** Put before the engine where a browser comes back with its answer. */
export function ownAnswer({
  interactions,
}: Pick<InteractionDependencies, 'interactions'>): RequestHandler {
  return async (request, response, next) => {
    // Nothing is asked there, and the engine fails at a query that says half of something.
    request.url = request.path;
    await interactions.refuseForeignAnswer(request, response);
    next();
  };
}

async function begin(
  deps: InteractionDependencies,
  request: Request,
  response: Response,
): Promise<InteractionTurn> {
  const { uid } = request.params;
  const interaction = await deps.interactions.find(request, response, String(uid));
  return { deps, request, response, interaction };
}

async function answer(turn: InteractionTurn, form: URLSearchParams): Promise<string | undefined> {
  const { deps, request, response, interaction } = turn;
  const decision = form.get('decision');
  if (decision === 'deny') return deps.interactions.denied(request, response);
  if (decision === 'switch-account') {
    showSignIn(turn, { email: '' });
    return undefined;
  }
  // Where consent is asked for, somebody else may sign in instead.
  return interaction.prompt === 'login' || form.has('password')
    ? submitSignIn(turn, form)
    : submitConsent(turn, form);
}
