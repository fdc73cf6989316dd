import { PATHS } from '@casement/server-sdk/contract';
import type { RequestHandler, Router } from 'express';
import type { Limits } from '../../domain/limit/limits.ts';
import { endpoint, resource } from '../middleware/endpoint.ts';
import { formAhead } from '../middleware/form-ahead.ts';
import { limitAddress } from '../middleware/limit-address.ts';
import { tokenGate } from '../oauth2/token.ts';
import { ownForms } from '../pages/own-form.ts';
import { answerPages } from '../pages/send-page.ts';
import { ownAnswer } from './interaction.ts';
import type { InteractionEngine } from './interaction-engine.ts';

/** Device authorization (RFC 8628): where a device asks, and where its user types the code. */
export function mountDevice(
  router: Router,
  deps: {
    engine: RequestHandler;
    limits: Limits;
    issuer: string;
    interactions: InteractionEngine;
  },
  clientCors: RequestHandler,
): void {
  const { engine, limits, issuer } = deps;
  endpoint(router, 'post', PATHS.deviceAuthorization, {
    before: [clientCors],
    handlers: [
      tokenGate(limits),
      limitAddress(limits, 'device_authorizations_per_address'),
      engine,
    ],
  });
  resource(router, PATHS.device, {
    before: [answerPages],
    get: [engine],
    // Every code that is sent counts, right or wrong: none can be guessed by confirming it at once.
    post: [ownForms(issuer), limitAddress(limits, 'user_codes_per_address'), formAhead, engine],
  });
  // Where the browser comes back after each page.
  resource(router, `${PATHS.device}/:uid`, {
    before: [answerPages],
    get: [ownAnswer(deps), engine],
  });
}
