import type { Request } from 'express';
import type { Actor } from '../../domain/audit/audit-event.ts';
import { isBuiltIn } from '../../domain/client/built-in-client-ids.ts';
import type { Clock } from '../../domain/clock.ts';
import { DomainError } from '../../domain/errors.ts';
import { type ApiCaller, apiCaller } from '../../domain/oauth-token/api-caller.ts';
import type { Storage } from '../../domain/storage.ts';
import { verifyDpopProof } from '../../domain/token/dpop-proof.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { ApiProblem } from './problem.ts';

export interface CallerDependencies {
  storage: Storage;
  clock: Clock;
  issuer: string;
}

/** Who calls: as whom, through which client, within which scope. */
export interface Caller extends Omit<ApiCaller, 'keyThumbprint'> {
  actor: Actor;
}

/**
 * The caller by the access token in the `Authorization` header, and nothing else: no cookie, no query
 * parameter (RFC 6750 §2.1, RFC 9449 §7.1).
 *
 * @throws ApiProblem `invalid_token`, `invalid_dpop_proof`
 */
export async function authenticateCaller(
  deps: CallerDependencies,
  request: Request,
): Promise<Caller> {
  const [, scheme = '', token = ''] =
    /^(bearer|dpop) +([\w.~+/=-]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === '') {
    throw refuseToken('Send an access token: Authorization: Bearer <token>.', '');
  }
  const found = await apiCaller(deps, token);
  if (!found) {
    throw refuseToken('The access token is unknown, expired or revoked. Get a new one.');
  }
  const { keyThumbprint, ...caller } = found;
  if (keyThumbprint === undefined && scheme.toLowerCase() === 'dpop') {
    throw refuseToken('The token is bound to no key: send it with the scheme Bearer.');
  }
  if (keyThumbprint !== undefined) {
    if (scheme.toLowerCase() !== 'dpop') {
      throw refuseToken('The token is bound to a key: send it with the scheme DPoP and a proof.');
    }
    await checkProof(deps, request, token, keyThumbprint);
  }
  const address = requestAddress(request);
  const { userId, clientId, authority, reachesOwn, scope } = caller;
  const access = { authority, reachesOwn, scope, ofOwnClient: isBuiltIn(clientId), address };
  const actor: Actor =
    userId === undefined
      ? { type: 'client', clientId, access }
      : { type: 'user', userId, throughClient: clientId, access };
  return { ...caller, actor };
}

async function checkProof(
  { storage, clock, issuer }: CallerDependencies,
  request: Request,
  accessToken: string,
  keyThumbprint: string,
): Promise<void> {
  try {
    const proof = verifyDpopProof(request.header('DPoP'), {
      method: request.method,
      url: issuer + request.originalUrl.split('?', 1)[0],
      now: clock(),
      accessToken,
    });
    if (proof.keyThumbprint !== keyThumbprint) {
      throw new DomainError('invalid_dpop_proof', 'DPoP proof: not by the key of the token.');
    }
    const { proofs } = storage.stores;
    if (!(await proofs.remember(keyThumbprint, proof.jti, proof.expiresAt))) {
      throw new DomainError('invalid_dpop_proof', 'DPoP proof: this jti was used before.');
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new ApiProblem('invalid_dpop_proof', error.message, {
      headers: { 'WWW-Authenticate': 'DPoP algs="ES256", error="invalid_dpop_proof"' },
    });
  }
}

/** Both schemes are offered; an error only where a token was sent (RFC 6750 §3.1). */
function refuseToken(detail: string, error = ', error="invalid_token"'): ApiProblem {
  return new ApiProblem('invalid_token', detail, {
    headers: {
      'WWW-Authenticate': `Bearer realm="casement"${error}, DPoP algs="ES256"${error}`,
    },
  });
}
