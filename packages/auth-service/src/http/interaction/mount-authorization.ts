import { PATHS } from '@casement/server-sdk/contract';
import type { RequestHandler, Router } from 'express';
import type { Limits } from '../../domain/limit/limits.ts';
import { readForm } from '../middleware/body.ts';
import { endpoint, resource } from '../middleware/endpoint.ts';
import { formAhead } from '../middleware/form-ahead.ts';
import { limitAddress } from '../middleware/limit-address.ts';
import { tokenGate } from '../oauth2/token.ts';
import { userinfoGate } from '../oauth2/userinfo.ts';
import { answerPages } from '../pages/send-page.ts';
import { ownAnswer, showInteraction, submitInteraction } from './interaction.ts';
import { interactionPath } from './interaction-path.ts';
import type { InteractionDependencies } from './interaction-turn.ts';

export interface AuthorizationDependencies extends InteractionDependencies {
  engine: RequestHandler;
  limits: Limits;
}

/**
 * A request may be posted too (OpenID Connect Core §3.1.2.1). It goes on as a link: cookies that are kept
 * from other sites' forms come with that.
 */
const authorizeByPost: RequestHandler = async (request, response) => {
  const form = await readForm(request);
  response.set('Cache-Control', 'no-store').redirect(303, `${PATHS.authorization}?${form}`);
};

/** Everything by which a user lets a client act: the requests, the pages, and what a token tells. */
export function mountAuthorization(
  router: Router,
  deps: AuthorizationDependencies,
  cors: { client: RequestHandler; userinfo: RequestHandler },
): void {
  const { engine, limits } = deps;
  // One limit for both ways to begin: each leaves something behind for a while.
  const limited = limitAddress(limits, 'authorizations_per_address');
  endpoint(router, 'post', PATHS.pushedAuthorization, {
    before: [cors.client],
    handlers: [limited, tokenGate(limits), engine],
  });
  resource(router, PATHS.authorization, {
    before: [answerPages],
    get: [limited, engine],
    post: [limited, authorizeByPost],
  });
  // Where a browser comes back after each page.
  resource(router, `${PATHS.authorization}/:uid`, {
    before: [answerPages],
    get: [ownAnswer(deps), engine],
  });
  resource(router, interactionPath(':uid'), {
    before: [answerPages],
    get: [showInteraction(deps)],
    post: [submitInteraction(deps)],
  });
  resource(router, PATHS.userinfo, {
    before: [cors.userinfo],
    get: [userinfoGate, engine],
    post: [userinfoGate, formAhead, engine],
  });
}
