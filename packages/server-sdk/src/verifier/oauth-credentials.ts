import { invalidProof, invalidToken } from './refused.ts';
import { type PublicAddress, requestParts, type VerifiableRequest } from './request-credentials.ts';

/** What a request with a token of the standard flows is verified by. */
export interface OAuthCredentials {
  token: string;
  /** Only of a token that is bound to a key (RFC 9449 §7.1). */
  proof: string | undefined;
  method: string;
  /** The URL that the client asked for, as far as known. */
  url: string | undefined;
}

const MAX_TOKEN_LENGTH = 256;
const MAX_PROOF_LENGTH = 8_192;

/**
 * Takes an opaque token out of a request, and the proof with which it came.
 * @throws {CasementError} `invalid_token` or `invalid_dpop_proof`, with status 401
 */
export function oauthCredentials(
  request: VerifiableRequest,
  address: PublicAddress,
): OAuthCredentials {
  const { authorization, dpop, method, query, url } = requestParts(request, address);
  // A token in a URL ends up in logs and Referer headers (RFC 6750 §2.3, §5.3).
  if (query !== undefined && new URLSearchParams(query).has('access_token'))
    throw invalidToken('A token in the URL is not accepted; send it as Authorization: Bearer.');
  const [header, ...others] = authorization;
  if (header === undefined) throw invalidToken('There is no token; send Authorization: Bearer.');
  if (others.length > 0) throw invalidToken('There is more than one Authorization header.');
  const [, scheme, token] = /^(bearer|dpop) +([\w.~+/-]+=*)$/i.exec(header) ?? [];
  if (scheme === undefined || token === undefined)
    throw invalidToken('Authorization must be "Bearer" or "DPoP", and one token.');
  if (token.includes('.') || token.length > MAX_TOKEN_LENGTH)
    throw invalidToken('This is no token of the standard flows, which are opaque and short.');
  if (scheme.toLowerCase() === 'bearer') return { token, proof: undefined, method, url };
  const [proof, ...otherProofs] = dpop;
  if (proof === undefined) throw invalidProof('The DPoP header is missing.');
  if (otherProofs.length > 0 || !/^[\w.-]+$/.test(proof) || proof.length > MAX_PROOF_LENGTH)
    throw invalidProof('The DPoP header must be one JWT.');
  return { token, proof, method, url };
}

/** Whether a request comes with an opaque token, and not with one of an embedded session. */
export function carriesOAuthToken(request: VerifiableRequest): boolean {
  const [header = ''] = requestParts(request, {}).authorization;
  return /^(bearer .*|dpop +[^. ]+)$/i.test(header);
}
