import type { RequestHandler } from 'express';
import type { DashboardApplications } from '../../domain/dashboard-application.ts';
import {
  type ExchangeDependencies,
  exchangeChallengeCode,
} from '../../domain/embedded-session/exchange-challenge-code.ts';
import type { Limits } from '../../domain/limit/limits.ts';
import { verifyDpopProof } from '../../domain/token/dpop-proof.ts';
import type { Metrics } from '../metrics.ts';
import { readForm } from '../middleware/body.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { noteClient } from '../middleware/request-log.ts';
import { parseTokenRequest } from './token-request.ts';

export interface TokenHandlerDependencies extends ExchangeDependencies {
  dashboards: DashboardApplications;
  metrics: Metrics;
  limits: Limits;
  /** This endpoint's public address: what `htu` must be. */
  tokenEndpoint: string;
}

/** `POST /embed/token` (protocol, section 4). */
export function tokenHandler(deps: TokenHandlerDependencies): RequestHandler {
  return async (request, response) => {
    const dashboard = deps.dashboards.byOrigin(request.headers.origin);
    const form = parseTokenRequest(await readForm(request));
    // Counted by success only: anybody can name a client, but only its backend gets codes.
    await deps.limits.refuseUsedUp('exchanges_per_client', form.client_id);
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
      address: requestAddress(request),
    });
    noteClient(response, form.client_id);
    await deps.limits.count('exchanges_per_client', form.client_id);
    deps.metrics.exchanges.inc();
    if (renewal) deps.metrics.renewals.inc();
    response.set('Cache-Control', 'no-store').json(body);
  };
}
