import type { ChallengeCodeResponse } from '@casement/server-sdk/contract';
import type { RequestHandler } from 'express';
import {
  type MintDependencies,
  mintChallengeCode,
} from '../../domain/challenge-code/mint-challenge-code.ts';
import type { Metrics } from '../metrics.ts';
import { readJson } from '../middleware/body.ts';
import { noteClient } from '../middleware/request-log.ts';
import { parseChallengeCodeRequest } from './challenge-codes-request.ts';
import { clientCredentials } from './client-credentials.ts';

/** `POST /embed/challenge-codes` (protocol, section 3). */
export function mintHandler(deps: MintDependencies & { metrics: Metrics }): RequestHandler {
  return async (request, response) => {
    const json = await readJson(request);
    const credentials = clientCredentials(request, json);
    const minted = await mintChallengeCode(
      deps,
      credentials,
      parseChallengeCodeRequest(json),
      (clientId) => noteClient(response, clientId),
    );
    deps.metrics.mints.inc();
    const body: ChallengeCodeResponse = {
      challenge_code: minted.code,
      expires_in: minted.expiresIn,
    };
    response.status(201).set('Cache-Control', 'no-store').json(body);
  };
}
