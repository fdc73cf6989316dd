import type { ChallengeCodeResponse } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import {
  type MintDependencies,
  mintChallengeCode,
} from '../../domain/challenge-code/mint-challenge-code.ts';
import { requireEmbeddedClient } from '../../domain/client/authenticate-client.ts';
import type { AssertionDependencies } from '../../domain/client/client-assertion.ts';
import { refuseFaults } from '../../domain/errors.ts';
import type { Metrics } from '../metrics.ts';
import { noteClient } from '../middleware/request-log.ts';
import { authenticateClient } from './authenticate.ts';
import { parseChallengeCodeRequest } from './challenge-codes-request.ts';

/** `POST /embed/challenge-codes` (protocol, section 3). */
export function mintHandler(
  deps: MintDependencies & AssertionDependencies & { metrics: Metrics },
): RequestHandler {
  return async (request, response) => {
    const authenticated = await authenticateClient(deps, request);
    noteClient(response, authenticated.id);
    const client = requireEmbeddedClient(authenticated);
    const { request: mint, faults } = parseChallengeCodeRequest(request.body);
    refuseFaults(faults);
    if (!mint) return;
    const { code, expiresIn } = await mintChallengeCode(deps, client, {
      origin: mint.origin,
      keyThumbprint: mint.key_thumbprint,
      email: mint.user?.email,
      audience: mint.audience,
      parameters: mint.parameters ?? {},
    });
    deps.metrics.mints.inc();
    const body: ChallengeCodeResponse = { challenge_code: code, expires_in: expiresIn };
    response.status(201).set('Cache-Control', 'no-store').json(body);
  };
}
