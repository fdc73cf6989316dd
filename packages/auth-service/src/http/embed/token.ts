import type { RequestHandler } from 'express';
import type { DashboardApplications } from '../../domain/dashboard-application.ts';
import {
  type ExchangeDependencies,
  exchangeChallengeCode,
} from '../../domain/embedded-session/exchange-challenge-code.ts';
import { verifyDpopProof } from '../../domain/token/dpop-proof.ts';
import type { Metrics } from '../metrics.ts';
import { readForm } from '../middleware/body.ts';
import { noteClient } from '../middleware/request-log.ts';
import { parseTokenRequest } from './token-request.ts';

export interface TokenHandlerDependencies extends ExchangeDependencies {
  dashboards: DashboardApplications;
  metrics: Metrics;
  /** This endpoint's public address: what `htu` must be. */
  tokenEndpoint: string;
}

/** `POST /embed/token` (protocol, section 4). */
export function tokenHandler(deps: TokenHandlerDependencies): RequestHandler {
  return async (request, response) => {
    const dashboard = deps.dashboards.byOrigin(request.headers.origin);
    const form = parseTokenRequest(await readForm(request));
    const proof = verifyDpopProof(request.get('DPoP'), {
      method: 'POST',
      url: deps.tokenEndpoint,
      now: deps.clock(),
    });
    const { response: body, renewal } = await exchangeChallengeCode(deps, {
      clientId: form.client_id,
      challengeCode: form.challenge_code,
      embedderOrigin: form.embedder_origin,
      sessionId: form.session_id,
      dashboard,
      proof,
      userAgent: request.headers['user-agent'],
      address: request.ip,
    });
    noteClient(response, form.client_id);
    deps.metrics.exchanges.inc();
    if (renewal) deps.metrics.renewals.inc();
    response.set('Cache-Control', 'no-store').json(body);
  };
}
