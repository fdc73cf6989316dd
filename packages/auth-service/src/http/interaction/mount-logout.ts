import { PATHS } from '@casement/server-sdk/contract';
import type { RequestHandler, Router } from 'express';
import { readForm } from '../middleware/body.ts';
import { resource } from '../middleware/endpoint.ts';
import { formAhead } from '../middleware/form-ahead.ts';
import { ownForms } from '../pages/own-form.ts';
import { answerPages } from '../pages/send-page.ts';

/**
 * A form of another site comes without the session's cookie, which is `SameSite=Lax`; where it leads the
 * browser to, it has it again.
 */
const repeatAsGet: RequestHandler = async (request, response) => {
  const query = await readForm(request);
  response.set('Cache-Control', 'no-store').redirect(303, `${PATHS.logout}?${query}`);
};

/** RP-initiated logout: clients send the browser there, also by a form; its user decides. */
export function mountLogout(
  router: Router,
  { engine, issuer }: { engine: RequestHandler; issuer: string },
): void {
  const before = [answerPages];
  resource(router, PATHS.logout, { before, get: [engine], post: [repeatAsGet] });
  resource(router, `${PATHS.logout}/confirm`, {
    before,
    post: [ownForms(issuer), formAhead, engine],
  });
  resource(router, `${PATHS.logout}/success`, { before, get: [engine] });
}
